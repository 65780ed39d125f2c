"""Sees to it that no album asks for itself, straight away or through others."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from indexer.catalog.albums import meant
from indexer.errors import LibraryError
from indexer.query import QueryError, parse
from indexer.search.saved import albums_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.records import Album


def refuse_circles(album: Album, others: Sequence[Album]) -> None:
    """Refuse an album that would ask for itself.

    Args:
        album: As it would be.
        others: All other albums of the library.

    Raises:
        LibraryError: It would; the way is named.
    """
    every = {each.id: each for each in (*others, album)}
    waiting: list[tuple[Album, ...]] = [(album,)]
    known = set[int]()
    while waiting:
        way = waiting.pop()
        for asked in _asked_by(way[-1], every):
            if asked.id == album.id:
                names = [f"“{each.name}”" for each in (*way[1:], album)]
                asks = reduce(lambda asks, name: f"{asks}, which asks for {name}", names)
                raise LibraryError(f"“{album.name}” would be in itself: it asks for {asks}.")
            if asked.id not in known:
                known.add(asked.id)
                waiting.append((*way, asked))


def _asked_by(album: Album, every: dict[int, Album]) -> list[Album]:
    """The albums that an album's query names."""
    names = [(each.id, each.name) for each in every.values()]
    try:
        query = parse(album.query or "")
    except QueryError:  # Of an older Shoebox, perhaps; it finds nothing.
        return []
    found = (meant(wanted.name, names) for wanted in albums_in(query.filter))
    return [every[each] for ids in found for each in ids]
