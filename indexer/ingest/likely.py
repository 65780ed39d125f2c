"""Whole folders that moved, known again by a few of their files.

A file that is new, with the name, the size and the time to the nanosecond of one that is gone, is
most likely that one. Where many went from one folder to another, the content of some proves it for
all, and the rest need not be read: ten thousand photos of a camera are some forty gigabytes.
"""

from __future__ import annotations

import os
from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from indexer.ingest.moves import Found
    from indexer.records import Photo
    from indexer.scan import SeenFile

PROOFS: Final = 4
"""So many files are read of all that went from one folder to another."""

Pair = tuple["SeenFile", "Photo"]
Ways = dict[tuple[str, str], list[Pair]]


class LikelyMoves:
    """The files that are most likely photos from elsewhere, by where they came from and went."""

    def __init__(self, found: Iterable[Found], missed: Iterable[Photo]) -> None:
        by_looks: dict[tuple[str, int, int], list[Photo]] = defaultdict(list)
        for photo in missed:
            by_looks[os.path.basename(photo.path), photo.size, photo.mtime_ns].append(photo)
        files: dict[tuple[str, int, int], list[SeenFile]] = defaultdict(list)
        for photo_id, file in found:
            if photo_id is None:
                files[os.path.basename(file.path), file.size, file.mtime_ns].append(file)
        self._ways: Ways = defaultdict(list)
        for looks, same in files.items():
            photos = by_looks.get(looks, ())
            if len(same) == len(photos) == 1:  # Of several alike only their content tells.
                way = os.path.dirname(photos[0].path), os.path.dirname(same[0].path)
                self._ways[way].append((same[0], photos[0]))

    def left_unread(self) -> set[str]:
        """The paths of the files that need not be read, as long as the others prove them."""
        return {file.path for pairs in self._ways.values() for file, _ in _without_proofs(pairs)}

    def proven(self, keys: Mapping[str, bytes]) -> dict[str, bytes]:
        """Path -> content key of the files that need no reading, by the keys of what was read."""
        return {
            file.path: photo.content_key
            for pairs in self._ways.values()
            if all(keys.get(file.path) == photo.content_key for file, photo in _proofs(pairs))
            for file, photo in _without_proofs(pairs)
        }


def _proofs(pairs: list[Pair]) -> list[Pair]:
    """Those of them that are read: spread evenly over all."""
    return pairs[:: max(1, -(-len(pairs) // PROOFS))]


def _without_proofs(pairs: list[Pair]) -> list[Pair]:
    read = {file.path for file, _ in _proofs(pairs)}
    return [pair for pair in pairs if pair[0].path not in read]
