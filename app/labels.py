"""Small parts of which the window is made: a line that shortens itself, a button with an icon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import bidirectional

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QToolButton
from typing_extensions import override

from app import theme

if TYPE_CHECKING:
    from app.theme import Theme

#: Seen by nobody; what stands between it and letters that run to the left runs to the left as well.
_LEFTWARDS: Final = "\u200f"
#: How letters run, as Unicode calls it: those of Hebrew and of Arabic, and those of all others.
_TO_THE_LEFT, _TO_THE_RIGHT = ("R", "AL"), ("L",)


def shortened(words: str, metrics: QFontMetrics, room: int) -> str:
    """Return as much of the beginning of some words as goes into `room` points.

    The dots stand where reading comes to them: to the left of a name in Hebrew or in Arabic, also
    in a window that is read from the left.
    """
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
    return shown + _LEFTWARDS if shown != words and _runs_leftwards(words) else shown


def _runs_leftwards(words: str) -> bool:
    kinds = (bidirectional(each) for each in words)
    first = next((each for each in kinds if each in _TO_THE_LEFT + _TO_THE_RIGHT), "L")
    return first in _TO_THE_LEFT


def label(words: str = "", *, tone: str = "", wrap: bool = False) -> QLabel:
    """Return a label in one of the style sheet's tones."""
    made = QLabel(words)
    made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


class OneLine(QLabel):
    """A label that makes do with any room: what does not fit is left out of the middle.

    The whole stands in the tool tip.
    """

    def __init__(
        self, words: str = "", *, tone: str = "", keeps: int = 0, to_be_read: bool = False
    ) -> None:
        """Make a label that is not squeezed below `keeps` points, unless its words are shorter.

        Words `to_be_read`, and no name of a file, are left out at the end.
        """
        super().__init__(words)
        self._keeps = keeps
        self._to_be_read = to_be_read
        self.setProperty("tone", tone)
        self.setTextFormat(Qt.TextFormat.PlainText)

    @override
    def setText(self, words: str) -> None:
        """Override of Qt's: the tool tip says it as well."""
        super().setText(words)
        self.setToolTip(words)

    @override
    def minimumSizeHint(self) -> QSize:
        """Override of Qt's: little room is enough."""
        return QSize(min(self._keeps, self.sizeHint().width()), super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: draw as much as there is room for."""
        painter = QPainter(self)
        room = self.contentsRect()
        metrics, wide = self.fontMetrics(), room.width()
        if self._to_be_read:
            shown = shortened(self.text(), metrics, wide)
        else:
            shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, wide)
        self.style().drawItemText(
            painter, room, self.alignment().value, self.palette(), self.isEnabled(), shown,
            self.foregroundRole(),
        )  # fmt: skip
        painter.end()


class IconButton(QToolButton):
    """A button that is an icon in the theme's text colour, whose name is read out and shown."""

    def __init__(
        self, icon: str, name: str, wearing: Theme, *, tight: bool = False, on_black: bool = False
    ) -> None:
        super().__init__()
        self._icon_name = icon
        self._theme = wearing
        self._on_black = on_black
        self.setProperty("kind", "tight" if tight else "")
        self.setIconSize(QSize(18, 18) if tight else QSize(20, 20))
        self.set_name(name)
        wearing.changed.connect(self._wear)
        self._wear()

    def set_name(self, name: str, *, keys: str = "") -> None:
        """Say what the button does, and by which keys it is done as well: "Ctrl+B"."""
        self.setAccessibleName(name)
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(f"{name}  ({native})" if keys else name)

    def set_icon_name(self, icon: str) -> None:
        """Show another icon."""
        if icon != self._icon_name:
            self._icon_name = icon
            self._wear()

    def _wear(self) -> None:
        colours = self._theme.colours
        text, quiet = colours.text, colours.field_line
        if self._on_black:
            text, quiet = theme.VIEWER_TEXT, theme.VIEWER_DISABLED
        self.setIcon(theme.icon(self._icon_name, text, disabled=quiet))
