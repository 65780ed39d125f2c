"""One line at the top that says what is wrong or new, with at most one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app import theme
from app.labels import IconButton, OneLine
from app.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.theme import Theme


class Notice(QWidget):
    """The line; hidden while there is nothing to say.

    Signals:
        closed(): It was read and sent away.
    """

    closed = Signal()

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing
        self._act: Callable[[], None] | None = None
        self._drawn = "warning"
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon, self.line = QLabel(), OneLine()
        self.button = QPushButton()
        self.button.setProperty("kind", "link")
        close = IconButton("close", tr("Close this message"), wearing, tight=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        row.addWidget(close)
        self.button.clicked.connect(self._on_button)
        close.clicked.connect(self.hide)
        close.clicked.connect(self.closed)
        wearing.changed.connect(self._wear)
        self._wear()
        self.hide()

    def say(
        self,
        line: str,
        *,
        offer: str = "",
        act: Callable[[], None] | None = None,
        icon: str = "warning",
    ) -> None:
        """Say one line; `offer` is the caption of a button that calls `act`."""
        self._act, self._drawn = act, icon
        self._wear()
        self.line.setText(" ".join(line.split()))
        self.line.setAccessibleName(line)
        self.button.setText(offer)
        self.button.setVisible(act is not None)
        self.show()

    def _on_button(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()

    def _wear(self) -> None:
        accent, ratio = self._theme.colours.accent, self.devicePixelRatioF()
        self._icon.setPixmap(theme.drawing(self._drawn, accent, 18, ratio=ratio))
