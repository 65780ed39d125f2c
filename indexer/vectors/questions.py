"""What is asked of the vectors, put to all segments and answered as by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from indexer.vectors.segment import Segment

    Found = tuple[NDArray[np.int64], NDArray[np.float32]]
    """Ids and cosines of the same shape."""

# The constants of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
# 2014), which spreads numbers that follow each other evenly over 64 bits.
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST_FACTOR: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND_FACTOR: Final = np.uint64(0x94D049BB133111EB)


def nearest(
    segments: Sequence[Segment],
    vectors: NDArray[np.float32],
    k: int,
    *,
    among: NDArray[np.int64] | None,
) -> Found:
    """The `k` nearest of each vector [q, dim], padded: ids and cosines [q, k], best first."""
    queries = len(vectors)
    padding = (np.full((queries, k), -1, np.int64), np.full((queries, k), -np.inf, np.float32))
    found = [segment.search(vectors, k, among=among) for segment in segments]
    ids = np.concatenate([padding[0], *(each[0] for each in found)], axis=1)
    scores = np.concatenate([padding[1], *(each[1] for each in found)], axis=1)
    order = np.lexsort((ids, -scores), axis=1)[:, :k]
    return np.take_along_axis(ids, order, 1), np.take_along_axis(scores, order, 1)


def above(
    segments: Sequence[Segment],
    vector: NDArray[np.float32],
    least: float,
    *,
    most: int,
    among: NDArray[np.int64] | None,
) -> Found:
    """The `most` best of those with this cosine or more: ids and cosines [n], best first."""
    found = [segment.above(vector, least, most=most, among=among) for segment in segments]
    ids = np.concatenate([np.empty(0, np.int64), *(each[0] for each in found)])
    scores = np.concatenate([np.empty(0, np.float32), *(each[1] for each in found)])
    order = np.lexsort((ids, -scores))[:most]
    return ids[order], scores[order]


def sample(segments: Sequence[Segment], n: int) -> NDArray[np.int64]:
    """The `n` photos that chance puts first: ids [m], the first first."""
    drawn = [_drawn(segment.ids[segment.rows()], n) for segment in segments]
    return _drawn(np.concatenate([np.empty(0, np.int64), *drawn]), n)


def vectors_of(
    segments: Sequence[Segment], ids: NDArray[np.int64], *, dim: int
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Which of these photos have a vector, bool [n], and the vectors float32 [n, dim]."""
    found = np.zeros(len(ids), np.bool_)
    vectors = np.zeros((len(ids), dim), np.float32)
    for segment in segments:
        rows = segment.rows_of(ids)
        here = rows >= 0
        vectors[here] = segment.halves[rows[here]]
        found |= here
    return found, vectors


def _drawn(ids: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """The `n` ids whose hash is the smallest, in the order of the hashes."""
    chances = _hashed(ids)
    if len(ids) > n:
        first = np.argpartition(chances, n - 1)[:n] if n else np.empty(0, np.intp)
        ids, chances = ids[first], chances[first]
    return ids[np.argsort(chances, kind="stable")]


def _hashed(ids: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A number for each id that looks like chance: SplitMix64."""
    mixed = ids.astype(np.uint64) * _STEP
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST_FACTOR
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND_FACTOR
    return mixed ^ (mixed >> np.uint64(31))
