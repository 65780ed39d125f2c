"""The rest of an XMP packet that is too long for one segment of a JPEG (XMP, part 3, 1.1.3.1).

The packet names it by 32 digits. It lies in segments of its own, each with that name, the length of
the whole, the place of its part in it, and that part.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Final

from indexer.decode.xmp import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable

EXTENSION: Final = "xmp extension"
"""Under what name it is kept beside what Pillow has found."""

_MARK: Final = b"http://ns.adobe.com/xmp/extension/\0"
_HEAD: Final = struct.Struct(">32sII")
_START: Final = len(_MARK) + _HEAD.size
_NAMED: Final = re.compile(rb"HasExtendedXMP\s*(?:=\s*[\"']|>)\s*([0-9A-Fa-f]{32})")


def extension_of(segments: Iterable[tuple[str, bytes]], packet: bytes) -> bytes:
    """Return the rest of a packet; nothing where a part of it is missing, or it is too long.

    Args:
        segments: All of the JPEG, with their names.
        packet: Its beginning, as the segment for packets has it.
    """
    named = _NAMED.search(packet)
    parts: dict[int, bytes] = {}
    whole = held = 0
    for _, content in segments if named else ():
        if content.startswith(_MARK) and len(content) >= _START:
            name, length, place = _HEAD.unpack_from(content, len(_MARK))
            if named and name == named[1] and place not in parts:
                parts[place], whole = content[_START:], length
                held += len(parts[place])
        if max(held, whole) > LONGEST:
            return b""
    return _joined(parts, whole)


def _joined(parts: dict[int, bytes], whole: int) -> bytes:
    reached = 0
    for place in sorted(parts):
        if place != reached:
            return b""
        reached += len(parts[place])
    return b"".join(parts[place] for place in sorted(parts)) if reached == whole else b""
