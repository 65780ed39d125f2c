"""Draws one cell of the grid: the photo, and over it what mouse, keyboard and search have to say.

It keeps nothing from one cell to the next and fetches nothing: what is not in memory yet is drawn
as a quiet tile and drawn again when it has come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app.grid.badges import paint_badges
from app.grid.buttons import paint_buttons
from app.grid.model import PhotoModel
from app.grid.painting import fill, paint_ring, paint_title
from indexer.search import Band

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QPixmap

    from app.grid.pixmaps import Pixmaps
    from app.grid.sheet import Given
    from app.theme import Theme

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
            fill(painter, rect, QColor(255, 255, 255, 14))
            paint_buttons(painter, rect, searched=index.data(PhotoModel.BAND) is not None)
        given: Given = index.data(PhotoModel.GIVEN)
        if any(given):
            paint_badges(painter, rect, given)
        paint_ring(painter, rect, option, self._theme.colours)
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
            fill(painter, rect, QColor(self._theme.colours.tile))
        elif _fits(pixmap, rect):
            painter.drawPixmap(rect.topLeft(), pixmap)
        else:
            # Cut for another cell while the window is being laid out otherwise: rough, and the
            # middle of it, until the right one has come.
            painter.drawPixmap(QRectF(rect), pixmap, _middle(pixmap, rect))

    def paint_title(self, painter: QPainter, where: QRect, title: str, count: str) -> None:
        """Draw the title of a section into the room above its photos, and how many they are."""
        paint_title(painter, where, (title, count), self._theme.colours)

    def _paint_mark(self, painter: QPainter, rect: QRect) -> None:
        """Draw a dot in the accent, ringed so that it is seen on any photo."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(255, 255, 255, 235), 1.5))
        painter.setBrush(QColor(self._theme.colours.accent))
        painter.drawEllipse(QRectF(rect.left() + 9, rect.bottom() - 18, _DOT, _DOT))
        painter.restore()


def _fits(pixmap: QPixmap, rect: QRect) -> bool:
    size = pixmap.deviceIndependentSize()
    return abs(size.width() - rect.width()) < 1 and abs(size.height() - rect.height()) < 1


def _middle(pixmap: QPixmap, rect: QRect) -> QRectF:
    """Return the part of a pixmap, in its own pixels, that has the shape of a cell."""
    scale = min(pixmap.width() / rect.width(), pixmap.height() / rect.height())
    width, height = rect.width() * scale, rect.height() * scale
    return QRectF((pixmap.width() - width) / 2, (pixmap.height() - height) / 2, width, height)
