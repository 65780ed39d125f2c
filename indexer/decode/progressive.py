"""A huge progressive JPEG made into a plain one, of which each block has one colour.

Its coefficients lie in many scans, and libjpeg holds all of them at whatever scale it decodes: 600
to 1,200 MB of 200 megapixels. An eighth of the picture needs no more than the first coefficient of
each block of 8 x 8, though, which has scans of its own. Here these are taken apart and written anew
as a JPEG that is decoded row by row; everything else that the file says stays as it is.
"""

from __future__ import annotations

import io
import mmap
import re
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from indexer.decode.huffman import TABLES, codes_of, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

BLOCK: Final = 8
"""Pixels of a block's side: a picture that is wanted that many times smaller loses nothing."""

_EOI, _SOS, _DHT, _DRI = 0xD9, 0xDA, 0xC4, 0xDD
_DEPTH: Final = 8
_PROGRESSIVE, _SEQUENTIAL = 0xC2, 0xC1
_FRAMES: Final = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_END_OF_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_RESTARTS: Final = re.compile(rb"\xff+[\xd0-\xd7]")
_MOST_IN_TURN: Final = 10
"""Blocks of all colours that may take turns in a scan."""


@dataclass(frozen=True, slots=True)
class _Colour:
    """One of a picture's components: how often it is in a turn, and the number of its blocks."""

    number: int
    across: int
    down: int
    table: int
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class _Frame:
    width: int
    height: int
    turns_across: int
    turns_down: int
    colours: tuple[_Colour, ...]


@dataclass(slots=True)
class _Read:
    """What has been read of a file so far.

    Attributes:
        kept: Segments that the plain file has as well.
        frame: The picture's shape; None before it was told.
        codes: The Huffman tables of first coefficients, by their number.
        interval: Turns after which the codes begin anew; 0 for never.
        planes: The first coefficients of each colour by its number, int16 [rows, columns].
    """

    kept: list[bytes] = field(default_factory=list)
    frame: _Frame | None = None
    codes: dict[int, NDArray[np.uint8]] = field(default_factory=dict)
    interval: int = 0
    planes: dict[int, NDArray[np.int16]] = field(default_factory=dict)


def flattened(stream: BinaryIO) -> bytes | None:
    """Return a progressive JPEG as a plain one; None of one that is packed in a rare way.

    Raises:
        Exception: It is damaged, or breaks off.
    """
    data, read = _mapped(stream), _Read()
    place = 2
    while True:
        while data[place] == 0xFF:
            place += 1
        marker, place = data[place], place + 1
        if marker == _EOI:
            break
        if marker in _FRAMES and marker != _PROGRESSIVE:
            return None
        length = int.from_bytes(data[place : place + 2], "big")
        segment = bytes(data[place + 2 : place + length])
        place += length
        if marker == _SOS:
            end = _END_OF_SCAN.search(data, place)
            if end is None:
                raise OSError("it breaks off")
            _read_scan(read, segment, data, place, end.start())
            place = end.start()
        else:
            _read_segment(read, marker, segment)
    return _written(read)


def _mapped(stream: BinaryIO) -> mmap.mmap | bytes:
    if isinstance(stream, io.BytesIO):
        return stream.getvalue()
    return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def _read_segment(read: _Read, marker: int, segment: bytes) -> None:
    if marker == _PROGRESSIVE:
        read.frame = _frame(segment)
    elif marker == _DHT:
        read.codes |= codes_of(segment)
    elif marker == _DRI:
        read.interval = int.from_bytes(segment[:2], "big")
    else:
        read.kept.append(_segment(marker, segment))


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _frame(segment: bytes) -> _Frame:
    depth, height, width, count = struct.unpack(">BHHB", segment[:6])
    told = [(each[0], each[1] >> 4, each[1] & 15, each[2]) for each in _threes(segment[6:], count)]
    most_across, most_down = max(each[1] for each in told), max(each[2] for each in told)
    colours = [
        _Colour(*each, *(
            _divided(_divided(side * own, most), BLOCK)
            for side, own, most in ((width, each[1], most_across), (height, each[2], most_down))
        ))
        for each in told
    ]  # fmt: skip
    in_turn = sum(each.across * each.down for each in colours)
    if depth != _DEPTH or not 0 < in_turn <= _MOST_IN_TURN or not width * height:
        raise OSError("no JPEG has such a frame")
    turns = _divided(width, BLOCK * most_across), _divided(height, BLOCK * most_down)
    return _Frame(width, height, *turns, tuple(colours))


def _threes(told: bytes, count: int) -> Iterator[bytes]:
    return (told[3 * number : 3 * number + 3] for number in range(count))


