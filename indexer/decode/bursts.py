"""What all photos of one burst have in common: an id of their camera's, or a part of their names.

Apple writes an id into its own block of EXIF, Google into XMP; other phones number the names.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_APPLE: Final = b"Apple iOS\0"
_APPLES_FIRST: Final = 14
"""Where in Apple's block its fields begin; places in it are counted from its beginning."""

_APPLES_BURST: Final = 0x000B
_TEXT: Final = 2
"""EXIF's number for a field that is a text."""

_LONGEST: Final = 64
_NAMED: Final = (
    # 00001IMG_00001_BURST20180726114533123_COVER.jpg, DSC_0001_BURST20180726114533123.JPG
    re.compile(r"(?P<burst>burst\d{14,17})(?!\d)", re.IGNORECASE),
    # IMG_20180726_114533_BURST001_COVER.jpg, 20170514_141521_Burst01.jpg, IMAG0123_BURST002.jpg
    re.compile(r"^(?P<burst>.+[^\W_]_burst)[-_]?\d{1,4}(?!\d)", re.IGNORECASE),
    # PXL_20221001_123456789.BURST-01.COVER.jpg
    re.compile(r"^(?P<burst>.+\.burst)-\d{1,4}(?!\d)", re.IGNORECASE),
    # 20160630_121314_001.jpg
    re.compile(r"^(?P<burst>(?:19|20)\d{6}_\d{6})_\d{3}\.jpe?g$", re.IGNORECASE),
)
"""As Google's camera and Sony's, Huawei's and Samsung's, Pixels', and older of Samsung's write."""


def burst_of(name: str, written: str | None, maker_note: object) -> str | None:
    """Return what tells a photo's burst from others in the same folder; None where it is of none.

    Args:
        name: Of the file.
        written: What XMP says.
        maker_note: The block that the camera's maker wrote, if there is one.
    """
    said = written or (_of_apple(maker_note) if isinstance(maker_note, bytes) else None)
    if said:
        return said[:_LONGEST]
    match = next(filter(None, (pattern.search(name) for pattern in _NAMED)), None)
    return match["burst"].casefold()[:_LONGEST] if match else None


def _of_apple(block: bytes) -> str | None:
    if not block.startswith(_APPLE):
        return None
    for tag, kind, length, place in _fields(block):
        if (tag, kind) == (_APPLES_BURST, _TEXT) and 4 < length <= _LONGEST:
            text = block[place : place + length].rstrip(b"\0 ")
            return text.decode("ascii", errors="replace") or None
    return None


def _fields(block: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Yield tag, kind, length and place of each field that is there."""
    order = "<" if block[12:14] == b"II" else ">"
    if len(block) < _APPLES_FIRST + 2:
        return
    (count,) = struct.unpack_from(f"{order}H", block, _APPLES_FIRST)
    for number in range(count):
        at = _APPLES_FIRST + 2 + 12 * number
        if at + 12 > len(block):
            return
        yield struct.unpack_from(f"{order}HHII", block, at)
