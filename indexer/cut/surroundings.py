"""What one library looks like to one model: the ground that a query stands out from.

Made once for each state of a library, used by each query's `Cut`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from indexer.cut.background import Background


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A sample of a library, and the words that its photos are held against.

    Attributes:
        sample: Photos of the library, float32 [m, dim], each of length 1; m may be 0.
        photos: How many the library has in all.
        background: The words; None where this model's are not made yet, which costs precision.
    """

    sample: NDArray[np.float32]
    photos: int
    background: Background | None

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
        return cls(sample, photos, background)
