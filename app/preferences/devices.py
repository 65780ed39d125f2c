"""Where models run: the choice, what the self-test says, and what was refused lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app import merits, wording
from app.labels import label
from app.language import tr
from app.motion import Bar
from app.preferences.machine import Part, unseen
from app.preferences.row import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.preferences.chores import Exam
    from app.preferences.verdict import Verdict
    from app.theme import Theme

_INDENT = 26


class DeviceChoice(QWidget):
    """The devices, of which one is chosen.

    Signals:
        chosen(str): Run models on this device from now on.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._group = QButtonGroup(self)
        parts = unseen().parts
        self._sentences = {part.device: label(tone="quiet", wrap=True) for part in parts}
        self.buttons = {part.device: QRadioButton(part.title) for part in parts}
        self.fixed = label(tone="quiet", wrap=True)
        self.fixed.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(4)
        for device, button in self.buttons.items():
            self._group.addButton(button)
            self._sentences[device].setContentsMargins(_INDENT, 0, 0, 8)
            column.addWidget(button)
            column.addWidget(self._sentences[device])
            button.clicked.connect(lambda _checked, device=device: self.chosen.emit(device))
        column.addWidget(self.fixed)
        self.show_parts(parts, chosen="auto")

    def show_parts(self, parts: Sequence[Part], *, chosen: str, fixed: bool = False) -> None:
        """Show what this machine has; `fixed` where the command line has chosen already."""
        self._group.setExclusive(False)  # What the command line has chosen may be none of these.
        for part in parts:
            button = self.buttons[part.device]
            # One that was chosen once stays in sight as chosen, whatever became of it.
            button.setEnabled(not fixed and (part.usable or part.device == chosen))
            button.setChecked(part.device == chosen)
            button.setAccessibleDescription(part.sentence)
            self._sentences[part.device].setText(part.sentence)
            self._sentences[part.device].setVisible(bool(part.sentence))
        self._group.setExclusive(True)
        self.fixed.setText(
            tr(
                "The command line has chosen for this window: {device}.",
                device=wording.device(chosen),
            )
        )
        self.fixed.setVisible(fixed)


class SelfTest(QWidget):
    """What the last self-test of the model in use has found, and a button for another one.

    Signals:
        wanted(): Test it now.
        called_off(): Do not test it after all.
    """

    wanted = Signal()
    called_off = Signal()

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running = False
        self.setObjectName("row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = label(tr("Self-test"), tone="strong")
        self.sentence, self.fault = label(tone="quiet", wrap=True), Fault(wearing)
        self.bar = Bar(wearing.motion)
        self.bar.setAccessibleName(tr("The self-test is running"))
        self.button = QPushButton(tr("Test now"))
        self.button.clicked.connect(self._on_button)
        upper = QHBoxLayout()
        upper.setSpacing(16)
        upper.addWidget(self.title, 1)
        upper.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addLayout(upper)
        for part in (self.sentence, self.bar, self.fault):
            column.addWidget(part)
        self.show_outcome("", None, None)

    def show_outcome(self, model: str, exam: Exam | None, verdict: Verdict | None) -> None:
        """Show how a test is going, or else what the last one of this model has found."""
        self._running = exam is not None
        self.sentence.setText(_told(model, exam, verdict))
        self.sentence.setVisible(bool(self.sentence.text()))
        failed = exam is None and verdict is not None and not verdict.passed
        self.fault.show_line(verdict.sentence if failed and verdict else "")
        self.bar.setVisible(self._running)
        # Only a bar that is seen may move: it does so many times a second.
        self.bar.setRange(0, 0 if self._running else 1)
        self.button.setText(tr("Cancel") if self._running else tr("Test now"))
        self.button.setAccessibleName(
            tr("Cancel the self-test") if self._running else tr("Test now")
        )
        possible = exam is None or not exam.called_off
        if self.button.hasFocus() and not possible:
            self.setFocus()  # Else Qt hands the keyboard to whatever is next.
        self.button.setEnabled(possible)

    def _on_button(self) -> None:
        (self.called_off if self._running else self.wanted).emit()


class Remarks(QWidget):
    """What was tried and refused since indexing began, a line each; hidden while nothing was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.lines = label(tone="quiet", wrap=True)
        self.lines.setAccessibleName(tr("What was tried and refused"))
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(label(tr("Last time"), tone="strong"))
        column.addWidget(self.lines)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these."""
        self.lines.setText("\n".join(lines))
        self.setVisible(bool(lines))


def _told(model: str, exam: Exam | None, verdict: Verdict | None) -> str:
    title = merits.title(model)
    if exam is not None and exam.called_off:
        return tr("Stopping the test.")
    if exam is not None:
        testing = tr("Testing {model}. This can take a minute.", model=merits.title(exam.model))
        return wording.stage(exam.stage) or testing
    if verdict is None:
        return tr(
            "{model} was not tested here yet. The test asks whether it computes what it should.",
            model=title,
        )
    return verdict.sentence if verdict.passed else ""
