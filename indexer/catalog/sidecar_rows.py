"""Rows of sidecars: what they said of photos when they were last read, and what shall be in them.

The catalog's other tables hold what follows: captions, places, stars and tags of the source 'file'.
What the photo's own file says of these is kept here beside them, so that it counts again once the
sidecar is gone, and nothing has to be decoded for it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from indexer.catalog import albums, embeddings, meant, stored_places, tags, words
from indexer.catalog.matching import spelling
from indexer.catalog.stored_text import from_stored, to_stored
from indexer.records import NOWHERE, PlaceNames, changed_at
from indexer.scan.beside import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.database import Connection
    from indexer.scan import SidecarState

_IDS: Final = "(SELECT value FROM json_each(?))"
TO_BE_READ: Final = -1
"""The time of sidecars that have to be read again: no file has it."""


class Shot(NamedTuple):
    """When and where a photo was taken, see `PhotoFacts`."""

    taken_at: str | None = None
    taken_offset_minutes: int | None = None
    taken_from: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None


class Gear(NamedTuple):
    """With what and how a photo was taken, see `PhotoFacts` and `Exposure`."""

    camera: str | None = None
    lens: str | None = None
    shutter: float | None = None
    aperture: float | None = None
    iso: int | None = None
    focal_length: float | None = None

    def filled_from(self, other: Gear) -> Gear:
        """The same, with what is not told here as another tells it."""
        both = zip(self, other, strict=True)
        return Gear._make(theirs if mine is None else mine for mine, theirs in both)


@dataclass(frozen=True, slots=True)
class Told:
    """What the catalog knows of a photo that sidecars speak of too.

    Attributes:
        photo_id: The photo.
        state: Its sidecars as they were last read or written; None where there were none.
        written: A digest of what Shoebox last wrote into them; empty where it never did.
        said: What the file and the sidecars said, as `Retold.said`.
        caption: What is written about it.
        file_rating: Stars, as its file or its sidecars say.
        keywords: As its file or its sidecars say.
        rating: Its stars.
        owner_rated: Whether its owner gave them.
        given: The tags that its owner gave.
        found: The tags that a model found.
        refused: The tags that its owner does not want on it.
        shot: When and where it was taken, as its file or its sidecars say.
        is_scored: Whether a model has looked for tags on it.
        meant: What a writer that was killed may have written into its sidecar.
        place: Where it was taken, in words, as its file or its sidecars say.
        gear: With what and how it was taken, as its file or its sidecars say.
    """

    photo_id: int
    state: SidecarState | None
    written: str
    said: dict[str, Any]
    caption: str | None
    file_rating: int | None
    rating: int | None
    owner_rated: bool
    keywords: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    shot: Shot = field(default_factory=Shot)
    is_scored: bool = False
    meant: dict[str, Any] = field(default_factory=dict)
    place: PlaceNames = NOWHERE
    gear: Gear = field(default_factory=Gear)


@dataclass(slots=True)
class Retold:
    """What becomes of a photo after its sidecars were read.

    Attributes:
        photo_id: The photo.
        state: Its sidecars now; None where there are none.
        said: What is kept of what the file ("file") and the sidecars ("heard") say, as JSON.
        caption: What is written about it.
        file_rating: Stars, as its file or its sidecars say.
        rating: Its stars.
        owner_rated: Whether its owner gave them.
        keywords: As its file or its sidecars say.
        shot: When and where it was taken, where that is something else from now on.
        give: Tags of which another library says that the owner gave them.
        find: Tags that a model found elsewhere, with how likely they are.
        refuse: Tags that somebody has taken away.
        allow: Tags that were refused and that somebody has given again.
        join: Albums that it comes into.
        leave: Albums that it goes out of.
        place: Where it was taken, in words, as its file or its sidecars say.
        gear: With what and how it was taken, where that is something else from now on.
    """

    photo_id: int
    state: SidecarState | None
    said: dict[str, Any]
    caption: str | None
    file_rating: int | None
    rating: int | None
    owner_rated: bool
    keywords: tuple[str, ...] = ()
    shot: Shot | None = None
    give: list[str] = field(default_factory=list)
    find: list[tuple[str, float]] = field(default_factory=list)
    refuse: list[str] = field(default_factory=list)
    allow: list[str] = field(default_factory=list)
    join: list[str] = field(default_factory=list)
    leave: list[str] = field(default_factory=list)
    place: PlaceNames = NOWHERE
    gear: Gear | None = None


def states(connection: Connection) -> dict[int, SidecarState]:
    """Id of each photo with sidecars -> these as they were last read or written."""
    rows = connection.execute("SELECT photo_id, name, size, mtime_ns FROM sidecars")
    return {row[0]: (from_stored(row[1]), row[2], row[3]) for row in rows}


def reread(connection: Connection, ids: Iterable[int]) -> None:
    """Have the sidecars of photos read again, whose own file has said something else meanwhile."""
    connection.executemany(
        f"UPDATE sidecars SET mtime_ns = {TO_BE_READ}, said = json_remove(said, '$.file')"
        " WHERE photo_id = ?",
        ((each,) for each in ids),
    )


def try_again(connection: Connection, paths: Iterable[str]) -> None:
    """Have the sidecars that lie at paths read again; what is none is passed over."""
    for folder, name in map(os.path.split, paths):
        rows = connection.execute(
            "SELECT photo_id, photos.name FROM sidecars JOIN photos ON photos.id = photo_id"
            " JOIN folders ON folders.id = folder_id WHERE folders.path = ?",
            (to_stored(folder),),
        ).fetchall()
        of_it = [(each,) for each, photo in rows if Names([name]).of(from_stored(photo))]
        connection.executemany(
            f"UPDATE sidecars SET mtime_ns = {TO_BE_READ} WHERE photo_id = ?", of_it
        )


def told(connection: Connection, ids: Iterable[int]) -> dict[int, Told]:
    """Id -> what is known of it, of those photos that there are."""
    wanted = json.dumps([int(each) for each in ids])
    by_source = _tags(connection, wanted)
    refused, pending = _refused(connection, wanted), meant.every(connection)
    rows = connection.execute(
        "SELECT id, name_of, s_size, s_time, written, said, caption, file_rating, rating,"
        " owner_rated, EXISTS (SELECT 1 FROM tag_scores WHERE photo_id = id), place,"
        f" {', '.join(Shot._fields + Gear._fields)} FROM"
        " (SELECT photos.*, sidecars.name AS name_of, sidecars.size AS s_size,"
        " sidecars.mtime_ns AS s_time, written, said FROM photos"
        f" LEFT JOIN sidecars ON photo_id = photos.id WHERE photos.id IN {_IDS})",
        (wanted,),
    )
    return {
        row[0]: Told(
            row[0],
            None if row[1] is None else (from_stored(row[1]), row[2], row[3]),
            row[4] or "",
            json.loads(row[5] or "{}"),
            row[6],
            row[7],
            row[8],
            bool(row[9]),
            by_source.get((row[0], "file"), ()),
            by_source.get((row[0], "user"), ()),
            by_source.get((row[0], "auto"), ()),
            refused.get(row[0], ()),
            Shot(*row[12 : -len(Gear._fields)]),
            bool(row[10]),
            pending.get(row[0], {}),
            stored_places.from_lines(row[11]),
            Gear(*row[-len(Gear._fields) :]),
        )
        for row in rows
    }


def _tags(connection: Connection, ids: str) -> dict[tuple[int, str], tuple[str, ...]]:
    rows = connection.execute(
        "SELECT photo_id, source, json_group_array(tags.name) FROM photo_tags"
        f" JOIN tags ON tags.id = tag_id WHERE photo_id IN {_IDS} GROUP BY photo_id, source",
        (ids,),
    )
    return {(photo_id, source): tags.listed(names) for photo_id, source, names in rows}


def _refused(connection: Connection, ids: str) -> dict[int, tuple[str, ...]]:
    rows = connection.execute(
        "SELECT photo_id, json_group_array(tags.name) FROM refused_tags"
        f" JOIN tags ON tags.id = tag_id WHERE photo_id IN {_IDS} GROUP BY photo_id",
        (ids,),
    )
    return {photo_id: tags.listed(names) for photo_id, names in rows}


def retell(connection: Connection, photos: Sequence[Retold]) -> None:
    """Write down what became of photos, inside a transaction."""
    connection.executemany(
        "UPDATE photos SET caption = ?, place = ?, file_rating = ?, rating = ?, owner_rated = ?"
        " WHERE id = ?",
        (
            (
                each.caption,
                stored_places.to_lines(each.place),
                each.file_rating,
                each.rating,
                int(each.owner_rated),
                each.photo_id,
            )
            for each in photos
        ),
    )
    _retake(connection, [each for each in photos if each.shot is not None])
    _equip(connection, [each for each in photos if each.gear is not None])
    _decide(connection, photos)
    tags.follow_files(connection, [(each.photo_id, each.keywords) for each in photos])
    _move_between_albums(connection, photos)
    for each in photos:
        if each.state is None:
            connection.execute("DELETE FROM sidecars WHERE photo_id = ?", (each.photo_id,))
    put_states(
        connection,
        [(each.photo_id, each.state, each.said) for each in photos if each.state is not None],
    )
    words.refresh(connection, [each.photo_id for each in photos])


def _retake(connection: Connection, photos: Sequence[Retold]) -> None:
    """Set when and where photos were taken."""
    for each in photos:
        row = connection.execute("SELECT mtime_ns FROM photos WHERE id = ?", (each.photo_id,))
        shot, (changed,) = each.shot or Shot(), row.fetchone()
        connection.execute(
            f"UPDATE photos SET {', '.join(f'{name} = ?' for name in Shot._fields)}, dated_at = ?"
            " WHERE id = ?",
            (*shot, shot.taken_at or changed_at(changed), each.photo_id),
        )
    # No vector changes, but whoever shows dates and places has to look again.
    embeddings.next_numbers(connection, min(1, len(photos)))


def _equip(connection: Connection, photos: Sequence[Retold]) -> None:
    """Set with what and how photos were taken."""
    connection.executemany(
        f"UPDATE photos SET {', '.join(f'{name} = ?' for name in Gear._fields)} WHERE id = ?",
        ((*(each.gear or Gear()), each.photo_id) for each in photos),
    )
    embeddings.next_numbers(connection, min(1, len(photos)))  # As above.


def put_states(
    connection: Connection, rows: Iterable[tuple[int, SidecarState, dict[str, Any]]]
) -> None:
    """Note as what sidecars were read: the photo, their state, and what is kept of their words."""
    connection.executemany(
        "INSERT INTO sidecars(photo_id, name, size, mtime_ns, said)"
        " SELECT id, ?2, ?3, ?4, ?5 FROM photos WHERE id = ?1"
        " ON CONFLICT(photo_id) DO UPDATE SET name = excluded.name, size = excluded.size,"
        " mtime_ns = excluded.mtime_ns, said = excluded.said",
        (
            (photo_id, to_stored(name), size, mtime_ns, json.dumps(said))
            for photo_id, (name, size, mtime_ns), said in rows
        ),
    )


def put_written(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Note what Shoebox has written into the sidecars of photos: the photo, and the digest."""
    connection.executemany(
        "UPDATE sidecars SET written = ? WHERE photo_id = ?",
        ((digest, photo_id) for photo_id, digest in rows),
    )


