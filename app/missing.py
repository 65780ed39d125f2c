"""Asks about photos that are gone in numbers: only a person knows whether they were deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.language import tr

if TYPE_CHECKING:
    from app.indexing import Indexing
    from app.notice import Notice


class Missing(QObject):
    """Keeps the question at the top of the window for as long as it is open."""

    def __init__(self, indexing: Indexing, notice: Notice, parent: QObject) -> None:
        super().__init__(parent)
        self._indexing = indexing
        self._notice = notice
        self._line = ""
        indexing.waiting.connect(self._on_waiting)

    def _on_waiting(self, photos: int) -> None:
        if photos:
            self._ask(photos)
        elif self._notice.line.accessibleName() == self._line:
            self._notice.hide()  # They are back, or gone as somebody wanted.

    def _ask(self, photos: int) -> None:
        self._line = tr(
            "{n} photos are not there any more. They are kept, with all that you gave them, "
            "in case the files come back.",
            "{n} photo is not there any more. It is kept, with all that you gave it, "
            "in case the file comes back.",
            photos,
        )
        forget = tr("Forget them", "Forget it", photos)
        self._notice.say(self._line, offer=forget, act=self._indexing.accept_missing)
