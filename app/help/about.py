"""What Shoebox is: its name and version, what it promises, and the licences of all that it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.card import Card
from app.fading import Fading
from app.labels import label
from app.language import QT_TR_NOOP, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.help.licences import Used
    from app.theme import Theme

_WIDTH, _HEIGHT, _SIDE = 560, 300, 72
_PROMISE: Final = QT_TR_NOOP(
    "Find any photo of your own by describing it. Your photos are never changed, and nothing "
    "leaves this machine unless you have a model fetched."
)
_TERMS: Final = QT_TR_NOOP(
    "Shoebox is free software under the Apache License 2.0. It stands on the work of others, each "
    "under its own licence:"
)


class About(Card):
    """The card."""

    def __init__(self, wearing: Theme) -> None:
        super().__init__(tr("About Shoebox"), wearing)
        self.version = label(tone="quiet")
        self.close_button = QPushButton(tr("Close"))
        self._icon, self._area, self._inside = QLabel(), QScrollArea(), QWidget()
        self._list = QGridLayout(self._inside)
        self.lines: list[tuple[QLabel, QLabel]] = []
        self._place_parts()
        self._fading = Fading(self._area, wearing)
        self.close_button.clicked.connect(self.close_card)

    def _place_parts(self) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(24, 24, 24, 8)
        row.setSpacing(20)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label("Shoebox", tone="title"))
        words.addWidget(self.version)
        words.addSpacing(4)
        words.addWidget(label(tr(_PROMISE), wrap=True))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        terms = label(tr(_TERMS), tone="quiet", wrap=True)
        terms.setContentsMargins(24, 8, 24, 8)
        self._inside.setObjectName("facts")
        self._list.setContentsMargins(24, 4, 24, 12)
        self._list.setHorizontalSpacing(16)
        self._list.setVerticalSpacing(6)
        self._list.setColumnStretch(1, 1)
        self._area.setWidget(self._inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(tr("Licences"))
        foot = QWidget()
        foot.setObjectName("row")
        buttons = QHBoxLayout(foot)
        buttons.setContentsMargins(24, 16, 24, 16)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        for part in (head, terms, self._area, foot):
            self.column.addWidget(part)

    def show_version(self, version: str) -> None:
        """Show Shoebox's version, and that of Qt, which may be exchanged for another."""
        self.version.setText(tr("Version {number}", number=version) if version else "")
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(theme.drawing("shoebox", theme.LIGHT.text, _SIDE, ratio=ratio))
        if not self.isHidden():
            self.place()  # It is a line higher now.

    def show_licences(self, used: Sequence[Used]) -> None:
        """Show what Shoebox stands on; once is enough."""
        if self.lines:
            return
        for row, each in enumerate(used):
            name = label(f"{each.name} {each.version}".strip())
            terms = label(each.licence, tone="quiet", wrap=True)
            name.setAccessibleName(f"{name.text()}: {each.licence}")
            self._list.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._list.addWidget(terms, row, 1)
            self.lines.append((name, terms))
        self._list.setRowStretch(len(used), 1)

    @override
    def place(self) -> None:
        """Be as large as the window allows, then find the place."""
        if self._anchor is not None:
            window = self._anchor.window()
            width, height = min(theme.grown(_WIDTH), window.width() - 48), window.height() - 360
            self._area.setFixedSize(width, max(min(_HEIGHT, height), 80))
        super().place()
