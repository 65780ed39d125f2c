"""One model on the settings page: what it is, what is being done with it, and one button.

And the parts that all rows of the page have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.labels import label
from app.language import tr
from app.motion import Bar
from app.preferences.consent import Consent
from app.preferences.face import Face, Offer

if TYPE_CHECKING:
    from app.preferences.stock import Model
    from app.theme import Theme


class ModelRow(QWidget):
    """Shows a model's `Face`; below it its licence, while that is to be accepted.

    Signals:
        chosen(): Search with this model.
        stays(): Do not switch to it after all.
        unfolded(): Its licence came into sight below it.
        accepted(): Its licence is accepted: fetch it.
        called_off(): Do not fetch it after all.
    """

    chosen = Signal()
    stays = Signal()
    unfolded = Signal()
    accepted = Signal()
    called_off = Signal()

    def __init__(self, model: Model, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing
        self._offer = Offer.NOTHING
        self.setObjectName("row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title, self.mark = label(tone="strong"), QLabel()
        self.mark.setObjectName("mark")
        self.sentence, self.facts = label(wrap=True), label(tone="small", wrap=True)
        self.hint = label(tone="quiet", wrap=True)
        self.doing, self.fault = label(tone="quiet", wrap=True), Fault(wearing)
        self.bar = Bar(wearing.motion)
        self.button = QPushButton()
        self.consent = Consent(model)
        self.consent.hide()
        self._place_parts()
        self.button.clicked.connect(self._on_button)
        self.consent.given.connect(self._on_given)
        self.consent.refused.connect(self._on_refused)

    def _place_parts(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addWidget(self.mark)
        head.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addLayout(head)
        words.addWidget(self.sentence)
        words.addWidget(self.facts)
        upper = QHBoxLayout()
        upper.setSpacing(16)
        upper.addLayout(words, 1)
        upper.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = column_of(self)
        column.addLayout(upper)
        for part in (self.hint, self.doing, self.bar, self.fault, self.consent):
            column.addWidget(part)

    def show_face(self, face: Face) -> None:
        """Show what is the matter with the model now."""
        self._offer = face.offer
        self.title.setText(face.title)
        self.mark.setText(face.mark)
        self.mark.setVisible(bool(face.mark))
        self.sentence.setText(face.sentence)
        self.sentence.setVisible(bool(face.sentence))
        self.facts.setText(face.facts)
        self.hint.setText(face.hint)
        self.hint.setVisible(bool(face.hint))
        self._show_doing(face)
        self.fault.show_line(face.fault)
        self._show_button(face)

    def _show_doing(self, face: Face) -> None:
        self.doing.setText(face.doing)
        self.doing.setVisible(bool(face.doing))
        self.bar.setVisible(bool(face.doing))
        # Only a bar that is seen may move: it does so many times a second.
        self.bar.setRange(0, face.total if face.doing else 1)
        self.bar.setValue(face.done)
        self.bar.setAccessibleName(f"{face.title}: {face.doing}")

    def _show_button(self, face: Face) -> None:
        if face.offer is not Offer.GET or not face.possible:
            self.consent.hide()
        caption = face.offer.caption
        self.button.setText(caption)
        named = tr("{action} {model}", action=caption.removesuffix("…"), model=face.title)
        self.button.setAccessibleName(named)
        shown = bool(caption) and self.consent.isHidden()
        if self.button.hasFocus() and not (shown and face.possible):
            self.setFocus()  # Else Qt hands the keyboard to whatever is next.
        self.button.setEnabled(face.possible)
        self.button.setVisible(shown)

    @property
    def pressed(self) -> tuple[QWidget, ...]:
        """All that can be pressed, in the order of the keyboard."""
        consent = self.consent
        return (self.button, consent.read, consent.tick, consent.get, consent.leave)

    def unfold(self) -> None:
        """Show the licence below it, where the model can be fetched."""
        if self._offer is Offer.GET and self.button.isEnabled():
            self.consent.forget()
            self.button.hide()
            self.consent.show()
            self.consent.tick.setFocus()
            self.unfolded.emit()

    def _on_button(self) -> None:
        if self._offer is Offer.GET:
            self.unfold()
            return
        told = {Offer.USE: self.chosen, Offer.STAY: self.stays, Offer.STOP_GETTING: self.called_off}
        told[self._offer].emit()

    def _on_given(self) -> None:
        self.consent.hide()
        self.button.show()
        self.button.setFocus()
        self.accepted.emit()

    def _on_refused(self) -> None:
        self.consent.hide()
        self.button.show()
        self.button.setFocus()


def plain_row() -> QWidget:
    """Return an empty row of a panel."""
    made = QWidget()
    made.setObjectName("row")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made


def column_of(row: QWidget) -> QVBoxLayout:
    """Lay out what a row holds, one part below the other."""
    made = QVBoxLayout(row)
    made.setContentsMargins(20, 16, 20, 16)
    made.setSpacing(8)
    return made


class Fault(QWidget):
    """What went wrong, in one sentence with a sign before it; hidden while nothing has."""

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing
        self._sign, self.line = QLabel(), label(wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.line, 1)
        wearing.changed.connect(self._wear)
        self._wear()
        self.hide()

    def show_line(self, line: str) -> None:
        """Say what went wrong; "" for nothing."""
        self.line.setText(" ".join(line.split()))
        self.setVisible(bool(line))

    def _wear(self) -> None:
        accent, ratio = self._theme.colours.accent, self.devicePixelRatioF()
        self._sign.setPixmap(theme.drawing("warning", accent, 18, ratio=ratio))
