"""Shift+F10 opens the menu of what has the keyboard, on the systems that leave that to programs.

Windows tells of these keys as of the menu key itself, which all systems know.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


def opens_menu(event: QKeyEvent) -> bool:
    """Open the menu if these are the keys for it; False where they are others."""
    keys = event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier
    here = QApplication.focusWidget()
    if sys.platform == "win32" or not keys or here is None:
        return False
    # Where lists have their current line, and fields their cursor.
    place = here.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    # Fields of several lines measure finer than points.
    at = (place.toRect() if isinstance(place, QRectF) else place).center()
    keyboard = QContextMenuEvent.Reason.Keyboard
    QApplication.postEvent(here, QContextMenuEvent(keyboard, at, here.mapToGlobal(at)))
    return True
