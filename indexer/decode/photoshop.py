"""Photoshop's resources: what it says of a picture, in its documents and in other formats."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

IPTC: Final = 0x0404
"""The number of the resource that holds a block of IPTC's."""


def resources_in(block: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of what is told of the picture, until something is broken."""
    at = 0
    while block[at : at + 4] == b"8BIM" and at + 7 <= len(block):
        (number,) = struct.unpack_from(">H", block, at + 4)
        start = at + 6 + (block[at + 6] + 2) // 2 * 2
        length = int.from_bytes(block[start : start + 4], "big")
        yield number, block[start + 4 : start + 4 + length]
        at = start + 4 + (length + 1) // 2 * 2
