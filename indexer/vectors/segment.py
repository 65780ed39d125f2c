"""Some vectors side by side, as FAISS searches them. The only file that imports faiss.

A segment is never changed: what is added or removed gives a new one, so that a search needs no
lock and a removal moves no memory.

Vectors are held as 16-bit halves, exactly as the catalog stores them. Measured on 100,000 x 512
clustered unit vectors and one of two cores (AVX-512; FAISS picks what the processor has):
halves 3.8 ms a query at recall@100 0.9995 against float32, bfloat16 3.8 ms at 0.997, 8 bits 3.2 ms
at 0.987, float32 itself 8.7 ms and twice the memory.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

import faiss
import numpy as np

from indexer.machine import cores

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

HALF: Final = np.dtype("<f2")
"""How one number of a vector is held: as the catalog stores it, and as FAISS reads it."""

_faiss: Any = faiss  # The types that it ships leave half of it out.

_MANY_QUERIES: Final = 16
"""From how many queries at once on FAISS may use all cores. For fewer, waiting for the other
threads of a busy machine costs more than they bring: 80 ms in place of 8."""

_ROWS_AT_ONCE: Final = 16384


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Vectors of one model and the ids of their photos, in the order of the ids.

    Attributes:
        ids: int64 [n], ascending, of all rows, those that are gone included.
        halves: float16 [n, dim], in memory or in a file that is mapped there.
        gone: Which rows do not count any more, bool [n]; None where all count.
    """

    ids: NDArray[np.int64]
    halves: NDArray[np.float16]
    gone: NDArray[np.bool_] | None
    _scanner: Any  # faiss.IndexScalarQuantizer

    @classmethod
    def of(cls, ids: NDArray[np.int64], halves: NDArray[np.float16]) -> Self:
        """Make a segment of ids [n] and vectors float16 [n, dim], not copied if in order."""
        if (np.diff(ids) < 0).any():
            order = np.argsort(ids, kind="stable")
            ids, halves = ids[order], halves[order]
        held = np.ascontiguousarray(halves, HALF)
        return cls(ids, held, None, _scanner_of(held))

    @property
    def dim(self) -> int:
        """How many numbers a vector has."""
        return int(self.halves.shape[1])

    @property
    def count(self) -> int:
        """How many rows count."""
        return len(self.ids) - (0 if self.gone is None else int(self.gone.sum()))

    def rows(self) -> NDArray[np.intp]:
        """Which rows count, in order."""
        everything = np.arange(len(self.ids))
        return everything if self.gone is None else everything[~self.gone]

    def blocks(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
        """Blocks of (ids [n], vectors [n, dim]) of the rows that count."""
        rows = self.rows()
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            yield self.ids[some], self.halves[some]

    def without(self, ids: NDArray[np.int64]) -> Segment:
        """The same vectors, of which those of `ids` do not count any more."""
        gone = np.isin(self.ids, ids)
        if not gone.any():
            return self
        return replace(self, gone=gone if self.gone is None else gone | self.gone)

    def rows_of(self, ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """The row of each id that counts here, -1 where there is none."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.intp)
        rows = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        found = self.ids[rows] == ids
        if self.gone is not None:
            found &= ~self.gone[rows]
        return np.where(found, rows, -1)

    def search(
        self,
        vectors: NDArray[np.float32],
        k: int,
        *,
        among: NDArray[np.int64] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `k` nearest of each vector, fewer where there are fewer: ids and cosines [q, k].

        Padding has the id -1 and the cosine -inf.

        Args:
            vectors: float32 [q, dim].
            k: How many to find.
            among: Only photos with these ids.
        """
        counted = self._counted(among)
        k = min(k, len(self.ids) if counted is None else int(counted.sum()))
        if not k:
            return np.empty((len(vectors), 0), np.int64), np.empty((len(vectors), 0), np.float32)
        _take_threads(len(vectors))
        with _only(counted) as parameters:
            scores, rows = self._scanner.search(vectors, k, params=parameters)
        scores[rows < 0] = -np.inf
        return np.where(rows < 0, -1, self.ids[rows]), scores

    def above(
        self,
        vector: NDArray[np.float32],
        least: float,
        *,
        among: NDArray[np.int64] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All whose cosine with a vector [dim] is `least` or more: ids and cosines [n]."""
        counted = self._counted(among)
        if not len(self.ids) or (counted is not None and not counted.any()):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        _take_threads(1)
        below = float(
            np.nextafter(np.float32(least), np.float32(-np.inf))
        )  # It finds what is more.
        with _only(counted) as parameters:
            _, scores, rows = self._scanner.range_search(vector[None], below, params=parameters)
        return self.ids[rows], scores

    def _counted(self, among: NDArray[np.int64] | None) -> NDArray[np.bool_] | None:
        """Which rows a search may find, bool [n]; None where it may find all."""
        if among is None:
            return None if self.gone is None else ~self.gone
        counted = np.isin(self.ids, among)
        return counted if self.gone is None else counted & ~self.gone


def _take_threads(queries: int) -> None:
    # The number of threads is each thread's own matter in OpenMP.
    faiss.omp_set_num_threads(cores() if queries >= _MANY_QUERIES else 1)


@contextmanager
def _only(counted: NDArray[np.bool_] | None) -> Iterator[Any]:
    """Search parameters of FAISS that let these rows alone be found, bool [n]."""
    if counted is None:
        yield None
        return
    bits = np.packbits(counted, bitorder="little")  # FAISS only points to them.
    yield _faiss.SearchParameters(
        sel=faiss.IDSelectorBitmap(len(counted), faiss.swig_ptr(bits)),
    )


def in_order(
    segments: Sequence[Segment],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
    """Blocks of (ids [n], vectors [n, dim]) of the rows that count, by id over all segments."""
    parts = [segment.rows() for segment in segments]
    ids = [segment.ids[rows] for segment, rows in zip(segments, parts, strict=True)]
    everything = np.concatenate([np.empty(0, np.int64), *ids])
    numbers = np.repeat(np.arange(len(parts)), [len(rows) for rows in parts])
    rows = np.concatenate([np.empty(0, np.intp), *parts])
    order = np.argsort(everything, kind="stable")
    for start in range(0, len(order), _ROWS_AT_ONCE):
        some = order[start : start + _ROWS_AT_ONCE]
        halves = np.empty((len(some), segments[0].dim), HALF)
        for number, segment in enumerate(segments):
            here = numbers[some] == number
            halves[here] = segment.halves[rows[some[here]]]
        yield everything[some], halves


def join(segments: Sequence[Segment]) -> Segment:
    """One segment in the place of several, without what is gone."""
    kept = [(segment, segment.rows()) for segment in segments]
    return Segment.of(
        np.concatenate([segment.ids[rows] for segment, rows in kept]),
        np.concatenate([segment.halves[rows] for segment, rows in kept]),
    )


def _scanner_of(halves: NDArray[np.float16]) -> Any:
    """FAISS's exact search over these vectors where they lie.

    FAISS can map files of its own into memory, but not on macOS, not under every Windows path, and
    on Linux in a way that reads a cold file page by page: 2.3 s for the first search of 100,000,
    where our own mapping takes 0.05 s. So it is shown our memory, as it shows itself its mapped
    files. A FAISS in which that has changed gets a copy.
    """
    rows, dim = halves.shape
    scanner: Any = faiss.IndexScalarQuantizer(
        dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    data = halves.view(np.uint8).reshape(-1)
    try:
        _show(scanner.codes, data)
    except AttributeError:
        scanner.add_sa_codes(data.reshape(rows, -1))
    scanner.ntotal = rows
    return scanner


def _show(codes: Any, data: NDArray[np.uint8]) -> None:
    """Point a `faiss::MaybeOwnedVector` to memory that stays ours."""
    if not data.size:
        return
    pointer = faiss.swig_ptr(data)
    for name in ("is_owned", "view_data", "view_size", "c_ptr", "c_size"):
        getattr(codes, name)  # All or none: a half-shown vector would be read beyond its end.
    codes.view_data = codes.c_ptr = pointer
    codes.view_size = codes.c_size = data.size
    codes.is_owned = False
