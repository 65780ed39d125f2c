"""A file, whatever its name says -> a picture of Pillow's, or the reason why there is none.

Owns how large a picture may be, and the sentences for files that cannot be read. Which formats are
opened, is `plugins`' matter; colours, previews and EXIF come after.
"""

from __future__ import annotations

import io
import os
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

from indexer.content_key import WHOLE_UP_TO, key_of_bytes, key_of_large
from indexer.decode import UnreadablePhoto, bands, jxl, plugins, progressive
from indexer.decode.guarding import NOT_WHOLE, reasons, silent_libraries, small_inside
from indexer.decode.tiff import mend_planes
from indexer.files import open_file, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_MEMORY: Final = 850_000_000
"""Bytes that one picture may take while it is decoded: a scan of 140 megapixels, for example. With
the file and the process itself, that is what `workers` lets a process take."""

_BYTES_A_PIXEL: Final = {"WEBP": 16, "AVIF": 9, "HEIF": 8, "JXL": 12, "JPEG2000": 20}
"""At the peak, as measured; 6 for other formats, and 9 where they have transparency."""

MOST_STORED_PIXELS: Final = 1_000_000_000
"""What a JPEG may hold that is decoded at a smaller scale: a gigapixel takes some 5 s."""

_SLOW: Final = {"BLP", "DDS", "FTEX", "MSP", "QOI"}
MOST_SLOW_PIXELS: Final = 5_000_000
"""What may be decoded of formats for which Pillow has no quick decoder: 4 s for each million pixels
at worst (DDS of noise, measured)."""

