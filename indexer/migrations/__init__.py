"""The schema of the library, one named step after the other.

A step is plain SQL and never touches today's classes, so that it does in ten years what it
did on its first day. Each runs in one transaction with the record that it ran; before the
first one the file is copied. What the tables are used for belongs to `catalog`.

To change the schema: add a step to `steps`, its name to the end of `STEPS`, and store a database of
the version before it under `tests/fixtures/libraries/`.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from indexer.database import Database
from indexer.errors import LibraryError
from indexer.migrations.steps import STEPS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indexer.database import Connection


def current_version() -> int:
    """The number of steps, which `PRAGMA user_version` of an up-to-date file says too."""
    return len(STEPS)


def version_of(database: Database) -> int:
    """How many steps the file has behind it; 0 for a new one.

    Raises:
        LibraryError: It was made by a newer Shoebox, or cannot be read.
    """
    with database.connection() as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > current_version():
        raise LibraryError(
            f"{database.path} was made by a newer Shoebox (its version is {version}, this program "
            f"knows {current_version()}): please update Shoebox."
        )
    return version


class OutdatedLibraryError(LibraryError):
    """The file was made by an older Shoebox, and has to be migrated before it can be read."""


class NoLibraryError(LibraryError):
    """There is no library yet: no file, or one that its maker has not filled yet."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no library at {folder} yet: index a folder first with "
            "`shoebox index FOLDER`."
        )


def check(database: Database) -> None:
    """Make sure that this program can read the file as it is.

    Raises:
        NoLibraryError: It holds no library yet.
        OutdatedLibraryError: It was made by an older Shoebox.
        LibraryError: It was made by a newer Shoebox, or cannot be read.
    """
    version = version_of(database)
    if version == 0:
        raise NoLibraryError(database.path.parent)
    if version < current_version():
        raise OutdatedLibraryError(
            f"{database.path} was made by an older Shoebox: run `shoebox index` once to renew it."
        )


def migrate(database: Database) -> None:
    """Bring the file up to date. Whoever calls it holds the library's write lock.

    Raises:
        LibraryError: It was made by a newer Shoebox, or the disk refuses.
    """
    version = version_of(database)
    if version == current_version():
        return
    # A connection of its own, since sqlite-utils leaves its marks on the one it is given.
    with closing(Database(database.path, write=True)) as own:
        if version:
            own.copy_into(copy_of(database.path, version=version))
        with own.connection() as connection:
            _apply(connection)


def make(path: Path, *, version: int) -> None:
    """Make an empty library of a version, so that what is put into it can be brought up to date.

    Raises:
        LibraryError: The disk refuses.
    """
    with closing(Database(path, write=True)) as database, database.connection() as connection:
        _apply(connection, version=version)


def copy_of(path: Path, *, version: int) -> Path:
    """Where the copy lies that was taken before a file of that version was migrated."""
    return path.with_name(f"{path.stem}.version-{version}{path.suffix}")


def _apply(connection: Connection, *, version: int | None = None) -> None:
    # Imported only when a step is pending: it costs 0.3 s, and a search has 1 s in all.
    from sqlite_utils import Database as UtilsDatabase
    from sqlite_utils import Migrations

    steps = Migrations("shoebox")
    for number, step in enumerate(STEPS[:version], start=1):
        steps(name=step.__name__)(_numbered(step, number=number))
    steps.apply(UtilsDatabase(connection))


def _numbered(step: Callable[[Connection], None], *, number: int) -> Callable[..., None]:
    def run(database: object) -> None:
        connection: Connection = database.conn  # type: ignore[attr-defined] # Its Database.
        step(connection)
        connection.execute(f"PRAGMA user_version = {number}")

    return run
