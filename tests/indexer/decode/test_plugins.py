"""Formats: each that is named is read, in its colours; what needs more than there is says so."""

from __future__ import annotations

import io
import struct
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from indexer.decode import DecodeRecipe, UnreadablePhoto, read_photo, read_picture
from indexer.decode.jxl import Header, header_of
from indexer.formats import PICTURES
from tests.indexer.decode.pictures import are_alike, corners, four_corners

if TYPE_CHECKING:
    from pathlib import Path

RARE = ["JPEG2000", "ICO", "ICNS", "PPM", "TGA", "QOI", "DDS", "PCX", "SGI"]
ADAPTIVE = Image.Palette.ADAPTIVE
GREY = ["PNG", "WEBP", "TIFF", "BMP", "JPEG", "JPEG2000", "PPM", "TGA", "SGI"]


def _write(path: Path, format_: str, picture: Image.Image, **save: object) -> Path:
    Image.init()
    if format_ == "JXL":
        pytest.importorskip("pillow_jxl")
    picture.save(path, format_, **save)
    return path


@pytest.mark.parametrize("format_", [*RARE, "JXL"])
def test_rare_formats_are_opened_by_what_they_hold(
    tmp_path: Path, recipe: DecodeRecipe, format_: str
) -> None:
    size = (512, 512) if format_ == "ICNS" else (200, 120)
    path = _write(tmp_path / "a.jpg", format_, four_corners(*size))
    assert are_alike(read_picture(str(path)))
    assert are_alike(read_picture(str(path), longest=50), within=20)
    photo = read_photo(str(path), recipe)
    assert are_alike(photo.pixels, within=20)
    assert photo.facts.format == format_
    assert format_ in PICTURES


@pytest.mark.parametrize("format_", [*GREY, "JXL"])
def test_grey_stays_grey(tmp_path: Path, format_: str) -> None:
    path = _write(tmp_path / "a", format_, four_corners().convert("L"))
    expected = np.asarray(four_corners().convert("L").convert("RGB"))
    assert np.abs(np.array(corners(read_picture(str(path)))) - corners(expected)).max() <= 3


@pytest.mark.parametrize("format_", ["JPEG2000", "PPM", "TIFF", "PNG"])
def test_sixteen_bits_are_read_in_their_range(tmp_path: Path, format_: str) -> None:
    levels = np.linspace(0, 65535, 200).astype(np.uint16)[None].repeat(120, 0)
    path = _write(tmp_path / "a", format_, Image.fromarray(levels))
    seen = read_picture(str(path)).astype(int)
    assert np.abs(seen - (levels >> 8)[:, :, None]).max() <= 1


@pytest.mark.parametrize("longest", [2000, 900, 500, 300, 100, 40])
def test_a_jpeg_2000_is_decoded_as_large_as_needed(tmp_path: Path, longest: int) -> None:
    path = _write(tmp_path / "a.jp2", "JPEG2000", four_corners(2000, 1200))
    pixels = read_picture(str(path), longest=longest)
    assert longest <= max(pixels.shape) < 2 * longest
    assert are_alike(pixels, within=20)


def test_a_jpeg_2000_that_is_not_stored_in_halves_is_read_too(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.j2k", "JPEG2000", four_corners(), num_resolutions=1, no_jp2=True)
    assert are_alike(read_picture(str(path), longest=40), within=20)


def test_an_icon_gives_its_largest_picture(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.ico", "ICO", four_corners(256, 256), sizes=[(16, 16), (256, 256)])
    assert read_picture(str(path)).shape == (256, 256, 3)


def test_a_picture_of_layers_is_shown_as_it_was_flattened(tmp_path: Path) -> None:
    path = tmp_path / "a.psd"
    path.write_bytes(_psd(four_corners()))
    assert are_alike(read_picture(str(path)))


def _psd(picture: Image.Image) -> bytes:
    """A Photoshop document without layers: only the composite."""
    planes = np.asarray(picture).transpose(2, 0, 1).tobytes()
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, picture.height, picture.width, 8, 3)
    return head + struct.pack(">IIIH", 0, 0, 0, 0) + planes


@pytest.mark.parametrize("bits", [10, 12])
def test_a_heic_of_more_than_8_bits_is_shown_in_its_colours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bits: int
) -> None:
    heif = pytest.importorskip("pillow_heif")
    monkeypatch.setattr(heif.options, "SAVE_HDR_TO_12_BIT", bits == 12)
    deep = np.asarray(four_corners()).astype(np.uint16) * 257
    made = heif.from_bytes("RGB;16", four_corners().size, deep.tobytes())
    made.save(tmp_path / "a.heic", quality=90)
    stored = heif.open_heif(tmp_path / "a.heic", convert_hdr_to_8bit=False)
    assert stored.info["bit_depth"] == bits
    assert are_alike(read_picture(str(tmp_path / "a.heic")), within=20)


