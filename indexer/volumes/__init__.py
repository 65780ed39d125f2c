"""Drives by what they are, not by where they are: which are here now, and what lies where on them.

A drive that is plugged in again may come under another letter or at another folder. What stays is
its own identity, a UUID or a serial number, and where on it something lies. What each system tells
of its drives is in `linux`, `macos` and `windows`; nothing here changes anything.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.files import is_away, reachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from indexer.records import Root

SYSTEM: Final = "system"
"""The identity of the disk that the system itself runs from, where that has no better one."""

_SHARES: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "9p"}
)
_FAT: Final = frozenset({"vfat", "msdos", "exfat", "fat", "fat32", "fuseblk"})


@dataclass(frozen=True, slots=True)
class Volume:
    """A drive, a part of one or a share, as it is here now.

    Attributes:
        id: What stays of it wherever it is plugged in; "" where the system knows nothing like it.
        name: What people call it; "" where it has no name.
        top: The folder through which it is reached.
        kind: The file system, in small letters, as "ext4", "exfat" or "cifs".
        inside: What of it is reached there: "" for all, else a folder of it, with `/`.
    """

    id: str
    name: str
    top: str
    kind: str = ""
    inside: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it lies on another machine."""
        return self.kind in _SHARES or self.kind.startswith("fuse.")

    @property
    def tells_of_changes(self) -> bool:
        """Whether the system can be trusted to tell of each change on it, whoever makes it."""
        return not self.is_share and self.kind not in _FAT


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies on a drive: `path` is whole, with `/` between the folders."""

    volume: Volume
    path: str


class Volumes:
    """The drives that are here at one moment."""

    def __init__(self, volumes: Iterable[Volume]) -> None:
        """Of several at one folder, the last hides the others, as the systems have it."""
        self._by_top = {os.path.normcase(each.top): each for each in volumes}

    def place_of(self, path: str) -> Place | None:
        """Where a file or folder lies, links followed; None where no drive is known to hold it."""
        whole = os.path.realpath(path)
        top = os.path.normcase(whole)
        while top not in self._by_top:
            above = os.path.dirname(top)
            if above == top:
                return None
            top = above
        volume = self._by_top[top]
        rest = whole[len(volume.top) :].strip(os.sep).replace(os.sep, "/")
        return Place(volume, "/".join(part for part in (volume.inside, rest) if part))

    def paths_to(self, volume_id: str, path: str) -> list[str]:
        """The folders that are there now through which a place on a drive can be reached."""
        reached = (
            _path_through(each, path) for each in self._by_top.values() if each.id == volume_id
        )
        return [each for each in reached if each is not None and os.path.isdir(reachable(each))]

    def inside(self, folder: str) -> Iterator[tuple[str, Volume]]:
        """The drives that lie somewhere in a folder, each with its place, written as the folder."""
        whole = os.path.realpath(folder)
        start = os.path.join(os.path.normcase(whole), "")
        for top, each in self._by_top.items():
            if each.id and top.startswith(start) and top != start:
                yield os.path.join(folder, os.path.relpath(each.top, whole)), each

    def holds(self, volume_id: str) -> bool:
        """Whether the drive is here."""
        return any(each.id == volume_id for each in self._by_top.values())


def _path_through(volume: Volume, path: str) -> str | None:
    """The path to a place on a volume; None where that part of it is not reached there."""
    if volume.inside and path != volume.inside and not path.startswith(volume.inside + "/"):
        return None
    rest = path[len(volume.inside) :].strip("/")
    return os.path.join(volume.top, *rest.split("/")) if rest else volume.top


def mounted() -> Volumes:
    """The drives that are here now, as far as the system tells."""
    return Volumes(_of_this_system()())


def _of_this_system() -> Callable[[], list[Volume]]:
    if sys.platform == "win32":
        from indexer.volumes import windows as system
    elif sys.platform == "darwin":
        from indexer.volumes import macos as system
    else:
        from indexer.volumes import linux as system
    return system.volumes


def is_root_away(root: Root, volumes: Volumes) -> bool:
    """Whether a root is not there, or empty, or another drive lies in its place."""
    return is_away(root.path, photos=root.photos) or is_strange(root, volumes)


def is_strange(root: Root, volumes: Volumes) -> bool:
    """Whether what lies at a root's path is on another drive than the root."""
    if root.volume is None:
        return False
    place = volumes.place_of(root.path)
    return place is None or place.volume.id != root.volume