def _decide(connection: Connection, photos: Sequence[Retold]) -> None:
    """Give and take away tags, as somebody has in a sidecar."""
    names = [name for each in photos for name in _names(each)]
    ids = tags.ids_of_names(connection, names)
    for each in photos:
        taken = [(each.photo_id, ids[spelling(name)]) for name in each.refuse]
        connection.executemany("INSERT OR IGNORE INTO refused_tags VALUES (?, ?)", taken)
        connection.executemany("DELETE FROM photo_tags WHERE photo_id = ? AND tag_id = ?", taken)
        given = [(each.photo_id, ids[spelling(name)]) for name in each.give]
        allowed = [(each.photo_id, ids[spelling(name)]) for name in each.allow]
        connection.executemany(
            "DELETE FROM refused_tags WHERE photo_id = ? AND tag_id = ?", [*given, *allowed]
        )
        connection.executemany(
            "INSERT OR IGNORE INTO photo_tags(photo_id, tag_id, source) VALUES (?, ?, 'user')",
            given,
        )
        connection.executemany(
            "INSERT OR IGNORE INTO photo_tags(photo_id, tag_id, source, score)"
            " VALUES (?, ?, 'auto', ?)",
            ((each.photo_id, ids[spelling(name)], score) for name, score in each.find),
        )


def _names(photo: Retold) -> list[str]:
    return [*photo.give, *(name for name, _ in photo.find), *photo.refuse, *photo.allow]


def _move_between_albums(connection: Connection, photos: Sequence[Retold]) -> None:
    """Only albums that a person fills: the others know by themselves what is in them."""
    joined = [(each.photo_id, name) for each in photos for name in each.join]
    ids = albums.filled_by_hand(connection, (name for _, name in joined), make=True)
    connection.executemany(
        "INSERT OR IGNORE INTO album_photos(album_id, photo_id, position) VALUES (?1, ?2,"
        " (SELECT coalesce(max(position), 0) + 1 FROM album_photos WHERE album_id = ?1))",
        ((ids[name], photo_id) for photo_id, name in joined if name in ids),
    )
    left = [(each.photo_id, name) for each in photos for name in each.leave]
    ids = albums.filled_by_hand(connection, (name for _, name in left), make=False)
    connection.executemany(
        "DELETE FROM album_photos WHERE album_id = ? AND photo_id = ?",
        ((ids[name], photo_id) for photo_id, name in left if name in ids),
    )
