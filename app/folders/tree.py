"""The folders within those that the library follows: which there are, and how many photos below.

It is made beside the main thread, from one question to the catalog; what stands below a folder is
put in order once somebody opens it.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from indexer.catalog.matching import fold
from indexer.catalog.stored_text import inside, is_inside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.catalog import Catalog
    from indexer.records import Root

_DIGITS: Final = re.compile("([0-9]+)")


class FolderTree:
    """The folders that hold photos, and those on the way to them, by their paths."""

    def __init__(
        self, roots: Iterable[Root] = (), held: Iterable[tuple[int, str, int]] = ()
    ) -> None:
        """Count what each folder holds for all that are above it.

        Args:
            roots: The folders that the library follows.
            held: The root's id of each folder with photos, its path, how many it holds by itself.
        """
        self._photos: defaultdict[str, int] = defaultdict(int)
        self._below: defaultdict[str, list[str]] = defaultdict(list)
        self._sorted: dict[str, tuple[str, ...]] = {}
        tops = {root.id: root.path for root in roots}
        for root_id, path, photos in held:
            if root_id in tops and is_inside(path, tops[root_id]):
                self._count(tops[root_id], path, photos)

    @classmethod
    def of(cls, catalog: Catalog, roots: Iterable[Root]) -> FolderTree:
        """Return the folders within these; reads the catalog, so it belongs on a thread."""
        return cls(roots, catalog.photos_in_folders())

    def __contains__(self, path: object) -> bool:
        return path in self._photos

    @override
    def __eq__(self, other: object) -> bool:
        # Who looks again keeps the one from before where nothing has changed: that costs nothing.
        return self is other or (isinstance(other, FolderTree) and self._photos == other._photos)

    @override
    def __hash__(self) -> int:
        return hash(frozenset(self._photos.items()))

    def photos(self, path: str) -> int:
        """Return how many photos are in a folder and below it."""
        return self._photos.get(path, 0)

    def opens(self, path: str) -> bool:
        """Whether there are others below a folder."""
        return path in self._below

    def below(self, path: str) -> tuple[str, ...]:
        """Return the paths of the folders right below one, as people count: 2 before 10."""
        if path not in self._sorted:
            self._sorted[path] = tuple(sorted(self._below.get(path, ()), key=_order))
        return self._sorted[path]

    def _count(self, top: str, path: str, photos: int) -> None:
        self._photos[top] += photos
        above = top
        for name in filter(None, path[len(inside(top)) :].split(os.sep)):
            folder = inside(above) + name
            if folder not in self._photos:
                self._below[above].append(folder)
            self._photos[folder] += photos
            above = folder


def _order(path: str) -> tuple[list[str | int], str]:
    words = _DIGITS.split(fold(os.path.basename(path)))
    return [int(word) if place % 2 else word for place, word in enumerate(words)], path


NO_FOLDERS: Final = FolderTree()
