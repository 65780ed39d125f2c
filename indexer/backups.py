"""Copies of the catalog: one a day, seven kept, and the way back to each.

A copy holds all that a person gave and all that a model found. Previews and the vectors' index are
made again from the photos and from it. Who restores one loses nothing: what was there is kept.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from indexer import migrations
from indexer.atomic import make_lasting, make_names_lasting
from indexer.copies import (
    DAMAGED,
    FOLDER,
    Backup,
    far_fuller,
    held_in,
    is_gone,
    list_backups,
    newest_first,
    refuse_if_lost,
)
from indexer.database import DamagedError, Database, fold_log, told_kindly
from indexer.errors import LibraryError
from indexer.library import CATALOG, write_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from indexer.library import Library

KEPT: Final = 7
"""How many daily copies stay."""

_ROOM: Final = 1.5
"""How often the catalog must fit into what is free: a copy shall not fill the disk to the brim."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back.

    Attributes:
        backup: The copy that is the catalog now.
        kept: What was there before: a copy to go back to, a damaged file, or the log alone of one
            that is gone; None where nothing was.
        fuller: Another copy, of far more; None for none.
    """

    backup: Backup
    kept: Path | None
    fuller: Backup | None = None

    def sentences(self) -> list[str]:
        """What a person should know of it."""
        told = [f"The library is again as it was on {self.backup.name}."]
        if self.kept is not None:
            told.append(_of_what_was(self.kept))
        if self.fuller is not None:
            told.append(f"Another backup holds far more: `shoebox restore {self.fuller.name}`.")
        return told


def _of_what_was(kept: Path) -> str:
    if kept.suffix != ".db":
        return (
            f"{CATALOG} was gone, its log {CATALOG}-wal was not: that is kept as {kept.name}, "
            "beside the backups, for experts."
        )
    if kept.stem.endswith(DAMAGED):
        return (
            f"What it was until now is damaged: it is kept as {kept.name}, beside the backups, "
            "for experts."
        )
    return f"What it was until now is kept: `shoebox restore {kept.stem}`."


def keep_daily(library: Library, today: Callable[[], date] = date.today) -> Backup | None:
    """Make the copy of the day, unless it is there, or nothing has changed since the last one.

    Args:
        library: Open for writing.
        today: What the clock says.

    Returns:
        The copy that was made; None where none was due.

    Raises:
        LibraryError: There is no room, the catalog is gone or damaged, or the disk refuses.
    """
    refuse_if_lost(library.folder / CATALOG)  # Somebody may have taken it away meanwhile.
    name = today().isoformat()
    found = list_backups(library.folder)
    due = all(backup.name != name and not _is_of_now(backup, library) for backup in found)
    return make_backup(library, name) if due and library.catalog.count() else None


def make_backup(library: Library, name: str) -> Backup:
    """Make a copy now, in the place of one of that name; of those of a day seven stay.

    A copy that holds far more than all that are newer stays beside these, whatever its day.

    Raises:
        LibraryError: There is no room, the catalog is damaged, or the disk refuses.
    """
    source, folder = library.folder / CATALOG, library.folder / FOLDER
    with told_kindly(folder):
        folder.mkdir(exist_ok=True, mode=0o700)
        needed = int(source.stat().st_size * _ROOM)
        if shutil.disk_usage(folder).free < needed:
            raise LibraryError(
                f"The disk that holds {folder} has too little room for a copy of the library: "
                f"it takes {needed // 1_000_000 + 1:,} MB."
            )
    path = folder / f"{name}.db"
    with closing(Database(source, write=False)) as database:
        if path.exists() and held_in(source).are_far_less_than(held_in(path)):
            os.replace(path, _beside(library.folder, "replaced"))
        database.copy_into(path)
    made = Backup(path, path.stat().st_size)
    _let_go_of_old(library.folder, made)
    return made


def restore(folder: Path, name: str | None = None) -> Restored:
    """Put a copy in the place of the catalog, which is kept beside the copies.

    Args:
        folder: The library's. Nobody may have it open for writing; who reads it may go on.
        name: That of the copy; without one, the newest of a day; where the catalog is gone, or is
            none any more, the newest that is whole, also of what was replaced.

    Raises:
        LibraryError: There is no such copy, it is damaged, or the disk refuses.
        LibraryInUseError: Another process has the library open for writing.
    """
    with told_kindly(folder):
        found = _chosen(folder, name)
        with write_lock(folder):
            backup = _first_whole(found)
            fuller = None if name else far_fuller(folder, backup)
            kept = keep_aside(folder)
            _put_back(backup, folder / CATALOG)
    return Restored(backup, kept, fuller)


def keep_aside(folder: Path) -> Path | None:
    """Copy the catalog as it is now, damaged or not, beside the backups; no day takes it away.

    Returns:
        Where the copy lies, of a damaged one under such a name; that of its log, where it alone is
        left; None where there is nothing.

    Raises:
        LibraryError: The disk refuses.
    """
    source = folder / CATALOG
    if is_gone(source):
        if is_gone(source.with_name(f"{CATALOG}-wal")):
            return None
        kept = keep_bytes(folder, DAMAGED)  # SQLite throws a log away that has no file any more.
        return kept.with_name(f"{kept.name}-wal")
    path = _beside(folder, "replaced")
    try:
        with closing(Database(source, write=False)) as database:
            database.copy_into(path)
    except DamagedError:
        return keep_bytes(folder, DAMAGED)
    return path


def keep_bytes(folder: Path, why: str) -> Path:
    """Copy the catalog byte by byte, with the log beside it, as one does what is damaged.

    Raises:
        LibraryError: The disk refuses.
    """
    path = _beside(folder, why)
    with told_kindly(path):
        for suffix in ("-wal", ""):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{folder / CATALOG}{suffix}", f"{path}{suffix}")
                os.chmod(f"{path}{suffix}", 0o600)
                make_lasting(path.with_name(path.name + suffix))
        make_names_lasting(path.parent)
    return path


def _beside(folder: Path, why: str) -> Path:
    """A name for what is kept until a person throws it away."""
    with told_kindly(folder):
        (folder / FOLDER).mkdir(exist_ok=True, mode=0o700)
    return folder / FOLDER / f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S-%f}-{why}.db"


def put_in_place(whole: Path, target: Path) -> None:
    """Let a whole file take the place of one that SQLite cannot read, of which a copy was kept."""
    # The log first: it must never stand beside a file that is not its own.
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    os.replace(whole, target)
    make_names_lasting(target.parent)


def _chosen(folder: Path, name: str | None) -> list[Backup]:
    """The copies of that name; without one, all that there are, those first that are wanted."""
    found = list_backups(folder)
    if not found:
        raise LibraryError(f"There is no backup of the library at {folder} yet.")
    if name is None:
        wanted = newest_first(folder)
        if _can_be_read(folder / CATALOG):  # A person goes back: not to what was replaced just now.
            wanted.sort(key=lambda backup: backup.daily, reverse=True)
    else:
        wanted = [backup for backup in found if backup.name == name]
    if not wanted:
        names = ", ".join(backup.name for backup in found)
        told = f"named {name}" if name else "that is whole"
        raise LibraryError(f"There is no backup {told}; there are: {names}.")
    return wanted


def _can_be_read(catalog: Path) -> bool:
    """Whether there is a catalog that can be opened, whole or not."""
    if is_gone(catalog):
        return False
    with (
        suppress(DamagedError),
        closing(Database(catalog, write=False)) as database,
        database.connection(),
    ):
        return True
    return False


def _first_whole(found: Sequence[Backup]) -> Backup:
    """The first that can be gone back to; where all are damaged, the last is told."""
    for backup in found[:-1]:
        with suppress(DamagedError):
            _prove(backup)
            return backup
    _prove(found[-1])
    return found[-1]


def _prove(backup: Backup) -> None:
    """Refuse a copy that is damaged, or that a newer Shoebox has made."""
    with closing(Database(backup.path, write=False)) as database:
        if not _is_sound(database):
            raise DamagedError(
                f"The backup {backup.name} is damaged, there is no going back to it: "
                "`shoebox backups` lists the others."
            )
        if migrations.version_of(database) == 0:
            raise LibraryError(f"The backup {backup.name} holds no library.")


def _is_sound(database: Database) -> bool:
    with suppress(DamagedError), database.connection() as connection:
        (told,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        return bool(told == "ok")
    return False


def _put_back(backup: Backup, target: Path) -> None:
    with closing(Database(backup.path, write=False)) as source:
        if not is_gone(target):
            with suppress(DamagedError), closing(Database(target, write=True)) as database:
                database.overwrite_with(source)
                database.close()
                fold_log(target)
                return
        aside = target.with_name(f"{target.name}.copying")
        source.copy_into(aside)
        put_in_place(aside, target)


def _is_of_now(backup: Backup, library: Library) -> bool:
    """Whether nothing was written into the catalog since the copy was made."""
    made, source = backup.path.stat().st_mtime_ns, library.folder / CATALOG
    if (
        made > time.time_ns()
    ):  # By a clock that went wrong: it would be later than all that follows.
        return False
    log = source.with_name(f"{source.name}-wal")
    written = [source.stat().st_mtime_ns]
    with suppress(FileNotFoundError):
        written += [log.stat().st_mtime_ns] if log.stat().st_size else []
    return max(written) < made


def _let_go_of_old(folder: Path, made: Backup) -> None:
    """Keep seven copies of days. Those that a wrong clock has dated after this one go first."""
    others = [each for each in list_backups(folder) if each.daily and each.name != made.name]
    others.sort(key=lambda backup: (backup.name < made.name, backup.name), reverse=True)
    staying = [made, *others[: KEPT - 1]]
    for backup in others[KEPT - 1 :]:
        held = backup.holdings
        if all(each.holdings.are_far_less_than(held) for each in staying):
            staying.append(backup)
        else:
            backup.path.unlink(missing_ok=True)
