"""Pictures painted from arithmetic alone, and the ways in which models want them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from indexer.models import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

# Landscape, portrait, square, odd, barely larger, exactly right, smaller, and long strips.
SIZES = (
    *((160, 120), (120, 160), (150, 150), (133, 97), (97, 133), (41, 42), (40, 40)),
    *((23, 17), (17, 23), (1, 1), (300, 12), (12, 300), (1024, 683)),
)
# OpenAI's, which most models of this kind have.
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)


@dataclass(frozen=True, slots=True)
class Case:
    """One picture for one model; `name` is the key of its answer."""

    name: str
    width: int
    height: int
    spec: ImageSpec


def cases() -> Iterator[Case]:
    """Yield every size, mode and interpolation at 40 pixels, and MobileCLIP's way at its 256."""
    small = product(SIZES, (40,), ("squash", "shortest"), ("bilinear", "bicubic"))
    for (width, height), side, mode, by in (*small, ((480, 361), 256, "shortest", "bilinear")):
        name = f"{width}x{height}-{side}-{mode}-{by}"
        yield Case(name, width, height, image_spec(side, mode, by))


def image_spec(size: int, resize_mode: str, interpolation: str, layout: str = "NCHW") -> ImageSpec:
    """Return what a model says of its pictures, with OpenAI's mean and spread."""
    return ImageSpec(
        file="image.onnx",
        input="image",
        output="embedding",
        size=size,
        mean=MEAN,
        std=STD,
        interpolation=interpolation,
        resize_mode=resize_mode,
        layout=layout,
        dtype="float32",
    )


def paint(width: int, height: int) -> Image.Image:
    """Return soft gradients with hard edges and fine stripes: what resampling gets wrong first."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    red = (7 * x + 3 * y) % 256
    green = np.where((x // 5 + y // 3) % 2, 230, 20)
    blue = 255 * y // height
    return Image.fromarray(np.stack([red, green, blue], axis=-1).astype(np.uint8))
