"""What a scan finds: files as they lie on the disk, and what differs from what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

SidecarState = tuple[str, int, int]
"""The first name, the size and the time of a photo's sidecars."""


class Sidecars(NamedTuple):
    """The files beside a picture that speak of it: one, or at most two, taken together.

    Attributes:
        names: Of the files, that of the picture's whole name first; odd bytes are surrogates.
        size: Bytes of all.
        mtime_ns: The times of their last changes in nanoseconds since 1970, added up: it differs
            whenever one of them does.
    """

    names: tuple[str, ...]
    size: int
    mtime_ns: int

    @property
    def state(self) -> SidecarState:
        """By what the library knows whether they have changed."""
        return (self.names[0], self.size, self.mtime_ns)


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A picture file as it lies on the disk.

    Attributes:
        path: As its root was written; odd bytes of a name are surrogates (`os.fsdecode`).
        size: Bytes.
        mtime_ns: Time of its last change, in nanoseconds since 1970.
        sidecars: What lies beside it and speaks of it; None: nothing.
    """

    path: str
    size: int
    mtime_ns: int
    sidecars: Sidecars | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file, or a folder with all that is in it, that is left out, and by which rule.

    Attributes:
        path: As in `SeenFile`.
        rule: In words.
        shown: Where it is a part of a shot: the file of it that is shown; else "".
    """

    path: str
    rule: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder that the system does not let us look at, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as the library knows it; `photo_id` is None where it is a known problem."""

    photo_id: int | None
    size: int
    mtime_ns: int
    sidecars: SidecarState | None = None


@dataclass(slots=True)
class Changes:
    """What differs between the disk and the library.

    Attributes:
        new: Files that the library does not know.
        changed: Files of another size or time than known, with their photo's id.
        gone: Ids of photos whose file is no longer there.
        left_out: Those of them whose file is there, but is left out by rule.
        led_out: Those of them that lie behind a link out of the folders -> the link.
        emptied: Those of them that lay in a folder which is there and has nothing in it.
        unseen: Ids of photos of whose file nobody can tell: what it lies in is out of reach.
        gone_problems: Paths of known problems that are no longer there.
        unchanged: Number of files that are as known.
        retold: Unchanged files whose sidecars are others than known, with their photo's id.
        seen: Number of picture files that are there.
        ignored: What was left out by rule.
        unreadable: What could not be looked at; what is known there stays known.
        away: Roots that are missing, out of reach or suddenly empty; what is known there stays.
    """

    new: list[SeenFile] = field(default_factory=list)
    changed: list[tuple[int | None, SeenFile]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    led_out: dict[int, str] = field(default_factory=dict)
    emptied: list[int] = field(default_factory=list)
    unseen: list[int] = field(default_factory=list)
    gone_problems: list[str] = field(default_factory=list)
    unchanged: int = 0
    retold: list[tuple[int, SeenFile]] = field(default_factory=list)
    seen: int = 0
    ignored: list[Ignored] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
