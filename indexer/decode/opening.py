"""A file, whatever its name says -> a picture of Pillow's, or the reason why there is none.

Owns which formats are opened, how large a picture may be, and the sentences for files that
cannot be read. Colours, previews and EXIF come after.
"""

from __future__ import annotations

import io
import threading
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

# The formats are named one by one: Pillow's own list of all would take 0.1 s to load, and would
# open files that are programs (PostScript).
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from indexer.content_key import WHOLE_UP_TO, key_of_bytes, key_of_large
from indexer.decode import UnreadablePhoto
from indexer.files import open_file, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLUGINS: Final = (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
FORMATS: Final = ("JPEG", "PNG", "HEIF", "WEBP", "GIF", "TIFF", "BMP", "DIB", "AVIF", "MPO")

MOST_PIXELS: Final = 180_000_000
"""What is held in memory at once: 0.7 GB at Pillow's four bytes, a scan of 150 megapixels."""

MOST_STORED_PIXELS: Final = 1_000_000_000
"""What a JPEG may hold that is decoded at a smaller scale: a panorama of a gigapixel takes 3 s."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: its key, and its bytes to read from."""

    key: bytes
    stream: BinaryIO
    head: bytes


@contextmanager
def content_of(path: str) -> Iterator[Content]:
    """Open a file, read it once if it is not too large for that, and give its content.

    Raises:
        UnreadablePhoto: It is empty, no file, or cannot be read.
    """
    try:
        with open_file(path) as file:
            yield _content(file)
    except OSError as error:
        raise UnreadablePhoto(reason_of(error)) from error


def _content(file: BinaryIO) -> Content:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not size:
        raise UnreadablePhoto("The file is empty.")
    if size > WHOLE_UP_TO:
        key = key_of_large(file, size)
        file.seek(0)
        head = file.read(64)
        file.seek(0)
        return Content(key, file, head)
    read = file.read()
    return Content(key_of_bytes(read), io.BytesIO(read), read[:64])


_LOCK: Final = threading.RLock()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Pillow from warning, and from judging sizes, which is done here with the reason.

    Both are settings of the whole process, so one picture at a time has them and puts them back.
    """
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = limit


def open_picture(content: Content) -> Image.Image:
    """Return the picture of a file by what it holds, not yet decoded.

    Raises:
        UnreadablePhoto: It is no picture, or of a kind that Shoebox does not read.
    """
    _know_heif(content.head)
    try:
        return Image.open(content.stream, formats=FORMATS)
    except UnidentifiedImageError as error:
        raise UnreadablePhoto(_what_it_is_instead(content.head)) from error
    except MemoryError as error:
        raise UnreadablePhoto("The picture needs more memory than there is.") from error
    # A damaged file makes a decoder fail in ways that nobody has listed.
    except Exception as error:
        raise UnreadablePhoto("The picture is damaged: its beginning makes no sense.") from error


def decode(picture: Image.Image) -> None:
    """Decode the pixels, at the scale that was asked of the picture with `draft`.

    Raises:
        UnreadablePhoto: The picture is damaged or too large.
    """
    try:
        picture.load()
    except MemoryError as error:
        raise UnreadablePhoto("The picture needs more memory than there is.") from error
    except Exception as error:  # As above.
        raise UnreadablePhoto(_what_broke(error)) from error


def refuse_giants(stored: tuple[int, int], decoded: tuple[int, int]) -> None:
    """Refuse a picture that would take too much memory or time.

    Raises:
        UnreadablePhoto: With the size in its reason.
    """
    width, height = stored
    if decoded[0] * decoded[1] > MOST_PIXELS or width * height > MOST_STORED_PIXELS:
        megapixels = round(width * height / 1_000_000)
        raise UnreadablePhoto(
            "The picture is too large to open safely: "
            f"{width} × {height} pixels ({megapixels} megapixels)."
        )


def _know_heif(head: bytes) -> None:
    """Teach Pillow HEIC, at the first file that needs it."""
    if head[4:8] == b"ftyp" and "HEIF" not in Image.OPEN:
        import pillow_heif

        pillow_heif.register_heif_opener()


def _what_it_is_instead(head: bytes) -> str:
    if head.startswith(tuple(_BEGINNINGS)):
        return "The picture is damaged: its beginning makes no sense."
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<script")):
        return "It is not a picture, although its name says so: it is a web page."
    if start.startswith((b"<svg", b"<?xml")):
        return "It is a drawing or a text (XML), not a photo."
    if not any(head):
        return "It is not a picture, although its name says so: it holds only zeros."
    if all(32 <= byte < 127 or byte in b"\t\r\n" for byte in head):
        return "It is not a picture, although its name says so: it is a text."
    return "It is not a picture, or of a kind that Shoebox does not read."


_BEGINNINGS: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM")


def _what_broke(error: Exception) -> str:
    said = str(error).lower()
    if "truncated" in said or "not enough" in said or isinstance(error, EOFError):
        return "The picture breaks off before its end: the file is damaged or was not copied whole."
    return "The picture is damaged."
