"""The sidebar: all photos, the folders of the library with their counts, and what went wrong.

Further lists stand below, each as high as its lines: all of them scroll as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QScrollArea,
    QScrollBar,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.asked import Everything, Overview, Question, Recent
from app.folders.lines import entries as folder_lines
from app.folders.side import PlaceList, line_of
from app.language import tr
from app.lines import ROW, Entry, LinesModel
from app.searches import Search

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from app.asked import Folder
    from app.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
NOTHING_AWAY: Final[Mapping[int, str]] = MappingProxyType({})
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class Problems:
    """The list of files that could not be read."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What is there more than once."""


Place = Question | Problems | Duplicates


class PlacesModel(LinesModel):
    """The lines of the places, made from an `Overview`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_entries(Overview(), NOTHING_AWAY, ()), parent)

    def show(
        self,
        overview: Overview,
        away: Mapping[int, str] = NOTHING_AWAY,
        opened: Collection[str] = (),
    ) -> None:
        """Show what is in the library now.

        Args:
            overview: What that is.
            away: What there is to say of the folders that are not here, by id.
            opened: The paths of the folders below which further ones are shown.
        """
        self.show_entries(list(_entries(overview, away, opened)))


class Sidebar(QWidget):
    """Shows the lines and tells which one was chosen.

    Signals:
        chosen(Question or Problems): Somebody wants to see this.
        duplicates(): Somebody wants to see what is there more than once.
        menu_wanted(Place, QPoint): The menu of what a line leads to, at this place of the screen.
        turned(): Other folders are open now.
    """

    chosen = Signal(object)
    duplicates = Signal()
    menu_wanted = Signal(object, QPoint)
    turned = Signal()

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = PlacesModel(self)
        self.list = PlaceList(tr("Places"), self._model, wearing)
        self._area, self._column = QScrollArea(), QVBoxLayout()
        self._bar = _QuietBar(self)
        self._views: list[QAbstractItemView] = []
        self._place_parts()
        self._marking = False
        self._marked: Place | None = None
        self._overview, self._away = Overview(), NOTHING_AWAY
        self.opened: frozenset[str] = frozenset()
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self.list.clicked.connect(self._on_chosen)
        self.list.activated.connect(self._on_chosen)
        self.list.turned.connect(self._on_turned)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.mark(Everything())

    def _place_parts(self) -> None:
        inside = QWidget()
        inside.setObjectName("facts")
        inside.setLayout(self._column)
        # Inside what scrolls: lines go out of sight at the bar, not in front of it.
        self._column.setContentsMargins(0, 16, 0, 16)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setVerticalScrollBar(self._bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.add(self.list)

    def add(self, part: QWidget) -> None:
        """Put a list, or what else knows its height, below those that are there."""
        self._column.insertWidget(self._column.count() - 1, part)
        for view in (part, *part.findChildren(QAbstractItemView)):
            if isinstance(view, QAbstractItemView) and not isinstance(view, QHeaderView):
                view.selectionModel().currentChanged.connect(partial(self._bring_into_view, view))
                view.installEventFilter(self)
                self._views.append(view)

    def _steps_out(self, view: QAbstractItemView, step: int) -> QAbstractItemView | None:
        """Return the list above (-1) or below (+1), where a view has no further line that way."""
        here = view.currentIndex()
        if isinstance(view, QTreeView):
            beside = view.indexBelow(here) if step > 0 else view.indexAbove(here)
        else:
            beside = here.siblingAtRow(here.row() + step)
        shown = [each for each in self._views if each.isVisible() and each.model().rowCount()]
        place = shown.index(view) + step if view in shown else -1
        return None if beside.isValid() or not 0 <= place < len(shown) else shown[place]

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: past the ends of a list the arrow keys go on in the next one."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._bar.update()
        step = _STEPS.get(Qt.Key(event.key())) if isinstance(event, QKeyEvent) else None
        if step is None or event.type() != QEvent.Type.KeyPress:
            return False
        other = self._steps_out(watched, step) if isinstance(watched, QAbstractItemView) else None
        if other is None:
            return False
        rows = range(other.model().rowCount())[::step]
        lines = (other.model().index(row, 0) for row in rows)
        first = next((each for each in lines if each.flags() & Qt.ItemFlag.ItemIsEnabled), None)
        if first is not None:
            other.setFocus()
            other.setCurrentIndex(first)
        return True

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        """Override of Qt's: somebody may want to scroll."""
        super().enterEvent(event)
        self._bar.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        """Override of Qt's: nobody does any more."""
        super().leaveEvent(event)
        self._bar.update()

    def _bring_into_view(
        self, view: QAbstractItemView, current: QModelIndex, _before: QModelIndex
    ) -> None:
        if current.isValid():
            self.bring_near(view, view.visualRect(current).center())

    def bring_near(self, view: QAbstractItemView, point: QPoint) -> None:
        """Scroll so far that there are lines to be seen around a point of a list."""
        inside = self._area.widget()
        assert inside is not None
        at = view.viewport().mapTo(inside, point)
        self._area.ensureVisible(at.x(), at.y(), 0, 2 * ROW)

    def show_overview(self, overview: Overview) -> None:
        """Show what is in the library now; what is marked stays so, or is by now."""
        self._overview = overview
        self._marking = True
        self._model.show(overview, self._away, self.opened)
        self.mark(self._marked)

    def show_away(self, away: Mapping[int, str]) -> None:
        """Show which folders are not here: what there is to say of each, by its id."""
        self._away = away
        self.show_overview(self._overview)

    def open_folders(self, paths: Iterable[str]) -> None:
        """Show what stands below these folders, as soon as they are there."""
        self.opened = frozenset(paths)
        self.show_overview(self._overview)

    def _on_turned(self, folder: Folder, is_open: bool) -> None:
        here = {folder.path}
        self.open_folders(self.opened | here if is_open else self.opened - here)
        self.turned.emit()

    def place_at(self, index: QModelIndex) -> Place | None:
        """Return what a line leads to; None for a heading, or beside all lines."""
        entry: Entry | None = index.data(LinesModel.ENTRY) if index.isValid() else None
        goes_to: Place | None = entry.goes_to if entry else None  # type: ignore[assignment] # Only these stand there.
        return goes_to

    def _on_menu(self, at: QPoint) -> None:
        place = self.place_at(self.list.indexAt(at))
        if place is not None:
            self.menu_wanted.emit(place, self.list.viewport().mapToGlobal(at))

    def mark(self, goes_to: Place | None) -> None:
        """Mark the line that leads to what is shown, or none; nothing is told.

        A line that is not there yet is marked as soon as it is; until then that of the folder
        around it is.
        """
        self._marked = goes_to
        row = line_of(goes_to, self._model)
        self._marking = True
        if row is None:
            self.list.clearSelection()
            self.list.setCurrentIndex(QModelIndex())
        elif self.list.currentIndex().row() != row or not self.list.selectedIndexes():
            self.list.setCurrentIndex(self._model.index(row))
        self._marking = False

    def _on_current_changed(self, current: QModelIndex) -> None:
        # The arrow keys show what they pass, as a click does.
        if current.isValid() and not self._marking:
            self._on_chosen(current)

    def _on_chosen(self, index: QModelIndex) -> None:
        entry: Entry = index.data(LinesModel.ENTRY)
        if isinstance(entry.goes_to, Duplicates):
            self.duplicates.emit()
        elif entry.goes_to is not None:
            self.chosen.emit(entry.goes_to)


