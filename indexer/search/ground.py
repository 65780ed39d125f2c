"""Where a query is answered: one model's index at one moment, and what the cut knows of it.

Made anew whenever the index has changed; the searches of one batch share one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.cut import Cut, Surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from indexer.search.direction import Direction
    from indexer.towers import Towers
    from indexer.vectors import VectorIndex

SAMPLE: Final = 2000
"""Photos that tell what a library looks like; more tell hardly more."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Photos that were held against a direction, each with what came of it.

    Attributes:
        ids: int64 [n].
        scores: float32 [n], cosines.
        likelihoods: float32 [n], 0 to 1.
    """

    ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    likelihoods: NDArray[np.float32]


class Ground:
    """One model's index as it is now, and what it looks like to the cut."""

    def __init__(self, towers: Towers) -> None:
        self.index: VectorIndex = towers.opened_index()
        self._towers = towers
        self._sequence = self.index.sequence
        self._surroundings = Surroundings.of(self.index.sample(SAMPLE)[1], self.index.count)

    def is_of(self, towers: Towers) -> bool:
        """Whether this is the ground of these towers, as it is now."""
        index = towers.opened_index()
        return self._towers is towers and (self.index, self._sequence) == (index, index.sequence)

    def cut(self, direction: Direction) -> Cut:
        """Where the lines of a direction lie here."""
        return Cut.of(direction.vector, self._surroundings, direction.kind)

    def judged(self, cut: Cut, ids: NDArray[np.int64], scores: NDArray[np.float32]) -> Judged:
        """Say of some photos, whose cosines are known, how likely they are meant."""
        verdict = cut.judge(scores, lambda places: self.index.vectors_of(ids[places])[1])
        return Judged(ids, scores, verdict.likelihoods)

    def nearest(
        self, directions: Sequence[Direction], k: int, among: NDArray[np.int64] | None
    ) -> list[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """The `k` photos with the highest cosine of each direction, as ids and cosines."""
        if not directions:
            return []
        vectors = np.stack([each.vector for each in directions])
        rows = self.index.search(vectors, max(1, min(k, self.index.count)), among=among)
        return [(ids[ids >= 0], scores[ids >= 0]) for ids, scores in zip(*rows, strict=True)]

    def above(
        self, direction: Direction, least: float, among: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All photos with a cosine from `least` on."""
        return self.index.above(direction.vector, least, most=self.index.count, among=among)

    def cosines(self, direction: Direction, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of each of these photos, float32 [n]; 0 for one that is not encoded."""
        cosines: NDArray[np.float32] = self.index.vectors_of(ids)[1] @ direction.vector
        return cosines
