"""The strips and tiles of a TIFF, each as a small TIFF of its own."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from PIL import Image, TiffImagePlugin

from indexer.decode.rows import BAND

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _SAMPLES, _PLANES = 256, 257, 258, 259, 277, 284
_ORIENTATION = 274
_PLACES, _ROWS, _SIZES = 273, 278, 279
_TILE_WIDTH, _TILE_HEIGHT, _TILE_PLACES, _TILE_SIZES = 322, 323, 324, 325
_SHARED: Final = (_BITS, _COMPRESSION, 262, 266, _SAMPLES, _PLANES, 317, 320, 332, 338, 339, 347,
                  530, 532)  # fmt: skip
"""What says how samples are packed and what they mean, which is true of each part as of all."""

_LONG: Final = 4
_MOST_IN_ONE: Final = 100_000_000
"""Bytes of one part as it is decoded."""


class _Part(NamedTuple):
    """Where a part is in its file, and of what size it is."""

    place: int
    length: int
    width: int
    height: int


def can(picture: TiffImagePlugin.TiffImageFile) -> bool:
    """Whether a TIFF lies upright in parts small enough that hold all colours of their pixels."""
    if picture.tag_v2.get(_PLANES, 1) != 1 or picture.tag_v2.get(_ORIENTATION, 1) != 1:
        return False  # Pillow turns a TIFF while it decodes it.
    try:
        parts = _tiles(picture) or _strips(picture)
    except TypeError:  # A text, where a number belongs.
        return False
    return bool(parts) and all(4 * part.width * part.height <= _MOST_IN_ONE for part in parts)


def pieces(picture: TiffImagePlugin.TiffImageFile, stream: BinaryIO) -> Iterator[Image.Image]:
    """Yield the picture in pieces of some rows, from top to bottom.

    Raises:
        Exception: It is damaged; as Pillow and libtiff tell it.
    """
    tiles = _tiles(picture)
    if not tiles:
        for part in _strips(picture):
            yield _decoded(picture, stream, part)
        return
    across = -(-picture.width // tiles[0].width)
    for first in range(0, len(tiles), across):
        row = [_decoded(picture, stream, tile) for tile in tiles[first : first + across]]
        top = first // across * tiles[0].height
        band = Image.new(row[0].mode, (picture.width, min(row[0].height, picture.height - top)))
        if row[0].mode == "P":
            band.putpalette(row[0].getpalette("RGB") or [])
        for number, tile in enumerate(row):
            band.paste(tile, (number * tile.width, 0))
        yield band


def _tiles(picture: TiffImagePlugin.TiffImageFile) -> list[_Part]:
    tags = picture.tag_v2
    places, sizes = tags.get(_TILE_PLACES), tags.get(_TILE_SIZES)
    width, height = tags.get(_TILE_WIDTH, 0), tags.get(_TILE_HEIGHT, 0)
    if not places or not sizes or width < 1 or height < 1:
        return []
    return [_Part(*part, width, height) for part in zip(places, sizes, strict=False)]


def _strips(picture: TiffImagePlugin.TiffImageFile) -> list[_Part]:
    tags = picture.tag_v2
    places, sizes = tags.get(_PLACES), tags.get(_SIZES)
    if not places or not sizes:
        return []
    width, height = tags.get(_WIDTH, 0), tags.get(_HEIGHT, 0)
    each = min(height, tags.get(_ROWS, height)) or height
    strips = [
        _Part(*part, width, min(each, height - number * each))
        for number, part in enumerate(zip(places, sizes, strict=False))
        if number * each < height
    ]
    return [part for strip in strips for part in _cut(strip, tags)]


def _cut(strip: _Part, tags: TiffImagePlugin.ImageFileDirectory_v2) -> Iterator[_Part]:
    """Cut a strip that is not packed: some programs write all rows as one."""
    bits = sum(tags.get(_BITS, (8,)))
    length = (strip.width * bits + 7) // 8
    if tags.get(_COMPRESSION, 1) != 1 or length * strip.height <= BAND or length == 0:
        yield strip
        return
    each = max(1, BAND // length)
    for top in range(0, strip.height, each):
        count = min(each, strip.height - top)
        yield _Part(strip.place + top * length, count * length, strip.width, count)


def _decoded(picture: TiffImagePlugin.TiffImageFile, stream: BinaryIO, part: _Part) -> Image.Image:
    stream.seek(part.place)
    whole = io.BytesIO(_alone(picture.tag_v2, part, stream.read(part.length)))
    with Image.open(whole, formats=("TIFF",)) as piece:
        piece.load()
        return piece.copy()


def _alone(tags: TiffImagePlugin.ImageFileDirectory_v2, part: _Part, content: bytes) -> bytes:
    """Return a part as a file of its own, of one strip."""
    alone = TiffImagePlugin.ImageFileDirectory_v2(prefix=tags.prefix)
    for tag in _SHARED:
        if tag in tags:
            alone.tagtype[tag] = tags.tagtype[tag]
            alone[tag] = tags[tag]
    numbers = {_WIDTH: part.width, _HEIGHT: part.height, _ROWS: part.height, _SIZES: len(content)}
    for tag, number in (numbers | {_PLACES: 0}).items():
        alone.tagtype[tag] = _LONG
        alone[tag] = number
    header = tags.prefix + (b"*\0" if tags.prefix == b"II" else b"\0*")
    order = "little" if tags.prefix == b"II" else "big"
    header += (8).to_bytes(4, order)  # type: ignore[arg-type] # One of two.
    # Pillow counts places of strips from the end of what it writes here.
    whole: bytes = header + alone.tobytes(8) + content
    return whole
