"""64 bits of which similar pictures share most: the perceptual hash that finds duplicates.

The sign of each of the 64 lowest frequencies of a small grey picture, against their median (the
`phash` of Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIDE: Final = 32
_KEPT: Final = 8


def _cosines() -> NDArray[np.float32]:
    """Return the first rows of the discrete cosine transform, float32 [8, 32]."""
    places = (2 * np.arange(_SIDE) + 1) * np.pi / (2 * _SIDE)
    return np.cos(np.arange(_KEPT)[:, None] * places).astype(np.float32)


_COSINES: Final = _cosines()


def perceptual_hash(picture: Image.Image) -> int:
    """Return the hash of an upright picture, as a signed 64-bit number that SQLite can hold."""
    grey = picture.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    waves = (_COSINES @ np.asarray(grey, np.float32) @ _COSINES.T).ravel()
    # Rounded, so that the noise of arithmetic decides nothing in a picture of one colour.
    waves = np.round(waves, 1)
    bits = np.packbits(waves > np.median(waves[1:]))
    return int.from_bytes(bits.tobytes(), "big", signed=True)
