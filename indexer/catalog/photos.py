"""Rows of photos: put in, moved, read back."""

from __future__ import annotations

import json
import os
from dataclasses import astuple
from typing import TYPE_CHECKING, Any, Final

from indexer.catalog import folders, sidecar_rows, stored_places, tags
from indexer.catalog.stored_text import from_stored, inside, to_stored
from indexer.records import Exposure, Photo, PhotoFacts, changed_at
from indexer.scan import KnownFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from indexer.database import Connection
    from indexer.decode import DecodedPhoto
    from indexer.records import IndexedPhoto
    from indexer.scan import SeenFile

_SELECT: Final = (
    "SELECT photos.id, folders.path, name, size, mtime_ns, content_key, perceptual_hash,"
    " added_at, updated_at, rating, favourite, width, height, format, taken_at,"
    " taken_offset_minutes, latitude, longitude, altitude, camera, lens, caption, file_rating,"
    f" taken_from, seconds, burst, shutter, aperture, iso, focal_length, place, {tags.KEYWORDS}"
    " FROM photos JOIN folders ON folders.id = photos.folder_id"
)

_UPSERT: Final = (
    "INSERT INTO photos(folder_id, name, size, mtime_ns, content_key, width, height, format,"
    " taken_at, taken_offset_minutes, latitude, longitude, altitude, camera, lens,"
    " perceptual_hash, added_at, updated_at, caption, file_rating, rating,"
    " taken_from, dated_at, seconds, burst, shutter, aperture, iso, focal_length, place)"
    f" VALUES ({', '.join('?' * 30)})"
    " ON CONFLICT(folder_id, name) DO UPDATE SET size = excluded.size,"
    " mtime_ns = excluded.mtime_ns, content_key = excluded.content_key,"
    " width = excluded.width, height = excluded.height, format = excluded.format,"
    " taken_at = excluded.taken_at, taken_offset_minutes = excluded.taken_offset_minutes,"
    " latitude = excluded.latitude, longitude = excluded.longitude,"
    " altitude = excluded.altitude, camera = excluded.camera, lens = excluded.lens,"
    " perceptual_hash = excluded.perceptual_hash, updated_at = excluded.updated_at,"
    " caption = excluded.caption, file_rating = excluded.file_rating,"
    " taken_from = excluded.taken_from, dated_at = excluded.dated_at,"
    " seconds = excluded.seconds, burst = excluded.burst, shutter = excluded.shutter,"
    " aperture = excluded.aperture, iso = excluded.iso, focal_length = excluded.focal_length,"
    " place = excluded.place,"
    # The file's stars are followed until the photo's owner gives some, which then stay.
    " rating = CASE WHEN owner_rated THEN rating ELSE excluded.rating END"
    " RETURNING id"
)

_IDS: Final = "(SELECT value FROM json_each(?))"


def by_ids(connection: Connection, ids: Iterable[int]) -> list[Photo]:
    """The photos of those ids, in their order; an unknown id is left out."""
    wanted = [int(each) for each in ids]
    rows = connection.execute(f"{_SELECT} WHERE photos.id IN {_IDS}", (json.dumps(wanted),))
    found = {photo.id: photo for photo in map(_photo, rows)}
    return [found[each] for each in wanted if each in found]


def by_path(connection: Connection, path: str) -> Photo | None:
    """The photo that lies at `path`."""
    folder, name = os.path.split(path)
    row = connection.execute(
        f"{_SELECT} WHERE folders.path = ? AND name = ?", (to_stored(folder), to_stored(name))
    ).fetchone()
    return None if row is None else _photo(row)


def of_sizes(connection: Connection, sizes: Iterable[int]) -> Iterator[Photo]:
    """The photos whose file has one of these sizes, in bytes."""
    wanted = json.dumps(list(sizes))
    return map(_photo, connection.execute(f"{_SELECT} WHERE size IN {_IDS}", (wanted,)))


