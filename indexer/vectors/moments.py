"""A video by the frame that fits best: one model's index, and beside it that of further frames.

Each photo has one vector in the main index, a video that of the frame which stands for it. What
else is seen in a video is asked too, and the best of all its frames counts: it is found, judged and
explained by that one. Where there are no videos, nothing is asked but the main index.

Measured by tests.bench.videos: of 16 scenes in four videos, 16 lead to their video, 6 by the frame
that stands for it; 100,000 photos are searched in 4.0 ms of the processor where none is a video,
with 1,000 videos of eight frames in 6.8 ms, with 10,000 in 11 ms.

Tags, duplicates and what a library looks like go by the main index alone: by what is seen of a
video in a grid.

A row is a photo's id, or for a further frame of a video its number, below zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.records import FRAMES_A_VIDEO

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.vectors import VectorIndex

_NONE: Final = np.empty(0, np.int64)


class Moments:
    """What is seen in photos and in all frames of videos, at one moment.

    Attributes:
        index: The vector of each photo.
        sequence: The newest changes of the catalog that either index has seen.
    """

    def __init__(self, index: VectorIndex, frames: VectorIndex | None = None) -> None:
        # Asked first: what another thread takes in after this is looked at again.
        self.sequence = _sequence(index, frames)
        self.index = index
        self._frames = frames
        self._keys = frames.ids if frames is not None and frames.count else _NONE

    def is_of(self, index: VectorIndex, frames: VectorIndex | None) -> bool:
        """Whether it was made of these indexes as they are now."""
        same = self.index is index and self._frames is frames
        return same and self.sequence == _sequence(index, frames)

    def nearest(
        self, vector: NDArray[np.float32], k: int, *, among: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `k` photos nearest to a vector, each once, a video by its best frame.

        Args:
            vector: float32 [dim], of length 1.
            k: How many to find.
            among: Only photos with these ids, int64 [m]; by default all.

        Returns:
            Ids int64 [n] and cosines float32 [n], best first; fewer than `k` where there are fewer.
        """
        ids, scores = _found(self.index, vector, k, among)
        frames = self._frames_among(among)
        if self._frames is None or (frames is not None and not len(frames)):
            return ids, scores
        # Each photo that is nearer than a frame has no more frames than these before it.
        most = min(len(self._keys), FRAMES_A_VIDEO * k)
        keys, theirs = _found(self._frames, vector, most, frames)
        return _folded(np.concatenate([ids, _photos_of(keys)]), np.concatenate([scores, theirs]), k)

    def rows_of(self, vector: NDArray[np.float32], ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row by which each photo is nearest to a vector, int64 [n].

        Args:
            vector: float32 [dim].
            ids: Photos, int64 [n], each once.
        """
        keys = self._frames_among(ids)
        if self._frames is None or keys is None or not len(keys):
            return ids
        videos = np.unique(_photos_of(keys))
        further = self._frames.vectors_of(keys)[1] @ vector
        cosines = np.concatenate([self.index.vectors_of(videos)[1] @ vector, further])
        order = np.argsort(cosines, kind="stable")
        best = dict(
            zip(
                np.concatenate([videos, _photos_of(keys)])[order].tolist(),
                np.concatenate([videos, -keys])[order].tolist(),
                strict=True,
            )
        )  # Of several of one video the best comes last, and stays.
        return np.array([best.get(each, each) for each in ids.tolist()], np.int64)

    def chances_of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many frames each photo has in all, of which the best counts, int64 [n]: 1 or more."""
        keys = self._frames_among(ids)
        further = self._keys if keys is None else keys
        if not len(further):
            return np.ones(len(ids), np.int64)
        videos, counts = np.unique(_photos_of(further), return_counts=True)
        places = np.minimum(np.searchsorted(videos, ids), len(videos) - 1)
        return 1 + np.where(videos[places] == ids, counts[places], 0)

    def vectors_of(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of rows, float32 [n, dim]; 0 for what is not encoded."""
        vectors = self.index.vectors_of(rows)[1]
        further = rows < 0
        if self._frames is not None and further.any():
            vectors[further] = self._frames.vectors_of(-rows[further])[1]
        return vectors

    def _frames_among(self, among: NDArray[np.int64] | None) -> NDArray[np.int64] | None:
        """The frames that may be found: None for all, nothing where there are none."""
        if among is None:
            return None if len(self._keys) else _NONE
        return self._keys[np.isin(_photos_of(self._keys), among)]


def _sequence(index: VectorIndex, frames: VectorIndex | None) -> tuple[int, int]:
    return index.sequence, frames.sequence if frames is not None else 0


def _photos_of(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ids of the photos to which frames belong, by their numbers, int64 [n]."""
    return keys // FRAMES_A_VIDEO


def _found(
    index: VectorIndex, vector: NDArray[np.float32], k: int, among: NDArray[np.int64] | None
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    (ids,), (scores,) = index.search(vector[None], max(1, min(k, index.count)), among=among)
    return ids[ids >= 0], scores[ids >= 0]


def _folded(
    ids: NDArray[np.int64], scores: NDArray[np.float32], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The `k` best, each id once with its best score; equal ones in the order of the ids."""
    order = np.lexsort((ids, -scores))
    first = np.sort(np.unique(ids[order], return_index=True)[1])[:k]
    return ids[order][first], scores[order][first]
