"""What follows when a setting of the window is changed while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.settings import PREVIEW_SIZE, SCHEME

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.settings import Setting, Settings
    from app.surface import Surface


class Applying(QObject):
    """Lets the parts of the window follow the settings, whoever changes them."""

    def __init__(self, surface: Surface, settings: Settings) -> None:
        super().__init__(surface)
        self._surface, self._settings = surface, settings
        self._follow: dict[str, Callable[[], None]] = {
            SCHEME.key: self._follow_scheme,
            PREVIEW_SIZE.key: self._follow_size,
        }
        surface.preferences.looks.follow(settings)
        settings.changed.connect(self._on_changed)

    def _on_changed(self, setting: Setting[str]) -> None:
        follow = self._follow.get(setting.key)
        if follow is not None:
            follow()

    def _follow_scheme(self) -> None:
        self._surface.wearing.use(self._settings.get(SCHEME))

    def _follow_size(self) -> None:
        points = self._settings.get(PREVIEW_SIZE)
        self._surface.heading.show_size(points)
        self._surface.grid.set_wanted_side(points)
