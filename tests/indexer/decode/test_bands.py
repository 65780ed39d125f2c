"""Huge pictures, band by band: the same to the last level as if they were decoded at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from indexer.decode import UnreadablePhoto, bands, plain, read_photo, read_picture, rows, strips
from tests.indexer.decode.packets import iptc
from tests.indexer.decode.pictures import TO_STORE, are_alike, four_corners, giant_png, wide_profile

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.decode import DecodeRecipe

SIZE = (607, 361)
CASES = [
    *(("PNG", mode, {}) for mode in ("RGB", "L", "RGBA", "LA", "P")),
    *(("TIFF", mode, {}) for mode in ("RGB", "L", "RGBA", "CMYK", "P")),
    *(
        ("TIFF", "RGB", {"compression": name})
        for name in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg")
    ),
    ("TIFF", "RGB", {"compression": "tiff_lzw", "tiffinfo": {322: 128, 323: 64}}),
    *(("BMP", mode, {}) for mode in ("RGB", "RGBA", "L", "P")),
    *(("PPM", mode, {}) for mode in ("RGB", "L")),
    ("PNG", "RGB", {"icc_profile": wide_profile()}),
]


@pytest.fixture
def in_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every picture decoded in bands of a few rows."""
    monkeypatch.setattr(bands, "LARGE", 0)
    for module in (bands, plain, rows, strips):
        monkeypatch.setattr(module, "BAND", 20_000)


@pytest.mark.parametrize(("format_", "mode", "save"), CASES)
def test_a_picture_in_bands_is_the_same(
    tmp_path: Path,
    request: pytest.FixtureRequest,
    format_: str,
    mode: str,
    save: dict[str, object],
) -> None:
    grain = np.random.default_rng(0).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    path = tmp_path / "a"
    Image.fromarray(grain).convert(mode).save(path, format_, **save)
    whole = read_picture(str(path), longest=100)
    request.getfixturevalue("in_bands")
    assert np.array_equal(read_picture(str(path), longest=100), whole)


@pytest.mark.usefixtures("in_bands")
@pytest.mark.parametrize(
    ("format_", "orientation"), [("PNG", 1), ("PNG", 6), ("TIFF", 1), ("TIFF", 6)]
)
def test_it_keeps_what_the_file_says(
    tmp_path: Path, recipe: DecodeRecipe, format_: str, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0110], exif[0x0132] = "Painter", "2023:05:01 12:00:00"
    exif[0x0112] = orientation
    picture = four_corners(3000, 2000)
    if orientation in TO_STORE:
        picture = picture.transpose(TO_STORE[orientation])
    picture.save(tmp_path / "a", format_, exif=exif)
    photo = read_photo(str(tmp_path / "a"), recipe)
    assert are_alike(photo.pixels, within=16)
    facts = photo.facts
    assert (facts.width, facts.height, facts.format) == (3000, 2000, format_)
    assert (facts.camera, facts.taken_at) == ("Painter", "2023-05-01T12:00:00")


@pytest.mark.usefixtures("in_bands")
def test_it_keeps_what_imagemagick_copied_into_a_png(tmp_path: Path, recipe: DecodeRecipe) -> None:
    block = iptc({(2, 120): ["Snow"]})
    info = PngInfo()
    info.add_text("Raw profile type iptc", f"\niptc\n{len(block):8}\n{block.hex()}\n")
    four_corners(3000, 2000).save(tmp_path / "a.png", pnginfo=info)
    assert read_photo(str(tmp_path / "a.png"), recipe).facts.caption == "Snow"


@pytest.mark.usefixtures("in_bands")
@pytest.mark.parametrize("format_", ["PNG", "TIFF", "BMP", "PPM"])
@pytest.mark.parametrize("share", [0.7, 0.3])
def test_what_breaks_off_is_refused(tmp_path: Path, format_: str, share: float) -> None:
    grain = np.random.default_rng(0).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    path = tmp_path / "a"
    Image.fromarray(grain).save(path, format_)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(UnreadablePhoto, match="damaged"):
        read_picture(str(path), longest=100)


def test_a_giant_of_few_bytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(giant_png(20_000, 10_000))
    with pytest.raises(UnreadablePhoto, match="damaged"):
        read_picture(str(tmp_path / "a.png"), longest=100)
    (tmp_path / "a.png").write_bytes(giant_png(30_000, 20_000))
    with pytest.raises(UnreadablePhoto, match="too large to open safely: 30,000 × 20,000"):
        read_picture(str(tmp_path / "a.png"), longest=100)


@pytest.mark.usefixtures("in_bands")
def test_what_cannot_be_taken_in_bands_is_decoded_at_once(tmp_path: Path) -> None:
    levels = np.linspace(0, 65535, 600).astype(np.uint16)[None].repeat(300, 0)
    Image.fromarray(levels).save(tmp_path / "deep.png")
    four_corners(600, 300).save(tmp_path / "plain.jpg")
    assert read_picture(str(tmp_path / "deep.png"), longest=100)[0, -1, 0] >= 250
    assert are_alike(read_picture(str(tmp_path / "plain.jpg"), longest=100))
