"""Numbers as a JPEG packs them: a code of Huffman's that says how many bits follow, and those.

Python alone would take a microsecond for each bit. So what could begin at any bit is looked up for
many bits together, and only the way from one number to the next is gone step by step.
"""

from __future__ import annotations

from array import array
from itertools import cycle, islice
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_PIECE: Final = 1 << 18
"""Bytes of a scan that are looked at together; 40 of memory for each."""
_PAST: Final = 8
"""Bytes behind a piece into which its last number may reach."""
_BLOCKS: Final = 1 << 19
"""Blocks that are written together; 60 bytes of memory for each."""
_MOST_BITS: Final = 11
"""Bits of a difference between neighbours, at the most, where a sample has eight."""

# A code of four bits says how many follow, and one bit says that nothing else does.
TABLES: Final = (
    b"\x00" + bytes([0, 0, 0, _MOST_BITS + 1, *[0] * 12]) + bytes(range(_MOST_BITS + 1))
    + b"\x10" + bytes([1, *[0] * 15]) + b"\x00"
)  # fmt: skip


def codes_of(segment: bytes) -> dict[int, NDArray[np.uint8]]:
    """Return tables of first coefficients: uint8 [2, 65536], by the next 16 bits of a scan.

    The first row has the bits of the code, the second those of the number behind it, too.
    """
    found, place = {}, 0
    while place < len(segment):
        number, counts = segment[place], segment[place + 1 : place + 17]
        symbols = segment[place + 17 : place + 17 + sum(counts)]
        place += 17 + sum(counts)
        if number < 16:  # The others are of the other coefficients.
            found[number] = _table(counts, symbols)
    return found


def _table(counts: bytes, symbols: bytes) -> NDArray[np.uint8]:
    made, code, rest = np.zeros((2, 1 << 16), np.uint8), 0, iter(symbols)
    made[1] = 0xFF  # Where no code begins; 0 would be gone on from without end.
    for length, count in enumerate(counts, 1):
        for symbol in islice(rest, count):
            first, past = code << (16 - length), (code + 1) << (16 - length)
            made[:, first:past] = [[length], [length + min(symbol, 16)]]
            code += 1
        code <<= 1
    return made


def unpacked(scan: bytes, codes: Sequence[NDArray[np.uint8]], count: int) -> NDArray[np.int16]:
    """Return the numbers of a scan, int16 [count].

    Where a code begins is known only from the one before: that alone goes one by one.

    Args:
        scan: Its bytes.
        codes: The table for each number of a turn, as `codes_of` makes them.
        count: How many numbers there are.
    """
    tables = np.stack(codes)
    # Colours share tables, and a table is looked up for every bit.
    kinds = np.array([next(n for n, code in enumerate(codes) if code is own) for own in codes])
    content = np.frombuffer(scan + bytes(_PAST), np.uint8)
    found: list[NDArray[np.int16]] = []
    place = done = 0
    while done < count:
        first = place // 8
        bits = 8 * min(_PIECE, len(scan) - first)
        piece = content[first : first + _PIECE + _PAST].astype(np.int64)
        turn = np.roll(kinds, -(done % len(kinds)))
        starts, reached = _starts(_windows(piece), tables, turn, (place % 8, bits, count - done))
        if not len(starts):
            raise OSError("it breaks off")
        found.append(_numbers(piece, tables, np.resize(turn, len(starts)), starts))
        place, done = reached + 8 * first, done + len(starts)
    return np.concatenate(found)


def _windows(piece: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the 16 bits that begin at each bit, but for the last two bytes."""
    threes = (piece[:-2] << 16) | (piece[1:-1] << 8) | piece[2:]
    return ((threes[:, None] >> np.arange(8, 0, -1)) & 0xFFFF).reshape(-1)


def _starts(
    windows: NDArray[np.int64],
    tables: NDArray[np.uint8],
    turn: NDArray[np.int64],
    span: tuple[int, int, int],
) -> tuple[NDArray[np.int64], int]:
    """Return the bits at which numbers begin, and where the next one does.

    Args:
        windows: The 16 bits that begin at each.
        tables: uint8 [tables, 2, 65536].
        turn: Which table is for each number of a turn.
        span: The bit at which the first begins, where to stop, and how many to find at most.
    """
    place, end, most = span
    steps = {kind: tables[kind, 1][windows].tobytes() for kind in set(turn.tolist())}
    found = array("q")
    for step in islice(cycle([steps[kind] for kind in turn.tolist()]), most):
        if place >= end:
            break
        found.append(place)
        place += step[place]
    return np.frombuffer(found, np.int64), place


def _numbers(
    piece: NDArray[np.int64],
    tables: NDArray[np.uint8],
    kinds: NDArray[np.int64],
    starts: NDArray[np.int64],
) -> NDArray[np.int16]:
    """Return the numbers that begin at these bits of some bytes, each by its kind of table."""
    byte, bit = starts >> 3, starts & 7
    five = np.zeros(len(starts), np.int64)
    for number in range(5):
        five = (five << 8) | piece[byte + number]
    coded, whole = tables[kinds, :, (five >> (24 - bit)) & 0xFFFF].astype(np.int64).T
    bits = whole - coded
    if bits.max() > _MOST_BITS:
        raise OSError("no number is coded so")
    told = (five >> (40 - bit - whole)) & ((1 << bits) - 1)
    is_less = (bits > 0) & (told < (1 << bits >> 1))
    numbers: NDArray[np.int16] = (told - is_less * ((1 << bits) - 1)).astype(np.int16)
    return numbers


def packed(numbers: NDArray[np.int16]) -> bytes:
    """Return numbers as a scan of blocks that have nothing else, by `TABLES`."""
    written, left = list[bytes](), np.zeros(0, np.uint8)
    for first in range(0, len(numbers), _BLOCKS):
        each = numbers[first : first + _BLOCKS].astype(np.int32)
        count = np.frexp(np.abs(each))[1]  # Of bits.
        if count.max() > _MOST_BITS:
            raise OSError("no block is so bright")
        told = each + (each < 0) * ((1 << count) - 1)
        codes = ((count << count | told) << (_MOST_BITS - count + 1)).astype(">u2")
        bits = np.unpackbits(codes.view(np.uint8)).reshape(-1, 16)
        left = np.concatenate([left, bits[np.arange(16) < (count + 5)[:, None]]])
        whole = len(left) // 8 * 8
        written.append(np.packbits(left[:whole]).tobytes())
        left = left[whole:]
    return (
        b"".join(written)
        + np.packbits(np.append(left, np.ones(-len(left) % 8, np.uint8))).tobytes()
    )
