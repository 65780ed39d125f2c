"""A huge progressive JPEG made small by way of a plain one: the same to the last level."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from indexer.decode import UnreadablePhoto, bands, huffman, progressive, read_photo, read_picture
from tests.indexer.decode.pictures import wide_profile

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.decode import DecodeRecipe

SIZE = (1203, 805)
CASES: list[tuple[str, dict[str, Any]]] = [
    ("RGB", {"subsampling": 0}),
    ("RGB", {"subsampling": 0, "restart_marker_rows": 1}),
    ("RGB", {"subsampling": 0, "restart_marker_blocks": 7}),
    ("RGB", {"subsampling": 0, "quality": 97}),
    ("L", {}),
    ("CMYK", {}),
]


@pytest.fixture
def huge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every progressive JPEG taken for a huge one, and looked at in small pieces."""
    monkeypatch.setattr(bands, "LARGE", 0)
    monkeypatch.setattr(huffman, "_PIECE", 997)
    monkeypatch.setattr(huffman, "_BLOCKS", 1009)


def _painted(mode: str = "RGB") -> Image.Image:
    """Waves and grain: dark, bright and in every colour."""
    columns, rows = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    grain = np.random.default_rng(0).integers(0, 60, (SIZE[1], SIZE[0], 3))
    waves = np.stack([columns * rows // 300, columns // 5, 255 - rows // 4], axis=-1)
    return Image.fromarray(((waves + grain) % 256).astype(np.uint8)).convert(mode)


def _saved(path: Path, mode: str = "RGB", **save: Any) -> str:
    _painted(mode).save(path, "JPEG", progressive=True, **save)
    return str(path)


@pytest.mark.parametrize(("mode", "save"), CASES)
def test_an_eighth_of_it_is_the_same(
    tmp_path: Path, request: pytest.FixtureRequest, mode: str, save: dict[str, Any]
) -> None:
    path = _saved(tmp_path / "a.jpg", mode, **save)
    whole = read_picture(path, longest=150)
    request.getfixturevalue("huge")
    assert np.array_equal(read_picture(path, longest=150), whole)


@pytest.mark.usefixtures("huge")
@pytest.mark.parametrize("subsampling", [1, 2])
def test_halved_colours_have_one_for_each_of_their_blocks(tmp_path: Path, subsampling: int) -> None:
    path = _saved(tmp_path / "a.jpg", subsampling=subsampling)
    flat = progressive.flattened(io.BytesIO((tmp_path / "a.jpg").read_bytes()))
    assert flat is not None
    pictures = [Image.open(io.BytesIO(each)) for each in (flat, (tmp_path / "a.jpg").read_bytes())]
    light = []
    for picture in pictures:
        picture.draft("L", (SIZE[0] // 8, SIZE[1] // 8))
        light.append(np.asarray(picture))
    assert np.array_equal(light[0], light[1])
    near = np.asarray(Image.fromarray(read_picture(path, longest=150)).resize((15, 10)), int)
    exact = np.asarray(_painted().resize((15, 10), Image.Resampling.BOX), int)
    assert np.abs(near - exact).mean() < 8


@pytest.mark.usefixtures("huge")
def test_it_keeps_what_the_file_says(tmp_path: Path, recipe: DecodeRecipe) -> None:
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "A panorama's camera", 6
    save: dict[str, Any] = {"exif": exif, "icc_profile": wide_profile(), "comment": b"far"}
    facts = read_photo(_saved(tmp_path / "a.jpg", **save), recipe).facts
    assert (facts.width, facts.height) == SIZE[::-1]
    assert facts.camera == "A panorama's camera"
    flat = progressive.flattened(io.BytesIO((tmp_path / "a.jpg").read_bytes()))
    assert flat is not None
    info = Image.open(io.BytesIO(flat)).info
    assert info["icc_profile"] == wide_profile()
    assert "progressive" not in info


@pytest.mark.usefixtures("huge")
@pytest.mark.parametrize("kept", [0.02, 0.2, 0.6, 0.999])
def test_one_that_breaks_off_is_told(tmp_path: Path, kept: float) -> None:
    content = (tmp_path / "a.jpg", _saved(tmp_path / "a.jpg"))[0].read_bytes()
    (tmp_path / "b.jpg").write_bytes(content[: int(kept * len(content))])
    with pytest.raises(UnreadablePhoto):
        read_picture(str(tmp_path / "b.jpg"), longest=150)


def test_whatever_is_changed_in_it_it_ends(tmp_path: Path) -> None:
    content = bytearray(
        (tmp_path / "a.jpg", _saved(tmp_path / "a.jpg", quality=40))[0].read_bytes()
    )
    chance = np.random.default_rng(1)
    told = 0
    for _ in range(60):
        broken = bytearray(content)
        for place in chance.integers(2, min(len(content), 4000), 4):
            broken[place] = chance.integers(256)
        try:
            progressive.flattened(io.BytesIO(broken))
        except Exception:  # noqa: BLE001 - `reasons` takes whatever comes.
            told += 1
    assert told
