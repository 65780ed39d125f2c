"""The nearest vectors by guesses first and halves after: as exact as scanning all, and faster.

The best guesses are refined: their true cosines are read from the halves. How far the guesses were
off shows whether a vector further down may still belong to the nearest, and so whether to look at
more of them. Where the farther half of the lists that were read still brought some of the nearest,
those beyond may too, and more are read. So each query finds its own depth and width: a picture's
neighbours are among the first few hundred guesses of few lists, a word's among thousands of many.
Where it shows that they are everywhere, or so many are wanted of so few that all may as well be
read, the way is to scan them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.vectors.exact import cosines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.vectors.coarse import Coarse

    Found = tuple[NDArray[np.intp], NDArray[np.float32]]
    """Rows and their cosines, best first."""

_FIRST: Final = 900
_FOR_EACH: Final = 4
"""So many guesses are refined first: 1,300 for the 100 nearest, 4,900 for the 1,000 nearest."""

_DEEPER: Final = 2
"""By how much more is looked at where that was not enough."""

_SAFE: Final = 2.5
"""How many standard errors the last guess has to lie below the last result. Measured on 1,000,000:
recall@100 0.9997 of words among vectors of pictures, 1.0 among clusters whose numbers vary as those
of real vectors, 0.999 among clusters of 10,000 without any structure inside."""

_LISTS: Final = 1 / 16
_WIDER: Final = 2
"""The share of all lists that is read first, and by how much more where that was not enough."""

_BEYOND: Final = 1 / 4
"""Of as many guesses as from the lists before, so many are asked of further lists: few of them are
among the best. For the 1,000 nearest of 200,000 it took 12 ms in place of 18."""

_FROM_AFAR: Final = 1 / 100
_EVERYWHERE: Final = 1 / 16
"""The share of the nearest that the farther half of the lists may bring: more than the one wants
more lists, more than the other nearly all. Measured on 100,000 and 200,000 x 512: most queries
whose first look brought more than the other ended with half of the lists or all, and took longer
than a scan."""

_DEEPEST: Final = 1 / 64
"""Of all vectors; beyond it the exact scan of all is as fast: for the 166 nearest of 100,000 or
more, the 557 of 200,000, the 3,682 of 1,000,000, and the 100 of 200,000 where a filter lets less
than 42 % in. Measured on x 512, the median of 30 queries in ms of all cores' time together, guessed
whatever the depth / scanned (two cores share a scan of 200,000 or more, and guessing takes one):

    n / k              of real vectors, multiplied   of clusters that are smaller than k
    100,000 / 100         2.0 / 4.1                     5.4 / 4.0
    200,000 / 100         2.1 / 8.0                     2.5 / 8.0
    200,000 / 512         2.9 / 8.0                     9.6 / 8.0
    200,000 / 1000        4.2 / 8.2                      13 / 8.2
    200,000 / 2000        8.8 / 9.4                      21 / 9.6
    1,000,000 / 1000       17 / 56                      6.5 / 40
    1,000,000 / 2000       10 / 47                       19 / 44
    1,000,000 / 4096       17 / 56                       42 / 52
