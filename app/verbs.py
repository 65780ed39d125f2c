"""What can be done with a line of a list: its menu, and the keys that do the same.

The keys count where the keyboard stands on that list; among photos they mean something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from app import theme
from app.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from PySide6.QtWidgets import QAbstractItemView, QWidget

    from app.theme import Theme

#: What each list does by itself with the line on which the keyboard stands.
_OF_LISTS: Final = "Return"


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be done with a line.

    Attributes:
        name: By which whoever does it knows it.
        title: As it stands in the menu.
        icon: The name of its icon.
        keys: The key that does it; "" for none.
    """

    name: str
    title: str
    icon: str = ""
    keys: str = ""


def make_menu(
    groups: Sequence[Sequence[Verb]],
    act: Callable[[str], object],
    wearing: Theme,
    parent: QWidget,
    *,
    without: Collection[str] = (),
) -> QMenu:
    """Return a menu of verbs, a line between two groups; `act` is told the name of the chosen one.

    Args:
        groups: The verbs.
        act: Is called with the name.
        wearing: The colours.
        parent: What the menu belongs to.
        without: The names of those that cannot be done now.
    """
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for group in groups:
        if not menu.isEmpty():
            menu.addSeparator()
        for verb in group:
            action = menu.addAction(theme.icon(verb.icon, wearing.colours.text), tr(verb.title))
            action.setShortcut(QKeySequence(verb.keys))
            action.setEnabled(verb.name not in without)
            action.triggered.connect(partial(_act, act, verb.name))
    return menu


def _act(act: Callable[[str], object], name: str, _on: bool = False) -> None:
    act(name)


class VerbKeys(QObject):
    """Watches over a list in which the keyboard stands on a line.

    Signals:
        pressed(str): A key was pressed that means the verb of this name.
    """

    pressed = Signal(str)

    def __init__(self, view: QAbstractItemView, groups: Sequence[Sequence[Verb]]) -> None:
        super().__init__(view)
        self._names = {
            QKeySequence(verb.keys): verb.name
            for group in groups
            for verb in group
            if verb.keys not in ("", _OF_LISTS)
        }
        view.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: the same keys mean something else among photos."""
        if not isinstance(event, QKeyEvent):
            return False
        name = self._names.get(QKeySequence(event.keyCombination()))
        if name is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            self.pressed.emit(name)
        return True
