"""What follows when a setting of the window is changed while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.settings import ON_BATTERY, REDUCE_MOTION, SCHEME

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.indexing import Indexing
    from app.preferences.page import PreferencesPage
    from app.settings import Setting, Settings
    from app.surface import Surface


class Applying(QObject):
    """Lets the parts of the window follow the settings, whoever changes them."""

    def __init__(self, surface: Surface, indexing: Indexing, settings: Settings) -> None:
        super().__init__(surface)
        self._surface, self._indexing, self._settings = surface, indexing, settings
        self._follow: dict[str, Callable[[], None]] = {
            SCHEME.key: self._follow_scheme,
            ON_BATTERY.key: self._follow_battery,
            REDUCE_MOTION.key: self._follow_motion,
        }
        surface.later_preferences.once_made(self._lead)
        settings.changed.connect(self._on_changed)
        self._follow_motion()

    def _lead(self, page: PreferencesPage) -> None:
        for card in (page.looks, page.searches):
            card.follow(self._settings)

    def _on_changed(self, setting: Setting[str]) -> None:
        follow = self._follow.get(setting.key)
        if follow is not None:
            follow()

    def _follow_scheme(self) -> None:
        self._surface.wearing.use(self._settings.get(SCHEME))

    def _follow_battery(self) -> None:
        self._indexing.read_on_battery(self._settings.get(ON_BATTERY))

    def _follow_motion(self) -> None:
        self._surface.wearing.motion.reduce(self._settings.get(REDUCE_MOTION))
