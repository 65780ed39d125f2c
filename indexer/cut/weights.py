"""How much each clue counts: four small logistic models, fixed here.

Made by `python -m tests.bench.cut_fit DATA_FOLDER` on the half of its questions that chooses; the
other half proves them, in `tests.bench.cut`. No number of a model's own is in them, so that they
serve each model whose bundle tells its logit scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STEEPEST: Final = 30.0
"""Log odds beyond which nothing is more certain, and `exp` still finite."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model.

    Attributes:
        bias: The log odds where all clues are 0.
        clues: What each of `evidence.CLUES` adds to them.
    """

    bias: float
    clues: tuple[float, ...]

    def likelihoods(self, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        """The likelihood of each row of a table of evidence, float32 [n]."""
        logits = evidence @ np.array(self.clues, np.float32) + np.float32(self.bias)
        bounded = np.clip(logits, -_STEEPEST, _STEEPEST)
        likelihoods: NDArray[np.float32] = (1 / (1 + np.exp(-bounded))).astype(np.float32)
        return likelihoods


WORDS: Final = Weights(
    1.239, (0.0, 0.383, 0.351, -0.772, -1.092, -0.243, 0.234, 0.783, 2.938, 0.386, -0.463)
)
"""For words, held against the background."""

BLEND: Final = Weights(
    2.169, (0.0, 0.054, 0.422, -0.611, -1.014, 0.084, -0.529, 0.441, 3.534, 0.544, -0.366)
)
"""For several words added up or taken away: what is near the sum of two things is often one of them
alone. Of hindsight's F1, "A - B" reaches 0.81 on the photos that choose, 0.73 with `WORDS`, and
0.82 on those that prove, 0.81 with `WORDS`; "A + B" 0.72 and 0.71, with `WORDS` the same."""

WORDS_ALONE: Final = Weights(
    0.933, (0.809, 0.769, 0.795, -0.777, -0.346, -0.389, 0.0, 0.0, 0.0, 0.0, 0.0)
)
"""For words where the model's background is not known, and beside a picture, where it says nothing:
of "like:A + B" and "like:A - B" these find twice as many as those for pictures."""

LIKE: Final = Weights(0.549, (1.04, 0.144, 0.357, -1.035, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
"""For pictures."""
