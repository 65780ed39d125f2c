"""The keys of the large photo beside those of the window: each by the name of what it does."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QKeySequence

from app.actions import Deed

#: Their first key is shown; the sheet of all keys is made from this list as well.
OF_VIEWER: Final = (
    Deed("right", "Next photo; near, further to the right", ("Right",)),
    Deed("left", "Previous photo; near, further to the left", ("Left",)),
    Deed("down", "Next photo; near, further down", ("Down",)),
    Deed("up", "Previous photo; near, further up", ("Up",)),
    Deed("next", "Next photo", ("PgDown",)),
    Deed("previous", "Previous photo", ("PgUp", "Backspace")),
    Deed("first", "First photo", ("Home",)),
    Deed("last", "Last photo", ("End",)),
    Deed("go-on", "Next photo; in a slideshow, stay or go on", ("Space",)),
    Deed("nearer", "Zoom in; a slideshow goes quicker", ("+", "=")),
    Deed("further", "Zoom out; a slideshow goes slower", ("-",)),
    Deed("fit", "The whole photo", ("0",)),
    Deed("one-to-one", "Every pixel of it", ("1",)),
    Deed("turn", "Rotate it to the right", ("R",)),
    Deed("turn-back", "Rotate it to the left", ("L",)),
    Deed("facts", "What is known of it", ("I",)),
    Deed("strip", "Show its neighbours below it", ("T",)),
    Deed("play", "Let what moves rest, or go on", ("P",)),
    Deed("full-screen", "Full screen", ("F",)),
    Deed("back", "Back to the photos", ("Esc", "Return", "Enter")),
)
_NAMES: Final = {keys: deed.name for deed in OF_VIEWER for keys in deed.keys}


def deed_of(key: int) -> str | None:
    """Return the name of what a key does, of Qt's numbers of keys; None for nothing."""
    return _NAMES.get(QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText))
