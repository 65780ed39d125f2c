"""What can be done with an album: the verbs of its menu, and of the keys that do the same."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from app.language import QT_TR_NOOP
from app.verbs import Verb, make_menu

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QMenu, QWidget

    from app.albums.shelf import Shown
    from app.theme import Theme

#: The verbs, a group each.
GROUPS: Final = (
    (
        Verb("open", QT_TR_NOOP("Open"), "picture", "Return"),
        Verb("within", QT_TR_NOOP("Search only here"), "search"),
    ),
    (
        Verb("rename", QT_TR_NOOP("Rename…"), "rename", "F2"),
        Verb("pin", QT_TR_NOOP("Pin"), "pin", "Ctrl+Shift+P"),
        Verb("hide", QT_TR_NOOP("Hide"), "hide", "Ctrl+Shift+H"),
        Verb("merge", QT_TR_NOOP("Merge into…"), "merge"),
        Verb("keep", QT_TR_NOOP("Make an album of your own of it…"), "smart-album"),
    ),
    (Verb("export", QT_TR_NOOP("Export…"), "export", "Ctrl+E"),),
    (Verb("delete", QT_TR_NOOP("Delete…"), "trash", "Del"),),
)
#: What the verbs are where they take back what they have done.
_UNPIN: Final = Verb("pin", QT_TR_NOOP("Unpin"), "pin", "Ctrl+Shift+P")
_SHOW: Final = Verb("hide", QT_TR_NOOP("Show again"), "show", "Ctrl+Shift+H")


def album_menu(
    album: Shown, act: Callable[[str, Shown], object], wearing: Theme, parent: QWidget
) -> QMenu:
    """Return the menu of an album; `act` is told what was chosen, and for which album."""
    groups = [verbs for group in GROUPS if (verbs := list(_fitting(album, group)))]
    return make_menu(groups, partial(_act, act, album), wearing, parent)


def fits(verb: str, album: Shown) -> bool:
    """Whether a verb can be done with an album.

    One that Shoebox has made, it would make again: it can be hidden, and one of one's own made of
    what it asks for.
    """
    return verb not in ("delete", "keep") or (album.album.origin is None) == (verb == "delete")


def _fitting(album: Shown, group: tuple[Verb, ...]) -> Iterator[Verb]:
    for verb in group:
        if not fits(verb.name, album):
            continue
        if verb.name == "pin" and album.album.pinned:
            yield _UNPIN
        elif verb.name == "hide" and album.album.hidden:
            yield _SHOW
        else:
            yield verb


def _act(act: Callable[[str, Shown], object], album: Shown, verb: str) -> None:
    act(verb, album)
