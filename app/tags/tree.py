"""The families of tags as a model of Qt's, and how a line of them is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app import theme, wording
from app.labels import shortened
from app.language import tr
from app.lines import paint_chevron

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from app.tags.families import Family
    from app.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
#: Points: a line, one step to the right, and where the first chevron begins.
ROW, STEP, LEFT = 32, 16, 19
CHEVRON = 18


@dataclass(frozen=True, slots=True)
class _Node:
    """A line: a tag in one place of the tree, of which it may have several."""

    family: Family
    parent: int
    row: int
    level: int
    children: tuple[int, ...] = ()


class TagTreeModel(QAbstractItemModel):
    """Families of tags; a tag with two parents stands below both.

    An index carries the place of its line among all, never the line itself.
    """

    #: The `Family` itself.
    FAMILY = Qt.ItemDataRole.UserRole + 1
    #: How deep it stands, 0 for the top.
    LEVEL = Qt.ItemDataRole.UserRole + 2

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: list[_Node] = []
        self._tops: tuple[int, ...] = ()

    def show(self, families: Sequence[Family]) -> bool:
        """Show these; whether other lines are there now, and not only other numbers."""
        nodes: list[_Node] = []
        tops = _laid_out(families, nodes, parent=-1, level=0)
        same = [_who(each) for each in nodes] == [_who(each) for each in self._nodes]
        if same and nodes != self._nodes:
            self._nodes = nodes
            # One word for all of them: a view draws anew what it shows, and asks then.
            self.dataChanged.emit(self._index(self._tops[0]), self._index(self._tops[-1]))
        elif not same:
            self.beginResetModel()
            self._nodes, self._tops = nodes, tops
            self.endResetModel()
        return not same

    def places_of(self, name: str) -> list[QModelIndex]:
        """Return every line of a tag, the topmost first."""
        return [
            self._index(place) for place, node in enumerate(self._nodes) if node.family.name == name
        ]

    def way_to(self, index: Index) -> tuple[str, ...]:
        """Return the names from the top down to a line: what tells its place from others."""
        names: list[str] = []
        place = index.internalId() if index.isValid() else -1
        while place >= 0:
            names.append(self._nodes[place].family.name)
            place = self._nodes[place].parent
        return tuple(reversed(names))

    def parents(self) -> Iterator[QModelIndex]:
        """Yield each line that has others below it."""
        return (self._index(place) for place, node in enumerate(self._nodes) if node.children)

    def ways_in_sight(self, opened: Collection[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """Return the ways to all lines that are in sight where these are open."""
        ways: list[tuple[str, ...] | None] = []
        for node in self._nodes:  # A line stands behind the one above it.
            above = () if node.parent < 0 else ways[node.parent]
            seen = above is not None and (not above or above in opened)
            ways.append((*above, node.family.name) if seen and above is not None else None)
        return [way for way in ways if way is not None]

    def _index(self, place: int) -> QModelIndex:
        return self.createIndex(self._nodes[place].row, 0, place)

    def _below(self, parent: Index) -> tuple[int, ...]:
        return self._nodes[parent.internalId()].children if parent.isValid() else self._tops

    @override
    def index(self, row: int, column: int, parent: Index = _NO_PARENT) -> QModelIndex:
        """Override of Qt's: a line by its place below another."""
        below = self._below(parent)
        return self._index(below[row]) if column == 0 and 0 <= row < len(below) else QModelIndex()

    @override
    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override] # QObject has another.
        """Override of Qt's: the line above."""
        above = self._nodes[index.internalId()].parent if index.isValid() else -1
        return self._index(above) if above >= 0 else QModelIndex()

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Override of Qt's: how many stand below a line."""
        return len(self._below(parent)) if parent.column() <= 0 else 0

    @override
    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """Override of Qt's: one."""
        return 1

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Override of Qt's: say what is asked of one line."""
        if not index.isValid():
            return None
        node = self._nodes[index.internalId()]
        if role == TagTreeModel.FAMILY:
            return node.family
        if role == TagTreeModel.LEVEL:
            return node.level
        if role == Qt.ItemDataRole.DisplayRole:
            return node.family.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr("{tag}\nAlt+R: look through it, photo by photo", tag=node.family.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{node.family.name}, {wording.photos(node.family.photos)}"
        return None


def _laid_out(
    families: Sequence[Family], nodes: list[_Node], *, parent: int, level: int
) -> tuple[int, ...]:
    """Put families and all below them behind what is there; the places of these themselves."""
    places = []
    for row, family in enumerate(families):
        place = len(nodes)
        places.append(place)
        nodes.append(_Node(family, parent, row, level))
        below = _laid_out(family.children, nodes, parent=place, level=level + 1)
        nodes[place] = _Node(family, parent, row, level, below)
    return tuple(places)


def _who(node: _Node) -> tuple[str, int]:
    return node.family.name, node.parent


class TagDelegate(QStyledItemDelegate):
    """Draws a line: a chevron where others stand below it, the name, the count."""

    def __init__(self, wearing: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Override of Qt's: all are alike."""
        return QSize(0, ROW)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Override of Qt's: draw the line `option.rect`."""
        family: Family = index.data(TagTreeModel.FAMILY)
        level: int = index.data(TagTreeModel.LEVEL)
        box: QRect = option.rect.adjusted(8, 1, -8, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, box)
        inside = box.adjusted(LEFT - 8 + level * STEP, 0, -12, 0)
        if family.children:
            opened = bool(option.state & QStyle.StateFlag.State_Open)
            at = QPointF(inside.left() + CHEVRON / 2, inside.center().y() + 0.5)
            paint_chevron(painter, at, self._theme.colours.quiet, opened=opened)
        self._paint_words(painter, option, inside.adjusted(CHEVRON + 2, 0, 0, 0), family)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(self._theme.colours.soft))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.colour(self._theme.colours.hover))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(self._theme.colours.accent))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, where: QRect, family: Family
    ) -> None:
        colours, middle = self._theme.colours, Qt.AlignmentFlag.AlignVCenter
        count = wording.number(family.photos)
        font = QFont(option.font)
        painter.setFont(font)
        room = where.width() - painter.fontMetrics().horizontalAdvance(count) - 12
        painter.setPen(QColor(colours.quiet))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(where, right | middle, count)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        font.setWeight(QFont.Weight.DemiBold if selected else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        shown = shortened(family.name, painter.fontMetrics(), room)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(where, left | middle, shown)
