"""Photos to the system's trash because their owner wants it so, and back again.

Each file is read once more before it goes: what is thrown away is what was seen. The library
forgets a photo with its file; what its owner gave it is kept aside, so that whoever brings the file
back finds it as it was, once it is indexed again.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from indexer.duplicates.discarding import (
    Outcome,
    on_a_drive_that_is_away,
    why_not_as_known,
)
from indexer.errors import LibraryError
from indexer.files import reachable
from indexer.keepsakes import hand_over, part_with
from indexer.trash import Notes, bring_back, move_to_trash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from indexer.keepsakes import Keepsake
    from indexer.library import Library
    from indexer.records import Photo, Root


_AT_ONCE: Final = 100
"""Photos that are given what they had in one transaction, for which others have to wait."""


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
                part_with(catalog, [photo.id])
        yield Outcome(photo.id, photo.path, photo.size, moved=not reason, reason=reason)


def _why_not(photo: Photo, roots: Sequence[Root]) -> str:
    """Return why a photo must stay; "" where it may go."""
    if os.path.islink(reachable(photo.path)):
        return "It is a link to a file elsewhere."
    if on_a_drive_that_is_away(photo, roots):
        return "Its drive is away."
    return why_not_as_known(photo)


def bring_files_back(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Put files back from the trash one by one, each to where it was.

    Yields:
        The path of each, and why it could not come back; "" where it is there again. Who stops
        asking leaves the others in the trash.
    """
    notes = Notes()
    for path in paths:
        try:
            bring_back(path, notes)
        except LibraryError as error:
            yield path, str(error)
        else:
            yield path, ""


def give_back(library: Library, keepsakes: Iterable[Keepsake]) -> list[Keepsake]:
    """Give photos that came back what they had; those come first that the library knows again.

    It is no edit: it undoes one that is none. The edits before it speak of the photos as they are
    known now, so that they can be undone in their turn; of each photo, both are done or neither.
    What the owner has said of them since they are back counts.

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
            with catalog.putting_back() as whole:
                hand_over(whole, there[start : start + _AT_ONCE])
    return waiting
