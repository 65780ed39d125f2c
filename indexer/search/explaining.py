"""Why photos are in an answer, or why they are not: scores taken apart, filters, words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from indexer.cut import Band, Cut, Verdict
from indexer.query import All, Either
from indexer.query.tree import both
from indexer.search.answer import Explanation, Part
from indexer.search.fusion import raised

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from indexer.search.answering import Answering
    from indexer.search.direction import Direction
    from indexer.search.ground import Ground, Judged
    from indexer.search.request import Request


def explained(
    request: Request, photo_ids: Sequence[int], answering: Answering, ground: Callable[[], Ground]
) -> list[Explanation]:
    """Why photos are where they are in the answer to a request.

    Args:
        request: What was asked.
        photo_ids: Photos of the library, in the answer or not.
        answering: Who answers.
        ground: Gives where; is asked only where something is to be seen.
    """
    gates = _Gates(request, answering)
    if not request.query.visual:
        return [gates.told(Explanation(photo_id)) for photo_id in photo_ids]
    return [gates.told(each) for each in _looks(request, photo_ids, answering, ground())]


# -- what is to be seen -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Trial:
    """Some photos, held against one alternative of a query."""

    direction: Direction
    cut: Cut
    judged: Judged
    encoded: NDArray[np.bool_]
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, direction: Direction, ids: NDArray[np.int64], ground: Ground) -> Self:
        cut = ground.cut(direction)
        judged = ground.judged(cut, ids, ground.cosines(direction, ids))
        return cls(direction, cut, judged, *ground.index.vectors_of(ids))

    def merit(self, at: int) -> tuple[float, float]:
        return float(self.judged.likelihoods[at]), float(self.judged.scores[at])

    def explanation(self, at: int) -> Explanation:
        photo_id = int(self.judged.ids[at])
        if not self.encoded[at]:
            return Explanation(photo_id)
        likelihood, score = self.merit(at)
        z = float(self.cut.z(self.judged.scores[[at]])[0])
        return Explanation(photo_id, score, z=z, likelihood=likelihood, parts=self._parts(at))

    def _parts(self, at: int) -> tuple[Part, ...]:
        terms = self.direction.terms
        cosines = [float(term.vector @ self.vectors[at]) for term in terms]
        return tuple(
            Part(term.written, term.weight, cosine, term.factor * cosine)
            for term, cosine in zip(terms, cosines, strict=True)
        )


def _looks(
    request: Request, photo_ids: Sequence[int], answering: Answering, ground: Ground
) -> list[Explanation]:
    """Score and band of each photo, by the alternative that it fits best."""
    (sought,) = answering.sought([request])
    ids = np.array(photo_ids, np.int64)
    trials = [_Trial.of(direction, ids, ground) for direction in sought.directions]
    best = [max(trials, key=lambda trial: trial.merit(at)) for at in range(len(ids))]
    likelihoods = np.array([trial.merit(at)[0] for at, trial in enumerate(best)], np.float32)
    bands = raised(Verdict(likelihoods).bands(request.strictness), ids, sought.written)
    return [
        replace(
            trial.explanation(at),
            band=Band(int(bands[at])),
            words=sought.written.how(photo_ids[at]),
        )
        for at, trial in enumerate(best)
    ]


# -- what is to be known ------------------------------------------------------------------


class _Gates:
    """The filters that all have to be passed, each with the ids of the photos that pass."""

    def __init__(self, request: Request, answering: Answering) -> None:
        wanted = both(request.query.filter, request.within)
        parts = wanted.filters if isinstance(wanted, All) else (wanted,) if wanted else ()
        # Of what is joined by or, those that hold tell more than the whole.
        self._gates = [
            (
                str(part),
                [
                    (str(each), answering.ids_where(each))
                    for each in (part.filters if isinstance(part, Either) else (part,))
                ],
            )
            for part in parts
        ]

    def told(self, explanation: Explanation) -> Explanation:
        """The explanation, with the filters that let the photo in and that keep it out."""
        let_in: list[str] = []
        kept_out: list[str] = []
        for whole, choices in self._gates:
            passed = [written for written, ids in choices if explanation.photo_id in ids]
            let_in += passed
            kept_out += [] if passed else [whole]
        return replace(explanation, filters=tuple(let_in), kept_out_by=tuple(kept_out))
