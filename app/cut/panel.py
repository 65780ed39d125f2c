"""The card of the cut: how sure the photos are, how strict to be, and whether to see weak ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QSlider, QVBoxLayout

from app.card import Card
from app.cut.cutting import STEPS, USUAL, Cutting
from app.cut.histogram import HistogramView
from app.labels import label
from app.language import tr
from app.theme import grown

if TYPE_CHECKING:
    from app.asked import Answer
    from app.theme import Theme

_WIDTH = 336


class CutPanel(Card):
    """Shows the cut of an answer, and lets it be moved.

    Signals:
        wanted(Cutting): Cut so from now on.
    """

    wanted = Signal(object)

    def __init__(self, wearing: Theme) -> None:
        super().__init__(tr("Where the answer is cut"), wearing)
        self._cutting = USUAL
        self.histogram = HistogramView(wearing)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Strictness, from loose to strict"))
        self.slider.setFixedHeight(24)
        self.slider.setRange(0, 100)
        self.slider.setSingleStep(5)
        self.slider.setPageStep(25)
        self.steps = {name: _step(name) for name in STEPS}
        self.weak = QCheckBox(tr("Always show weak guesses too"))
        self._place_parts()
        self.histogram.moved.connect(self._be_strict)
        self.slider.valueChanged.connect(lambda percent: self._be_strict(percent / 100))
        for name, button in self.steps.items():
            button.clicked.connect(lambda _checked, name=name: self._be_strict(STEPS[name]))
        self.weak.toggled.connect(self._on_weak)
        self.show_cutting(USUAL)

    def _place_parts(self) -> None:
        inside = QVBoxLayout()
        inside.setContentsMargins(20, 16, 20, 16)
        inside.setSpacing(8)
        inside.addWidget(label(tr("How sure must it be?"), tone="strong"))
        inside.addWidget(self.histogram)
        inside.addSpacing(4)
        inside.addWidget(self.slider)
        inside.addLayout(self._named_steps())
        inside.addSpacing(4)
        inside.addWidget(self.weak)
        self.histogram.setFixedWidth(grown(_WIDTH))
        self.column.addLayout(inside)

    def _named_steps(self) -> QHBoxLayout:
        """Return the names, each below its place: a quarter, a half, three quarters."""
        row = QHBoxLayout()
        row.setContentsMargins(grown(_WIDTH) // 8, 0, grown(_WIDTH) // 8, 0)
        row.setSpacing(0)
        for button in self.steps.values():
            button.setFixedWidth(grown(_WIDTH) // 4)
            row.addWidget(button)
        return row

    def show_cutting(self, cutting: Cutting) -> None:
        """Show how answers are cut, before any has come; nothing is told."""
        self._cutting = cutting
        for part in (self.slider, self.weak):
            part.blockSignals(True)
        self.slider.setValue(round(100 * cutting.strictness))
        self.weak.setChecked(cutting.weak)
        for part in (self.slider, self.weak):
            part.blockSignals(False)
        for name, button in self.steps.items():
            button.setChecked(abs(STEPS[name] - cutting.strictness) < 0.01)

    def show_answer(self, answer: Answer) -> None:
        """Show how sure the photos of an answer are."""
        self.histogram.show_histogram(answer.histogram, strictness=answer.cutting.strictness)

    def forget(self) -> None:
        """Show the photos of no answer, until the next one comes."""
        self.histogram.show_histogram(None, strictness=self._cutting.strictness)

    def _be_strict(self, strictness: float) -> None:
        self._want(replace(self._cutting, strictness=strictness))

    def _on_weak(self, wanted: bool) -> None:
        self._want(replace(self._cutting, weak=wanted))

    def _want(self, cutting: Cutting) -> None:
        if cutting != self._cutting:
            self.show_cutting(cutting)
            self.wanted.emit(cutting)


def _step(name: str) -> QPushButton:
    made = QPushButton(tr(name))
    made.setCheckable(True)
    made.setProperty("kind", "step")
    made.setAccessibleName(tr("{step}: strictness", step=tr(name)))
    return made
