"""A huge picture laid out on the disk, with halves of halves of it: any part is at hand then.

A picture of 200 megapixels takes 800 MB. The decoder writes its rows straight into a file that is
mapped into memory, so that the system keeps of them what there is room for; colours are turned to
sRGB there, some rows after the other, and each level is made of the one above it.
"""

from __future__ import annotations

import math
import mmap
import os
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PIL import Image, TiffImagePlugin

from indexer.decode import psd, raw
from indexer.decode.bands import MOST_PIXELS
from indexer.decode.colour import to_srgb
from indexer.decode.facts import orientation_of
from indexer.decode.guarding import quiet
from indexer.decode.opening import (
    MOST_MEMORY,
    coefficients_of,
    content_of,
    decode,
    open_picture,
    refuse_beyond,
    refuse_giants,
    scale_down,
)
from indexer.decode.tiff import is_negative
from indexer.shared import take_shared

if TYPE_CHECKING:
    import io

    from PIL import ImageFile

    from indexer.decode.opening import Content

PIXEL: Final = 4
"""Bytes of a pixel: red, green, blue, and one that says nothing."""

SMALLEST: Final = 2048
"""Pixels of the longest side of a level that is not halved any more."""

_ROWS: Final = 256
_FORMATS: Final = {"BMP", "JPEG", "MPO", "PNG", "PPM", "TIFF"}
_BYTES: Final = {"L": 1, "P": 1, "I;16": 2, "I;16B": 2, "LA": 4, "RGB": 4, "RGBA": 4, "CMYK": 4,
                 "YCbCr": 4}  # fmt: skip
"""Bytes of a pixel as Pillow holds it, of modes that can be turned to sRGB row by row."""


@dataclass(frozen=True, slots=True)
class Level:
    """The whole picture once, as it is stored.

    Attributes:
        width: Pixels of a row.
        height: Rows.
        place: Where its first row begins in the file; each pixel has `PIXEL` bytes.
    """

    width: int
    height: int
    place: int


@dataclass(frozen=True, slots=True)
class Unfolded:
    """What lies in the file.

    Attributes:
        levels: The picture, its half, the half of that, and so on.
        orientation: EXIF's number of how all of them have to be turned.
    """

    levels: tuple[Level, ...]
    orientation: int


def unfold(path: str, *, onto: str) -> Unfolded:
    """Lay a file's picture out on the disk, in sRGB.

    Args:
        path: The file.
        onto: The name of an empty file that takes it, of `shared_file`.

    Raises:
        UnreadablePhoto: The file gives no picture, or one that needs too much memory.
        OSError: There is no room on the disk.
    """
    with take_shared(onto) as file, quiet(), content_of(path) as content:
        picture, mapped = _decoded(content, file)
        orientation, levels = orientation_of(picture), levels_of(picture.size)
        is_there = mapped is not None
        mapped = mapped or _room(file, picture.size)
        _to_srgb(picture, _image(mapped, levels[0]), is_there=is_there)
        for above, below in pairwise(levels):
            _halve(_image(mapped, above), _image(mapped, below))
        return Unfolded(levels, orientation)


def levels_of(size: tuple[int, int]) -> tuple[Level, ...]:
    """Return the levels of a picture of that width and height, one behind the other."""
    found = [Level(*size, 0)]
    while max(found[-1].width, found[-1].height) > SMALLEST:
        last = found[-1]
        place = last.place + PIXEL * last.width * last.height
        found.append(Level(-(-last.width // 2), -(-last.height // 2), place))
    return tuple(found)


def _room(file: io.FileIO, size: tuple[int, int]) -> mmap.mmap:
    """Make the file as long as the levels are, and map it."""
    last = levels_of(size)[-1]
    length = last.place + PIXEL * last.width * last.height
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, length)  # A full disk would end this process later.
    else:
        file.truncate(length)
    return mmap.mmap(file.fileno(), length)


def _image(mapped: mmap.mmap, level: Level) -> Image.Image:
    return _over(mapped, "RGB", (level.width, level.height), level.place)


def _over(mapped: mmap.mmap, mode: str, size: tuple[int, int], place: int) -> Image.Image:
    """Return a picture whose pixels are those of the file."""
    made = Image.new(mode, (0, 0))
    stride = _BYTES[mode] * size[0]
    # What Pillow itself maps files with, which it gives away for reading alone.
    core = Image.core  # type: ignore[attr-defined] # Its types do not tell of it.
    made.im = core.map_buffer(mapped, size, "raw", place, (mode, stride, 1))
    made._size = size
    return made


def _decoded(
    content: Content, file: io.FileIO
) -> tuple[ImageFile.ImageFile | Image.Image, mmap.mmap | None]:
    """Return the picture as its decoder leaves it, and the file that its pixels are in, if any."""
    if format_ := raw.format_of(content):
        return raw.develop(content, format_, longest=None)[0], None
    if psd.is_other(content.head):
        return psd.flattened(content), None
    picture = open_picture(content)
    stored = picture.size
    scale_down(picture, math.ceil(math.sqrt(stored[0] * stored[1] / MOST_PIXELS)))
    if not _decodes_row_by_row(picture):
        refuse_giants(picture, stored)
        decode(picture)
        return picture, None
    is_giant = picture.width * picture.height > MOST_PIXELS
    refuse_beyond(stored, MOST_MEMORY + 1 if is_giant else coefficients_of(picture, stored))
    mapped = _room(file, picture.size)
    # At the end of the first level: no row of it is overwritten before it was read.
    place = (PIXEL - _BYTES[picture.mode]) * picture.width * picture.height
    picture.im = _over(mapped, picture.mode, picture.size, place).im
    decode(picture)
    return picture, mapped


def _decodes_row_by_row(picture: ImageFile.ImageFile) -> bool:
    """Whether a picture's decoder writes rows into what it is given, and keeps none to itself."""
    if picture.format not in _FORMATS or picture.mode not in _BYTES:
        return False
    # Pillow turns a TIFF in memory.
    lies = isinstance(picture, TiffImagePlugin.TiffImageFile) and orientation_of(picture) != 1
    return not (lies or is_negative(picture))


def _to_srgb(picture: Image.Image, shown: Image.Image, *, is_there: bool) -> None:
    """Have `shown` show a picture, whose pixels may be there already, in colours of its own."""
    if picture.mode not in _BYTES:
        shown.paste(to_srgb(picture), (0, 0))
        return
    for top in range(0, picture.height, _ROWS):
        band = picture.crop((0, top, picture.width, min(top + _ROWS, picture.height)))
        band.format = picture.format
        turned = to_srgb(band)
        if turned is not band or not is_there:
            shown.paste(turned, (0, top))


def _halve(above: Image.Image, below: Image.Image) -> None:
    for top in range(0, above.height, _ROWS):
        bottom = min(top + _ROWS, above.height)
        below.paste(above.reduce(2, (0, top, above.width, bottom)), (0, top // 2))
