"""Draws one cell of the grid: the photo, and over it what mouse, keyboard and search have to say.

It keeps nothing from one cell to the next and fetches nothing: what is not in memory yet is drawn
as a quiet tile and drawn again when it has come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app.grid.buttons import paint_buttons
from app.grid.cells import GAP
from app.grid.model import PhotoModel
from indexer.search import Band

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from app.grid.pixmaps import Pixmaps
    from app.theme import Theme

#: Of a photo's corners, in points.
RADIUS = 8
_RING = 3.0
_DOT = 9.0


class PhotoDelegate(QStyledItemDelegate):
    """Paints photos from `pixmaps`, in the colours of the day."""

    def __init__(self, pixmaps: Pixmaps, wearing: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pixmaps = pixmaps
        self._theme = wearing
        #: Whether strong ones carry a mark: where they do not stand together, as by date.
        self.marks_strong = False

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Override of Qt's: draw the cell `option.rect`."""
        rect: QRect = option.rect
        self._paint_photo(painter, rect, int(index.data(PhotoModel.PHOTO_ID)))
        if option.state & QStyle.StateFlag.State_MouseOver:
            _fill(painter, rect, QColor(255, 255, 255, 26))
            paint_buttons(painter, rect, searched=index.data(PhotoModel.BAND) is not None)
        if option.state & QStyle.StateFlag.State_Selected:
            self._paint_ring(painter, rect, QColor(self._theme.colours.accent), _RING)
        elif option.state & QStyle.StateFlag.State_HasFocus:
            self._paint_ring(painter, rect, QColor(self._theme.colours.quiet), 1.5)
        if self.marks_strong and index.data(PhotoModel.BAND) == Band.STRONG:
            self._paint_mark(painter, rect)

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Override of Qt's: the view alone says how large a cell is."""
        return option.rect.size()

    def _paint_photo(self, painter: QPainter, rect: QRect, photo_id: int) -> None:
        pixmap = self._pixmaps.pixmap(photo_id)
        if pixmap is None:
            _fill(painter, rect, QColor(self._theme.colours.tile))
        elif abs(pixmap.deviceIndependentSize().width() - rect.width()) < 1:
            painter.drawPixmap(rect.topLeft(), pixmap)
        else:
            # Cut for another size while the window is being drawn larger or smaller: rough until
            # the right one has come.
            painter.drawPixmap(rect, pixmap)

    def _paint_ring(self, painter: QPainter, rect: QRect, colour: QColor, width: float) -> None:
        gap = 1.5
        around = QRectF(rect).adjusted(*(side * (gap + width / 2) for side in (-1, -1, 1, 1)))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(around, RADIUS + gap + 1, RADIUS + gap + 1)
        painter.restore()

    def paint_title(self, painter: QPainter, where: QRect, title: str, count: str) -> None:
        """Draw the title of a section into the room above its photos, and how many they are."""
        painter.save()
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        line = where.adjusted(1, 0, 0, -GAP)
        low = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(line, low, title)
        line.setLeft(line.left() + painter.fontMetrics().horizontalAdvance(title) + 8)
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.quiet))
        painter.drawText(line, low, count)
        painter.restore()

    def _paint_mark(self, painter: QPainter, rect: QRect) -> None:
        """Draw a dot in the accent, ringed so that it is seen on any photo."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(255, 255, 255, 235), 1.5))
        painter.setBrush(QColor(self._theme.colours.accent))
        painter.drawEllipse(QRectF(rect.left() + 9, rect.bottom() - 18, _DOT, _DOT))
        painter.restore()


def _fill(painter: QPainter, rect: QRect, colour: QColor) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(rect), RADIUS, RADIUS)
    painter.restore()
