"""Photos to the system's trash because their owner wants it so, and back again.

Each file is read once more before it goes: what is thrown away is what was seen. The library
forgets a photo with its file; what its owner gave it is kept aside, so that whoever brings the file
back finds it as it was, once it is indexed again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.duplicates.discarding import (
    Outcome,
    on_a_drive_that_is_away,
    why_not_as_known,
)
from indexer.errors import LibraryError
from indexer.files import reachable
from indexer.trash import bring_back, move_to_trash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from indexer.catalog import Catalog
    from indexer.library import Library
    from indexer.records import Photo, Root


_AT_ONCE: Final = 100
"""Photos that are given what they had in one transaction, for which others have to wait."""


@dataclass(frozen=True, slots=True)
class Keepsake:
    """What the owner of a photo gave it.

    Attributes:
        path: Where its file lies, or lay.
        photo_id: By which the library knew it; two that differ in this alone are alike.
        stars: 1 to 5, or None.
        favourite: Whether it is one.
        tags, refused: The tags that it has, and those that it must not have, by the owner's word.
        albums: The ids of the albums that it was put into.
    """

    path: str
    photo_id: int = field(default=0, compare=False)
    stars: int | None = None
    favourite: bool = False
    tags: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    albums: tuple[int, ...] = field(default=())


def keepsakes_of(catalog: Catalog, ids: Iterable[int]) -> list[Keepsake]:
    """Return what the owner of photos gave them; those that are unknown are left out."""
    tags, refused = _names_by_photo(catalog)
    held = {
        album.id: set(catalog.album_photos(album.id))
        for album in catalog.albums()
        if album.query is None
    }
    return [
        Keepsake(
            path=photo.path,
            photo_id=photo.id,
            stars=photo.rating,
            favourite=photo.favourite,
            tags=tuple(tags.get(photo.id, ())),
            refused=tuple(refused.get(photo.id, ())),
            albums=tuple(album_id for album_id, inside in held.items() if photo.id in inside),
        )
        for photo in catalog.photos(ids)
    ]


def _names_by_photo(catalog: Catalog) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Return the tags that the owner gave each photo, and those refused for it."""
    tags: dict[int, list[str]] = {}
    refused: dict[int, list[str]] = {}
    for each in catalog.decided():
        for photos, names in ((each.confirmed, tags), (each.refused, refused)):
            for photo_id in photos:
                names.setdefault(photo_id, []).append(each.name)
    return tags, refused


def remove(library: Library, ids: Iterable[int]) -> Iterator[Outcome]:
    """Move photos to the trash one by one, and forget each that went, at once.

    Args:
        library: Open for reading is enough; an index may run meanwhile.
        ids: The photos.

    Yields:
        What became of each. What is left for good reason does not end it.
    """
    roots = library.catalog.roots()
    for photo in library.catalog.photos(ids):
        reason = _why_not(photo, roots)
        if not reason:
            try:
                move_to_trash(photo.path)
            except LibraryError as error:
                reason = str(error)
        if not reason:
            # An ingest that runs meanwhile would forget it too: a photo may be forgotten twice.
            with library.small_edit() as catalog:
                catalog.forget([photo.id])
        yield Outcome(photo.id, photo.path, photo.size, moved=not reason, reason=reason)


def _why_not(photo: Photo, roots: Sequence[Root]) -> str:
    """Return why a photo must stay; "" where it may go."""
    if os.path.islink(reachable(photo.path)):
        return "It is a link to a file elsewhere."
    if on_a_drive_that_is_away(photo, roots):
        return "Its drive is away."
    return why_not_as_known(photo)


def bring_files_back(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Put files back from the trash, each to where it was.

    Returns:
        Of each that could not come back its path and the reason.
    """
    left = []
    for path in paths:
        try:
            bring_back(path)
        except LibraryError as error:
            left.append((path, str(error)))
    return left


def give_back(library: Library, keepsakes: Iterable[Keepsake]) -> list[Keepsake]:
    """Give photos that came back what they had; those come first that the library knows again.

    It is no edit: it undoes one that is none. The edits before it speak of the photos as they are
    known now, so that they can be undone in their turn; of each photo, both are done or neither.

    Returns:
        What is yet to be given, because the library does not know the photo again so far.
    """
    waiting, there = [], []
    for each in keepsakes:
        photo = library.catalog.photo_by_path(each.path)
        if photo is None:
            waiting.append(each)
        else:
            there.append((photo.id, each))
    if not there:
        return waiting
    with library.small_edit() as catalog:
        for start in range(0, len(there), _AT_ONCE):
            some = there[start : start + _AT_ONCE]
            with catalog.putting_back() as whole:
                for photo_id, each in some:
                    _give(whole, photo_id, each)
                whole.follow_photos({each.photo_id: photo_id for photo_id, each in some})
    return waiting


def _give(catalog: Catalog, photo_id: int, keepsake: Keepsake) -> None:
    ids = [photo_id]
    if keepsake.stars:
        catalog.set_rating(ids, keepsake.stars)
    if keepsake.favourite:
        catalog.set_favourite(ids)
    for name in keepsake.tags:
        catalog.confirm_tag(ids, name)
    for name in keepsake.refused:
        catalog.refuse_tag(ids, name)
    still = {album.id for album in catalog.albums()}
    for album_id in keepsake.albums:
        if album_id in still:
            catalog.add_to_album(album_id, ids)
