"""How far an export has come, at the foot of the window, with a button that ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app import wording
from app.labels import IconButton, OneLine

if TYPE_CHECKING:
    from app.theme import Theme


class ExportProgress(QWidget):
    """Hidden while nothing is exported.

    Signals:
        stopped(): Enough of it.
    """

    stopped = Signal()

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self.state, self.bar = OneLine(tone="quiet"), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Photos exported")
        self.bar.setFixedWidth(96)
        self.stop_button = IconButton("close", "Stop exporting", wearing, tight=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.state, self.bar, self.stop_button):
            row.addWidget(part)
        self.stop_button.clicked.connect(self.stopped)
        self.hide()

    def show_progress(self, done: int, total: int) -> None:
        """Show how many photos of all have been gone through."""
        told = f"Exporting {wording.number(done)} of {wording.counted(total, 'photo')}"
        self.state.setText(told)
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.show()
