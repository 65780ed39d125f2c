"""A guess at each cosine from one bit for each number: where to look, before the halves decide.

RaBitQ (Gao, Long: RaBitQ, 2024, arXiv 2405.12497) keeps of a vector's distance from a middle the
signs of its numbers after a random turn, and two factors; FAISS's fast scan reads 32 vectors at a
time. The vectors lie in lists, each around a middle of its own, and a search reads only some of
them (Sivic, Zisserman: Video Google, 2003). So 1,000,000 vectors of 768 numbers are some 120 MB,
which are read into memory of our own: this index of FAISS cannot be shown ours.

The turn is what makes the guess good: without it the bits of real vectors repeat each other.
Measured on 1,000,000 x 512 made from pictures' vectors, with the best 1,000 guesses refined:
recall@100 of captions 0.75 without, 0.99 with it. Of all lists read the nearest eighth, it is 1.0
of captions and 0.992 of single words, and takes 3 ms where reading all took 20.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import faiss
import numpy as np

from indexer.machine import cores
from indexer.vectors.centres import LEARNED_FROM, Centres
from indexer.vectors.exact import widened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

CODER: Final = f"RaBitQ in lists of FAISS {faiss.__version__}"
"""Who lays the bits out; another version may do it in another way."""

_BLOCK: Final = 32
"""So many vectors does the fast scan read at a time, and lays side by side."""

_ROWS_AT_ONCE: Final = 4096
_FLOAT: Final = np.dtype("<f4")
_INTEGER: Final = np.dtype("<i8")

_faiss: Any = faiss  # The types that it ships leave half of it out.


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A query, and which lists are near it.

    Attributes:
        turned: The vector, turned, float32 [1, dim].
        lists: All lists, the nearest first, int64 [n].
        cosines: Of their middles with the vector, float32 [n].
        places: How many are nearer than each, int64 [n].
    """

    turned: NDArray[np.float32]
    lists: NDArray[np.int64]
    cosines: NDArray[np.float32]
    places: NDArray[np.int64]


class Coarse:
    """Guessed cosines of many vectors, which lie in lists.

    Args:
        turn: An orthogonal matrix, float32 [dim, dim].
        middles: The middle of each list, turned, float32 [lists, dim].
        index: FAISS's lists, filled.
    """

    def __init__(self, turn: NDArray[np.float32], middles: NDArray[np.float32], index: Any) -> None:
        self._turn = turn
        self._turn_across = np.ascontiguousarray(turn.T)
        self._middles = middles
        self._index = index
        # FAISS only points to it.
        self._nearest = _faiss.IndexFlatIP(index.d)
        self._nearest.add(middles)
        index.quantizer = self._nearest
        self._list_of = np.empty(index.ntotal, np.int32)
        for number in range(self.lists):
            self._list_of[_rows_in(index, number)] = number

    @classmethod
    def of(cls, halves: NDArray[np.float16]) -> Self:
        """Make the bits of vectors float16 [n, dim]."""
        count, dim = halves.shape
        faiss.omp_set_num_threads(cores())
        turn = _random_turn(dim)
        lists = max(1, math.isqrt(count))
        chosen = np.random.default_rng(1).choice(count, min(count, lists * LEARNED_FROM), False)
        centres = Centres(_turned(halves[np.sort(chosen)], turn), lists)
        index = _empty_index(centres.chooser, lists, dim)
        for start in range(0, count, _ROWS_AT_ONCE):
            index.add(_turned(halves[start : start + _ROWS_AT_ONCE], turn))
        return cls(turn, centres.middles, index)

    @classmethod
    def from_bytes(cls, data: NDArray[np.uint8], *, count: int, dim: int) -> Self:
        """Read what `to_bytes` gave, uint8 [m].

        Raises:
            ValueError: It is not of so many vectors of this length.
        """
        reader = _Reader(data, f"the bits of {count} x {dim} vectors")
        turn = reader.take(_FLOAT, dim * dim).reshape(dim, dim)
        lists = max(1, math.isqrt(count))
        middles = reader.take(_FLOAT, lists * dim).reshape(lists, dim)
        sizes = reader.take(_INTEGER, lists)
        rows = reader.take(_INTEGER, count)
        index = _empty_index(_faiss.IndexFlatIP(dim), lists, dim)
        block = int(_lists_of(index).block_size)
        lengths = -(-sizes // _BLOCK) * block
        reader.check(sizes.min(initial=0) >= 0 and sizes.sum() == count)
        reader.check(bool((np.bincount(rows.clip(0, count), minlength=count) == 1).all()))
        codes = reader.take(np.dtype(np.uint8), int(lengths.sum()))
        reader.check(reader.at_end)
        _fill(index, sizes, rows, codes, lengths)
        return cls(turn, middles, index)

    def to_bytes(self) -> Iterator[NDArray[np.uint8]]:
        """The parts of what makes it again, to be written one after the other."""
        numbers = range(self.lists)
        sizes = [_lists_of(self._index).list_size(number) for number in numbers]
        rows = np.concatenate([_rows_in(self._index, number) for number in numbers])
        for part in (self._turn, self._middles):
            yield np.ascontiguousarray(part, _FLOAT).reshape(-1).view(np.uint8)
        for integers in (np.array(sizes), rows):
            yield np.ascontiguousarray(integers, _INTEGER).view(np.uint8)
        for number in numbers:
            yield _codes_in(self._index, number)

    def checksum(self) -> int:
        """What tells whether any bit has changed."""
        total = 0
        for part in self.to_bytes():
            total = zlib.crc32(part.data, total)
        return total

    @property
    def lists(self) -> int:
        """How many lists there are."""
        return len(self._middles)

    def asked(self, vector: NDArray[np.float32]) -> Asked:
        """A unit vector [dim] as `search` wants it."""
        # Not by BLAS, whose threads wait for each other on a busy machine: 13 ms in place of 0.1.
        turned = np.einsum("ij,j->i", self._turn_across, vector)[None]
        faiss.omp_set_num_threads(1)
        cosines, lists = self._nearest.search(turned, self.lists)
        places = np.empty(self.lists, np.int64)
        places[lists[0]] = np.arange(self.lists)
        return Asked(turned, lists[0], cosines[0], places)

    def search(
        self, asked: Asked, k: int, lists: range
    ) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int64]]:
        """The `k` rows with the highest guess in the lists that come at these places by nearness.

        Returns:
            Rows [m], best first, fewer where there are fewer; their guesses [m]; the places of
            their lists [m].
        """
        k = min(k, len(self._list_of))
        chosen = slice(lists.start, lists.stop)
        numbers, cosines = asked.lists[chosen], asked.cosines[chosen]
        guesses, rows = np.empty(k, np.float32), np.empty(k, np.int64)
        pointers = [faiss.swig_ptr(each) for each in (numbers, cosines, guesses, rows)]
        faiss.omp_set_num_threads(1)
        # FAISS's own wrapper takes no parameters, and the index belongs to all threads.
        parameters = _faiss.SearchParametersIVF(nprobe=len(lists))
        self._index.search_preassigned_c(
            1, faiss.swig_ptr(asked.turned), k, *pointers, False, parameters
        )
        there = rows >= 0
        return rows[there], guesses[there], asked.places[self._list_of[rows[there]]]