class _QuietBar(QScrollBar):
    """A scroll bar that keeps its room, and is seen while mouse or keyboard are beside it."""

    def __init__(self, beside: QWidget) -> None:
        super().__init__()
        self._beside = beside

    @property
    def wanted(self) -> bool:
        """Whether it is to be seen."""
        has_keyboard = QApplication.focusWidget()
        typed = has_keyboard is not None and self._beside.isAncestorOf(has_keyboard)
        return typed or self._beside.underMouse() or self.isSliderDown()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: nothing while nobody wants it."""
        if self.wanted:
            super().paintEvent(event)


def _entries(
    overview: Overview, away: Mapping[int, str], opened: Collection[str]
) -> Iterator[Entry]:
    yield Entry(tr("All photos"), Everything(), "photos", overview.photos)
    if overview.photos:
        yield Entry(tr("Favourites"), Search.favourites(), "heart")
        yield Entry(tr("Recently added"), Recent(), "recent")
    if overview.photos > 1:
        yield Entry(tr("Duplicates"), Duplicates(), "duplicates")
    if overview.roots:
        yield Entry(tr("Folders"))
    yield from folder_lines(overview, away, opened)
    if overview.problems:
        yield Entry(tr("Needs attention"))
        yield Entry(tr("Problems"), Problems(), "warning", overview.problems)
