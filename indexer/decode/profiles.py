"""Whole blocks of other formats that ImageMagick copied into a PNG, as texts of hexadecimal digits.

Each text has a first line with the block's name, a second with its length, and then its bytes.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from indexer.decode.iptc import MARK
from indexer.decode.photoshop import IPTC, resources_in
from indexer.decode.xmp import LONGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES: Final = tuple(f"Raw profile type {each}" for each in ("xmp", "APP1", "iptc", "8bim"))
"""Of the texts; Pillow itself reads the one of EXIF."""

_HEAD: Final = re.compile(r"\n?[^\n]{0,80}\n *\d{1,9}\n")
_EXIF: Final = b"Exif\0\0"
_XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
_PHOTOSHOP: Final = b"Photoshop 3.0\0"
_LONGEST: Final = 3 * LONGEST
"""Signs of a text: two for each byte, and some for the ends of lines."""


def told_in(texts: Mapping[str | tuple[int, int], object]) -> dict[str, object]:
    """Return what such blocks tell, by the names under which Pillow has it of other formats.

    Args:
        texts: Those of a PNG, by their names.
    """
    told: dict[str, object] = {}
    for name in NAMES:
        told = _read(_block(texts.get(name))) | told
    return told


def _block(text: object) -> bytes:
    if not isinstance(text, str) or len(text) > _LONGEST:
        return b""
    head = _HEAD.match(text)
    with suppress(ValueError):
        return bytes.fromhex(text[head.end() :]) if head else b""
    return b""


def _read(block: bytes) -> dict[str, object]:
    if block.startswith(_EXIF):
        return {"exif": block}
    if block.startswith(_XMP):
        return {"xmp": block.removeprefix(_XMP)}
    if block.startswith((_PHOTOSHOP, b"8BIM")):
        return {"photoshop": dict(resources_in(block.removeprefix(_PHOTOSHOP)))}
    if block[:1] == bytes([MARK]):
        return {"photoshop": {IPTC: block}}
    return {"xmp": block} if block.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else {}
