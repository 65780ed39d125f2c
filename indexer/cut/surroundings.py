"""What one library looks like to one model: the ground that a query stands out from.

Made once for each state of a library, used by each query's `Cut`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from indexer.cut.evidence import commonness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.cut.background import Background

_DEVIATIONS: Final = 1.4826
"""Median absolute deviation -> standard deviation, for a normal distribution."""

_LEAST_SPREAD: Final = 1e-3
"""Cosines of stored halves differ by this much for no reason."""

_WORTH: Final = 10
"""What is known of words in general counts as much as so many photos of the library. Set by hand:
on the half that chooses, a third or thrice as many change the share of F1 by less than 0.003."""

_ENOUGH: Final = 64
"""Photos from which that is known. Set by hand: 16 and 256 change that share by 0.001 at most."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the photos of a library lie for a query.

    Attributes:
        middle: The middle of their cosines.
        spread: Their spread, without those that stand out.
        common: How much of the library stands out, see `evidence.commonness`.
    """

    middle: float
    spread: float
    common: float = 0.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A sample of a library, and the words that its photos are held against.

    Attributes:
        sample: Photos of the library, float32 [m, dim], each of length 1; m may be 0.
        photos: How many the library has in all.
        background: The words; None where this model's are not made yet, which costs precision.
        usual: Middle and spread of the cosines of those words, where both are known.
        weighed: What one of those words weighs for each photo of the sample, float32 [m], see
            `Background.usual_logit`; empty where they are not known.
    """

    sample: NDArray[np.float32]
    photos: int
    background: Background | None
    usual: tuple[float, float] | None
    weighed: NDArray[np.float32]

    @classmethod
    def of(
        cls, sample: NDArray[np.float32], photos: int, background: Background | None = None
    ) -> Self:
        """Look at a library.

        Args:
            sample: Some of its photos, float32 [m, dim]; 2,000 tell as much as all.
            photos: How many it has.
            background: What the model makes of everyday words.
        """
        if background is None or not len(sample):
            return cls(sample, photos, background, None, np.empty(0, np.float32))
        cosines = sample[:_ENOUGH] @ background.words.T
        usual = float(cosines.mean()), float(cosines.std())
        return cls(sample, photos, background, usual, background.usual_logit(sample))

    def without(self, left_out: NDArray[np.bool_]) -> Surroundings:
        """The same library without some photos of the sample, bool [m].

        A picture that is shown must not be measured by itself.
        """
        if not left_out.any():
            return self
        return replace(
            self,
            sample=self.sample[~left_out],
            photos=self.photos - int(left_out.sum()),
            weighed=self.weighed[~left_out] if len(self.weighed) else self.weighed,
        )

    def standing(self, query: NDArray[np.float32], *, words: bool) -> Standing:
        """Where the library's photos lie for a query.

        The median, and the median distance from it, which the few that stand out do not move. A
        handful of photos tells little: there, what is usual for words counts too.

        Args:
            query: float32 [dim], of length 1.
            words: Whether the query is of words, for which there is something usual.
        """
        # On one thread: a second would be waited for longer than it helps.
        scores = np.einsum("nd,d->n", self.sample, query)
        count = len(scores)
        if not count:
            return Standing(0.0, 1.0)
        middle = _median(scores)
        spread = _DEVIATIONS * _median(np.abs(scores - middle))
        common = 0.0
        if words and self.background is not None and self.usual is not None:
            common = commonness(self.background.logit_scale * scores - self.weighed)
            share = count / (count + _WORTH)
            middle = share * middle + (1 - share) * self.usual[0]
            spread = share * spread + (1 - share) * self.usual[1]
        return Standing(middle, max(spread, _LEAST_SPREAD), common)


def _median(values: NDArray[np.float32]) -> float:
    """As NumPy's own, which loads its masked arrays first: 15 ms of a cold search."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
