"""Why photos are in an answer, or why they are not: scores taken apart, filters, words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from indexer.cut import Band
from indexer.query import All, Either
from indexer.query.tree import both
from indexer.search.answer import Explanation, Part
from indexer.search.ranking import looked_at
from indexer.search.saved import told_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from indexer.search.answering import Answering
    from indexer.search.direction import Direction
    from indexer.search.ground import Ground
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
    opened = answering.opened(request)
    if opened is not None:  # Why a photo is in a saved album is why its query finds it.
        with told_of(opened[1]):
            return explained(opened[0], photo_ids, answering, ground)
    gates = _Gates(request, answering)
    if not request.query.visual:
        return [gates.told(Explanation(photo_id)) for photo_id in photo_ids]
    return [gates.told(each) for each in _looks(request, photo_ids, answering, ground())]


# -- what is to be seen -------------------------------------------------------------------


def _looks(
    request: Request, photo_ids: Sequence[int], answering: Answering, ground: Ground
) -> list[Explanation]:
    """Score and band of each photo, by the alternative that it fits best."""
    (sought,) = answering.sought([request])
    ids = np.array(photo_ids, np.int64)
    looks = looked_at(sought, ground, also=ids)
    encoded, _ = ground.index.vectors_of(ids)
    explanations = []
    for at, place in enumerate(np.searchsorted(looks.ids, ids).tolist()):
        direction = sought.directions[looks.best[place]]
        explanation = Explanation(
            photo_ids[at],
            band=Band(int(looks.bands[place])),
            words=sought.written.how(photo_ids[at]),
        )
        if encoded[at]:
            vector, moment = ground.shown(direction, photo_ids[at])
            explanation = replace(
                explanation,
                score=float(looks.scores[place]),
                z=float(ground.cut(direction).z(looks.scores[[place]])[0]),
                likelihood=float(looks.verdict.likelihoods[place]),
                parts=_parts(direction, vector),
                moment=moment,
            )
        explanations.append(explanation)
    return explanations


def _parts(direction: Direction, vector: NDArray[np.float32]) -> tuple[Part, ...]:
    """What each term adds to the cosine of a photo."""
    cosines = [float(term.vector @ vector) for term in direction.terms]
    return tuple(
        Part(term.written, term.weight, cosine, term.factor * cosine)
        for term, cosine in zip(direction.terms, cosines, strict=True)
    )


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
