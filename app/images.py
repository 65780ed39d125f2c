"""Pixels as the decoder gives them -> images as Qt draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray


def as_image(pixels: NDArray[np.uint8]) -> QImage:
    """Return pixels, uint8 [height, width, 3 or 4], as an image that owns them.

    The fourth byte of each, if there is one, has to be 255.
    """
    height, width, each = pixels.shape
    packed = np.ascontiguousarray(pixels)
    kinds = QImage.Format.Format_RGB888, QImage.Format.Format_RGBX8888
    wrapped = QImage(packed.data, width, height, each * width, kinds[each - 3])
    return wrapped.convertToFormat(QImage.Format.Format_RGB32)
