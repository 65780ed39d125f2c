"""Rows of edits: what a person changed, row by row, so that it can be undone and done again.

While an edit is made, triggers of this connection alone note each row before and after, as SQLite's
own page on undo does ("Automatic Undo/Redo Using SQLite"). A row that speaks of a photo which was
forgotten meanwhile stays away when its edit is undone. Lines of the owner's file of tags are noted
beside the rows; who undoes an edit puts those back himself (`indexer.tags.undoing`).
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from indexer.catalog import albums, tags, words
from indexer.catalog.folders import now

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from indexer.database import Connection

MOST_KEPT: Final = 200
"""Edits that can be undone; older ones are forgotten."""

MOST_ROWS: Final = 2_000_000
"""Rows of all edits together, about 160 MB (530,000 took 42); the last edit stays in any case."""

_KEYS: Final = {
    "photo_tags": ("photo_id", "tag_id", "source"),
    "refused_tags": ("photo_id", "tag_id"),
    "albums": ("id",),
    "album_photos": ("album_id", "photo_id"),
    "photos": ("id",),
}
"""Table -> what tells its rows apart."""

_ROW: Final = "coalesce(row_before, row_after)"

_UNSAID: Final = (
    (
        "('photo_tags', 'refused_tags')",
        "$.photo_id",
        "NOT EXISTS (SELECT 1 FROM photo_tags WHERE photo_id = now AND source = 'user'"
        f" AND tag_id = json_extract({_ROW}, '$.tag_id')) AND NOT EXISTS (SELECT 1"
        " FROM refused_tags WHERE photo_id = now"
        f" AND tag_id = json_extract({_ROW}, '$.tag_id'))",
    ),
    (
        "('album_photos')",
        "$.photo_id",
        "NOT EXISTS (SELECT 1 FROM album_photos WHERE photo_id = now"
        f" AND album_id = json_extract({_ROW}, '$.album_id'))",
    ),
    (
        "('photos')",
        "$.id",
        "EXISTS (SELECT 1 FROM photos WHERE id = now AND NOT CASE WHEN"
        " json_extract(row_before, '$.favourite') <> json_extract(row_after, '$.favourite')"
        " THEN favourite ELSE owner_rated END)",
    ),
)
"""Where the rows of some tables tell of which photo they speak, and when the photo that it is `now`
has no word of its owner yet about the same: what was said of this one is not for them to undo."""

_LINES: Final = "tag_lines"
"""Stands for the table in the rows of an edit that tell of lines in the owner's file of tags."""

_OF_PHOTOS: Final = ("rating", "owner_rated", "favourite")
"""What of a photo's own row a person changes."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person did at one time.

    Attributes:
        id: Grows from edit to edit.
        title: What it was, in a few words: "Add “dog” to 12 photos".
        made_at: When, ISO 8601 in UTC.
    """

    id: int
    title: str
    made_at: str


@dataclass(frozen=True, slots=True)
class TypedLines:
    """Lines of the owner's file of tags, before an edit and after it.

    Attributes:
        file: The file, as the library's setting names it.
        start: The first of them, counted from 0.
        before: The lines with their ends; "" for none.
        after: What stood there then.
        begins: Whether the library, untagged before, was tagged from then on with these alone.
    """

    file: str
    start: int
    before: str
    after: str
    begins: bool = False


@contextmanager
def recorded(connection: Connection, title: str) -> Iterator[int]:
    """Note all that the block changes as one edit; one that changes nothing is none.

    Args:
        connection: Inside a transaction.
        title: What it is, in a few words.

    Yields:
        The id of the edit.
    """
    made = connection.execute(
        "INSERT INTO edits(title, made_at) VALUES (?, ?) RETURNING id", (title, now())
    )
    edit_id = int(made.fetchone()[0])
    _watch(connection, edit_id)
    try:
        yield edit_id
    finally:
        _stop_watching(connection)
    noted = connection.execute("SELECT 1 FROM edit_rows WHERE edit_id = ? LIMIT 1", (edit_id,))
    if noted.fetchone() is None:
        connection.execute("DELETE FROM edits WHERE id = ?", (edit_id,))
        return
    # What was undone cannot be done again on top of something else.
    connection.execute("DELETE FROM edits WHERE undone = 1")
    connection.execute(
        "DELETE FROM edits WHERE id <= (SELECT id FROM edits ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (MOST_KEPT,),
    )
    # The rows of an edit are counted from 1: to look at the last of each is enough.
    connection.execute(
        "DELETE FROM edits WHERE id <> ?1 AND id IN (SELECT id FROM (SELECT id, sum("
        "(SELECT max(position) FROM edit_rows WHERE edit_id = edits.id))"
        " OVER (ORDER BY id DESC) AS in_all FROM edits) WHERE in_all > ?2)",
        (edit_id, MOST_ROWS),
    )


