"""What takes a while, at the foot of the window: how far it has come, and an end to it.

Where nobody can know how far, as of one transaction of the catalog, it is at least said what it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.labels import IconButton, OneLine
from app.motion import Bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.motion import Motion
    from app.theme import Theme


class Progress(QWidget):
    """Hidden while nothing is under way.

    Signals:
        stopped(): Enough of it.
    """

    stopped = Signal()

    def __init__(
        self, wearing: Theme, name: str, stop: str, told: Callable[[int, int], str]
    ) -> None:
        """Show something by its name, what an end to it is called, and a line of how far it is."""
        super().__init__()
        self._told = told
        self.state, self.bar = OneLine(tone="quiet"), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(name)
        self.bar.setFixedWidth(96)
        self.stop_button = IconButton("close", stop, wearing, tight=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.state, self.bar, self.stop_button):
            row.addWidget(part)
        self.stop_button.clicked.connect(self.stopped)
        self.hide()

    def show_progress(self, done: int, total: int) -> None:
        """Show how many of all have been gone through."""
        self.state.setText(self._told(done, total))
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.show()


class Doing(QWidget):
    """Says what is under way that nobody can break off; hidden while there is nothing."""

    def __init__(self, motion: Motion) -> None:
        super().__init__()
        self._lines: dict[str, str] = {}
        self.state, self.bar = OneLine(tone="quiet"), Bar(motion)
        self.bar.setRange(0, 0)
        self.bar.setFixedWidth(96)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.state)
        row.addWidget(self.bar)
        self.hide()

    def say(self, about: str, line: str) -> None:
        """Say what is done about something, until it is told again; "" once it is done.

        Of several things the one is seen that was said last.
        """
        self._lines.pop(about, None)
        if line:
            self._lines[about] = line
        self._show(next(reversed(self._lines.values()), ""))

    def _show(self, line: str) -> None:
        if line == self.state.text():
            return
        self.state.setText(line)
        self.bar.setAccessibleName(line)
        self.setVisible(bool(line))
        if line:
            self.setAccessibleName(line)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