class _Reader:
    """Takes arrays one after the other from bytes that may not be what they should be."""

    def __init__(self, data: NDArray[np.uint8], what: str) -> None:
        self._data = data
        self._what = what
        self._place = 0

    @property
    def at_end(self) -> bool:
        return self._place == len(self._data)

    def take(self, kind: np.dtype[Any], count: int) -> NDArray[Any]:
        start, self._place = self._place, self._place + count * kind.itemsize
        self.check(self._place <= len(self._data))
        some = self._data[start : self._place]
        return some if kind == np.uint8 else some.copy().view(kind)

    def check(self, sound: bool) -> None:
        if not sound:
            raise ValueError(f"{len(self._data)} bytes are not {self._what}")


def _random_turn(dim: int) -> NDArray[np.float32]:
    """An orthogonal matrix by chance, always the same."""
    chance = np.random.default_rng(0).standard_normal((dim, dim))
    turn: NDArray[np.float32] = np.linalg.qr(chance)[0].astype(np.float32)
    return turn


def _turned(halves: NDArray[np.float16], turn: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors float16 [n, dim], turned, float32 [n, dim]; 0 where one is no number at all."""
    turned: NDArray[np.float32] = widened(halves, np.empty(halves.shape, np.float32)) @ turn
    turned[~np.isfinite(turned[:, 0])] = 0
    return turned


def _empty_index(chooser: Any, lists: int, dim: int) -> Any:
    index = _faiss.IndexIVFRaBitQFastScan(
        chooser, dim, lists, faiss.METRIC_INNER_PRODUCT, _BLOCK, True
    )
    index.is_trained = True
    return index


def _lists_of(index: Any) -> Any:
    return _faiss.downcast_InvertedLists(index.invlists)


def _fill(
    index: Any,
    sizes: NDArray[np.int64],
    rows: NDArray[np.int64],
    codes: NDArray[np.uint8],
    lengths: NDArray[np.int64],
) -> None:
    """Put rows and codes, list after list, into an empty index."""
    inside = _lists_of(index)
    row_at = code_at = 0
    for number, (size, length) in enumerate(zip(sizes.tolist(), lengths.tolist(), strict=True)):
        if not size:
            continue
        inside.resize(number, size)
        some, bits = rows[row_at : row_at + size], codes[code_at : code_at + length]
        faiss.memcpy(inside.get_ids(number), faiss.swig_ptr(some), some.nbytes)
        faiss.memcpy(inside.get_codes(number), faiss.swig_ptr(bits), length)
        row_at, code_at = row_at + size, code_at + length
    index.ntotal = len(rows)


def _rows_in(index: Any, number: int) -> NDArray[np.int64]:
    inside = _lists_of(index)
    size = inside.list_size(number)
    if not size:
        return np.empty(0, np.int64)
    rows: NDArray[np.int64] = faiss.rev_swig_ptr(inside.get_ids(number), size).copy()
    return rows


def _codes_in(index: Any, number: int) -> NDArray[np.uint8]:
    inside = _lists_of(index)
    length = -(-inside.list_size(number) // _BLOCK) * int(inside.block_size)
    if not length:
        return np.empty(0, np.uint8)
    codes: NDArray[np.uint8] = faiss.rev_swig_ptr(inside.get_codes(number), length).copy()
    return codes
