"""How many photos albums have, those that ask for looks included."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.errors import LibraryError
from indexer.search import request_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.records import Album
    from indexer.search import Searcher


def photo_counts(searcher: Searcher, albums: Iterable[Album]) -> dict[int, int | None]:
    """Id of each album -> its photos; None where what it asks for cannot be answered.

    Args:
        searcher: Answers what albums ask for; its model is loaded where one asks for looks.
        albums: The albums.
    """
    return {album.id: _count(searcher, album) for album in albums}


def _count(searcher: Searcher, album: Album) -> int | None:
    if album.query is None:
        return album.held
    try:
        request = replace(request_of(album), tallied=False)
        return len(searcher.answer(request).ids)
    except LibraryError:
        return None
