"""All pairs of photos whose vectors are near each other: the index joined with itself.

Comparing each with each takes minutes for 100,000. So the vectors are divided into groups around
centres (the cells of an inverted file: Sivic and Zisserman, "Video Google", 2003), and each is
compared with those of the few groups whose centres are nearest to it. Two that are alike are
nearly always in such groups of each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import faiss
import numpy as np

from indexer.machine import cores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from indexer.vectors import VectorIndex

    Seen = Callable[[int, int], None]

VISITED: Final = 4
"""Groups that each vector visits, its own included: so all of 9,000 planted pairs of cosines 0.85
to 0.95 are found among 100,000, in 10 to 13 s of a core (measured)."""

_PER_GROUP: Final = 256
"""Vectors of a group, about: a fine division costs at the centres, a coarse one in the groups."""

_FEWEST: Final = 2048
"""So few are compared each with each."""

_LEARNED_FROM: Final = 40
"""Vectors that each centre is learned from; of fewer than 39 FAISS complains aloud."""

_ROUNDS: Final = 6
_AT_ONCE: Final = 8192


def _nobody(*_: object) -> None:
    """Who is told where nobody wants to know."""


def near_pairs(
    index: VectorIndex,
    ids: NDArray[np.int64],
    *,
    least: float,
    most: int,
    on_progress: Seen = _nobody,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The pairs among some photos whose cosine is `least` or more.

    Args:
        index: Holds their vectors; photos without one are in no pair.
        ids: int64 [n], ascending.
        least: The lowest cosine that counts.
        most: Of each photo only its so many nearest count.
        on_progress: Told how many groups are done, of how many. May raise, to break it off.

    Returns:
        Ids int64 [m, 2], the lower one first, in order, each pair once; cosines float32 [m].
    """
    known = [part[index.vectors_of(part)[0]] for part in _blocks(ids)]
    ids = np.concatenate([np.empty(0, np.int64), *known])
    if len(ids) < 2:
        return np.empty((0, 2), np.int64), np.empty(0, np.float32)
    visits = _visits(index, ids)
    found = []
    homes = visits[:, 0]
    # Visits of a group, side by side: the members are those whose first visit it is.
    order = np.argsort(visits.ravel(), kind="stable")
    ends = np.searchsorted(visits.ravel()[order], np.arange(visits.max() + 2))
    for group in range(len(ends) - 1):
        visitors = order[ends[group] : ends[group + 1]] // visits.shape[1]
        members = visitors[homes[visitors] == group]
        found += list(_pairs_within(index, ids, members, visitors, least=least, most=most))
        on_progress(group + 1, len(ends) - 1)
    return _best_of_each(*_once(found), most=most)


def _visits(index: VectorIndex, ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The groups that each photo visits, nearest first, int64 [n, v]."""
    if len(ids) < _FEWEST:
        return np.zeros((len(ids), 1), np.int64)
    faiss.omp_set_num_threads(cores())
    groups = len(ids) // _PER_GROUP
    learned = index.vectors_of(ids[:: max(1, len(ids) // (groups * _LEARNED_FROM))])[1]
    centres = faiss.Kmeans(index.dim, groups, niter=_ROUNDS, spherical=True, seed=1)
    centres.train(learned)
    parts = [centres.index.search(index.vectors_of(part)[1], VISITED)[1] for part in _blocks(ids)]
    return np.concatenate(parts)


def _pairs_within(
    index: VectorIndex,
    ids: NDArray[np.int64],
    members: NDArray[np.int64],
    visitors: NDArray[np.int64],
    *,
    least: float,
    most: int,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """The near pairs of a member with a visitor of one group: ids [m, 2], cosines [m]."""
    own = index.vectors_of(ids[members])[1]
    for start in range(0, len(visitors), _AT_ONCE):
        some = visitors[start : start + _AT_ONCE]
        cosines = index.vectors_of(ids[some])[1] @ own.T
        cosines[some[:, None] == members] = -1.0  # Nobody is a pair with itself.
        if cosines.shape[1] > most:
            lowest = -np.partition(-cosines, most - 1, axis=1)[:, most - 1 : most]
            near = cosines >= np.maximum(lowest, least)
        else:
            near = cosines >= least
        one, other = np.nonzero(near)
        pairs = np.sort(np.stack([ids[some[one]], ids[members[other]]], axis=1), axis=1)
        yield pairs, cosines[one, other]


def _once(
    found: list[tuple[NDArray[np.int64], NDArray[np.float32]]],
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Each pair once: it is found from both sides where each visits the other's group."""
    pairs = np.concatenate([each[0] for each in found])
    cosines = np.concatenate([each[1] for each in found])
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs, cosines = pairs[order], cosines[order]
    new = np.ones(len(pairs), np.bool_)
    new[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    return pairs[new], cosines[new]


def _best_of_each(
    pairs: NDArray[np.int64], cosines: NDArray[np.float32], *, most: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Only pairs that are among the `most` best of one of their two."""
    kept = np.zeros(len(pairs), np.bool_)
    for side in (0, 1):
        order = np.lexsort((-cosines, pairs[:, side]))
        photos = pairs[order, side]
        place = np.arange(len(photos)) - np.searchsorted(photos, photos)
        kept[order[place < most]] = True
    return pairs[kept], cosines[kept]


def _blocks(ids: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
