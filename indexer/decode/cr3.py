"""What a Canon CR3 says of its picture: EXIF and XMP, which lie in boxes as in a film.

There is no whole EXIF in it, as in other RAW photos: each of its folders is a TIFF of its own, in a
box of Canon's (as Laurent Clévy has described them, "Canon CR3 file format", 2018 and later).
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PIL import ExifTags, Image

from indexer.decode.boxes import XMP, boxes_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_CANON: Final = UUID("85c0b687-820f-11e0-8111-f4ce462b6a48").bytes
_MAIN: Final = b"CMT1"
_FOLDERS: Final = {b"CMT2": ExifTags.IFD.Exif, b"CMT4": ExifTags.IFD.GPSInfo}


def exif_of(header: bytes) -> Image.Exif:
    """Return the EXIF of a file, put together; of what is broken, nothing.

    Args:
        header: The beginning of the file.
    """
    boxes = {
        kind: inside
        for _, moov in _named(_boxes(header), b"moov")
        for _, canon in _named(_boxes(moov), _CANON)
        for kind, inside in _boxes(canon)
    }
    exif = _loaded(boxes.get(_MAIN, b""))
    for kind, folder in _FOLDERS.items():
        exif.get_ifd(folder).update(_loaded(boxes.get(kind, b"")))
    return exif


def xmp_of(header: bytes) -> bytes | None:
    """Return the XMP packet of a file, if it has one."""
    return next((packet for _, packet in _named(_boxes(header), XMP)), None)


def _loaded(tiff: bytes) -> Image.Exif:
    exif = Image.Exif()
    with suppress(Exception):  # Broken EXIF fails in many ways.
        exif.load(b"Exif\0\0" + tiff)
        dict(exif)  # It is read when it is asked for.
        return exif
    return Image.Exif()


def _named(boxes: Iterator[tuple[bytes, bytes]], kind: bytes) -> Iterator[tuple[bytes, bytes]]:
    return (box for box in boxes if box[0] == kind)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    return ((box.kind, data[box.start : box.end]) for box in boxes_in(io.BytesIO(data)))
