"""Which files beside a photo speak of it, by their names: `photo.jpg.xmp` and `photo.xmp`.

darktable and digiKam write the first, which belongs to one file alone; Lightroom, Bridge and
Capture One the second, which a RAW file shares with the JPEG of the same shot. Both are read, and
where they differ, the first counts.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from indexer.files import reachable
from indexer.scan.found import Sidecars

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SUFFIX: Final = ".xmp"
NO_PHOTO: Final = "a sidecar of no photo"


def is_sidecar(name: str) -> bool:
    """Whether a file is one, by its name; some cameras and systems write all of it in capitals."""
    return name[-4:].lower() == SUFFIX and len(name) > len(SUFFIX) and name[0] != "."


class Names:
    """The names of the sidecars of one folder."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_start: dict[str, str] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Take one more name, of whatever file."""
        if is_sidecar(name):
            self._by_start.setdefault(start_of(name), name)

    def of(self, photo: str) -> tuple[str, ...]:
        """The sidecars of a photo of the folder, that of its whole name first."""
        photo = same(photo)
        whole = self._by_start.get(photo)
        stem = self._by_start.get(photo.rpartition(".")[0])
        if whole is None:
            return () if stem is None else (stem,)
        return (whole,) if stem is None else (whole, stem)


def same(name: str) -> str:
    """A name as this system compares it."""
    return name if os.sep == "/" else os.path.normcase(name)


def start_of(sidecar: str) -> str:
    """A sidecar's name without its ending: the whole name of a photo, or that without its own."""
    return same(sidecar[: -len(SUFFIX)])


class Entries:
    """The sidecars of one folder, as it was listed; remembers which of them belong to a photo."""

    def __init__(
        self, entries: Iterable[os.DirEntry[str]], is_left_out: Callable[[str], bool]
    ) -> None:
        """Take those that are files.

        Args:
            entries: Those of the folder that are sidecars by their names.
            is_left_out: Whether a rule leaves a name of it out.
        """
        self._entries: dict[str, os.DirEntry[str]] = {}
        for entry in entries:
            with suppress(OSError):
                if entry.is_file() and not is_left_out(entry.name):
                    self._entries[entry.name] = entry
        self._names = Names(self._entries)
        self._taken: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def of(self, photo: str) -> Sidecars | None:
        """Those of a photo, which are a photo's from now on."""
        there: dict[str, os.stat_result] = {}
        for name in self._names.of(photo):
            try:  # Not `suppress`, which takes as long as all the rest of it.
                there[name] = self._entries[name].stat()
            except OSError:  # It vanished since the folder was listed.
                continue
            self._taken.add(name)
        return of_statuses(there)

    def of_no_photo(self) -> list[str]:
        """The names of those that belong to none."""
        return [name for name in self._entries if name not in self._taken]


def of_statuses(there: dict[str, os.stat_result]) -> Sidecars | None:
    """What the sidecars of a photo are together; None where there is none."""
    names, size, mtime_ns = tuple(there), 0, 0
    for status in there.values():
        size += status.st_size
        mtime_ns += status.st_mtime_ns
    return Sidecars(names, size, mtime_ns) if names else None


def look_beside(photo: str, names: Names) -> Sidecars | None:
    """The sidecars of a photo as they are now, of those names that its folder has."""
    folder, name = os.path.split(photo)
    there: dict[str, os.stat_result] = {}
    for each in names.of(name):
        with suppress(OSError):
            status = os.stat(reachable(os.path.join(folder, each)))
            if stat.S_ISREG(status.st_mode):
                there[each] = status
    return of_statuses(there)
