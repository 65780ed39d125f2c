"""What the grid has to know of photos besides their ids, read once for each state of a library."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.grid.sheet import Sheet, sheet_of
from app.searches import Search
from indexer.search import Order

if TYPE_CHECKING:
    from app.asked import Answer
    from indexer.catalog.glances import Glances
    from indexer.library import Library


@dataclass(frozen=True, slots=True)
class _Glanced:
    """What is seen of all photos, up to which change, and the roots whose drive is not there."""

    sequence: int
    glances: Glances
    away: list[int]


class Glancing:
    """Makes the sheets of answers; it waits for the database, so not on the main thread.

    Safe for several threads.
    """

    def __init__(self) -> None:
        self._known: _Glanced | None = None

    def forget(self) -> None:
        """Look at all photos anew when next asked: a person has given stars or hearts."""
        self._known = None

    def sheet(self, library: Library, answer: Answer) -> Sheet:
        """Return what is known by now of the photos of an answer.

        Raises:
            LibraryError: The library cannot be read.
        """
        known, sequence = self._known, library.catalog.last_sequence()
        if known is None or known.sequence != sequence:
            # Whether a drive is there is asked as seldom: one that is out of reach may take long.
            away = [root.id for root in library.catalog.roots() if not os.path.isdir(root.path)]
            known = self._known = _Glanced(sequence, library.catalog.glances(), away)
        return sheet_of(answer.ids, known.glances, away=known.away, by_date=_is_by_date(answer))


def _is_by_date(answer: Answer) -> bool:
    """Whether photos were asked for in the order of their dates; an album has its own."""
    question = answer.question
    if isinstance(question, Search) and question.album is not None:
        return False
    return answer.bands is None or answer.cutting.order is Order.DATE
