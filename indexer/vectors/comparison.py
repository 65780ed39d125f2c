"""Whether an index holds exactly the vectors of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.vectors.segment import Segment
    from indexer.vectors.source import Source


def differences(
    segments: Sequence[Segment], catalog: Source, model_sha256: str, *, of: str = "photos"
) -> Iterator[str]:
    """Each kind of difference in one sentence, with how many it concerns `of` what has vectors."""
    held = _Held(segments)
    wrong = np.zeros(len(held.ids), np.bool_)
    known = [np.empty(0, np.int64)]
    for ids, halves in catalog.vectors_since(model_sha256, 0):
        known.append(ids)
        places = held.places(ids)
        found = places >= 0
        same = (held.halves(places[found]).view(np.uint16) == halves[found].view(np.uint16)).all(1)
        wrong[places[found][~same]] = True
    everything = np.concatenate(known)
    if any(_codes_changed(segment) for segment in segments):
        yield "The vector index's guesses are not what was saved."
    if held.doubled:
        yield f"The vector index holds {held.doubled} {of} twice."
    if lacking := np.count_nonzero(~np.isin(everything, held.ids)):
        yield f"The vector index lacks {lacking} {of}."
    if unknown := np.count_nonzero(~np.isin(held.ids, everything)):
        yield f"The vector index holds {unknown} {of} that the catalog does not."
    if wrong.any():
        yield f"The vector index holds {int(wrong.sum())} vectors that are not the catalog's."


def _codes_changed(segment: Segment) -> bool:
    if segment.coarse is None or segment.part is None:
        return False
    return segment.coarse.checksum() != segment.part.checksum


class _Held:
    """All rows of some segments that count, by id."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        parts = [segment.rows() for segment in segments]
        ids = [segment.ids[rows] for segment, rows in zip(segments, parts, strict=True)]
        numbers = [np.full(len(rows), number) for number, rows in enumerate(parts)]
        everything = np.concatenate([np.empty(0, np.int64), *ids])
        order = np.argsort(everything, kind="stable")
        self.ids = everything[order]
        self._rows = np.concatenate([np.empty(0, np.intp), *parts])[order]
        self._numbers = np.concatenate([np.empty(0, np.int64), *numbers])[order]
        self.doubled = len(self.ids) - len(np.unique(self.ids))

    def places(self, ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """Where each id is held, -1 where it is not."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.intp)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[places] == ids, places, -1)

    def halves(self, places: NDArray[np.intp]) -> NDArray[np.float16]:
        """The vectors at these places, float16 [n, dim]."""
        dim = self._segments[0].dim if self._segments else 0
        vectors = np.empty((len(places), dim), np.float16)
        for number, segment in enumerate(self._segments):
            here = self._numbers[places] == number
            vectors[here] = segment.halves[self._rows[places[here]]]
        return vectors