@pytest.mark.parametrize("kind", ["palette", "cmyk", "grey and alpha"])
def test_odd_kinds_of_tiff_are_read_in_their_colours(tmp_path: Path, kind: str) -> None:
    modes = {"palette": "P", "cmyk": "CMYK", "grey and alpha": "LA"}
    picture = four_corners().convert("L") if modes[kind] == "LA" else four_corners()
    path = _write(tmp_path / "a.tif", "TIFF", picture.convert(modes[kind], palette=ADAPTIVE))
    expected = np.asarray(picture.convert("RGB"))
    assert np.abs(np.array(corners(read_picture(str(path)))) - corners(expected)).max() <= 12


def test_of_a_tiff_of_many_pages_the_first_is_shown(tmp_path: Path) -> None:
    black = Image.new("RGB", (64, 64))
    path = _write(tmp_path / "a.tif", "TIFF", four_corners(), save_all=True, append_images=[black])
    assert are_alike(read_picture(str(path)))


@pytest.mark.parametrize(
    ("module", "head", "package"),
    [
        ("pillow_jxl", b"\xff\x0a\xfa\x7f", "pillow-jxl-plugin"),
        ("pillow_heif", b"\0\0\0\x18ftypheic", "pillow-heif"),
    ],
)
def test_what_lacks_its_decoder_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, head: bytes, package: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(Image, "OPEN", dict(Image.OPEN))
    Image.OPEN.pop("JXL", None)
    Image.OPEN.pop("HEIF", None)
    (tmp_path / "a").write_bytes(head + bytes(100))
    with pytest.raises(UnreadablePhoto, match=f"needs the package {package}, which is not"):
        read_picture(str(tmp_path / "a"))


def _bare_jxl(*fields: tuple[int, int]) -> io.BytesIO:
    """The first bits of a JPEG XL: pairs of a number and in how many bits it stands."""
    bits = place = 0
    for number, count in fields:
        bits |= number << place
        place += count
    return io.BytesIO(b"\xff\x0a" + bits.to_bytes(24, "little"))


def test_the_size_of_a_jpeg_xl_is_known_before_it_is_decoded(tmp_path: Path) -> None:
    plain = [(0, 1), (3, 2), (59_999, 30), (0, 3), (3, 2), (49_999, 30), (1, 1)]
    assert header_of(_bare_jxl(*plain)) == Header(50_000, 60_000, 1)
    turned = [(1, 1), (1, 5), (4, 3), (0, 1), (1, 1), (5, 3)]
    assert header_of(_bare_jxl(*turned)) == Header(24, 16, 6)
    (tmp_path / "a.jxl").write_bytes(_bare_jxl(*plain).getvalue())
    pytest.importorskip("pillow_jxl")
    with pytest.raises(UnreadablePhoto, match="too large to open safely: 50,000 × 60,000 pixels"):
        read_picture(str(tmp_path / "a.jxl"))


@pytest.mark.parametrize("size", [(200, 120), (333, 77), (1, 1), (256, 256), (4000, 3)])
def test_the_size_in_a_real_jpeg_xl_is_understood(tmp_path: Path, size: tuple[int, int]) -> None:
    path = _write(tmp_path / "a.jxl", "JXL", Image.new("RGB", size, "red"))
    with path.open("rb") as file:
        assert header_of(file) == Header(*size, 1)
    container = tmp_path / "b.jxl"
    container.write_bytes(b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl \0\0\0\0jxlc")
    with container.open("ab+") as file:
        file.write(path.read_bytes())
        assert header_of(file) == Header(*size, 1)


def test_what_is_decoded_slowly_is_not_decoded_large(tmp_path: Path) -> None:
    head = b"qoif" + struct.pack(">II", 4000, 3000) + b"\3\0"
    (tmp_path / "a.qoi").write_bytes(head + bytes(1000))
    with pytest.raises(UnreadablePhoto, match="too large to open safely: 4,000 × 3,000 pixels"):
        read_picture(str(tmp_path / "a.qoi"))
