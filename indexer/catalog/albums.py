"""Rows of albums: their names, their queries, and the photos that were put there, in order."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from itertools import chain, count
from typing import TYPE_CHECKING, Any, Final

from indexer.catalog import embeddings
from indexer.catalog.columns import listed
from indexer.catalog.folders import now
from indexer.catalog.matching import fold, spelling
from indexer.catalog.stored_text import without_odd_bytes
from indexer.errors import LibraryError
from indexer.records import Album, SavedCut

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from indexer.database import Connection
    from indexer.records import AutoAlbum

LONGEST_NAME: Final = 200
"""Signs; no list has room for more, and `album:` and the name have to fit into a query."""

_COVER: Final = "(SELECT id FROM photos WHERE id = ?)"
"""A cover that was forgotten since it was chosen is none."""

_COLUMNS: Final = (
    "SELECT albums.id, name, query, cut, origin, cover_id, pinned, hidden, owner_named,"
    " owner_asked, owner_covered,"
    " (SELECT count(*) FROM album_photos WHERE album_id = albums.id) FROM albums"
)


def every(connection: Connection) -> list[Album]:
    """All albums: pinned ones first, then a person's own by name, then Shoebox's, kind by kind.

    Of these, years and events come with the latest first.
    """
    found = [_album(row) for row in connection.execute(_COLUMNS)]
    found.sort(key=lambda album: (fold(album.name), album.name))
    found.sort(key=lambda album: album.origin or "" if _is_of_a_time(album) else "", reverse=True)
    return sorted(found, key=lambda album: (not album.pinned, _kind_of(album)))


def _kind_of(album: Album) -> str:
    """The name of its kind, by which they are sorted; a person's own have none and come first."""
    return (album.origin or "").partition(":")[0]


def _is_of_a_time(album: Album) -> bool:
    return (album.origin or "").startswith(("event:", "year:"))


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
        f" owner_asked, owner_covered) VALUES (?, ?, ?, ?, ?, {_COVER}, ?, ?, ?, ?, ?)",
        (album_id, *_values(album)),
    )
    return album_id


def renew(connection: Connection, album: Album) -> None:
    """Write an album's row anew; its photos stay."""
    connection.execute(
        f"UPDATE albums SET name = ?, query = ?, cut = ?, origin = ?, cover_id = {_COVER},"
        " pinned = ?, hidden = ?, owner_named = ?, owner_asked = ?, owner_covered = ? WHERE id = ?",
        (*_values(album), album.id),
    )


def filled_by_hand(connection: Connection, names: Iterable[str], *, make: bool) -> dict[str, int]:
    """Name -> the album of a person's own photos that has it.

    Args:
        connection: To the catalog.
        names: As they come from elsewhere. Those that will not do are left out, and those of albums
            that keep themselves.
        make: Whether an album is made where none has the name.
    """
    if not (names := list(names)):
        return {}
    rows = connection.execute("SELECT name, id, query FROM albums")
    known = {spelling(name): (album_id, query is None) for name, album_id, query in rows}
    found = {}
    for name in names:
        try:
            clean = clean_name(name)
        except LibraryError:
            continue
        if make and spelling(clean) not in known:
            known[spelling(clean)] = insert(connection, Album(0, clean)), True
        album_id, is_by_hand = known.get(spelling(clean), (0, False))
        if is_by_hand:
            found[name] = album_id
    return found


def delete(connection: Connection, ids: Iterable[int]) -> None:
    """Take albums away; their photos stay in the library."""
    connection.executemany("DELETE FROM albums WHERE id = ?", ((each,) for each in ids))


def clean_name(name: str) -> str:
    """A name as it is kept: in one line, one blank between words and none at its ends.

    Raises:
        LibraryError: It is blank or too long.
    """
    line = "".join(sign if sign.isprintable() else " " for sign in without_odd_bytes(name))
    clean = " ".join(line.split())
    if not clean:
        raise LibraryError("An album needs a name.")
    if len(clean) > LONGEST_NAME:
        raise LibraryError(f"A name of {len(clean):,} signs is too long: {LONGEST_NAME} will do.")
    return clean


