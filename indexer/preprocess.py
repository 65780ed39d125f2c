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
# Beyond this ratio of its sides a picture is a strip, and only its middle is looked at.
STRIP = 50


def fit(picture: Image.Image, spec: ImageSpec) -> NDArray[np.uint8]:
    """Return the picture as the model's square, `uint8 [size, size, 3]`, red, green, blue.

    `squash` gives up the aspect; `shortest` fits the shorter side and keeps the centre.
    """
    picture = picture if picture.mode == "RGB" else picture.convert("RGB")
    if spec.resize_mode == "shortest":
        return np.asarray(_fit_shortest(picture, spec.size, FILTERS[spec.interpolation]))
    return np.asarray(picture.resize((spec.size, spec.size), FILTERS[spec.interpolation]))


def normalise(pixels: NDArray[np.uint8], spec: ImageSpec) -> NDArray[np.float32]:
    """Return `uint8 [n, size, size, 3]` as float32 in the model's scale and layout."""
    count, height, width, channels = pixels.shape
    if spec.layout == "NHWC":
        scaled = channels_last = np.empty(pixels.shape, np.float32)
    else:
        # Computed where it has to lie: a transposed copy at the end takes four times as long.
        scaled = np.empty((count, channels, height, width), np.float32)
        channels_last = scaled.transpose(0, 2, 3, 1)
    np.divide(pixels, np.float32(255), out=channels_last)
    channels_last -= np.array(spec.mean, np.float32)
    channels_last /= np.array(spec.std, np.float32)
    return scaled


def _fit_shortest(picture: Image.Image, side: int, by: Image.Resampling) -> Image.Image:
    """Resize until the shorter side is `side`, and cut the centre square out.

    As in torchvision, the longer side's new length is cut down to a whole number, and the crop's
    offset is rounded half to even. A strip is cut to its middle first: fitted whole, a picture of
    100,000 x 1 pixels would take 20 GB. Cutting first for all would be quicker, but Pillow orders
    its passes by the size that is asked for, and in bicubic that moves pixels by up to 27 levels.
    """
    picture = _middle(picture)
    width, height = (int(side * length / min(picture.size)) for length in picture.size)
    left, top = round((width - side) / 2), round((height - side) / 2)
    return picture.resize((width, height), by).crop((left, top, left + side, top + side))


def _middle(picture: Image.Image) -> Image.Image:
    """Return the picture, or the middle of it if it is more than `STRIP` times as long as wide."""
    width, height = picture.size
    longest = STRIP * min(width, height)
    if max(width, height) <= longest:
        return picture
    left, top = max(0, width - longest) // 2, max(0, height - longest) // 2
    return picture.crop((left, top, left + min(width, longest), top + min(height, longest)))
