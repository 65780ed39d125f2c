"""The run of an export: photo by photo, with what became of each."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, count
from typing import TYPE_CHECKING, Final

from indexer.catalog.stored_text import is_inside
from indexer.database import told_kindly
from indexer.errors import LibraryError
from indexer.export import facts, placing
from indexer.export.companions import sidecars
from indexer.export.names import Pattern, changed, fit, numbered, own_name
from indexer.files import reachable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path

    from indexer.library import Library
    from indexer.records import Photo

_LOCK: Final = ".shoebox-export.lock"
_TABLE: Final = "photos"
_OF_THE_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
"""What is wrong with the folder's disk, and so with every photo that would follow."""

_OF_THE_NAME: Final = frozenset({errno.EINVAL, errno.EILSEQ, errno.ENAMETOOLONG})
"""What a disk says of a name that it cannot have, as FAT of one with a colon."""


class Exported(StrEnum):
    """What became of a photo."""

    COPIED = "copied"
    LINKED = "linked"
    THERE = "there"
    """It was in the folder already, as from an export before."""
    PLANNED = "planned"
    """It would be put there."""
    MISSING = "missing"
    """Its file is not there: its drive is away, or it was moved or deleted since."""
    FAILED = "failed"
    """Its file cannot be read, or the disk does not take it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A photo that is to be exported.

    Attributes:
        photo: The photo.
        rank: Its place in what is exported, from 1.
        score: The cosine by which it was found; None where nothing visual was asked.
        band: "strong", "likely" or "weak"; None as above.
    """

    photo: Photo
    rank: int
    score: float | None = None
    band: str | None = None


@dataclass(frozen=True, slots=True)
class Exporting:
    """How photos are exported.

    Attributes:
        folder: Where to; made where it is not there.
        pattern: How files are called; None for the names that they have.
        link: Whether they get a second name in place of a copy, where the disk can.
        table: "csv" or "json" for a table of what is known of them.
        dry_run: Whether it is only told what would be done.
    """

    folder: Path
    pattern: Pattern | None = None
    link: bool = False
    table: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one photo.

    Attributes:
        wanted: The photo.
        became: What.
        name: Its name in the folder; None where it is not there.
        reason: Why not, in a few words.
        size: Bytes of the file.
    """

    wanted: Wanted
    became: Exported
    name: str | None = None
    reason: str = ""
    size: int = 0


def export(
    library: Library, wanted: Sequence[Wanted], how: Exporting
) -> Generator[Outcome, None, None]:
    """Put photos into a folder, and yield what became of each.

    Whoever stops asking has broken it off; the same export again goes on.

    Args:
        library: Where the photos are known.
        wanted: The photos.
        how: Where to, and how.

    Raises:
        LibraryError: The folder is one of the library's own, is being exported to by another
            process, or its disk is full or refuses.
    """
    _refuse_own_folders(library, how.folder)
    if not wanted:
        return
    with _told(how.folder), _opened(how):
        run = _Run(how)
        for each in wanted:
            yield run.one(each)
        if how.table is not None and not how.dry_run:
            _write_table(library, how.folder, how.table, run.outcomes)


def _refuse_own_folders(library: Library, folder: Path) -> None:
    place = os.path.realpath(folder)
    own = [*(root.path for root in library.catalog.roots()), os.fspath(library.folder)]
    for each in own:
        if is_inside(place, os.path.realpath(each)):
            raise LibraryError(
                f"{folder} lies in {each}, which belongs to the library: what is exported there "
                "would come in again. Choose another folder."
            )


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Tell in a sentence of a folder that cannot be made, or that its system lets nobody use.

    Raises:
        LibraryError: In the place of what the system said.
    """
    try:
        with told_kindly(folder):
            yield
    except OSError as error:
        reason = error.strerror or error
        raise LibraryError(f"{folder} cannot be a folder to export to: {reason}.") from error


