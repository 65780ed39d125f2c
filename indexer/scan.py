"""Folders -> what is new, changed or gone, with each file accounted for.

Owns which files are looked at and which are left out by rule. Nothing is opened here: what is in
a file is `decode`'s matter, and whether a vanished file has moved, `ingest`'s.
"""

from __future__ import annotations

import os
import stat
import sys
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from indexer.excludes import Excludes
from indexer.files import reachable, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

PICTURE_SUFFIXES: Final = frozenset(
    {
        "jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "tif", "tiff", "bmp", "dib",
        "heic", "heif", "hif", "avif",
    }
)  # fmt: skip
"""What follows the last dot of a picture's name, in small letters."""

SYSTEM_FOLDERS: Final = frozenset(
    {
        # Windows, and what it leaves on drives that others read.
        "$recycle.bin", "recycler", "system volume information", "$windows.~bt", "$windows.~ws",
        # Linux and macOS.
        "lost+found", "__macosx", "network trash folder", "temporary items",
        # Network drives: Synology, QNAP.
        "@eadir", "#recycle", "@recycle", "@recently-snapshot", "#snapshot", "@tmp",
    }
)  # fmt: skip
"""Names, in small letters, of folders that hold no photos of their owner's."""

ONLY_IN_THE_CLOUD: Final = "It is only in the cloud: open it once to bring it to this machine."

_TOLD_EVERY: Final = 256
_WINDOWS_HIDDEN: Final = stat.FILE_ATTRIBUTE_HIDDEN | stat.FILE_ATTRIBUTE_SYSTEM
_WINDOWS_RECALLED: Final = 0x00040000 | 0x00400000
"""FILE_ATTRIBUTE_RECALL_ON_OPEN and _ON_DATA_ACCESS: reading it would download it."""
_MAC_DATALESS: Final = 0x40000000


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A picture file as it lies on the disk.

    Attributes:
        path: As its root was written; odd bytes of a name are surrogates (`os.fsdecode`).
        size: Bytes.
        mtime_ns: Time of its last change, in nanoseconds since 1970.
    """

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file, or a folder with all that is in it, that is left out, and by which rule."""

    path: str
    rule: str


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


