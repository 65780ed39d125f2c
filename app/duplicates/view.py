"""The cards of groups, one below the other, with the mouse and the keyboard on their photos.

A row is a group; the photo on which the keyboard stands in it is known here. Who is near the eye is
told to `pixmaps`, as the grid does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip
from typing_extensions import override

from app import wording
from app.duplicates.card import AIR, RADIUS, SIDE, CardDelegate, CardShape
from app.grid.pixmaps import Shape
from app.language import listed, tr, translated

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent

    from app.duplicates.groups import Group, Member
    from app.duplicates.model import GroupsModel
    from app.grid.pixmaps import Pixmaps
    from app.theme import Theme

Index = QModelIndex | QPersistentModelIndex

#: Milliseconds after the last movement until previews are asked for.
_SETTLE = 12
#: Points of width from which one card more stands beside another: room for two photos.
_CARD_WIDTH = 424
#: Between the cards and the window.
_MARGIN = 24
#: Points above and below what is seen that are read ahead.
_AHEAD = 1600


class GroupsView(QListView):
    """Shows the groups of a `GroupsModel`.

    Signals:
        current_changed(photo_id): The keyboard stands on another photo.
        opened(photo_id): Somebody wants to look at a photo.
        menu_wanted(QPoint): The menu of the photo that has the keyboard, at this place of the
            screen.
    """

    current_changed = Signal(object)
    opened = Signal(object)
    menu_wanted = Signal(QPoint)

    def __init__(self, groups: GroupsModel, pixmaps: Pixmaps, wearing: Theme) -> None:
        super().__init__()
        self._groups = groups
        self._pixmaps = pixmaps
        self._cards = CardDelegate(groups.plan, pixmaps, wearing, self)
        self._place = 0
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE)
        self._settle.timeout.connect(self._look)
        self.setModel(groups)
        self.setItemDelegate(self._cards)
        self.setAccessibleName(tr("Groups of duplicates"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setViewportMargins(_MARGIN - AIR, 0, _MARGIN - AIR - 14, 0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setAcceptDrops(False)
        self.verticalScrollBar().setSingleStep(48)
        self.customContextMenuRequested.connect(self._on_menu)
        for changed in (groups.modelReset, groups.rowsInserted):
            changed.connect(self._settle.start)
        groups.planned.connect(self._on_planned)
        groups.modelReset.connect(lambda: self.current_changed.emit(self.current_photo()))
        pixmaps.ready.connect(self._on_ready)
        wearing.changed.connect(self.viewport().update)

    def current(self) -> tuple[int, int] | None:
        """Return the row and the place in it on which the keyboard stands."""
        row = self.currentIndex().row()
        if not 0 <= row < self._groups.rowCount():
            return None
        return row, min(self._place, len(self._groups.group(row).members) - 1)

    def current_photo(self) -> int | None:
        """Return the photo on which the keyboard stands."""
        here = self.current()
        return None if here is None else self._member(here).photo_id

    def neighbour(self, photo_id: int, step: int) -> int | None:
        """Return the photo so many steps after another in the same group, None past its ends."""
        here = self.current()
        ids = self._groups.group(here[0]).ids if here else ()
        if photo_id not in ids or not 0 <= ids.index(photo_id) + step < len(ids):
            return None
        return ids[ids.index(photo_id) + step]

    def go_to_first(self) -> None:
        """Put the keyboard on the first photo, where it stands on none."""
        if self.current() is None and self._groups.rowCount():
            self._go(0, 0)

    def go_to(self, photo_id: int) -> None:
        """Put the keyboard on a photo of the group on which it stands."""
        here = self.current()
        if here is not None and photo_id in self._groups.group(here[0]).ids:
            self._go(here[0], self._groups.group(here[0]).ids.index(photo_id))

    def _member(self, here: tuple[int, int]) -> Member:
        return self._groups.group(here[0]).members[here[1]]

    def _go(self, row: int, place: int) -> None:
        another = row != self.currentIndex().row()
        self._place = place
        self.setCurrentIndex(self._groups.index(row))
        self._cards.current = (row, place)
        self._show_place(row, place)
        self.viewport().update()
        # Qt tells of rows alone: who listens hears the photo.
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.setAccessibleDescription(self._spoken((row, place)))
        if not another:
            self.current_changed.emit(self.current_photo())

    def _spoken(self, here: tuple[int, int]) -> str:
        group, member = self._groups.group(here[0]), self._member(here)
        fate = tr("stays") if self._groups.plan.stays(member.photo_id) else tr("would go")
        mark = tr("another shot?") if member.unsure else ""
        if member.photo_id == group.best:
            why = translated(group.why)
            mark = tr("suggested: {reason}", reason=why) if why else tr("suggested")
        return listed((wording.name(member.path), member.facts, fate, mark))

    def _show_place(self, row: int, place: int) -> None:
        """Scroll as little as brings a photo into sight; its card may be higher than the window."""
        rect = self.visualRect(self._groups.index(row))
        whole = self._card(row).whole(rect, place)
        top, bottom = (
            (rect.top() if place < self._card(row).columns else whole.top()),
            whole.bottom(),
        )
        bar, seen = self.verticalScrollBar(), self.viewport().height()
        if top < 0:
            bar.setValue(bar.value() + top - 8)
        elif bottom > seen:
            bar.setValue(bar.value() + min(bottom - seen + 16, top))

    def _card(self, row: int) -> CardShape:
        return self._cards.card(self._groups.group(row), self.font())

    def _under(self, point: QPoint) -> tuple[int, int] | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        place = self._card(index.row()).place_at(self.visualRect(index), point)
        return None if place is None else (index.row(), place)

    def _move(self, columns: int, lines: int) -> None:
        """Move the keyboard; past the last line of a card it goes on to the next."""
        here = self.current()
        if here is None:
            self.go_to_first()
            return
        row, place = here
        card = self._card(row)
        target = place + columns + lines * card.columns
        if 0 <= target < card.count:
            self._go(row, target)
        elif (
            target >= card.count
            and lines
            and place // card.columns < (card.count - 1) // card.columns
        ):
            self._go(row, card.count - 1)
        elif lines:
            self._leave_upwards_or_down(row, place, lines)
        elif 0 <= row + columns < self._groups.rowCount():
            self._go(row + columns, 0 if columns > 0 else self._card(row + columns).count - 1)

    def _leave_upwards_or_down(self, row: int, place: int, step: int) -> None:
        """Go on to the card above or below, to the photo that is nearest in its first line."""
        rect = self.visualRect(self._groups.index(row))
        across = self._card(row).photo(rect, place).center().x()
        edge = rect.bottom() + SIDE // 2 if step > 0 else rect.top() - SIDE // 2
        under = self.indexAt(QPoint(across, edge))
        target = under.row() if under.isValid() else row + step
        if not 0 <= target < self._groups.rowCount():
            return
        card, there = self._card(target), self.visualRect(self._groups.index(target))
        first = 0 if step > 0 else (card.count - 1) // card.columns * card.columns
        line = range(first, min(first + card.columns, card.count))
        near = min(line, key=lambda each: abs(card.photo(there, each).center().x() - across))
        self._go(target, near)

    def _look(self) -> None:
        """Tell `pixmaps` who is near the eye: what is seen first, then what is below and above."""
        seen: list[int] = []
        height = self.viewport().height()
        for row in self._rows(0, height):
            seen += self._groups.group(row).ids
        around = [
            each for row in self._rows(-_AHEAD, height + _AHEAD)
            for each in self._groups.group(row).ids
        ]  # fmt: skip
        wanted = list(dict.fromkeys([*seen, *around]))
        ratio = self.devicePixelRatioF()
        shape = Shape(round(SIDE * ratio), RADIUS * ratio, ratio)
        self._pixmaps.want(wanted, shape, seen=len(dict.fromkeys(seen)))

    def _rows(self, top: int, bottom: int) -> range:
        """Return the rows that a band of the viewport touches."""
        count = self._groups.rowCount()
        if not count:
            return range(0)
        # Those beside the last that begins above the band reach into it as well.
        first = max(self._row_near(top, 0, count) - self._cards.abreast + 1, 0)
        last = self._row_near(bottom, first, count)
        return range(first, last + 1)

    def _row_near(self, y: int, low: int, high: int) -> int:
        """Return the last row that begins at or above a height of the viewport."""
        while high - low > 1:
            middle = (low + high) // 2
            if self.visualRect(self._groups.index(middle)).top() <= y:
                low = middle
            else:
                high = middle
        return low

    def _on_planned(self) -> None:
        self.viewport().update()
        here = self.current()
        if here is not None:
            self.setAccessibleDescription(self._spoken(here))

    def _on_ready(self, photo_id: int) -> None:
        for row in self._rows(0, self.viewport().height()):
            if photo_id in self._groups.group(row).ids:
                self.update(self._groups.index(row))

    def _on_menu(self, at: QPoint) -> None:
        under = self._under(at)
        if under is not None:
            self._go(*under)
        if self.current() is not None:
            self.menu_wanted.emit(self.viewport().mapToGlobal(at))

    def _hover(self, under: tuple[int, int] | None) -> None:
        if under != self._cards.hovered:
            self._cards.hovered = under
            self.viewport().update()

    def group(self) -> Group | None:
        """Return the group on which the keyboard stands."""
        here = self.current()
        return None if here is None else self._groups.group(here[0])

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        """Override of Qt's: another row has another photo."""
        super().currentChanged(current, previous)
        self._cards.current = self.current()
        self.viewport().update()
        self.current_changed.emit(self.current_photo())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: walk from photo to photo, let one stay or go, look at one."""
        moves = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        photo = self.current_photo()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in moves:
            self._move(*moves[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Space and photo is not None:
            self._groups.toggle(photo)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and photo is not None:
            self.opened.emit(photo)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: a click lets a photo stay or go."""
        under = self._under(event.position().toPoint())
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if under is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._go(*under)
        self._groups.toggle(self._member(under).photo_id)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: look at the photo; the click before it is taken back."""
        under = self._under(event.position().toPoint())
        if under is not None and event.button() == Qt.MouseButton.LeftButton:
            photo = self._member(under).photo_id
            self._groups.toggle(photo)
            self.opened.emit(photo)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: light up what is under the mouse."""
        under = self._under(event.position().toPoint())
        self._hover(under)
        pointing = Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(pointing)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        """Override of Qt's: the whole path in a tool tip; the mouse has left."""
        if isinstance(event, QHelpEvent):
            under = self._under(event.pos())
            path = wording.readable(self._member(under).path) if under else ""
            QToolTip.showText(event.globalPos(), path, self)
            return True
        if event.type() is QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Override of Qt's: look who is near the eye once it is still."""
        super().scrollContentsBy(dx, dy)
        self._settle.start()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: other columns, of photos and of cards."""
        width = self.viewport().width() - 1  # Qt puts no item where it would touch the edge.
        self._cards.abreast = max(width // _CARD_WIDTH, 1)
        self._cards.width = width // self._cards.abreast
        super().resizeEvent(event)
        self._settle.start()
