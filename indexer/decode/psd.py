"""Photoshop's documents: the flattened picture of those that Pillow does not read, and their facts.

Pillow reads what has 8 bits to a colour. Those of 16 bits, and the large ones (PSB), differ little:
their lengths are longer, and of two bytes the first is enough here. Layers are never looked at;
what was saved without a flattened picture (without "compatibility") cannot be shown. As Adobe
describes it in "Photoshop File Formats Specification", 2019.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from indexer.decode import UnreadablePhoto
from indexer.decode.guarding import NOT_WHOLE, reasons
from indexer.decode.opening import refuse_beyond
from indexer.decode.photoshop import IPTC, resources_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from indexer.decode.opening import Content

_MARK: Final = b"8BPS"
_HEADER: Final = struct.Struct(">4sH6xHIIHH")
_LARGE: Final = 2
"""The version of a large document."""

_MODES: Final = {1: "L", 3: "RGB", 4: "CMYK", 8: "L", 9: "LAB"}
"""Adobe's numbers of colours that are stored one after the other."""

_PLAIN, _PACKED = range(2)
_ICC, _EXIF, _XMP = 1039, 1058, 1060
_LONGEST_BLOCK: Final = 50_000_000
"""Bytes of all that is told of the picture; thumbnails are among it."""

_OTHERWISE: Final = "It is a Photoshop document in colours that are not read here: {}."


@dataclass(frozen=True, slots=True)
class _Header:
    """What the beginning says: `depth` are bits to a colour, `mode` is Adobe's number."""

    version: int
    channels: int
    height: int
    width: int
    depth: int
    mode: int


def is_other(head: bytes) -> bool:
    """Whether a file that begins so is a document that Pillow does not read."""
    if len(head) < _HEADER.size or not head.startswith(_MARK):
        return False
    header = _Header(*_HEADER.unpack_from(head)[1:])
    return header.version == _LARGE or header.depth > 8


def flattened(content: Content) -> Image.Image:
    """Return the flattened picture of a document that Pillow does not read, with its facts.

    Raises:
        UnreadablePhoto: It is damaged, too large, or in other colours.
    """
    with reasons():
        stream = content.stream
        stream.seek(0)
        header = _Header(*_HEADER.unpack(stream.read(_HEADER.size))[1:])
        if not header.width * header.height:
            raise UnreadablePhoto(NOT_WHOLE)
        mode = _mode(header)
        planes = len(Image.new(mode, (1, 1)).getbands())
        each = planes * 2 + header.depth // 8
        refuse_beyond((header.width, header.height), each * header.width * header.height)
        stream.seek(int.from_bytes(stream.read(4), "big"), 1)
        length = int.from_bytes(stream.read(4), "big")
        block = stream.read(min(_LONGEST_BLOCK, length))
        stream.seek(length - len(block), 1)
        longer = 8 if header.version == _LARGE else 4
        stream.seek(int.from_bytes(stream.read(longer), "big"), 1)
        pictures = [Image.fromarray(plane) for plane in _planes(stream, header, planes)]
        picture = Image.merge(mode, pictures) if planes > 1 else pictures[0]
        picture.format = "PSD"
        tell(picture, dict(resources_in(block)))
        return picture


def tell(picture: Image.Image, resources: dict[int, bytes]) -> None:
    """Have what a document says of its picture be found where Pillow looks for it."""
    for number, name in ((_ICC, "icc_profile"), (_XMP, "xmp")):
        if number in resources:
            picture.info[name] = resources[number]
    if _EXIF in resources:
        picture.info["exif"] = b"Exif\0\0" + resources[_EXIF]
    if IPTC in resources:
        picture.info["photoshop"] = {IPTC: resources[IPTC]}


def _mode(header: _Header) -> str:
    if header.depth not in {8, 16}:
        raise UnreadablePhoto(_OTHERWISE.format(f"{header.depth} bits to each"))
    mode = _MODES.get(header.mode)
    if mode is None:
        raise UnreadablePhoto(_OTHERWISE.format("a palette, or channels without names"))
    return "RGBA" if mode == "RGB" and header.channels == 4 else mode


def _planes(stream: BinaryIO, header: _Header, count: int) -> Iterator[np.ndarray]:
    """Yield each colour, uint8 [height, width]; Photoshop stores how little ink there is."""
    packing = int.from_bytes(stream.read(2), "big")
    size = (header.width * header.depth // 8, header.height)
    if packing == _PLAIN:
        lengths = [size[0] * size[1]] * count
    elif packing == _PACKED:
        lengths = _packed_lengths(stream, header)[:count]
    else:
        raise UnreadablePhoto(_OTHERWISE.format("compressed as no program is known to"))
    for length in lengths:
        data = stream.read(length)
        if len(data) < length:
            raise UnreadablePhoto(NOT_WHOLE)
        decoder = ("raw", "L") if packing == _PLAIN else ("packbits", "L")
        plane = np.asarray(Image.frombytes("L", size, data, *decoder))
        plane = plane[:, :: header.depth // 8]
        yield 255 - plane if _MODES[header.mode] == "CMYK" else np.ascontiguousarray(plane)


def _packed_lengths(stream: BinaryIO, header: _Header) -> list[int]:
    """Return how many bytes each colour takes: the sum of what each of its rows does."""
    kind = np.dtype(">u4" if header.version == _LARGE else ">u2")
    rows = header.channels * header.height
    table = stream.read(rows * kind.itemsize)
    if len(table) < rows * kind.itemsize:
        raise UnreadablePhoto(NOT_WHOLE)
    each = np.frombuffer(table, kind).reshape(header.channels, header.height)
    return [int(length) for length in each.sum(axis=1, dtype=np.int64)]
