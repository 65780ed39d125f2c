"""What a power failure leaves of files, by what was done to them until then.

What was written to a file since it was last synced is there, or not, or in part: by sectors of 512
bytes, in any order, with zeros in between. What files are called follows in the order in which it
was changed, up to some moment: the file systems that keep a journal (ext4, XFS, Btrfs, APFS, NTFS)
write names so, and a sync of any file brings all names before it to the disk.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

SECTOR: Final = 512
"""Bytes that a disk writes wholly or not at all, at the least (NVMe and SATA: 512 or 4,096)."""


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes were written somewhere in a file."""

    file: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """A file has another size."""

    file: int
    size: int


@dataclass(frozen=True, slots=True)
class Content:
    """A file holds this and nothing else, and was changed at that time (ns since 1970)."""

    file: int
    data: bytes
    changed: int


@dataclass(frozen=True, slots=True)
class Sync:
    """The file at a path is on the disk as it is, and what all files of that disk are called.

    With None for a file, as where a folder is synced, only the latter.
    """

    path: str
    file: int | None


@dataclass(frozen=True, slots=True)
class Link:
    """A new file has this path."""

    path: str
    file: int


@dataclass(frozen=True, slots=True)
class Rename:
    """A file has another path, and what was there has none."""

    path: str
    to: str


@dataclass(frozen=True, slots=True)
class Unlink:
    """A path leads nowhere any more."""

    path: str


@dataclass(frozen=True, slots=True)
class Said:
    """A person was told that something is done."""

    what: str


Note = Write | Truncate | Content | Sync | Link | Rename | Unlink | Said
_Naming = Link | Rename | Unlink
_Writing = Write | Truncate | Content


@dataclass(slots=True)
class _File:
    safe: bytes = b""
    changed: int = 0
    pending: list[_Writing] = field(default_factory=list)

    def sync(self) -> None:
        self.safe = _after(self.safe, self.pending)
        self.pending.clear()

    def left(self, chance: random.Random) -> bytes:
        """What is left of it: what is safe, and of the rest what chance has brought to the disk."""
        kind = chance.choice(("nothing", "all", "some", "torn", "zeros"))
        if kind == "all":
            return _after(self.safe, self.pending)
        if kind == "zeros":  # The size was known to the disk, and what is there was not.
            size = len(_after(self.safe, self.pending))
            return self.safe[:size] + bytes(max(0, size - len(self.safe)))
        landed = [each for each in self.pending if kind == "some" and chance.random() < 0.5]
        if kind == "torn":
            until = chance.randrange(len(self.pending) + 1)
            landed = self.pending[:until]
            landed += [_torn(each, chance) for each in self.pending[until : until + 1]]
        return _after(self.safe, landed)


def after_a_cut(
    notes: Sequence[Note], chance: random.Random, *, disks: Sequence[str]
) -> dict[str, tuple[bytes, int]]:
    """Path -> content, and the time of its last change, after a power failure behind all of these.

    Args:
        notes: What was done until then.
        chance: What of it has come to the disk, as far as it had not to.
        disks: Folders of which each lies on a disk of its own; none goes from one to another.
    """
    files: dict[int, _File] = {}
    names: dict[str, list[_Naming]] = {disk: [] for disk in disks}
    safe = dict.fromkeys(disks, 0)
    for note in notes:
        disk = next((disk for disk in disks if getattr(note, "path", "").startswith(disk)), "")
        if isinstance(note, _Naming):
            names[disk].append(note)
        elif isinstance(note, Sync):
            safe[disk] = len(names[disk])
            if note.file is not None:
                files.setdefault(note.file, _File()).sync()
        elif isinstance(note, _Writing):
            file = files.setdefault(note.file, _File())
            file.pending.append(note)
            if isinstance(note, Content):
                file.changed = note.changed
    left = {
        path: files.get(number, _File())
        for disk in disks
        for path, number in _named(names[disk][: chance.randint(safe[disk], len(names[disk]))])
    }
    return {path: (file.left(chance), file.changed) for path, file in left.items()}


def put_down(files: dict[str, tuple[bytes, int]]) -> None:
    """Write these files, with their times."""
    for name, (data, changed) in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if changed:
            os.utime(path, ns=(changed, changed))


def _named(names: Sequence[_Naming]) -> Iterable[tuple[str, int]]:
    paths: dict[str, int] = {}
    for each in names:
        if isinstance(each, Link):
            paths[each.path] = each.file
        elif isinstance(each, Rename):
            paths[each.to] = paths.pop(each.path)
        else:
            paths.pop(each.path, None)
    return paths.items()


def _after(data: bytes, pending: Sequence[_Writing]) -> bytes:
    held = bytearray(data)
    for each in pending:
        if isinstance(each, Content):
            held[:] = each.data
        elif isinstance(each, Truncate):
            held = held[: each.size].ljust(each.size, b"\0")
        else:
            held = held.ljust(each.offset, b"\0")
            held[each.offset : each.offset + len(each.data)] = each.data
    return bytes(held)


def _torn(note: _Writing, chance: random.Random) -> _Writing:
    """The first sectors of what was written."""
    if isinstance(note, Truncate):
        return note
    whole = note.data[: SECTOR * chance.randrange(len(note.data) // SECTOR + 1)]
    if isinstance(note, Content):
        return Content(note.file, whole, note.changed)
    return Write(note.file, note.offset, whole)
