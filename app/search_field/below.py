"""The card below the search field: what is wrong, what a word could mean, what was searched before.

The keyboard stays in the field, which says where to go in the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

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
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from app import theme, wording
from app.card import SHADOW, Card
from app.labels import label
from app.language import listed, tr, translated
from app.search_field.past import Forget, Past
from indexer.query.names import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.theme import Theme
    from indexer.query import QueryError
    from indexer.query.completions import Completion

Offer: TypeAlias = "Completion | Past | Forget"
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_ROW, _MOST_ROWS, _AROUND = 34, 7, 6
_ICONS = {
    Kind.FILTER: "settings", Kind.TAG: "tag", Kind.ALBUM: "photos", Kind.PLACE: "place",
    Kind.CAMERA: "camera", Kind.LENS: "camera", Kind.FOLDER: "folder", Kind.ROOT: "folder",
    Kind.STATE: "settings", Kind.TYPE: "picture", Kind.DATE: "calendar", Kind.RATING: "star",
}  # fmt: skip


class Below(Card):
    """Shows a fault, offers, or both; out of sight while there is neither.

    Signals:
        taken(Completion, Past or Forget): One was clicked.
    """

    taken = Signal(object)

    def __init__(self, field: QWidget, wearing: Theme) -> None:
        super().__init__(tr("What the query could mean"), wearing)
        self._field = field
        self._of_past = self._recalling = False
        self.fault = label(wrap=True)
        self._icon = QLabel()
        self._fault_row = QWidget()
        self.list = _OfferList(wearing)
        self._place_parts()
        self.list.clicked.connect(self._on_clicked)
        wearing.changed.connect(self._wear)
        self._wear()

    def _place_parts(self) -> None:
        row = QHBoxLayout(self._fault_row)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.fault, 1)
        self._fault_row.hide()
        self.list.hide()
        self.column.addWidget(self._fault_row)
        self.column.addWidget(self.list)

    @property
    def offers(self) -> bool:
        """Whether there is anything to choose from."""
        return self.isVisible() and not self.list.isHidden()

    @property
    def faulty(self) -> bool:
        """Whether a fault is told."""
        return self.isVisible() and not self._fault_row.isHidden()

    def show_fault(self, fault: QueryError | None) -> None:
        """Tell what is wrong with the query, without its place; None for nothing."""
        told = translated(fault.reason) if fault is not None else ""
        self.fault.setText(told[:1].upper() + told[1:])
        self._fault_row.setVisible(fault is not None)
        self._show_or_hide()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these; none of them is chosen yet."""
        self._of_past = bool(offers) and isinstance(offers[0], Past)
        self._recalling = False
        of_past, of_word = tr("What was searched before"), tr("What the word could also mean")
        self.list.setAccessibleName(of_past if self._of_past else of_word)
        self.list.show_offers(offers)
        self.list.setVisible(bool(offers))
        self._show_or_hide()

    def step(self, by: int) -> None:
        """Choose the next (+1) or the one before (-1); past the ends, none.

        Among searches of before, -1 where none is chosen recalls them as a terminal does: the
        newest, then older ones, and +1 newer ones again. It never leads to what forgets them.
        """
        count = self.list.offers.rowCount()
        row = self.list.currentIndex().row()
        self._recalling = self._recalls(row, by)
        oldest = count - 2  # The last line forgets them.
        new = min(row - by, oldest) if self._recalling else (row + by + 1) % (count + 1) - 1
        index = self.list.offers.index(new) if new >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)

    def _recalls(self, row: int, by: int) -> bool:
        """Whether a step from a row goes back in time and not along the list."""
        if row < 0:
            return self._of_past and by < 0
        return self._recalling and (by < 0 or row > 0)

    def chosen(self) -> Offer | None:
        """Return what is chosen."""
        index = self.list.currentIndex()
        return self.list.offers.at(index.row()) if self.offers and index.isValid() else None

    def first(self) -> Offer | None:
        """Return the likeliest one."""
        return self.list.offers.at(0) if self.offers else None

    def _show_or_hide(self) -> None:
        if self._fault_row.isHidden() and self.list.isHidden():
            self.close_card()
            return
        wide = self._field.width()
        self.setFixedWidth(wide + 2 * SHADOW)
        self.fault.setFixedHeight(max(self.fault.heightForWidth(wide - 58), 20))
        self.open_below(self._field)

    def _on_clicked(self, index: QModelIndex) -> None:
        self.taken.emit(self.list.offers.at(index.row()))

    def _wear(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(theme.drawing("help", self._theme.colours.accent, 18, ratio=ratio))


class _OfferList(QListView):
    """The offers, a line each; looks on while the field has the keyboard."""

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self.setObjectName("offers")
        self.offers = OffersModel(self)
        self.setModel(self.offers)
        self.setItemDelegate(_OfferDelegate(wearing, self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Show these, as many as there is room for at once."""
        self.offers.show(offers)
        self.setFixedHeight(min(len(offers), _MOST_ROWS) * _ROW + 2 * _AROUND)


class OffersModel(QAbstractListModel):
    """What is offered, a row each."""

    OFFER = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()

    def show(self, offers: Sequence[Offer]) -> None:
        """Replace them all."""
        self.beginResetModel()
        self._offers = tuple(offers)
        self.endResetModel()

    def at(self, row: int) -> Offer:
        """Return what stands in a row."""
        return self._offers[row]

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Override of Qt's: one row each."""
        return 0 if parent.isValid() else len(self._offers)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Override of Qt's: say what is asked of one of them."""
        if not index.isValid():
            return None
        offer = self._offers[index.row()]
        if role == OffersModel.OFFER:
            return offer
        if role == Qt.ItemDataRole.DisplayRole:
            return offer.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return listed((offer.text, _beside(offer)))
        return None


class _OfferDelegate(QStyledItemDelegate):
    """Draws an offer: what would stand there, and what that is."""

    def __init__(self, wearing: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Override of Qt's: all are alike."""
        return QSize(0, _ROW)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Override of Qt's: draw the line `option.rect`."""
        offer: Offer = index.data(OffersModel.OFFER)
        box: QRect = option.rect.adjusted(6, 1, -6, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, box)
        colours, ratio = self._theme.colours, painter.device().devicePixelRatioF()
        icon = theme.drawing(_icon(offer), colours.quiet, 16, ratio=ratio)
        painter.drawPixmap(box.left() + 8, box.center().y() - 7, icon)
        self._paint_words(painter, box.adjusted(34, 0, -10, 0), offer)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(self._theme.colours.soft))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.colour(self._theme.colours.hover))
        else:
            return
        painter.drawRoundedRect(QRectF(box), 6, 6)

    def _paint_words(self, painter: QPainter, where: QRect, offer: Offer) -> None:
        middle, elide = Qt.AlignmentFlag.AlignVCenter, Qt.TextElideMode.ElideMiddle
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        colours, words = self._theme.colours, _beside(offer)
        painter.setPen(QColor(colours.quiet if isinstance(offer, Forget) else colours.text))
        room = where.width() * 3 // 5 if words else where.width()
        shown = painter.fontMetrics().elidedText(offer.text, elide, room)
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | middle, shown)
        used = painter.fontMetrics().horizontalAdvance(shown) + 16
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.quiet))
        beside = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, where.width() - used
        )
        painter.drawText(where, Qt.AlignmentFlag.AlignRight | middle, beside)


def _icon(offer: Offer) -> str:
    if isinstance(offer, Past):
        return "recent"
    return "close" if isinstance(offer, Forget) else _ICONS[offer.kind]


def _beside(offer: Offer) -> str:
    """Return what an offer is, in the words that stand beside it."""
    if isinstance(offer, Past | Forget):
        return ""
    if offer.kind is Kind.FILTER:
        return translated(offer.title)
    if offer.count is None:
        return ""
    return wording.photos(offer.count)
