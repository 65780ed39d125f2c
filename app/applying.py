"""What follows when a setting of the window is changed while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.settings import ON_BATTERY, SCHEME

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.indexing import Indexing
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
        }
        surface.later_preferences.once_made(lambda page: page.looks.follow(settings))
        settings.changed.connect(self._on_changed)

    def _on_changed(self, setting: Setting[str]) -> None:
        follow = self._follow.get(setting.key)
        if follow is not None:
            follow()

    def _follow_scheme(self) -> None:
        self._surface.wearing.use(self._settings.get(SCHEME))

    def _follow_battery(self) -> None:
        self._indexing.read_on_battery(self._settings.get(ON_BATTERY))
