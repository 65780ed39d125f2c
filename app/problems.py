"""The list of files that could not be read, each with its reason, and what can be done."""

from __future__ import annotations

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
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme, wording
from app.blank import Blank
from app.labels import label
from app.language import tr, translated
from app.lines import LineList
from indexer.advice import advice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.theme import Theme
    from indexer.records import Problem

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_HEIGHT, _AIR = 84, 36


class ProblemsModel(QAbstractListModel):
    """One row for each file or folder that could not be read."""

    #: The `Problem` itself.
    PROBLEM = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problems: list[Problem] = []

    def show(self, problems: Sequence[Problem]) -> None:
        """Show these instead; nothing moves where nothing has changed."""
        if list(problems) != self._problems:
            self.beginResetModel()
            self._problems = list(problems)
            self.endResetModel()

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Override of Qt's: one row for each problem."""
        return 0 if parent.isValid() else len(self._problems)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Override of Qt's: say what is asked of one problem."""
        if not index.isValid():
            return None
        problem = self._problems[index.row()]
        path = wording.readable(problem.path)
        reason, advised = translated(problem.reason), translated(advice(problem.reason))
        answers = {
            ProblemsModel.PROBLEM: problem,
            Qt.ItemDataRole.DisplayRole: wording.name(problem.path),
            Qt.ItemDataRole.ToolTipRole: f"{path}\n{reason}\n{advised}",
            Qt.ItemDataRole.AccessibleTextRole: f"{path}: {reason}",
            Qt.ItemDataRole.AccessibleDescriptionRole: advised,
        }
        return answers.get(role)


class ProblemDelegate(QStyledItemDelegate):
    """Draws a problem: its file's name and folder, below them the reason, and what can be done."""

    def __init__(self, wearing: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Override of Qt's: three lines and air."""
        return QSize(0, max(_HEIGHT, 3 * option.fontMetrics.lineSpacing() + _AIR))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Override of Qt's: draw the row `option.rect`."""
        problem: Problem = index.data(ProblemsModel.PROBLEM)
        colours, box = self._theme.colours, option.rect.adjusted(12, 1, -12, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(colours.soft))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.colour(colours.hover))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(box), 8, 8)
        lines = box.adjusted(12, 10, -12, -10)
        self._paint_file(painter, lines, problem, option.font)
        painter.setFont(option.font)
        self._paint_reason(painter, lines, problem)
        painter.restore()

    def _paint_reason(self, painter: QPainter, lines: QRect, problem: Problem) -> None:
        painter.setPen(QColor(self._theme.colours.text))
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(lines, middle, _elided(painter, translated(problem.reason), lines.width()))
        painter.setPen(QColor(self._theme.colours.quiet))
        below = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        advised = translated(advice(problem.reason))
        painter.drawText(lines, below, _elided(painter, advised, lines.width()))

    def _paint_file(self, painter: QPainter, lines: QRect, problem: Problem, font: QFont) -> None:
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        painter.setFont(strong)
        painter.setPen(QColor(self._theme.colours.text))
        name = _elided(painter, wording.name(problem.path), lines.width())
        above = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(lines, above, name)
        after = painter.fontMetrics().horizontalAdvance(name) + 12
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.quiet))
        rest = lines.adjusted(after, 0, 0, 0)
        painter.drawText(
            rest, above, _elided(painter, wording.folder(problem.path), max(rest.width(), 0))
        )


class ProblemsPage(QWidget):
    """Shows the list.

    Signals:
        reveal(str): Somebody wants to see the file with this path in its folder.
        retry(): All of them shall be read once more.
        left(): There are none any more, and somebody goes back to the photos.
    """

    # An object, for Qt's own strings cannot hold the odd bytes of a name.
    reveal = Signal(object)
    retry = Signal()
    left = Signal()

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listed = QWidget()
        self.blank = Blank("done", tr("Back to the photos"), wearing)
        self.model = ProblemsModel(self)
        self.list = LineList()
        self.list.setAccessibleName(tr("Problems"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(ProblemDelegate(wearing, self))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setAcceptDrops(False)
        title = label(tr("Problems"), tone="heading")
        hint = label(
            tr(
                "These files could not be read. Each is tried again as soon as it changes; "
                "a double click shows it in its folder. If another program opens one, try again."
            ),
            tone="quiet",
            wrap=True,
        )
        column = QVBoxLayout(self._listed)
        column.setContentsMargins(0, 22, 0, 0)
        column.setSpacing(8)
        for words in (title, hint):
            words.setContentsMargins(24, 0, 24, 0)
            column.addWidget(words)
        column.addWidget(self.list)
        self.again = QPushButton(tr("Try all of them &again"))
        self.again.clicked.connect(self.retry)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 12)
        row.addWidget(self.again)
        row.addStretch()
        column.addLayout(row)
        self._pages = QStackedLayout(self)
        for page in (self._listed, self.blank):
            self._pages.addWidget(page)
        self.blank.button.clicked.connect(self.left)
        self.list.activated.connect(self._on_activated)
        wearing.changed.connect(self.list.viewport().update)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these; where there are none, say so."""
        here = self.focusWidget()
        has_keyboard = here is not None and here.hasFocus()
        if not problems:
            mended = self.model.rowCount() > 0
            title = tr("Nothing is wrong any more") if mended else tr("Nothing is wrong")
            self.blank.show_words(title, tr("Every picture in your folders could be read."))
        shown = self._listed if problems else self.blank
        if shown is not self._pages.currentWidget():
            self._pages.setCurrentWidget(shown)
            if has_keyboard:
                (self.list if problems else self.blank.button).setFocus()
        self.model.show(problems)

    def _on_activated(self, index: QModelIndex) -> None:
        problem: Problem = index.data(ProblemsModel.PROBLEM)
        self.reveal.emit(problem.path)


def _elided(painter: QPainter, words: str, room: int) -> str:
    return painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, room)
