"""When the sheet of keys and the card about Shoebox are opened, over whatever is in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.later import Later

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.actions import Actions
    from app.background import Background
    from app.card import Card
    from app.help.about import About
    from app.help.shortcuts import ShortcutSheet
    from app.preferences.page import PreferencesPage
    from app.surface import Surface
    from app.theme import Theme


class Help(QObject):
    """Opens the two cards, which are made when they are first wanted; the same keys close them.

    Signals:
        failed(Exception): What is installed could not be read.
    """

    failed = Signal(object)

    def __init__(self, surface: Surface, background: Background, wearing: Theme) -> None:
        super().__init__(surface)
        self._surface, self._background, self._wearing = surface, background, wearing
        self._actions: Actions | None = None
        self._sheet, self._about = Later(self._make_sheet), Later(self._make_about)

    @property
    def sheet(self) -> ShortcutSheet:
        """All keys."""
        return self._sheet.get()

    @property
    def about(self) -> About:
        """What Shoebox is."""
        return self._about.get()

    def _make_sheet(self) -> ShortcutSheet:
        from app.help.shortcuts import ShortcutSheet

        made = ShortcutSheet(self._wearing)
        made.setParent(self._surface)
        if self._actions is not None:
            made.show_actions(self._actions)
        return made

    def _make_about(self) -> About:
        from app.help.about import About

        made = About(self._wearing)
        made.setParent(self._surface)
        return made

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what is done by the deeds of these names."""
        return {"shortcuts": self.show_shortcuts, "about": self.show_about}

    def follow(self, actions: Actions) -> None:
        """Draw the sheet from these actions, and let the settings lead to both cards."""
        self._actions = actions

        def lead(page: PreferencesPage) -> None:
            page.shortcuts_button.clicked.connect(actions["shortcuts"].trigger)
            page.about_button.clicked.connect(actions["about"].trigger)

        self._surface.later_preferences.once_made(lead)

    def show_shortcuts(self) -> None:
        """Open the sheet of keys, or close it."""
        if self._open(self.sheet):
            self.sheet.begin()

    def show_about(self) -> None:
        """Open the card about Shoebox, or close it."""
        from app.help.licences import licences, version

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
