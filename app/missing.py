"""Asks what only a person knows: whether photos were deleted, and whether to go on indexing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from app.indexing import Phase
from app.language import tr
from app.notice import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.indexing import Indexing, Ingest
    from app.notice import Notice

_ABOUT: Final = "missing"
_INDEXING: Final = "indexing"


class Missing(QObject):
    """Asks about photos that are gone in numbers, for as long as it is open whether they may be."""

    def __init__(self, indexing: Indexing, notice: Notice, parent: QObject) -> None:
        super().__init__(parent)
        self._indexing = indexing
        self._notice = notice
        indexing.waiting.connect(self._on_waiting)

    def _on_waiting(self, photos: int) -> None:
        if photos:
            self._ask(photos)
        else:
            self._notice.withdraw(_ABOUT)  # They are back, or gone as somebody wanted.

    def _ask(self, photos: int) -> None:
        line = tr(
            "{n} photos are not there any more. They are kept, with all that you gave them, "
            "in case the files come back.",
            "{n} photo is not there any more. It is kept, with all that you gave it, "
            "in case the file comes back.",
            photos,
        )
        forget = tr("Forget them", "Forget it", photos)
        self._notice.ask(Said(line, forget, self._indexing.accept_missing, about=_ABOUT))


class BrokenOff(QObject):
    """Asks whether to go on where indexing broke off, until it goes on."""

    def __init__(
        self, indexing: Indexing, notice: Notice, go_on: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._notice = notice
        self._go_on = go_on
        self._phase = Phase.OFF
        indexing.changed.connect(self._on_ingest)

    def _on_ingest(self, ingest: Ingest) -> None:
        before, self._phase = self._phase, ingest.phase
        if ingest.phase is Phase.FAILED is not before:
            # Its message is in the user's language by now.
            said = Said(ingest.message, tr("Go on"), self._go_on, about=_INDEXING)
            self._notice.ask(said)
        elif ingest.phase.busy:
            self._notice.withdraw(_INDEXING)
