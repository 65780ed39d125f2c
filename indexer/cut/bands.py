"""The three bands of an answer, and the likelihoods at which they begin.

How likely a photo is what was asked for is told in `cut`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SURE: Final = 0.65
"""Strong begins here. On the half of the questions of `tests.bench.cut` that chooses, nothing is
strong for 93 % of the classes whose pictures are taken out, here as well as at 0.6; on the half
that proves, for 91 % here and 88 % at 0.6, which is why it is not 0.6."""

_HARDLY: Final = 0.05
"""What is less likely than this is weak, however little else there is. On the half that chooses,
the share of hindsight's F1 is 0.827 at 0.01, 0.826 here, 0.822 at 0.1 and 0.809 at 0.15."""

_STEP: Final = 4.0
"""A strictness of 1 rather than 0 moves the lines by so much, in log odds: each of the three steps
(0.25, 0.5, 0.75) makes a photo's odds count for e times less than the step before."""

_NEARLY_SURE: Final = 0.98
"""No line lies higher: strong must not be out of reach. Set by hand, not measured."""


class Band(IntEnum):
    """How sure Shoebox is that a photo is what was asked for."""

    WEAK = 1
    LIKELY = 2
    STRONG = 3


@dataclass(frozen=True, slots=True)
class Lines:
    """The likelihoods at which the bands begin, at the middle strictness.

    Attributes:
        likely: Where likely begins.
        strong: Where strong begins; never below `likely`.
    """

    likely: float
    strong: float

    @classmethod
    def of(cls, likelihoods: NDArray[np.float32]) -> Lines:
        """Draw the lines through the photos of an answer.

        Likely begins where the expected F1 of all that lies above is highest: with the photos in
        order of their likelihoods p, the k for which 2 (p1 + ... + pk) / (k + p1 + ... + pn) is
        largest. So a query with one answer and one with thousands are each cut where they should
        be, which no fixed likelihood does (Lewis, Evaluating and optimizing autonomous text
        classification systems, 1995; Lipton et al., Optimal thresholding of classifiers to maximize
        F1 measure, 2014).

        Args:
            likelihoods: Of the photos that were worth judging, float32 [n], in any order.
        """
        best = np.sort(likelihoods.astype(np.float64))[::-1]
        best = best[best >= _HARDLY]
        if not len(best):
            return cls(_HARDLY, _SURE)
        expected = 2 * np.cumsum(best) / (np.arange(1, len(best) + 1) + likelihoods.sum())
        likely = float(best[expected.argmax()])
        return cls(likely, min(_NEARLY_SURE, max(_SURE, likely)))

    def at(self, strictness: float) -> Lines:
        """The lines at another strictness, 0 (loose) to 1 (strict); 0.5 leaves them alone."""
        by = _STEP * (strictness - 0.5)
        return Lines(_moved(self.likely, by), _moved(self.strong, by))


def _moved(likelihood: float, by: float) -> float:
    likelihood = min(max(likelihood, 1e-6), 1 - 1e-6)
    moved = 1 / (1 + math.exp(-(math.log(likelihood / (1 - likelihood)) + by)))
    return min(moved, _NEARLY_SURE)
