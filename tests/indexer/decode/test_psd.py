"""Photoshop's documents of 16 bits, and large ones, are shown flattened, with what they say."""

from __future__ import annotations

import os
import struct
import tracemalloc
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import ExifTags, Image

from indexer.decode import UnreadablePhoto, read_photo, read_picture
from tests.indexer.decode.packets import iptc, xmp
from tests.indexer.decode.pictures import four_corners

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.decode import DecodeRecipe

COLOURS = {"L": 1, "RGB": 3, "RGBA": 3, "CMYK": 4}


@dataclass(frozen=True)
class Document:
    """How a document is written."""

    mode: str = "RGB"
    depth: int = 16
    large: bool = False
    packed: bool = False
    resources: bytes = b""

    def write(self, path: Path) -> Path:
        path.write_bytes(self.content())
        return path

    def content(self) -> bytes:
        picture = four_corners(63, 48).convert(self.mode)
        planes = np.asarray(picture).reshape(48, 63, -1).transpose(2, 0, 1)
        if self.mode == "CMYK":
            planes = 255 - planes
        stored = planes.astype(">u2") * 257 if self.depth == 16 else planes
        head = struct.pack(
            ">4sH6xHIIHH", b"8BPS", 2 if self.large else 1, len(planes), 48, 63, self.depth,
            COLOURS[self.mode],
        )  # fmt: skip
        layers = bytes(range(10))
        length = len(layers).to_bytes(8 if self.large else 4, "big")
        told = len(self.resources).to_bytes(4, "big") + self.resources
        return head + bytes(4) + told + length + layers + self._composite(stored)

    def _composite(self, stored: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
        if not self.packed:
            return b"\0\0" + stored.tobytes()
        rows = [packed(row.tobytes()) for plane in stored for row in plane]
        kind = ">I" if self.large else ">H"
        lengths = b"".join(struct.pack(kind, len(row)) for row in rows)
        return b"\0\x01" + lengths + b"".join(rows)


def packed(row: bytes) -> bytes:
    """A row as PackBits: what repeats as a count, what does not as it is."""
    out, at = b"", 0
    while at < len(row):
        run = 1
        while run < 128 and row[at : at + run + 1] == row[at : at + 1] * (run + 1):
            run += 1
        out += bytes([(257 - run) % 256]) + row[at : at + 1]
        at += run
    return out


def resource(number: int, content: bytes) -> bytes:
    even = content + b"\0" * (len(content) % 2)
    return b"8BIM" + struct.pack(">H", number) + b"\x03abc" + struct.pack(">I", len(content)) + even


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("depth", "large"), [(16, False), (8, True), (16, True)])
@pytest.mark.parametrize("mode", COLOURS)
def test_what_pillow_does_not_read_is_shown_flattened(
    tmp_path: Path, mode: str, depth: int, large: bool, packed: bool
) -> None:
    path = Document(mode, depth, large, packed).write(tmp_path / "a.psb")
    shown = read_picture(str(path))
    expected = np.asarray(four_corners(63, 48).convert(mode).convert("RGB"))
    assert shown.shape == (48, 63, 3)
    assert np.abs(shown.astype(int) - expected).max() <= 1


@pytest.mark.parametrize("depth", [8, 16])
def test_what_a_document_says_is_read(tmp_path: Path, recipe: DecodeRecipe, depth: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "EOS R5"
    exif[ExifTags.Base.DateTime] = "2023:05:01 12:30:00"
    told = resource(1058, exif.tobytes()[6:])
    told += resource(1028, iptc({(2, 25): ["dog"]}))
    told += resource(1060, xmp("", attributes='xmp:Rating="4"'))
    path = Document(depth=depth, resources=told).write(tmp_path / "a.psd")
    facts = read_photo(str(path), recipe).facts
    assert (facts.camera, facts.taken_at, facts.format) == ("EOS R5", "2023-05-01T12:30:00", "PSD")
    assert (facts.rating, facts.keywords) == (4, ("dog",))


@pytest.mark.parametrize("packed", [False, True])
def test_what_breaks_off_has_a_reason(tmp_path: Path, packed: bool) -> None:
    whole = Document(packed=packed, resources=resource(1060, xmp(""))).content()
    for length in (27, 30, 60, len(whole) // 2, len(whole) - 1):
        (tmp_path / "a.psd").write_bytes(whole[:length])
        with pytest.raises(UnreadablePhoto):
            read_picture(str(tmp_path / "a.psd"))


def test_a_giant_and_other_colours_are_refused_with_a_reason(tmp_path: Path) -> None:
    head = struct.Struct(">4sH6xHIIHH")
    for told, reason in (
        ((b"8BPS", 2, 3, 200_000, 200_000, 16, 3), "too large to open safely"),
        ((b"8BPS", 1, 3, 48, 63, 32, 3), "32 bits to each"),
        ((b"8BPS", 2, 1, 48, 63, 8, 2), "a palette"),
    ):
        (tmp_path / "a.psd").write_bytes(head.pack(*told) + bytes(100))
        with pytest.raises(UnreadablePhoto, match=reason):
            read_picture(str(tmp_path / "a.psd"))


def test_what_is_told_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    whole = Document(resources=b"8BIM").content()
    start = whole.index(b"8BIM") - 4
    told = 200_000_000
    path = tmp_path / "a.psd"
    with path.open("wb") as file:
        file.write(whole[:start] + told.to_bytes(4, "big"))
        file.seek(told, os.SEEK_CUR)
        file.write(whole[start + 8 :])
    tracemalloc.start()
    try:
        shown = read_picture(str(path))
        assert tracemalloc.get_traced_memory()[1] < told / 2
    finally:
        tracemalloc.stop()
    assert np.abs(shown.astype(int) - np.asarray(four_corners(63, 48))).max() <= 1
