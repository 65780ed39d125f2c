"""How long a message stays that goes by itself: as long as it takes to read it, and to act on it.

It does not go while somebody is at it, with the pointer or the keyboard, nor while another
program's window is in front, where nobody can have read it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class Stay(QObject):
    """The time for which a message stays.

    Attributes:
        attended: Whether the message may not go now.

    Signals:
        over(): It has been there for long enough.
    """

    over = Signal()

    def __init__(self, message: QWidget) -> None:
        super().__init__(message)
        self.attended: Callable[[], bool] = partial(_is_attended, message)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.pass_by)

    @property
    def runs(self) -> bool:
        """Whether the message is about to go by itself."""
        return self._timer.isActive()

    @property
    def milliseconds(self) -> int:
        """How long it stays at a time."""
        return self._timer.interval()

    def begin(self, milliseconds: int) -> None:
        """Let the message stay for so long, and for as long again each time that it may not go."""
        self._timer.start(milliseconds)

    def end(self) -> None:
        """Let it stay for as long as it likes."""
        self._timer.stop()

    def pass_by(self) -> None:
        """Take the time as passed."""
        if self.attended():
            self._timer.start()
        else:
            self._timer.stop()
            self.over.emit()


def announce(message: QWidget) -> None:
    """Have a screen reader say what a message says, wherever the keyboard is."""
    QAccessible.updateAccessibility(QAccessibleEvent(message, QAccessible.Event.Alert))


def _is_attended(message: QWidget) -> bool:
    at = QApplication.focusWidget()
    held = at is not None and message.isAncestorOf(at)
    return held or message.underMouse() or not message.isActiveWindow()