def free_name(connection: Connection, name: str, *, of: int | None = None) -> str:
    """A name as it is kept, see `clean_name`.

    Args:
        connection: To the catalog.
        name: As it was typed.
        of: The id of the album that may have it already.

    Raises:
        LibraryError: It is blank, too long, or another album's.
    """
    clean = clean_name(name)
    for other in named(connection, clean):
        if other.id != of and spelling(other.name) == spelling(clean):
            hidden = ", which is hidden" if other.hidden else ""
            raise LibraryError(f"There is an album “{other.name}” already{hidden}.")
    return clean


# -- those that Shoebox makes by itself -----------------------------------------------------------


def state(connection: Connection) -> str:
    """What albums are made of, in short: the last change, the photos, the tags, the last edit."""
    asked = (
        "SELECT count(*) FROM photos",
        "SELECT count(*) FROM photo_tags",
        "SELECT total(score) FROM photo_tags",
        "SELECT coalesce(max(id), 0) FROM edits",
        "SELECT total(undone) FROM edits",
    )
    counted = (connection.execute(each).fetchone()[0] for each in asked)
    return ",".join(map(str, (embeddings.last_number(connection), *counted)))


def follow_auto(connection: Connection, wanted: Sequence[AutoAlbum]) -> int:
    """Bring Shoebox's own albums to what they shall be, but for what a person did to them.

    Returns:
        How many have come, gone or changed.
    """
    before = every(connection)
    origins = {each.origin for each in wanted}
    gone = [each for each in before if _is_ours(each) and each.origin not in origins]
    delete(connection, (album.id for album in gone if not album.touched))
    left = [album for album in before if album.touched or album not in gone]
    renewed = [album for album in _followed(left, wanted) if album not in left]
    # Two of them may change names with each other.
    connection.executemany(
        "UPDATE albums SET name = '/' || id WHERE id = ?", ((album.id,) for album in renewed)
    )
    for album in renewed:
        renew(connection, album) if album.id else insert(connection, album)
    return len(before) - len(left) + len(renewed)


def _is_ours(album: Album) -> bool:
    return album.origin is not None


def _followed(albums: Sequence[Album], wanted: Sequence[AutoAlbum]) -> Iterator[Album]:
    """Each wanted album as it shall be kept; a new one has no id yet."""
    known = {album.origin: album for album in albums if _is_ours(album)}
    following = {each.origin for each in wanted}
    taken = {
        spelling(album.name)
        for album in albums
        if album.owner_named or album.origin not in following
    }
    for each in wanted:
        album = known.get(each.origin) or Album(0, "", "", SavedCut(sort="date"), each.origin)
        name = album.name if album.owner_named else _unlike(each, taken)
        taken.add(spelling(name))
        own_cover = album.owner_covered and album.cover_id is not None
        yield replace(
            album,
            name=name,
            query=album.query if album.owner_asked else each.query,
            cover_id=album.cover_id if own_cover else each.cover_id or album.cover_id,
            owner_covered=own_cover,
        )


def _unlike(album: AutoAlbum, taken: Collection[str]) -> str:
    """The name of an album, or one like it that no other has."""
    name, kind = album.name[:LONGEST_NAME], album.origin.partition(":")[0]
    others = (f" ({kind} {number})" for number in count(2))
    return _first_free(name, chain(("", f" ({kind})"), others), taken)


def unlike_others(connection: Connection, name: str, album_id: int) -> str:
    """The name of an album that comes back, or one like it where another has it by now."""
    known = connection.execute("SELECT name FROM albums WHERE id <> ?", (album_id,))
    tails = chain(("",), (f" ({number})" for number in count(2)))
    return _first_free(name, tails, {spelling(row[0]) for row in known})


def _first_free(name: str, tails: Iterable[str], taken: Collection[str]) -> str:
    return next(free for tail in tails if spelling(free := name + tail) not in taken)


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
    album_id, name, query, cut, origin, cover_id, *flags, held = row
    pinned, hidden, owner_named, owner_asked, owner_covered = map(bool, flags)
    return Album(
        album_id,
        name,
        query,
        _cut(cut),
        origin,
        cover_id,
        pinned=pinned,
        hidden=hidden,
        owner_named=owner_named,
        owner_asked=owner_asked,
        owner_covered=owner_covered,
        held=held,
    )


def _values(album: Album) -> tuple[object, ...]:
    cut = json.dumps(asdict(album.cut)) if album.query is not None else ""
    owned = (album.owner_named, album.owner_asked, album.owner_covered)
    flags = map(int, (album.pinned, album.hidden, *owned))
    return (album.name, album.query, cut, album.origin, album.cover_id, *flags)


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
