"""The sidebar: all photos, the folders of the library with their counts, and what went wrong.

Further lists stand below, each as high as its lines: all of them scroll as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme, wording
from app.asked import Everything, Folder, Overview, Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QWheelEvent

    from app.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_ROW, _SECTION = 36, 40
_INDENT, _ARROW = 16, 11


@dataclass(frozen=True, slots=True)
class Problems:
    """The list of files that could not be read."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What is there more than once."""


Place = Question | Problems | Duplicates


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sidebar.

    Attributes:
        title: What stands in it.
        goes_to: What it shows; None for the heading of a section.
        icon: The name of its icon.
        count: The number at its end; None for none.
        tip: The whole of what `title` says in short.
        depth: How deep it stands below others.
        opened: Whether what stands below it is shown; None for a line that has nothing below.
    """

    title: str
    goes_to: object = None
    icon: str = ""
    count: int | None = None
    tip: str = ""
    depth: int = 0
    opened: bool | None = None


class LinesModel(QAbstractListModel):
    """Lines of the sidebar."""

    #: The `Entry` itself.
    ENTRY = Qt.ItemDataRole.UserRole + 1

    def __init__(self, entries: Iterable[Entry] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = list(entries)

    def show_entries(self, entries: list[Entry]) -> None:
        """Show these; lines that stay are told to have changed, not to go."""
        if [each.goes_to for each in entries] != [each.goes_to for each in self._entries]:
            self.beginResetModel()
            self._entries = entries
            self.endResetModel()
        elif entries != self._entries:
            self._entries = entries
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))

    def row_of(self, goes_to: object) -> int | None:
        """Return the row that leads to something, or None."""
        rows = (row for row, entry in enumerate(self._entries) if entry.goes_to == goes_to)
        return next(rows, None)

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Override of Qt's: one row for each line."""
        return 0 if parent.isValid() else len(self._entries)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Override of Qt's: say what is asked of one line."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == LinesModel.ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.tip or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.title if entry.count is None else f"{entry.title}, {entry.count}"
        return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Override of Qt's: a heading leads nowhere."""
        if index.isValid() and self._entries[index.row()].goes_to is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


class PlacesModel(LinesModel):
    """The lines of the places, made from an `Overview`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_entries(Overview()), parent)

    def show(self, overview: Overview) -> None:
        """Show what is in the library now."""
        self.show_entries(list(_entries(overview)))


class PlaceDelegate(QStyledItemDelegate):
    """Draws one line: icon, title, count; or the heading of a section."""

    def __init__(self, wearing: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Override of Qt's: a heading has air above it."""
        entry: Entry = index.data(LinesModel.ENTRY)
        return QSize(0, _SECTION if entry.goes_to is None else _ROW)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Override of Qt's: draw the line `option.rect`."""
        entry: Entry = index.data(LinesModel.ENTRY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.goes_to is None:
            self._paint_heading(painter, option, entry)
        else:
            self._paint_entry(painter, option, entry)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry) -> None:
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() * 0.9)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.quiet))
        where = option.rect.adjusted(20, 0, -16, -8)
        painter.drawText(
            where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, entry.title
        )

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry) -> None:
        colours, box = self._theme.colours, option.rect.adjusted(8, 1, -8, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, option, box)
        if entry.opened is not None:
            self._paint_arrow(painter, box, opened=entry.opened)
        box = box.adjusted(_INDENT * entry.depth, 0, 0, 0)
        colour = colours.accent if selected else colours.quiet
        side = 18
        ratio = painter.device().devicePixelRatioF()
        icon = theme.drawing(entry.icon, colour, side, ratio=ratio)
        painter.drawPixmap(box.left() + 12, box.center().y() - side // 2 + 1, icon)
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if selected else QFont.Weight.Normal)
        painter.setFont(font)
        count = "" if entry.count is None else wording.number(entry.count)
        room = painter.fontMetrics().horizontalAdvance(count) + (12 if count else 0)
        self._paint_words(painter, box.adjusted(42, 0, -12, 0), entry.title, count, room=room)

    def _paint_arrow(self, painter: QPainter, box: QRect, *, opened: bool) -> None:
        name, ratio = "down" if opened else "next", painter.device().devicePixelRatioF()
        arrow = theme.drawing(name, self._theme.colours.quiet, _ARROW, ratio=ratio)
        painter.drawPixmap(box.left() + 1, box.center().y() - _ARROW // 2 + 1, arrow)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(self._theme.colours.soft))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.colour(self._theme.colours.hover))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(self._theme.colours.accent))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _paint_words(
        self, painter: QPainter, where: QRect, title: str, count: str, *, room: int
    ) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        shown = painter.fontMetrics().elidedText(
            title, Qt.TextElideMode.ElideMiddle, where.width() - room
        )
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | middle, shown)
        font = painter.font()
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.quiet))
        painter.drawText(where, Qt.AlignmentFlag.AlignRight | middle, count)


