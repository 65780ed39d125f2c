"""Photos that come into a large index and go from it again: how long the longest call takes."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from tests.bench.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.vectors import VectorIndex

CHANGED: Final = 1000
_AT_ONCE: Final = 100
"""So many photos come or go between two searches."""


class _Vectors:
    """Of a catalog what an index asks for: the vectors of `count` photos and what came since."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._ids = np.empty(0, np.int64)
        self._halves: NDArray[np.float16] | None = None
        self._sequence = 0

    def add(self, ids: NDArray[np.int64], halves: NDArray[np.float16]) -> None:
        self._ids, self._halves = ids, halves
        self.count += len(ids)
        self._sequence += 1

    def remove(self, ids: NDArray[np.int64]) -> None:
        self._ids, self._halves = ids, None
        self.count -= len(ids)
        self._sequence += 1

    @contextmanager
    def at_one_moment(self) -> Iterator[_Vectors]:
        yield self

    def last_sequence(self) -> int:
        return self._sequence

    def mark_at(self, sequence: int) -> str:
        return str(sequence or "")

    def vector_count(self, _model: str) -> int:
        return self.count

    def removed_since(self, _model: str, _sequence: int) -> NDArray[np.int64]:
        return self._ids if self._halves is None else np.empty(0, np.int64)

    def vectors_since(
        self, _model: str, _sequence: int
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
        if self._halves is not None:
            yield self._ids, self._halves


def figures(
    of: str, index: VectorIndex, queries: NDArray[np.float32], rebuild: float
) -> Iterator[Figure]:
    """The longest call, and what it takes to save, beside seconds to build all anew."""
    before = index.count
    catalog = _Vectors(before)
    halves = np.repeat(queries, -(-CHANGED // len(queries)), axis=0)[:CHANGED].astype(np.float16)
    taken = []
    for change in (catalog.add, lambda ids, _: catalog.remove(ids)):
        for start in range(0, CHANGED, _AT_ONCE):
            ids = np.arange(start, start + _AT_ONCE) + before
            change(ids, halves[start : start + _AT_ONCE])
            taken.append(_seconds(lambda: index.refresh(cast("Catalog", catalog))))
            taken.append(_seconds(lambda: index.search(queries[:1], 100)))
            assert index.count == catalog.count
    assert index.count == before
    name = f"longest call while {CHANGED:,} come and go again, {of}"
    yield Figure(name, max(taken), "s", rebuild, "a rebuild")
    saving = _seconds(lambda: index.save(always=True))
    yield Figure(f"save after that, {of}", saving, "s", rebuild, "a rebuild")


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
