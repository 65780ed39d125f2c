"""Which photos may have a tag, and of which of them a person's answer teaches most.

All of it follows from the scores that are kept. A tag that is near too few photos for that is held
against the vectors themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.tags.choosing import LIKELIHOODS, likelihood_of, odds_of
from indexer.tags.held import speaking_for
from indexer.tags.lines import Level
from indexer.tags.scoring import SCORE, products
from indexer.tags.vocabulary import key_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.tags.held import Held
    from indexer.tags.vocabulary import Vocabulary

_HOPELESS: Final = LIKELIHOODS[Level.LOOSE] / 10
"""A floor: photos that are less likely have next to no chance, and are not asked about where others
are left."""

_ALIKE: Final = 0.9
_LOOKED_AT: Final = 5
"""Of the least sure photos, so many times as are wanted are looked at for some that are unlike."""


@dataclass(frozen=True, slots=True)
class Review:
    """What is known of tags in one library, by one model.

    Attributes:
        catalog: Where scores and vectors are.
        model_sha256: The model.
        words: The tags.
        held: How they are held against photos.
        logit_scale: What the model's cosines are multiplied with.
    """

    catalog: Catalog
    model_sha256: str
    words: Vocabulary
    held: Held
    logit_scale: float

    def photos_of(self, name: str, least: float) -> list[tuple[int, float]]:
        """The photos that have a tag with at least this likelihood, the likeliest first."""
        ids, likelihoods = self._likelihoods(name)
        order = np.argsort(-likelihoods, kind="stable")
        order = order[likelihoods[order] >= least]
        return list(zip(ids[order].tolist(), likelihoods[order].tolist(), strict=True))

    def uncertain(self, name: str, count: int, level: Level) -> list[tuple[int, float]]:
        """The photos that are nearest to the likelihood from which a level gives the tag.

        What is hopeless is left out, unless nothing else is there.
        """
        ids, likelihoods = self._likelihoods(name)
        undecided = ~np.isin(ids, self._decided(name))
        ids, likelihoods = ids[undecided], likelihoods[undecided]
        if len(ids) < count:
            ids, likelihoods = self._with_nearest(name, count, ids, likelihoods)
        some = likelihoods >= _HOPELESS
        if some.any():
            ids, likelihoods = ids[some], likelihoods[some]
        least = LIKELIHOODS[level]
        doubt = np.abs(_odds(likelihoods) - np.log(least / (1 - least)))
        order = np.argsort(doubt, kind="stable")[: _LOOKED_AT * count]
        order = order[self._unlike_first(ids[order])][:count]
        return list(zip(ids[order].tolist(), likelihoods[order].tolist(), strict=True))

    def _place(self, name: str) -> int | None:
        places = (at for at, each in enumerate(self.words) if key_of(each.name) == key_of(name))
        return next(places, None)

    def _decided(self, name: str) -> list[int]:
        """The ids of photos of which somebody has said whether they have a tag."""
        return [
            photo_id
            for each in self.catalog.decided()
            if key_of(each.name) == key_of(name)
            for photo_id in (*each.confirmed, *each.refused)
        ]

    def _likelihoods(self, name: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids of the photos near a tag or a part of it, ascending, and how likely each has it."""
        place = self._place(name)
        places = [] if place is None else speaking_for(self.words, place, self.held.wholes)
        rows = self.catalog.all_scores(self.model_sha256)
        if not rows or not places:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        counts = np.array([len(row[2]) // SCORE.itemsize for row in rows], np.int64)
        starts = np.cumsum(counts) - counts
        flat = np.frombuffer(b"".join([row[2] for row in rows]), SCORE)
        meant = np.zeros(
            max(int(flat["concept"].max(initial=0)), int(self.held.ids.max())) + 1, "?"
        )
        meant[self.held.ids[places]] = True
        hits = np.flatnonzero(meant[flat["concept"]])
        photos = np.repeat(np.arange(len(rows)), counts)[hits]
        usual = np.array([row[1] for row in rows], np.float32)[photos]
        shares = self.logit_scale * flat["cosine"][hits].astype(np.float32) - usual
        odds = odds_of(shares, hits - starts[photos] + 1)
        near, first = np.unique(photos, return_index=True)
        best = np.maximum.reduceat(odds, first) if len(first) else odds
        return np.array([rows[each][0] for each in near], np.int64), likelihood_of(best)

    def _with_nearest(
        self, name: str, count: int, ids: NDArray[np.int64], likelihoods: NDArray[np.float32]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The same with so many photos more, of all those whose vectors are near the tag."""
        place = self._place(name)
        if place is None:
            return ids, likelihoods
        held = self.held
        moved = {0: held.wholes[place]} if place in held.wholes else {}
        left_out = {*ids.tolist(), *self._decided(name)}
        found: list[tuple[float, int]] = []
        for some, _, vectors in self.catalog.vectors_to_score(self.model_sha256, scored=True):
            near = products(vectors, held.texts[[place]], held.biases[[place]], moved)[:, 0]
            best = np.argsort(-near)[: count + len(left_out)]
            found += [
                (float(near[at]), int(some[at])) for at in best if int(some[at]) not in left_out
            ]
            found = sorted(found, reverse=True)[:count]
        more = [photo_id for _, photo_id in found]
        least = np.zeros(len(more), np.float32)
        return np.concatenate([ids, np.array(more, np.int64)]), np.concatenate([likelihoods, least])

    def _unlike_first(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The order in which each photo is unlike all before it, and then those that are left."""
        found = self.catalog.vectors_of_photos(self.model_sha256, ids.tolist())
        if found is None:
            return np.arange(len(ids))
        vectors = found[2][np.searchsorted(found[0], ids)]
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
        alike = vectors @ vectors.T >= _ALIKE
        order: list[int] = []
        waiting = list(range(len(ids)))
        while waiting:
            taken: list[int] = []
            for place in waiting:
                if not alike[place, taken].any():
                    taken.append(place)
            order += taken
            waiting = [place for place in waiting if place not in set(taken)]
        return np.array(order, np.int64)


def _odds(likelihoods: NDArray[np.float32]) -> NDArray[np.float32]:
    bounded = np.clip(likelihoods, 1e-6, 1 - 1e-6)
    odds: NDArray[np.float32] = np.log(bounded / (1 - bounded))
    return odds
