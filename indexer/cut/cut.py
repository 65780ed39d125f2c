"""One query's cut: how likely each photo is what was asked for, and the bands.

Two sources of evidence are joined: where a photo stands among the photos of the library for this
query, and where the query stands among a thousand other words for this photo. A small logistic
model makes one likelihood of both (`weights`), and the lines are drawn where they promise the best
F1 (`bands`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from indexer.cut import evidence, weights
from indexer.cut.bands import Band, Lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from indexer.cut.background import Background
    from indexer.cut.surroundings import Standing, Surroundings

WORTH_JUDGING: Final = 1.0
"""Deviations above the middle from which a photo may be more than weak: of the photos below, 0.3 %
were right on the half of `tests.bench.cut` that chooses. Those are 18 % of all right ones,
which is the price of it."""

A_COPY: Final = 0.98
"""Cosine from which a photo is the picture that is shown, or a copy of it, however many others are
as near. Of 1,088 different photos no two are nearer than 0.92 with the starter."""

LIKELIHOOD_OF_A_COPY: Final = 0.99

MOST_OF_A_MIXTURE: Final = 0.59
"""No photo is likelier to be what a picture and words together ask for: strong begins above it.
Measured with the starter on the choosing half of `tests.bench.cut`, 58 pairs of things among 528
photos, "like:A + B": of what would be strong without this, 0.43 was right (held against other words
too, 0.39); of the strong ones of "like:A", 0.67."""


NEAR_NOTHING: Final = -0.9
"""A query of words that the model was never taught says nothing if it is less familiar than this.
With the starter, of 159 rows of letters by chance 100 % are, of 38 German words 92 %, of 361 rare
English ones 71 %, whose pieces lead as far astray ("tiramisu": grapes); what these find of 1,088
photos is strong for 1 in 361. "pizzeria" and "mountian" are more familiar, and rightly so."""

LIKELIHOOD_OF_A_GUESS: Final = 0.04
"""No photo is likelier to be what such a query asks for: all are weak."""


class Kind(Enum):
    """What a query is made of: each kind's cosines have a scale of their own.

    A blend has words alone that are wanted; a mixture has words, but wants a picture too. Photos
    are far nearer to a picture than to any words: it says nothing there that words fit worse.
    """

    WORDS = "words"
    LIKE = "like"
    BLEND = "blend"
    MIXTURE = "mixture"

    @property
    def of_words(self) -> bool:
        """Whether what is usual for words can be held against it."""
        return self in (Kind.WORDS, Kind.BLEND)


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
    """What a cut says of the photos of one answer.

    Attributes:
        likelihoods: float32 [n], 0 to 1: the chance that each is what was asked for. All photos
            that may be in the answer must be there, for the lines are drawn through them.
        lines: Where they were drawn already, through more photos than these.
    """

    likelihoods: NDArray[np.float32]
    lines: Lines | None = None

    def of_some(self, kept: NDArray[np.bool_]) -> Verdict:
        """The same of some of the photos, bool [n]: each stays in the band that it is in."""
        return Verdict(self.likelihoods[kept], self.lines or Lines.of(self.likelihoods))

    def likely_from(self, strictness: float = 0.5) -> float:
        """The likelihood at which the band likely begins; strictness is 0 (loose) to 1."""
        return self._lines(strictness).likely

    def strong_from(self, strictness: float = 0.5) -> float:
        """The likelihood at which the band strong begins."""
        return self._lines(strictness).strong

    def _lines(self, strictness: float) -> Lines:
        return (self.lines or Lines.of(self.likelihoods)).at(strictness)

    def bands(self, strictness: float = 0.5) -> NDArray[np.uint8]:
        """A `Band` for each photo, uint8 [n]."""
        lines = self._lines(strictness)
        likely, strong = (self.likelihoods >= line for line in (lines.likely, lines.strong))
        bands: NDArray[np.uint8] = (Band.WEAK + likely.astype(np.uint8) + strong).astype(np.uint8)
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
        standing: Where the library's photos lie.
        words: How many words the query has.
        familiarity: How near it is to everyday words; 0 where those are not known.
        kind: What it is made of.
        surroundings: The library.
        strange: Whether the model was taught none of its words.
    """

    standing: Standing
    words: int
    familiarity: float
    kind: Kind
    surroundings: Surroundings
    strange: bool = False

    @classmethod
    def of(
        cls,
        query: NDArray[np.float32],
        surroundings: Surroundings,
        kind: Kind = Kind.WORDS,
        *,
        words: int = 2,
        strange: bool = False,
    ) -> Self:
        """Look at a query in its surroundings.

        Args:
            query: float32 [dim], of length 1.
            surroundings: Of the whole library, also where filters leave few of its photos.
            kind: What the query is made of.
            words: How many words it has, as typed, without what is taken away by a minus.
            strange: Whether the model was taught none of them.
        """
        standing = surroundings.standing(query, words=kind.of_words)
        background = surroundings.background if kind.of_words else None
        familiarity = 0.0 if background is None else background.familiarity(query)
        return cls(standing, words, familiarity, kind, surroundings, strange)

    @property
    def least(self) -> float:
        """Cosine below which a photo is weak whatever else is known: it need not be judged."""
        least = self.standing.middle + WORTH_JUDGING * self.standing.spread
        return min(least, A_COPY) if self.kind is Kind.LIKE else least

    def z(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """How many deviations photos stand above the library's middle, float32 [n]."""
        lies = self.standing
        z: NDArray[np.float32] = ((scores - lies.middle) / lies.spread).astype(np.float32)
        return z

    def judge(
        self,
        scores: NDArray[np.float32],
        vectors_of: Callable[[NDArray[np.intp]], NDArray[np.float32]],
        *,
        photos: int | None = None,
        usual_of: Callable[[NDArray[np.intp]], NDArray[np.float32]] | None = None,
    ) -> Verdict:
        """Say how likely photos are what was asked for.

        Args:
            scores: Their cosines, float32 [n], in any order; those under `least` get 0. All photos
                above the lowest of those that matter must be there, for their number counts.
            vectors_of: Gives the vectors of some of them, by their places in `scores`: float32
                [len(places), dim], each of length 1. Is asked for a bounded number.
            photos: How many photos can be found, where pictures that are shown are none of them.
            usual_of: Gives `Background.usual_logit` of these vectors, float32 [len(places)], for
                who remembers it: it is no matter of the query. By default it is calculated.
        """
        clues = self.evidence(scores, vectors_of, photos, usual_of=usual_of)
        likelihoods = self.weights.likelihoods(clues)
        if self.kind is Kind.MIXTURE:
            likelihoods = np.minimum(likelihoods, MOST_OF_A_MIXTURE)
        if self.is_noise:
            likelihoods = likelihoods * np.float32(LIKELIHOOD_OF_A_GUESS)
        if self.kind is Kind.LIKE:
            likelihoods[scores >= A_COPY] = LIKELIHOOD_OF_A_COPY
        return Verdict(np.where(scores >= self.least, likelihoods, 0).astype(np.float32))

    def evidence(
        self,
        scores: NDArray[np.float32],
        vectors_of: Callable[[NDArray[np.intp]], NDArray[np.float32]],
        photos: int | None = None,
        *,
        usual_of: Callable[[NDArray[np.intp]], NDArray[np.float32]] | None = None,
    ) -> NDArray[np.float32]:
        """What speaks for photos, float32 [n, len(CLUES)]; see `judge`."""
        background = self.surroundings.background
        shares = np.zeros(len(scores), np.float32)
        if background is not None and self.kind.of_words:
            if usual_of is None:
                usual_of = _usual_of(vectors_of, background)
            shares = evidence.shares(scores, usual_of, background.logit_scale)
        photos = self.surroundings.photos if photos is None else photos
        asked = evidence.Asked(self.words, self.familiarity, photos, self.standing.common)
        return evidence.table(self.z(scores), shares, asked)

    @property
    def is_noise(self) -> bool:
        """Whether it is of words that say nothing to the model."""
        return self.strange and self.familiarity < NEAR_NOTHING

    @property
    def weights(self) -> weights.Weights:
        """How much each clue counts here."""
        if self.kind is Kind.LIKE:
            return weights.LIKE
        if not self.kind.of_words or self.surroundings.background is None:
            return weights.WORDS_ALONE
        return weights.BLEND if self.kind is Kind.BLEND else weights.WORDS


def _usual_of(
    vectors_of: Callable[[NDArray[np.intp]], NDArray[np.float32]], background: Background
) -> Callable[[NDArray[np.intp]], NDArray[np.float32]]:
    return lambda places: background.usual_logit(vectors_of(places))
