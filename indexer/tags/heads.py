"""How examples move a tag: a linear head for each, regularised towards what its words mean.

A photo x has a tag by the odds o(x) of `choosing`, which words give. Photos of which a person has
said whether they have it move these odds by a linear function of the photo, o(x) + w.(x - m), where
m is the mean of the library. w is the most probable one by the examples: a logistic regression in
which o is the offset, and w is held near 0 by a penalty. Without examples a tag is its words, with
a few it leans away from them, with many it follows the photos. That is the linear probe kept near
the text vector of Silva-Rodriguez et al., "A Closer Look at the Few-Shot Adaptation of Large
Vision-Language Models" (CVPR 2024), written for one tag and for odds that are given. The odds that
come of it are again odds that the tag is right: a photo in the middle of the library keeps those
that it had, others move as far as the examples bear it, and one level stays right for all tags.

A tag with parts, as an animal is told by dogs too, moves as a whole: o(x) is the best of all its
words, and what moves is that. To move the odds of its own words alone, as version 1 did, leaves the
photos that its parts tell where they are, and gains half as much.

Since o grows with the cosine of photo and words, so do the new odds with the product of the photo
and another vector, and a bias: what is stored, ranked and held against levels stays what it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RULES: Final = "3"
"""Of the way in which examples move a tag: another one has all of them learned again."""

_PENALTY: Final = 0.6
"""On the square of w, where the photos of a library have a mean square of 1 around their mean. On
the half of `tests.bench.tag_feedback` that chooses, 0.6 to 1 raise the average precision of photos
that nobody was asked about by 3.0 to 3.1 % after 5 answers of each kind, 0.3 by 1.9 %; of a tag
whose name says nothing, from 0.11 to 0.26 at 0.6 and to 0.19 at 1. Powers of the photos' covariance
in the place of the square (whitened vectors among them) gain no more, nor do distances, and odds or
softmax of all tags as further numbers of a photo; the mean with the nearest photos of the library
gains 1.9 % whether anything was answered or not, which is another rule's business. Which photos are
asked about matters little: on photos of which none was asked, the least sure gain 3.0 %, the
likeliest 2.9 %, any 2.8 %. Keywords of files as confirmed photos of a tenth of the weight gain 1 %,
of full weight they lose 1 to 4 % where three of ten are wrong, and no refused photo holds against
them: they teach nothing.

What else was tried for the mean of each tag's own gain, which is 5 % on that half and 9 % on the
other: scores smoothed over 3 to 10 neighbours 5 and 8 %, a kernel bent to their graph 6 and 7 %; a
cache of the answers as Tip-Adapter has it 3 and 3 %, Gaussian discriminants by the library's
covariance 5 and 5 %; the surest photos as further answers 6 and 8 %; one fit of all tags, near ones
sharing, 5 and 9 %; a penalty by the heads that all answers make of the other half's tags 4 and 6 %;
an intercept 5 and 6 %, half the words' odds 5 and 9 %. The best penalty for each tag by hindsight
would make 8 and 11 %."""

_MANY: Final = 40
"""Answers from which on the penalty grows, with the root of their number. With answers for all
photos but the fifth that is judged, 413 for each tag, 0.6 gains 2.3 % on the half that chooses, and
the looks of photos lose 11 %; 1.4 gains 4.6 %, 2 to 2.8 gain 5.1 to 5.2 %, and no part of the
vocabulary loses. Tags whose name says nothing lose 2 % of what they have. At 40 answers it is all
one: 0.45 to 1.4 gain 5.9 to 6.7 %."""

_LEAST_SPREAD: Final = 0.05
"""A library of one motif alone tells little of how far apart photos are."""

_STEPS: Final = 30
_NEAR_ENOUGH: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Examples:
    """Photos of which a person has said whether they have a tag.

    Attributes:
        vectors: float32 [n, dim], each of length 1.
        right: Which of them have it, bool [n].
        odds: By which they have it by its words alone, float32 [n].
    """

    vectors: NDArray[np.float32]
    right: NDArray[np.bool_]
    odds: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """Where a tag is moved to.

    Attributes:
        shift: Added to its vector, float32 [dim].
        bias: Added to the product with that.
        middle: Of the products with photos of the library, as in `reference`.
        spread: Of these.
    """

    shift: NDArray[np.float32]
    bias: float
    middle: float = 0.0
    spread: float = 1.0

    def packed(self) -> bytes:
        """What is stored."""
        numbers = [*self.shift.tolist(), self.bias, self.middle, self.spread]
        return np.array(numbers, "<f4").tobytes()

    @classmethod
    def unpacked(cls, blob: bytes) -> Self:
        """What was stored."""
        numbers = np.frombuffer(blob, "<f4").astype(np.float32)
        return cls(numbers[:-3], *numbers[-3:].tolist())


def fitted(examples: Examples, sample: NDArray[np.float32], odds_of_cosine: float) -> Head:
    """The head that examples ask for.

    Args:
        examples: At least one.
        sample: Photos from all over the library, float32 [m, dim], each of length 1.
        odds_of_cosine: By how much the odds grow with a cosine.
    """
    mean = sample.mean(axis=0)
    # Vectors of length 1: their mean square around the mean is what its own lacks to 1.
    spread = max(1 - float(mean @ mean), _LEAST_SPREAD)
    about = (examples.vectors - mean).astype(np.float64)
    alike = about @ about.T / spread
    weights = _fitted(alike, examples.right, examples.odds.astype(np.float64))
    shift = weights @ about / spread / odds_of_cosine
    return Head(shift.astype(np.float32), float(-shift @ mean))


def _fitted(
    alike: NDArray[np.float64], right: NDArray[np.bool_], odds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What each example weighs, float64 [n], by Newton's method on the penalised likelihood."""
    weights = np.zeros(len(right))
    penalty = _PENALTY * max(1.0, len(right) / _MANY) ** 0.5
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(odds + alike @ weights, -30, 30)))
        curve = likely * (1 - likely)
        slope = likely - right + penalty * weights
        step = np.linalg.solve(curve[:, None] * alike + penalty * np.eye(len(right)), slope)
        weights -= step
        if np.abs(step).max(initial=0) < _NEAR_ENOUGH:
            break
    return weights
