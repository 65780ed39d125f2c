"""One chip: something that is looked for, with its sign, its name, and a cross to take it away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from typing_extensions import override

from app.labels import IconButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QMouseEvent

    from app.theme import Theme

_HEIGHT = 28
_AWAY = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class Chip(QWidget):
    """A chip.

    Delete takes it away, a click, + and - turn its sign, the arrow keys go to its neighbours.

    Signals:
        removed(), turned(): Somebody wants that.
        passed(int): The keyboard goes on: one to the right (+1) or to the left (-1).
    """

    removed = Signal()
    turned = Signal()
    passed = Signal(int)

    def __init__(self, wearing: Theme, *, against: bool, away: str) -> None:
        """Make a chip; `against` for what is not wanted, `away` says what its cross does."""
        super().__init__()
        self._theme = wearing
        self._against = against
        self.setObjectName("chip")
        self.setProperty("against", against)
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._sign = QLabel("−" if against else "+")
        self._sign.setObjectName("sign")
        self._thumb, self._name = QLabel(), QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._cross = IconButton("close", away, wearing, tight=True)
        self._cross.setIconSize(QSize(14, 14))
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 0, 2, 0)
        row.setSpacing(5)
        for part in (self._thumb, self._sign, self._name, self._cross):
            row.addWidget(part)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: a click turns the sign."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.turned.emit()

    @override
    def event(self, event: QEvent) -> bool:
        """Override of Qt's: what takes a chip away would else take photos to the trash."""
        is_ours = isinstance(event, QKeyEvent) and event.key() in _AWAY
        if is_ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: away with it, turn it, or on to the next."""
        keys: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Delete: self.removed.emit,
            Qt.Key.Key_Backspace: self.removed.emit,
            Qt.Key.Key_Space: self.turned.emit,
            Qt.Key.Key_Left: partial(self.passed.emit, -1),
            Qt.Key.Key_Right: partial(self.passed.emit, 1),
        }
        signs = {
            Qt.Key.Key_Minus: not self._against,
            Qt.Key.Key_Plus: self._against,
        }
        key = Qt.Key(event.key())
        if key in keys:
            keys[key]()
        elif key in signs:
            if signs[key]:
                self.turned.emit()
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Override of Qt's: show it."""
        super().focusInEvent(event)
        self._show_focus(True)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Override of Qt's: show it."""
        super().focusOutEvent(event)
        self._show_focus(False)

    def _show_focus(self, has_keyboard: bool) -> None:
        self.setProperty("focused", has_keyboard)
        self.style().polish(self)
