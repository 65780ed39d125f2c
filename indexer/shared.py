"""A file that two processes have open, and nobody else: what one writes there, the other reads.

It has no name once both have opened it (on Windows: it goes with the last of them), and so nothing
of it stays, whoever ends before the other.
"""

from __future__ import annotations

import io
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.places import user_cache

if TYPE_CHECKING:
    from collections.abc import Iterator

_IN_MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory."""

_MOST_AT_ONCE = 1_000_000_000
"""Bytes that have to be free there: a few of the largest pictures that are read as a whole."""


@contextmanager
def shared_file(folder: Path | None = None) -> Iterator[tuple[io.FileIO, str]]:
    """Make one: yield it, empty, and the name by which the other one opens it meanwhile.

    It stays open, unless the block fails.

    Args:
        folder: Where it lies; None: in memory, where the system has room for files there.

    Raises:
        OSError: It cannot be made.
    """
    made, name = tempfile.mkstemp(dir=folder) if folder else _made_in_memory()
    os.close(made)
    file = open_shared(name)
    try:
        yield file, name
    except BaseException:
        file.close()
        raise
    finally:
        if os.name == "posix":  # The other one did so, unless it ended before it could.
            with suppress(FileNotFoundError):
                os.unlink(name)


def open_shared(name: str) -> io.FileIO:
    """Open a file that others have open as well; on Windows it goes when the last one closes it."""
    gone_when_closed = getattr(os, "O_TEMPORARY", 0) | getattr(os, "O_BINARY", 0)
    return io.FileIO(os.open(name, os.O_RDWR | gone_when_closed), "r+")


def take_shared(name: str) -> io.FileIO:
    """Open one as the other of the two: its name is gone from now on, where the system can do so.

    Raises:
        OSError: Who made it has let it go already.
    """
    file = open_shared(name)
    if os.name == "posix":
        with suppress(FileNotFoundError):
            os.unlink(name)
    return file


def cache_folder(name: str) -> Path:
    """Return a folder for what lies in the cache for a moment, seen by its owner alone."""
    folder = user_cache() / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _made_in_memory() -> tuple[int, str]:
    with suppress(OSError, AttributeError):
        about = os.statvfs(_IN_MEMORY)
        if about.f_bavail * about.f_frsize > _MOST_AT_ONCE:
            return tempfile.mkstemp(prefix="shoebox-", dir=_IN_MEMORY)
    return tempfile.mkstemp(dir=cache_folder("pictures"))