_HEAD: Final = 64
_SIGNATURES: Final = (
    b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM", b"8BPS",
    b"\0\0\1\0", b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51", b"icns", b"qoif", b"DDS ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds.

    Attributes:
        key: Its content key.
        name: Its name.
        stream: Its bytes, to read from; in memory if there are no more than 32 MB.
        head: Its first bytes.
    """

    key: bytes
    name: str
    stream: BinaryIO
    head: bytes

    @property
    def suffix(self) -> str:
        """What follows the last dot of its name, in small letters."""
        return os.path.splitext(self.name)[1].lower().removeprefix(".")


@contextmanager
def content_of(path: str) -> Iterator[Content]:
    """Open a file and read it, once if it is not too large for that.

    Raises:
        UnreadablePhoto: It is empty, not a file, or cannot be read.
    """
    with ExitStack() as opened:
        try:
            content = _content(opened.enter_context(open_file(path)), os.path.basename(path))
        except OSError as error:
            raise UnreadablePhoto(reason_of(error)) from error
        yield content


def _content(file: BinaryIO, name: str) -> Content:
    size = file.seek(0, io.SEEK_END)
    if size > WHOLE_UP_TO:
        key = key_of_large(file, size)
        file.seek(0)
        head = file.read(_HEAD)
        file.seek(0)
        return Content(key, name, file, head)
    file.seek(0)
    read = file.read(size + 1)  # One that grows as fast as it is read would never end.
    if not read:
        raise UnreadablePhoto("The file is empty.")
    if len(read) != size:
        raise UnreadablePhoto("Something was writing to it while it was being read.")
    return Content(key_of_bytes(read), name, io.BytesIO(read), read[:_HEAD])


def open_picture(content: Content) -> ImageFile.ImageFile:
    """Return the picture of a file by what it holds, not yet decoded.

    Raises:
        UnreadablePhoto: It is no picture, or of a kind that Shoebox does not read.
    """
    with reasons():
        formats = plugins.usual(content.head)
        try:
            return _opened_jxl(content) if formats == ("JXL",) else _opened(content, formats)
        except UnidentifiedImageError as error:
            raise UnreadablePhoto(_what_it_is_instead(content.head)) from error


def _opened(content: Content, formats: tuple[str, ...]) -> ImageFile.ImageFile:
    try:
        return Image.open(content.stream, formats=formats)
    except UnidentifiedImageError:
        rare = plugins.rare()
    if content.head.startswith(plugins.NESTING):
        with small_inside():
            return Image.open(content.stream, formats=rare)
    return Image.open(content.stream, formats=rare)


def _opened_jxl(content: Content) -> ImageFile.ImageFile:
    """Open a JPEG XL, which decodes it: a giant is refused before."""
    header = jxl.header_of(content.stream)
    if header is None:
        raise UnreadablePhoto(NOT_WHOLE)
    pixels = header.width * header.height
    refuse_beyond((header.width, header.height), _BYTES_A_PIXEL["JXL"] * pixels)
    content.stream.seek(0)
    picture = Image.open(content.stream, formats=("JXL",))
    if header.orientation != 1 and not getattr(picture, "jpeg", False):
        picture.getexif()[ExifTags.Base.Orientation] = 1  # It was turned, and EXIF tells of before.
    return picture


def scale_down(picture: ImageFile.ImageFile, times: int) -> None:
    """Have a picture decoded at a smaller scale, if its format can do that.

    Args:
        picture: Not yet decoded; its size becomes the one at which it is going to be.
        times: By what whole number both its sides may be divided.
    """
    if times < 2:
        return
    if picture.format == "JPEG2000":
        _leave_out_detail(picture, times)
    else:
        picture.draft(None, (picture.width // times, picture.height // times))


def _leave_out_detail(picture: ImageFile.ImageFile, times: int) -> None:
    """Have a JPEG 2000 halved as often as `times` allows and it is stored in halves."""
    stream = cast("BinaryIO", picture.fp)
    place = stream.tell()
    stream.seek(0)
    start = stream.read(_JPEG2000_HEADER)
    stream.seek(place)
    style = start.find(b"\xff\x52", max(0, start.find(b"\xff\x4f\xff\x51")))
    halves = start[style + 9] if 0 <= style < len(start) - 9 else 0
    # Pillow's JPEG 2000 reader has a number where the class has a method.
    picture.reduce = min(times.bit_length() - 1, halves)  # type: ignore[assignment, method-assign]


_JPEG2000_HEADER: Final = 65_536


def refuse_giants(picture: ImageFile.ImageFile, stored: tuple[int, int]) -> None:
    """Refuse a picture that would take too much memory or time.

    Args:
        picture: Not yet decoded, with the scale set at which it is going to be.
        stored: Width and height in the file.

    Raises:
        UnreadablePhoto: With the size in its reason.
    """
    slow = picture.format in _SLOW and stored[0] * stored[1] > MOST_SLOW_PIXELS
    refuse_beyond(stored, MOST_MEMORY + 1 if slow else memory_of(picture, stored))


def refuse_beyond(stored: tuple[int, int], memory: int) -> None:
    """Refuse a picture of that size, or which takes that many bytes while it is decoded.

    Raises:
        UnreadablePhoto: With the size in its reason.
    """
    width, height = stored
    if width * height > MOST_STORED_PIXELS or memory > MOST_MEMORY:
        raise UnreadablePhoto(
            f"The picture is too large to open safely: {width:,} × {height:,} pixels."
        )


def memory_of(picture: ImageFile.ImageFile, stored: tuple[int, int]) -> int:
    """Return the bytes that decoding takes at its peak.

    Args:
        picture: Not yet decoded, with the scale set at which it is going to be.
        stored: Width and height in the file.
    """
    each = _BYTES_A_PIXEL.get(picture.format or "", 9 if picture.has_transparency_data else 6)
    # What halves a picture on the way tells so only afterwards.
    halves = getattr(picture, "_reduce", 0)
    pixels = (picture.width >> halves) * (picture.height >> halves)
    return each * pixels + coefficients_of(picture, stored)


def coefficients_of(picture: ImageFile.ImageFile, stored: tuple[int, int]) -> int:
    """Return the bytes that a progressive JPEG takes besides its pixels, at whatever scale.

    It is in memory with all its coefficients, two bytes each: as many as there are samples.
    """
    layers = getattr(picture, "layer", ())
    if not picture.info.get("progressive") or not layers:
        return 0
    samples = sum(across * down for _, across, down, _ in layers)
    shared = max(layer[1] for layer in layers) * max(layer[2] for layer in layers)
    if not shared:
        return 0  # No decoder takes a frame that was sampled so.
    return int(2 * stored[0] * stored[1] * samples / shared)


def without_detail(picture: ImageFile.ImageFile, times: int) -> ImageFile.ImageFile:
    """Return a picture that is wanted so many times smaller; a huge progressive JPEG plain.

    Raises:
        UnreadablePhoto: The picture is damaged, or breaks off.
    """
    is_huge = coefficients_of(picture, picture.size) > bands.LARGE
    if picture.format != "JPEG" or times < progressive.BLOCK or not is_huge:
        return picture
    with reasons():
        flattened = progressive.flattened(cast("BinaryIO", picture.fp))
        return (
            picture if flattened is None else Image.open(io.BytesIO(flattened), formats=("JPEG",))
        )


def shrunk_in_bands(picture: ImageFile.ImageFile, times: int) -> Image.Image:
    """Return a picture that `bands` can take, in sRGB and that many times smaller.

    Raises:
        UnreadablePhoto: The picture is damaged, breaks off, or would take too long.
    """
    is_giant = picture.width * picture.height > bands.MOST_PIXELS
    refuse_beyond(picture.size, MOST_MEMORY + 1 if is_giant else 0)
    with reasons(), silent_libraries():
        return bands.shrunk(picture, times)


def decode(picture: ImageFile.ImageFile) -> None:
    """Decode the pixels, at the scale that was asked of the picture with `draft`.

    Raises:
        UnreadablePhoto: The picture is damaged, or breaks off.
    """
    is_tiff = picture.format == "TIFF"
    with reasons(), silent_libraries() if is_tiff else nullcontext():
        if is_tiff:
            mend_planes(picture)
        try:
            with small_inside():
                picture.load()
        except OSError as error:
            if picture.format not in {"JPEG", "MPO"} or "truncated" not in str(error):
                raise
            _load_without_end(picture, error)
        if picture.format == "JPEG2000":
            picture.reduce = 0  # type: ignore[assignment, method-assign] # It hides the method.


def _load_without_end(picture: ImageFile.ImageFile, error: OSError) -> None:
    """Take a JPEG that lacks its last bytes only; of any other, say where it breaks off.

    Some cameras and many downloads leave the mark of the end out, and every viewer shows them.
    """
    box = picture.im.getbbox(False) if picture._im is not None else None
    rows = box[3] if box else 0  # What was not decoded is all zeros.
    missing = picture.height - rows
    if rows <= missing or missing > _ROWS_HELD_BACK:
        told = f"breaks off after {100 * rows // picture.height} %" if rows else "is not whole"
        raise UnreadablePhoto(
            f"The picture {told}: it is damaged, or was not copied to its end."
        ) from error
    stream = cast("BinaryIO", picture.fp)
    stream.seek(0)
    picture.fp = io.BytesIO(stream.read() + b"\xff\xd9")
    picture.load()


_ROWS_HELD_BACK: Final = 18
"""libjpeg gives the last row of blocks, and two more of pixels, only when it has seen the end."""


def _what_it_is_instead(head: bytes) -> str:
    if head.startswith(_SIGNATURES) or (head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS):
        return "The picture is damaged, not whole, or of a rare kind that Shoebox does not read."
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").lower()
    if not start:
        return "It is not a picture, although its name says so: it holds only zeros."
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<script")):
        return "It is not a picture, although its name says so: it is a web page."
    if start.startswith((b"<svg", b"<?xml")):
        return "It is a drawing or a text (XML), not a photo."
    if all(32 <= byte < 127 or byte in b"\t\r\n" for byte in head):
        return "It is not a picture, although its name says so: it is a text."
    return "It is not a picture, or of a kind that Shoebox does not read."


_HEIF_BRANDS: Final = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
