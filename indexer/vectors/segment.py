"""Some vectors side by side, as FAISS searches them. The only file that imports faiss.

A segment is never changed: what is added or removed gives a new one, so that a search needs no
lock and a removal moves no memory.

Vectors are held as 16-bit halves, exactly as the catalog stores them. Measured on 100,000 x 512
clustered unit vectors and one of two cores (AVX-512; FAISS picks what the processor has):
halves 3.8 ms a query at recall@100 0.9995 against float32, bfloat16 3.8 ms at 0.997, 8 bits 3.2 ms
at 0.987, float32 itself 8.7 ms and twice the memory.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

import faiss
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_faiss: Any = faiss  # The types that it ships leave half of it out.

_HALVES: Final = faiss.ScalarQuantizer.QT_fp16

_MANY_QUERIES: Final = 16
"""From how many queries at once on FAISS may use all cores. For fewer, waiting for the other
threads of a busy machine costs more than they bring: 80 ms in place of 8."""

_ROWS_AT_ONCE: Final = 16384


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Vectors of one model and the ids of their photos.

    Attributes:
        ids: int64 [n], of all rows, those that are gone included.
        gone: Which rows do not count any more, bool [n]; None where all count.
    """

    ids: NDArray[np.int64]
    gone: NDArray[np.bool_] | None
    _codes: Any  # faiss.IndexScalarQuantizer
    _owner: Any  # What keeps the memory of _codes, where that is not itself.

    @classmethod
    def of(cls, ids: NDArray[np.int64], halves: NDArray[np.float16]) -> Self:
        """Make a segment of ids [n] and vectors float16 [n, dim]."""
        codes = _empty(halves.shape[1])
        codes.add_sa_codes(_bytes(halves))
        return cls(ids, None, codes, None)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Map a file that `write` made into memory, without reading it.

        Raises:
            ValueError: The file holds something else, or is broken.
            OSError: The file cannot be opened.
        """
        path.stat()  # FAISS would tell a missing file from a broken one in words only.
        try:
            owner = _faiss.read_index(os.fspath(path), faiss.IO_FLAG_MMAP_IFC)
            codes = _faiss.downcast_index(owner.index)
            ids = _faiss.vector_to_array(owner.id_map)
            kind = codes.sq.qtype, codes.metric_type
        except (RuntimeError, AttributeError) as error:
            raise ValueError(f"{path} is no snapshot of vectors") from error
        if kind != (_HALVES, faiss.METRIC_INNER_PRODUCT) or len(ids) != codes.ntotal:
            raise ValueError(f"{path} is a snapshot of another kind")
        return cls(ids, None, codes, owner)

    @property
    def dim(self) -> int:
        """How many numbers a vector has."""
        return int(self._codes.d)

    @property
    def count(self) -> int:
        """How many rows count."""
        return len(self.ids) - (0 if self.gone is None else int(self.gone.sum()))

    @property
    def halves(self) -> NDArray[np.float16]:
        """The vectors of all rows, float16 [n, dim]; a view, not a copy."""
        size = len(self.ids) * self.dim * 2
        if not size:
            return np.empty((0, self.dim), np.float16)
        codes: NDArray[np.uint8] = faiss.rev_swig_ptr(self._codes.codes.data(), size)
        return codes.view(np.float16).reshape(len(self.ids), self.dim)

    def without(self, ids: NDArray[np.int64]) -> Segment:
        """The same vectors, of which those of `ids` do not count any more."""
        gone = np.isin(self.ids, ids)
        if not gone.any():
            return self
        return replace(self, gone=gone if self.gone is None else gone | self.gone)

    def blocks(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
        """Blocks of (ids [n], vectors [n, dim]) of the rows that count."""
        counted = np.ones(len(self.ids), np.bool_) if self.gone is None else ~self.gone
        rows = np.flatnonzero(counted)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            yield self.ids[some], self.halves[some]

    def search(
        self, vectors: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `k` nearest of each vector, fewer where there are fewer: ids and cosines [q, k].

        Padding has the id -1 and the cosine -inf.
        """
        if not len(self.ids):
            return np.empty((len(vectors), 0), np.int64), np.empty((len(vectors), 0), np.float32)
        # The number of threads is each thread's own matter in OpenMP.
        cores = (os.cpu_count() or 1) if len(vectors) >= _MANY_QUERIES else 1
        faiss.omp_set_num_threads(cores)
        k = min(k, len(self.ids))
        if self.gone is None:
            scores, rows = self._codes.search(vectors, k)
        else:
            counted = np.packbits(~self.gone, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(self.ids), faiss.swig_ptr(counted))
            parameters = _faiss.SearchParameters(sel=selector)
            scores, rows = self._codes.search(vectors, k, params=parameters)
        scores[rows < 0] = -np.inf
        return np.where(rows < 0, -1, self.ids[rows]), scores


def join(segments: Sequence[Segment], *, dim: int) -> Segment:
    """One segment in the place of several, without what is gone."""
    codes = _empty(dim)
    ids = [np.empty(0, np.int64)]
    for segment in segments:
        for some_ids, halves in segment.blocks():
            ids.append(some_ids)
            codes.add_sa_codes(_bytes(halves))
    return Segment(np.concatenate(ids), None, codes, None)


def write(segments: Iterable[Segment], file: Any, *, dim: int) -> None:
    """Write what counts of some segments to an open binary file, as one.

    Raises:
        OSError: The disk refuses.
    """
    # The ids are in the same file as the vectors, or the two could be mixed up.
    named = faiss.IndexIDMap(_empty(dim))
    for segment in segments:
        for ids, halves in segment.blocks():
            named.add_sa_codes(_bytes(halves), ids)
    faiss.write_index(named, _faiss.PyCallbackIOWriter(file.write))


def faiss_version() -> str:
    """What wrote a snapshot, for whoever has to find out why one cannot be read."""
    return str(faiss.__version__)


def _empty(dim: int) -> Any:
    return faiss.IndexScalarQuantizer(dim, _HALVES, faiss.METRIC_INNER_PRODUCT)


def _bytes(halves: NDArray[np.float16]) -> NDArray[np.uint8]:
    """The vectors as FAISS holds them: little-endian halves, which the catalog holds as well."""
    return np.ascontiguousarray(halves, np.dtype("<f2")).view(np.uint8)
