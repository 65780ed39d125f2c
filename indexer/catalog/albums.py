"""Rows of albums: their names, their queries, and the photos that were put there, in order."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from indexer.catalog.columns import listed
from indexer.catalog.folders import now
from indexer.catalog.matching import fold, spelling
from indexer.catalog.stored_text import without_odd_bytes
from indexer.errors import LibraryError
from indexer.records import Album, SavedCut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.database import Connection

LONGEST_NAME: Final = 200
"""Signs; no list has room for more, and `album:` and the name have to fit into a query."""

_COLUMNS: Final = (
    "SELECT albums.id, name, query, cut, origin, cover_id, pinned, hidden, owner_named,"
    " owner_asked, (SELECT count(*) FROM album_photos WHERE album_id = albums.id) FROM albums"
)


def every(connection: Connection) -> list[Album]:
    """All albums, pinned ones first, then by name."""
    found = [_album(row) for row in connection.execute(_COLUMNS)]
    return sorted(found, key=lambda album: (not album.pinned, fold(album.name), album.name))


def one(connection: Connection, album_id: int) -> Album:
    """The album with an id.

    Raises:
        LibraryError: There is none.
    """
    row = connection.execute(f"{_COLUMNS} WHERE albums.id = ?", (album_id,)).fetchone()
    if row is None:
        raise LibraryError("That album is not there any more.")
    return _album(row)


def named(connection: Connection, name: str) -> list[Album]:
    """The albums that a name means."""
    known = connection.execute("SELECT id, name FROM albums").fetchall()
    return [one(connection, each) for each in meant(name, known)]


def meant(name: str, known: Iterable[tuple[int, str]]) -> list[int]:
    """Which of some albums a name means: in capitals or not; where none fits, without accents.

    Args:
        name: As it was typed.
        known: Id and name of each album.
    """
    name, known = without_odd_bytes(name), list(known)
    # SQLite knows the capitals of ASCII alone.
    same = [album_id for album_id, other in known if spelling(other) == spelling(name)]
    return same or [album_id for album_id, other in known if fold(other) == fold(name)]


def insert(connection: Connection, album: Album) -> int:
    """Put a new album in, without photos; its id, whatever the one that it has here."""
    album_id = _new_id(connection)
    connection.execute(
        "INSERT INTO albums(id, name, query, cut, origin, cover_id, pinned, hidden, owner_named,"
        " owner_asked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (album_id, *_values(album)),
    )
    return album_id


def renew(connection: Connection, album: Album) -> None:
    """Write an album's row anew; its photos stay."""
    connection.execute(
        "UPDATE albums SET name = ?, query = ?, cut = ?, origin = ?, cover_id = ?, pinned = ?,"
        " hidden = ?, owner_named = ?, owner_asked = ? WHERE id = ?",
        (*_values(album), album.id),
    )


def delete(connection: Connection, ids: Iterable[int]) -> None:
    """Take albums away; their photos stay in the library."""
    connection.executemany("DELETE FROM albums WHERE id = ?", ((each,) for each in ids))


def free_name(connection: Connection, name: str, *, of: int | None = None) -> str:
    """A name as it is kept: in one line, without blanks at its ends.

    Args:
        connection: To the catalog.
        name: As it was typed.
        of: The id of the album that may have it already.

    Raises:
        LibraryError: It is blank, too long, or another album's.
    """
    line = "".join(sign if sign.isprintable() else " " for sign in without_odd_bytes(name))
    clean = " ".join(line.split())
    if not clean:
        raise LibraryError("An album needs a name.")
    if len(clean) > LONGEST_NAME:
        raise LibraryError(f"A name of {len(clean):,} signs is too long: {LONGEST_NAME} will do.")
    for other in named(connection, clean):
        if other.id != of and spelling(other.name) == spelling(clean):
            hidden = ", which is hidden" if other.hidden else ""
            raise LibraryError(f"There is an album “{other.name}” already{hidden}.")
    return clean


# -- photos that were put there -------------------------------------------------------------------


def photo_ids(connection: Connection, album_id: int) -> list[int]:
    """The ids of the photos of an album, in its order."""
    rows = connection.execute(
        "SELECT photo_id FROM album_photos WHERE album_id = ? ORDER BY position, photo_id",
        (album_id,),
    )
    return [row[0] for row in rows]


def added_at(connection: Connection, album_id: int, photo_id: int) -> str | None:
    """When a photo was put into an album, UTC, ISO 8601; None where that was not noted."""
    row = connection.execute(
        "SELECT added_at FROM album_photos WHERE album_id = ? AND photo_id = ?",
        (album_id, photo_id),
    ).fetchone()
    return None if row is None else row[0]


def arrange(connection: Connection, album_id: int, ids: Sequence[int]) -> int:
    """Have an album hold these photos in this order; those that are not there any more stay out.

    Returns:
        How many of them it did not hold before.
    """
    there = connection.execute(
        "SELECT id FROM photos WHERE id IN (SELECT value FROM json_each(?))", (listed(ids),)
    )
    real = {row[0] for row in there}
    wanted = [each for each in dict.fromkeys(ids) if each in real]
    held = set(photo_ids(connection, album_id))
    connection.executemany(
        "DELETE FROM album_photos WHERE album_id = ? AND photo_id = ?",
        ((album_id, each) for each in held.difference(wanted)),
    )
    moment = now()
    connection.executemany(
        "INSERT INTO album_photos(album_id, photo_id, position, added_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET position = excluded.position"
        " WHERE position <> excluded.position",
        ((album_id, each, at, moment) for at, each in enumerate(wanted)),
    )
    return len(set(wanted) - held)


def _album(row: tuple[Any, ...]) -> Album:
    album_id, name, query, cut, origin, cover_id, pinned, hidden, named_by, asked_by, held = row
    return Album(
        album_id,
        name,
        query,
        _cut(cut),
        origin,
        cover_id,
        pinned=bool(pinned),
        hidden=bool(hidden),
        owner_named=bool(named_by),
        owner_asked=bool(asked_by),
        held=held,
    )


def _values(album: Album) -> tuple[object, ...]:
    cut = json.dumps(asdict(album.cut)) if album.query is not None else ""
    flags = (album.pinned, album.hidden, album.owner_named, album.owner_asked)
    return (album.name, album.query, cut, album.origin, album.cover_id, *map(int, flags))


def _cut(stored: str) -> SavedCut:
    return SavedCut(**json.loads(stored)) if stored else SavedCut()


def _new_id(connection: Connection) -> int:
    """An id that no album has or had, as far as edits know: they bring albums back by their ids."""
    row = connection.execute(
        "SELECT max(id) FROM (SELECT id FROM albums UNION ALL"
        " SELECT json_extract(coalesce(row_before, row_after), '$.id') FROM edit_rows"
        " WHERE of_table = 'albums')"
    ).fetchone()
    return 1 + (row[0] or 0)
