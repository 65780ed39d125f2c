"""Files and folders that may be anything: how they are reached, opened and explained.

Names may be longer than Windows likes, hold bytes that are no text, or belong to a pipe. What is
inside a file is `content_key`'s and `decode`'s matter.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO, Final

LONGEST_PLAIN_PATH: Final = 247
"""Windows opens longer paths only behind a prefix (MAX_PATH is 260, a folder keeps 12 of it)."""

_REASONS: Final = {
    errno.EACCES: "There is no permission to read it.",
    errno.EPERM: "There is no permission to read it.",
    errno.ENOENT: "It vanished while it was being read.",
    errno.ENOTDIR: "It vanished while it was being read.",
    errno.EISDIR: "It is a folder, although its name says picture.",
    errno.EINVAL: "It is not a file but a pipe or a device.",
    errno.EIO: "The disk cannot read it: it reports a fault.",
    errno.ELOOP: "It is a link that leads back to itself.",
    errno.ENAMETOOLONG: "Its path is too long for this system.",
    errno.ESTALE: "Its network drive is out of reach.",
    errno.ETIMEDOUT: "Its network drive does not answer.",
    errno.EHOSTDOWN: "Its network drive is out of reach.",
    errno.ENODEV: "Its drive is not there.",
    errno.ENXIO: "Its drive is not there.",
}


def reason_of(error: OSError) -> str:
    """Return why a file or folder cannot be read, in one sentence for its owner."""
    known = _REASONS.get(error.errno or 0)
    return known or f"The system cannot read it: {error.strerror or error}."


def reachable(path: str) -> str:
    """Return the path in the form in which this system opens it, however long it is."""
    if os.name != "nt" or len(path) <= LONGEST_PLAIN_PATH or path.startswith("\\\\?\\"):
        return path
    whole = os.path.abspath(path)
    return f"\\\\?\\UNC{whole[1:]}" if whole.startswith("\\\\") else f"\\\\?\\{whole}"


def is_away(root: str, *, photos: int) -> bool:
    """Whether a folder cannot be listed, or is empty although there were photos in it."""
    try:
        with os.scandir(reachable(root)) as entries:
            return photos > 0 and next(entries, None) is None
    except OSError:
        return True


def open_file(path: str) -> BinaryIO:
    """Open a file for reading; only a real one, and without ever waiting for a pipe.

    Raises:
        OSError: It cannot be opened, or is a folder, a pipe, a socket or a device.
    """
    # A pipe without a writer would keep a plain `open` waiting for ever.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(reachable(path), flags | getattr(os, "O_CLOEXEC", 0))
    try:
        _demand_file(os.fstat(descriptor).st_mode)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _demand_file(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device")
