"""Draws one album: its cover on top of others that it hides, its name, what is in it.

It keeps nothing from one cell to the next and fetches nothing: a cover that is not in memory yet is
a quiet tile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app import theme
from app.albums.model import AlbumsModel
from app.grid.painting import RADIUS, fill, paint_ring
from app.labels import shortened

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from app.albums.shelf import Shown
    from app.grid.pixmaps import Pixmaps
    from app.theme import Theme

Index = QModelIndex | QPersistentModelIndex
#: Points by which the two sheets behind a cover stand out of it, and are narrower on each side.
_SHEETS: Final = ((6, 16), (3, 8))
#: Between the cover and its name.
_AIR: Final = 8
_BADGE: Final = 28


def caption_height(of: QFont) -> int:
    """Return the room below a cover: air, two lines of words, and air before the next one."""
    return _AIR + 2 * QFontMetrics(of).lineSpacing() + 12


class AlbumDelegate(QStyledItemDelegate):
    """Paints albums with covers from `pixmaps`, in the colours of the day."""

    def __init__(self, pixmaps: Pixmaps, wearing: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pixmaps = pixmaps
        self._theme = wearing

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Override of Qt's: the view alone says how large a cell is."""
        return option.rect.size()

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Override of Qt's: draw the cell `option.rect`."""
        album: Shown = index.data(AlbumsModel.ALBUM)
        cover = QRect(option.rect)
        cover.setHeight(cover.width())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if album.album.hidden:
            painter.setOpacity(0.5)
        self._paint_sheets(painter, cover)
        self._paint_cover(painter, cover, album)
        if option.state & QStyle.StateFlag.State_MouseOver:
            fill(painter, cover, QColor(255, 255, 255, 14))
        self._paint_badges(painter, cover, album)
        words = QRect(option.rect).adjusted(1, cover.height() + _AIR, -1, 0)
        self._paint_words(painter, words, album)
        painter.setOpacity(1)
        paint_ring(painter, cover, option, self._theme.colours)
        painter.restore()

    def _paint_sheets(self, painter: QPainter, cover: QRect) -> None:
        """Draw the edges of the photos below, so that an album is not taken for a photo."""
        edge, back = QColor(self._theme.colours.canvas), QColor(self._theme.colours.thumb)
        for out, narrower in _SHEETS:
            sheet = QRectF(cover.adjusted(narrower, -out, -narrower, -cover.height() // 2))
            painter.setPen(QPen(edge, 1.5))
            painter.setBrush(back)
            painter.drawRoundedRect(sheet, RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(edge)
        painter.drawRoundedRect(
            QRectF(cover).adjusted(-1.5, -1.5, 1.5, 1.5), RADIUS + 1, RADIUS + 1
        )

    def _paint_cover(self, painter: QPainter, cover: QRect, album: Shown) -> None:
        pixmap = self._pixmaps.pixmap(album.cover) if album.cover is not None else None
        if pixmap is not None:
            painter.drawPixmap(cover, pixmap)
            return
        fill(painter, cover, QColor(self._theme.colours.tile))
        if album.cover is None:
            side, ratio = cover.width() // 4, painter.device().devicePixelRatioF()
            icon = theme.drawing(album.icon, self._theme.colours.thumb, side, ratio=ratio)
            painter.drawPixmap(cover.center().x() - side // 2, cover.center().y() - side // 2, icon)

    def _paint_badges(self, painter: QPainter, cover: QRect, album: Shown) -> None:
        """Draw in the upper corners what kind of album it is, and whether it is pinned."""
        if album.is_saved:
            _badge(painter, cover.left() + 8, cover.top() + 8, "smart-album")
        if album.album.pinned or album.album.hidden:
            icon = "hide" if album.album.hidden else "pin"
            _badge(painter, cover.right() - 7 - _BADGE, cover.top() + 8, icon)

    def _paint_words(self, painter: QPainter, where: QRect, album: Shown) -> None:
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        self._paint_line(painter, where, album.title)
        where = where.adjusted(0, painter.fontMetrics().lineSpacing(), 0, 0)
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.quiet))
        self._paint_line(painter, where, album.told)

    def _paint_line(self, painter: QPainter, where: QRect, words: str) -> None:
        line = QRect(where.left(), where.top(), where.width(), painter.fontMetrics().height())
        shown = shortened(words, painter.fontMetrics(), line.width())
        # Leading: a name in Arabic or Hebrew begins on the right, under its own cover.
        painter.drawText(line, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop, shown)


def _badge(painter: QPainter, left: int, top: int, icon: str) -> None:
    """Draw a sign on a dark ground, so that it is seen on any photo."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 18, 16, 165))
    painter.drawEllipse(left, top, _BADGE, _BADGE)
    side = 16
    drawn = theme.drawing(icon, "#ffffff", side, ratio=painter.device().devicePixelRatioF())
    inset = (_BADGE - side) // 2
    painter.drawPixmap(left + inset, top + inset, drawn)
