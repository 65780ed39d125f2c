"""What can be done in the window: each deed with its name, its keys and its icon.

The menus, the buttons' tool tips and the keyboard are all made from this one list; what a deed does
is the window's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from app import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QMenu, QWidget

    from app.theme import Theme


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done.

    Attributes:
        name: By which the window knows it.
        title: As it stands in a menu.
        keys: The keys that do it, the first of which is shown; "" for none.
        icon: The name of its icon.
    """

    name: str
    title: str
    keys: tuple[str, ...] = ()
    icon: str = ""


#: Of the photo on which the keyboard stands, or of all that are selected.
OF_PHOTOS = (
    Deed("view", "Look at it", ("Return",), "picture"),
    Deed("similar", "Find what looks like this", ("Ctrl+L",), "similar"),
    Deed("more", "More like this", ("Alt+Up",), "more-like"),
    Deed("less", "Less like this", ("Alt+Down",), "less-like"),
    Deed("why", "Why is it here", ("Alt+Return", "Alt+Enter"), "help"),
    Deed("tag", "Add a tag…", ("Ctrl+T",), "tag"),
    Deed("reveal", "Show in its folder", ("Ctrl+R",), "reveal"),
    Deed("open", "Open with the default program", ("Ctrl+Return", "Ctrl+Enter"), "open"),
    Deed("open-with", "Open with…", ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), "open"),
    Deed("copy", "Copy the file", ("Ctrl+C",), "copy"),
    Deed("copy-picture", "Copy the picture", ("Ctrl+Shift+C",), "picture"),
    Deed("copy-path", "Copy the path", ("Ctrl+Alt+C",)),
    Deed("trash", "Move to the trash…", ("Del", "Ctrl+Del"), "trash"),
)
#: What a person gives to photos.
OF_STARS = (
    Deed("favourite", "Favourite", ("Ctrl+D",), "heart"),
    Deed("stars-0", "No stars", ("Ctrl+0",)),
    *(Deed(f"stars-{n}", f"{n} star{'s' * (n > 1)}", (f"Ctrl+{n}",)) for n in range(1, 6)),
)
#: Of albums, and of photos in them.
OF_ALBUMS = (
    Deed("add-to-album", "Add to album…", ("Ctrl+Shift+A",), "album-add"),
    Deed("remove-from-album", "Take out of this album", ("Del",), "album-remove"),
    Deed("cover", "Use as cover of this album", (), "picture"),
    Deed("earlier", "Move to an earlier place", ("Ctrl+Shift+Left",)),
    Deed("later", "Move to a later place", ("Ctrl+Shift+Right",)),
    Deed("export", "Export…", ("Ctrl+E",), "export"),
    Deed("save", "Save this search as an album…", ("Ctrl+S",), "smart-album"),
    Deed("new-album", "New album…", ("Ctrl+Shift+N",), "plus"),
    Deed("albums", "All albums", ("Ctrl+Shift+B",), "albums"),
)
#: Of the window.
OF_WINDOW = (
    Deed("back", "One step back", ("Alt+Left",), "back"),
    Deed("forward", "One step forward", ("Alt+Right",), "next"),
    Deed("new-tag", "Make a tag…", ("Ctrl+Shift+T",), "tag"),
    Deed("look-through", "Look through this tag", ("Alt+R",), "done"),
    Deed("undo", "Undo", ("Ctrl+Z",), "undo"),
    Deed("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Deed("search", "Search", ("Ctrl+F", "Ctrl+K"), "search"),
    Deed("add", "Add a folder…", ("Ctrl+O",), "folder-add"),
    Deed("sidebar", "Show the sidebar", ("Ctrl+B",), "sidebar"),
    Deed("details", "Show the details", ("Ctrl+I",), "details"),
    Deed("full-screen", "Full screen", ("F11",), "full-screen"),
    Deed("slideshow", "Slideshow", ("F5",), "slideshow"),
    Deed("settings", "Settings", ("Ctrl+,",), "settings"),
    Deed("larger", "Larger previews", ("Ctrl++", "Ctrl+=")),
    Deed("smaller", "Smaller previews", ("Ctrl+-",)),
    Deed("rows", "Show photos whole or cut square", ("Ctrl+G",), "rows"),
    Deed("pause", "Pause or resume indexing", ("Ctrl+P",), "pause"),
    Deed("shortcuts", "Keyboard shortcuts", ("?", "Ctrl+/"), "help"),
    Deed("about", "About Shoebox", (), "shoebox"),
    Deed("quit", "Quit", ("Ctrl+Q",)),
)
#: What stands in the menu of a photo, in groups.
MENU = (
    *("view", "", "similar", "more", "less", "why", "", "favourite", "tag", "add-to-album"),
    *("remove-from-album", "cover", "earlier", "later", "export", "", "open", "open-with"),
    *("reveal", "", "copy", "copy-picture", "copy-path", "", "slideshow", "", "trash"),
)
#: As they stand together on the sheet of keys.
GROUPS = {
    "Photos": OF_PHOTOS,
    "Stars": OF_STARS,
    "Albums": OF_ALBUMS,
    "Everywhere": OF_WINDOW,
}
ALL = (*OF_PHOTOS, *OF_STARS, *OF_ALBUMS, *OF_WINDOW)


class Actions(QObject):
    """The deeds as Qt's actions, all of them alive in `window` by their keys."""

    def __init__(
        self, window: QWidget, wearing: Theme, acts: Mapping[str, Callable[[], object]]
    ) -> None:
        """Make an action of each deed; `acts` says by name what it does."""
        super().__init__(window)
        self._theme = wearing
        self._icons = {deed.name: deed.icon for deed in ALL}
        self._made = {deed.name: _action(deed, window) for deed in ALL}
        for name, act in acts.items():
            self._made[name].triggered.connect(lambda _checked, act=act: act())
        # Return belongs to whoever has the keyboard, a button or the grid: here it is only shown.
        self["view"].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        wearing.changed.connect(self._wear)
        self._wear()

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def fill(self, menu: QMenu, names: Sequence[str]) -> None:
        """Put some deeds into a menu; "" stands for a line between two groups."""
        for name in names:
            if name:
                menu.addAction(self._made[name])
            else:
                menu.addSeparator()

    def _wear(self) -> None:
        for name, action in self._made.items():
            if self._icons[name]:
                action.setIcon(theme.icon(self._icons[name], self._theme.colours.text))


def _action(deed: Deed, window: QWidget) -> QAction:
    made = QAction(deed.title, window)
    made.setShortcuts([QKeySequence(keys) for keys in deed.keys])
    window.addAction(made)
    return made
