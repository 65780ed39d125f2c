"""What can be done with a folder of the library: the verbs of its menu, and of the keys."""

from __future__ import annotations

from typing import Final

from app.language import QT_TR_NOOP
from app.verbs import Verb

#: The verbs, a group each.
GROUPS: Final = (
    (
        Verb("open", QT_TR_NOOP("Show its photos"), "picture", "Return"),
        Verb("within", QT_TR_NOOP("Search only here"), "search"),
    ),
    (
        Verb("reveal", QT_TR_NOOP("Show in the file manager"), "reveal", "Ctrl+R"),
        Verb("copy-path", QT_TR_NOOP("Copy the path"), "path", "Ctrl+Alt+C"),
        Verb("look", QT_TR_NOOP("Look at it again now"), "again", "F5"),
    ),
    (Verb("leave", QT_TR_NOOP("Take it out of the library…"), "album-remove", "Del"),),
)
#: Those of a folder within one: the library follows the whole, and only that can be taken out.
WITHIN: Final = GROUPS[:-1]
#: What needs the folder itself to be there.
NEEDS_FOLDER: Final = ("reveal", "look")
