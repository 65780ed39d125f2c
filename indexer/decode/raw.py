"""What a camera's sensor saw -> a picture: the JPEG that the camera laid into it, or developed.

The JPEG is there at once and looks as its photographer saw it; LibRaw develops where it is missing
or too small for what is wanted, and for the viewer. This is the only file that knows rawpy.
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Literal

from PIL import ExifTags, Image

from indexer.decode import UnreadablePhoto, cr3
from indexer.decode.drawing import turned
from indexer.decode.facts import orientation_of
from indexer.decode.guarding import reasons, silent_libraries
from indexer.decode.opening import MOST_MEMORY, refuse_beyond
from indexer.formats import RAWS

if TYPE_CHECKING:
    from typing import BinaryIO

    from rawpy import RawPy

    from indexer.decode.opening import Content

_HEADS: Final = {
    b"FUJIFILMCCD-RAW": "RAF",
    b"IIRO": "ORF",
    b"IIRS": "ORF",
    b"MMOR": "ORF",
    b"IIU\0": "RW2",
    b"FOVb": "X3F",
    b"\0MRM": "MRW",
}
_TIFF: Final = (b"II*\0", b"MM\0*")
_DNG_VERSION: Final = 50706
_XMP: Final = 700
_MOST_TAGS: Final = 1000
_HEADER: Final = 1_000_000
"""Bytes at the beginning in which EXIF lies."""

_TURNS: Final = {3: 3, 5: 8, 6: 6}
"""How LibRaw numbers turns, and EXIF."""

_BYTES_A_PIXEL: Final = 14
_BYTES_A_HALVED_PIXEL: Final = 5
"""Of the sensor, while LibRaw develops all of it or one pixel of four: two of what the sensor saw,
eight of four colours, three of the picture."""


def format_of(content: Content) -> str | None:
    """Return the format of a file if a sensor's picture is in it, as "NEF"."""
    head = content.head
    for start, name in _HEADS.items():
        if head.startswith(start):
            return name
    if head[4:12] == b"ftypcrx ":
        return "CR3"
    if head[6:14] == b"HEAPCCDR":
        return "CRW"
    if not head.startswith(_TIFF):
        return None
    if head[8:10] == b"CR":
        return "CR2"
    if content.suffix in RAWS:
        return content.suffix.upper()
    return "DNG" if _has_dng_version(content.stream) else None


def _has_dng_version(stream: BinaryIO) -> bool:
    order: Literal["little", "big"] = "little" if stream.read(4) == _TIFF[0] else "big"
    stream.seek(int.from_bytes(stream.read(4), order))
    count = int.from_bytes(stream.read(2), order)
    table = stream.read(12 * min(count, _MOST_TAGS))
    stream.seek(0)
    tags = (table[place : place + 2] for place in range(0, len(table), 12))
    return any(int.from_bytes(tag, order) == _DNG_VERSION for tag in tags)


def develop(
    content: Content, format_: str, *, longest: int | None
) -> tuple[Image.Image, tuple[int, int]]:
    """Return the picture, upright, with its facts in it; and its whole size, upright too.

    Args:
        content: What the file holds.
        format_: What `format_of` says of it.
        longest: Pixels that the longest side needs; None: all there are.

    Raises:
        UnreadablePhoto: It is damaged, of a kind that LibRaw does not know, or rawpy is missing.
    """
    try:
        import rawpy
    except ImportError as error:
        told = "RAW photos need the package rawpy, which is not installed here."
        raise UnreadablePhoto(told) from error
    content.stream.seek(0)
    with reasons(), silent_libraries():
        try:
            with rawpy.imread(content.stream) as raw:
                picture, size = _picture(raw, longest)
        except rawpy.LibRawFileUnsupportedError as error:
            told = "It is a RAW photo of a camera that LibRaw does not know, or it is damaged."
            raise UnreadablePhoto(told) from error
    picture.format = format_
    _add_facts(picture, content)
    return picture, size


def _picture(raw: RawPy, longest: int | None) -> tuple[Image.Image, tuple[int, int]]:
    sizes = raw.sizes
    size = (sizes.width, sizes.height)
    if sizes.flip in {5, 6}:
        size = size[::-1]
    wanted = max(size) if longest is None else min(longest, max(size))
    picture = _preview(raw, wanted, size)
    if picture is None:
        picture = _developed(raw, size, whole=2 * wanted > max(size))
    return picture, size


def _preview(raw: RawPy, wanted: int, upright: tuple[int, int]) -> Image.Image | None:
    """Return the camera's own JPEG, upright; None if it is smaller than wanted, or unreadable."""
    with suppress(Exception):  # LibRaw and Pillow each have many names for it.
        laid_in = raw.extract_thumb()
        if not isinstance(laid_in.data, bytes):
            return None
        preview = Image.open(io.BytesIO(laid_in.data), formats=("JPEG",))
        if max(preview.size) < wanted:
            return None
        preview.draft(None, (wanted, wanted))
        refuse_beyond(preview.size, 6 * preview.width * preview.height)
        preview.load()
        orientation = orientation_of(preview)
        if orientation == 1:
            orientation = _TURNS.get(raw.sizes.flip, 1)
        if orientation >= 5 and _lies_as(preview.size, upright):
            orientation = 1  # Some cameras turn it themselves.
        # A copy, since the preview remembers what it has read of its own EXIF.
        return preview.copy() if orientation == 1 else turned(preview, orientation)
    return None


def _lies_as(size: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether both are wide, or both are high."""
    return (size[0] >= size[1]) == (other[0] >= other[1])


def _developed(raw: RawPy, size: tuple[int, int], *, whole: bool) -> Image.Image:
    pixels = size[0] * size[1]
    halved = not whole or _BYTES_A_PIXEL * pixels > MOST_MEMORY
    refuse_beyond(size, (_BYTES_A_HALVED_PIXEL if halved else _BYTES_A_PIXEL) * pixels)
    return Image.fromarray(raw.postprocess(use_camera_wb=True, half_size=halved))


def add_canons(picture: Image.Image, header: bytes) -> None:
    """Have Pillow find what a CR3 says, by the beginning of the file."""
    with suppress(Exception):  # As below.
        picture.info["exif"] = cr3.exif_of(header).tobytes()
    packet = cr3.xmp_of(header)
    if packet is not None:
        picture.info["xmp"] = packet


def _add_facts(picture: Image.Image, content: Content) -> None:
    """Have Pillow find what the file says where it looks for it, less how it has to be turned."""
    content.stream.seek(0)
    header = content.stream.read(_HEADER)
    if picture.format == "CR3":
        add_canons(picture, header)
    if header.startswith((*_TIFF, b"IIRO", b"IIRS", b"IIU\0")):
        picture.info["exif"] = b"Exif\0\0II*\0" + header[4:]
        if header.startswith(b"MM"):
            picture.info["exif"] = b"Exif\0\0" + header
    with suppress(Exception):  # Broken EXIF fails in many ways, and the picture is whole.
        exif = picture.getexif()
        exif[ExifTags.Base.Orientation] = 1
        packet = exif.get(_XMP)
        if isinstance(packet, bytes):
            picture.info["xmp"] = packet
