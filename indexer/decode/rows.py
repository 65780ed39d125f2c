"""The rows of a PNG, some at a time.

Each is told by what differs from the one above, so every piece is given the last row of the piece
before, as it came out of it.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import ImageFile

BAND: Final = 8_000_000
"""Bytes of the rows of a piece, about."""

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PIECE: Final = 1_000_000


def can(picture: ImageFile.ImageFile) -> bool:
    """Whether a row is told by the one before as it is decoded: of eight bits, not interlaced."""
    kinds = {tile.args for tile in picture.tile}
    return kinds <= {"L", "LA", "P", "RGB", "RGBA"} and not picture.info.get("interlace")


def pieces(stream: BinaryIO) -> Iterator[Image.Image]:
    """Yield the picture of a PNG in pieces of some rows, from top to bottom.

    Raises:
        Exception: It is damaged; as Pillow and zlib tell it.
    """
    stream.seek(len(_SIGNATURE))
    chunks, header, beside, packed = _chunks(stream), b"", b"", b""
    for kind, content in chunks:
        if kind == b"IHDR":
            header = content
        elif kind in {b"PLTE", b"tRNS"}:
            beside += _chunk(kind, content)
        elif kind == b"IDAT":
            packed = content
            break
    width, _, depth, colours = struct.unpack(">IIBB", header[:10])
    length = 1 + (width * depth * _CHANNELS[colours] + 7) // 8
    last = bytes(length)
    for block in _unpacked(chunks, packed, max(1, BAND // length) * length):
        count = len(block) // length
        head = header[:4] + struct.pack(">I", count + 1) + header[8:]
        whole = io.BytesIO(_png(head, beside, last + block))
        with Image.open(whole, formats=("PNG",)) as piece:
            piece.load()
            last = b"\0" + _row(piece, count)
            yield piece.crop((0, 1, width, count + 1))


def _row(piece: Image.Image, number: int) -> bytes:
    """Return a row as it is stored, whatever it was told from."""
    return piece.crop((0, number, piece.width, number + 1)).tobytes()


def _png(header: bytes, beside: bytes, rows: bytes) -> bytes:
    content = _chunk(b"IDAT", zlib.compress(rows, 0))
    return _SIGNATURE + _chunk(b"IHDR", header) + beside + content + _chunk(b"IEND", b"")


def _unpacked(chunks: Iterator[tuple[bytes, bytes]], packed: bytes, size: int) -> Iterator[bytes]:
    """Yield the rows of a PNG, in blocks of that many bytes; the last may have fewer."""
    unpacker, block, missing = zlib.decompressobj(), list[bytes](), size
    others = (content for kind, content in chunks if kind == b"IDAT")
    content: bytes | None = packed
    while content is not None:
        while content and not unpacker.eof:  # What follows the end would be given back for ever.
            block.append(unpacker.decompress(content, missing))
            missing -= len(block[-1])
            content = unpacker.unconsumed_tail
            if not missing:
                yield b"".join(block)
                block, missing = [], size
        content = next(others, None)
    if missing < size:
        yield b"".join(block)


def _chunks(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    while len(head := stream.read(8)) == 8:
        length = int.from_bytes(head[:4], "big")
        if head[4:] == b"IDAT":
            while length:
                content = stream.read(min(length, _PIECE))
                if not content:
                    raise OSError("it breaks off")
                length -= len(content)
                yield b"IDAT", content
        else:
            yield head[4:], stream.read(length)
        stream.seek(4, io.SEEK_CUR)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
