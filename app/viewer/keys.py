"""The keys of the large photo beside those of the window: each by the name of what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from app.actions import Deed, deed_of
from app.language import QT_TR_NOOP

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

#: Their first key is shown; the sheet of all keys is made from this list as well.
OF_VIEWER: Final = (
    Deed("right", QT_TR_NOOP("Next photo; zoomed in, further to the right"), ("Right",)),
    Deed("left", QT_TR_NOOP("Previous photo; zoomed in, further to the left"), ("Left",)),
    Deed("down", QT_TR_NOOP("Next photo; zoomed in, further down"), ("Down",)),
    Deed("up", QT_TR_NOOP("Previous photo; zoomed in, further up"), ("Up",)),
    Deed("next", QT_TR_NOOP("Next photo"), ("PgDown",)),
    Deed("previous", QT_TR_NOOP("Previous photo"), ("PgUp", "Backspace")),
    Deed("first", QT_TR_NOOP("First photo"), ("Home",)),
    Deed("last", QT_TR_NOOP("Last photo"), ("End",)),
    Deed("go-on", QT_TR_NOOP("Next photo; in a slideshow, stay or go on"), ("Space",)),
    Deed("nearer", QT_TR_NOOP("Zoom in; a slideshow goes quicker"), ("+", "=")),
    Deed("further", QT_TR_NOOP("Zoom out; a slideshow goes slower"), ("-",)),
    Deed("fit", QT_TR_NOOP("The whole photo"), ("0",)),
    Deed("one-to-one", QT_TR_NOOP("Every pixel of it"), ("1",)),
    Deed("turn", QT_TR_NOOP("Rotate it to the right"), ("R",)),
    Deed("turn-back", QT_TR_NOOP("Rotate it to the left"), ("L",)),
    Deed("facts", QT_TR_NOOP("What is known of it"), ("I",)),
    Deed("strip", QT_TR_NOOP("Show its neighbours below it"), ("T",)),
    Deed("play", QT_TR_NOOP("Pause what moves, or let it go on; play a video"), ("P",)),
    Deed("full-screen", QT_TR_NOOP("Full screen"), ("F",)),
    Deed("back", QT_TR_NOOP("Back to the photos"), ("Esc", "Return", "Enter")),
)
_PLAIN: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def wanted_by(event: QKeyEvent) -> str | None:
    """Return the name of what a key does, with Shift or without; None for nothing."""
    return None if event.modifiers() & ~_PLAIN else deed_of(event.key(), OF_VIEWER)
