"""A model's licence, to be read and accepted before the model is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app import wording
from app.labels import label
from app.language import tr, translated

if TYPE_CHECKING:
    from app.preferences.stock import Model


class Consent(QWidget):
    """Name, meaning and text of the licence, a tick, and the button that it unlocks.

    Signals:
        given(): The licence is accepted: fetch it.
        refused(): Not now.
    """

    given = Signal()
    refused = Signal()

    def __init__(self, model: Model, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._url = model.licence.url
        title = label(model.licence.name, tone="strong", wrap=True)
        meaning = label(translated(model.licence.meaning), wrap=True)
        self.read = _button(tr("Read the licence"), "inline", self._show_licence)
        self.read.setToolTip(tr("{address} in your browser", address=model.licence.url))
        self.tick = QCheckBox(tr("I have read this licence and accept it"))
        get = tr("Get {size}", size=wording.about(model.megabytes))
        self.get = _button(get, "primary", self.given.emit)
        self.get.setAccessibleName(tr("Get {model}", model=model.title))
        self.get.setEnabled(False)
        self.leave = _button(tr("Not now"), "", self.refused.emit)
        self.tick.toggled.connect(self.get.setEnabled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 4)
        column.setSpacing(8)
        for part in (title, meaning, self._row(self.read), self.tick):
            column.addWidget(part)
        column.addWidget(self._row(self.get, self.leave))

    def forget(self) -> None:
        """Take the tick away: each consent is given anew."""
        self.tick.setChecked(False)

    def _row(self, *buttons: QPushButton) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        return made

    def _show_licence(self) -> None:
        QDesktopServices.openUrl(QUrl(self._url))


def _button(caption: str, kind: str, act: object) -> QPushButton:
    made = QPushButton(caption)
    made.setProperty("kind", kind)
    made.clicked.connect(act)
    return made
