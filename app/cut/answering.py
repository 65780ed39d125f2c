"""The answer to a search, with the weak photos or without them, the surest or the newest first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.asked import Answer
from app.cut.cutting import MOST_WEAK
from indexer.query import parse
from indexer.search import Band, Order, Request

if TYPE_CHECKING:
    from app.cut.cutting import Cutting
    from app.searches import Search
    from indexer.search import Searcher


def cut_answer(searcher: Searcher, search: Search, cutting: Cutting) -> Answer:
    """Return all photos that answer a search, in the order and with the cut that is wanted."""
    # An album has an order of its own.
    order = cutting.order if search.album is None else Order.RELEVANCE
    request = Request(
        parse(search.text), count=None, order=order, least=Band.LIKELY,
        strictness=cutting.strictness,
    )  # fmt: skip
    found = searcher.answer(request)
    if not request.query.visual:
        return Answer(search, found.ids, remarks=found.remarks)
    if cutting.weak:
        # All photos are weak at the least: those that are better come first, and all of them.
        more = replace(request, count=found.found + MOST_WEAK, least=Band.WEAK)
        found = searcher.answer(more)
    return Answer(
        search, found.ids, found.bands, found.counts, found.histogram, found.remarks, cutting
    )
