"""The files of a snapshot: written whole or not at all, mapped, and never written over.

Another process may have a file mapped; on Windows that keeps it from being removed, so it goes when
the next snapshot is saved.
"""

from __future__ import annotations

import mmap
import os
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.atomic import make_names_lasting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import BinaryIO

    from numpy.typing import NDArray

MANIFEST: Final = "manifest.json"
VECTORS: Final = ".vectors"
CODES: Final = ".codes"
GONE: Final = ".gone"
_ASIDE: Final = ".writing"


def new_name(sequence: int, suffix: str) -> str:
    """A name that no other file of a snapshot has."""
    return f"{sequence}-{secrets.token_hex(4)}{suffix}"


def within(folder: Path, name: str) -> Path:
    """The file of this name in the folder, wherever the name would lead."""
    return folder / os.path.basename(name)


def mapped(path: Path, *, length: int | None = None, ahead: bool) -> NDArray[np.uint8]:
    """Map a file into memory, to be read only.

    Args:
        path: The file.
        length: How many bytes it must have; None for any.
        ahead: Whether all of it will be read, so that the disk may begin.

    Raises:
        OSError: It is not there, or cannot be mapped.
        ValueError: It is not of that length.
    """
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if length not in (None, size):
            raise ValueError(f"{path.name} is not {length} bytes long")
        if not size:
            return np.empty(0, np.uint8)
        data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    if hasattr(data, "madvise"):
        data.madvise(mmap.MADV_WILLNEED if ahead else mmap.MADV_RANDOM)
    return np.frombuffer(data, np.uint8)


def read_through(data: NDArray[np.generic]) -> None:
    """Tell the system that all of an array will be read now, if it lies in a mapped file.

    A file mapped for reading here and there comes into memory page by page: to scan 1,000,000 x 512
    that were on disk took 2.7 s so, and 0.4 s told before.
    """
    base: object = data
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, memoryview):
        base = base.obj
    if isinstance(base, mmap.mmap) and hasattr(base, "madvise"):
        base.madvise(mmap.MADV_NORMAL)


def write(path: Path, parts: Iterable[NDArray[np.generic]]) -> None:
    """Write arrays one after the other into a file that is there wholly or not at all."""

    def fill(stream: BinaryIO) -> None:
        for part in parts:
            stream.write(np.ascontiguousarray(part).data)

    _write_whole(path, fill)


def write_text(path: Path, text: str) -> None:
    """Write a file of text that is there wholly or not at all, in the place of an older one."""
    _write_whole(path, lambda stream: stream.write(text.encode()))


def remove_others(folder: Path, *, keep: set[str]) -> None:
    """Remove all files of snapshots but these."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        ours = path.name.endswith((VECTORS, CODES, GONE, _ASIDE, MANIFEST))
        if ours and path.name not in keep:
            # Windows keeps a file that another process has mapped; the next snapshot removes it.
            with suppress(OSError):
                path.unlink()


def _write_whole(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Write a file so that it is there wholly or not at all, even if the power fails."""
    aside = path.with_name(path.name + _ASIDE)
    try:
        with aside.open("wb") as stream:
            fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        _put_in_place(aside, path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise
    make_names_lasting(path.parent)


def _put_in_place(aside: Path, path: Path) -> None:
    for seconds in (0.01, 0.1, 0.5):
        try:
            os.replace(aside, path)
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(seconds)  # Windows refuses while another process reads the old one.
        else:
            return
    os.replace(aside, path)
