"""Pairs of photos whose perceptual hashes share nearly all bits.

Comparing each with each takes 5 billion looks for 100,000. So the 64 bits are cut into bands, and
two photos are compared where one band is the same but for one bit at most (multi-index hashing:
Norouzi, Punjani and Fleet, "Fast search in Hamming space with multi-index hashing", 2012). With
four bands no pair is missed that differs in 7 bits or less, with three in 5.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_BITS: Final = 64
_MANY: Final = 200_000
"""From so many photos on there are three bands: four would bring too many pairs by mere chance."""

_NEXT: Final = 16
"""Of a thousand photos with one hash, as of white pages, each is compared with so many only."""


def hash_pairs(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The pairs of places [m, 2] whose hashes uint64 [n] differ in few bits, the lower first."""
    bands = 4 if len(hashes) < _MANY else 3
    furthest = 2 * bands - 1
    found = [np.empty((0, 2), np.int64)]
    for pairs in _candidates(hashes, bands):
        near = differing_bits(hashes[pairs[:, 0]], hashes[pairs[:, 1]]) <= furthest
        found.append(pairs[near])
    return np.unique(np.sort(np.concatenate(found), axis=1), axis=0)


def differing_bits(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """How many of 64 bits differ, uint8 [n]; 32 by chance."""
    bits: NDArray[np.uint8] = np.bitwise_count(one ^ other)
    return bits


def _candidates(hashes: NDArray[np.uint64], bands: int) -> Iterator[NDArray[np.int64]]:
    """Pairs of places that share a band but for one bit."""
    edges = [_BITS * band // bands for band in range(bands + 1)]
    for low, high in pairwise(edges):
        keys = (hashes >> np.uint64(low)) & np.uint64((1 << (high - low)) - 1)
        order = np.lexsort((hashes, keys))
        keys = keys[order]
        for flip in (0, *(1 << bit for bit in range(high - low))):
            yield order[_joined(keys, np.uint64(flip))]


def _joined(keys: NDArray[np.uint64], flip: np.uint64) -> NDArray[np.int64]:
    """Pairs of places in ascending keys of which one is the other with these bits flipped."""
    wanted = keys ^ flip
    if flip:
        # From the lower of both alone.
        first = np.where(wanted > keys, np.searchsorted(keys, wanted), len(keys))
    else:
        first = np.arange(len(keys)) + 1
    last = np.minimum(np.searchsorted(keys, wanted, side="right"), first + _NEXT)
    counts = np.maximum(last - first, 0)
    one = np.repeat(np.arange(len(keys)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.stack([one, first[one] + within], axis=1)