def note_lines(connection: Connection, edit_id: int, lines: TypedLines) -> None:
    """Note that an edit changes lines of the owner's file of tags, inside `recorded`."""
    before = {
        "file": lines.file,
        "start": lines.start,
        "lines": lines.before,
        "begins": lines.begins,
    }
    connection.execute(
        "INSERT INTO edit_rows(edit_id, position, of_table, row_before, row_after)"
        " SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3, ?4 FROM edit_rows WHERE edit_id = ?1",
        (edit_id, _LINES, json.dumps(before), json.dumps({"lines": lines.after})),
    )


def lines_of(connection: Connection, edit_id: int) -> TypedLines | None:
    """The lines of the owner's file of tags that an edit changed; None where it changed none."""
    row = connection.execute(
        "SELECT row_before, row_after FROM edit_rows WHERE edit_id = ? AND of_table = ?",
        (edit_id, _LINES),
    ).fetchone()
    if row is None:
        return None
    before, after = map(json.loads, row)
    return TypedLines(
        before["file"], before["start"], before["lines"], after["lines"], bool(before.get("begins"))
    )


def latest(connection: Connection, *, undone: bool) -> Edit | None:
    """The edit that would be undone next, or else the one that would be done again."""
    order = "ASC" if undone else "DESC"
    row = connection.execute(
        f"SELECT id, title, made_at FROM edits WHERE undone = ? ORDER BY id {order} LIMIT 1",
        (int(undone),),
    ).fetchone()
    return None if row is None else Edit(*row)


def put_back(connection: Connection, edit: Edit, *, undo: bool) -> list[int]:
    """Set all rows of an edit to what they were before it, or after it.

    Args:
        connection: Inside a transaction.
        edit: The edit.
        undo: Whether to go back; else it is done again.

    Returns:
        The ids of the photos that it is about.
    """
    wanted, order = ("row_before", "DESC") if undo else ("row_after", "ASC")
    other = "row_after" if undo else "row_before"
    rows = connection.execute(
        f"SELECT of_table, {wanted}, {other} FROM edit_rows WHERE edit_id = ? AND of_table <> ?"
        f" ORDER BY position {order}",
        (edit.id, _LINES),
    ).fetchall()
    # An album comes back after its photos, as it went before them.
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for table, to, now_there in rows:
        _set_row(connection, table, _read(to), _read(now_there))
    connection.execute("UPDATE edits SET undone = ? WHERE id = ?", (int(undo), edit.id))
    about = sorted({photo for row in rows for photo in _photos_of(row[0], row[1] or row[2])})
    words.refresh(connection, about)
    if any(table == "photo_tags" for table, _, _ in rows):
        tags.note_change(connection)
    return about


def follow_photos(connection: Connection, ids: Mapping[int, int]) -> None:
    """Let edits speak of photos by the ids that they have now, before these are given anything.

    A row about what the owner has said of the photo of that id already speaks of it no more: its
    own edits tell of that.

    Args:
        connection: Inside a transaction.
        ids: The id that an edit may know -> the one of the same photo now.
    """
    connection.execute("CREATE TEMP TABLE known_as(before INTEGER PRIMARY KEY, now INTEGER)")
    try:
        connection.executemany("INSERT INTO temp.known_as VALUES (?, ?)", ids.items())
        for tables, key, unsaid in _UNSAID:
            connection.execute(
                "UPDATE edit_rows SET row_before = json_set(row_before, ?1, now),"
                " row_after = json_set(row_after, ?1, now) FROM temp.known_as"
                f" WHERE of_table IN {tables} AND before = json_extract({_ROW}, ?1) AND {unsaid}",
                (key,),
            )
        for side in ("row_before", "row_after"):
            connection.execute(
                f"UPDATE edit_rows SET {side} = json_set({side}, '$.cover_id', now)"
                " FROM temp.known_as WHERE of_table = 'albums'"
                f" AND before = json_extract({side}, '$.cover_id')"
            )
    finally:
        connection.execute("DROP TABLE temp.known_as")


