"""Some vectors side by side, and the fastest way to search them or some of them.

A segment is never changed: what is added or removed gives a new one, so that a search needs no
lock and a removal moves no memory.

Few rows are gathered and scanned. Of a small segment all are scanned, past those that do not count.
A large one has guesses, which say where to look.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from indexer.vectors import files, refining
from indexer.vectors.exact import HALF, Scanner, cosines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.vectors.coarse import Coarse

    Found = tuple[NDArray[np.intp], NDArray[np.float32]]
    """Rows and their cosines."""

LARGE: Final = 131_072
"""A segment of so many rows is worth guesses. Of 100,000 clustered x 768, guesses found the 100
nearest in 7.9 ms with a recall of 0.989, where a scan, which is exact, took 6.6 ms
(`tests.bench.scale`)."""

_FEW: Final = 1 / 200
_MANY: Final = 1 / 4
"""Fewer than the one share of all rows are gathered; with more than the other, guesses are asked;
between them a scan passes the others over. Measured on 1,000,000 x 768, in milliseconds of one run
on a busy machine, gathered / passed over: 0.01 % 0.4 / 3.8, 1 % 17 / 11, 2 % 33 / 20.

How many guesses it takes decides as well (`refining`): of 200,000 the 100 nearest are guessed from
42 % on. Measured on x 512 made from real vectors and on clusters, the median of 30 queries in ms of
all cores' time together, guessed whatever their number / passed over: of 1,000,000, 20 % 5.8 / 39
and 5.6 / 36, 30 % 4.9 / 56 and 4.8 / 47, 40 % 5.1 / 59 and 4.1 / 57, 50 % 9.3 / 68 and 3.7 / 65; of
200,000, 30 % 2.7 / 9.7 and 13 / 10, 40 % 2.6 / 13 and 14 / 12, 50 % 2.4 / 14 and 15 / 13. With
10 % of 1,000,000 it is faster too (8 / 24), but finds 97 of 100 in clusters; with 25 % 99.7."""

_ENOUGH_FIRST: Final = 1000
_FOR_MORE: Final = 4
_MUCH: Final = 1 / 50
"""All above a cosine are first sought among the 1,000 nearest, then 4 times as many, and so on;
beyond a fiftieth of all, looking at all at once is faster."""

_ROWS_AT_ONCE: Final = 16384


@dataclass(frozen=True, slots=True)
class Part:
    """A segment's files in a snapshot.

    Attributes:
        vectors: Name of the file of vectors and ids.
        count: How many it has.
        gone: Name of the file that tells which do not count any more; "" where all do.
        gone_count: How many those are.
        codes: Name of the file of guesses; "" where there is none.
        checksum: Of the guesses.
    """

    vectors: str
    count: int
    gone: str = ""
    gone_count: int = 0
    codes: str = ""
    checksum: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Vectors of one model and the ids of their photos, in the order of the ids.

    Attributes:
        ids: int64 [n], ascending, of all rows, those that are gone included.
        halves: float16 [n, dim], in memory or in a file that is mapped there.
        gone: Which rows do not count any more, bool [n]; None where all count.
        coarse: Guesses at the cosines; None for a small segment.
        part: The files that hold it; None where it is in memory alone.
    """

    ids: NDArray[np.int64]
    halves: NDArray[np.float16]
    gone: NDArray[np.bool_] | None
    scanner: Scanner
    coarse: Coarse | None = None
    part: Part | None = None

    @classmethod
    def of(cls, ids: NDArray[np.int64], halves: NDArray[np.float16]) -> Self:
        """Make a segment of ids [n] and vectors float16 [n, dim], not copied if in order."""
        if (ids[1:] < ids[:-1]).any():
            order = np.argsort(ids, kind="stable")
            ids, halves = ids[order], halves[order]
        held = np.ascontiguousarray(halves, HALF)
        return cls(ids, held, None, Scanner(held))

    @property
    def dim(self) -> int:
        """How many numbers a vector has."""
        return int(self.halves.shape[1])

    @property
    def gone_count(self) -> int:
        """How many rows do not count."""
        return 0 if self.gone is None else int(np.count_nonzero(self.gone))

    @property
    def count(self) -> int:
        """How many rows count."""
        return len(self.ids) - self.gone_count

    def rows(self) -> NDArray[np.intp]:
        """Which rows count, in order."""
        everything = np.arange(len(self.ids))
        return everything if self.gone is None else everything[~self.gone]

    def without(self, ids: NDArray[np.int64]) -> Segment:
        """The same vectors, of which those of `ids` do not count any more."""
        rows = self.rows_of(ids)
        rows = rows[rows >= 0]
        if not len(rows):
            return self
        gone = np.zeros(len(self.ids), np.bool_) if self.gone is None else self.gone.copy()
        gone[rows] = True
        return replace(self, gone=gone)

    def rows_of(self, ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """The row of each id that counts here, -1 where there is none."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.intp)
        rows = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        found = self.ids[rows] == ids
        if self.gone is not None:
            found &= ~self.gone[rows]
        return np.where(found, rows, -1)

    # -- searching -----------------------------------------------------------------------------

    def search(
        self,
        vectors: NDArray[np.float32],
        k: int,
        *,
        among: NDArray[np.int64] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `k` nearest of each vector, fewer where there are fewer: ids and cosines [q, k].

        Args:
            vectors: float32 [q, dim].
            k: How many to find.
            among: Only photos with these ids.
        """
        few, counted = self._allowed(among)
        allowed = len(self.ids) if counted is None else int(np.count_nonzero(counted))
        k = min(k, len(few) if few is not None else allowed)
        if not k:
            return np.empty((len(vectors), 0), np.int64), np.empty((len(vectors), 0), np.float32)
        if few is not None:
            found = [self._best_of(few, vector, k) for vector in vectors]
        elif self.coarse is not None and allowed > len(self.ids) * _MANY:
            found = [self._refined(vector, k, counted) for vector in vectors]
        else:
            return self._named(*self._scanned(vectors, k, counted))
        rows = np.stack([each[0] for each in found])
        return self._named(rows, np.stack([each[1] for each in found]))

    def above(
        self,
        vector: NDArray[np.float32],
        least: float,
        *,
        most: int,
        among: NDArray[np.int64] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All, or the `most` best at least, whose cosine with a vector [dim] is `least` or more.

        Returns:
            Ids and cosines [n], in any order.
        """
        k = min(_ENOUGH_FIRST, most)
        while k:
            ids, scores = self.search(vector[None], k, among=among)
            if ids.shape[1] < k or scores[0, -1] < least or k == most:
                return ids[0][scores[0] >= least], scores[0][scores[0] >= least]
            if k * _FOR_MORE > len(self.ids) * _MUCH:
                break
            k = min(k * _FOR_MORE, most)
        few, counted = self._allowed(among)
        if few is None:
            few = np.arange(len(self.ids)) if counted is None else np.flatnonzero(counted)
        every = cosines(self.halves, few, vector)
        return self.ids[few[every >= least]], every[every >= least]

    def _best_of(self, rows: NDArray[np.intp], vector: NDArray[np.float32], k: int) -> Found:
        scores = cosines(self.halves, rows, vector)
        best = np.argsort(-scores, kind="stable")[:k]
        return rows[best], scores[best]

    def _named(
        self, rows: NDArray[np.intp], scores: NDArray[np.float32]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids in the place of rows; a vector that is no number at all is never found."""
        lacking = rows < 0
        scores[lacking] = -np.inf
        return np.where(lacking, -1, self.ids[rows]), scores

    def _refined(
        self, vector: NDArray[np.float32], k: int, counted: NDArray[np.bool_] | None
    ) -> Found:
        assert self.coarse is not None
        found = refining.nearest(self.coarse, self.halves, vector, k, counted=counted)
        if found is None:
            rows, scores = self._scanned(vector[None], k, counted)
            found = rows[0], scores[0]
        return found

    def _scanned(
        self, vectors: NDArray[np.float32], k: int, counted: NDArray[np.bool_] | None
    ) -> Found:
        files.read_through(self.halves)
        return self.scanner.search(vectors, k, counted)

    def _allowed(
        self, among: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.intp] | None, NDArray[np.bool_] | None]:
        """The rows that may be found, if they are few; else which may, None for all."""
        if among is None:
            return None, None if self.gone is None else ~self.gone
        few = int(len(self.ids) * _FEW)
        if len(among) <= few:
            rows = np.unique(self.rows_of(among))
            return rows[rows >= 0], None
        counted = _members(self.ids, among)
        if self.gone is not None:
            counted &= ~self.gone
        if np.count_nonzero(counted) <= few:
            return np.flatnonzero(counted), None
        return None, counted


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


def _members(ids: NDArray[np.int64], among: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of some ascending ids are among others, bool [n]."""
    first, span = int(ids[0]), int(ids[-1] - ids[0]) + 1
    if span > 8 * len(ids):  # A table over all of them would be mostly air.
        return np.isin(ids, among)
    table = np.zeros(span, np.bool_)
    inside = among[(among >= first) & (among < first + span)]
    table[inside - first] = True
    return table if span == len(ids) else table[ids - first]
