"""What a Canon CR3 says of its picture: EXIF and XMP, which lie in boxes as in a film.

There is no whole EXIF in it, as in other RAW photos: each of its folders is a TIFF of its own, in a
box of Canon's (as Laurent Clévy has described them, "Canon CR3 file format", 2018 and later).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PIL import ExifTags, Image

if TYPE_CHECKING:
    from collections.abc import Iterator

_CANON: Final = UUID("85c0b687-820f-11e0-8111-f4ce462b6a48").bytes
_XMP: Final = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
_MAIN: Final = b"CMT1"
_FOLDERS: Final = {b"CMT2": ExifTags.IFD.Exif, b"CMT4": ExifTags.IFD.GPSInfo}
_HEAD: Final = 8
"""Bytes at the beginning of a box: its length and its kind; a longer length takes as many more."""


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
    return next((packet for _, packet in _named(_boxes(header), _XMP)), None)


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
    """Yield kind and content of each box; one that somebody has named by a UUID has that kind."""
    at = 0
    while at + _HEAD <= len(data):
        length, head = int.from_bytes(data[at : at + 4], "big"), _HEAD
        kind = data[at + 4 : at + 8]
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16], "big"), 2 * _HEAD
        if kind == b"uuid":
            kind, head = data[at + head : at + head + 16], head + 16
        if length < head:
            return
        yield kind, data[at + head : at + length]
        at += length