def without_vector(connection: Connection, model_sha256: str) -> Iterator[Photo]:
    """The photos that this model has not encoded."""
    rows = connection.execute(
        f"{_SELECT} WHERE photos.id NOT IN (SELECT photo_id FROM embeddings"
        " JOIN models ON models.id = embeddings.model_id WHERE sha256 = ?) ORDER BY photos.id",
        (model_sha256,),
    )
    return map(_photo, rows)


def ids_without_vector(connection: Connection, model_sha256: str) -> list[int]:
    """The ids of the photos that this model has not encoded, in their order."""
    rows = connection.execute(
        "SELECT id FROM photos WHERE id NOT IN (SELECT photo_id FROM embeddings"
        " JOIN models ON models.id = embeddings.model_id WHERE sha256 = ?) ORDER BY id",
        (model_sha256,),
    )
    return [row[0] for row in rows]


def content_keys(connection: Connection, ids: Iterable[int]) -> dict[int, bytes]:
    """Id -> content key of those photos that there are."""
    wanted = json.dumps([int(each) for each in ids])
    rows = connection.execute(f"SELECT id, content_key FROM photos WHERE id IN {_IDS}", (wanted,))
    return dict(rows.fetchall())


def copies_of(connection: Connection, ids: Iterable[int]) -> dict[int, int]:
    """Id of each of these photos -> that of the newest other one with the same content."""
    wanted = json.dumps([int(each) for each in ids])
    rows = connection.execute(
        f"WITH asked AS MATERIALIZED {_IDS} SELECT one.id, max(other.id) FROM photos AS one"
        " JOIN photos AS other ON other.content_key = one.content_key"
        " WHERE one.id IN asked AND other.id NOT IN asked GROUP BY one.id",
        (wanted,),
    )
    return dict(rows.fetchall())


def keys_behind(connection: Connection, after: int, most: int) -> dict[int, bytes]:
    """Id -> content key of the next photos behind an id; of all of them, if `most` is -1."""
    asked = "SELECT id, content_key FROM photos WHERE id > ? ORDER BY id LIMIT ?"
    return dict(connection.execute(asked, (after, most)).fetchall())


def known_files(connection: Connection, roots: Iterable[str]) -> dict[str, KnownFile]:
    """Path -> id, size and time of each photo below `roots`, and its sidecars."""
    beside = sidecar_rows.states(connection)
    folder_paths = folders.folders_in(connection, *roots)
    rows = connection.execute("SELECT folder_id, name, id, size, mtime_ns FROM photos")
    return {
        folder_paths[folder] + from_stored(name): KnownFile(
            photo_id, size, mtime_ns, beside.get(photo_id)
        )
        for folder, name, photo_id, size, mtime_ns in rows
        if folder in folder_paths
    }


def changed_content(connection: Connection, batch: Iterable[IndexedPhoto]) -> list[int]:
    """The ids of the photos whose file has other content than the catalog holds for it."""
    changed = []
    for item in batch:
        folder, name = os.path.split(item.file.path)
        row = connection.execute(
            "SELECT photos.id FROM photos JOIN folders ON folders.id = photos.folder_id"
            " WHERE folders.path = ? AND name = ? AND content_key <> ?",
            (to_stored(folder), to_stored(name), item.photo.content_key),
        ).fetchone()
        if row is not None:
            changed.append(int(row[0]))
    return changed


def is_as_read(connection: Connection, photo_id: int, file: SeenFile, photo: DecodedPhoto) -> bool:
    """Whether a photo lies at that place still, and is known with that content."""
    folder, name = os.path.split(file.path)
    row = connection.execute(
        "SELECT 1 FROM photos JOIN folders ON folders.id = photos.folder_id"
        " WHERE photos.id = ? AND folders.path = ? AND name = ? AND content_key = ?",
        (photo_id, to_stored(folder), to_stored(name), photo.content_key),
    ).fetchone()
    return row is not None


