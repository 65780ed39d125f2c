"""What the grid has to know of photos besides their ids, read once for each state of a library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.grid.sheet import Sheet, sheet_of
from app.searches import Search
from indexer.search import Order
from indexer.volumes import is_root_away, mounted

if TYPE_CHECKING:
    from app.asked import Answer
    from indexer.catalog.glances import Glances
    from indexer.library import Library


@dataclass(frozen=True, slots=True)
class _Glanced:
    """What is seen of all photos, up to which change, and which roots and photos are not there."""

    sequence: int
    glances: Glances
    away: list[int]
    lost: set[int]


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
            catalog, volumes = library.catalog, mounted()
            away = [root.id for root in catalog.roots() if is_root_away(root, volumes)]
            lost = catalog.missing_ids()
            known = self._known = _Glanced(sequence, catalog.glances(), away, lost)
        by_date = _is_by_date(answer)
        return sheet_of(
            answer.ids, known.glances, away=known.away, lost=known.lost, by_date=by_date
        )


def _is_by_date(answer: Answer) -> bool:
    """Whether photos were asked for in the order of their dates; an album has its own."""
    question = answer.question
    if isinstance(question, Search) and question.album is not None:
        return False
    return answer.bands is None or answer.cutting.order is Order.DATE
