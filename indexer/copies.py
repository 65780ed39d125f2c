"""Which copies of the catalog there are, and what is said where they are all that is left.

A catalog that is gone, or is of 0 bytes, while copies of it lie beside it was lost: it is never
taken for a library that is still to be made. `backups` makes the copies and puts them back.
"""

from __future__ import annotations

import re
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from indexer.catalog.holdings import Holdings, holdings
from indexer.database import DamagedError, Database, told_kindly
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "backups"
DAMAGED: Final = "damaged"
"""How the name ends of what was kept although it cannot be gone back to."""

_OF_A_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy of the catalog.

    Attributes:
        path: Where it lies.
        size: Its bytes.
    """

    path: Path
    size: int

    @property
    def name(self) -> str:
        """The day, such as 2026-03-31; of what was replaced, also the time and why it is kept."""
        return self.path.stem

    @property
    def day(self) -> str:
        """The day alone."""
        return self.name[:10]

    @property
    def daily(self) -> bool:
        """Whether it was made by itself, and will go when it is old."""
        return _OF_A_DAY.fullmatch(self.name) is not None

    @property
    def damaged(self) -> bool:
        """Whether it was kept although it is damaged: for experts, there is no going back to it."""
        return self.name.endswith(DAMAGED)

    @property
    def moment(self) -> str:
        """When it was made, as text that sorts; what is not known of the day counts as its begin.

        That of a day tells by its file, the others by their name.
        """
        if not self.daily:
            return self.name[: len("2026-03-31-235959")]
        with told_kindly(self.path):
            written = datetime.fromtimestamp(self.path.stat().st_mtime).astimezone()
        known = f"{written:%Y-%m-%d-%H%M%S}"
        return known if known.startswith(self.day) else self.day

    @property
    def holdings(self) -> Holdings:
        """How much it holds; nothing where it cannot be read."""
        with told_kindly(self.path):
            return _counted_in(self.path, self.path.stat().st_mtime_ns)

    @property
    def command(self) -> str:
        """What Shoebox is told to go back to it; the newest of a day needs no name."""
        return "restore" if self.daily else f"restore {self.name}"


class LostLibraryError(LibraryError):
    """The catalog is gone, or empty, and copies of it are not.

    Attributes:
        backup: The one to go back to.
        fuller: Another one, of far more; None for none.
    """

    def __init__(self, catalog: Path, backup: Backup, fuller: Backup | None = None) -> None:
        anew = f"To begin anew, move {catalog.parent} away first."
        if fuller is not None:
            anew = f"Another holds far more: `shoebox restore {fuller.name}`. {anew}"
        super().__init__(
            f"{catalog} is gone, its backups are not: `shoebox {backup.command}` brings back what"
            f" it held on {backup.day}. {anew}"
        )
        self.backup, self.fuller = backup, fuller


def list_backups(folder: Path) -> list[Backup]:
    """The copies of the library in `folder`, the newest first."""
    with told_kindly(folder / FOLDER):
        found = [Backup(path, path.stat().st_size) for path in (folder / FOLDER).glob("*.db")]
    return sorted(found, key=lambda backup: backup.name, reverse=True)


def newest_first(folder: Path) -> list[Backup]:
    """The copies to go back to, by the moment at which they were made; those of nothing last."""
    found = [each for each in list_backups(folder) if not each.damaged]
    return sorted(
        found, key=lambda backup: (backup.holdings.photos > 0, backup.moment), reverse=True
    )


def newest_backup(folder: Path) -> Backup | None:
    """The copy to go back to where the catalog is lost: the newest that is whole; None for none."""
    return next(iter(newest_first(folder)), None)


def far_fuller(folder: Path, backup: Backup) -> Backup | None:
    """The newest copy that holds far more than this one; None for none."""
    held = backup.holdings
    fuller = (each for each in newest_first(folder) if held.are_far_less_than(each.holdings))
    return next(fuller, None)


@lru_cache(64)
def _counted_in(path: Path, _changed: int) -> Holdings:
    """The window asks again and again, and to count takes seconds in a large one."""
    return held_in(path)


def held_in(path: Path) -> Holdings:
    """How much a catalog holds; nothing where it cannot be read."""
    with (
        suppress(DamagedError),
        closing(Database(path, write=False)) as database,
        database.connection() as connection,
    ):
        return holdings(connection)
    return Holdings(0, 0)


def is_gone(catalog: Path) -> bool:
    """Whether there is no such file, or one of 0 bytes, which holds nothing either.

    Raises:
        LibraryError: The disk does not let us look.
    """
    with told_kindly(catalog):
        try:
            return catalog.stat().st_size == 0
        except FileNotFoundError:
            return True


def refuse_if_lost(catalog: Path) -> None:
    """Make sure that a catalog that is gone is not taken for one that is still to be made.

    Raises:
        LostLibraryError: There is a copy to go back to.
    """
    backup = newest_backup(catalog.parent) if is_gone(catalog) else None
    if backup is not None:
        raise LostLibraryError(catalog, backup, far_fuller(catalog.parent, backup))


def beyond_reading(catalog: Path) -> DamagedError:
    """What is said of a catalog of which nothing can be read, and what to do about it."""
    backup = newest_backup(catalog.parent)
    told = f"Nothing of {catalog} can be read any more, your photos are as they were: "
    if backup is None:
        return DamagedError(
            f"{told}move {catalog.parent} away, and `shoebox index FOLDER` begins anew."
        )
    return DamagedError(
        f"{told}`shoebox {backup.command}` brings back what it held on {backup.day}."
    )
