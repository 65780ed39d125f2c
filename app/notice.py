"""One line at the top that says what is wrong or new, with at most one thing to do about it.

What is only said is said at once; where it is good news it goes by itself, and what is wrong stays
until it was read. A question waits until the one before is answered or sent away, and comes back
after what is said meanwhile: none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app import theme
from app.labels import IconButton, OneLine
from app.language import tr
from app.staying import Stay, announce

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.theme import Theme

#: Milliseconds that what is only said stays at least, before it goes or a question takes its place:
#: to be read, and with a button to make up one's mind.
READ: Final = 8000
DECIDED: Final = 20_000
#: Points: that of a button and its air.
_HEIGHT: Final = 40


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said.

    Attributes:
        line: What is said.
        offer: The caption of the button; "" for none.
        act: What the button does; None where there is nothing to do.
        icon: The name of the icon before it.
        about: What a question is about: of two about the same the later one counts; "" for none.
    """

    line: str
    offer: str = ""
    act: Callable[[], object] | None = None
    icon: str = "warning"
    about: str = ""


class Notice(QWidget):
    """The line; hidden while there is nothing to say.

    Signals:
        closed(): It was read and sent away.
    """

    closed = Signal()

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing
        self._shown: Said | None = None
        self._waiting: list[Said] = []
        self._stay = Stay(self)
        self._stay.over.connect(self._go_on)
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon, self.line = QLabel(), OneLine()
        self.button = QPushButton()
        self.button.setProperty("kind", "link")
        close = IconButton("close", tr("Close this message"), wearing, tight=True)
        self.setMinimumHeight(_HEIGHT)  # With a button or without: nothing below moves twice.
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        row.addWidget(close)
        self.button.clicked.connect(self._on_button)
        close.clicked.connect(self._go_on)
        close.clicked.connect(self.closed)
        wearing.changed.connect(self._wear)
        self._wear()
        self.hide()

    def say(
        self,
        line: str,
        *,
        offer: str = "",
        act: Callable[[], object] | None = None,
        icon: str = "warning",
    ) -> None:
        """Say one line, at once; `offer` is the caption of a button that calls `act`."""
        if (shown := self._in_sight) is not None and shown.about:
            self._waiting.insert(0, shown)
        self._show(Said(line, offer, act, icon))

    def ask(self, question: Said) -> None:
        """Ask something, as soon as all that was asked before is answered."""
        shown = self._in_sight
        if shown is None or shown.about == question.about:
            self._show(question)
            return
        abouts = [each.about for each in self._waiting]
        if question.about in abouts:
            self._waiting[abouts.index(question.about)] = question
        else:
            self._waiting.append(question)
        self._let_stay(shown)

    def unsay(self, line: str) -> None:
        """Say a line no more that is true no longer, if it is still there."""
        if (shown := self._in_sight) is not None and shown.line == line:
            self._go_on()

    @property
    def _in_sight(self) -> Said | None:
        return None if self.isHidden() else self._shown

    def withdraw(self, about: str) -> None:
        """Ask no more about something, which has settled itself."""
        self._waiting = [each for each in self._waiting if each.about != about]
        if self._shown is not None and self._shown.about == about:
            self._go_on()
        elif self._shown is not None:
            self._let_stay(self._shown)

    def _go_on(self) -> None:
        """Show what waits next, or nothing."""
        self._stay.end()
        if self._waiting:
            self._show(self._waiting.pop(0))
        else:
            self._shown = None
            self.hide()

    def _show(self, said: Said) -> None:
        self._shown = said
        self._wear()
        self.line.setText(" ".join(said.line.split()))
        self.line.setAccessibleName(said.line)
        self.button.setText(said.offer)
        self.button.setVisible(said.act is not None)
        self.setAccessibleName(said.line)
        self.show()
        self._stay.end()
        self._let_stay(said)
        announce(self)

    def _let_stay(self, said: Said) -> None:
        """Have it go by itself, unless it waits for an answer or is to be known."""
        if said.about or not (said.icon == "done" or self._waiting):
            self._stay.end()
        elif not self._stay.runs:
            self._stay.begin(DECIDED if said.act is not None else READ)

    def _on_button(self) -> None:
        act = self._shown.act if self._shown is not None else None
        self._go_on()
        if act is not None:
            act()

    def _wear(self) -> None:
        drawn = self._shown.icon if self._shown is not None else "warning"
        accent, ratio = self._theme.colours.accent, self.devicePixelRatioF()
        self._icon.setPixmap(theme.drawing(drawn, accent, 18, ratio=ratio))
