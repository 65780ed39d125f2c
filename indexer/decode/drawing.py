"""The decoded picture made small: what the screen shows before, or instead of, the file."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image

TOLERANCE: Final = 1.1
"""A picture up to a tenth larger than asked is kept as it is: cameras' 4000 and 4032 pixels come
from the JPEG decoder as 1000 and 1008, and making them 960 would cost a quarter more time."""

ABOVE: Final = 0.4
"""Of what a frame leaves out of a tall picture, the share that is left out above."""

QUALITY: Final = 78
"""JPEG rather than WebP: 2 ms against 15 ms for 960 × 720, at 1.1 times the bytes (measured)."""


_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture with this EXIF orientation upright."""


def turned(picture: Image.Image, orientation: int) -> Image.Image:
    """Return a picture that lies as EXIF's `orientation` says, upright."""
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def shrink(picture: Image.Image, longest: int) -> Image.Image:
    """Return the picture with its longest side at `longest` pixels or up to a tenth more.

    A picture that is smaller stays as it is.
    """
    side = max(picture.size)
    if side <= longest * TOLERANCE:
        return picture
    if side >= 2 * longest:
        picture = picture.reduce(side // longest)
        side = max(picture.size)
        if side <= longest * TOLERANCE:
            return picture
    size = [max(1, round(length * longest / side)) for length in picture.size]
    # As sharp as bicubic here, at the cost of bilinear.
    return picture.resize((size[0], size[1]), Image.Resampling.HAMMING)


def opened(encoded: bytes) -> Image.Image:
    """Return a JPEG as a picture whose pixels are not decoded yet.

    Raises:
        OSError: It is no JPEG.
    """
    return Image.open(io.BytesIO(encoded), formats=("JPEG",))


def filling(encoded: bytes, size: tuple[int, int]) -> Image.Image:
    """Return a JPEG as RGB that fills a frame: its middle, of a tall picture rather the upper part.

    That is where the faces are.

    Args:
        encoded: The JPEG.
        size: Width and height of the frame, in pixels.

    Raises:
        OSError: It is no JPEG, or breaks off.
    """
    picture = opened(encoded)
    share = max(size[0] / picture.width, size[1] / picture.height)
    # The decoder leaves out what would be thrown away: a large preview costs half.
    picture.draft("RGB", (round(picture.width * share), round(picture.height * share)))
    share = max(size[0] / picture.width, size[1] / picture.height)
    width, height = min(size[0] / share, picture.width), min(size[1] / share, picture.height)
    left, top = (picture.width - width) / 2, (picture.height - height) * ABOVE
    return picture.convert("RGB").resize(
        size, Image.Resampling.HAMMING, (left, top, left + width, top + height), reducing_gap=2.0
    )


def squeezed(encoded: bytes, side: int, mode: str) -> Image.Image:
    """Return a JPEG as a square that shows all of it, squeezed where it is none.

    Args:
        encoded: The JPEG.
        side: Pixels wanted.
        mode: "RGB", or "L" for grey.

    Raises:
        OSError: It is no JPEG, or breaks off.
    """
    picture = opened(encoded)
    picture.draft(mode, (side, side))
    return picture.convert(mode).resize((side, side), Image.Resampling.HAMMING)


def to_jpeg(picture: Image.Image) -> bytes:
    """Return an RGB picture as JPEG, with nothing in it but the picture."""
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, comment=None)
    return written.getvalue()
