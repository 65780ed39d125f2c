"""What an index follows: numbered vectors that come and go, by one sequence."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    import numpy as np
    from numpy.typing import NDArray

    from indexer.catalog import Catalog

    Block = tuple[NDArray[np.int64], NDArray[np.float16]]


class Source(Protocol):
    """A catalog's photos, as `Catalog` itself is one, or what else of it has vectors."""

    def at_one_moment(self) -> AbstractContextManager[Source]:
        """Lend it as it is now."""

    def last_sequence(self) -> int:
        """The number of the newest change."""

    def mark_at(self, sequence: int) -> str | None:
        """What only this catalog has at that number."""

    def vector_count(self, model_sha256: str) -> int:
        """How many vectors there are by a model."""

    def removed_since(self, model_sha256: str, sequence: int) -> NDArray[np.int64]:
        """The numbers, int64 [n], whose vector went after that change, and maybe others."""

    def vectors_since(self, model_sha256: str, sequence: int) -> Iterator[Block]:
        """Blocks of (numbers int64 [n], vectors float16 [n, dim]) that came after that change."""


class FramesOf:
    """The further frames of a catalog's videos, for an index of their own."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.last_sequence = catalog.last_sequence
        self.mark_at = catalog.mark_at
        self.vector_count = catalog.frame_count
        self.removed_since = catalog.frames_removed_since
        self.vectors_since = catalog.frames_since

    @contextmanager
    def at_one_moment(self) -> Iterator[FramesOf]:
        """Lend them as they are now."""
        with self._catalog.at_one_moment() as now:
            yield FramesOf(now)