def with_facts_due(connection: Connection) -> Iterator[Photo]:
    """The photos whose files have to be read again for what they say."""
    rows = connection.execute(
        f"{_SELECT} WHERE photos.id IN (SELECT photo_id FROM facts_due) ORDER BY photos.id"
    )
    return map(_photo, rows)


def facts_done(connection: Connection, ids: Iterable[int]) -> None:
    """Note that the files of photos have been read."""
    connection.executemany("DELETE FROM facts_due WHERE photo_id = ?", ((each,) for each in ids))


def put(connection: Connection, file: SeenFile, photo: DecodedPhoto, *, now: str) -> int:
    """Insert the photo, or renew the one at the same place; its id."""
    folder, name = os.path.split(file.path)
    facts = photo.facts
    row = connection.execute(
        _UPSERT,
        (
            folders.folder_id(connection, folder),
            to_stored(name),
            file.size,
            file.mtime_ns,
            photo.content_key,
            facts.width,
            facts.height,
            facts.format,
            facts.taken_at,
            facts.taken_offset_minutes,
            facts.latitude,
            facts.longitude,
            facts.altitude,
            facts.camera,
            facts.lens,
            photo.perceptual_hash,
            now,
            now,
            facts.caption,
            facts.rating,
            facts.rating,
            facts.taken_from,
            facts.taken_at or changed_at(file.mtime_ns),
            facts.seconds,
            facts.burst,
            *astuple(facts.exposure),
            stored_places.to_lines(facts.place),
        ),
    ).fetchone()
    return int(row[0])


def ids_at(connection: Connection, paths: Iterable[str]) -> list[int]:
    """The ids of the photos that lie at these places."""
    found = []
    for path in paths:
        folder, name = os.path.split(path)
        row = connection.execute(
            "SELECT photos.id FROM photos JOIN folders ON folders.id = photos.folder_id"
            " WHERE folders.path = ? AND name = ?",
            (to_stored(folder), to_stored(name)),
        ).fetchone()
        if row is not None:
            found.append(int(row[0]))
    return found


def park(connection: Connection, ids: Iterable[int]) -> None:
    """Take photos off their places, so that others of the same move can come there."""
    # A name with a zero byte is one that no file system has.
    connection.executemany(
        "UPDATE photos SET name = ? WHERE id = ?", ((b"\0%d" % each, each) for each in ids)
    )


def place(connection: Connection, moves: Sequence[tuple[int, SeenFile]]) -> None:
    """Set where each photo lies now, and the size and time of its file."""
    for photo_id, file in moves:
        folder, name = os.path.split(file.path)
        connection.execute(
            "UPDATE photos SET folder_id = ?, name = ?, size = ?, mtime_ns = ?,"
            " dated_at = coalesce(taken_at, ?) WHERE id = ?",
            (
                folders.folder_id(connection, folder),
                to_stored(name),
                file.size,
                file.mtime_ns,
                changed_at(file.mtime_ns),
                photo_id,
            ),
        )


def touch(connection: Connection, files: Iterable[tuple[int, SeenFile]]) -> None:
    """Set size and time of files whose content is the same."""
    connection.executemany(
        "UPDATE photos SET size = ?, mtime_ns = ?, dated_at = coalesce(taken_at, ?) WHERE id = ?",
        (
            (file.size, file.mtime_ns, changed_at(file.mtime_ns), photo_id)
            for photo_id, file in files
        ),
    )


def _photo(row: tuple[Any, ...]) -> Photo:
    photo_id, folder, name, size, mtime_ns, content_key, perceptual_hash, added, updated = row[:9]
    rating, favourite, *facts, taken_from, seconds, burst = row[9:-6]
    *exposed, place, keywords = row[-6:]
    facts += [tags.listed(keywords), taken_from, seconds, burst, Exposure(*exposed)]
    facts.append(stored_places.from_lines(place))
    return Photo(
        photo_id,
        inside(from_stored(folder)) + from_stored(name),
        size,
        mtime_ns,
        content_key,
        PhotoFacts(*facts),
        perceptual_hash,
        added,
        updated,
        rating,
        bool(favourite),
    )
