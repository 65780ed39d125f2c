"""The small and the large preview of each photo, in one SQLite file that may be thrown away.

A cache: a file that is missing or broken is made anew by whoever writes, and is empty to whoever
reads. What a preview looks like is decided in `decode`; that none is missing, by `library`.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Final

from indexer.database import LAST_ID, Database, told_kindly
from indexer.decode import LARGE, SMALL
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["LARGE", "SMALL", "Previews"]

FORMAT: Final = 1
"""`PRAGMA user_version` of a file with these tables; any other is made anew."""

_TABLES: Final = (
    # Three tables, so that the keys of 100,000 photos are 3 MB in one place, and that scrolling
    # reads small pictures that lie side by side.
    "CREATE TABLE photos (photo_id INTEGER PRIMARY KEY, content_key BLOB NOT NULL)",
    "CREATE TABLE small (photo_id INTEGER PRIMARY KEY, picture BLOB NOT NULL)",
    "CREATE TABLE large (photo_id INTEGER PRIMARY KEY, picture BLOB NOT NULL)",
)
_DAMAGE: Final = {11, 26}
"""SQLITE_CORRUPT and SQLITE_NOTADB."""
_AT_ONCE: Final = 500


class Previews:
    """The previews of a library; safe for several threads and processes.

    Make one with `open`.
    """

    def __init__(self, path: Path, *, write: bool) -> None:
        self._path = path
        self._write = write
        self._database = Database(path, write=write, durable=False)
        self._file: tuple[int, int] | None = None
        self._lock = RLock()

    @classmethod
    def open(cls, path: Path, *, write: bool = False) -> Previews:
        """Open the file of previews, for writing by one process or reading by any number.

        Raises:
            LibraryError: The disk refuses, in one sentence.
        """
        previews = cls(path, write=write)
        if write and previews._version() != FORMAT:
            previews._begin_anew()
        return previews

    def put(self, rows: Iterable[tuple[int, bytes, bytes, bytes | None]]) -> None:
        """Keep the previews of some photos: id, content key, small, large or None."""
        rows = list(rows)
        with self._lock:
            try:
                self._put(rows)
            except LibraryError as error:
                if not _is_damage(error):
                    raise
                self._begin_anew()
                self._put(rows)

    def small(self, photo_id: int) -> bytes | None:
        """Return the small preview as JPEG, or None where there is none (yet)."""
        return self.small_many([photo_id]).get(photo_id)

    def small_many(self, ids: Sequence[int]) -> dict[int, bytes]:
        """Return the small previews of those photos that have one."""
        found: dict[int, bytes] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            asked = f"SELECT photo_id, picture FROM small WHERE photo_id IN ({marks})"
            found.update(self._read(asked, some))
        return found

    def large(self, photo_id: int) -> bytes | None:
        """Return the large preview as JPEG; the small one, where that shows the whole picture."""
        found = dict(
            self._read("SELECT photo_id, picture FROM large WHERE photo_id = ?", [photo_id])
        )
        return found.get(photo_id) or self.small(photo_id)

    def remove(self, ids: Iterable[int]) -> None:
        """Forget the previews of some photos."""
        rows = [(photo_id,) for photo_id in ids]
        if not rows:
            return
        with self._lock, self._database.transaction() as connection:
            for table in ("photos", "small", "large"):
                connection.executemany(f"DELETE FROM {table} WHERE photo_id = ?", rows)

    def keys(self, *, after: int = -1, until: int = LAST_ID) -> dict[int, bytes]:
        """Return the content key for which each photo's previews were made, of all or some ids."""
        asked = "SELECT photo_id, content_key FROM photos WHERE photo_id > ? AND photo_id <= ?"
        return dict(self._read(asked, [after, until]))

    def check(self) -> list[str]:
        """Return what is wrong with the file, one sentence each; nothing, if there is none yet."""
        try:
            with self._database.connection() as connection:
                told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
        except LibraryError as error:
            return [str(error)] if self._path.exists() else []
        return [] if told == ["ok"] else [f"previews.db: {line}" for line in told]

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _put(self, rows: Sequence[tuple[int, bytes, bytes, bytes | None]]) -> None:
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO photos VALUES (?, ?)", [(row[0], row[1]) for row in rows]
            )
            connection.executemany(
                "INSERT OR REPLACE INTO small VALUES (?, ?)", [(row[0], row[2]) for row in rows]
            )
            connection.executemany(
                "DELETE FROM large WHERE photo_id = ?", [(row[0],) for row in rows]
            )
            connection.executemany(
                "INSERT INTO large VALUES (?, ?)", [(row[0], row[3]) for row in rows if row[3]]
            )

    def _read(self, question: str, values: Sequence[int]) -> list[tuple[int, bytes]]:
        with self._lock:
            self._follow_the_file()
            if self._file is None:
                return []
            try:
                with self._database.connection() as connection:
                    return connection.execute(question, list(values)).fetchall()
            except LibraryError as error:
                if _is_damage(error) or not self._path.exists():
                    return []
                raise

    def _follow_the_file(self) -> None:
        """Notice that the writer has made the file, or made it anew, since the last question."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return
        file = (status.st_dev, status.st_ino)
        if file == self._file:
            return
        if not self._write:
            self._database.close()
            self._database = Database(self._path, write=False)
        self._file = file if self._version() == FORMAT else None

    def _version(self) -> int | None:
        """Return the format of the file; None if it is missing or damaged."""
        try:
            with self._database.connection() as connection:
                version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        except LibraryError as error:
            if _is_damage(error) or not self._path.exists():
                return None
            raise
        return version

    def _begin_anew(self) -> None:
        """Put an empty file in place of what is there, at once: no reader sees half of it."""
        self._database.close()
        new = self._path.with_name(f"{self._path.name}-new")
        _remove(new)
        database = Database(new, write=True, durable=False)
        with database.transaction() as connection:
            for table in _TABLES:
                connection.execute(table)
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        database.close()  # Which also folds its log into it.
        with told_kindly(self._path):
            _remove(self._path)
            new.replace(self._path)
        self._database = Database(self._path, write=True, durable=False)


def _remove(path: Path) -> None:
    """Remove a database with what SQLite keeps beside it."""
    for suffix in ("-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _is_damage(error: LibraryError) -> bool:
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF in _DAMAGE
