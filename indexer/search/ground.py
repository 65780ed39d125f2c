"""Where a query is answered: one model's index at one moment, and what the cut knows of it.

Made anew whenever the index has changed; the searches of one batch share one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.cut import Cut, Surroundings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from indexer.search.direction import Direction
    from indexer.towers import Towers
    from indexer.vectors import VectorIndex

SAMPLE: Final = 2000
"""Photos that tell what a library looks like; more tell hardly more."""


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
        return self._towers is towers and self.index is index and self._sequence == index.sequence

    def cut(self, direction: Direction) -> Cut:
        """Where the lines of a direction lie here."""
        return Cut.of(direction.vector, self._surroundings, direction.kind, words=direction.words)

    def likelihoods(
        self, cut: Cut, ids: NDArray[np.int64], scores: NDArray[np.float32], *, photos: int
    ) -> NDArray[np.float32]:
        """How likely photos are meant whose cosines are known, float32 [n].

        Args:
            cut: Of the direction that they are held against.
            ids: All photos that may be in the answer, int64 [n].
            scores: Their cosines, float32 [n].
            photos: How many were asked.
        """
        vectors_of = self.index.vectors_of
        return cut.judge(scores, lambda at: vectors_of(ids[at])[1], photos=photos).likelihoods

    def nearest(
        self, direction: Direction, k: int, among: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `k` photos with the highest cosine, as ids and cosines."""
        k = max(1, min(k, self.index.count))
        (ids,), (scores,) = self.index.search(direction.vector[None], k, among=among)
        return ids[ids >= 0], scores[ids >= 0]

    def above(
        self, direction: Direction, least: float, among: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All photos with a cosine from `least` on."""
        return self.index.above(direction.vector, least, most=self.index.count, among=among)

    def cosines(self, direction: Direction, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of each of these photos, float32 [n]; 0 for one that is not encoded."""
        cosines: NDArray[np.float32] = self.index.vectors_of(ids)[1] @ direction.vector
        return cosines
