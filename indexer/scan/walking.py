"""A walk through folders: each file once, as a picture, as ignored by rule, or out of reach."""

from __future__ import annotations

import os
import stat
import sys
from collections import deque
from contextlib import suppress
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.excludes import Excludes
from indexer.files import reachable, reason_of
from indexer.formats import SUFFIXES
from indexer.scan.beside import NO_PHOTO, Entries, is_sidecar
from indexer.scan.found import Ignored, SeenFile, Unreadable
from indexer.scan.pairs import stood_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from indexer.scan.found import KnownFile, Sidecars

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

OUT_OF_HERE: Final = "a link out of this folder: add what it leads to by itself"

_WINDOWS_HIDDEN: Final = stat.FILE_ATTRIBUTE_HIDDEN | stat.FILE_ATTRIBUTE_SYSTEM
_WINDOWS_RECALLED: Final = 0x00040000 | 0x00400000
"""FILE_ATTRIBUTE_RECALL_ON_OPEN and _ON_DATA_ACCESS: reading it would download it."""
_MAC_DATALESS: Final = 0x40000000


def walk(root: str, *, excludes: Sequence[str] = ()) -> Iterator[SeenFile | Ignored | Unreadable]:
    """Yield each file below a folder once: as a picture, as ignored, or as out of reach.

    A folder is entered once, however many links lead to it; an ignored folder is one row. Links
    that lead out of it are not followed: whoever unpacks a stranger's archive would take in /proc.

    Args:
        root: A folder, or a single file; it is looked at even if it is hidden itself.
        excludes: Patterns as in a `.gitignore`, from the root.
    """
    return Walk(excludes).through([root])


_NOT_THERE: Final = (
    "This folder is not there, as when its drive is away. Its photos, if it has any, are kept."
)


class Walk:
    """One way through some roots; remembers which folders it has been in."""

    def __init__(
        self,
        patterns: Sequence[str],
        tops: Sequence[str] = (),
        unreadable: Mapping[str, KnownFile] | None = None,
    ) -> None:
        """Begin nowhere.

        Args:
            patterns: What to leave out, as in a `.gitignore`.
            tops: Where one of these holds a root, patterns start there, and links may lead to all
                that is in them. They keep their own paths, whatever links lead to them.
            unreadable: Files that could not be read when they were as told here. Such a one stands
                for no other file of its shot.
        """
        self._excludes = partial(Excludes, patterns, tops=tops)
        self._tops = tops
        self._unreadable = unreadable or {}
        self._entered: dict[tuple[int, int | str], str] = {}
        self._links: deque[tuple[str, Excludes]] = deque()
        self._given: set[tuple[int, int | str]] = set()
        self.without_content: set[str] = set()
        """Roots and folders that were empty, or could not be listed."""

    def through(self, roots: Sequence[str]) -> Iterator[SeenFile | Ignored | Unreadable]:
        """Yield each file below folders once."""
        self._given |= {known for each in (*self._tops, *roots) if (known := _known(each))}
        for root in roots:
            yield from self._root(root)
        # Links last: a folder that is also reached without one keeps its own path, in every run.
        if self._links:
            self._keep_tops()
        while self._links:
            path, excludes = self._links.popleft()
            yield from self._tree(path, excludes)

    def _root(self, root: str) -> Iterator[SeenFile | Ignored | Unreadable]:
        try:
            status = os.stat(reachable(root))
        except OSError as error:
            self.without_content.add(root)
            gone = isinstance(error, FileNotFoundError)
            yield Unreadable(root, _NOT_THERE if gone else reason_of(error))
            return
        if not stat.S_ISDIR(status.st_mode):
            yield _judged(root, status)
        elif _identity(status, root) not in self._entered:  # As a part of another root, it was.
            yield from self._tree(root, self._excludes(root))

    def _keep_tops(self) -> None:
        """Have no link lead into other roots, as none does in a run through all of them."""
        for top in self._tops:
            if known := _known(top):  # What is not there, no link leads to.
                self._entered.setdefault(known, top)

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
        prefix = _below(folder)
        beside = _sidecars(prefix, entries, excludes)
        parts = stood_for(entries, partial(self._stands_for_nothing, prefix, excludes))
        for entry in entries:
            if entry.name in beside:
                continue
            path = prefix + entry.name
            try:
                if entry.is_dir():
                    yield from self._folder(path, entry, excludes, below)
                elif entry.name in parts:
                    part = parts[entry.name]
                    yield Ignored(path, part.rule, prefix + part.shown)
                else:
                    file = _file(path, entry, excludes, beside)
                    is_out = isinstance(file, SeenFile) and self._leads_out(path, entry)
                    yield Ignored(path, OUT_OF_HERE) if is_out else file
            except FileNotFoundError:
                if entry.is_symlink():  # Otherwise it vanished since the folder was listed.
                    yield Unreadable(path, "It is a link to something that is not there.")
            except OSError as error:
                yield Unreadable(path, reason_of(error))
        yield from (Ignored(prefix + name, NO_PHOTO) for name in beside.of_no_photo())

    def _stands_for_nothing(self, prefix: str, excludes: Excludes, name: str) -> bool:
        """Whether a picture is left out by a rule, or is one that cannot be read."""
        known = self._unreadable.get(prefix + name)
        if known is not None:
            with suppress(OSError):
                status = os.stat(reachable(prefix + name))
                if (status.st_size, status.st_mtime_ns) == (known.size, known.mtime_ns):
                    return True
        return _is_left_out(prefix, excludes, name)

    def _folder(
        self, path: str, entry: os.DirEntry[str], excludes: Excludes, below: list[str]
    ) -> Iterator[Ignored]:
        """Have a folder walked when its turn comes, unless a rule leaves it out."""
        if rule := _folder_rule(path, entry, excludes):
            yield Ignored(path, rule)
        elif self._leads_out(path, entry):
            yield Ignored(path, OUT_OF_HERE)
        elif entry.is_symlink():
            self._links.append((path, excludes))
        else:
            below.append(path)

    def _leads_out(self, path: str, entry: os.DirEntry[str]) -> bool:
        """Whether it is a link to what lies in no folder that the library was given."""
        if not entry.is_symlink():
            return False
        target = os.path.realpath(reachable(path))
        return all(
            _known(each) not in self._given for each in (target, *map(str, Path(target).parents))
        )


