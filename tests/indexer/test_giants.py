"""Pictures too large for memory lie on the disk while somebody looks at them, and no longer."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from indexer.decode import UnreadablePhoto, read_picture
from indexer.giants import Giants, Part
from indexer.places import user_cache
from tests.indexer.decode.pictures import TO_STORE, four_corners, wide_profile
from tests.indexer.decode.test_psd import Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZE = (2503, 1201)
WHOLE = Part(0.0, 0.0, 1.0, 1.0)
SAVED: dict[str, dict[str, Any]] = {
    "RGB.jpg": {"quality": 90},
    "progressive.jpg": {"quality": 90, "progressive": True},
    "L.jpg": {},
    "CMYK.jpg": {},
    "RGB.png": {},
    "P.png": {},
    "LA.png": {},
    "RGBA.png": {},
    "I;16.png": {},
    "1.png": {},
    "profile.png": {"icc_profile": wide_profile()},
    "RGB.tif": {"compression": "tiff_lzw"},
    "L.tif": {},
    "RGB.webp": {},
}


@pytest.fixture(scope="module")
def process() -> Iterator[Giants]:
    """One process for all of these tests."""
    made = Giants()
    yield made
    made.close()


def _grain() -> Image.Image:
    """A picture of which no two parts are alike."""
    waves = np.add.outer(np.arange(SIZE[1]) % 97, np.arange(SIZE[0]) % 89)
    red = np.broadcast_to(np.linspace(0, 255, SIZE[0]), waves.shape)
    blue = np.broadcast_to(np.linspace(0, 255, SIZE[1])[:, None], waves.shape)
    return Image.fromarray(np.stack([red, waves, blue], axis=-1).astype(np.uint8))


@pytest.mark.parametrize("name", SAVED)
def test_it_is_the_picture_of_its_file_to_the_last_level(
    tmp_path: Path, process: Giants, name: str
) -> None:
    mode, path = name.partition(".")[0], tmp_path / name
    picture = _grain()
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257)
    elif mode in {"L", "CMYK", "P", "LA", "RGBA", "1"}:
        picture = picture.convert(mode)
    picture.save(path, **SAVED[name])
    giant = process.unfold(str(path), SIZE[0] * SIZE[1])
    pixels, part = giant.cut(WHOLE, SIZE[0])
    process.let_go(giant)
    assert part == WHOLE
    assert np.array_equal(pixels[..., :3], read_picture(str(path)))


@pytest.mark.parametrize("depth", [8, 16])
def test_a_document_of_photoshop_is_too(tmp_path: Path, process: Giants, depth: int) -> None:
    path = Document(depth=depth, packed=True).write(tmp_path / "a.psd")
    giant = process.unfold(str(path), 63 * 48)
    pixels, _ = giant.cut(WHOLE, 63)
    process.let_go(giant)
    assert np.array_equal(pixels[..., :3], read_picture(str(path)))


@pytest.mark.parametrize("orientation", [1, *TO_STORE])
def test_a_part_of_it_is_upright_and_no_finer_than_needed(
    tmp_path: Path, process: Giants, orientation: int
) -> None:
    upright = four_corners(3000, 1400)
    ImageDraw.Draw(upright).rectangle((2000, 300, 2099, 399), fill=(1, 2, 3))
    stored = upright if orientation == 1 else upright.transpose(TO_STORE[orientation])
    exif = Image.Exif()
    exif[274] = orientation
    stored.save(tmp_path / "a.png", exif=exif)
    giant = process.unfold(str(tmp_path / "a.png"), 3000 * 1400)
    assert giant.width == 3000
    wanted = Part(1990.4 / 3000, 300 / 1400, 2100 / 3000, 400 / 1400)
    pixels, part = giant.cut(wanted, 3000)
    half, of_half = giant.cut(wanted, 1500)
    process.let_go(giant)
    assert part.left == 1990 / 3000
    assert pixels.shape == (100, 110, 4)
    assert np.array_equal(pixels[..., :3], np.asarray(upright)[300:400, 1990:2100])
    assert half.shape == (50, 55, 4)
    assert tuple(half[25, 30]) == (1, 2, 3, 255)
    assert of_half.right == 1050 / 1500


def test_nothing_stays_on_the_disk(tmp_path: Path, process: Giants) -> None:
    _grain().save(tmp_path / "a.png")
    giant = process.unfold(str(tmp_path / "a.png"), SIZE[0] * SIZE[1])
    assert not list((user_cache() / "giants").iterdir())
    process.let_go(giant)
    (tmp_path / "b.png").write_bytes(b"no picture")
    with pytest.raises(UnreadablePhoto):
        process.unfold(str(tmp_path / "b.png"), 100)
    assert not list((user_cache() / "giants").iterdir())


def test_a_disk_that_is_nearly_full_is_left_alone(tmp_path: Path, process: Giants) -> None:
    _grain().save(tmp_path / "a.png")
    with pytest.raises(UnreadablePhoto, match="too little room"):
        process.unfold(str(tmp_path / "a.png"), 10**15)


def test_it_can_be_ended_in_the_middle_and_begins_again(tmp_path: Path) -> None:
    Image.new("RGB", (9000, 9000)).save(tmp_path / "a.png", compress_level=1)
    with_process = Giants()
    told: list[str] = []

    def unfold() -> None:
        try:
            with_process.unfold(str(tmp_path / "a.png"), 81_000_000)
        except UnreadablePhoto as unreadable:
            told.append(unreadable.reason)

    at_work = threading.Thread(target=unfold)
    at_work.start()
    while not with_process.has_process:
        time.sleep(0.001)
    with_process.end()
    at_work.join()
    assert told == ["Nobody waits for it any more."]
    assert not list((user_cache() / "giants").iterdir())
    again = with_process.unfold(str(tmp_path / "a.png"), 81_000_000)
    assert again.width == 9000
    with_process.close()
    with pytest.raises(UnreadablePhoto):
        with_process.unfold(str(tmp_path / "a.png"), 81_000_000)
