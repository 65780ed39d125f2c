"""What is usual for each tag: middle and spread of its cosines with the photos of a library.

Some tags lie nearer to all photos of a model than others; measured by their own standing, one level
is right for all. A handful of photos tells little: there, what is usual for words counts as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.cut import Surroundings
from indexer.tags.scoring import NONE, products

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from indexer.cut import Background

SAMPLE: Final = 2000
"""Photos of a library that are looked at: more move no middle by a tenth of its spread."""

_DEVIATIONS: Final = 1.4826
"""Median absolute deviation -> standard deviation, for a normal distribution."""

_WORTH: Final = 10
"""What is known of words in general counts as so many photos, as in `cut.surroundings`."""

_LEAST_SPREAD: Final = 1e-3
_AT_ONCE: Final = 256


@dataclass(frozen=True, slots=True)
class Standings:
    """Where the photos of a library lie for tags.

    Attributes:
        middles: float32 [n].
        spreads: float32 [n], above 0.
    """

    middles: NDArray[np.float32]
    spreads: NDArray[np.float32]


def standings(
    sample: NDArray[np.float32],
    texts: NDArray[np.float32],
    background: Background,
    biases: NDArray[np.float32] | float = 0.0,
    wholes: Mapping[int, NDArray[np.float32]] = NONE,
) -> Standings:
    """Look at a library's photos for each tag.

    Args:
        sample: Some of the photos, float32 [m, dim], each of length 1.
        texts: The tags, float32 [n, dim].
        background: What the model makes of everyday words.
        biases: What is added to the products with tags that are moved, float32 [n].
        wholes: Place of each of these -> the vectors of its words and of its parts; see `held`.
    """
    usual = Surroundings.of(sample[:64], len(sample), background).usual or (0.0, 1.0)
    share = len(sample) / (len(sample) + _WORTH)
    middles = np.full(len(texts), usual[0], np.float32)
    spreads = np.full(len(texts), usual[1], np.float32)
    added = np.broadcast_to(np.float32(biases), len(texts))
    for at in range(0, len(texts) if len(sample) else 0, _AT_ONCE):
        some = slice(at, at + _AT_ONCE)
        moved = {place - at: wholes[place] for place in wholes if at <= place < at + _AT_ONCE}
        cosines = products(sample, texts[some], added[some], moved)
        middle = np.median(cosines, axis=0)
        spread = _DEVIATIONS * np.median(np.abs(cosines - middle), axis=0)
        middles[some] = share * middle + (1 - share) * usual[0]
        spreads[some] = share * spread + (1 - share) * usual[1]
    return Standings(middles, np.maximum(spreads, np.float32(_LEAST_SPREAD)))
