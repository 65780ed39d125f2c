"""Huge pictures made small without ever being in memory as a whole: some rows after the other.

Panoramas and scans of hundreds of megapixels come as PNG and TIFF, which Pillow decodes at full
size only. Here each band of rows is put into a small file of its own, which Pillow decodes like any
other: of a TIFF that is its strips and tiles, of a PNG its rows behind the last one of the band
before, from which they are told. Rows that are not packed, as in a BMP, are taken as they lie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final, cast

from PIL import Image, TiffImagePlugin

from indexer.decode import plain, profiles, rows, strips
from indexer.decode.colour import to_srgb
from indexer.decode.rows import BAND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import ImageFile

LARGE: Final = 300_000_000
"""Bytes that a picture takes while it is decoded, from which on it is decoded in bands."""

MOST_PIXELS: Final = 400_000_000
"""What is decoded in bands at most: 200 million take 5 s of computing as PNG, 10 s as a TIFF of
single rows (measured), and a file has 15."""

_PLAIN_MODES: Final = {"L", "LA", "P", "RGB", "RGBA", "CMYK"}
_KEPT: Final = ("exif", "xmp", "XML:com.adobe.xmp", "photoshop", *profiles.NAMES)
"""What tells something of the picture."""


def can(picture: ImageFile.ImageFile) -> bool:
    """Whether a picture that is not decoded yet is of a kind that can be taken band by band."""
    if picture.mode not in _PLAIN_MODES:
        return False
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        return strips.can(picture)
    return rows.can(picture) if picture.format == "PNG" else plain.can(picture)


def shrunk(picture: ImageFile.ImageFile, times: int) -> Image.Image:
    """Return a picture in sRGB, a whole number of times smaller, with what tells of it.

    Args:
        picture: Not decoded yet, of which `can` is true.
        times: The number.

    Raises:
        Exception: It is damaged; as Pillow, zlib and libtiff tell it.
    """
    width, height = (-(-side // times) for side in picture.size)
    small = Image.new("RGB", (width, height))
    top = 0
    for band in _whole(_pieces(picture), picture.width, times):
        # Its own profile and transparency are those of all.
        band.info |= {key: picture.info[key] for key in _COLOURS if key in picture.info}
        reduced = to_srgb(band, times=times)
        small.paste(reduced, (0, top))
        top += reduced.height
    if top < height:
        raise OSError("it breaks off")
    small.info |= {key: picture.info[key] for key in _KEPT if key in picture.info}
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        small.info["exif"] = picture.getexif().tobytes()
    small.format = picture.format
    return small


_COLOURS: Final = ("icc_profile", "transparency")


def _pieces(picture: ImageFile.ImageFile) -> Iterator[Image.Image]:
    stream = cast("BinaryIO", picture.fp)
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        return strips.pieces(picture, stream)
    return rows.pieces(stream) if picture.format == "PNG" else plain.pieces(picture, stream)


def _whole(pieces: Iterator[Image.Image], width: int, times: int) -> Iterator[Image.Image]:
    """Put pieces together to bands, whose rows can be divided by `times` but for the last."""
    most = times * max(1, BAND // (4 * width * times))
    band, filled = None, 0
    for piece in pieces:
        taken = 0
        while taken < piece.height:
            if band is None:
                band, filled = Image.new(piece.mode, (width, most)), 0
                if piece.mode == "P":
                    band.putpalette(piece.getpalette("RGB") or [])
            part = piece.crop((0, taken, width, min(piece.height, taken + most - filled)))
            band.paste(part, (0, filled))
            taken, filled = taken + part.height, filled + part.height
            if filled == most:
                yield band
                band = None
    if band is not None:
        yield band.crop((0, 0, width, filled))
