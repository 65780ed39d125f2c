"""Why a photo is in an album, in sentences: who put it there, or what of it the query asks for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums.dates import days
from indexer.catalog.matching import spelling
from indexer.catalog.near import kilometres
from indexer.query import Near, Place, Tag, Taken, parse
from indexer.search import Band, request_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.catalog import Catalog
    from indexer.query import Filter
    from indexer.records import Album, Photo
    from indexer.search import Explanation, Searcher

_SOURCES: Final = {"user": "by you", "file": "in its file"}
_SURE: Final = {Band.STRONG: "strong", Band.LIKELY: "likely", Band.WEAK: "weak"}


def reasons(searcher: Searcher, album: Album, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Id -> why that photo is in an album, a sentence for each reason; none where it is not.

    Args:
        searcher: Answers what the album asks for.
        album: The album.
        ids: Photos; those that are not there any more are left out.

    Raises:
        LibraryError: What the album asks for cannot be answered.
    """
    catalog = searcher.catalog
    photos = catalog.photos(ids)
    if album.query is None:
        return {photo.id: tuple(_given(catalog, album, photo)) for photo in photos}
    told = searcher.explain_many(request_of(album), [photo.id for photo in photos])
    return {
        photo.id: tuple(_found(catalog, album, photo, each))
        for photo, each in zip(photos, told, strict=True)
    }


def _given(catalog: Catalog, album: Album, photo: Photo) -> Iterator[str]:
    if photo.id not in catalog.album_photos(album.id):
        return
    added = catalog.added_to_album(album.id, photo.id)
    if added is None:
        yield "You put it there."
        return
    day = datetime.fromisoformat(added).astimezone().date()
    yield f"You put it there on {days(day, day)}."


def _found(catalog: Catalog, album: Album, photo: Photo, told: Explanation) -> Iterator[str]:
    if told.kept_out_by or (told.band is not None and told.band < _least(album)):
        return
    if told.band is not None:
        sure = "" if told.likelihood is None else f", likelihood {told.likelihood:.0%}"
        looks = " OR ".join(map(str, parse(album.query or "").alternatives))
        yield f"It looks like “{looks}”: {_SURE[told.band]}{sure}."
    if told.words:
        yield f"{told.words[:1].upper()}{told.words[1:]}."
    for written in told.filters:
        wanted = parse(written).filter
        assert wanted is not None
        yield _passes(catalog, photo, wanted)


def _least(album: Album) -> Band:
    return Band[album.cut.least.upper()]


def _passes(catalog: Catalog, photo: Photo, wanted: Filter) -> str:
    """What of a photo lets it through a filter."""
    facts = photo.facts
    match wanted:
        case Tag(name):
            return _tagged(catalog, photo, name)
        case Taken() if facts.taken_at:
            return f"It was taken on {_moment(facts.taken_at)}."
        case Near() if facts.latitude is not None and facts.longitude is not None:
            here = (wanted.latitude, wanted.longitude)
            way = kilometres(here, np.array(facts.latitude), np.array(facts.longitude))
            return f"It was taken {float(way):.1f} km from there."
        case Place() if facts.place:
            return f"It was taken there: {facts.place}."
    return f"It passes {wanted}."


def _tagged(catalog: Catalog, photo: Photo, name: str) -> str:
    rows = catalog.tags_in_detail([photo.id]).get(photo.id, [])
    for given, source, score in rows:
        if spelling(given) == spelling(name):
            found = "by the model" if score is None else f"by the model, likelihood {score:.0%}"
            return f"It is tagged “{given}” {_SOURCES.get(source, found)}."
    return f"It is tagged “{name}”."


def _moment(taken_at: str) -> str:
    day = date.fromisoformat(taken_at[:10])
    return f"{days(day, day)}, {taken_at[11:16]}"
