"""Why a photo is in an answer, or why it is not: its score taken apart, its filters, its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indexer.cut import Band, Verdict
from indexer.query import All, Either
from indexer.query.tree import both
from indexer.search.answer import Explanation, Part
from indexer.search.fusion import raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from indexer.query import Filter
    from indexer.search.answering import Answering
    from indexer.search.direction import Direction
    from indexer.search.ground import Ground, Judged
    from indexer.search.request import Request


def explained(
    request: Request, photo_id: int, answering: Answering, ground: Ground | None
) -> Explanation:
    """Why a photo is where it is in the answer to a request.

    Args:
        request: What was asked.
        photo_id: A photo of the library, in the answer or not.
        answering: Who answers.
        ground: Where; not needed where nothing visual is asked.
    """
    let_in, kept_out = _filters(request, photo_id, answering)
    if not request.query.visual:
        return Explanation(photo_id, filters=let_in, kept_out_by=kept_out)
    assert ground is not None
    (sought,) = answering.sought([request])
    ids = np.array([photo_id], np.int64)
    encoded, vectors = ground.index.vectors_of(ids)
    tried = [(_judged(each, ids, ground), each) for each in sought.directions]
    judged, direction = max(tried, key=lambda pair: _merit(pair[0]))
    verdict = Verdict(judged.likelihoods)
    band = raised(verdict.bands(request.strictness), ids, sought.written)[0]
    if not encoded[0]:
        return Explanation(
            photo_id,
            band=Band(band),
            filters=let_in,
            kept_out_by=kept_out,
            words=sought.written.how(photo_id),
        )
    return Explanation(
        photo_id,
        score=float(judged.scores[0]),
        band=Band(band),
        z=float(ground.cut(direction).z(judged.scores)[0]),
        likelihood=float(judged.likelihoods[0]),
        parts=tuple(_parts(direction, vectors[0])),
        filters=let_in,
        kept_out_by=kept_out,
        words=sought.written.how(photo_id),
    )


def _judged(direction: Direction, ids: NDArray[np.int64], ground: Ground) -> Judged:
    return ground.judged(ground.cut(direction), ids, ground.cosines(direction, ids))


def _merit(judged: Judged) -> tuple[float, float]:
    return float(judged.likelihoods[0]), float(judged.scores[0])


def _parts(direction: Direction, vector: NDArray[np.float32]) -> Iterator[Part]:
    for term in direction.terms:
        cosine = float(term.vector @ vector)
        yield Part(term.written, term.weight, cosine, term.factor * cosine)


def _filters(
    request: Request, photo_id: int, answering: Answering
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The filters that let a photo in, and those that keep it out, as they are written."""
    wanted = both(request.query.filter, request.within)
    parts = wanted.filters if isinstance(wanted, All) else [wanted] if wanted else []
    let_in: list[str] = []
    kept_out: list[str] = []
    for part in parts:
        passed = [each for each in _choices(part) if photo_id in answering.ids_where(each)]
        let_in += map(str, passed)
        kept_out += [] if passed else [str(part)]
    return tuple(let_in), tuple(kept_out)


def _choices(part: Filter) -> tuple[Filter, ...]:
    """What is joined by or: those that hold tell more than the whole."""
    return part.filters if isinstance(part, Either) else (part,)
