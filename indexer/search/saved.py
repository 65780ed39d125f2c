"""Albums that ask a query: what they ask, and which photos that finds, albums in albums included.

An album that is in itself, by whatever way, adds nothing to itself: none is saved so, but a library
may be edited by two programs at a time.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from indexer.cut import Band
from indexer.errors import LibraryError
from indexer.query import Album, All, Either, Not, Query, QueryError, parse
from indexer.search.request import Order, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from indexer import records
    from indexer.catalog import Catalog
    from indexer.query import Filter


def request_of(album: records.Album, *, count: int | None = None) -> Request:
    """What an album asks for: a saved query with its cut, or else the photos put there.

    Args:
        album: The album.
        count: How many photos are wanted; None for all of them.

    Raises:
        LibraryError: Its query cannot be read.
    """
    if album.query is None:
        return Request(Query(filter=Album(album.name)), count)
    with told_of(album.name):
        return Request(
            parse(album.query),
            count,
            Order(album.cut.sort),
            least=Band[album.cut.least.upper()],
            strictness=album.cut.strictness,
        )


@contextmanager
def told_of(name: str) -> Iterator[None]:
    """Have what is wrong with a saved query told with its album: nobody has just typed it.

    Raises:
        LibraryError: In the place of a `QueryError`.
    """
    try:
        yield
    except QueryError as error:
        raise LibraryError(f"The album “{name}” cannot be read: {error.reason}") from error


def albums_in(wanted: Filter | None) -> Iterator[Album]:
    """The albums that a filter names."""
    if isinstance(wanted, Album):
        yield wanted
    elif isinstance(wanted, Not):
        yield from albums_in(wanted.filter)
    elif isinstance(wanted, All | Either):
        for part in wanted.filters:
            yield from albums_in(part)


def asks_for_looks(query: Query, catalog: Catalog) -> bool:
    """Whether a query or an album that it names asks for what is to be seen."""
    return any(each.visual for each in _with_albums(query, catalog))


def _with_albums(query: Query, catalog: Catalog) -> Iterator[Query]:
    """A query and those of all albums that it names, each once; what cannot be read is left out."""
    waiting, known = [query], set[int]()
    while waiting:
        query = waiting.pop()
        yield query
        for wanted in albums_in(query.filter):
            for album in catalog.albums_named(wanted.name):
                if album.query is not None and album.id not in known:
                    known.add(album.id)
                    try:
                        waiting.append(parse(album.query))
                    except QueryError:
                        continue


class SavedAlbums:
    """Finds the photos of the albums that a request names. For one thread, at one moment."""

    def __init__(self, catalog: Catalog, ids_of: Callable[[Request], NDArray[np.int64]]) -> None:
        """Keep who answers.

        Args:
            catalog: Knows the albums.
            ids_of: Gives the ids of all photos that a request finds, int64 [n], in any order.
        """
        self._catalog = catalog
        self._ids_of = ids_of
        self._known: dict[int, NDArray[np.int64]] = {}
        self._asked: list[int] = []
        """The albums that are being answered, each for the one before it."""

    def opened(self, request: Request) -> tuple[Request, str] | None:
        """What a request for nothing but one saved album asks for, with the name of the album.

        None where it asks for something else, for an album of photos that were put there, or for
        one that cannot be told from others.
        """
        found, known = None, set[int]()
        while (album := self.alone(request)) is not None and album.query is not None:
            if album.id in known:
                return None
            known.add(album.id)
            inner = request_of(album)
            order = Order.DATE if request.order is Order.DATE else inner.order
            by_cut = inner.query.visual and order is Order.DATE and inner.least > Band.WEAK
            request = replace(
                inner,
                # By date all photos within the cut are equal, and the newest are wanted.
                count=None if by_cut else request.count,
                order=order,
                within=request.within,
                tallied=request.tallied,
            )
            found = (request, album.name)
        return found

    def alone(self, request: Request) -> records.Album | None:
        """The one album that is all that a request asks for."""
        if request.query.visual or not isinstance(request.query.filter, Album):
            return None
        albums = self._catalog.albums_named(request.query.filter.name)
        return albums[0] if len(albums) == 1 else None

    def in_filter(self, wanted: Filter) -> dict[Album, NDArray[np.int64]]:
        """The ids of the photos of each album of a filter that asks a query, int64 [n]."""
        found = {}
        for each in albums_in(wanted):
            albums = self._catalog.albums_named(each.name)
            if any(album.query is not None for album in albums):
                found[each] = np.unique(np.concatenate([self._photos(album) for album in albums]))
        return found

    def _photos(self, album: records.Album) -> NDArray[np.int64]:
        if album.query is None:
            return np.array(self._catalog.album_photos(album.id), np.int64)
        if album.id in self._asked:
            return np.empty(0, np.int64)
        if album.id not in self._known:
            self._asked.append(album.id)
            try:
                with told_of(album.name):
                    request = replace(request_of(album), tallied=False)
                    self._known[album.id] = self._ids_of(request)
            finally:
                self._asked.pop()
        return self._known[album.id]
