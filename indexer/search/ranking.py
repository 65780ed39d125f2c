"""From directions to an answer: photos are found, judged by the cut, and put in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.cut import Band, Kind, Verdict
from indexer.search.answer import Answer, Counts
from indexer.search.fusion import Written, fused, raised
from indexer.search.request import Order

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from indexer.search.direction import Direction
    from indexer.search.ground import Ground
    from indexer.search.request import Request

BINS: Final = 40

MOST_WORDS_OF_A_NAME: Final = 2
"""Measured with the starter: names of things are ranked better by likelihood (mean average
precision 0.67, by cosine 0.63), captions by cosine within their bands (R@1 of 5,000 captions 0.267,
of 2,000 by likelihood 0.250)."""

NO_PHOTO: Final = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Sought:
    """A request that asks for what is to be seen, ready to be answered.

    Attributes:
        request: What was asked.
        directions: One for each alternative of the query.
        among: Ids of the photos that pass the filters, int64 [m], ascending; None for all.
        written: The photos of which the words are written, as far as they can be found: they pass
            the filters, and were not shown themselves.
    """

    request: Request
    directions: tuple[Direction, ...]
    among: NDArray[np.int64] | None
    written: Written

    @property
    def shown(self) -> NDArray[np.int64]:
        """Ids of the photos that were shown with `like:`, which are not to be found."""
        shown = {photo for direction in self.directions for photo in direction.shown}
        return np.array(sorted(shown), np.int64)

    @property
    def describes(self) -> bool:
        """Whether a picture is described or shown, rather than a thing named.

        Then the cosine alone says which photo of a band is nearest. Of a thing's photos the
        likelihood knows better which ones show it, as it has held them against other words too. So
        it is of things that are added up or taken away, and where alternatives are of different
        kinds: a cosine with a picture says another thing than one with words.
        """
        kinds = {direction.kind for direction in self.directions}
        if len(kinds) > 1 or Kind.BLEND in kinds:
            return False
        return any(
            direction.kind is Kind.LIKE or direction.words > MOST_WORDS_OF_A_NAME
            for direction in self.directions
        )

    def passes(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each of these photos passes the filters, bool [n]."""
        if self.among is None:
            return np.ones(len(ids), np.bool_)
        return np.isin(ids, self.among)

    def photos(self, ground: Ground) -> int:
        """How many photos can be found at all."""
        if self.among is None:
            return max(0, ground.index.count - len(self.shown))
        return len(self.among) - int(np.isin(self.shown, self.among).sum())


@dataclass(frozen=True, slots=True)
class Looks:
    """Photos that were looked at for a request, in the order of their ids.

    Attributes:
        ids: int64 [n]; all pass the filters, but those that were asked for by their ids.
        scores: Cosines, float32 [n]; each by the alternative that the photo fits best.
        best: Which alternative that is, int64 [n].
        verdict: How likely each is meant.
        bands: uint8 [n], with what is written of them.
    """

    ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    best: NDArray[np.int64]
    verdict: Verdict
    bands: NDArray[np.uint8]


def answered(
    sought: Sought, ground: Ground, newest_first: Callable[[NDArray[np.int64]], NDArray[np.int64]]
) -> Answer:
    """The answer to one request, without remarks.

    Args:
        sought: What is looked for.
        ground: Where.
        newest_first: Puts the ids of photos in the order of their dates.
    """
    request = sought.request
    looks = looked_at(sought, ground)
    photos = sought.photos(ground)
    order = in_order(looks, sought)
    order = order[looks.bands[order] >= request.least]
    found = photos if request.least is Band.WEAK else len(order)
    order = order[: request.count]
    if request.order is Order.DATE:
        order = _by_date(order, looks.ids, newest_first)
    answer = Answer(looks.ids[order], looks.scores[order], looks.bands[order], found)
    return _tallied(answer, looks, request, photos) if request.tallied else answer


