"""The beginning of a JPEG XL file (ISO 18181): how large its picture is, and how it lies.

What decodes it does so as soon as it is opened, so its size has to be known before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Final

from indexer.decode.boxes import boxes_in

_BARE: Final = b"\xff\x0a"
_HEADER: Final = 32
"""Bytes that hold all that is read of it."""

_LENGTHS: Final = (9, 13, 18, 30)
_RATIOS: Final = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


@dataclass(frozen=True, slots=True)
class Header:
    """What the beginning says.

    Attributes:
        width: Pixels of a row as it is stored.
        height: Rows.
        orientation: How it is turned while it is decoded, as EXIF numbers it.
    """

    width: int
    height: int
    orientation: int


def header_of(stream: BinaryIO) -> Header | None:
    """Return what the beginning of a file says; None where it is broken."""
    stream.seek(0)
    if stream.read(2) != _BARE and not _goes_to_codestream(stream):
        return None
    content = stream.read(_HEADER)
    return _read(content) if len(content) >= 8 else None


def _goes_to_codestream(stream: BinaryIO) -> bool:
    """Go through the boxes of a container to where the picture begins, behind its mark."""
    for box in boxes_in(stream):
        if box.kind in {b"jxlc", b"jxlp"}:
            stream.seek(box.start + (4 if box.kind == b"jxlp" else 0))
            return stream.read(2) == _BARE
    return False


def _read(content: bytes) -> Header:
    bits = _Bits(content)
    in_eights = bool(bits.take(1))
    height = _length(bits, in_eights=in_eights)
    ratio = bits.take(3)
    if ratio:
        wide, high = _RATIOS[ratio - 1]
        width = height * wide // high
    else:
        width = _length(bits, in_eights=in_eights)
    plain = bits.take(1) or not bits.take(1)
    return Header(width, height, 1 if plain else bits.take(3) + 1)


def _length(bits: _Bits, *, in_eights: bool) -> int:
    if in_eights:
        return 8 * (bits.take(5) + 1)
    return bits.take(_LENGTHS[bits.take(2)]) + 1


class _Bits:
    """Bits from the lowest of the first byte on; zeros behind the end."""

    def __init__(self, content: bytes) -> None:
        self._left = int.from_bytes(content, "little")

    def take(self, count: int) -> int:
        taken = self._left & ((1 << count) - 1)
        self._left >>= count
        return taken
