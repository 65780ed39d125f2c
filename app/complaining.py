"""Says in one line what went wrong, once, and takes it back where it is true no longer."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.language import tr, translated
from indexer.database import DamagedError
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from app.layers import Layers
    from app.looking import Looking
    from app.receipt import Receipt
    from app.rescue import Rescue
    from app.surface import Surface

_LOG = logging.getLogger("shoebox")


class Complaints(QObject):
    """Hears of failures, whoever failed, and tells of them where they are seen."""

    def __init__(self, surface: Surface, layers: Layers, receipt: Receipt, rescue: Rescue) -> None:
        super().__init__(surface)
        self._notice, self._layers = surface.notice, layers
        self._receipt, self._rescue = receipt, rescue
        self._said = ""
        # Lines that are true for as long as the library cannot be looked at, or a question fails.
        self._unseen, self._unanswered = "", ""

    def follow(self, looking: Looking) -> None:
        """Take back what was said of damage, once there is an answer again."""
        looking.failed.connect(self._on_unanswered)
        for answers in (looking.browsing.answered, looking.browsing.refreshed):
            answers.connect(lambda *_answer: self._take_back_unanswered())

    def hear(self, error: Exception) -> None:
        """Say in one line what went wrong; the same thing is said once."""
        if self._rescue.takes(error):
            return
        _LOG.log(
            logging.INFO if isinstance(error, LibraryError) else logging.ERROR,
            "Told in the window",
            exc_info=error,
        )
        line = sentence_of(error)
        if line != self._said:
            self._said = line
            # The notice would lie under a large photo.
            (self._receipt if self._layers.views else self._notice).say(line)

    def hear_of_library(self, error: Exception) -> None:
        """Say why the library cannot be looked at, until it can be."""
        self._unseen = sentence_of(error)
        self.hear(error)

    def rest(self) -> None:
        """Take note that the library was looked at: what is wrong from now on is news."""
        if self._unseen:
            self._notice.unsay(self._unseen)
        self._said = self._unseen = ""

    def _on_unanswered(self, error: Exception) -> None:
        if isinstance(error, DamagedError):
            self._unanswered = sentence_of(error)
        self.hear(error)

    def _take_back_unanswered(self) -> None:
        if self._unanswered:
            self._notice.unsay(self._unanswered)
            self._said = self._unanswered = ""


def sentence_of(error: Exception) -> str:
    """Return what went wrong, in the user's language."""
    if isinstance(error, LibraryError):
        return translated(error)
    what = f"{type(error).__name__}: {error}"
    return tr("Something went wrong inside Shoebox: {what}", what=what)