class SideList(QListView):
    """A list as high as its lines, which scrolls with what is around it."""

    def __init__(self, name: str, lines: LinesModel, wearing: Theme) -> None:
        """Show lines; the list is read out as `name`."""
        super().__init__()
        self.setAccessibleName(name)
        self.setObjectName("places")
        self.setModel(lines)
        self.setItemDelegate(PlaceDelegate(wearing, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAcceptDrops(False)
        lines.modelReset.connect(self._fit)
        wearing.changed.connect(self.viewport().update)
        self._fit()

    def _fit(self) -> None:
        rows = (self.model().index(row, 0) for row in range(self.model().rowCount()))
        self.setFixedHeight(sum(self.sizeHintForIndex(each).height() for each in rows))

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Override of Qt's: what is around it scrolls."""
        event.ignore()


class Sidebar(QWidget):
    """Shows the lines and tells which one was chosen.

    Signals:
        chosen(Question or Problems): Somebody wants to see this.
        duplicates(): Somebody wants to see what is there more than once.
    """

    chosen = Signal(object)
    duplicates = Signal()

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = PlacesModel(self)
        self.list = SideList("Places", self._model, wearing)
        self._area, self._column = QScrollArea(), QVBoxLayout()
        self._place_parts()
        self._marking = False
        self.list.clicked.connect(self._on_chosen)
        self.list.activated.connect(self._on_chosen)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.mark(Everything())

    def _place_parts(self) -> None:
        inside = QWidget()
        inside.setObjectName("facts")
        inside.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 12)
        column.addWidget(self._area)
        self.add(self.list)

    def add(self, part: QWidget) -> None:
        """Put a list, or what else knows its height, below those that are there."""
        self._column.insertWidget(self._column.count() - 1, part)
        for view in (part, *part.findChildren(QAbstractItemView)):
            if isinstance(view, QAbstractItemView):
                view.selectionModel().currentChanged.connect(partial(self._bring_into_view, view))

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
        self._area.ensureVisible(at.x(), at.y(), 0, 2 * _ROW)

    def show_overview(self, overview: Overview) -> None:
        """Show what is in the library now; the marked line stays marked."""
        marked = self.list.currentIndex().data(LinesModel.ENTRY)
        self._marking = True
        self._model.show(overview)
        self.mark(marked.goes_to if marked else None)

    def mark(self, goes_to: Place | None) -> None:
        """Mark the line that leads to what is shown, or none; nothing is told."""
        row = self._model.row_of(goes_to) if goes_to is not None else None
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


def _entries(overview: Overview) -> Iterator[Entry]:
    yield Entry("All photos", Everything(), "photos", overview.photos)
    if overview.photos > 1:
        yield Entry("Duplicates", Duplicates(), "duplicates")
    if overview.roots:
        yield Entry("Folders")
    for root in overview.roots:
        path = wording.readable(root.path)
        yield Entry(wording.name(root.path), Folder(root.path), "folder", root.photos, path)
    if overview.problems:
        yield Entry("Needs attention")
        yield Entry("Problems", Problems(), "warning", overview.problems)
