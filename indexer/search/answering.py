"""Answers requests: filters let photos in, directions find them, the cut and the words rank them.

How photos are ranked is told in `ranking`, why one of them is where it is in `explaining`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from indexer.away import ids_away
from indexer.query import All, Either, Is, Not, State, Words
from indexer.query.tree import both
from indexer.search.answer import Answer
from indexer.search.direction import directions
from indexer.search.mentions import written_of
from indexer.search.ranking import Sought, answered
from indexer.search.references import References
from indexer.search.remarks import remarks_of, words_not_read
from indexer.search.request import Order
from indexer.search.saved import SavedAlbums, told_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from indexer.library import Library
    from indexer.query import Filter, Query
    from indexer.search.direction import Direction
    from indexer.search.ground import Ground
    from indexer.search.newest import Newest
    from indexer.search.request import Request
    from indexer.towers import Towers


class Answering:
    """Answers requests on one library with one model, all on the same ground."""

    def __init__(
        self,
        library: Library,
        towers: Towers,
        *,
        ground: Callable[[], Ground],
        newest: Callable[[], Newest],
    ) -> None:
        self._library = library
        self._catalog = library.catalog
        self._towers = towers
        self._ground = ground
        self._newest = newest
        self._references = References(library, towers)
        self._albums = SavedAlbums(library.catalog, self._all_of)

    def answers(self, requests: Sequence[Request]) -> list[Answer]:
        """An answer to each request, in their order."""
        seen = iter(self._seen([each for each in requests if each.query.visual]))
        return [
            next(seen) if request.query.visual else self._known(request) for request in requests
        ]

    # -- what is to be seen ---------------------------------------------------------------

    def sought(self, requests: Sequence[Request]) -> list[Sought]:
        """Visual requests, ready to be answered; all their words are encoded in one go."""
        blends = [blend for request in requests for blend in request.query.alternatives]
        found = iter(directions(blends, self._towers, self._references))
        return [
            self._filtered(request, tuple(next(found) for _ in request.query.alternatives))
            for request in requests
        ]

    def _filtered(self, request: Request, found: tuple[Direction, ...]) -> Sought:
        among = self.passing(request)
        written = written_of(request.query.alternatives, self._catalog, among)
        shown = [photo for direction in found for photo in direction.shown]
        return Sought(request, found, among, written.without(shown))

    def _seen(self, requests: Sequence[Request]) -> list[Answer]:
        if not requests:
            return []
        sought = self.sought(requests)
        ground = self._ground()
        return [
            self._with_remarks(answered(each, ground, self._newest_first), each.request, ground)
            for each in sought
        ]

    def _with_remarks(
        self, answer: Answer, request: Request, ground: Ground | None = None
    ) -> Answer:
        remarks = remarks_of(request, self._catalog, self._towers)
        unread = ground is not None and ground.background is None
        # Pictures are held against pictures alone.
        if unread and len(answer.ids) and _has_words(request.query):
            remarks = chain(remarks, [words_not_read(self._library, self._towers.bundle)])
        return replace(answer, remarks=tuple(remarks))

    # -- what is to be known --------------------------------------------------------------

    def passing(self, request: Request) -> NDArray[np.int64] | None:
        """The ids of the photos that pass the filters, ascending; None for all."""
        wanted = both(request.query.filter, request.within)
        return None if wanted is None else self.ids_where(wanted)

    def ids_where(self, wanted: Filter) -> NDArray[np.int64]:
        """The ids of the photos that pass a filter, ascending."""
        away = ids_away(self._catalog) if _asks_for_offline(wanted) else None
        return self._catalog.ids_where(wanted, away=away, albums=self._albums.in_filter(wanted))

    def opened(self, request: Request) -> tuple[Request, str] | None:
        """See `SavedAlbums.opened`."""
        return self._albums.opened(request)

    def _known(self, request: Request) -> Answer:
        """The answer where nothing is asked of the looks: all that pass, newest first.

        An album alone is answered as what it asks for, or in the order that its photos were given.
        """
        opened = self._albums.opened(request)
        if opened is not None:
            with told_of(opened[1]):
                return self.answers([opened[0]])[0].first(request.count)
        among = self.passing(request)
        newest = self._newest()
        ids = newest.ids if among is None else newest.in_order(among)
        album = self._albums.alone(request)
        if album is not None and request.order is Order.RELEVANCE:
            given = np.array(self._catalog.album_photos(album.id), np.int64)
            ids = given[np.isin(given, ids)]
        shown = ids[: request.count]
        nothing = np.zeros(len(shown), np.float32)
        answer = Answer(shown, nothing, nothing.astype(np.uint8), len(ids))
        return self._with_remarks(answer, request)

    def _all_of(self, request: Request) -> NDArray[np.int64]:
        """The ids of all photos that a request finds, in no order to rely on."""
        if request.query.visual:
            return self.answers([request])[0].ids
        among = self.passing(request)
        return self._newest().ids if among is None else among

    def _newest_first(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._newest().in_order(ids)


def _has_words(query: Query) -> bool:
    terms = (part.term for blend in query.alternatives for part in blend.terms)
    return any(isinstance(term, Words) for term in terms)


def _asks_for_offline(part: Filter) -> bool:
    if isinstance(part, Not):
        return _asks_for_offline(part.filter)
    if isinstance(part, All | Either):
        return any(map(_asks_for_offline, part.filters))
    return isinstance(part, Is) and part.state is State.OFFLINE
