"""How far something has come that takes a while, at the foot of the window, and an end to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.labels import IconButton, OneLine

if TYPE_CHECKING:
    from collections.abc import Callable

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
