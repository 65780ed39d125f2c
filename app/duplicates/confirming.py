"""The question before photos go to the trash: how many, how large, and which stay for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme, wording
from app.labels import label
from app.language import tr, translated
from indexer.trash import WAY_BACK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.duplicates.groups import Member
    from app.duplicates.plan import Leaving, Sum
    from app.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_WIDTH: Final = 640
_LIST_HEIGHT: Final = 250


class Confirmation(QDialog):
    """Asks; `accepted` where the answer is yes."""

    def __init__(self, coming: Sum, wearing: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.coming = coming
        self.setWindowTitle(tr("Move to the trash"))
        self.setFixedWidth(theme.grown(_WIDTH))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        count = len(coming.leaving)
        asked = tr("Move {n} photos to the trash?", "Move {n} photo to the trash?", count)
        self.title = label(asked, tone="heading", wrap=True)
        self.sentence = label(_sentence(coming), tone="quiet", wrap=True)
        self.list = QListView()
        self.list.setItemDelegate(_PairDelegate(wearing, self))
        self.list.setModel(PairsModel(coming.leaving, self))
        self.list.setObjectName("pairs")
        self.list.setAccessibleName(tr("What goes, and what stays in its place"))
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(_LIST_HEIGHT)
        move = tr("Move {n} photos to the trash", "Move {n} photo to the trash", count)
        self.no, self.yes = QPushButton(tr("Cancel")), QPushButton(move)
        self.yes.setProperty("kind", "primary")
        self.no.setDefault(True)
        self._place_parts()
        self.no.clicked.connect(self.reject)
        self.yes.clicked.connect(self.accept)
        self.no.setFocus()

    def _place_parts(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(12)
        for part in (self.title, self.sentence, self.list):
            column.addWidget(part)
        column.addSpacing(4)
        column.addLayout(buttons)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Override of Qt's: only now is it known how many lines the sentence takes."""
        super().showEvent(event)
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        self.setFixedHeight(layout.totalHeightForWidth(self.width()))


class PairsModel(QAbstractListModel):
    """One row for each photo that would go."""

    #: The `Leaving` itself.
    LEAVING = Qt.ItemDataRole.UserRole + 1

    def __init__(self, leaving: Sequence[Leaving], parent: QDialog | None = None) -> None:
        super().__init__(parent)
        self._leaving = leaving

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Override of Qt's: one row for each that goes."""
        return 0 if parent.isValid() else len(self._leaving)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Override of Qt's: say what goes, and what stays in its place."""
        if not index.isValid():
            return None
        pair = self._leaving[index.row()]
        goes, stays = wording.name(pair.photo.path), wording.name(pair.kept.path)
        if role == Qt.ItemDataRole.DisplayRole:
            return goes
        if role == PairsModel.LEAVING:
            return pair
        if role == Qt.ItemDataRole.AccessibleTextRole:
            size = wording.size(pair.photo.size)
            return tr("{photo}, {size}, goes; {kept} stays", photo=goes, size=size, kept=stays)
        if role == Qt.ItemDataRole.ToolTipRole:
            gone, kept = wording.readable(pair.photo.path), wording.readable(pair.kept.path)
            return tr("{photo}\ngoes, for this stays:\n{kept}", photo=gone, kept=kept)
        return None


class _PairDelegate(QStyledItemDelegate):
    """Draws what goes on the left, and what stays for it on the right, each above its folder."""

    def __init__(self, wearing: Theme, parent: QDialog) -> None:
        super().__init__(parent)
        self._theme = wearing

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Override of Qt's: two lines and air."""
        return QSize(0, 2 * option.fontMetrics.lineSpacing() + 16)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Override of Qt's: draw the row `option.rect`."""
        pair: Leaving = index.data(PairsModel.LEAVING)
        half = option.rect.width() // 2
        left, right = option.rect.adjusted(0, 0, -half, 0), option.rect.adjusted(half, 0, 0, 0)
        colours = self._theme.colours
        painter.save()
        self._paint_side(painter, left, pair.photo, "trash", colours.quiet)
        self._paint_side(painter, right, pair.kept, "done", colours.accent)
        painter.restore()

    def _paint_side(
        self, painter: QPainter, where: QRect, photo: Member, icon: str, colour: str
    ) -> None:
        side, ratio = 18, painter.device().devicePixelRatioF()
        drawn = theme.drawing(icon, colour, side, ratio=ratio)
        painter.drawPixmap(where.left() + 12, where.center().y() - side // 2, drawn)
        words = where.adjusted(42, 8, -8, -8)
        elide, metrics = Qt.TextElideMode.ElideMiddle, painter.fontMetrics()
        name = f"{wording.name(photo.path)}  ·  {wording.size(photo.size)}"
        painter.setPen(QColor(self._theme.colours.text))
        above = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(words, above, metrics.elidedText(name, elide, words.width()))
        painter.setPen(QColor(self._theme.colours.quiet))
        below = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        folder = metrics.elidedText(wording.folder(photo.path), elide, words.width())
        painter.drawText(words, below, folder)


def _sentence(coming: Sum) -> str:
    staying = tr(
        "{n} photos stay, at least one of each group.",
        "{n} photo of the same group stays.",
        coming.staying,
    )
    return tr(
        "They take {size} on disk. {staying} {way_back}",
        size=wording.size(coming.size),
        staying=staying,
        way_back=translated(WAY_BACK) or tr("Undo brings all back, stars and tags too."),
    )
