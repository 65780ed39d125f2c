"""From directions to an answer: photos are found, judged by the cut, and put in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.cut import Band, Verdict
from indexer.search.answer import Answer, Counts
from indexer.search.fusion import Written, fused, raised
from indexer.search.ground import Judged
from indexer.search.request import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from indexer.cut import Histogram
    from indexer.search.direction import Direction
    from indexer.search.ground import Ground
    from indexer.search.request import Request

    Nearest = tuple[NDArray[np.int64], NDArray[np.float32]]

POOL: Final = 10
"""So many times the photos that are wanted are judged: the cut does not follow the cosine alone."""

LEAST_POOL: Final = 200
BINS: Final = 40


@dataclass(frozen=True, slots=True)
class Sought:
    """A request that asks for what is to be seen, ready to be answered.

    Attributes:
        request: What was asked.
        directions: One for each alternative of the query.
        among: Ids of the photos that pass the filters, int64 [m], ascending; None for all.
        written: The photos of which the words are written, as far as they pass the filters.
    """

    request: Request
    directions: tuple[Direction, ...]
    among: NDArray[np.int64] | None
    written: Written

    @property
    def at_a_glance(self) -> bool:
        """Whether the nearest photos are enough to answer it, and no line needs to be followed."""
        request = self.request
        return (
            not request.tallied
            and request.count is not None
            and request.order is Order.RELEVANCE
            and request.least is Band.WEAK
        )

    @property
    def pool(self) -> int:
        """How many of the nearest are judged where it is."""
        assert self.request.count is not None
        return max(LEAST_POOL, POOL * self.request.count) + len(self.shown)

    @property
    def shown(self) -> tuple[int, ...]:
        """Ids of the photos that were shown with `like:`, which are not to be found."""
        return tuple(photo for direction in self.directions for photo in direction.shown)


def nearest_of(sought: Sequence[Sought], ground: Ground) -> Mapping[Direction, Nearest]:
    """The nearest photos of each direction that is answered at a glance, in one go.

    Those of different filters cannot be looked for together, and are left out.
    """
    together = [each for each in sought if each.at_a_glance and each.among is None]
    wanted = [direction for each in together for direction in each.directions]
    pool = max((each.pool for each in together), default=0)
    return dict(zip(wanted, ground.nearest(wanted, pool, None), strict=True))


def answered(
    sought: Sought,
    ground: Ground,
    nearest: Mapping[Direction, Nearest],
    newest_first: Callable[[NDArray[np.int64]], NDArray[np.int64]],
) -> Answer:
    """The answer to one request, without remarks.

    Args:
        sought: What is looked for.
        ground: Where.
        nearest: What `nearest_of` has found.
        newest_first: Puts the ids of photos in the order of their dates.
    """
    request = sought.request
    judged = _without(_merged(_judged(sought, ground, nearest)), sought.shown)
    verdict = Verdict(judged.likelihoods)
    bands = raised(verdict.bands(request.strictness), judged.ids, sought.written)
    every = _size(sought, ground)
    order = _order(judged, bands, sought.written)
    order = order[bands[order] >= request.least]
    if request.order is Order.DATE:
        order = _by_date(order, judged.ids, newest_first)
    found = every if request.least is Band.WEAK else len(order)
    order = order[: request.count]
    counts = histogram = None
    if request.tallied:
        counts = _counts(bands, every)
        histogram = _histogram(verdict, request, every)
    return Answer(judged.ids[order], judged.scores[order], bands[order], found, counts, histogram)


def _size(sought: Sought, ground: Ground) -> int:
    """How many photos can be found at all."""
    every = ground.index.count if sought.among is None else len(sought.among)
    return max(0, every - len(sought.shown))


def _counts(bands: NDArray[np.uint8], every: int) -> Counts:
    strong, likely = (int((bands == band).sum()) for band in (Band.STRONG, Band.LIKELY))
    return Counts(strong, likely, max(0, every - strong - likely))


def _histogram(verdict: Verdict, request: Request, every: int) -> Histogram:
    unjudged = max(0, every - len(verdict.likelihoods))
    return verdict.histogram(BINS, strictness=request.strictness, unjudged=unjudged)


# -- finding and judging ------------------------------------------------------------------


def _judged(sought: Sought, ground: Ground, nearest: Mapping[Direction, Nearest]) -> list[Judged]:
    """The photos worth a look for each direction, and those of which its words are written."""
    found = []
    for direction in sought.directions:
        cut = ground.cut(direction)
        ids, scores = _candidates(sought, ground, direction, cut.least, nearest)
        more = sought.written.ids[~np.isin(sought.written.ids, ids)]
        ids = np.concatenate([ids, more])
        scores = np.concatenate([scores, ground.cosines(direction, more)])
        found.append(ground.judged(cut, ids, scores))
    return found


def _candidates(
    sought: Sought,
    ground: Ground,
    direction: Direction,
    least: float,
    nearest: Mapping[Direction, Nearest],
) -> Nearest:
    """The photos that are worth a look for a direction, with their cosines."""
    if direction in nearest:
        return nearest[direction]
    if sought.at_a_glance:
        return ground.nearest([direction], sought.pool, sought.among)[0]
    request = sought.request
    found = ground.above(direction, least, sought.among)
    if request.least > Band.WEAK:
        return found
    wanted = ground.index.count
    if request.count is not None and request.order is Order.RELEVANCE:
        wanted = min(wanted, request.count + len(sought.shown))
    if len(found[0]) >= wanted:
        return found
    return ground.nearest([direction], wanted, sought.among)[0]


def _merged(found: Sequence[Judged]) -> Judged:
    """Each photo once, as the alternative sees it that it fits best."""
    if len(found) == 1:
        return found[0]
    ids = np.concatenate([each.ids for each in found])
    scores = np.concatenate([each.scores for each in found])
    likelihoods = np.concatenate([each.likelihoods for each in found])
    order = np.lexsort((-scores, -likelihoods, ids))
    first = order[np.r_[True, np.diff(ids[order]) > 0]] if len(ids) else order
    return Judged(ids[first], scores[first], likelihoods[first])


def _without(judged: Judged, shown: Sequence[int]) -> Judged:
    if not shown:
        return judged
    kept = ~np.isin(judged.ids, shown)
    return Judged(judged.ids[kept], judged.scores[kept], judged.likelihoods[kept])


# -- order --------------------------------------------------------------------------------


def _order(judged: Judged, bands: NDArray[np.uint8], written: Written) -> NDArray[np.intp]:
    """The places of photos, best first: band by band, and in each by both rankings."""
    seen = np.lexsort((judged.ids, -judged.scores, -judged.likelihoods))
    points = fused(seen, judged.ids, written)
    return np.lexsort((judged.ids, -points, -bands.astype(np.int8)))


def _by_date(
    order: NDArray[np.intp],
    ids: NDArray[np.int64],
    newest_first: Callable[[NDArray[np.int64]], NDArray[np.int64]],
) -> NDArray[np.intp]:
    place = {int(ids[at]): at for at in order}
    return np.array([place[each] for each in newest_first(ids[order]).tolist()], np.intp)
