"""A small picture of an answer: how many photos are how sure, and both lines of the cut in it.

The lines are dragged with the mouse or moved with the arrow keys; both follow from one strictness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme, wording
from app.language import tr
from indexer.cut.bands import Lines

if TYPE_CHECKING:
    from app.theme import Theme
    from indexer.cut import Histogram

_HEIGHT, _WORDS, _GRIP = 112, 20, 5.0
#: Points from a line at which the mouse takes hold of it.
_REACH = 9
#: How far an arrow key moves the strictness.
_STEP = 0.05
_STRICTEST = 1.0


class HistogramView(QWidget):
    """Draws a `Histogram`, its bars in the colours of their bands.

    Signals:
        moved(float): A line was moved: this strictness is wanted now.
    """

    moved = Signal(float)

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self._theme = wearing
        self._histogram: Histogram | None = None
        self._strictness = 0.5
        self._held = ""
        self.setFixedHeight(theme.grown(_HEIGHT))
        self.setMinimumWidth(240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setToolTip(tr("Drag a line, or press the arrow keys, to cut elsewhere"))
        wearing.changed.connect(self.update)
        self.show_histogram(None, strictness=0.5)

    def show_histogram(self, histogram: Histogram | None, *, strictness: float) -> None:
        """Show how sure the photos of an answer are; None for nothing yet."""
        self._histogram, self._strictness = histogram, strictness
        self.setAccessibleName(_said(histogram))
        self.update()

    def line(self, name: str) -> float | None:
        """Return where a line lies, "likely" or "strong", in points from the left."""
        lines = self._lines()
        return None if lines is None else self._x(getattr(lines, name))

    def _lines(self) -> Lines | None:
        histogram = self._histogram
        return Lines(histogram.likely_from, histogram.strong_from) if histogram else None

    def _room(self) -> QRectF:
        return QRectF(
            8, _GRIP + 3, self.width() - 16, self.height() - theme.grown(_WORDS) - _GRIP - 3
        )

    def _x(self, likelihood: float) -> float:
        room = self._room()
        return room.left() + likelihood * room.width()

    def _line_at(self, x: float) -> str:
        """Return the name of the line that is nearest to a place, "" where none is near."""
        near = {name: abs((self.line(name) or -99.0) - x) for name in ("likely", "strong")}
        nearest = min(near, key=lambda name: near[name])
        return nearest if near[nearest] <= _REACH else ""

    def _move_to(self, x: float) -> None:
        lines, room = self._lines(), self._room()
        if lines is None or not self._held:
            return
        wanted = min(max((x - room.left()) / room.width(), 0.0), 1.0)
        strictness = strictness_for(lines, self._held, wanted, self._strictness)
        if abs(strictness - self._strictness) >= 0.005:
            self.moved.emit(strictness)

    @override
    def sizeHint(self) -> QSize:
        """Override of Qt's: room for a bar every eight points."""
        return QSize(336, theme.grown(_HEIGHT))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: the arrow keys move the lines."""
        keys = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}
        step = keys.get(Qt.Key(event.key()))
        if step is None or self._histogram is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(min(max(self._strictness + step, 0.0), _STRICTEST))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: take hold of a line."""
        self._held = self._line_at(event.position().x())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: the line follows."""
        on_line = self._held or self._line_at(event.position().x())
        self.setCursor(Qt.CursorShape.SizeHorCursor if on_line else Qt.CursorShape.ArrowCursor)
        self._move_to(event.position().x())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: let go."""
        self._held = ""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: the bars, the lines, the names of the bands."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, room = self._theme.colours, self._room()
        painter.setPen(QPen(theme.colour(colours.pressed), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        lines = self._lines()
        if self._histogram is not None and lines is not None:
            self._paint_bars(painter, self._histogram, lines)
            self._paint_names(painter, lines)
            for name in ("likely", "strong"):
                self._paint_line(painter, name)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _paint_bars(self, painter: QPainter, histogram: Histogram, lines: Lines) -> None:
        room, bins = self._room(), len(histogram.counts)
        # Ten thousand photos are weak and ten are strong: only so both are seen.
        heights = np.log1p(histogram.counts) / max(float(np.log1p(histogram.counts.max())), 1e-9)
        wide = room.width() / bins
        painter.setPen(Qt.PenStyle.NoPen)
        for place, height in enumerate(heights.tolist()):
            if not height:
                continue
            tall = max(height * room.height(), 2.0)
            painter.setBrush(self._colour((place + 0.5) / bins, lines))
            left = room.left() + place * wide
            painter.drawRoundedRect(
                QRectF(left + 0.75, room.bottom() - tall, wide - 1.5, tall), 1.5, 1.5
            )

    def _colour(self, likelihood: float, lines: Lines) -> QColor:
        colours = self._theme.colours
        if likelihood < lines.likely:
            return QColor(colours.thumb)
        found = QColor(colours.accent)
        found.setAlphaF(1.0 if likelihood >= lines.strong else 0.5)
        return found

    def _paint_line(self, painter: QPainter, name: str) -> None:
        x, room = self.line(name), self._room()
        assert x is not None
        held = self._held == name
        colour = QColor(self._theme.colours.accent if held else self._theme.colours.text)
        painter.setPen(QPen(colour, 1.5))
        painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(x, room.top()), _GRIP - 1, _GRIP - 1)

    def _paint_names(self, painter: QPainter, lines: Lines) -> None:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.quiet))
        room = self._room()
        edges = {"weak": (0.0, lines.likely), "likely": (lines.likely, lines.strong),
                 "strong": (lines.strong, 1.0)}  # fmt: skip
        for name, (begin, end) in edges.items():
            wide, high = self._x(end) - self._x(begin), theme.grown(_WORDS)
            below = QRectF(self._x(begin), room.bottom() + 3, wide, high)
            if painter.fontMetrics().horizontalAdvance(name) < below.width() - 2:
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)


def strictness_for(lines: Lines, name: str, likelihood: float, strictness: float) -> float:
    """Return the strictness, 0 to 1, at which a line lies nearest to a likelihood.

    Args:
        lines: Where the lines lie.
        name: Which of them is meant, "likely" or "strong".
        likelihood: Where it shall lie.
        strictness: At which strictness the lines lie where they do.
    """
    middle = lines.at(1 - strictness)
    low, high = 0.0, _STRICTEST
    for _halving in range(20):
        half = (low + high) / 2
        if getattr(middle.at(half), name) < likelihood:
            low = half
        else:
            high = half
    return (low + high) / 2


def _said(histogram: Histogram | None) -> str:
    if histogram is None:
        return tr("How sure the photos are")
    edges = np.arange(len(histogram.counts)) / len(histogram.counts)
    strong = int(histogram.counts[edges >= histogram.strong_from].sum())
    share = round(100 * histogram.likely_from)
    return tr(
        "How sure the photos are: likely from {share} in 100 on, about {n} are strong",
        "How sure the photos are: likely from {share} in 100 on, about {n} is strong",
        strong,
        share=wording.number(share),
    )
