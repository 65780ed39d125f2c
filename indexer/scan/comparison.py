"""What was known, minus what was found; and what was found, minus what was known."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from indexer.scan.beside import is_sidecar
from indexer.scan.found import Changes, Ignored, SeenFile, Unreadable
from indexer.scan.walking import ONLY_IN_THE_CLOUD, OUT_OF_HERE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from indexer.scan.found import KnownFile


class Comparison:
    """Takes what a walk finds, and concludes what has changed."""

    def __init__(
        self, known: Mapping[str, KnownFile], *, full: bool, emptied: Collection[str] = ()
    ) -> None:
        self.changes = Changes()
        self._known = known
        self._emptied = emptied
        self._missing = dict(known)
        self._told = {path for path in known if path[-1] in "pP" and is_sidecar(path)}
        """Sidecars that are known problems."""
        self._full = full

    def take(self, found: SeenFile | Ignored | Unreadable) -> None:
        """Take what was found next."""
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
        if self._told and file.sidecars is not None:
            for name in file.sidecars.names:
                self._missing.pop(os.path.join(os.path.dirname(file.path), name), None)
        if known is None:
            changes.new.append(file)
        elif self._full or known.size != file.size or known.mtime_ns != file.mtime_ns:
            changes.changed.append((known.photo_id, file))
        else:
            changes.unchanged += 1
            told = file.sidecars.state if file.sidecars else None
            if told != known.sidecars and known.photo_id is not None:
                changes.retold.append((known.photo_id, file))

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
        hidden = _Below({found.path for found in changes.unreadable})
        left_out = _Below({found.path for found in changes.ignored})
        for root in roots:
            lost = 0 if root in self._emptied or root in hidden else self._photos_below(root)
            if lost and (root in without_content or self._is_bare(root, lost, left_out)):
                changes.unreadable.append(Unreadable(root, _emptied(lost)))
                changes.away.append(root)
            elif root in hidden and root in without_content:
                changes.away.append(root)
        hidden.add(changes.away)
        out = _Below({found.path for found in changes.ignored if found.rule == OUT_OF_HERE})
        where = _Where(hidden, left_out, out, bare=_Below(set(without_content)))
        for path, known in self._missing.items():
            self._miss(path, known.photo_id, where)
        return changes

    def _miss(self, path: str, photo_id: int | None, where: _Where) -> None:
        """Note what becomes of a file that was known and not found."""
        changes = self.changes
        if where.hidden.covers(path):
            if photo_id is not None:
                changes.unseen.append(photo_id)
        elif photo_id is None:
            changes.gone_problems.append(path)
        else:
            changes.gone.append(photo_id)
            if where.led_out.covers(path):
                changes.led_out[photo_id] = where.led_out.over(path)
            elif where.left_out.covers(path):
                changes.left_out.append(photo_id)
            if where.bare.covers(path):
                changes.emptied.append(photo_id)

    def _is_bare(self, root: str, lost: int, left_out: _Below) -> bool:
        """Whether a root holds no picture at all any more, though no rule says so.

        A drive may leave a file behind at the place where it was, and a system its own.
        """
        start = _start(root)
        if lost < _count(self._known, start):
            return False
        new = (file.path.startswith(start) for file in self.changes.new)
        by_rule = (path.startswith(start) and left_out.covers(path) for path in self._missing)
        return not (any(new) or any(by_rule))

    def _photos_below(self, root: str) -> int:
        return _count(self._missing, _start(root))


def _start(root: str) -> str:
    return root.rstrip(os.sep) + os.sep


def _count(known: Mapping[str, KnownFile], start: str) -> int:
    return sum(each.photo_id is not None for path, each in known.items() if path.startswith(start))


def _emptied(lost: int) -> str:
    return (
        f"This folder is empty now. Its photos ({lost:,}) are kept, as its drive may be away; "
        "`shoebox index --accept-missing FOLDER` forgets them."
    )


class _Where(NamedTuple):
    """What may be the matter with a file that was not found, by where it lay.

    Attributes:
        hidden: What could not be looked at.
        left_out: What a rule leaves out.
        led_out: Links out of the folders, which are part of it.
        bare: Folders that are there and have nothing in them.
    """

    hidden: _Below
    left_out: _Below
    led_out: _Below
    bare: _Below


class _Below:
    """Some files and folders, with everything below them."""

    def __init__(self, paths: set[str]) -> None:
        self._paths = paths
        self._folders: dict[str, bool] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def add(self, paths: Sequence[str]) -> None:
        self._paths.update(path.rstrip(os.sep) or path for path in paths)

    def covers(self, path: str) -> bool:
        """Whether the file, or any folder above it, is one of them."""
        return path in self._paths or self._folder(os.path.dirname(path))

    def over(self, path: str) -> str:
        """Which of them a file is or lies in, where it is covered."""
        while path not in self._paths:
            path = os.path.dirname(path)
        return path

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