"""


def nearest(
    coarse: Coarse,
    halves: NDArray[np.float16],
    vector: NDArray[np.float32],
    k: int,
    *,
    counted: NDArray[np.bool_] | None = None,
) -> Found | None:
    """The `k` nearest rows of a unit vector, or None where scanning them all is the way.

    Args:
        coarse: Guesses for all rows.
        halves: Their vectors, float16 [n, dim].
        vector: The query, float32 [dim].
        k: How many, not more than count.
        counted: Which rows may be found, bool [n]; None for all.
    """
    allowed = len(halves) if counted is None else int(np.count_nonzero(counted))
    depth = int((_FIRST + _FOR_EACH * k) * len(halves) / max(allowed, 1))
    deepest = len(halves) * _DEEPEST
    if depth > deepest:
        return None
    looked = _Looked(coarse, halves, vector, counted)
    lists = max(1, int(coarse.lists * _LISTS))
    while depth <= deepest:
        looked.look(depth, lists)
        best = looked.best(k)
        deep = len(best) == k and looked.is_deep(best)
        afar = looked.share_from_afar(best)
        everywhere = lists == coarse.lists
        wide = len(best) == k and (everywhere or afar <= _FROM_AFAR)
        if deep and wide:
            return looked.rows[best], looked.scores[best]
        if afar > _EVERYWHERE or (everywhere and looked.lowest == -np.inf):
            return None
        if not deep and looked.lowest > -np.inf:
            depth *= _DEEPER
        if not wide:
            lists = min(lists * _WIDER, coarse.lists)
    return None


class _Looked:
    """What one query has looked at: the best guesses of the nearest lists, and their cosines.

    Lists are read once, unless a deeper look at them is needed; no cosine is made twice.
    """

    def __init__(
        self,
        coarse: Coarse,
        halves: NDArray[np.float16],
        vector: NDArray[np.float32],
        counted: NDArray[np.bool_] | None,
    ) -> None:
        self._coarse, self._halves, self._vector, self._counted = coarse, halves, vector, counted
        self._asked = coarse.asked(vector)
        self._depth = self._lists = 0
        self.lowest = -np.inf
        """Where the guesses that were looked at end; beyond are all that have lower ones."""
        self.rows = np.empty(0, np.int64)
        self.scores = np.empty(0, np.float32)
        """Of each row; -inf of those that do not count."""
        self._guesses = np.empty(0, np.float32)
        self._places = np.empty(0, np.int64)

    def look(self, depth: int, lists: int) -> None:
        """See to it that the `depth` best guesses of so many lists are known."""
        start = self._lists if depth == self._depth else 0
        most = int(depth * _BEYOND) if start else depth
        rows, guesses, places = self._coarse.search(self._asked, most, range(start, lists))
        if not start:
            self.lowest = -np.inf
        if len(rows) == most:
            self.lowest = max(self.lowest, float(guesses[-1]))
        new = guesses >= self.lowest
        if not start:
            new &= np.isin(rows, self.rows, invert=True)
        self._depth, self._lists = depth, lists
        self._add(rows[new], guesses[new], places[new])

    def _add(
        self,
        rows: NDArray[np.int64],
        guesses: NDArray[np.float32],
        places: NDArray[np.int64],
    ) -> None:
        """Take rows in, in the order of the file, for the disk's sake and that of equal cosines."""
        order = np.argsort(rows)
        rows = rows[order]
        scores = np.full(len(rows), -np.inf, np.float32)
        kept = slice(None) if self._counted is None else self._counted[rows]
        scores[kept] = cosines(self._halves, rows[kept], self._vector)
        together = np.concatenate([self.rows, rows])
        sorted_ = np.argsort(together, kind="stable")
        self.rows = together[sorted_]
        self.scores = np.concatenate([self.scores, scores])[sorted_]
        self._guesses = np.concatenate([self._guesses, guesses[order]])[sorted_]
        self._places = np.concatenate([self._places, places[order]])[sorted_]

    def best(self, k: int) -> NDArray[np.intp]:
        """The places here of the `k` nearest, best first, fewer where there are fewer."""
        best = np.argsort(-self.scores, kind="stable")[:k]
        return best[np.isfinite(self.scores[best])]

    def is_deep(self, best: NDArray[np.intp]) -> bool:
        """Whether what has a lower guess can hardly be nearer than the last of the best."""
        known = np.isfinite(self.scores)
        error = np.std(self._guesses[known] - self.scores[known])
        return bool(self.scores[best[-1]] - self.lowest >= _SAFE * error)

    def share_from_afar(self, best: NDArray[np.intp]) -> float:
        """How much of the best the farther half of the lists brought."""
        from_afar = np.count_nonzero(self._places[best] >= self._lists // 2)
        return int(from_afar) / max(len(best), 1)
