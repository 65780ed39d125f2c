"""When the settings are opened: until then there is neither their page nor what serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.later import Later

if TYPE_CHECKING:
    from app.keeping import Keeping
    from app.preferences.choosing import Choosing
    from app.settings import Settings
    from app.surface import Surface


class SettingsOpening(QObject):
    """Has the page served by `Choosing` from the moment on that it is there.

    Signals:
        left(): Back to the photos.
        failed(Exception): Something went wrong that is no fault of what was pressed.
        ended(): Nothing is under way any more.
    """

    left = Signal()
    failed = Signal(object)
    ended = Signal()

    def __init__(self, surface: Surface, keeping: Keeping, settings: Settings) -> None:
        super().__init__(surface)
        self._surface, self._keeping, self._settings = surface, keeping, settings
        self._serving = Later(self._serve)
        surface.later_preferences.once_made(lambda _page: self._serving.get())

    @property
    def choosing(self) -> Choosing:
        """Who does what the page asks for; with the page, where neither was there."""
        _page = self._surface.preferences  # Its making serves it: else it were served twice.
        return self._serving.get()

    @property
    def running(self) -> bool:
        """Whether anything is under way."""
        return self._serving.made is not None and self._serving.made.running

    def close(self) -> None:
        """Break off what is under way; `ended` tells when nothing is left of it."""
        if self._serving.made is not None:
            self._serving.made.close()

    def _serve(self) -> Choosing:
        # With what it needs, which is much: a tenth of all that the window would load.
        from app.preferences.choosing import Choosing

        surface = self._surface
        questions, background = surface.questions, surface.background
        made = Choosing(surface.preferences, questions, background, self._keeping, self._settings)
        made.sidecars.follow(surface.foot.sidecars)
        surface.preferences.left.connect(self.left)
        made.failed.connect(self.failed)
        made.ended.connect(self.ended)
        return made
