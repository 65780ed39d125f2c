"""Pictures to measure with: crops of the photographs inside scikit-image and scikit-learn."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import skimage
import sklearn
from PIL import Image

_SHIPPED = ("chelsea.png", "coffee.png", "rocket.jpg", "astronaut.png")


@cache
def _originals() -> tuple[Image.Image, ...]:
    shown = [Path(skimage.__file__).parent / "data" / name for name in _SHIPPED]
    shown += sorted((Path(sklearn.__file__).parent / "datasets" / "images").glob("*.jpg"))
    return tuple(Image.open(path).convert("RGB") for path in shown)


def make_photos(folder: Path, count: int, *, size: tuple[int, int]) -> list[Path]:
    """Write `count` JPEGs of `size` (width, height), no two alike, grainy as a camera's are."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_make_photo(folder / f"photo-{seed:06}.jpg", seed, size) for seed in range(count)]


def _make_photo(path: Path, seed: int, size: tuple[int, int]) -> Path:
    chance = np.random.default_rng(seed)
    original = _originals()[seed % len(_originals())]
    share = chance.uniform(0.5, 0.95)
    width, height = int(original.width * share), int(original.height * share)
    left = int(chance.integers(0, original.width - width))
    top = int(chance.integers(0, original.height - height))
    crop = original.resize(size, Image.Resampling.BICUBIC, (left, top, left + width, top + height))
    grain = chance.normal(0, 3, (size[1] // 2, size[0] // 2, 1)).repeat(2, 0).repeat(2, 1)
    pixels = np.asarray(crop, np.float32)
    pixels[: grain.shape[0], : grain.shape[1]] += grain
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(path, quality=90)
    return path
