"""What files tell of their picture in places where Pillow does not look, put where it does.

XMP, EXIF and IPTC lie in boxes of JPEG XL, JPEG 2000 and films, in an extension of GIF, in texts of
a PNG that ImageMagick wrote, and in further segments of a JPEG where one cannot hold them.
What a JPEG XL has packed (`brob`) stays unread: that takes Brotli.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID

from indexer.decode import profiles
from indexer.decode.boxes import XMP, content_at
from indexer.decode.extension import EXTENSION, extension_of
from indexer.decode.photoshop import IPTC
from indexer.decode.xmp import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    from PIL import Image

_EXIF_IN_JPEG2000: Final = b"JpgTiffExif->JP2"
_IPTC_IN_JPEG2000: Final = UUID("33c7a4d2-b81d-4723-a0ba-f1a3e097ad38").bytes
"""The names of the boxes that Exiv2, ExifTool and Photoshop read and write."""

_XMP_IN_GIF: Final = b"\x21\xff\x0bXMP DataXMP"
_AFTER_XMP_IN_GIF: Final = b"\x01\xff\xfe\xfd"
"""How the bytes begin that lead a reader who knows nothing of XMP to its end (XMP, part 3): in no
packet of text."""

_SEARCHED: Final = 33_554_432
"""Bytes of a GIF in which XMP is looked for, in 0.1 s (measured)."""


def tell(picture: Image.Image, stream: BinaryIO) -> None:
    """Have what a file says of its picture be found where Pillow looks for it.

    Args:
        picture: As its decoder has left it, of whatever format.
        stream: The bytes of the file.
    """
    reader = _READERS.get(picture.format or "")
    if reader is None:
        return
    told = {name: value for name, value in reader(picture, stream).items() if value}
    if not told:
        return
    if "exif" in told:
        picture.info.setdefault("exif", told["exif"])
    with suppress(Exception):  # Broken EXIF fails in many ways, and the picture is whole.
        # Where EXIF does not tell how a picture lies, Pillow asks XMP, which has no say here.
        picture.getexif()
    for name, value in told.items():
        picture.info.setdefault(name, value)


def _of_jpeg(picture: Image.Image, _: BinaryIO) -> dict[str, object]:
    packet = picture.info.get("xmp")
    if not isinstance(packet, bytes):
        return {}
    return {EXTENSION: extension_of(getattr(picture, "applist", ()), packet)}


def _of_png(picture: Image.Image, _: BinaryIO) -> dict[str, object]:
    return profiles.told_in(picture.info)


def _of_gif(_: Image.Image, stream: BinaryIO) -> dict[str, object]:
    stream.seek(0)
    content = stream.read(_SEARCHED)
    mark = content.find(_XMP_IN_GIF)
    start = mark + len(_XMP_IN_GIF)
    end = content.find(_AFTER_XMP_IN_GIF, start, start + LONGEST) if mark >= 0 else -1
    return {"xmp": content[start:end]} if end >= 0 else {}


def _of_jxl(_: Image.Image, stream: BinaryIO) -> dict[str, object]:
    return {"xmp": content_at(stream, b"xml ", most=LONGEST)}


def _of_jpeg2000(_: Image.Image, stream: BinaryIO) -> dict[str, object]:
    exif = content_at(stream, _EXIF_IN_JPEG2000, most=LONGEST)
    block = content_at(stream, _IPTC_IN_JPEG2000, most=LONGEST)
    return {
        "exif": exif and b"Exif\0\0" + exif.removeprefix(b"Exif\0\0"),
        "xmp": content_at(stream, XMP, most=LONGEST),
        "photoshop": block and {IPTC: block},
    }


def _of_film(_: Image.Image, stream: BinaryIO) -> dict[str, object]:
    within = (b"moov", b"udta", b"XMP_")
    packet = content_at(stream, XMP, most=LONGEST) or content_at(stream, *within, most=LONGEST)
    return {"xmp": packet}


_READERS: Final[Mapping[str, Callable[[Image.Image, BinaryIO], dict[str, object]]]] = {
    "JPEG": _of_jpeg,
    "MPO": _of_jpeg,
    "PNG": _of_png,
    "GIF": _of_gif,
    "JXL": _of_jxl,
    "JPEG2000": _of_jpeg2000,
    "MP4": _of_film,
    "MOV": _of_film,
    "3GP": _of_film,
}
"""By Pillow's names of formats, and those of `film`."""
