"""A query becomes an album that keeps itself, and an album gets another name."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from indexer.albums.circles import refuse_circles
from indexer.albums.naming import following
from indexer.catalog.albums import clean_name
from indexer.errors import LibraryError
from indexer.query import Like, Query, parse
from indexer.records import Album, SavedCut

if TYPE_CHECKING:
    from indexer.catalog import Catalog
    from indexer.query import Blend

_USUAL: Final = SavedCut()


def save(catalog: Catalog, name: str, query: str, cut: SavedCut = _USUAL) -> Album:
    """Make an album of whatever a query finds, from now on and at any time.

    Args:
        catalog: Of the library, open for a small edit.
        name: How it is called.
        query: In the language of queries. A picture that it shows is kept by its id where it is a
            photo of the library, else by its whole path.
        cut: How much of the answer belongs to it.

    Raises:
        QueryError: The query cannot be understood.
        LibraryError: It asks for nothing, or for this very album; or the name will not do.
    """
    asked, clean = _proved(catalog, query), clean_name(name)
    refuse_circles(Album(0, clean, asked), catalog.albums())
    return catalog.save_album(clean, asked, cut)


def ask(catalog: Catalog, album: Album, query: str, cut: SavedCut) -> Album:
    """Have a saved album ask for something else; as `save` otherwise.

    Raises:
        QueryError: The query cannot be understood.
        LibraryError: It asks for nothing, or for this very album; or the album holds photos.
    """
    asked = _proved(catalog, query)
    others = [each for each in catalog.albums() if each.id != album.id]
    refuse_circles(replace(album, query=asked), others)
    return catalog.ask_album(album.id, asked, cut)


def rename(catalog: Catalog, album: Album, name: str) -> Album:
    """Give an album another name; queries of other albums that name it follow.

    Args:
        catalog: Of the library, open for a small edit.
        album: The album.
        name: Its new name.

    Raises:
        LibraryError: The name will not do, or the album would be in itself under it.
    """
    others = [each for each in catalog.albums() if each.id != album.id]
    clean = clean_name(name)
    renamed = following(album, clean, others)
    renewed = [replace(each, query=renamed.get(each.id, each.query)) for each in others]
    refuse_circles(replace(album, name=clean), renewed)
    return catalog.rename_album(album.id, clean, queries=renamed)


def _proved(catalog: Catalog, query: str) -> str:
    """A query as it is kept.

    Raises:
        QueryError: It cannot be understood.
        LibraryError: It asks for nothing.
    """
    read = parse(query)
    if read.empty:
        raise LibraryError("An album needs something to ask for.")
    looks = tuple(_anchored(blend, catalog) for blend in read.alternatives)
    return str(Query(looks, read.filter))


def _anchored(blend: Blend, catalog: Catalog) -> Blend:
    """A blend whose pictures are found from everywhere."""
    parts = (
        replace(part, term=_kept(part.term, catalog)) if isinstance(part.term, Like) else part
        for part in blend.terms
    )
    return replace(blend, terms=tuple(parts))


def _kept(like: Like, catalog: Catalog) -> Like:
    name = like.reference
    if name.isascii() and name.isdigit() and not os.path.exists(name):
        return like
    path = os.path.abspath(os.path.expanduser(name))
    photo = catalog.photo_by_path(path)
    return replace(like, reference=path if photo is None else str(photo.id))
