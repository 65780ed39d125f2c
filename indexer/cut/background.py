"""What a model makes of everyday words: the other things that a photo may show.

A photo in which a thousand other words fit better than the query is hardly what was asked for.
Which words those are is told in `resources/cut/concepts.txt`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Background:
    """Text vectors of one model.

    Attributes:
        words: Everyday concepts, float32 [n, dim], each of length 1.
        nulls: Prompts that say nothing ("a photo"), float32 [m, dim], each of length 1.
        logit_scale: What the model's cosines are multiplied with before a softmax.
    """

    words: NDArray[np.float32]
    nulls: NDArray[np.float32]
    logit_scale: float
