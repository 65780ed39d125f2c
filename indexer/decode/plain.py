"""Rows that lie in their file one after the other and are not packed, as in a BMP or a PPM."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from PIL import Image

from indexer.decode.rows import BAND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import ImageFile

_FORMATS: Final = {"BMP", "PPM"}
_BYTES: Final = {"L": 1, "RGB": 3}
"""Of a pixel of a PPM, whose rows follow each other without a gap."""


class _Rows(NamedTuple):
    """Where the rows begin, what a pixel is by Pillow's name, and the bytes of a row.

    `way` is -1 where the last row comes first.
    """

    place: int
    pixel: str
    length: int
    way: int


def can(picture: ImageFile.ImageFile) -> bool:
    """Whether a picture is one of these."""
    return picture.format in _FORMATS and _rows(picture) is not None


def pieces(picture: ImageFile.ImageFile, stream: BinaryIO) -> Iterator[Image.Image]:
    """Yield the picture in pieces of some rows, from top to bottom.

    Raises:
        OSError: It breaks off.
    """
    rows = _rows(picture)
    if rows is None:
        raise OSError("its rows are packed")
    each = max(1, BAND // rows.length)
    for top in range(0, picture.height, each):
        count = min(each, picture.height - top)
        first = top if rows.way > 0 else picture.height - top - count
        stream.seek(rows.place + first * rows.length)
        content = stream.read(count * rows.length)
        if len(content) < count * rows.length:
            raise OSError("it breaks off")
        size = (picture.width, count)
        piece = Image.frombytes(picture.mode, size, content, "raw", *rows[1:])
        if picture.mode == "P" and picture.palette:
            kind, colours = picture.palette.getdata()
            piece.putpalette(colours, kind)
        yield piece


def _rows(picture: ImageFile.ImageFile) -> _Rows | None:
    if len(picture.tile) != 1 or picture.tile[0].codec_name != "raw":
        return None
    _, _, place, told = picture.tile[0]
    if told in _BYTES:
        return _Rows(place, told, picture.width * _BYTES[told], 1)
    return _Rows(place, *told) if isinstance(told, tuple) and told[1] else None
