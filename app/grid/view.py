"""The grid of photos: which of them somebody selects, opens, and where they were before.

Where the photos lie, and who is told that they are seen, is the business of `photo_cells`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip
from typing_extensions import override

from app.grid.buttons import CellButton, button_at
from app.grid.photo_cells import PhotoCells
from app.language import tr
from app.notches import Notches

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from app.grid.model import PhotoModel
    from app.grid.pixmaps import Pixmaps
    from app.grid.sheet import Sheet

Index = QModelIndex | QPersistentModelIndex

_PLAIN = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.KeypadModifier,
)
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


def _nobody() -> NDArray[np.int64]:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list of photos somebody was, told in ids, so that it holds when the list changes.

    Attributes:
        top: The photo in the upper left corner; None at the very top.
        above: Pixels of it that are scrolled away.
        current: The photo on which the keyboard stands.
        selected: The selected photos, int64.
    """

    top: int | None = None
    above: int = 0
    current: int | None = None
    selected: NDArray[np.int64] = field(default_factory=_nobody)


class PhotoGrid(PhotoCells):
    """Shows the photos of a `PhotoModel`.

    Signals:
        opened(photo_id): Return, Space or a double click on a photo.
        similar_wanted(photo_id), more_wanted(photo_id), less_wanted(photo_id): One of the buttons
            on a photo was pressed.
        current_changed(photo_id or None): The keyboard stands on another photo.
        selection_counted(int): So many are selected now.
        typed(str): A letter was typed: somebody wants to search.
        carried(): The mouse drags the selected photos.
        zoomed(int): Ctrl and the wheel: so many sizes larger (> 0) or smaller (< 0).
    """

    opened = Signal(object)
    similar_wanted = Signal(object)
    more_wanted = Signal(object)
    less_wanted = Signal(object)
    current_changed = Signal(object)
    selection_counted = Signal(int)
    typed = Signal(str)
    carried = Signal()
    zoomed = Signal(int)

    def __init__(self, photos: PhotoModel, pixmaps: Pixmaps, parent: QWidget | None = None) -> None:
        super().__init__(photos, pixmaps, parent)
        self._told_current: int | None = None
        self._rested: tuple[int, int | None, int] | None = None
        #: The photo that was selected only so that the keyboard stands somewhere.
        self._offered: int | None = None
        self._notches = Notches()
        self.pressed.connect(self._on_pressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(tr("Photos"))
        self.setDragEnabled(True)
        self.setModel(photos)

    def set_wanted_side(self, points: int) -> None:
        """Draw the photos larger or smaller; the photo in the corner stays in view."""
        place = self.place()
        self._wanted_side = points
        self.lay_out()
        self._scroll_back(place)

    def set_in_rows(self, wanted: bool) -> None:
        """Draw the photos whole, in justified rows, or as squares; the corner stays in view."""
        if wanted != self._in_rows:
            place = self.place()
            self._in_rows = wanted
            self.lay_out()
            self._scroll_back(place)

    def show_photos(
        self,
        ids: NDArray[np.int64],
        bands: NDArray[np.uint8] | None = None,
        *,
        place: Place | None = None,
        sheet: Sheet | None = None,
    ) -> None:
        """Show other photos, from the top, or from where somebody was before.

        Args:
            ids: The photos, int64 [n].
            bands: How sure each is, uint8 [n]. Where those of a band stand together, as in the
                order of relevance, they are a section with a title; else the strong have a mark.
            place: Where somebody was.
            sheet: What is known of the photos; without one they are squares without a date.
        """
        # Between the old list and the new one nobody is told that nothing is selected.
        self.selectionModel().blockSignals(True)
        self.photos.show(ids, bands)
        self._arrange(sheet)
        self.verticalScrollBar().setValue(0)
        self._rested = None
        if place is not None:
            self._select_again(place)
            self._scroll_back(place)
        self.selectionModel().blockSignals(False)
        self._look()  # Nobody is scrolling: what is near the eye is wanted at once.
        self._tell_current()
        self.selection_counted.emit(self.selected_count())

    def place(self) -> Place:
        """Return where somebody is now."""
        top, above = self._corner()
        return Place(top, above, current=self.current_photo(), selected=self.selected_photos())

    def current_photo(self) -> int | None:
        """Return the photo on which the keyboard stands."""
        index = self.currentIndex()
        return self.photos.photo_id(index.row()) if index.isValid() else None

    def selected_photos(self) -> NDArray[np.int64]:
        """Return the ids of the selected photos, in the order of the grid."""
        ranges = self.selectionModel().selection().toList()
        rows = sorted((each.top(), each.bottom()) for each in ranges)
        parts = [self.photos.ids[first : last + 1] for first, last in rows]
        return np.concatenate(parts) if parts else _nobody()

    def selected_count(self) -> int:
        """Return how many photos are selected."""
        return sum(each.height() for each in self.selectionModel().selection().toList())

    def go_to(self, photo_id: int) -> None:
        """Select one photo and bring it into view; nothing happens if it is not here."""
        row = self.photos.row_of(photo_id)
        if row is not None:
            self.setCurrentIndex(self.photos.index(row))

    @property
    def is_chosen(self) -> bool:
        """Whether somebody selected what is selected, as opposed to the keyboard's first photo."""
        selected = self.selected_photos().tolist()
        return bool(selected) and selected != [self._offered]

    def select_nothing(self) -> bool:
        """Let go of what somebody selected; the keyboard stays. False where that is nothing."""
        if not self.is_chosen:
            return False
        self.clearSelection()
        return True

    def go_to_first(self) -> None:
        """Select the first photo, if there is one."""
        if self.photos.rowCount():
            self.setCurrentIndex(self.photos.index(0))
            self._offered = self.current_photo()

    def _on_pressed(self, _index: object) -> None:
        self._offered = None

    def neighbour(self, photo_id: int, step: int) -> int | None:
        """Return the photo so many steps after another, None past the ends."""
        row = self.photos.row_of(photo_id)
        if row is None or not 0 <= row + step < self.photos.rowCount():
            return None
        return self.photos.photo_id(row + step)

    def know(self, sheet: Sheet) -> None:
        """Take note of what is known by now of the photos that are shown."""
        place = self.place()
        self._arrange(sheet)
        self._scroll_back(place)

    def _corner(self) -> tuple[int | None, int]:
        """Return the photo in the corner, and how much of it is scrolled away.

        As long as nobody scrolls it stays the same one, although in a list that grows it wanders
        along its line: another photo each time would let the list creep away under the eye.
        """
        offset, rows = self.verticalOffset(), self.rows_on_screen()
        if self._rested is not None and self._rested[0] == offset:
            return self._rested[1:]
        if not offset or not rows:
            return None, 0
        return self.photos.photo_id(rows.start), offset - self.cells.rect(rows.start).top()

    def _scroll_back(self, place: Place) -> None:
        row = None if place.top is None else self.photos.row_of(place.top)
        if row is None:
            self._rested = None
            return
        self.verticalScrollBar().setValue(self.cells.rect(row).top() + place.above)
        self._rested = (self.verticalOffset(), place.top, place.above)

    def _select_again(self, place: Place) -> None:
        rows = self.photos.rows_of(place.selected)
        selection = QItemSelection()
        for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if rows.size else ():
            ends = self.photos.index(int(run[0])), self.photos.index(int(run[-1]))
            selection.append(QItemSelectionRange(*ends))
        chosen, flags = self.selectionModel(), QItemSelectionModel.SelectionFlag
        chosen.select(selection, flags.ClearAndSelect)
        row = None if place.current is None else self.photos.row_of(place.current)
        if row is not None:
            chosen.setCurrentIndex(self.photos.index(row), flags.NoUpdate)

    def _tell_current(self) -> None:
        current = self.current_photo()
        if current != self._told_current:
            self._told_current = current
            self.current_changed.emit(current)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: other columns, the same photo in the corner."""
        place = self.place()
        super().resizeEvent(event)
        self._scroll_back(place)

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        """Override of Qt's: tell who shows details."""
        super().currentChanged(current, previous)
        self._tell_current()

    @override
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Override of Qt's: tell who counts."""
        super().selectionChanged(selected, deselected)
        self._offered = None
        self.selection_counted.emit(self.selected_count())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: Return and Space open, a letter begins a search."""
        current, plain = self.current_photo(), event.modifiers() in _PLAIN
        if plain and event.key() in _OPENING:
            if current is not None:
                self.opened.emit(current)
        elif plain and event.text().isprintable() and event.text():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _button_under(self, point: QPoint) -> tuple[int, CellButton] | None:
        """Return the button under a point of the viewport, and the photo that it is for."""
        row = self.row_under(point)
        searched = self.photos.bands is not None
        button = None if row is None else button_at(self.row_rect(row), point, searched=searched)
        return None if row is None or button is None else (self.photos.photo_id(row), button)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: the buttons on a photo are no part of what is selected."""
        pressed = self._button_under(event.position().toPoint())
        if pressed is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        else:
            wanted = {"more": self.more_wanted, "less": self.less_wanted}
            photo_id, button = pressed
            wanted.get(button.name, self.similar_wanted).emit(photo_id)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: open the photo."""
        if self._button_under(event.position().toPoint()) is not None:
            return
        super().mouseDoubleClickEvent(event)
        row = self.row_under(event.position().toPoint())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.photos.photo_id(row))

    @override
    def startDrag(self, supported: Qt.DropAction) -> None:
        """Override of Qt's: what is dragged is told by others."""
        self.carried.emit()

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        """Override of Qt's: the buttons on a photo say what they do."""
        under = self._button_under(event.pos()) if isinstance(event, QHelpEvent) else None
        if isinstance(event, QHelpEvent) and under is not None:
            QToolTip.showText(event.globalPos(), tr(under[1].tip), self)
            return True
        return super().viewportEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Override of Qt's: with Ctrl, larger or smaller."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = self._notches.of(event)
            if notches:
                self.zoomed.emit(notches)
            event.accept()
        else:
            super().wheelEvent(event)
