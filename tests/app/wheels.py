"""Wheels as Qt tells of them: those of mice, and the small steps of touchpads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

#: What Qt calls a notch.
NOTCH = QPoint(0, 120)


def wheel(
    by: QPoint, *, at: QPointF | None = None, ctrl: bool = False, begins: bool = False
) -> QWheelEvent:
    """Return an event of a wheel that is turned `by` eighths of a degree."""
    where = QPointF(100, 100) if at is None else at
    held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.ScrollBegin if begins else Qt.ScrollPhase.NoScrollPhase
    return QWheelEvent(where, where, QPoint(), by, Qt.MouseButton.NoButton, held, phase, False)


def turn(widget: QWidget, *turns: QPoint, at: QPointF | None = None, ctrl: bool = False) -> None:
    """Turn a wheel over a widget, an event for each of `turns`."""
    for by in turns:
        QApplication.sendEvent(widget, wheel(by, at=at, ctrl=ctrl))
