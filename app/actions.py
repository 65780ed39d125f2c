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
from app.language import QT_TR_NOOP, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

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
    Deed("view", QT_TR_NOOP("Look at it"), ("Return",), "picture"),
    Deed("similar", QT_TR_NOOP("Find what looks like this"), ("Ctrl+L",), "similar"),
    Deed("more", QT_TR_NOOP("More like this"), ("Alt+Up",), "more-like"),
    Deed("less", QT_TR_NOOP("Less like this"), ("Alt+Down",), "less-like"),
    Deed("why", QT_TR_NOOP("Why is it here"), ("Alt+Return", "Alt+Enter"), "help"),
    Deed("tag", QT_TR_NOOP("Add a tag…"), ("Ctrl+T",), "tag"),
    Deed("reveal", QT_TR_NOOP("Show in its folder"), ("Ctrl+R",), "reveal"),
    Deed(
        "open", QT_TR_NOOP("Open with the default program"), ("Ctrl+Return", "Ctrl+Enter"), "open"
    ),
    Deed("open-with", QT_TR_NOOP("Open with…"), ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), "open"),
    Deed("copy", QT_TR_NOOP("Copy the file"), ("Ctrl+C",), "copy"),
    Deed("copy-picture", QT_TR_NOOP("Copy the picture"), ("Ctrl+Shift+C",), "picture"),
    Deed("copy-path", QT_TR_NOOP("Copy the path"), ("Ctrl+Alt+C",), "path"),
    Deed("trash", QT_TR_NOOP("Move to the trash…"), ("Del", "Ctrl+Del"), "trash"),
)
#: What a person gives to photos.
OF_STARS = (
    Deed("favourite", QT_TR_NOOP("Favourite"), ("Ctrl+D",), "heart"),
    Deed("stars-0", QT_TR_NOOP("No stars"), ("Ctrl+0",), "star"),
    Deed("stars-1", QT_TR_NOOP("1 star"), ("Ctrl+1",), "star-full"),
    Deed("stars-2", QT_TR_NOOP("2 stars"), ("Ctrl+2",), "star-full"),
    Deed("stars-3", QT_TR_NOOP("3 stars"), ("Ctrl+3",), "star-full"),
    Deed("stars-4", QT_TR_NOOP("4 stars"), ("Ctrl+4",), "star-full"),
    Deed("stars-5", QT_TR_NOOP("5 stars"), ("Ctrl+5",), "star-full"),
)
#: Of albums, and of photos in them.
OF_ALBUMS = (
    Deed("add-to-album", QT_TR_NOOP("Add to album…"), ("Ctrl+Shift+A",), "album-add"),
    Deed("remove-from-album", QT_TR_NOOP("Take out of this album"), ("Del",), "album-remove"),
    Deed("cover", QT_TR_NOOP("Use as cover of this album"), (), "picture"),
    Deed("earlier", QT_TR_NOOP("Move to an earlier place"), ("Ctrl+Shift+Left",), "previous"),
    Deed("later", QT_TR_NOOP("Move to a later place"), ("Ctrl+Shift+Right",), "next"),
    Deed("export", QT_TR_NOOP("Export…"), ("Ctrl+E",), "export"),
    Deed("save", QT_TR_NOOP("Save this search as an album…"), ("Ctrl+S",), "smart-album"),
    Deed("new-album", QT_TR_NOOP("New album…"), ("Ctrl+Shift+N",), "plus"),
    Deed("albums", QT_TR_NOOP("All albums"), ("Ctrl+Shift+B",), "albums"),
)
#: Of the window.
OF_WINDOW = (
    Deed("back", QT_TR_NOOP("One step back"), ("Alt+Left", "Ctrl+[", "Back"), "back"),
    Deed(
        "forward",
        QT_TR_NOOP("One step forward"),
        ("Alt+Right", "Ctrl+]", "Forward"),
        "next",
    ),
    Deed("new-tag", QT_TR_NOOP("Make a tag…"), ("Ctrl+Shift+T",), "tag"),
    Deed("look-through", QT_TR_NOOP("Look through this tag"), ("Alt+R",), "done"),
    Deed("undo", QT_TR_NOOP("Undo"), ("Ctrl+Z",), "undo"),
    Deed("redo", QT_TR_NOOP("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Deed("search", QT_TR_NOOP("Search"), ("Ctrl+F", "Ctrl+K"), "search"),
    Deed("add", QT_TR_NOOP("Add a folder…"), ("Ctrl+O",), "folder-add"),
    Deed("sidebar", QT_TR_NOOP("Show the sidebar"), ("Ctrl+B",), "sidebar"),
    Deed("details", QT_TR_NOOP("Show the details"), ("Ctrl+I",), "details"),
    Deed("full-screen", QT_TR_NOOP("Full screen"), ("F11",), "full-screen"),
    Deed("slideshow", QT_TR_NOOP("Slideshow"), ("F5",), "slideshow"),
    Deed("settings", QT_TR_NOOP("Settings"), ("Ctrl+,",), "settings"),
    Deed("larger", QT_TR_NOOP("Larger previews"), ("Ctrl++", "Ctrl+=")),
    Deed("smaller", QT_TR_NOOP("Smaller previews"), ("Ctrl+-",)),
    Deed("rows", QT_TR_NOOP("Show photos whole or cut square"), ("Ctrl+G",), "rows"),
    Deed("pause", QT_TR_NOOP("Pause or resume indexing"), ("Ctrl+P",), "pause"),
    Deed("shortcuts", QT_TR_NOOP("Keyboard shortcuts"), ("?", "Ctrl+/"), "help"),
    Deed("about", QT_TR_NOOP("About Shoebox"), (), "shoebox"),
    Deed("quit", QT_TR_NOOP("Quit"), ("Ctrl+Q",)),
)
#: What stands in the menu of a large photo, in groups; then in that of any other.
MENU_OF_LARGE = (
    *("similar", "more", "less", "why", "", "favourite", "stars", "tag", "add-to-album"),
    *("remove-from-album", "cover", "earlier", "later", "export", "", "open", "open-with"),
    *("reveal", "", "copy", "copy-picture", "copy-path", "", "slideshow", "", "trash"),
)
MENU = ("view", "", *MENU_OF_LARGE)
#: Deeds that stand together below one line of a menu: its title, its icon, and they.
_BELOW = {
    "stars": (QT_TR_NOOP("Stars"), "star", tuple(f"stars-{stars}" for stars in range(6))),
}
#: As they stand together on the sheet of keys.
GROUPS = {
    QT_TR_NOOP("Photos"): OF_PHOTOS,
    QT_TR_NOOP("Stars"): OF_STARS,
    QT_TR_NOOP("Albums"): OF_ALBUMS,
    QT_TR_NOOP("Everywhere"): OF_WINDOW,
}
ALL = (*OF_PHOTOS, *OF_STARS, *OF_ALBUMS, *OF_WINDOW)


def deed_of(key: int, deeds: Iterable[Deed]) -> str | None:
    """Return the name of the deed that a key does alone, of Qt's numbers; None for none."""
    pressed = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
    return next((deed.name for deed in deeds if pressed in deed.keys), None)


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
            if name in _BELOW:
                title, icon, deeds = _BELOW[name]
                shown = theme.icon(icon, self._theme.colours.text)
                self.fill(menu.addMenu(shown, tr(title)), deeds)
            elif name:
                menu.addAction(self._made[name])
            else:
                menu.addSeparator()

    def _wear(self) -> None:
        for name, action in self._made.items():
            if self._icons[name]:
                action.setIcon(theme.icon(self._icons[name], self._theme.colours.text))


def _action(deed: Deed, window: QWidget) -> QAction:
    made = QAction(tr(deed.title), window)
    made.setShortcuts([QKeySequence(keys) for keys in deed.keys])
    window.addAction(made)
    return made