@dataclass(slots=True)
class Changes:
    """What differs between the disk and the library.

    Attributes:
        new: Files that the library does not know.
        changed: Files of another size or time than known, with their photo's id.
        gone: Ids of photos whose file is no longer there.
        gone_problems: Paths of known problems that are no longer there.
        unchanged: Number of files that are as known.
        seen: Number of picture files that are there.
        ignored: What was left out by rule.
        unreadable: What could not be looked at; what is known there stays known.
        away: Roots that are missing, out of reach or suddenly empty; what is known there stays.
    """

    new: list[SeenFile] = field(default_factory=list)
    changed: list[tuple[int | None, SeenFile]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    gone_problems: list[str] = field(default_factory=list)
    unchanged: int = 0
    seen: int = 0
    ignored: list[Ignored] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    away: list[str] = field(default_factory=list)


def walk(root: str, *, excludes: Sequence[str] = ()) -> Iterator[SeenFile | Ignored | Unreadable]:
    """Yield each file below a folder once: as a picture, as ignored, or as out of reach.

    A folder is entered once, however many links lead to it; an ignored folder is one row.

    Args:
        root: A folder, or a single file; it is looked at even if it is hidden itself.
        excludes: Patterns as in a `.gitignore`, from the root.
    """
    return _Walk(excludes).through([root])


def find_changes(
    roots: Sequence[str],
    known: Mapping[str, KnownFile],
    *,
    excludes: Sequence[str] = (),
    tops: Sequence[str] = (),
    full: bool = False,
    on_seen: Callable[[int], None] | None = None,
) -> Changes:
    """Compare folders with what is known of them.

    Args:
        roots: The folders, written as they are known.
        known: Every file that the library knows below them.
        excludes: Patterns of what to leave out, as in a `.gitignore`.
        tops: Where one of these holds a root, patterns start there.
        full: Whether to have unchanged files read again, and an empty root's photos forgotten.
        on_seen: Told the number of picture files so far, now and then and at the end.
    """
    comparison = _Comparison(known, full=full)
    walking = _Walk(excludes, tops)
    told = 0
    for found in walking.through(roots):
        comparison.take(found)
        if on_seen is not None and comparison.changes.seen >= told + _TOLD_EVERY:
            told = comparison.changes.seen
            on_seen(told)
    if on_seen is not None and comparison.changes.seen != told:
        on_seen(comparison.changes.seen)
    return comparison.conclude(roots, walking.without_content)


class _Walk:
    """One way through some roots; remembers which folders it has been in."""

    def __init__(self, patterns: Sequence[str], tops: Sequence[str] = ()) -> None:
        self._excludes = partial(Excludes, patterns, tops=tops)
        self._entered: dict[tuple[int, int | str], str] = {}
        self._links: deque[tuple[str, Excludes]] = deque()
        self.without_content: set[str] = set()
        """Roots and folders that were empty, or could not be listed."""

    def through(self, roots: Sequence[str]) -> Iterator[SeenFile | Ignored | Unreadable]:
        for root in roots:
            yield from self._root(root)
        # Links last: a folder that is also reached without one keeps its own path, in every run.
        while self._links:
            path, excludes = self._links.popleft()
            yield from self._tree(path, excludes)

    def _root(self, root: str) -> Iterator[SeenFile | Ignored | Unreadable]:
        try:
            status = os.stat(reachable(root))
        except OSError as error:
            self.without_content.add(root)
            yield Unreadable(root, reason_of(error))
            return
        if not stat.S_ISDIR(status.st_mode):
            yield _judged(root, status)
        elif _identity(status, root) not in self._entered:  # As a part of another root, it was.
            yield from self._tree(root, self._excludes(root))

    def _tree(self, top: str, excludes: Excludes) -> Iterator[SeenFile | Ignored | Unreadable]:
        pending = [top]
        while pending:
            folder = pending.pop()
            try:
                known_as = self._enter(folder)
                entries = [] if known_as else _listed(folder)
            except FileNotFoundError:
                continue  # It vanished since its parent was listed.
            except OSError as error:
                self.without_content.add(folder)
                yield Unreadable(folder, reason_of(error))
                continue
            if known_as:
                if known_as != folder:
                    yield Ignored(folder, f"the same folder as {known_as}")
                continue
            if not entries:
                self.without_content.add(folder)
            below: list[str] = []
            yield from self._entries(folder, entries, excludes, below)
            pending += reversed(below)

    def _enter(self, folder: str) -> str | None:
        """Note that a folder is being walked; return its path if it was already, under any name."""
        identity = _identity(os.stat(reachable(folder)), folder)
        if identity in self._entered:
            return self._entered[identity]
        self._entered[identity] = folder
        return None

    def _entries(
        self, folder: str, entries: list[os.DirEntry[str]], excludes: Excludes, below: list[str]
    ) -> Iterator[SeenFile | Ignored | Unreadable]:
        """Yield the files of one folder, and collect the folders to walk in `below`."""
        prefix = folder if folder.endswith(os.sep) else folder + os.sep
        for entry in entries:
            path = prefix + entry.name
            try:
                if not entry.is_dir():
                    yield _file(path, entry, excludes)
                elif rule := _folder_rule(path, entry, excludes):
                    yield Ignored(path, rule)
                elif entry.is_symlink():
                    self._links.append((path, excludes))
                else:
                    below.append(path)
            except FileNotFoundError:
                if entry.is_symlink():  # Otherwise it vanished since the folder was listed.
                    yield Unreadable(path, "It is a link to something that is not there.")
            except OSError as error:
                yield Unreadable(path, reason_of(error))


def _identity(status: os.stat_result, folder: str) -> tuple[int, int | str]:
    """Return what all paths to one folder share; some network drives number nothing."""
    return status.st_dev, status.st_ino or os.path.realpath(folder)


def _listed(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(reachable(folder)) as listing:
        return sorted(listing, key=attrgetter("name"))


def _folder_rule(path: str, entry: os.DirEntry[str], excludes: Excludes) -> str | None:
    """Return the rule that leaves a folder out, with all that is in it."""
    if entry.name[0] == "." or (_STATUS_TELLS and _is_hidden(entry.stat())):
        return "hidden folder"
    if entry.name.casefold() in SYSTEM_FOLDERS:
        return "system folder"
    return excludes.rule(path, folder=True) if excludes else None


def _file(
    path: str, entry: os.DirEntry[str], excludes: Excludes
) -> SeenFile | Ignored | Unreadable:
    """Return what an entry is that is no folder."""
    if entry.name[0] == ".":
        return Ignored(path, "hidden file")
    _, dot, suffix = entry.name.rpartition(".")
    if not dot or suffix.lower() not in PICTURE_SUFFIXES:
        return Ignored(path, "not a picture")
    rule = excludes.rule(path, folder=False) if excludes else None
    return _judged(path, entry.stat()) if rule is None else Ignored(path, rule)


def _judged(path: str, status: os.stat_result) -> SeenFile | Ignored | Unreadable:
    """Return what a file with a picture's name is, going by its status."""
    if not stat.S_ISREG(status.st_mode):
        return Ignored(path, "not a file but a pipe or a device")
    if _STATUS_TELLS:
        if _is_hidden(status):
            return Ignored(path, "hidden file")
        if _is_in_the_cloud(status):
            return Unreadable(path, ONLY_IN_THE_CLOUD)
    return SeenFile(path, status.st_size, status.st_mtime_ns)


_STATUS_TELLS: Final = sys.platform in {"win32", "darwin"}
"""Whether a file's status says more than its name: hidden, or left in the cloud."""


def _is_hidden(status: os.stat_result) -> bool:
    windows = getattr(status, "st_file_attributes", 0) & _WINDOWS_HIDDEN
    return bool(windows or getattr(status, "st_flags", 0) & stat.UF_HIDDEN)


def _is_in_the_cloud(status: os.stat_result) -> bool:
    windows = getattr(status, "st_file_attributes", 0) & _WINDOWS_RECALLED
    return bool(windows or getattr(status, "st_flags", 0) & _MAC_DATALESS)


class _Comparison:
    """What was known, minus what was found; and what was found, minus what was known."""

    def __init__(self, known: Mapping[str, KnownFile], *, full: bool) -> None:
        self.changes = Changes()
        self._missing = dict(known)
        self._full = full

    def take(self, found: SeenFile | Ignored | Unreadable) -> None:
        if isinstance(found, SeenFile):
            self._compare(found)
        elif isinstance(found, Ignored):
            self.changes.ignored.append(found)
        else:
            self._keep_unread(found)

    def _compare(self, file: SeenFile) -> None:
        changes = self.changes
        changes.seen += 1
        known = self._missing.pop(file.path, None)
        if known is None:
            changes.new.append(file)
        elif self._full or known.size != file.size or known.mtime_ns != file.mtime_ns:
            changes.changed.append((known.photo_id, file))
        else:
            changes.unchanged += 1

    def _keep_unread(self, found: Unreadable) -> None:
        known = self._missing.get(found.path)
        if known is not None and known.photo_id is not None and found.reason == ONLY_IN_THE_CLOUD:
            del self._missing[found.path]
            self.changes.seen += 1
            self.changes.unchanged += 1
        else:
            self.changes.unreadable.append(found)

    def conclude(self, roots: Sequence[str], without_content: set[str]) -> Changes:
        """Tell what is gone from what is only out of sight."""
        changes = self.changes
        hidden = _OutOfSight({found.path for found in changes.unreadable})
        for root in (root for root in roots if root in without_content):
            lost = 0 if self._full or root in hidden else self._photos_below(root)
            if lost:
                changes.unreadable.append(Unreadable(root, _emptied(lost)))
            if lost or root in hidden:
                changes.away.append(root)
        hidden.add(changes.away)
        gone = [each for each in self._missing.items() if not hidden.covers(each[0])]
        changes.gone_problems = [path for path, known in gone if known.photo_id is None]
        changes.gone = [known.photo_id for _, known in gone if known.photo_id is not None]
        return changes

    def _photos_below(self, root: str) -> int:
        prefix = root.rstrip(os.sep) + os.sep
        known_below = (known for path, known in self._missing.items() if path.startswith(prefix))
        return sum(known.photo_id is not None for known in known_below)


def _emptied(lost: int) -> str:
    return (
        f"This folder is empty now. Its photos ({lost:,}) are kept, as its drive may be away; "
        "`shoebox index --full FOLDER` forgets them."
    )


class _OutOfSight:
    """Files and folders that could not be looked at, with everything below them."""

    def __init__(self, paths: set[str]) -> None:
        self._paths = paths
        self._folders: dict[str, bool] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def add(self, paths: Sequence[str]) -> None:
        self._paths.update(path.rstrip(os.sep) or path for path in paths)

    def covers(self, path: str) -> bool:
        """Whether the file, or any folder above it, is out of sight."""
        return path in self._paths or self._folder(os.path.dirname(path))

    def _folder(self, folder: str) -> bool:
        asked = []
        while folder not in self._folders:
            asked.append(folder)
            above = os.path.dirname(folder)
            self._folders[folder] = folder in self._paths
            if self._folders[folder] or above == folder:
                break
            folder = above
        for below in asked:
            self._folders[below] = self._folders[folder]
        return self._folders[folder]