def _identity(status: os.stat_result, folder: str) -> tuple[int, int | str]:
    """Return what all paths to one folder share; some network drives number nothing."""
    return status.st_dev, status.st_ino or os.path.realpath(folder)


def _known(folder: str) -> tuple[int, int | str] | None:
    """Return what all paths to one folder share; None where nothing is there."""
    try:
        return _identity(os.stat(reachable(folder)), folder)
    except OSError:
        return None


def _below(folder: str) -> str:
    """What the paths of all that is in a folder start with."""
    return os.path.join(folder, "")


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
    path: str, entry: os.DirEntry[str], excludes: Excludes, beside: Entries
) -> SeenFile | Ignored | Unreadable:
    """Return what an entry is that is no folder."""
    if entry.name[0] == ".":
        return Ignored(path, "hidden file")
    _, dot, suffix = entry.name.rpartition(".")
    if not dot or suffix.lower() not in SUFFIXES:
        if entry.is_symlink():
            entry.stat()  # Of a folder whose drive is away, all that was known is kept.
        return Ignored(path, "not a picture")
    rule = excludes.rule(path, folder=False) if excludes else None
    if rule is not None:
        return Ignored(path, rule)
    return _judged(path, entry.stat(), beside.of(entry.name) if beside else None)


def _sidecars(prefix: str, entries: list[os.DirEntry[str]], excludes: Excludes) -> Entries:
    """The sidecars of a folder, but those that a pattern leaves out."""
    # Asked of each file that there is: the last letter tells of most that they are none.
    found = [entry for entry in entries if entry.name[-1] in "pP" and is_sidecar(entry.name)]
    return Entries(found, partial(_is_left_out, prefix, excludes))


def _is_left_out(prefix: str, excludes: Excludes, name: str) -> bool:
    return bool(excludes) and excludes.rule(prefix + name, folder=False) is not None


def _judged(
    path: str, status: os.stat_result, sidecars: Sidecars | None = None
) -> SeenFile | Ignored | Unreadable:
    """Return what a file with a picture's name is, going by its status."""
    if not stat.S_ISREG(status.st_mode):
        return Ignored(path, "not a file but a pipe or a device")
    if _STATUS_TELLS:
        if _is_hidden(status):
            return Ignored(path, "hidden file")
        if is_in_the_cloud(status):
            return Unreadable(path, ONLY_IN_THE_CLOUD)
    return SeenFile(path, status.st_size, status.st_mtime_ns, sidecars)


_STATUS_TELLS: Final = sys.platform in {"win32", "darwin"}
"""Whether a file's status says more than its name: hidden, or left in the cloud."""


def _is_hidden(status: os.stat_result) -> bool:
    windows = getattr(status, "st_file_attributes", 0) & _WINDOWS_HIDDEN
    return bool(windows or getattr(status, "st_flags", 0) & stat.UF_HIDDEN)


def is_in_the_cloud(status: os.stat_result) -> bool:
    """Whether a file's content is not here, so that reading it would fetch it."""
    windows = getattr(status, "st_file_attributes", 0) & _WINDOWS_RECALLED
    return bool(windows or getattr(status, "st_flags", 0) & _MAC_DATALESS)
