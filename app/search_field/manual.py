"""The card that teaches how to search: every rule by an example that can be tried at once.

The examples are those of `indexer.query.manual`, each of which is a test.
"""

from __future__ import annotations

from dataclasses import replace
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
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.card import Card
from app.fading import Fading
from app.labels import label
from app.language import tr, translated
from indexer.query.manual import SECTIONS, Example

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_WIDTH, _HEIGHT, _QUERY = 620, 460, 262
_TITLE, _ROW, _NOTE = 44, 32, 44
#: A line of the card: the title of a section, an example, or a note in whole sentences.
_Line = tuple[str, "str | Example"]


class Manual(Card):
    """Shows the examples.

    Signals:
        chosen(str): Somebody wants to try this query.
    """

    chosen = Signal(str)

    def __init__(self, wearing: Theme) -> None:
        super().__init__(tr("How to search"), wearing)
        self.list = _Lines(wearing)
        self._fading = Fading(self.list, wearing)
        title = label(tr("Say what you see, and narrow it down"), tone="heading")
        title.setContentsMargins(20, 16, 20, 4)
        self.column.addWidget(title)
        self.column.addWidget(self.list)
        self.column.addSpacing(8)
        self.list.clicked.connect(self._on_chosen)
        self.list.entered_key.connect(self._on_chosen)

    @override
    def open_below(self, anchor: QWidget, *, right: bool = False) -> None:
        """Open at the first example, with the keyboard on it."""
        super().open_below(anchor, right=right)
        self.list.setFocus()
        self.list.setCurrentIndex(self.list.model().index(1, 0))
        self.list.scrollToTop()

    @override
    def place(self) -> None:
        """Be as large as the window allows, then find the place."""
        anchor = self._anchor
        if anchor is not None:
            window = anchor.window()
            self.list.setFixedSize(
                min(theme.grown(_WIDTH), window.width() - 48), min(_HEIGHT, window.height() - 200)
            )
        super().place()

    def _on_chosen(self, index: QModelIndex) -> None:
        kind, line = index.data(ManualModel.LINE)
        if kind == "example":
            self.close_card()
            self.chosen.emit(line.query)


class _Lines(QListView):
    """The lines of the card; the keyboard goes from example to example."""

    entered_key = Signal(QModelIndex)

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self.setObjectName("manual")
        self.setAccessibleName(tr("Examples"))
        self.setModel(ManualModel(self))
        self.setItemDelegate(_LineDelegate(wearing, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: Return tries an example."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_key.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class ManualModel(QAbstractListModel):
    """The manual, a row for each line."""

    LINE = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = tuple(_lines())

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Override of Qt's: a row for each line."""
        return 0 if parent.isValid() else len(self._lines)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Override of Qt's: say what is asked of one line."""
        if not index.isValid():
            return None
        _kind, line = self._lines[index.row()]
        if role == ManualModel.LINE:
            return self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.query}: {line.means}" if isinstance(line, Example) else line
        return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Override of Qt's: only examples can be chosen."""
        if index.isValid() and self._lines[index.row()][0] != "example":
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


def _lines() -> Iterator[_Line]:
    for section in SECTIONS:
        yield "title", translated(section.title)
        for example in section.examples:
            yield "example", replace(example, means=translated(example.means))
        if section.note:
            yield "note", translated(section.note)


class _LineDelegate(QStyledItemDelegate):
    """Draws a line: an example on the left, what it means on the right."""

    def __init__(self, wearing: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Override of Qt's: a title has air above it, a note two lines."""
        kind, _line = index.data(ManualModel.LINE)
        return QSize(0, {"title": _TITLE, "example": _ROW, "note": _NOTE}[kind])

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Override of Qt's: draw the line `option.rect`."""
        kind, line = index.data(ManualModel.LINE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        where = option.rect.adjusted(20, 0, -16, 0)
        if isinstance(line, Example):
            self._paint_example(painter, option, line)
        else:
            self._paint_sentence(painter, where, line, is_title=kind == "title")
        painter.restore()

    def _paint_sentence(
        self, painter: QPainter, where: QRect, words: str, *, is_title: bool
    ) -> None:
        font = QFont(painter.font())
        colours = self._theme.colours
        painter.setPen(QColor(colours.text if is_title else colours.quiet))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        if is_title:
            font.setWeight(QFont.Weight.DemiBold)
            where, low = where.adjusted(0, 0, 0, -8), Qt.AlignmentFlag.AlignBottom
        else:
            font.setPointSizeF(font.pointSizeF() * 0.9)
            where, low = where.adjusted(0, 4, 0, 0), Qt.AlignmentFlag.AlignTop
        painter.setFont(font)
        painter.drawText(where, flags | low, words)

    def _paint_example(
        self, painter: QPainter, option: QStyleOptionViewItem, example: Example
    ) -> None:
        colours, box = self._theme.colours, option.rect.adjusted(10, 1, -8, -1)
        lit = option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected)
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.soft))
            painter.drawRoundedRect(QRectF(box), 6, 6)
        middle, elide = Qt.AlignmentFlag.AlignVCenter, Qt.TextElideMode.ElideRight
        query = QRect(box.left() + 10, box.top(), theme.grown(_QUERY), box.height())
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(theme.colour(colours.accent))
        shown = painter.fontMetrics().elidedText(example.query, elide, query.width())
        painter.drawText(query, Qt.AlignmentFlag.AlignLeft | middle, shown)
        means = QRect(query.right() + 12, box.top(), box.right() - query.right() - 18, box.height())
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        shown = painter.fontMetrics().elidedText(example.means, elide, means.width())
        painter.drawText(means, Qt.AlignmentFlag.AlignLeft | middle, shown)
