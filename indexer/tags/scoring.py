"""Photos times tags: which tags may be on each photo, with the raw numbers that speak for them.

A matrix product over stored vectors, in blocks of bounded memory. What is kept of a photo is what
a usual word weighs for it and its best cosines, from which every level follows without encoding
again; see `choosing`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from indexer.cut import Background

MOST_KEPT: Final = 30
"""Tags that are kept of each photo. Of the pictures of `tests.bench.tags` none has more than 25
that the loosest level takes."""

AT_ONCE: Final = 2048
"""Photos in one product: 20 MB of numbers against 1,500 tags and 1,000 words."""

NONE: Final[Mapping[int, NDArray[np.float32]]] = MappingProxyType({})
"""No tag is moved."""

SCORE: Final = np.dtype([("concept", "<i4"), ("cosine", "<f2")])
"""One tag on one photo, as it is stored: 6 bytes, unaligned."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What speaks for tags on some photos, best first; the rows are as long as the best has.

    Attributes:
        usual: What an everyday word weighs for each photo, float32 [n]: see
            `Background.usual_logit`.
        concepts: Ids of tags, int32 [n, k]; 0 where a photo has no more.
        cosines: Of the photo and the tag, float32 [n, k], descending; -1 where there is none.
    """

    usual: NDArray[np.float32]
    concepts: NDArray[np.int32]
    cosines: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.usual)

    def packed(self) -> list[bytes]:
        """What is stored of each photo."""
        rows = np.empty(self.concepts.shape, SCORE)
        rows["concept"], rows["cosine"] = self.concepts, self.cosines
        starts = np.arange(len(rows)) * self.concepts.shape[1] * SCORE.itemsize
        ends = starts + np.count_nonzero(self.concepts, axis=1) * SCORE.itemsize
        all_rows = rows.tobytes()
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        return [all_rows[start:end] for start, end in spans]

    @classmethod
    def unpacked(cls, usual: NDArray[np.float32], blobs: list[bytes]) -> Scored:
        """What was stored of photos."""
        counts = np.fromiter(map(len, blobs), np.int64, len(blobs)) // SCORE.itemsize
        width = int(counts.max(initial=0))
        concepts = np.zeros((len(blobs), width), np.int32)
        cosines = np.full((len(blobs), width), -1, np.float32)
        flat = np.frombuffer(b"".join(_whole(blobs)), SCORE)
        there = np.arange(width) < counts[:, None]
        concepts[there], cosines[there] = flat["concept"], flat["cosine"]
        return cls(usual, concepts, cosines)

    def some(self, rows: NDArray[np.int64]) -> Scored:
        """Those of some of the photos, by their places."""
        return Scored(self.usual[rows], self.concepts[rows], self.cosines[rows])

    def would_change(self, others: Scored, dropped: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which photos `with_others` may change, bool [n]: those that have, or take in, a tag."""
        least = np.full((len(self), 1), -1, np.float32)
        if self.concepts.shape[1] >= MOST_KEPT:
            least[:, 0] = self.cosines[:, MOST_KEPT - 1]
        takes_in = np.count_nonzero(others.cosines > least, axis=1) > 0
        has = np.count_nonzero(np.isin(self.concepts, dropped), axis=1) > 0
        changes: NDArray[np.bool_] = takes_in | has
        return changes

    def with_others(self, others: Scored, dropped: NDArray[np.int32]) -> Scored:
        """The same photos with tags that were scored later, and without some.

        Args:
            others: What speaks for further tags on these photos.
            dropped: Ids of tags whose earlier scores do not count, int32 [m].
        """
        gone = np.isin(self.concepts, dropped)
        kept = np.where(gone, np.int32(0), self.concepts)
        weighed = np.where(gone, np.float32(-1), self.cosines)
        concepts = np.concatenate([kept, others.concepts], axis=1)
        cosines = np.concatenate([weighed, others.cosines], axis=1)
        return _best(self.usual, concepts, cosines)


