"""What stands on a page that has nothing to show yet: why, and one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app import theme
from app.labels import label

if TYPE_CHECKING:
    from app.theme import Theme

_SENTENCE_WIDTH: Final = 440
_SIDE: Final = 56
_MIDDLE: Final = Qt.AlignmentFlag.AlignCenter


class Blank(QWidget):
    """An icon, a title, a sentence, a button."""

    def __init__(self, icon: str, offer: str, wearing: Theme) -> None:
        """Show an icon by its name; `offer` is what stands on the button."""
        super().__init__()
        self._theme = wearing
        self._drawn, self._side = icon, _SIDE
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.title, self.sentence = label(tone="title", wrap=True), label(tone="quiet", wrap=True)
        self.button = QPushButton(offer, autoDefault=True)  # Return presses it, as Space does.
        self.button.setProperty("kind", "primary")
        for words in (self.title, self.sentence):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setFixedWidth(_SENTENCE_WIDTH)
        self._column = QVBoxLayout(self)
        self._place_parts()
        wearing.changed.connect(self._wear)
        self._wear()

    def add(self, button: QPushButton) -> None:
        """Put a further button below."""
        button.setAutoDefault(True)
        # Above the air at the foot of the page.
        self._column.insertWidget(self._column.count() - 1, button, 0, _MIDDLE)

    def add_below(self, part: QWidget) -> None:
        """Put something to the foot of the page, apart from all that has to be done."""
        self._column.addWidget(part, 0, _MIDDLE)

    def _place_parts(self) -> None:
        column = self._column
        column.setContentsMargins(48, 24, 48, 48)
        column.setSpacing(12)
        column.addStretch(4)
        column.addWidget(self._icon)
        column.addSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.sentence, 0, Qt.AlignmentFlag.AlignCenter)
        column.addSpacing(12)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(5)

    def show_words(self, title: str, sentence: str) -> None:
        """Say what is the matter."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        # A layout that centres a label asks it for one line's height.
        self.sentence.ensurePolished()
        self.sentence.setMinimumHeight(0)  # Else it never asks for less than it had before.
        self.sentence.setFixedHeight(self.sentence.heightForWidth(_SENTENCE_WIDTH))

    def show_icon(self, icon: str, side: int = _SIDE) -> None:
        """Show another icon by its name, so many pixels wide."""
        self._drawn, self._side = icon, side
        self._wear()

    def _wear(self) -> None:
        quiet, ratio = self._theme.colours.quiet, self.devicePixelRatioF()
        self._icon.setPixmap(theme.drawing(self._drawn, quiet, self._side, ratio=ratio))
