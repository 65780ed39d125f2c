"""Pixels as the decoder gives them -> images as Qt draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray


def as_image(pixels: NDArray[np.uint8]) -> QImage:
    """Return pixels, uint8 [height, width, 3], as an image that owns them."""
    height, width, _ = pixels.shape
    packed = np.ascontiguousarray(pixels)
    wrapped = QImage(packed.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return wrapped.convertToFormat(QImage.Format.Format_RGB32)
