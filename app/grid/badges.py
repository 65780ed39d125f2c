"""The badges on a photo: what its owner gave it, what it is, and whether its drive is there.

They stand in the lower corners, white on a shade of their own, so that they are seen on any photo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from app import theme, wording
from app.grid.sheet import Given, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Height of a badge; between it and the edge of the photo, and between two of them.
_HIGH, _EDGE, _APART = 20, 6, 4
_ICON: Final = 13
_PADDING: Final = 5
_SHADE: Final = QColor(15, 14, 14, 165)
#: The icons of marks, in the order in which they stand from the right; then those that are words.
_ICONS: Final = {Mark.FAVOURITE: "heart-full", Mark.VIDEO: "play", Mark.AWAY: "drive-away"}
_WORDS: Final = {Mark.RAW: "RAW"}


def paint_badges(painter: QPainter, cell: QRect, given: Given) -> None:
    """Draw the badges of a photo, from the lower right corner; those without room are left out."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(painter.font())
    font.setPixelSize(11)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    right = cell.right() + 1 - _EDGE
    for icon, word in _shown(given):
        wide = 2 * _PADDING + (_ICON if icon else 0) + (3 if icon and word else 0)
        wide += painter.fontMetrics().horizontalAdvance(word)
        if right - wide < cell.left() + _EDGE:
            break
        where = QRect(right - wide, cell.bottom() + 1 - _EDGE - _HIGH, wide, _HIGH)
        _paint_one(painter, where, icon, word)
        right -= wide + _APART
    painter.restore()


def _shown(given: Given) -> Iterator[tuple[str, str]]:
    """Yield icon and word of each badge, either of them perhaps ""."""
    length = wording.playing_time(given.seconds) if given.seconds else ""
    for mark, icon in _ICONS.items():
        if mark in given.marks:
            yield icon, length if mark is Mark.VIDEO else ""
    if given.burst:
        yield "burst", wording.number(given.burst)
    if given.stars:
        yield "star-full", wording.number(given.stars)
    yield from (("", word) for mark, word in _WORDS.items() if mark in given.marks)


def _paint_one(painter: QPainter, where: QRect, icon: str, word: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_SHADE)
    painter.drawRoundedRect(QRectF(where), _HIGH / 2, _HIGH / 2)
    inside = where.adjusted(_PADDING, 0, -_PADDING, 0)
    if icon:
        ratio = painter.device().devicePixelRatioF()
        drawn = theme.drawing(icon, theme.VIEWER_TEXT, _ICON, ratio=ratio)
        painter.drawPixmap(inside.topLeft() + QPoint(0, (_HIGH - _ICON) // 2), drawn)
    painter.setPen(QColor(theme.VIEWER_TEXT))
    painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, word)
