"""Asks what the word at hand could also mean; never on the main thread.

Which meanings there are is the business of `indexer.query.completions`, the names in the library
that of the catalog.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.background import Background, Lane, Newest
from indexer.query.completions import Completion, completions

if TYPE_CHECKING:
    from app.questions import Questions


class Completing(QObject):
    """Looks for completions, of which only those of the newest text count.

    Signals:
        offered(list of Completion): What the word at hand could also mean; may be empty.
    """

    offered = Signal(list)

    def __init__(
        self, questions: Questions, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._newest = Newest(background, Lane.FREE)

    def ask(self, text: str, cursor: int) -> None:
        """Look for what the word that the cursor touches could be."""
        self._newest.ask(
            partial(_look_up, self._questions, text, cursor),
            done=self.offered.emit,
            failed=lambda _error: self.offered.emit([]),
        )

    def drop(self) -> None:
        """Want nothing any more."""
        self._newest.drop()


def _look_up(questions: Questions, text: str, cursor: int) -> list[Completion]:
    return completions(text, cursor, questions.names())
