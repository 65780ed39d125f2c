"""How far something has come that takes a while, at the foot of the window, and an end to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app import wording
from app.labels import IconButton, OneLine

if TYPE_CHECKING:
    from app.theme import Theme


class Progress(QWidget):
    """Hidden while nothing is under way.

    Signals:
        stopped(): Enough of it.
    """

    stopped = Signal()

    def __init__(self, wearing: Theme, doing: str, thing: str) -> None:
        """Tell of `doing` something to so many of a `thing`: "Exporting", "photo"."""
        super().__init__()
        self._doing, self._thing = doing, thing
        self.state, self.bar = OneLine(tone="quiet"), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(f"{doing} {thing}s")
        self.bar.setFixedWidth(96)
        self.stop_button = IconButton(
            "close", f"Stop {doing.lower()} {thing}s", wearing, tight=True
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.state, self.bar, self.stop_button):
            row.addWidget(part)
        self.stop_button.clicked.connect(self.stopped)
        self.hide()

    def show_progress(self, done: int, total: int) -> None:
        """Show how many of all have been gone through."""
        told = f"{self._doing} {wording.number(done)} of {wording.counted(total, self._thing)}"
        self.state.setText(told)
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.show()
