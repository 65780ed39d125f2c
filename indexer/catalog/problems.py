"""Rows of what was seen and is no photo: files with a problem, files and folders ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.catalog.stored_text import (
    IN_FOLDER,
    StoredText,
    from_stored,
    in_folder,
    to_stored,
)
from indexer.records import Problem
from indexer.scan import KnownFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from indexer.database import Connection
    from indexer.scan import Ignored, SeenFile, Unreadable

RETRIED: Final = "problems_retried"
"""The setting that tells when somebody last asked for the unreadable files to be read again."""

_PUT = (
    "INSERT INTO problems(path, reason, since, size, mtime_ns) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT(path) DO UPDATE SET reason = excluded.reason, size = excluded.size,"
    " mtime_ns = excluded.mtime_ns"
)


def every(connection: Connection) -> list[Problem]:
    """All problems by path."""
    rows = connection.execute("SELECT path, reason, since FROM problems ORDER BY path")
    return [Problem(from_stored(row[0]), row[1], row[2]) for row in rows]


def known_files(
    connection: Connection, root: str, photos: Mapping[str, KnownFile]
) -> dict[str, KnownFile]:
    """Path -> size and time of each unreadable file below `root`, with the id of its photo."""
    rows = connection.execute(
        f"SELECT path, size, mtime_ns FROM problems WHERE size IS NOT NULL AND {IN_FOLDER}",
        in_folder(root),
    )
    known = {}
    for stored, size, mtime_ns in rows:
        path = from_stored(stored)
        photo = photos.get(path)
        known[path] = KnownFile(
            None if photo is None else photo.photo_id,
            size,
            mtime_ns,
            None if photo is None else photo.sidecars,
        )
    return known


def put(connection: Connection, found: Iterable[tuple[SeenFile, str]], *, now: str) -> None:
    """Note why each file could not be read; `since` stays that of the first time."""
    connection.executemany(
        _PUT,
        ((to_stored(file.path), reason, now, file.size, file.mtime_ns) for file, reason in found),
    )


def note(connection: Connection, rows: Iterable[tuple[StoredText, str, str]]) -> None:
    """Note what is wrong with folders: path, reason, and since when."""
    connection.executemany(_PUT, ((*row, None, None) for row in rows))


def clear(connection: Connection, paths: Iterable[str]) -> None:
    """Forget the problems at these paths."""
    connection.executemany(
        "DELETE FROM problems WHERE path = ?", ((to_stored(path),) for path in paths)
    )


def try_again(connection: Connection, paths: Iterable[str] | None = None) -> int:
    """Have the next look read files anew that could not be read, all or some; how many they are."""
    # No file has that time, so that each is taken for one that has changed.
    change = "UPDATE problems SET mtime_ns = -1 WHERE size IS NOT NULL"
    if paths is None:
        return connection.execute(change).rowcount
    some = ((to_stored(path),) for path in paths)
    return connection.executemany(f"{change} AND path = ?", some).rowcount


def clear_in(connection: Connection, root: str) -> None:
    """Forget all that was no photo below `root`."""
    connection.execute(f"DELETE FROM problems WHERE {IN_FOLDER}", in_folder(root))
    connection.execute(f"DELETE FROM ignored WHERE {IN_FOLDER}", in_folder(root))


def replace_unreadable(
    connection: Connection, root: str, rows: Iterable[Unreadable], *, now: str
) -> None:
    """Set the folders below `root` that could not be listed, to what this scan found."""
    # Folders have no size: this is how they are told from files.
    since = dict(
        connection.execute(
            f"DELETE FROM problems WHERE size IS NULL AND {IN_FOLDER} RETURNING path, since",
            in_folder(root),
        ).fetchall()
    )
    stored = [(to_stored(row.path), row.reason) for row in rows]
    note(connection, ((path, reason, since.get(path, now)) for path, reason in stored))


def every_ignored(connection: Connection) -> list[tuple[str, str]]:
    """Return path and rule of all that is ignored, by path."""
    rows = connection.execute("SELECT path, rule FROM ignored ORDER BY path")
    return [(from_stored(path), str(rule)) for path, rule in rows]


def replace_ignored(connection: Connection, root: str, rows: Iterable[Ignored]) -> None:
    """Set what is ignored below `root`, to what this scan found; equal rows are left alone."""
    found = {to_stored(row.path): row.rule for row in rows}
    below = connection.execute(f"SELECT path, rule FROM ignored WHERE {IN_FOLDER}", in_folder(root))
    known = dict(below.fetchall())
    connection.executemany(
        "DELETE FROM ignored WHERE path = ?", ((path,) for path in known.keys() - found.keys())
    )
    connection.executemany(
        "INSERT INTO ignored(path, rule) VALUES (?, ?)"
        " ON CONFLICT(path) DO UPDATE SET rule = excluded.rule",
        found.items() - known.items(),
    )
