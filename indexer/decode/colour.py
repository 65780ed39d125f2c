"""Any picture of Pillow's -> 8-bit sRGB on white, as a screen and a model want it.

Owns 16 bits, float, palettes, transparency, CMYK and ICC profiles.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageChops, ImageCms

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NARROW: Final = ("1", "L", "RGB", "CMYK", "YCbCr", "LAB", "HSV")
_MODES_OF_SPACE: Final = {"GRAY": "L", "RGB ": "RGB", "CMYK": "CMYK", "Lab ": "LAB"}
_SAME: Final = 2
"""Levels of 255 by which a profile may differ from sRGB and still be taken for it."""


def to_srgb(picture: Image.Image) -> Image.Image:
    """Return the picture in mode RGB: its profile applied, its transparency laid on white."""
    profile = picture.info.get("icc_profile")
    picture = _on_white(_in_8_bits(picture))
    if picture.mode in {"1", "HSV", "YCbCr"}:
        picture = picture.convert("RGB")
    if profile:
        picture = _through_profile(picture, bytes(profile))
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _in_8_bits(picture: Image.Image) -> Image.Image:
    """Scale deep greys down: Pillow's own conversion would cut them off at 255."""
    if not picture.mode.startswith(("I", "F")):
        return picture
    levels = np.asarray(picture)
    if picture.mode.startswith("I;16"):
        return Image.fromarray((levels // 257).astype(np.uint8))
    return Image.fromarray(_scaled(levels.astype(np.float32)))


def _scaled(levels: NDArray[np.float32]) -> NDArray[np.uint8]:
    levels = np.nan_to_num(levels, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(levels.min()), float(levels.max())
    for white in (1.0, 255.0, 65535.0):
        if low >= 0 and high <= white:
            break
    else:
        levels, white = levels - low, max(high - low, 1e-9)
    scaled: NDArray[np.uint8] = np.rint(levels * (255.0 / white)).astype(np.uint8)
    return scaled


def _on_white(picture: Image.Image) -> Image.Image:
    if "transparency" in picture.info or picture.mode in {"PA", "LA", "La", "RGBa"}:
        picture = picture.convert("RGBA")
    if picture.mode == "RGBA":
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    return picture if picture.mode in _NARROW else picture.convert("RGB")


def upright_ink(picture: Image.Image) -> Image.Image:
    """Return CMYK the right way round; Pillow takes every CMYK JPEG for Adobe's inverted kind."""
    if picture.mode == "CMYK" and picture.format == "JPEG" and "adobe" not in picture.info:
        return ImageChops.invert(picture)
    return picture


def _through_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    transform = _to_srgb_transform(profile)
    if transform is None or transform.input_mode != picture.mode:
        return picture
    return transform.apply(picture)


@lru_cache(maxsize=16)
def _to_srgb_transform(profile: bytes) -> ImageCms.ImageCmsTransform | None:
    """Return what turns the profile's colours to sRGB; None: nothing, it is sRGB or broken."""
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = _MODES_OF_SPACE[opened.profile.xcolor_space]
        transform = ImageCms.ImageCmsTransform(
            opened, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")), mode, "RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError, KeyError, TypeError):
        return None
    return None if _changes_nothing(transform) else transform


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    if transform.input_mode != "RGB":
        return False
    steps = np.array([0, 51, 102, 153, 204, 255], np.uint8)
    colours = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
    turned = np.asarray(transform.apply(Image.fromarray(colours)))
    return int(np.abs(turned.astype(int) - colours.astype(int)).max()) <= _SAME
