"""The badges on a photo: what its owner gave it, what it is, and whether its drive is there.

They stand in the lower corners, white on a shade of their own, so that they are seen on any photo,
by day and by night. Each is drawn once: round corners cost more than all else of a frame.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap

from app import theme, wording
from app.grid.sheet import Given, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Height of a badge; between it and the edge of the photo, and between two of them.
_HIGH, _EDGE, _APART = 20, 6, 4
_ICON: Final = 13
_PADDING: Final = 5
#: How many drawn badges are kept: videos have as many as there are lengths of them (of 1:23 it is
#: 12 KB on a dense screen).
_MOST: Final = 512
_SHADE: Final = QColor(15, 14, 14, 165)
#: The icons of marks, in the order in which they stand from the right; then those that are words.
_ICONS: Final = {Mark.FAVOURITE: "heart-full", Mark.VIDEO: "play", Mark.AWAY: "drive-away"}
_WORDS: Final = {Mark.RAW: "RAW"}


def paint_badges(painter: QPainter, cell: QRect, given: Given) -> None:
    """Draw the badges of a photo, from the lower right corner; those without room are left out."""
    right, top = cell.right() + 1 - _EDGE, cell.bottom() + 1 - _EDGE - _HIGH
    font, ratio = painter.font().toString(), painter.device().devicePixelRatioF()
    for icon, word in _shown(given):
        drawn = _drawn(icon, word, font, ratio)
        wide = round(drawn.deviceIndependentSize().width())
        if right - wide < cell.left() + _EDGE:
            break
        painter.drawPixmap(right - wide, top, drawn)
        right -= wide + _APART


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


@lru_cache(maxsize=_MOST)
def _drawn(icon: str, word: str, of: str, ratio: float) -> QPixmap:
    """Return a badge in a font, as `QFont.toString` tells it, with `ratio` pixels a point."""
    font = QFont()
    font.fromString(of)
    font.setPixelSize(11)
    font.setWeight(QFont.Weight.DemiBold)
    wide = 2 * _PADDING + (_ICON if icon else 0) + (3 if icon and word else 0)
    wide += QFontMetrics(font).horizontalAdvance(word)
    drawn = QPixmap(ceil(wide * ratio), ceil(_HIGH * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    _paint_one(painter, QRect(0, 0, wide, _HIGH), icon, word)
    painter.end()
    return drawn


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
