"""Previews: small, sharp enough, and never larger than the picture."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from indexer.decode import LARGE, SMALL, UnreadablePhoto, read_preview, read_whole
from indexer.decode.drawing import TOLERANCE, shrink, to_jpeg
from tests.indexer.decode.pictures import are_alike, four_corners


@pytest.mark.parametrize("longest", [SMALL, LARGE])
@pytest.mark.parametrize(
    "size",
    [(4000, 3000), (3000, 4000), (1000, 750), (1057, 700), (1921, 1080), (8000, 500), (353, 9)],
)
def test_the_longest_side_is_what_was_asked_or_a_tenth_more(
    size: tuple[int, int], longest: int
) -> None:
    shrunk = shrink(four_corners(*size), longest)
    wanted = min(max(size), longest)
    assert wanted <= max(shrunk.size) <= min(max(size), longest * TOLERANCE)
    aspect = shrunk.width / shrunk.height * size[1] / size[0]
    assert aspect == pytest.approx(1, abs=0.6 / min(shrunk.size))
    assert are_alike(np.asarray(shrunk)) or min(size) < 20


def test_a_picture_that_is_small_already_is_left_alone() -> None:
    picture = four_corners(300, 200)
    assert shrink(picture, SMALL) is picture


def test_a_line_stays_a_line() -> None:
    assert shrink(Image.new("RGB", (20_000, 1)), LARGE).size == (1000, 1)
    assert shrink(Image.new("RGB", (1, 20_000)), SMALL).size == (1, 323)


def test_a_preview_is_a_jpeg() -> None:
    drawn = Image.open(io.BytesIO(to_jpeg(four_corners())))
    assert (drawn.format, drawn.mode, drawn.size) == ("JPEG", "RGB", (200, 120))
    assert are_alike(np.asarray(drawn))


def test_a_preview_holds_nothing_but_the_picture() -> None:
    picture = four_corners()
    exif = Image.Exif()
    exif[271] = "Maker"
    picture.info["exif"] = exif.tobytes()
    picture.info["comment"] = b"private"
    picture.info["icc_profile"] = b"wide"
    assert b"Maker" not in to_jpeg(picture)
    assert b"private" not in to_jpeg(picture)
    assert b"wide" not in to_jpeg(picture)


@pytest.mark.parametrize("size", [(320, 213), (213, 320), (960, 640), (40, 30), (320, 3)])
@pytest.mark.parametrize("side", [64, 380])
def test_a_preview_is_cut_square(size: tuple[int, int], side: int) -> None:
    pixels = read_preview(to_jpeg(Image.new("RGB", size, "red")), size=(side, side))
    assert pixels.shape == (side, side, 3)
    assert pixels.dtype == np.uint8
    assert abs(pixels.reshape(-1, 3).mean(axis=0) - (255, 0, 0)).max() < 4


def test_a_grey_preview_is_cut_square_too() -> None:
    encoded = io.BytesIO()
    Image.new("L", (320, 200), 90).save(encoded, "JPEG")
    assert read_preview(encoded.getvalue(), size=(50, 50)).shape == (50, 50, 3)


def test_of_a_tall_preview_rather_the_upper_part_is_kept() -> None:
    tall = Image.new("RGB", (100, 300), "white")
    tall.paste("red", (0, 80, 100, 180))
    pixels = read_preview(to_jpeg(tall), size=(100, 100))
    assert pixels[4:96, :, 1].max() < 40


@pytest.mark.parametrize(
    "encoded", [b"", b"no picture", to_jpeg(Image.new("RGB", (320, 200)))[:400]]
)
def test_a_damaged_preview_is_told(encoded: bytes) -> None:
    with pytest.raises(UnreadablePhoto, match="damaged"):
        read_preview(encoded, size=(50, 50))


@pytest.mark.parametrize(("grey", "shape"), [(True, (64, 64)), (False, (64, 64, 3))])
def test_a_whole_preview_is_squeezed_into_a_square(grey: bool, shape: tuple[int, ...]) -> None:
    picture = Image.new("RGB", (300, 100), "black")
    picture.paste("white", (200, 0, 300, 100))
    drawn = read_whole(to_jpeg(picture), side=64, grey=grey)
    assert drawn.shape == shape
    assert drawn[:, :40].max() < 16
    assert drawn[:, 45:].min() > 240


def test_bytes_that_are_no_preview_are_told_of() -> None:
    with pytest.raises(UnreadablePhoto):
        read_whole(b"no picture", side=64, grey=True)