def _tallied(answer: Answer, looks: Looks, request: Request, photos: int) -> Answer:
    """The answer with what is to be told of all photos that pass the filters."""
    strong, likely = (int((looks.bands == band).sum()) for band in (Band.STRONG, Band.LIKELY))
    unjudged = max(0, photos - len(looks.ids))
    return replace(
        answer,
        counts=Counts(strong, likely, max(0, photos - strong - likely)),
        histogram=looks.verdict.histogram(BINS, strictness=request.strictness, unjudged=unjudged),
    )


# -- finding and judging ------------------------------------------------------------------


def looked_at(sought: Sought, ground: Ground, *, also: NDArray[np.int64] = NO_PHOTO) -> Looks:
    """Look at all photos that may be meant.

    Args:
        sought: What is looked for.
        ground: Where.
        also: Ids of photos that shall be looked at as well, int64 [n].
    """
    ids, scores, likelihoods = zip(
        *(_found(sought, ground, direction, also) for direction in sought.directions), strict=True
    )
    which = np.repeat(np.arange(len(ids)), [len(each) for each in ids])
    every = np.concatenate(ids)
    score, likelihood = np.concatenate(scores), np.concatenate(likelihoods)
    order = np.lexsort((-score, -likelihood, every))
    first = order[np.diff(every[order], prepend=-1) > 0]
    verdict = Verdict(likelihood[first])
    bands = raised(verdict.bands(sought.request.strictness), every[first], sought.written)
    # The lines are drawn through the whole library: no filter puts a photo into another band.
    kept = sought.passes(every[first]) | np.isin(every[first], also)
    first = first[kept]
    return Looks(every[first], score[first], which[first], verdict.of_some(kept), bands[kept])


def _found(
    sought: Sought, ground: Ground, direction: Direction, also: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
    """The photos worth a look for a direction: ids, cosines, and how likely each is meant.

    Besides those that may be meant, these are as many more of the nearest as the answer has room
    for, and those of which the words are written.
    """
    ids, scores, likelihoods = ground.judged(direction, sought)
    further, their_scores = _further(sought, ground, direction, ids[sought.passes(ids)])
    known = np.concatenate([ids, further])
    more = np.union1d(sought.written.ids, also)
    more = more[~np.isin(more, known)]
    return (
        np.concatenate([known, more]),
        np.concatenate([scores, their_scores, ground.cosines(direction, more)]),
        np.concatenate([likelihoods, np.zeros(len(further) + len(more), np.float32)]),
    )


def _further(
    sought: Sought, ground: Ground, direction: Direction, judged: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The nearest of those that are weak in any case, as ids and cosines."""
    request, photos = sought.request, sought.photos(ground)
    room = photos if request.count is None else min(request.count, photos)
    if request.least > Band.WEAK or len(judged) >= room:
        return NO_PHOTO, np.empty(0, np.float32)
    ids, scores = ground.nearest(direction, room + len(sought.shown), sought.among)
    new = ~np.isin(ids, np.concatenate([judged, sought.shown]))
    return ids[new], scores[new]


# -- order --------------------------------------------------------------------------------


def in_order(looks: Looks, sought: Sought) -> NDArray[np.intp]:
    """The places of photos, band by band, by what the model sees and what is written of them."""
    if sought.describes:
        seen = np.lexsort((looks.ids, -looks.scores))
    else:
        seen = np.lexsort((looks.ids, -looks.scores, -np.round(looks.verdict.likelihoods, 2)))
    points = fused(seen, looks.ids, sought.written)
    return np.lexsort((-points, -looks.bands.astype(np.int8)))


def _by_date(
    order: NDArray[np.intp],
    ids: NDArray[np.int64],
    newest_first: Callable[[NDArray[np.int64]], NDArray[np.int64]],
) -> NDArray[np.intp]:
    place = {int(ids[at]): at for at in order}
    return np.array([place[each] for each in newest_first(ids[order]).tolist()], np.intp)
