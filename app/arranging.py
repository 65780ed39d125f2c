"""How the photos are laid out, as the settings remember it, and what is known of them meanwhile."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.background import Lane, Newest
from app.language import tr
from app.settings import IN_ROWS, PREVIEW_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.asked import Answer
    from app.editing import Editing
    from app.grid.sheet import Sheet
    from app.looking import Looking
    from app.settings import Setting, Settings
    from app.surface import Surface


class Arranging(QObject):
    """Lets somebody choose sizes and shapes, and brings what an edit has changed to the photos.

    Signals:
        failed(Exception): What an edit has changed cannot be read.
    """

    failed = Signal(object)

    def __init__(
        self, looking: Looking, surface: Surface, settings: Settings, editing: Editing
    ) -> None:
        super().__init__(surface)
        self._looking = looking
        self._surface = surface
        self._settings = settings
        self._sheets = Newest(surface.background, Lane.FREE)
        heading, side = surface.heading, settings.get(PREVIEW_SIZE)
        surface.grid.set_wanted_side(side)
        heading.show_size(side)
        heading.resized.connect(partial(settings.set, PREVIEW_SIZE))
        settings.changed.connect(self._follow)
        heading.rows_button.clicked.connect(self.turn)
        editing.changed.connect(self._look_again)
        self._show_shape()

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what the deed of the layout does, by its name."""
        return {"rows": self.turn}

    def turn(self) -> None:
        """Let photos stand whole in rows, or as squares again."""
        self._settings.set(IN_ROWS, not self._settings.get(IN_ROWS))

    def _follow(self, setting: Setting[int]) -> None:
        if setting.key == IN_ROWS.key:
            self._show_shape()
        elif setting.key == PREVIEW_SIZE.key:
            points = self._settings.get(PREVIEW_SIZE)
            self._surface.heading.show_size(points)
            self._surface.grid.set_wanted_side(points)

    def _show_shape(self) -> None:
        in_rows, button = self._settings.get(IN_ROWS), self._surface.heading.rows_button
        # It shows what a press would bring.
        button.set_icon_name("photos" if in_rows else "rows")
        named = tr("Show photos cut square") if in_rows else tr("Show photos whole, in rows")
        button.set_name(named, keys="Ctrl+G")
        self._surface.grid.set_in_rows(in_rows)

    def _look_again(self) -> None:
        answer = self._looking.answer
        if answer is not None:
            self._sheets.ask(
                partial(self._surface.questions.sheet, answer),
                done=partial(self._know, answer),
                failed=self.failed.emit,
            )

    def _know(self, answer: Answer, sheet: Sheet | None) -> None:
        # Another answer has come with a sheet of its own.
        if sheet is not None and np.array_equal(self._surface.grid.photos.ids, answer.ids):
            self._surface.grid.know(sheet)
