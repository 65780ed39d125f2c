"""Which files that look new or changed are photos that the library knows from another place.

A photo follows its content: where the scan finds photos gone (or overwritten) and files that are
new (or changed), those of equal size are compared by content key. A match keeps its id, and with
it its tags and its vector. Photos of folders that are not looked at in this run can be matched
too, but are not forgotten. Where one file of a shot is shown in the place of another, as the JPEG
that was made of a RAW, it is the same photo too. Owns the decision only: `scan` finds the files,
`workers` reads the keys, `catalog` writes the moves down.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.files import is_away, reachable
from indexer.scan import may_stand_for, shot_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from indexer.catalog import Catalog
    from indexer.records import Photo
    from indexer.scan import SeenFile

Found = tuple["int | None", "SeenFile"]
"""A file to read, with the id of the photo that the library knows at its path, if any."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the files that a scan found new or changed, and of the photos it missed.

    Attributes:
        moved: photos that lie elsewhere now, each with its file there.
        touched: photos whose file has a new time but the same content.
        succeeded: photos for which another file of their shot stands now, once it has been read.
        to_read: files with content that is new to the library.
        gone: ids of the photos whose content is nowhere any more.
    """

    moved: list[tuple[int, SeenFile]] = field(default_factory=list)
    touched: list[tuple[int, SeenFile]] = field(default_factory=list)
    succeeded: list[tuple[int, SeenFile]] = field(default_factory=list)
    to_read: list[Found] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def worth_a_look(found: Iterable[Found], missed: Iterable[Photo]) -> list[SeenFile]:
    """The files that may hold a missed photo's content, for they have the size of one."""
    sizes = {photo.size for photo in missed}
    return [file for _, file in found if file.size in sizes]


def missed_elsewhere(
    catalog: Catalog,
    found: Iterable[Found],
    *,
    roots: Sequence[str],
    deserted: Sequence[str] = (),
) -> list[Photo]:
    """The photos outside of `roots` that are at their path no more, and may be among `found`.

    So are those that are there by a link only, which leads to what is found.

    Where a whole root is away or empty, its drive may come back: its photos stay there, unless it
    is known to be `deserted`, with its drive here.
    """
    found = list(found)
    sizes, paths = {file.size for _, file in found}, {file.path for _, file in found}
    looked_at = _starts(roots)
    known = [(root.path, root.photos) for root in catalog.roots()] if sizes else []
    left = _starts(deserted)
    there = left + _starts(path for path, photos in known if not is_away(path, photos=photos))
    return [
        photo
        for photo in (catalog.photos_of_sizes(sizes) if sizes else ())
        if photo.path.startswith(there)
        and (photo.path.startswith(left) or not photo.path.startswith(looked_at))
        and (not os.path.lexists(reachable(photo.path)) or os.path.realpath(photo.path) in paths)
    ]


def _starts(folders: Iterable[str]) -> tuple[str, ...]:
    """What the paths below each folder start with."""
    return tuple(os.path.join(folder, "") for folder in folders)


def settle(
    found: Sequence[Found],
    missed: Sequence[Photo],
    keys: Mapping[str, bytes],
    *,
    elsewhere: Sequence[Photo] = (),
) -> Settled:
    """Decide by content where each missed photo is now.

    Args:
        found: new files (no id) and changed files (with the id of the photo at their path).
        missed: the photos that are gone, and those whose file has changed.
        keys: path -> content key of every file that was worth a look and could be read.
        elsewhere: photos missed outside of the folders that were scanned; never gone.
    """
    settled = Settled()
    unclaimed = {photo.id: photo for photo in (*missed, *elsewhere)}
    rest = _take_touched(found, keys, unclaimed, settled)
    rest = _take_moved(rest, keys, unclaimed, settled)
    rest = _take_shots(rest, unclaimed, settled)
    for photo_id, file in rest:
        # An id that went elsewhere with its content leaves a new photo behind at its old path.
        kept = unclaimed.pop(photo_id, None) if photo_id is not None else None
        settled.to_read.append((kept.id if kept else None, file))
    spared = {photo.id for photo in elsewhere}
    settled.gone.extend(each for each in unclaimed if each not in spared)
    return settled


def _take_touched(
    found: Sequence[Found],
    keys: Mapping[str, bytes],
    unclaimed: dict[int, Photo],
    settled: Settled,
) -> list[Found]:
    """Take out the changed files that still hold their photo; return the others."""
    rest: list[Found] = []
    for photo_id, file in found:
        photo = unclaimed.get(photo_id) if photo_id is not None else None
        if photo is not None and photo.content_key == keys.get(file.path):
            settled.touched.append((photo.id, file))
            del unclaimed[photo.id]
        else:
            rest.append((photo_id, file))
    return rest


def _take_moved(
    found: Sequence[Found],
    keys: Mapping[str, bytes],
    unclaimed: dict[int, Photo],
    settled: Settled,
) -> list[Found]:
    """Take out the files that hold a photo from elsewhere; return the others."""
    by_key: dict[bytes, list[int]] = {}
    for photo in unclaimed.values():
        by_key.setdefault(photo.content_key, []).append(photo.id)
    rest: list[Found] = []
    for photo_id, file in found:
        holders = by_key.get(keys.get(file.path, b""))
        if holders:
            moved = holders.pop(0)
            settled.moved.append((moved, file))
            del unclaimed[moved]
        else:
            rest.append((photo_id, file))
    return rest


def _take_shots(
    found: Sequence[Found], unclaimed: Mapping[int, Photo], settled: Settled
) -> list[Found]:
    """Give new files the ids of photos that are gone and were shown for the same shot.

    So what somebody said of a RAW stays when a JPEG is made of it, and of the JPEG when it goes.
    """
    still_there = {photo_id for photo_id, _ in found}
    left = {
        shot_of(photo.path): photo for photo in unclaimed.values() if photo.id not in still_there
    }
    rest: list[Found] = []
    for photo_id, file in found:
        photo = left.get(shot_of(file.path)) if photo_id is None else None
        if photo is not None and may_stand_for(file.path, photo.path):
            del left[shot_of(file.path)]
            settled.succeeded.append((photo.id, file))
            rest.append((photo.id, file))
        else:
            rest.append((photo_id, file))
    return rest
