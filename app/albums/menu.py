"""The menu of an album, and the keys that do the same where the keyboard stands on one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from app import theme
from app.language import QT_TR_NOOP, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QAbstractItemView, QWidget

    from app.albums.shelf import Shown
    from app.theme import Theme

#: Verb -> title, icon, key; "" for a line between two groups.
_VERBS: Final = {
    "open": (QT_TR_NOOP("Open"), "picture", "Return"),
    "rename": (QT_TR_NOOP("Rename…"), "rename", "F2"),
    "pin": (QT_TR_NOOP("Pin"), "pin", "Ctrl+Shift+P"),
    "hide": (QT_TR_NOOP("Hide"), "hide", "Ctrl+Shift+H"),
    "merge": (QT_TR_NOOP("Merge into…"), "merge", ""),
    "export": (QT_TR_NOOP("Export…"), "export", "Ctrl+E"),
    "delete": (QT_TR_NOOP("Delete…"), "trash", "Del"),
}
_GROUPS: Final = (("open",), ("rename", "pin", "hide", "merge"), ("export",), ("delete",))
#: What the verbs are called where they take back what they have done.
_BACK: Final = {"pin": QT_TR_NOOP("Unpin"), "hide": QT_TR_NOOP("Show again")}


def album_menu(
    album: Shown, act: Callable[[str, Shown], object], wearing: Theme, parent: QWidget
) -> QMenu:
    """Return the menu of an album; `act` is told what was chosen, and for which album."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for group in _GROUPS:
        if not menu.isEmpty():
            menu.addSeparator()
        for verb in group:
            if verb == "delete" and album.album.origin is not None:
                continue  # Shoebox would make it again: it can be hidden.
            title, icon, keys = _VERBS[verb]
            done = (verb == "pin" and album.album.pinned) or (verb == "hide" and album.album.hidden)
            shown = theme.icon("show" if done and verb == "hide" else icon, wearing.colours.text)
            action = menu.addAction(shown, tr(_BACK[verb] if done else title))
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(partial(_act, act, verb, album))
    return menu


def _act(act: Callable[[str, Shown], object], verb: str, album: Shown, _on: bool = False) -> None:
    act(verb, album)


class AlbumKeys(QObject):
    """Watches over a list in which the keyboard stands on an album.

    Signals:
        pressed(str): A key was pressed that means this verb.
    """

    pressed = Signal(str)

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._keys = {
            QKeySequence(keys): verb for verb, (_, _, keys) in _VERBS.items() if verb != "open"
        }
        view.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: the same keys mean something else among photos."""
        if not isinstance(event, QKeyEvent):
            return False
        verb = self._keys.get(QKeySequence(event.keyCombination()))
        if verb is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            self.pressed.emit(verb)
        return True