def _divided(length: int, by: int) -> int:
    return -(-length // by)


def _read_scan(read: _Read, told: bytes, data: mmap.mmap | bytes, start: int, end: int) -> None:
    """Take what a scan says of first coefficients, if it is one of those."""
    frame, count = read.frame, told[0]
    if frame is None:
        raise OSError("there is no frame")
    first, _, steps = told[1 + 2 * count : 4 + 2 * count]
    if first:
        return
    tables = {told[1 + 2 * each]: told[2 + 2 * each] >> 4 for each in range(count)}
    colours = [each for each in frame.colours if each.number in tables]
    turn = _Turn.of(frame, colours)
    parts = [part.replace(b"\xff\0", b"\xff") for part in _RESTARTS.split(data[start:end])]
    each = len(turn.whose) * (read.interval or turn.count)
    counts = [min(each, len(turn.whose) * turn.count - each * part) for part in range(len(parts))]
    if sum(counts) != len(turn.whose) * turn.count or min(counts) < 1:
        raise OSError("it breaks off")
    if steps >> 4:
        bits = [_bits(part, count) for part, count in zip(parts, counts, strict=True)]
        _refine(read, turn, np.concatenate(bits), steps & 15)
        return
    codes = [read.codes[tables[colour.number]] for colour in turn.whose]
    values = [
        _summed(unpacked(part, codes, count), turn)
        for part, count in zip(parts, counts, strict=True)
    ]
    read.planes |= turn.planes(np.concatenate(values) << (steps & 15))


@dataclass(frozen=True, slots=True)
class _Turn:
    """How the blocks of a scan follow each other.

    Attributes:
        whose: The colour of each block of a turn.
        across: Turns of a row.
        down: Rows of turns.
    """

    whose: tuple[_Colour, ...]
    across: int
    down: int

    @classmethod
    def of(cls, frame: _Frame, colours: Sequence[_Colour]) -> _Turn:
        """Several colours take turns, each with its share; one alone goes row by row."""
        if len(colours) == 1:
            return cls(tuple(colours), colours[0].columns, colours[0].rows)
        whose = [each for each in colours for _ in range(each.across * each.down)]
        return cls(tuple(whose), frame.turns_across, frame.turns_down)

    @property
    def count(self) -> int:
        return self.across * self.down

    def places(self) -> Iterator[tuple[_Colour, slice, int, int]]:
        """Yield each colour with its blocks of a turn, and how many there are across and down."""
        alone, place = len(self.whose) == 1, 0
        for colour in dict.fromkeys(self.whose):
            across, down = (1, 1) if alone else (colour.across, colour.down)
            yield colour, slice(place, place + across * down), across, down
            place += across * down

    def planes(self, values: NDArray[np.int16]) -> dict[int, NDArray[np.int16]]:
        """Return what follows each other in a scan as planes of their colours."""
        turns = values.reshape(self.down, self.across, len(self.whose))
        return {
            colour.number: turns[..., blocks]
            .reshape(self.down, self.across, down, across)
            .swapaxes(1, 2)
            .reshape(self.down * down, self.across * across)
            for colour, blocks, across, down in self.places()
        }

    def values(self, planes: dict[int, NDArray[np.int16]]) -> NDArray[np.int16]:
        """Return planes as they follow each other in a scan, int16 [blocks]."""
        turns = np.zeros((self.down, self.across, len(self.whose)), np.int16)
        for colour, blocks, across, down in self.places():
            whole = np.zeros((self.down * down, self.across * across), np.int16)
            plane = planes[colour.number]
            whole[: plane.shape[0], : plane.shape[1]] = plane[: len(whole), : whole.shape[1]]
            cut = whole.reshape(self.down, down, self.across, across).swapaxes(1, 2)
            turns[..., blocks] = cut.reshape(self.down, self.across, down * across)
        return turns.reshape(-1)


def _bits(packed: bytes, count: int) -> NDArray[np.int16]:
    bits = np.unpackbits(np.frombuffer(packed, np.uint8))[:count]
    if len(bits) < count:
        raise OSError("it breaks off")
    return bits.astype(np.int16)


def _refine(read: _Read, turn: _Turn, bits: NDArray[np.int16], step: int) -> None:
    for number, finer in turn.planes(bits << step).items():
        plane = read.planes[number]
        rows, columns = min(len(plane), len(finer)), min(plane.shape[1], finer.shape[1])
        plane[:rows, :columns] |= finer[:rows, :columns]


def _summed(differences: NDArray[np.int16], turn: _Turn) -> NDArray[np.int16]:
    """Return what blocks differ by from the one before of their colour, added up."""
    turns = differences.reshape(-1, len(turn.whose))
    for _, blocks, _, _ in turn.places():
        own = turns[:, blocks]
        turns[:, blocks] = np.cumsum(own.reshape(-1), dtype=np.int16).reshape(own.shape)
    return turns.reshape(-1)


def _written(read: _Read) -> bytes:
    frame = read.frame
    if frame is None or len(read.planes) < len(frame.colours):
        raise OSError("it breaks off")
    turn = _Turn.of(frame, frame.colours)
    colours = [(each.number, each.across << 4 | each.down, each.table) for each in frame.colours]
    count = len(colours)
    shape = struct.pack(">BHHB", _DEPTH, frame.height, frame.width, count)
    shape += b"".join(map(bytes, colours))
    scan = bytes([count, *(part for each in colours for part in (each[0], 0)), 0, 63, 0])
    head = [_segment(_SEQUENTIAL, shape), _segment(_DHT, TABLES), _segment(_SOS, scan)]
    scan_of_all = packed(_parted(turn.values(read.planes), turn)).replace(b"\xff", b"\xff\0")
    return b"".join([b"\xff\xd8", *read.kept, *head, scan_of_all, b"\xff\xd9"])


def _parted(values: NDArray[np.int16], turn: _Turn) -> NDArray[np.int16]:
    """Return what each block differs by from the one before of its colour."""
    turns = values.reshape(-1, len(turn.whose))
    for _, blocks, _, _ in turn.places():
        own = turns[:, blocks]
        turns[:, blocks] = np.diff(own.reshape(-1), prepend=np.int16(0)).reshape(own.shape)
    return turns.reshape(-1)
