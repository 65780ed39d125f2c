"""The line above the photos: what is shown, how many, and how large they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from app import theme, wording
from app.asked import Answer, Everything, Folder, Question
from app.labels import IconButton, OneLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.searches import Search
    from app.theme import Theme

#: How wide a preview can be drawn, in points, smallest to largest.
SIZES = (104, 144, 184, 248, 336)
_HEIGHT = 56
#: Pictures of a search that are told by name.
_MOST_NAMED = 2
#: Points of the title that stay when the window is narrow and the count gives way.
_TITLE_KEEPS = 280


class Heading(QWidget):
    """Title, count and the slider of sizes.

    Signals:
        back(): One step back, please.
        resized(int): Draw the previews so wide, in points.
    """

    back = Signal()
    resized = Signal(int)

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing
        self.back_button = IconButton("back", "Back", wearing, tight=True)
        self.back_button.set_name("Back", keys="Esc")
        self.title, self.count = OneLine(tone="heading", keeps=_TITLE_KEEPS), OneLine(tone="quiet")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Size of the previews")
        self.slider.setRange(0, len(SIZES) - 1)
        self.slider.setPageStep(1)
        self.slider.setFixedSize(112, 24)
        self._small, self._large = QLabel(), QLabel()
        self._place_parts()
        self.back_button.clicked.connect(self.back)
        self.slider.valueChanged.connect(lambda step: self.resized.emit(SIZES[step]))
        wearing.changed.connect(self._wear)
        self._wear()

    def _place_parts(self) -> None:
        self.setFixedHeight(_HEIGHT)
        row = QHBoxLayout(self)
        # On the right the photos end where the scroll bar begins.
        row.setContentsMargins(24, 8, 38, 0)
        row.setSpacing(8)
        row.addWidget(self.back_button)
        row.addWidget(self.title)
        row.addSpacing(4)
        row.addWidget(self.count)
        row.addStretch(1)
        for part in (self._small, self.slider, self._large):
            row.addWidget(part)

    def show_question(
        self, question: Question, *, names: Mapping[str, str], can_go_back: bool
    ) -> None:
        """Say what is looked for; the count follows with the answer.

        Args:
            question: What is looked for.
            names: What pictures are called, by the references of their terms.
            can_go_back: Whether there is a way back.
        """
        self.title.setText(title(question, names))
        self.back_button.setVisible(can_go_back)

    def show_answer(self, answer: Answer, *, of_all: int) -> None:
        """Say how many photos there are, and of how many a search shows the best."""
        shown = len(answer.ids)
        if answer.bands is None:
            self.count.setText(wording.counted(shown, "photo"))
        elif shown < of_all:
            self.count.setText(f"the {wording.number(shown)} best of {wording.number(of_all)}")
        else:
            self.count.setText(f"{wording.counted(shown, 'photo')}, best first")

    def show_size(self, points: int) -> None:
        """Set the slider to the size that is nearest; nothing is told."""
        nearest = min(range(len(SIZES)), key=lambda step: abs(SIZES[step] - points))
        self.slider.blockSignals(True)
        self.slider.setValue(nearest)
        self.slider.blockSignals(False)

    def step_size(self, step: int) -> None:
        """Draw the previews one size larger (+1) or smaller (-1)."""
        self.slider.setValue(self.slider.value() + step)

    def _wear(self) -> None:
        quiet, ratio = self._theme.colours.quiet, self.devicePixelRatioF()
        for picture, side in ((self._small, 12), (self._large, 18)):
            picture.setPixmap(theme.drawing("picture", quiet, side, ratio=ratio))
            picture.setFixedSize(QSize(18, 18))
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)


def title(question: Question, names: Mapping[str, str]) -> str:
    """Return what a question looks for, as a heading; `names` are those of its pictures."""
    if isinstance(question, Everything):
        return "All photos"
    if isinstance(question, Folder):
        return wording.name(question.path)
    words, pictures = question.words, _pictures(question, names)
    if not pictures:
        return f"“{words}”"
    return f"“{words}” and looks like {pictures}" if words else f"Looks like {pictures}"


def _pictures(search: Search, names: Mapping[str, str]) -> str:
    """Return what the pictures of a search are called; many are counted."""
    wanted = [each.reference for each in search.pictures if each.weight > 0]
    if len(wanted) > _MOST_NAMED:
        return wording.counted(len(wanted), "photo")
    return " and ".join(names.get(each) or wording.picture(each) for each in wanted)