def _read(row: str | None) -> dict[str, Any] | None:
    return None if row is None else json.loads(row)


def _photos_of(table: str, row: str) -> list[int]:
    if table == "albums":
        return []
    return [json.loads(row)["id" if table == "photos" else "photo_id"]]


def _set_row(
    connection: Connection, table: str, to: dict[str, Any] | None, before: dict[str, Any] | None
) -> None:
    """Bring one row to what it shall be; None where there shall be none."""
    if to is None:
        assert before is not None
        connection.execute(
            f"DELETE FROM {table} WHERE {_same(table)}", [before[key] for key in _KEYS[table]]
        )
    elif before is not None:
        _update(connection, table, _writable(connection, table, to), before)
    elif "photo_id" not in to or _is_there(connection, to["photo_id"]):
        _insert(connection, table, _writable(connection, table, to))


def _insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    signs = ", ".join("?" for _ in row)
    connection.execute(
        f"INSERT OR {_where_taken(table)} INTO {table}({', '.join(row)}) VALUES ({signs})",
        list(row.values()),
    )


def _update(connection: Connection, table: str, to: dict[str, Any], before: dict[str, Any]) -> None:
    keys = _KEYS[table]
    # Only what the edit changed, as a photo may have got the rest since. An id that is set, even
    # to itself, has every index of its table written anew, too.
    values = {name: to[name] for name in to if to[name] != before[name]}
    if not values:
        return
    changes = ", ".join(f"{name} = ?" for name in values)
    connection.execute(
        f"UPDATE OR {_where_taken(table)} {table} SET {changes} WHERE {_same(table)}",
        [*values.values(), *(before[key] for key in keys)],
    )


def _where_taken(table: str) -> str:
    """What becomes of a row whose place is taken; an album pushed aside would not come back."""
    return "IGNORE" if table == "albums" else "REPLACE"


def _writable(connection: Connection, table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as it may be written: an album outlives its cover, and takes no other one's name."""
    if table != "albums":
        return row
    name = albums.unlike_others(connection, row["name"], row["id"])
    cover = row["cover_id"]
    if cover is not None and not _is_there(connection, cover):
        cover = None
    return {**row, "name": name, "cover_id": cover}


def _is_there(connection: Connection, photo_id: int) -> bool:
    found = connection.execute("SELECT 1 FROM photos WHERE id = ?", (photo_id,)).fetchone()
    return found is not None


def _same(table: str) -> str:
    return " AND ".join(f"{key} = ?" for key in _KEYS[table])


# -- noting ---------------------------------------------------------------------------------------


def _watch(connection: Connection, edit_id: int) -> None:
    for table in _KEYS:
        columns = _columns(connection, table)
        for event, before, after in (
            ("INSERT", None, "NEW"),
            ("UPDATE", "OLD", "NEW"),
            ("DELETE", "OLD", None),
        ):
            if table == "photos" and event != "UPDATE":
                continue  # Photos come and go with their files, not by an edit.
            changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns)
            when = f" WHEN {changed}" if event == "UPDATE" else ""
            connection.execute(
                f"CREATE TEMP TRIGGER {_name(table, event)} AFTER {event} ON main.{table}{when}"
                " BEGIN"
                " INSERT INTO edit_rows(edit_id, position, of_table, row_before, row_after)"
                f" SELECT {edit_id}, coalesce(max(position), 0) + 1, '{table}',"
                f" {_told(before, columns)}, {_told(after, columns)}"
                f" FROM edit_rows WHERE edit_id = {edit_id}; END"
            )


def _stop_watching(connection: Connection) -> None:
    for table in _KEYS:
        for event in ("INSERT", "UPDATE", "DELETE"):
            connection.execute(f"DROP TRIGGER IF EXISTS temp.{_name(table, event)}")


def _name(table: str, event: str) -> str:
    return f"noted_{table}_{event.lower()}"


def _columns(connection: Connection, table: str) -> tuple[str, ...]:
    if table == "photos":
        return ("id", *_OF_PHOTOS)
    return tuple(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))


def _told(moment: str | None, columns: tuple[str, ...]) -> str:
    if moment is None:
        return "NULL"
    return "json_object(" + ", ".join(f"'{name}', {moment}.{name}" for name in columns) + ")"
