"""Two albums become one: photos in their order, queries joined by OR."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.albums.circles import refuse_circles
from indexer.albums.naming import following
from indexer.errors import LibraryError
from indexer.query import Album as AlbumFilter
from indexer.query import Query, parse
from indexer.query.tree import either
from indexer.search.saved import told_of

if TYPE_CHECKING:
    from indexer.catalog import Catalog
    from indexer.records import Album


def merge(catalog: Catalog, album: Album, other: Album) -> Album:
    """Put what another album has into an album, and take the other one away.

    Of two that hold photos, those of the other one come behind. Two that ask queries ask both.

    Args:
        catalog: Of the library, open for a small edit.
        album: The album that stays, with its name, cover and cut.
        other: The one that goes; one that Shoebox makes by itself is hidden.

    Raises:
        LibraryError: They cannot be joined; the sentence says what to do instead.
    """
    if album.id == other.id:
        raise LibraryError(f"“{album.name}” cannot be merged with itself.")
    others = [each for each in catalog.albums() if each.id not in (album.id, other.id)]
    renamed = following(other, album.name, others) if other.origin is None else {}
    if following(other, album.name, [album]):
        raise LibraryError(f"“{album.name}” asks for “{other.name}” already.")
    if album.query is None and other.query is None:
        return catalog.merge_albums(album.id, other.id, queries=renamed)
    if album.query is None or other.query is None:
        holds, asks = (album, other) if album.query is None else (other, album)
        raise _apart(album, other, f"“{holds.name}” holds photos, “{asks.name}” asks a query")
    query = _either(album, other)
    refuse_circles(replace(album, query=query), [*others, other])
    return catalog.merge_albums(album.id, other.id, query=query, queries=renamed)


def _either(album: Album, other: Album) -> str:
    """The query that finds what either of two saved albums finds."""
    assert album.query is not None
    assert other.query is not None
    with told_of(album.name):
        first = parse(album.query)
    with told_of(other.name):
        second = parse(other.query)
    if (
        first.filter is not None
        and second.filter is not None
        and not (first.visual or second.visual)
    ):
        return str(Query(filter=either(first.filter, second.filter)))
    if first.filter != second.filter or not (first.visual and second.visual):
        raise _apart(album, other, "What is seen here and known there cannot be joined by OR")
    if album.cut != other.cut:
        raise _apart(album, other, "They are not equally strict")
    looks = dict.fromkeys([*first.alternatives, *second.alternatives])
    return str(Query(tuple(looks), first.filter))


def _apart(album: Album, other: Album, why: str) -> LibraryError:
    both = f"{AlbumFilter(album.name)} OR {AlbumFilter(other.name)}"
    return LibraryError(f"{why}: save {both} as an album instead.")
