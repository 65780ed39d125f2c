"""Faults that damaged files once showed, each made anew: none may come back.

What `python -m tests.faults.fuzz` or a person finds is added here, as small as it can be made.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PIL import Image

from indexer.decode.guarding import NOT_WHOLE
from tests.indexer.decode.pictures import chunk, four_corners
from tests.indexer.decode.test_psd import Document

if TYPE_CHECKING:
    from collections.abc import Callable

_SIZE: Final = (96, 64)


@dataclass(frozen=True)
class Found:
    """A file that was read wrongly.

    Attributes:
        name: What it is, with the ending of its kind.
        once: What it did.
        content: Makes it.
        told: The sentence with which it ends now; None: it is a photo.
    """

    name: str
    once: str
    content: Callable[[], bytes]
    told: str | None = None


def _progressive() -> bytearray:
    file = io.BytesIO()
    four_corners(*_SIZE).save(file, "JPEG", progressive=True)
    return bytearray(file.getvalue())


def _samples_nothing() -> bytes:
    jpeg = _progressive()
    start = jpeg.index(b"\xff\xc2")
    for colour in range(jpeg[start + 9]):
        jpeg[start + 11 + 3 * colour] = 0
    return bytes(jpeg)


def _cut_between_two() -> bytes:
    file = io.BytesIO()
    first, *others = (Image.new("RGB", _SIZE, colour) for colour in ("red", "lime", "blue"))
    first.save(file, "GIF", save_all=True, append_images=others, duration=50)
    whole = file.getvalue()
    return whole[: whole.index(b"!\xf9", whole.index(b"!\xf9") + 1) + 4]


def _more_than_its_rows() -> bytes:
    rows = b"".join(
        b"\0" + four_corners(*_SIZE).crop((0, row, _SIZE[0], row + 1)).tobytes()
        for row in range(_SIZE[1])
    )
    header = _SIZE[0].to_bytes(4, "big") + _SIZE[1].to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(rows) + b"more"), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def _has_no_width() -> bytes:
    document = bytearray(Document().content())
    document[18:22] = bytes(4)
    return bytes(document)


def _has_rows_in_words() -> bytes:
    file = io.BytesIO()
    four_corners(*_SIZE).save(file, "TIFF", compression="tiff_adobe_deflate")
    tiff = bytearray(file.getvalue())
    tiff[tiff.index(b"\x16\x01") + 2] = 7  # Of how many rows a strip is, in bytes of no kind.
    return bytes(tiff)


FOUND: Final = (
    Found("samples-nothing.jpg", "divided by zero", _samples_nothing, NOT_WHOLE),
    Found("cut-between-two.gif", "failed when asked whether it moves", _cut_between_two),
    Found("more-than-its-rows.png", "was unpacked without end, band by band", _more_than_its_rows),
    Found("no-width.psd", "failed when its preview was to be written", _has_no_width, NOT_WHOLE),
    Found("rows-in-words.tif", "was counted in strips of a text", _has_rows_in_words, NOT_WHOLE),
)
