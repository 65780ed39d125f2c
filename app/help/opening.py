"""When the sheet of keys and the card about Shoebox are opened, over whatever is in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.help.about import About
from app.help.licences import licences, version
from app.help.shortcuts import ShortcutSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.actions import Actions
    from app.background import Background
    from app.card import Card
    from app.surface import Surface
    from app.theme import Theme


class Help(QObject):
    """Opens the two cards; the same keys close them.

    Attributes:
        sheet: All keys.
        about: What Shoebox is.

    Signals:
        failed(Exception): What is installed could not be read.
    """

    failed = Signal(object)

    def __init__(self, surface: Surface, background: Background, wearing: Theme) -> None:
        super().__init__(surface)
        self._surface, self._background = surface, background
        self.sheet, self.about = ShortcutSheet(wearing), About(wearing)
        for card in (self.sheet, self.about):
            card.setParent(surface)

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what is done by the deeds of these names."""
        return {"shortcuts": self.show_shortcuts, "about": self.show_about}

    def follow(self, actions: Actions) -> None:
        """Draw the sheet from these actions, and let the settings lead to both cards."""
        self.sheet.show_actions(actions)
        preferences = self._surface.preferences
        preferences.shortcuts_button.clicked.connect(actions["shortcuts"].trigger)
        preferences.about_button.clicked.connect(actions["about"].trigger)

    def show_shortcuts(self) -> None:
        """Open the sheet of keys, or close it."""
        if self._open(self.sheet):
            self.sheet.begin()

    def show_about(self) -> None:
        """Open the card about Shoebox, or close it."""
        if self._open(self.about):
            self.about.show_version(version())
            self.about.close_button.setFocus()
            self._background.run(licences, done=self.about.show_licences, failed=self.failed.emit)

    def _open(self, card: Card) -> bool:
        """Open a card where it is closed, else close it; whether it is open now."""
        if card.isVisible():
            card.close_card()
            return False
        card.open_amid(self._surface, back=self._surface.window().focusWidget(), veiled=True)
        return True
