"""Which copies of the catalog there are, and what is said where they are all that is left.

A catalog that is gone, or is of 0 bytes, while copies of it lie beside it was lost: it is never
taken for a library that is still to be made. `backups` makes the copies and puts them back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.database import DamagedError, told_kindly
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
    def command(self) -> str:
        """What goes back to it; the newest of a day needs no name."""
        return "shoebox restore" if self.daily else f"shoebox restore {self.name}"


class LostLibraryError(LibraryError):
    """The catalog is gone, or empty, and copies of it are not.

    Attributes:
        backup: The one to go back to.
    """

    def __init__(self, catalog: Path, backup: Backup) -> None:
        super().__init__(
            f"{catalog} is gone, its backups are not: `{backup.command}` brings back what it held "
            f"on {backup.day}. To begin anew, move {catalog.parent} away first."
        )
        self.backup = backup


def list_backups(folder: Path) -> list[Backup]:
    """The copies of the library in `folder`, the newest first."""
    with told_kindly(folder / FOLDER):
        found = [Backup(path, path.stat().st_size) for path in (folder / FOLDER).glob("*.db")]
    return sorted(found, key=lambda backup: backup.name, reverse=True)


def newest_backup(folder: Path) -> Backup | None:
    """The copy to go back to: the newest of a day, else of what was replaced; None for none."""
    whole = [each for each in list_backups(folder) if not each.name.endswith(DAMAGED)]
    return next((each for each in whole if each.daily), whole[0] if whole else None)


def is_gone(catalog: Path) -> bool:
    """Whether there is no such file, or one of 0 bytes, which holds nothing either."""
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
        raise LostLibraryError(catalog, backup)


def beyond_reading(catalog: Path) -> DamagedError:
    """What is said of a catalog of which nothing can be read, and what to do about it."""
    backup = newest_backup(catalog.parent)
    told = f"Nothing of {catalog} can be read any more, your photos are as they were: "
    if backup is None:
        return DamagedError(
            f"{told}move {catalog.parent} away, and `shoebox index FOLDER` begins anew."
        )
    return DamagedError(f"{told}`{backup.command}` brings back what it held on {backup.day}.")
