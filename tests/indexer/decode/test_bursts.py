"""A burst is known by what cameras and phones write into each of its photos, or into its name."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from indexer.decode import read_photo
from indexer.decode.bursts import burst_of
from tests.indexer.decode.packets import xmp

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.decode import DecodeRecipe
    from tests.conftest import PaintPhoto

UUID = "0F2C7B6E-98A5-4C71-8C11-1E2F3A4B5C6D"


def apple(text: str, *, order: str = ">", tag: int = 0x000B) -> bytes:
    """Apple's block of EXIF, with another field before that text."""
    mark = b"MM" if order == ">" else b"II"
    content = text.encode() + b"\0"
    place = 14 + 2 + 2 * 12 + 4
    fields = struct.pack(f"{order}H", 2)
    fields += struct.pack(f"{order}HHII", 1, 9, 1, 14)
    fields += struct.pack(f"{order}HHII", tag, 2, len(content), place)
    return b"Apple iOS\0\0\x01" + mark + fields + bytes(4) + content


@pytest.mark.parametrize(
    ("name", "burst"),
    [
        ("00001IMG_00001_BURST20180726114533123.jpg", "burst20180726114533123"),
        ("00000IMG_00000_BURST20180726114533123_COVER.jpg", "burst20180726114533123"),
        ("DSC_0001_BURST20180726114533123.JPG", "burst20180726114533123"),
        ("IMG_20180726_114533_BURST001_COVER.jpg", "img_20180726_114533_burst"),
        ("IMG_20180726_114533_BURST12.jpg", "img_20180726_114533_burst"),
        ("20170514_141521_Burst01.jpg", "20170514_141521_burst"),
        ("PXL_20221001_123456789.BURST-02.jpg", "pxl_20221001_123456789.burst"),
        ("20160630_121314_001.jpg", "20160630_121314"),
        ("IMG_20180726_114533.jpg", None),
        ("20160630_121314.jpg", None),
        ("20160630_121314_0001.jpg", None),
        ("burst.jpg", None),
        ("Sunburst01.jpg", None),
        ("sunburst_0001.jpg", None),
    ],
)
def test_names_tell_it_as_phones_write_them(name: str, burst: str | None) -> None:
    assert burst_of(name, None, None) == burst


@pytest.mark.parametrize("order", [">", "<"])
def test_apple_writes_it_into_a_block_of_its_own(order: str) -> None:
    assert burst_of("IMG_0001.HEIC", None, apple(UUID, order=order)) == UUID
    assert burst_of("IMG_0001.HEIC", "written", apple(UUID, order=order)) == "written"
    assert burst_of("IMG_0001.HEIC", None, apple(UUID, order=order, tag=0x0011)) is None


def test_of_what_is_broken_in_it_nothing_is_told() -> None:
    whole = apple(UUID)
    for length in range(len(whole) - len(UUID) - 1):
        assert burst_of("a.jpg", None, whole[:length]) is None
    for block in (None, "Apple iOS", b"Nikon" + whole, whole.replace(b"\0\0\0%", b"\xff\xff\xff%")):
        assert burst_of("a.jpg", None, block) is None


def test_it_is_read_from_a_file(
    tmp_path: Path, paint_photo: PaintPhoto, recipe: DecodeRecipe
) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x927C] = apple(UUID)
    path = paint_photo(tmp_path / "a.jpg", exif=exif.tobytes())
    assert read_photo(str(path), recipe).facts.burst == UUID
    packet = xmp(
        "",
        attributes='xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:BurstID="b-1"',
    )
    path = paint_photo(tmp_path / "b.jpg", xmp=packet)
    assert read_photo(str(path), recipe).facts.burst == "b-1"
