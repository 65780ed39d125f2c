"""A damaged catalog, saved into a new file as far as SQLite reaches; the old one is kept.

    shapes    which tables there are
    reading   all rows that can be read, and the gaps between them
    filling   what stood in the gaps, from the indexes and the newest backup

Words are made again from the rest; vectors and previews that are lost, by the next ingest.
"""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer import migrations
from indexer.backups import keep_bytes, put_in_place
from indexer.copies import DAMAGED, beyond_reading, list_backups
from indexer.database import DamagedError, Database, Error, Misfit, Ruin
from indexer.library import CATALOG, write_lock
from indexer.recovery.filling import Filling
from indexer.recovery.reading import Reader
from indexer.recovery.shapes import tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.copies import Backup
    from indexer.database import Connection
    from indexer.recovery.filling import Known
    from indexer.recovery.shapes import Table

_CALLED: Final = {
    "photos": "photos",
    "folders": "folders",
    "tags": "tags",
    "photo_tags": "tags on photos",
    "refused_tags": "refused tags",
    "albums": "albums",
    "album_photos": "photos in albums",
    "settings": "settings",
}
"""Table -> what people call what is in it, where they gave it or would miss it."""

_NOTED: Final = "tags_due"
"""The table in which changes of others are noted, by SQLite itself."""

_SPARE: Final = 100_000
"""How many ids are passed over where nobody knows any more which was given last."""


@dataclass(slots=True)
class Recovered:
    """What came of it.

    Attributes:
        kept: Where the damaged file lies now.
        backup: The name of the backup that helped; None where there is none.
        rows: Table -> how many rows were read.
        filled: Table with gaps -> how many rows were put together from elsewhere.
    """

    kept: Path
    backup: str | None = None
    rows: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """How many rows the damaged file itself has given."""
        return sum(self.rows.values())

    def sentences(self) -> list[str]:
        """What a person should know of it."""
        told = [
            f"library.db was damaged: what can be read, {self.rows['photos']:,} photos among it, is"
            f" in a new file; the damaged one is kept as {self.kept.name}, beside the backups."
        ]
        wherefrom = f"the backup of {self.backup} and its indexes" if self.backup else "its indexes"
        told += [
            f"Some {_CALLED[table]} could not be read; {count:,} were put together from"
            f" {wherefrom}."
            for table, count in self.filled.items()
            if table in _CALLED
        ]
        return told


def recover(folder: Path) -> Recovered:
    """Read all that can be read of a damaged catalog into a new one, which takes its place.

    Raises:
        DamagedError: Nothing of it can be read any more: only a backup can help.
        LibraryInUseError: Another process has the library open for writing.
        LibraryError: The disk refuses.
    """
    target = folder / CATALOG
    with write_lock(folder):
        whole = target.with_name(f"{CATALOG}.recovering")
        _remove(whole)
        try:
            done = _read_into(whole, target, _newest_backup(folder))
            done.kept = keep_bytes(folder, DAMAGED)
            put_in_place(whole, target)
        finally:
            _remove(whole)
    return done


def _newest_backup(folder: Path) -> Backup | None:
    return next((each for each in list_backups(folder) if each.daily), None)


def _read_into(whole: Path, damaged: Path, backup: Backup | None) -> Recovered:
    done = Recovered(damaged, backup.name if backup else None)
    with closing(Ruin(damaged)) as database:
        migrations.make(whole, version=_version_of(database))
    with ExitStack() as stack:
        saving = _Saving(
            stack.enter_context(_reading(damaged)),
            stack.enter_context(_reading(backup.path)) if backup else None,
            stack.enter_context(_writing(whole)),
        )
        for table in tables(saving.into):
            saving.save(table, done)
        saving.go_on_counting()
    if not done.read:
        raise beyond_reading(damaged)
    return done


def _version_of(database: Database) -> int:
    """The version of a damaged file, of which its first page at least has to be whole."""
    with suppress(DamagedError):
        version = migrations.version_of(database)
        if version:
            return version
    raise beyond_reading(database.path)


@dataclass(slots=True)
class _Saving:
    """The files at work: the damaged one, a backup, and the new one that takes their rows."""

    damaged: Connection
    older: Connection | None
    into: Connection

    def save(self, table: Table, done: Recovered) -> None:
        """Bring the rows of a table into the new file."""
        if table.name == _NOTED:  # By the rows that came before.
            self.into.execute(f"DELETE FROM {table.name}")
        reader = Reader(self.damaged, table)
        done.rows[table.name] = sum(
            self._put(table, dict(zip(table.columns, row, strict=True))) for row in reader.rows()
        )
        if reader.gaps:
            filling = Filling(table, reader)
            if self.older is not None:
                filling.take_backup(Reader(self.older, table))
            filling.take_indexes(self.damaged)
            done.filled[table.name] = sum(self._put(table, known) for known in filling.rows())

    def _put(self, table: Table, known: Known) -> int:
        """Put a row in; how many that were: none, where its place is taken or it is rubbish."""
        places = ", ".join("?" * len(known))
        try:
            done = self.into.execute(
                f"INSERT OR IGNORE INTO {table.name}({', '.join(known)}) VALUES ({places})",
                tuple(known.values()),
            )
        except Misfit:
            return 0
        return done.rowcount

    def go_on_counting(self) -> None:
        """See to it that no id is given a second time, also not that of a row that is lost."""
        try:
            given = dict(self.damaged.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        except Error:
            given = {}
        for name, last in self.into.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
            known = given.get(name)
            self.into.execute(
                "UPDATE sqlite_sequence SET seq = ? WHERE name = ?",
                (max(last, known) if isinstance(known, int) else last + _SPARE, name),
            )


@contextmanager
def _reading(path: Path) -> Iterator[Connection]:
    with closing(Ruin(path)) as database, database.connection() as connection:
        yield connection


@contextmanager
def _writing(path: Path) -> Iterator[Connection]:
    """Lend the new file, in one transaction; what a lost row had belonged to may be missing."""
    with closing(Database(path, write=True)) as database, database.connection() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
