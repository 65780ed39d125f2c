"""What is asked of a searcher: a query of the language, and how the answer shall be cut.

How a query is written and read is `query`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from indexer.cut import Band

if TYPE_CHECKING:
    from indexer.query import Filter, Query


class Order(StrEnum):
    """In which order the photos of an answer come."""

    RELEVANCE = "relevance"
    """What fits best first: for the name of a thing strong before likely before weak."""
    DATE = "date"
    """Newest first; a photo that does not tell when it was taken goes by its file's last change."""


@dataclass(frozen=True, slots=True)
class Request:
    """A query, and which part of its answer is wanted.

    Attributes:
        query: What is looked for; an empty one stands for everything.
        count: How many photos, those that fit best; None for all of them.
        order: In which order these are wanted.
        least: The lowest band that is wanted. Where nothing visual is asked, there are no bands.
        strictness: Where the cut lies, from 0 (much is likely) to 1 (little is).
        within: A filter that photos must pass as well, as of the folder that a window shows.
        tallied: Whether the bands of the whole library shall be counted too.
    """

    query: Query
    count: int | None = 20
    order: Order = Order.RELEVANCE
    least: Band = Band.WEAK
    strictness: float = 0.5
    within: Filter | None = None
    tallied: bool = True
