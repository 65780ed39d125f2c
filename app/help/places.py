"""The keys of the places of the window, which mean something only where the keyboard stands there.

What the window does everywhere by its keys is in `app.actions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.actions import Deed
from app.language import QT_TR_NOOP
from app.tags.keys import OF_REVIEW, OF_ROW
from app.viewer.keys import OF_VIEWER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Of the window, but no deeds that stand in a menu.
_EVERYWHERE: Final = (
    Deed("leave", QT_TR_NOOP("Out of what is open, else one step back"), ("Esc", "Backspace")),
    Deed("menu", QT_TR_NOOP("Open the menu of what has the keyboard"), ("Shift+F10",)),
    Deed("manual", QT_TR_NOOP("How to search"), ("F1",)),
)
IN_PHOTOS: Final = (
    Deed("all", QT_TR_NOOP("Select all of them"), ("Ctrl+A",)),
    Deed("none", QT_TR_NOOP("Among all photos: select none"), ("Esc",)),
    Deed("after", QT_TR_NOOP("Select those after it as well"), ("Shift+Right", "Shift+Down")),
    Deed("before", QT_TR_NOOP("Select those before it as well"), ("Shift+Left", "Shift+Up")),
    Deed("walk", QT_TR_NOOP("Go on and keep what is selected"), ("Ctrl+Right", "Ctrl+Left")),
    Deed("one", QT_TR_NOOP("Select this one as well, or not"), ("Ctrl+Space",)),
    Deed("first", QT_TR_NOOP("First photo"), ("Home",)),
    Deed("last", QT_TR_NOOP("Last photo"), ("End",)),
)
IN_SEARCH: Final = (
    Deed("commit", QT_TR_NOOP("Search for it"), ("Return", "Enter")),
    Deed("past", QT_TR_NOOP("What was searched for before"), ("Up",)),
    Deed("forget", QT_TR_NOOP("On one of these: forget it"), ("Del",)),
    Deed("photos", QT_TR_NOOP("To the photos"), ("Down",)),
    Deed("chips", QT_TR_NOOP("At the beginning: to the chips"), ("Left", "Backspace")),
    Deed("away", QT_TR_NOOP("On a chip: take it away"), ("Del", "Backspace")),
    Deed("turn", QT_TR_NOOP("On a chip: search without it, or with it again"), ("Space",)),
)
IN_DUPLICATES: Final = (
    Deed("toggle", QT_TR_NOOP("Let it go, or let it stay"), ("Space",)),
    Deed("view", QT_TR_NOOP("Look at it"), ("Return", "Enter")),
)
OF_STARS: Final = (
    Deed("give", QT_TR_NOOP("So many stars"), tuple("012345")),
    Deed("more", QT_TR_NOOP("A star more"), ("Right",)),
    Deed("fewer", QT_TR_NOOP("A star fewer"), ("Left",)),
    Deed("favourite", QT_TR_NOOP("Favourite"), ("Space",)),
)
#: Each place as it is called on the sheet of all keys, and what its keys do.
PLACES: Final[Mapping[str, Sequence[Deed]]] = {
    QT_TR_NOOP("Everywhere"): _EVERYWHERE,
    QT_TR_NOOP("In the photos"): IN_PHOTOS,
    QT_TR_NOOP("The search field"): IN_SEARCH,
    QT_TR_NOOP("A large photo"): OF_VIEWER,
    QT_TR_NOOP("A tag in the details"): OF_ROW,
    QT_TR_NOOP("Looking through a tag"): OF_REVIEW,
    QT_TR_NOOP("The stars in the details"): OF_STARS,
    QT_TR_NOOP("Duplicates"): IN_DUPLICATES,
}
