"""The line in the search field: it tells of every key at once, and a first click selects all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

#: Keys that by themselves do nothing: who holds one down may be on the way out of the window.
_HELD: Final = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
)


class SearchLine(QLineEdit):
    """A line of text.

    Signals:
        touched(): Somebody goes on in it: by a key, which has not done yet what it does, or by
            what a mouse or an input method puts there.
    """

    touched = Signal()

    def __init__(self, teaching: str) -> None:
        """Make an empty one, which teaches what could stand there."""
        super().__init__(placeholderText=teaching)
        self._came_by_mouse = False
        self.textEdited.connect(self.touched)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Override of Qt's: take note of who comes by the mouse."""
        super().focusInEvent(event)
        self._came_by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: a first click selects all, as in the address bar of a browser."""
        super().mouseReleaseEvent(event)
        came, self._came_by_mouse = self._came_by_mouse, False
        if came and not self.hasSelectedText():  # Else somebody drew over a part of it.
            self.selectAll()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: tell of it first, for Return leads out."""
        if event.key() not in _HELD:
            self.touched.emit()
        super().keyPressEvent(event)
