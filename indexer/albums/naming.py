"""Queries that name an album follow where it gets another name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.catalog.albums import meant
from indexer.catalog.matching import spelling
from indexer.query import Album as AlbumFilter
from indexer.query import All, Either, Not, QueryError, parse
from indexer.search.saved import albums_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from indexer.query import Filter
    from indexer.records import Album


def following(album: Album, name: str, others: Sequence[Album]) -> dict[int, str]:
    """Id -> the query of each album that names this one, with its new name in it.

    Args:
        album: The album, with the name that it has.
        name: The name that it will have, as `clean_name` gives it.
        others: All other albums of the library.
    """
    names = [(each.id, each.name) for each in (*others, album)]
    found = {}
    for other in others:
        try:
            query = parse(other.query or "")
        except QueryError:
            continue
        new = {
            each: AlbumFilter(name)
            for each in albums_in(query.filter)
            if meant(each.name, names) == [album.id] and spelling(each.name) != spelling(name)
        }
        if new and query.filter is not None:
            found[other.id] = str(replace(query, filter=_with(query.filter, new)))
    return found


def _with(part: Filter, new: Mapping[AlbumFilter, AlbumFilter]) -> Filter:
    """A filter in which albums have other names."""
    if isinstance(part, Not):
        return Not(_with(part.filter, new))
    if isinstance(part, All | Either):
        return replace(part, filters=tuple(_with(each, new) for each in part.filters))
    return new.get(part, part) if isinstance(part, AlbumFilter) else part
