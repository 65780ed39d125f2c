"""The buttons on a cell under the mouse: find the like of its photo, or want more or less of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter

from app import theme
from app.language import QT_TR_NOOP

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIDE, _APART, _EDGE, _RADIUS = 28, 4, 8, 8


@dataclass(frozen=True, slots=True)
class CellButton:
    """One of them.

    Attributes:
        name: The deed that it does.
        icon: The name of its icon.
        tip: What it does, and by which keys it is done as well.
    """

    name: str
    icon: str
    tip: str


SIMILAR: Final = CellButton("similar", "similar", QT_TR_NOOP("Find what looks like this  (Ctrl+L)"))
MORE: Final = CellButton("more", "more-like", QT_TR_NOOP("More like this  (Alt+Up)"))
LESS: Final = CellButton("less", "less-like", QT_TR_NOOP("Less like this  (Alt+Down)"))


def buttons(*, searched: bool) -> Sequence[CellButton]:
    """Return the buttons of a cell, from the right; more and less need a search to be told of."""
    return (SIMILAR, LESS, MORE) if searched else (SIMILAR,)


def _fitting(cell: QRect, *, searched: bool) -> Sequence[CellButton]:
    """Return those of the buttons for which a cell is wide enough."""
    room = (cell.width() - 2 * _EDGE + _APART) // (_SIDE + _APART)
    return buttons(searched=searched)[: max(room, 1)]


def spot(cell: QRect, place: int) -> QRect:
    """Return where in a cell a button lies, counted from the right."""
    left = cell.right() + 1 - _EDGE - _SIDE - place * (_SIDE + _APART)
    return QRect(left, cell.top() + _EDGE, _SIDE, _SIDE)


def button_at(cell: QRect, point: QPoint, *, searched: bool) -> CellButton | None:
    """Return the button of a cell that lies under a point, None where none does."""
    for place, button in enumerate(_fitting(cell, searched=searched)):
        if spot(cell, place).contains(point):
            return button
    return None


def paint_buttons(painter: QPainter, cell: QRect, *, searched: bool) -> None:
    """Draw the buttons of a cell, dark on whatever photo."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(15, 14, 14, 165))
    ratio = painter.device().devicePixelRatioF()
    for place, button in enumerate(_fitting(cell, searched=searched)):
        where = spot(cell, place)
        painter.drawRoundedRect(where, _RADIUS, _RADIUS)
        icon = theme.drawing(button.icon, theme.VIEWER_TEXT, _SIDE - 10, ratio=ratio)
        painter.drawPixmap(where.topLeft() + QPoint(5, 5), icon)
    painter.restore()
