"""Upright RGB pictures -> what an image graph takes, by the numbers of the model's bundle.

The same arithmetic as torchvision's `Resize`, `CenterCrop`, `ToTensor` and `Normalize` on Pillow
pictures, without torch. Reading files and turning them upright is `decode`'s work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.models import ImageSpec

FILTERS = {
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
}


def fit(picture: Image.Image, spec: ImageSpec) -> NDArray[np.uint8]:
    """Return the picture as the model's square, `uint8 [size, size, 3]`, red, green, blue.

    `squash` gives up the aspect; `shortest` fits the shorter side and keeps the centre.
    """
    picture = picture if picture.mode == "RGB" else picture.convert("RGB")
    box = None if spec.resize_mode == "squash" else _centre_box(picture.size, spec.size)
    # Only the kept part is resampled: the same pixels as resizing everything and cropping then, for
    # less work, and with no giant in between when a picture is a thousand times as wide as high.
    square = picture.resize((spec.size, spec.size), FILTERS[spec.interpolation], box=box)
    return np.asarray(square)


def normalise(pixels: NDArray[np.uint8], spec: ImageSpec) -> NDArray[np.float32]:
    """Return `uint8 [n, size, size, 3]` as float32 in the model's scale and layout."""
    scaled = pixels.astype(np.float32)
    scaled /= np.float32(255)
    scaled -= np.array(spec.mean, np.float32)
    scaled /= np.array(spec.std, np.float32)
    return scaled if spec.layout == "NHWC" else np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def _centre_box(size: tuple[int, int], side: int) -> tuple[float, float, float, float]:
    """Return the part of the picture, in its own pixels, that becomes the centre crop.

    torchvision cuts the longer side's new length down to a whole number, and rounds the crop's
    offset half to even, as `round` does.
    """
    width, height = size
    shorter = min(size)
    fitted_width, fitted_height = (int(side * length / shorter) for length in size)
    left, top = round((fitted_width - side) / 2), round((fitted_height - side) / 2)
    across, down = width / fitted_width, height / fitted_height
    return left * across, top * down, (left + side) * across, (top + side) * down
