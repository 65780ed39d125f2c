"""What the grid has to know of photos besides their ids, read once for each state of a library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.asked import Recent
from app.grid.sheet import Sheet, sheet_of
from app.searches import Search
from indexer.away import ids_away
from indexer.search import Order

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.asked import Answer
    from indexer.catalog.glances import Glances
    from indexer.library import Library


@dataclass(frozen=True, slots=True)
class _Glanced:
    """What is seen of all photos, up to which change, and those whose drive is not there."""

    sequence: int
    glances: Glances
    away: NDArray[np.int64]


class Glancing:
    """Makes the sheets of answers; it waits for the database, so not on the main thread.

    Safe for several threads.
    """

    def __init__(self) -> None:
        self._known: _Glanced | None = None
        self._forgotten = 0

    def forget(self) -> None:
        """Look at all photos anew when next asked: a person has given stars or hearts."""
        self._forgotten += 1
        self._known = None

    def sheet(self, library: Library, answer: Answer) -> Sheet:
        """Return what is known by now of the photos of an answer.

        Raises:
            LibraryError: The library cannot be read.
        """
        known, sequence = self._known, library.catalog.last_sequence()
        if known is None or known.sequence != sequence:
            known = self._look(library, sequence)
        return sheet_of(answer.ids, known.glances, away=known.away, by_date=_is_by_date(answer))

    def _look(self, library: Library, sequence: int) -> _Glanced:
        forgotten = self._forgotten
        # Whether a drive is there is asked as seldom: one that is out of reach may take long.
        seen = _Glanced(sequence, library.catalog.glances(), ids_away(library.catalog))
        if forgotten == self._forgotten:  # Else it may be from before what a person gave.
            self._known = seen
        return seen


def _is_by_date(answer: Answer) -> bool:
    """Whether photos were asked for in the order of their dates: not as they came, or an album."""
    question = answer.question
    if isinstance(question, Recent) or (isinstance(question, Search) and question.album):
        return False
    return answer.bands is None or answer.cutting.order is Order.DATE
