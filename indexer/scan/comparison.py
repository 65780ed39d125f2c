"""What was known, minus what was found; and what was found, minus what was known."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from indexer.scan.beside import is_sidecar
from indexer.scan.found import Changes, Ignored, SeenFile, Unreadable
from indexer.scan.walking import ONLY_IN_THE_CLOUD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from indexer.scan.found import KnownFile


class Comparison:
    """Takes what a walk finds, and concludes what has changed."""

    def __init__(self, known: Mapping[str, KnownFile], *, full: bool) -> None:
        self.changes = Changes()
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
