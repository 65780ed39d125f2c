"""What the cells of photos and of albums have in common: a round ground, a ring, a title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.grid.cells import GAP

if TYPE_CHECKING:
    from app.theme import Colours

#: Of a picture's corners, in points.
RADIUS: Final = 8
_SELECTED, _FOCUSED = 3.0, 1.5
#: Between a picture and the ring around it.
_APART: Final = 1.5


def fill(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """Fill a rectangle with round corners."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(rect), RADIUS, RADIUS)
    painter.restore()


def paint_ring(
    painter: QPainter, rect: QRect, option: QStyleOptionViewItem, colours: Colours
) -> None:
    """Draw around a picture that it is selected, or else that it has the keyboard."""
    if option.state & QStyle.StateFlag.State_Selected:
        colour, width = QColor(colours.accent), _SELECTED
    elif option.state & QStyle.StateFlag.State_HasFocus:
        colour, width = QColor(colours.quiet), _FOCUSED
    else:
        return
    around = QRectF(rect).adjusted(*(side * (_APART + width / 2) for side in (-1, -1, 1, 1)))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(around, RADIUS + _APART + 1, RADIUS + _APART + 1)
    painter.restore()


def paint_title(painter: QPainter, where: QRect, words: tuple[str, str], colours: Colours) -> None:
    """Draw the title of a section into the room above it, and how many stand in it."""
    title, count = words
    painter.save()
    font = QFont(painter.font())
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    line = where.adjusted(1, 0, 0, -GAP)
    low = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
    painter.setPen(QColor(colours.text))
    painter.drawText(line, low, title)
    apart = painter.fontMetrics().horizontalAdvance(title) + 8
    mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    line.adjust(0 if mirrored else apart, 0, -apart if mirrored else 0, 0)
    font.setWeight(QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(QColor(colours.quiet))
    painter.drawText(line, low, count)
    painter.restore()
