"""One query's cut: how likely each photo is what was asked for, and the bands.

Two sources of evidence are joined: where a photo stands among the photos of the library for this
query, and where the query stands among a thousand other words for this photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from indexer.cut.bands import Band

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from indexer.cut.surroundings import Surroundings

_DEVIATIONS: Final = 1.4826
"""Median absolute deviation -> standard deviation, for a normal distribution."""

_FEWEST: Final = 8
"""Of fewer photos a spread says nothing."""


_MOST_HELD_AGAINST_WORDS: Final = 1024
"""A product of so many photos with a thousand words takes some 15 ms."""


class Kind(Enum):
    """What a query is made of: each kind's cosines have a scale of their own."""

    WORDS = "words"
    LIKE = "like"
    BLEND = "blend"


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many photos are how likely.

    Attributes:
        counts: int64 [bins], of likelihoods in equal steps from 0 to 1; photos that were not
            worth judging are in the first.
        likely_from: The likelihood at which the band likely begins.
        strong_from: The same of strong.
    """

    counts: NDArray[np.int64]
    likely_from: float
    strong_from: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a cut says of some photos.

    Attributes:
        likelihoods: float32 [n], 0 to 1: the chance that each is what was asked for.
    """

    likelihoods: NDArray[np.float32]

    def likely_from(self, strictness: float = 0.5) -> float:
        """The likelihood at which the band likely begins; strictness is 0 (loose) to 1."""
        return 0.15 + 0.3 * strictness

    def strong_from(self, strictness: float = 0.5) -> float:
        """The likelihood at which the band strong begins."""
        return 0.5 + 0.3 * strictness

    def bands(self, strictness: float = 0.5) -> NDArray[np.uint8]:
        """A `Band` for each photo, uint8 [n]."""
        edges = [self.likely_from(strictness), self.strong_from(strictness)]
        bands: NDArray[np.uint8] = (np.digitize(self.likelihoods, edges) + Band.WEAK).astype("u1")
        return bands

    def histogram(self, bins: int = 20, *, strictness: float = 0.5, unjudged: int = 0) -> Histogram:
        """Count likelihoods for a picture of the cut.

        Args:
            bins: How many steps from 0 to 1.
            strictness: Where the bands begin.
            unjudged: How many further photos of the answer were below `Cut.least`.
        """
        counts = np.histogram(self.likelihoods, bins, (0.0, 1.0))[0].astype(np.int64)
        counts[0] += unjudged
        return Histogram(counts, self.likely_from(strictness), self.strong_from(strictness))


@dataclass(frozen=True, slots=True)
class Cut:
    """One query on one library.

    Attributes:
        query: The query's vector, float32 [dim], of length 1.
        middle: Median cosine of the library's photos.
        spread: Standard deviation of the cosines, without those that stand out.
        least: Cosine below which a photo is weak whatever else is known: it need not be judged.
    """

    query: NDArray[np.float32]
    middle: float
    spread: float
    least: float
    surroundings: Surroundings
    kind: Kind

    @classmethod
    def of(
        cls, query: NDArray[np.float32], surroundings: Surroundings, kind: Kind = Kind.WORDS
    ) -> Self:
        """Look at a query in its surroundings.

        Args:
            query: float32 [dim], of length 1.
            surroundings: Of the whole library, also where filters leave few of its photos.
            kind: What the query is made of.
        """
        scores = surroundings.sample @ query
        middle, spread = 0.0, 0.1
        if len(scores) >= _FEWEST:
            middle = float(np.median(scores))
            spread = _DEVIATIONS * float(np.median(np.abs(scores - middle)))
        spread = max(spread, 1e-3)
        return cls(query, middle, spread, middle + 1.5 * spread, surroundings, kind)

    def z(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """How many deviations photos stand above the library's middle, float32 [n]."""
        standing: NDArray[np.float32] = ((scores - self.middle) / self.spread).astype(np.float32)
        return standing

    def judge(
        self,
        scores: NDArray[np.float32],
        vectors_of: Callable[[NDArray[np.intp]], NDArray[np.float32]],
    ) -> Verdict:
        """Say how likely photos are what was asked for.

        Args:
            scores: Their cosines, float32 [n], in any order; those under `least` get 0.
            vectors_of: Gives the vectors of some of them, by their places in `scores`: float32
                [len(places), dim], each of length 1. Is asked for a bounded number.
        """
        logits = 1.6 * (self.z(scores) - 3.0)
        background = self.surroundings.background
        if background is not None and len(scores):
            best = np.argsort(-scores)[:_MOST_HELD_AGAINST_WORDS]
            words = background.logit_scale * (vectors_of(best) @ background.words.T)
            others = np.log(np.exp(words).mean(axis=1))
            logits[best] += 0.8 * (background.logit_scale * scores[best] - others - 3.0)
        likelihoods = 1 / (1 + np.exp(-logits))
        return Verdict(np.where(scores >= self.least, likelihoods, 0).astype(np.float32))
