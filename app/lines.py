"""Lines of the sidebar: what stands in one, how it is drawn, and a list as high as its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from app import theme, wording
from app.labels import shortened
from app.language import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

    from app.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
#: Points: a line, and the heading of a section.
ROW, _SECTION = 32, 36
_INDENT, _ICON, _BADGE = 16, 18, 16
_SHIFT = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sidebar.

    Attributes:
        title: What stands in it.
        goes_to: What it shows; None for the heading of a section.
        icon: The name of its icon; a line that opens has none.
        count: The number at its end; None for none.
        tip: The whole of what `title` says in short.
        depth: How deep it stands below others.
        opened: Whether what stands below it is shown; None for a line that has nothing below.
        away: What there is to say where what it shows is not here; "" where it is.
    """

    title: str
    goes_to: object = None
    icon: str = ""
    count: int | None = None
    tip: str = ""
    depth: int = 0
    opened: bool | None = None
    away: str = ""

    @property
    def told(self) -> str:
        """The line as it is read out."""
        count = "" if self.count is None else wording.number(self.count)
        return listed((self.title, count, self.away))


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
            return "\n".join(filter(None, (entry.tip, entry.away))) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.told
        return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Override of Qt's: a heading leads nowhere."""
        if index.isValid() and self._entries[index.row()].goes_to is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


class LineDelegate(QStyledItemDelegate):
    """Draws one line: icon, title, count; or the heading of a section."""

    def __init__(self, wearing: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Override of Qt's: a heading has air above it."""
        entry: Entry = index.data(LinesModel.ENTRY)
        return QSize(0, _SECTION if entry.goes_to is None else ROW)

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
        box = box.adjusted(_INDENT * entry.depth, 0, 0, 0)
        self._paint_sign(painter, box, entry, selected=selected)
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if selected else QFont.Weight.Normal)
        painter.setFont(font)
        count = "" if entry.count is None else wording.number(entry.count)
        room = painter.fontMetrics().horizontalAdvance(count) + (12 if count else 0)
        words = box.adjusted(42, 0, -12, 0)
        if entry.away:
            room += self._paint_badge(painter, words.adjusted(0, 0, -room, 0))
        painter.setPen(QColor(colours.quiet if entry.away and not selected else colours.text))
        self._paint_words(painter, words, entry.title, count, room=room)

    def _paint_badge(self, painter: QPainter, words: QRect) -> int:
        """Draw at the end of the words that their drive is away; the room that takes."""
        ratio = painter.device().devicePixelRatioF()
        drawn = theme.drawing("drive-away", self._theme.colours.quiet, _BADGE, ratio=ratio)
        painter.drawPixmap(words.right() + 1 - _BADGE, words.center().y() - _BADGE // 2 + 1, drawn)
        return _BADGE + 8

    def _paint_sign(self, painter: QPainter, box: QRect, entry: Entry, *, selected: bool) -> None:
        """Draw the icon, or how what stands below the line is opened and closed."""
        colours, ratio = self._theme.colours, painter.device().devicePixelRatioF()
        colour = colours.accent if selected else colours.quiet
        where = QRect(box.left() + 12, box.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        if entry.opened is not None:
            paint_chevron(painter, QRectF(where).center(), colour, opened=entry.opened)
        else:
            painter.drawPixmap(where, theme.drawing(entry.icon, colour, _ICON, ratio=ratio))

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
        shown = shortened(title, painter.fontMetrics(), where.width() - room)
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | middle, shown)
        font = painter.font()
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.quiet))
        painter.drawText(where, Qt.AlignmentFlag.AlignRight | middle, count)


def paint_chevron(painter: QPainter, at: QPointF, colour: str, *, opened: bool) -> None:
    """Draw around a point the sign of a line that has others below it: to the right, or down."""
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(QColor(colour), 1.6, Qt.PenStyle.SolidLine, cap, join))
    right = [QPointF(-2, -4), QPointF(2, 0), QPointF(-2, 4)]
    down = [QPointF(-4, -2), QPointF(0, 2), QPointF(4, -2)]
    painter.drawPolyline(QPolygonF([at + each for each in (down if opened else right)]))


def is_letter(event: QKeyEvent) -> bool:
    """Whether a key types something to be seen: then somebody wants to search."""
    typed = event.text()
    return not event.modifiers() & ~_SHIFT and typed.isprintable() and bool(typed.strip())


class LineList(QListView):
    """A list that leaves letters to what is around it: there they begin a search."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's, who would go to the line that begins with the letter."""
        if is_letter(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


class SideList(LineList):
    """A list as high as its lines, which scrolls with what is around it."""

    def __init__(self, name: str, lines: LinesModel, wearing: Theme) -> None:
        """Show lines; the list is read out as `name`."""
        super().__init__()
        self.setAccessibleName(name)
        self.setObjectName("places")
        self.setModel(lines)
        self.setItemDelegate(LineDelegate(wearing, self))
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
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: the right button opens a menu, and goes nowhere."""
        if event.button() != Qt.MouseButton.RightButton:
            super().mousePressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Override of Qt's: what is around it scrolls."""
        event.ignore()
