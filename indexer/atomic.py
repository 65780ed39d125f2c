"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST: Final = 240
"""Bytes of a file's name that stay in the name beside it: no disk takes more than 255 in all."""


@contextmanager
def written_whole(path: Path, *, lasting: bool = False) -> Iterator[Path]:
    """Lend a path beside a file, in a folder that is there; what is written there takes its place.

    Nothing takes it where the block ends with an error, and nothing is left behind. Two processes
    that write the same file at a time are not in each other's way: the last one stays.

    Args:
        path: The file.
        lasting: Whether it holds other people's work: it keeps the rights, the owner and the marks
            of the file before it, and is safe on the disk before it takes that one's place. That
            it has done so is safe after `make_names_lasting`.

    Raises:
        OSError: The disk refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{_end_of(path.name)}.{os.getpid()}.part")
    try:
        yield aside
        if lasting:
            _keep_marks(aside, path)
            make_lasting(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _end_of(name: str) -> str:
    """As much of a name as leaves room for more: its end, by which it is known."""
    while len(os.fsencode(name)) > _LONGEST:
        name = name[1:]
    return name


def make_lasting(path: Path) -> None:
    """Wait until what a file holds is safe on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def make_names_lasting(folder: Path | str) -> None:
    """Wait until it is safe on the disk what the files of a folder are called, as after a rename.

    Windows syncs no folder: NTFS writes a name down before whatever follows. Nor do some network
    drives, which is no reason to end.
    """
    if os.name == "posix":
        with suppress(OSError):
            number = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)


def _keep_marks(aside: Path, path: Path) -> None:
    with suppress(FileNotFoundError):
        before = path.stat()
        shutil.copystat(path, aside)
        os.utime(aside)
        if hasattr(os, "chown"):
            with suppress(OSError):  # Not everybody may give files away.
                os.chown(aside, before.st_uid, before.st_gid)
