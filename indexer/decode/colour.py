"""Any picture of Pillow's -> 8-bit sRGB on white, as a screen and a model want it.

Owns deep greys, palettes, transparency, inks and ICC profiles.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageChops, ImageCms

from indexer.decode.tiff import is_negative

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MODE_OF_SPACE: Final = {"GRAY": "L", "RGB ": "RGB", "CMYK": "CMYK", "Lab ": "LAB"}
"""ICC colour spaces and the mode in which Pillow holds their pictures."""

_ALIKE: Final = 2
"""Levels of 255 by which a profile may differ from sRGB and still be taken for it."""


def to_srgb(picture: Image.Image, *, times: int = 1) -> Image.Image:
    """Return a decoded file in mode RGB: its profile applied, its transparency laid on white.

    Args:
        picture: As Pillow decoded it from the file.
        times: By what whole number both its sides may be divided on the way.
    """
    profile = picture.info.get("icc_profile")
    if times > 1 and picture.mode in {"I", "F"}:
        picture, times = picture.reduce(times), 1
    picture = _without_key(_in_8_bits(_positive(picture)))
    if times > 1:
        picture = picture.reduce(times)  # Before the rest, which takes longer the larger it is.
    picture = _on_white(picture)
    if profile:
        picture = _through_profile(picture, bytes(profile))
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _positive(picture: Image.Image) -> Image.Image:
    """Turn two kinds over that Pillow leaves as negatives."""
    # It takes every CMYK JPEG for Adobe's inverted kind.
    if picture.mode == "CMYK" and picture.format == "JPEG" and "adobe" not in picture.info:
        return ImageChops.invert(picture)
    return Image.fromarray(~np.asarray(picture)) if is_negative(picture) else picture


def _in_8_bits(picture: Image.Image) -> Image.Image:
    """Scale deep greys down: Pillow's own conversion would cut them off at 255."""
    if picture.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.mode in {"I", "F"}:
        return Image.fromarray(_scaled(np.asarray(picture, np.float32)))
    return picture


def _scaled(levels: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return levels of an unknown scale, the most likely one's white as 255."""
    levels = np.nan_to_num(levels, nan=0.0, posinf=0.0, neginf=0.0)
    black, white = float(levels.min()), float(levels.max())
    if black >= 0 and white <= 65535:
        black = 0.0
        white = next(usual for usual in (1.0, 255.0, 65535.0) if white <= usual)
    spread = (levels - black) / max(white - black, 1e-9)
    scaled: NDArray[np.uint8] = np.rint(255 * spread).astype(np.uint8)
    return scaled


def _without_key(picture: Image.Image) -> Image.Image:
    """Return levels instead of a palette, of bits, or of one colour that means transparent."""
    if "transparency" in picture.info or picture.mode == "PA":
        return picture.convert("RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    return picture.convert("RGB") if picture.mode == "P" else picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"LA", "La", "RGBa"}:
        picture = picture.convert("RGBA")
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _through_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    transform = _transform(profile)
    if transform is None:
        return picture
    if transform.input_mode == "RGB" and picture.mode in {"L", "YCbCr"}:
        picture = picture.convert("RGB")
    return transform.apply(picture) if picture.mode == transform.input_mode else picture


@lru_cache(maxsize=16)
def _transform(profile: bytes) -> ImageCms.ImageCmsTransform | None:
    """Return what turns a profile's colours to sRGB; None if they are, or it is broken."""
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = _MODE_OF_SPACE[opened.profile.xcolor_space]
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
        transform = ImageCms.ImageCmsTransform(opened, srgb, mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, KeyError, TypeError):
        return None
    return None if mode == "RGB" and _changes_little(transform) else transform


def _changes_little(transform: ImageCms.ImageCmsTransform) -> bool:
    steps = np.arange(0, 256, 51, dtype=np.uint8)
    colours = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
    turned = np.asarray(transform.apply(Image.fromarray(colours)))
    return int(np.abs(turned.astype(int) - colours).max()) <= _ALIKE
