"""One folder into which sidecars are written: which file is whose, and what keeps us out."""

from __future__ import annotations

import errno
import os
import re
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.atomic import make_names_lasting, written_whole
from indexer.files import reachable
from indexer.scan.beside import SUFFIX, Names, is_sidecar, look_beside, same, start_of
from indexer.sidecars.following import read_sidecar
from indexer.sidecars.rewriting import EMPTY

if TYPE_CHECKING:
    from indexer.scan import Sidecars

_LEFT_BEHIND: Final = re.compile(r".\.xmp\.\d+\.part\Z", re.IGNORECASE)
"""What a run that was killed has left beside a sidecar."""

_OF_THE_FOLDER: Final = {
    errno.ENOSPC: "The disk is full.",
    errno.EDQUOT: "The disk is full: there is no more room for this user.",
    errno.EROFS: "The disk is read-only.",
    errno.ENOENT: "The folder is not there any more.",
    errno.ENODEV: "Its drive is not there.",
    errno.EIO: "The disk reports a fault.",
}
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM})
_READ_ONLY: Final = "There is no permission to write into it."
_OF_ONE_NAME: Final = {
    errno.ENAMETOOLONG: "That name is too long for this disk.",
    errno.EINVAL: "This disk takes no such name.",
}


class FolderClosedError(Exception):
    """Nothing can be written into a folder; the text says why, as a sentence for its owner."""


class SidecarClosedError(Exception):
    """One sidecar cannot be written; the text says why, as a sentence for its owner."""


class Folder:
    """A folder with photos, as it was listed.

    Attributes:
        path: Where it lies.
        names: Of the sidecars in it.
    """

    def __init__(self, path: str) -> None:
        """List a folder.

        Raises:
            FolderClosedError: It cannot be listed.
        """
        self.path = path
        try:
            files = os.listdir(reachable(path))
        except OSError as error:
            raise FolderClosedError(_told(error)) from error
        self.names = Names(files)
        self._files = frozenset(files)
        self._stems = Counter(_stem(name) for name in files if not is_sidecar(name))

    def clear_away(self) -> None:
        """Remove what a writer that was killed has left; there must be no other at work."""
        for name in filter(_LEFT_BEHIND.search, self._files):
            with suppress(OSError):
                os.unlink(reachable(os.path.join(self.path, name)))

    def has(self, name: str) -> bool:
        """Whether a file of that name was there when it was listed."""
        return name in self._files

    def sidecars(self, photo: str) -> Sidecars | None:
        """The sidecars of a photo as they are at this moment."""
        return look_beside(os.path.join(self.path, photo), self.names)

    def target(self, photo: str) -> str:
        """The name of the sidecar that is written for a photo.

        The one that is there, so that its program sees what is written; but never one whose name
        other files share, for it belongs to none of them. A new one has the whole name.
        """
        whole = photo + SUFFIX
        for name in self.names.of(photo):
            if start_of(name) == same(photo):
                return name
            if self._stems[_stem(photo)] == 1:
                return name
        return whole

    def read(self, name: str) -> bytes:
        """All bytes of a sidecar; `EMPTY` where there is none.

        Raises:
            SidecarError: It cannot be read.
        """
        path = os.path.join(self.path, name)
        return read_sidecar(path) if os.path.lexists(reachable(path)) else EMPTY

    def write(self, name: str, data: bytes, before: Sidecars | None, photo: str) -> None:
        """Put a sidecar in its place, whole or not at all.

        Args:
            name: Of the sidecar.
            data: All its bytes.
            before: The sidecars of the photo, as they were when `data` was made of them.
            photo: The photo's name.

        Raises:
            FolderClosedError: Nothing can be written here.
            SidecarClosedError: This one cannot be written.
        """
        self.names.add(name)  # So that one is seen that another program has made meanwhile.
        # A link leads to the file that is meant; to put another file in its place would cut it.
        path = Path(os.path.realpath(reachable(os.path.join(self.path, name))))
        if os.path.exists(path) and not os.access(path, os.W_OK):
            raise SidecarClosedError(f"{name} is read-only.")
        try:
            with written_whole(path, lasting=True) as aside:
                aside.write_bytes(data)
                if self.sidecars(photo) != before:
                    raise being_changed(name)
        except OSError as error:
            raise _closed(name, error) from error

    def make_lasting(self) -> None:
        """Wait until it is safe on the disk that what was written is in its place."""
        make_names_lasting(reachable(self.path))


def being_changed(name: str) -> SidecarClosedError:
    """That another program is at a sidecar, which is left to it until the next time."""
    return SidecarClosedError(f"{name} was being changed by another program.")


def _stem(name: str) -> str:
    return same(name.rpartition(".")[0])


def _closed(name: str, error: OSError) -> FolderClosedError | SidecarClosedError:
    """Whether an error is of one sidecar alone or of all in its folder, and why."""
    reason = _OF_ONE_NAME.get(error.errno or 0)
    if reason is not None:
        return SidecarClosedError(f"{name}: {reason}")
    # Beside it there was room for its words: so this one is held, as Windows holds what is open.
    if error.errno in _FORBIDDEN and error.filename2 is not None:
        return SidecarClosedError(f"{name} is held by another program, or not ours to change.")
    return FolderClosedError(_told(error))


def _told(error: OSError) -> str:
    if error.errno in _FORBIDDEN:
        return _READ_ONLY
    return _OF_THE_FOLDER.get(error.errno or 0, f"The system refuses: {error.strerror or error}.")