@contextmanager
def _opened(how: Exporting) -> Iterator[None]:
    """Make the folder, for one export at a time."""
    if how.dry_run:
        yield
        return
    from filelock import FileLock, Timeout

    placing.at(how.folder).mkdir(parents=True, exist_ok=True)
    path = placing.at(how.folder / _LOCK)
    lock = FileLock(path, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise LibraryError(f"Another Shoebox is exporting to {how.folder} right now.") from None
    try:
        yield
    finally:
        lock.release()
        with suppress(OSError):  # Somebody else may have begun.
            path.unlink()


@dataclass(slots=True)
class _Run:
    """One export under way."""

    how: Exporting
    outcomes: list[Outcome] = field(default_factory=list)
    _claimed: set[str] = field(default_factory=set)
    """Names that photos of this export have, without capitals."""
    _cleared: set[Path] = field(default_factory=set)
    """Folders in which nothing is left of an export that was killed."""

    def one(self, wanted: Wanted) -> Outcome:
        """Put one photo into the folder."""
        try:
            outcome = self._one(wanted, self._name(wanted))
        except OSError as error:
            if error.errno in _OF_THE_DISK:
                raise
            outcome = self._failed(wanted, error)
        self.outcomes.append(outcome)
        return outcome

    def _name(self, wanted: Wanted) -> str:
        if self.how.pattern is None:
            return own_name(wanted.photo)
        return self.how.pattern.name(wanted.photo, wanted.rank)

    def _failed(self, wanted: Wanted, error: OSError) -> Outcome:
        """What became of a photo at an error; a name that this disk cannot have is made fit."""
        name = own_name(wanted.photo)
        if error.errno in _OF_THE_NAME and self.how.pattern is None and fit(name) != name:
            try:
                return self._one(wanted, fit(name))
            except OSError as again:
                error = again
        return Outcome(wanted, Exported.FAILED, reason=error.strerror or str(error))

    def _one(self, wanted: Wanted, wish: str) -> Outcome:
        source = reachable(wanted.photo.path)
        if not os.path.isfile(source):
            return Outcome(wanted, Exported.MISSING, reason="its file is not there")
        size = os.stat(source).st_size
        while True:
            name, there = self._free(source, wish)
            if there or self.how.dry_run:
                became = Exported.THERE if there else Exported.PLANNED
            else:
                try:
                    became = self._placed(source, name)
                except placing.TakenError:
                    continue
            self._claimed.add(name.casefold())
            self._take_along(source, name)
            return Outcome(wanted, became, name, size=size)

    def _free(self, source: str, wish: str) -> tuple[str, bool]:
        """The first name that is free for a photo and its sidecars, or that it has already."""
        for number in count(1):
            candidate = numbered(wish, number)
            if candidate.casefold() in self._claimed:
                continue
            if os.path.lexists(self._at(candidate)):
                if placing.is_same(source, self._at(candidate)):
                    return candidate, True
            elif all(self._fits(*pair) for pair in sidecars(source, candidate)):
                return candidate, False
        raise AssertionError("numbers have no end")

    def _at(self, name: str) -> Path:
        return placing.at(self.how.folder / name)

    def _fits(self, source: str, name: str) -> bool:
        """Whether a name in the folder is free for a file, or the file has it already."""
        target = self._at(name)
        return not os.path.lexists(target) or placing.is_same(source, target)

    def _placed(self, source: str, name: str) -> Exported:
        target = self._at(name)
        if target.parent not in self._cleared:
            target.parent.mkdir(parents=True, exist_ok=True)
            placing.clear_parts(target.parent)
            self._cleared.add(target.parent)
        if self.how.link and placing.link(source, target):
            return Exported.LINKED
        placing.copy(source, target)
        return Exported.COPIED

    def _take_along(self, path: str, name: str) -> None:
        """Copy the sidecars of a photo: programs write into them, and not into a second name.

        One that has changed since the photo was put there comes beside the older one.
        """
        if self.how.dry_run:
            return
        for source, beside in sidecars(path, name):
            versions = chain([beside], (changed(beside, number) for number in count(1)))
            target = next(self._at(each) for each in versions if self._fits(source, each))
            with suppress(placing.TakenError):
                if not os.path.lexists(target):
                    placing.copy(source, target)


def _write_table(library: Library, folder: Path, kind: str, outcomes: Sequence[Outcome]) -> None:
    """Write what is known of the photos, beside a table that says something else."""
    content = facts.written(kind, facts.rows(library.catalog, outcomes))
    for number in count(1):
        target = placing.at(folder / numbered(f"{_TABLE}.{kind}", number))
        with suppress(placing.TakenError):
            if not os.path.lexists(target):
                placing.write(content, target)
                return
        if target.is_file() and target.read_bytes() == content:
            return
