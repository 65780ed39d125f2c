"""A few choices side by side, of which one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence


_HEIGHT = 32


class Segments(QWidget):
    """Buttons in a frame; the arrow keys go from one to the next.

    Signals:
        chosen(int): Somebody wants this one, counted from 0.
    """

    chosen = Signal(int)

    def __init__(self, name: str, choices: Sequence[str]) -> None:
        """Make the choices; `name` says what is chosen."""
        super().__init__()
        self.setObjectName("segments")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._row = row = QHBoxLayout(self)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for place, choice in enumerate(choices):
            button = QPushButton(choice)
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.setAccessibleName(f"{name}: {choice}")
            self._group.addButton(button, place)
            row.addWidget(button)
        self._other = QPushButton()
        self._other.setCheckable(True)
        self._other.setChecked(True)
        self._other.setEnabled(False)
        self._other.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._other.setAccessibleName(name)
        self._other.setProperty("kind", "segment")
        row.addWidget(self._other)
        self._other.hide()
        self._group.idClicked.connect(self.chosen)
        self.show_choice(0)

    def rename(self, place: int, words: str) -> None:
        """Call a choice otherwise, as when it counts something."""
        self._group.button(place).setText(words)

    def show_other(self, words: str, *, behind: int) -> None:
        """Let something hold that is none of the choices, until one of them does.

        It stands among them, behind so many of them.
        """
        self._row.removeWidget(self._other)
        self._row.insertWidget(behind, self._other)
        self._other.setText(words)
        self._other.setAccessibleName(f"{self.accessibleName()}: {words}")
        self.show_choice(-1)
        self._other.show()

    @property
    def choice(self) -> int:
        """Which one holds."""
        return self._group.checkedId()

    def show_choice(self, place: int) -> None:
        """Let this one hold, or none of them (-1); nothing is told."""
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(self._group.id(button) == place)
        self._group.setExclusive(True)
        self._other.hide()
