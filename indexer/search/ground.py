"""Where a query is answered: one model's index at one moment, and what the cut knows of it.

Made anew whenever the index has changed; the searches of one batch share one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.cut import Cut, Surroundings
from indexer.cut.background import background_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.cut import Background
    from indexer.search.direction import Direction
    from indexer.search.ranking import Sought
    from indexer.towers import Towers
    from indexer.vectors import VectorIndex

SAMPLE: Final = 2000
"""Photos that tell what a library looks like; more tell hardly more."""

FIRST_JUDGED: Final = 512
MORE_JUDGED: Final = 8
"""So many of the nearest photos are judged first, and so many times more where that is too few: as
of a million photos with dogs on every tenth."""

MOST_REMEMBERED: Final = 200_000
"""Photos of which is remembered what everyday words weigh for them: some 20 MB."""

FEW_PHOTOS: Final = 64
"""In a library of fewer, it is mostly known of plain words alone where unlikely photos lie; a minus
moves them. Measured with the starter, 630 times two photos that do not show A: "A" calls one strong
in 9 % of them, "A - B" in 14 %, and in 7 % where it may not be likelier than "A". Of two photos
that show A without B, one is strong in 78 %, 81 % and 75 %."""

LAST_JUDGED: Final = 100
NEGLIGIBLE: Final = 0.01
"""Where the last hundred are less likely than this on average, all that come behind them are."""


BY_CHANCE: Final = 0.35
"""The odds of a photo whose best of n frames is judged are divided by n to the power of this: each
frame is one more chance to be taken for something by mistake. Measured by tests.bench.videos with
the starter, on the half of its photos and queries that proves: of the videos called likely or
strong 0.52 were right where the camera moves over a picture and 0.49 on a walk past several, of the
same pictures as photos 0.52 and 0.50, and with nothing taken off 0.42 and 0.43; of those called
strong 0.85 and 0.80, photos 0.82 and 0.80, with nothing taken off 0.77 and 0.75. Of the right ones
0.40 and 0.42 are found (photos: 0.40 and 0.38). The half that chooses was asked at 0, 0.15, 0.25,
0.35 and 0.5, and videos were right as often as photos most nearly here."""


class Ground:
    """One model's index as it is now, and what it looks like to the cut."""

    def __init__(self, towers: Towers, background: Background | None) -> None:
        self._moments = towers.moments()
        self.index: VectorIndex = self._moments.index
        self.background = background
        self._usual: dict[int, float] = {}
        self._towers = towers
        self._sequence = self._moments.sequence
        self._sampled, sample = self.index.sample(SAMPLE)
        self._surroundings = Surroundings.of(sample, self.index.count, background)

    @classmethod
    def of(cls, towers: Towers, before: Ground | None) -> Ground:
        """The ground of these towers as it is now; the one before, where that is the same.

        What the model makes of everyday words is looked for anew until it is there: an ingest may
        be about to make it.
        """
        known = before.background if before is not None and before._towers is towers else None
        background = known or background_of(towers.bundle)
        if before is not None and background is before.background and before._is_of(towers):
            return before
        return cls(towers, background)

    def _is_of(self, towers: Towers) -> bool:
        moments = towers.moments()
        same = self._towers is towers and self.index is moments.index
        return same and self._sequence == moments.sequence

    def cut(self, direction: Direction) -> Cut:
        """Where the lines of a direction lie here."""
        shown = np.isin(self._sampled, np.array(direction.shown, np.int64))
        surroundings = self._surroundings.without(shown)
        return Cut.of(
            direction.vector,
            surroundings,
            direction.kind,
            words=direction.words,
            strange=direction.strange,
        )

    def judged(
        self, direction: Direction, sought: Sought
    ) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
        """The photos that may be meant: ids, cosines, and how likely each of them is, best first.

        As many of the nearest are judged as it takes until those that come last are not likely. All
        of the library are asked, whatever the filters: a photo is no likelier to show a dog where
        nobody wants to see the others.
        """
        cut, photos = self.cut(direction), self.index.count - len(sought.shown)
        k = FIRST_JUDGED + len(sought.shown)
        while True:
            ids, scores = self.nearest(direction, k, None)
            all_there = len(ids) < k or scores[-1] < cut.least
            kept = ~np.isin(ids, sought.shown)
            ids, scores = ids[kept], scores[kept]
            likelihoods = self._likelihoods(cut, direction, ids, scores, photos)
            if all_there or likelihoods[-LAST_JUDGED:].mean() < NEGLIGIBLE:
                return ids, scores, self._bounded(likelihoods, direction, ids, photos)
            k *= MORE_JUDGED

    def _likelihoods(
        self,
        cut: Cut,
        direction: Direction,
        ids: NDArray[np.int64],
        scores: NDArray[np.float32],
        photos: int,
    ) -> NDArray[np.float32]:
        """How likely photos are meant, each by its best frame."""
        rows = self._moments.rows_of(direction.vector, ids)
        likelihoods = cut.judge(
            scores,
            partial(self._vectors_at, rows),
            photos=photos,
            usual_of=partial(self._usual_at, rows),
        ).likelihoods
        if not direction.kind.of_words:
            return likelihoods
        return of_the_best(likelihoods, self._moments.chances_of(ids), BY_CHANCE)

    def _bounded(
        self,
        likelihoods: NDArray[np.float32],
        direction: Direction,
        ids: NDArray[np.int64],
        photos: int,
    ) -> NDArray[np.float32]:
        """No photo of a few is likelier to show “A - B” than “A”; see `FEW_PHOTOS`."""
        wanted = direction.without_minus if self.index.count < FEW_PHOTOS else None
        if wanted is None or not direction.kind.of_words:
            return likelihoods
        scores = self.cosines(wanted, ids)
        alone = self._likelihoods(self.cut(wanted), wanted, ids, scores, photos)
        return np.minimum(likelihoods, alone)

    def _vectors_at(self, rows: NDArray[np.int64], places: NDArray[np.intp]) -> NDArray[np.float32]:
        return self._moments.vectors_of(rows[places])

    def _usual_at(self, rows: NDArray[np.int64], places: NDArray[np.intp]) -> NDArray[np.float32]:
        """What everyday words weigh for photos: calculated at the first query that comes by."""
        assert self.background is not None
        known, wanted = self._usual, rows[places].tolist()
        if len(known) > MOST_REMEMBERED:
            known = self._usual = {}
        new = [each for each in wanted if each not in known]
        if new:
            vectors = self._moments.vectors_of(np.array(new, np.int64))
            known.update(zip(new, self.background.usual_logit(vectors).tolist(), strict=True))
        return np.array([known[each] for each in wanted], np.float32)

    def nearest(
        self, direction: Direction, k: int, among: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `k` photos with the highest cosine, as ids and cosines; a video by its best frame."""
        return self._moments.nearest(direction.vector, k, among=among)

    def cosines(self, direction: Direction, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of each of these photos, float32 [n]; 0 for one that is not encoded."""
        rows = self._moments.rows_of(direction.vector, ids)
        cosines: NDArray[np.float32] = self._moments.vectors_of(rows) @ direction.vector
        return cosines

    def shown(
        self, direction: Direction, photo_id: int
    ) -> tuple[NDArray[np.float32], float | None]:
        """The vector of a photo's frame that fits best, float32 [dim], and when it is seen.

        Of a picture, and of the frame that stands for a video, the moment is None.
        """
        rows = self._moments.rows_of(direction.vector, np.array([photo_id], np.int64))
        moment = self._towers.second_of_frame(-int(rows[0])) if rows[0] < 0 else None
        return self._moments.vectors_of(rows)[0], moment


def of_the_best(
    likelihoods: NDArray[np.float32], chances: NDArray[np.int64], power: float
) -> NDArray[np.float32]:
    """How likely photos are meant whose best of several frames was judged; see `BY_CHANCE`.

    Args:
        likelihoods: By the best frame, float32 [n], 0 to 1.
        chances: How many frames each has, int64 [n].
        power: Of the frames, by which the odds are divided.
    """
    against = chances.astype(np.float32) ** power
    found: NDArray[np.float32] = likelihoods / (likelihoods + (1 - likelihoods) * against)
    return found
