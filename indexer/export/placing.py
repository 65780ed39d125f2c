"""A file comes under its name whole, and never in the place of another one."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.content_key import content_key
from indexer.files import reachable

if TYPE_CHECKING:
    from collections.abc import Iterator

PART: Final = ".shoebox-export.part"
"""The end of the name of a file that is not whole yet."""

_NO_LINKS: Final = frozenset(
    {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EACCES}
)
"""What a system says where it cannot link: another disk, or one that knows no links."""


class TakenError(Exception):
    """Another file has come under the name meanwhile."""


def at(path: Path) -> Path:
    """A path in the form in which this system opens it, however long it is."""
    return Path(reachable(os.fspath(path)))


def is_same(source: str, target: Path) -> bool:
    """Whether a file that is there is the one that would be put there.

    Size and time tell nothing: of a burst of raw files, both may be the same.
    """
    try:
        there, here = target.stat(), os.stat(source)
        if os.path.samestat(there, here):
            return True
        if there.st_size != here.st_size or not target.is_file():
            return False
        return content_key(source) == content_key(os.fspath(target))
    except OSError:
        return False


def link(source: str, target: Path) -> bool:
    """Give a file a second name; False where the disk cannot.

    Raises:
        TakenError: Something has that name.
        OSError: The disk refuses for another reason.
    """
    try:
        os.link(source, target)
    except FileExistsError as error:
        raise TakenError from error
    except OSError as error:
        if error.errno in _NO_LINKS and os.access(target.parent, os.W_OK):
            return False
        raise
    return True


def copy(source: str, target: Path) -> None:
    """Copy a file with its times; until it is whole and on the disk it has another name.

    Raises:
        TakenError: Something has that name.
        OSError: The disk refuses, or the file cannot be read.
    """
    with _made_aside(target) as aside:
        with open(source, "rb") as reading, aside.open("xb") as writing:
            shutil.copyfileobj(reading, writing, 1 << 20)
            writing.flush()
            os.fsync(writing.fileno())
        with suppress(OSError):  # Not every disk takes all that another one knows of a file.
            shutil.copystat(source, aside)


def write(content: bytes, target: Path) -> None:
    """Write a file that has another name until it is whole.

    Raises:
        TakenError: Something has that name.
        OSError: The disk refuses.
    """
    with _made_aside(target) as aside:
        aside.write_bytes(content)


@contextmanager
def _made_aside(target: Path) -> Iterator[Path]:
    """Lend another name for a file, which gets its own, or goes if it does not become whole."""
    aside = at(target.with_name(f".{os.getpid()}{PART}"))
    try:
        yield aside
        _give_name(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def _give_name(aside: Path, target: Path) -> None:
    try:
        # Unlike a rename, it never takes another file's place; nor does a rename on Windows.
        aside.rename(target) if os.name == "nt" else os.link(aside, target)
    except FileExistsError as error:
        raise TakenError from error
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            raise TakenError from error
        aside.rename(target)


def clear_parts(folder: Path) -> None:
    """Take away what an export that was killed has left unfinished."""
    for left in folder.glob(f".*{PART}"):
        at(left).unlink(missing_ok=True)