@dataclass(frozen=True, slots=True)
class Scorer:
    """What photos of one model are held against.

    Attributes:
        ids: Of tags, int32 [n], each above 0.
        texts: Their vectors, float32 [n, dim]; those of moved tags have any length.
        background: What the model makes of everyday words.
        biases: What is added to the products with tags, float32 [n]; see `heads`.
        wholes: Row of each moved tag -> the vectors of its words and of its parts; see `held`.
    """

    ids: NDArray[np.int32]
    texts: NDArray[np.float32]
    background: Background
    biases: NDArray[np.float32] | float = 0.0
    wholes: Mapping[int, NDArray[np.float32]] = field(default_factory=dict)

    def score(self, vectors: NDArray[np.float32]) -> Scored:
        """Hold photos against all tags; what fits no better than a usual word is not kept.

        Args:
            vectors: float32 [n, dim], each of length 1.
        """
        usual = self.background.usual_logit
        blocks = (vectors[at : at + AT_ONCE] for at in range(0, len(vectors), AT_ONCE))
        return joined([self.score_beside(block, usual(block)) for block in blocks])

    def score_beside(self, vectors: NDArray[np.float32], usual: NDArray[np.float32]) -> Scored:
        """The same for photos of which it is known what a usual word weighs, float32 [n].

        All at once: some thousand photos at most, where there are many tags.
        """
        cosines = products(vectors, self.texts, self.biases, self.wholes)
        concepts = np.broadcast_to(self.ids, cosines.shape)
        if cosines.shape[1] > MOST_KEPT:
            best = np.argpartition(cosines, -MOST_KEPT, axis=1)[:, -MOST_KEPT:]
            cosines = np.take_along_axis(cosines, best, axis=1)
            concepts = np.take_along_axis(concepts, best, axis=1)
        fits = np.float32(self.background.logit_scale) * cosines > usual[:, None]
        return _best(
            usual, np.where(fits, concepts, np.int32(0)), np.where(fits, cosines, np.float32(-1))
        )


def products(
    vectors: NDArray[np.float32],
    texts: NDArray[np.float32],
    biases: NDArray[np.float32] | float,
    wholes: Mapping[int, NDArray[np.float32]] = NONE,
) -> NDArray[np.float32]:
    """The cosines of photos and tags, float32 [n, tags], or what stands for them where a tag moved.

    Between -1 and 1, so that they stay in their place among each other.

    Args:
        vectors: Photos, float32 [n, dim].
        texts: Tags, float32 [tags, dim].
        biases: What is added, float32 [tags].
        wholes: Row of each moved tag -> the vectors of its words and of those of its parts, float32
            [m, dim], its own first: the nearest counts.
    """
    cosines = vectors @ texts.T
    for row, words in wholes.items():
        near = vectors @ words.T
        cosines[:, row] += near.max(axis=1) - near[:, 0]
    cosines += biases
    return np.clip(cosines, -1, 1, out=cosines)


def _whole(blobs: list[bytes]) -> list[bytes]:
    """The same without what a broken row has beyond its last whole score."""
    if any(len(blob) % SCORE.itemsize for blob in blobs):
        return [blob[: len(blob) // SCORE.itemsize * SCORE.itemsize] for blob in blobs]
    return blobs


def joined(blocks: list[Scored]) -> Scored:
    """Several photos' scores as one, each row as long as the longest."""
    width = max((block.concepts.shape[1] for block in blocks), default=0)
    usual = [block.usual for block in blocks] or [np.empty(0, np.float32)]
    concepts = [_widened(block.concepts, width, 0) for block in blocks]
    cosines = [_widened(block.cosines, width, -1) for block in blocks]
    return Scored(
        np.concatenate(usual),
        np.concatenate(concepts or [np.empty((0, 0), np.int32)]).astype(np.int32),
        np.concatenate(cosines or [np.empty((0, 0), np.float32)]).astype(np.float32),
    )


def _widened(rows: NDArray[Any], width: int, empty: int) -> NDArray[Any]:
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])), constant_values=empty)


def _best(
    usual: NDArray[np.float32], concepts: NDArray[np.int32], cosines: NDArray[np.float32]
) -> Scored:
    """The best of each photo, best first."""
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :MOST_KEPT]
    return Scored(
        usual,
        np.take_along_axis(concepts, order, axis=1),
        np.take_along_axis(cosines, order, axis=1),
    )
