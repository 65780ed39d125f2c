"""Exact cosines: FAISS reads vectors where they lie, in memory or in a mapped file.

Vectors are 16-bit halves, exactly as the catalog stores them. Measured on 100,000 x 512 clustered
unit vectors and one of two cores (AVX-512; FAISS picks what the processor has): halves 3.8 ms a
query at recall@100 0.9995 against float32, bfloat16 3.8 ms at 0.997, 8 bits 3.2 ms at 0.987,
float32 itself 8.7 ms and twice the memory.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import faiss
import numpy as np

from indexer.machine import cores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

HALF: Final = np.dtype("<f2")
"""How one number of a vector is held: as the catalog stores it, and as FAISS reads it."""

_faiss: Any = faiss  # The types that it ships leave half of it out.

_MANY_QUERIES: Final = 16
"""From how many queries at once on FAISS may use all cores. For fewer, waiting for the other
threads of a busy machine costs more than they bring: 80 ms in place of 8."""

MOST_THREADS: Final = 4
_WORTH_A_THREAD: Final = 100_000
"""So many rows are scanned in some 5 ms."""

_GATHERED: Final = 512
"""Rows at a time: 0.8 MB of 768 halves, which the processor keeps near."""


class Scanner:
    """Searches vectors float16 [n, dim] one after the other, where they lie."""

    def __init__(self, halves: NDArray[np.float16], *, divided: bool = True) -> None:
        self.scanner = _shown(halves)
        number = min(cores(), MOST_THREADS, len(halves) // _WORTH_A_THREAD) if divided else 0
        starts = [len(halves) * part // max(number, 1) for part in range(number + 1)]
        # A piece has none itself: all threads would wait for what none is left to do.
        self._pieces = [
            (start, Scanner(halves[start:stop], divided=False))
            for start, stop in pairwise(starts)
            if number > 1
        ]

    def search(
        self, vectors: NDArray[np.float32], k: int, counted: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The `k` nearest rows of each vector [q, dim] and their cosines, [q, k], best first.

        Args:
            vectors: The queries.
            k: How many; not more than there are.
            counted: Which rows may be found, bool [n]; None for all.
        """
        if len(vectors) == 1 and len(self._pieces) > 1:
            return self._together(vectors, k, counted)
        _take_threads(len(vectors))
        with _only(counted) as parameters:
            scores, rows = self.scanner.search(vectors, k, params=parameters)
        return rows, scores

    def _together(
        self, vectors: NDArray[np.float32], k: int, counted: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Have each thread search a part of the rows."""

        def one(piece: tuple[int, Scanner]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
            first, scanner = piece
            count = scanner.scanner.ntotal
            some = None if counted is None else counted[first : first + count]
            allowed = count if some is None else int(np.count_nonzero(some))
            rows, scores = scanner.search(vectors, max(1, min(k, allowed)), some)
            return np.where(rows < 0, -1, rows + first), scores

        found = list(threads().map(one, self._pieces))
        rows = np.concatenate([each[0] for each in found], axis=1)
        scores = np.concatenate([each[1] for each in found], axis=1)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(rows, order, 1), np.take_along_axis(scores, order, 1)


def cosines(
    halves: NDArray[np.float16], rows: NDArray[np.intp], vector: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The cosines of a unit vector [dim] with some rows of others [n, dim]: float32 [m].

    FAISS's search reads halves ten times as fast as NumPy widens them and as FAISS's own range
    search. A few rows are gathered at a time, into memory that is used again: with fresh memory for
    all of them, the system's handing it out took longer than the rest.
    """
    scores = np.full(len(rows), -np.inf, np.float32)
    held = np.empty((min(_GATHERED, len(rows)), halves.shape[1]), HALF)
    scanner = Scanner(held)
    for start in range(0, len(rows), _GATHERED):
        some = rows[start : start + _GATHERED]
        if len(some) < len(held):
            held = held[: len(some)]
            scanner = Scanner(held)
        np.take(halves, some, axis=0, out=held, mode="clip")
        places, found = scanner.search(vector[None], len(some), None)
        numbers = places[0] >= 0
        scores[start + places[0][numbers]] = found[0][numbers]
    return scores


def widened(halves: NDArray[np.float16], out: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors float16 [n, dim] as float32, in the beginning of memory [m, dim] that is there."""
    wide = out[: len(halves)]
    codes = np.ascontiguousarray(halves, HALF).view(np.uint8).reshape(len(halves), -1)
    _empty(halves.shape[1]).sa_decode(codes, wide)
    return wide


@cache
def threads() -> ThreadPoolExecutor:
    """Threads for the pieces of a large index: they do not spin while they wait, as FAISS's do."""
    return ThreadPoolExecutor(min(cores(), MOST_THREADS), thread_name_prefix="vectors")


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
    selector = faiss.IDSelectorBitmap(len(counted), faiss.swig_ptr(bits))
    yield _faiss.SearchParameters(sel=selector)


def _empty(dim: int) -> Any:
    return faiss.IndexScalarQuantizer(
        dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )


def _shown(halves: NDArray[np.float16]) -> Any:
    """FAISS's exact search over these vectors where they lie.

    FAISS can map files of its own into memory, but not on macOS, not under every Windows path, and
    on Linux in a way that reads a cold file page by page: 2.3 s for the first search of 100,000,
    where our own mapping takes 0.05 s. So it is shown our memory, as it shows itself its mapped
    files. A FAISS in which that has changed gets a copy.
    """
    rows, dim = halves.shape
    scanner = _empty(dim)
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
