"""Colours: whatever a file holds comes out as 8-bit sRGB on white."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageCms

from indexer.decode import read_picture
from indexer.decode.colour import to_srgb
from tests.indexer.decode.pictures import (
    BLUE,
    GREEN,
    PALE,
    RED,
    are_alike,
    corners,
    four_corners,
    planar_tiff,
    png,
    ramp,
    wide_profile,
)

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

WHITE = (255, 255, 255)


def _read(path: Path, picture: Image.Image, **save: object) -> NDArray[np.uint8]:
    picture.save(path, **save)  # type: ignore[arg-type] # Pillow types each option by itself.
    return read_picture(str(path))


def _is_ramp(pixels: NDArray[np.uint8], *, within: int = 1) -> bool:
    """Whether the greys rise evenly from black to white."""
    expected = (ramp() / 257).astype(int)[:, :, None]
    return bool(np.abs(pixels.astype(int) - expected).max() <= within)


@pytest.mark.parametrize("name", ["g.png", "g.tif"])
def test_16_bit_greys_are_scaled_and_not_cut_off(tmp_path: Path, name: str) -> None:
    assert _is_ramp(_read(tmp_path / name, Image.fromarray(ramp())))


def test_compressed_and_big_endian_16_bit_greys_are_the_same(tmp_path: Path) -> None:
    assert _is_ramp(_read(tmp_path / "a.tif", Image.fromarray(ramp()), compression="tiff_lzw"))
    assert _is_ramp(_read(tmp_path / "b.tif", Image.fromarray(ramp().astype(">u2"))))


def test_16_bit_greys_of_which_zero_is_white_are_turned_over(tmp_path: Path) -> None:
    negative = Image.fromarray(~ramp())
    assert _is_ramp(_read(tmp_path / "a.tif", negative, tiffinfo={262: 0}))


@pytest.mark.parametrize(
    "levels",
    [
        ramp().astype(np.int32),
        (ramp() / 65535).astype(np.float32),
        (ramp() / 257).astype(np.float32),
    ],
    ids=["32 bits", "float to 1", "float to 255"],
)
def test_deeper_greys_are_scaled_by_their_likely_white(
    tmp_path: Path, levels: NDArray[np.generic]
) -> None:
    assert _is_ramp(_read(tmp_path / "a.tif", Image.fromarray(levels)))


def test_floats_of_any_scale_and_without_sense_make_some_picture(tmp_path: Path) -> None:
    levels = (ramp() * 1e6 - 3e9).astype(np.float32)
    assert _is_ramp(_read(tmp_path / "a.tif", Image.fromarray(levels)))
    levels[0, :9] = [np.nan, np.inf, -np.inf] * 3
    assert _read(tmp_path / "b.tif", Image.fromarray(levels)).shape == (120, 200, 3)
    flat = np.full((4, 4), np.nan, np.float32)
    assert not _read(tmp_path / "c.tif", Image.fromarray(flat)).any()


def test_16_bit_colours_and_transparency_are_read(tmp_path: Path) -> None:
    deep = np.asarray(four_corners()).astype(np.uint16) * 257
    (tmp_path / "rgb.png").write_bytes(png(deep, kind=2))
    assert are_alike(read_picture(str(tmp_path / "rgb.png")), within=0)
    seen = np.full((*deep.shape[:2], 1), 65535, np.uint16)
    seen[:60, :100] = 0
    (tmp_path / "rgba.png").write_bytes(png(np.concatenate([deep, seen], axis=2), kind=6))
    assert corners(read_picture(str(tmp_path / "rgba.png"))) == [WHITE, GREEN, BLUE, PALE]


def test_a_palette_and_its_transparent_colour_lie_on_white(tmp_path: Path) -> None:
    picture = four_corners().quantize(8)
    clear = picture.getpixel((5, 5))
    for name in ("a.png", "a.gif"):
        pixels = _read(tmp_path / name, picture, transparency=clear)
        assert corners(pixels) == [WHITE, GREEN, BLUE, PALE]
    assert are_alike(_read(tmp_path / "b.png", picture), within=0)


def test_one_colour_that_means_transparent_lies_on_white(tmp_path: Path) -> None:
    pixels = _read(tmp_path / "a.png", four_corners(), transparency=RED)
    assert corners(pixels) == [WHITE, GREEN, BLUE, PALE]


@pytest.mark.parametrize("order", ["<", ">"])
def test_16_bit_colours_that_lie_apart_are_read(tmp_path: Path, order: str) -> None:
    (tmp_path / "a.tif").write_bytes(planar_tiff(four_corners(), order))
    assert are_alike(read_picture(str(tmp_path / "a.tif")), within=0)


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif", "a.avif"])
def test_half_transparent_pixels_mix_with_white(tmp_path: Path, name: str) -> None:
    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 128))
    save: dict[str, object] = {"lossless": True} if name == "a.webp" else {}
    pixels = _read(tmp_path / name, picture, **save)
    assert abs(int(pixels.mean()) - 127) <= 2


def test_grey_with_transparency_lies_on_white(tmp_path: Path) -> None:
    picture = four_corners().convert("LA")
    picture.putalpha(Image.new("L", picture.size, 0))
    assert (_read(tmp_path / "a.png", picture) == 255).all()


def test_bits_are_black_and_white(tmp_path: Path) -> None:
    picture = four_corners().convert("1")
    for name, save in (("a.png", {}), ("a.tif", {"compression": "group4"})):
        pixels = _read(tmp_path / name, picture, **save)
        assert corners(pixels)[3] == WHITE
        assert set(np.unique(pixels)) == {0, 255}


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr", "LAB"])
def test_other_colour_spaces_of_tiff_are_read(tmp_path: Path, mode: str) -> None:
    picture = four_corners()
    if mode == "LAB":
        to_lab = ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
        )
        picture = to_lab.apply(picture)
    else:
        picture = picture.convert(mode)
    # As scanners write it; Pillow 12 does not read it without compression.
    save = {"compression": "jpeg"} if mode == "YCbCr" else {}
    assert are_alike(_read(tmp_path / "a.tif", picture, **save))


def test_inks_of_a_jpeg_are_read_as_adobe_stores_them(tmp_path: Path) -> None:
    assert are_alike(_read(tmp_path / "a.jpg", four_corners().convert("CMYK"), quality=95))


def test_inks_of_a_jpeg_without_adobes_mark_are_what_they_say(tmp_path: Path) -> None:
    written = io.BytesIO()
    ImageChops.invert(four_corners().convert("CMYK")).save(written, "JPEG", quality=95)
    jpeg = written.getvalue()
    mark = jpeg.index(b"\xff\xee")
    length = int.from_bytes(jpeg[mark + 2 : mark + 4], "big")
    (tmp_path / "a.jpg").write_bytes(jpeg[:mark] + jpeg[mark + 2 + length :])
    assert are_alike(read_picture(str(tmp_path / "a.jpg")))


def test_a_wide_profile_is_brought_to_srgb(tmp_path: Path) -> None:
    wide = Image.new("RGB", (32, 32), (0, 200, 0))
    pixels = _read(tmp_path / "a.png", wide, icc_profile=wide_profile())
    # Less red than none cannot be shown; the green of P3 is more than sRGB's.
    assert pixels[9, 9].tolist() == pytest.approx([0, 204, 0], abs=2)
    grey = _read(
        tmp_path / "b.png", Image.new("RGB", (8, 8), (90, 90, 90)), icc_profile=wide_profile()
    )
    assert (abs(grey.astype(int) - 90) <= 1).all()


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.avif"])
def test_profiles_are_found_in_every_format_that_has_them(tmp_path: Path, name: str) -> None:
    wide = Image.new("RGB", (32, 32), (200, 60, 60))
    plain = _read(tmp_path / name, wide)
    turned = _read(tmp_path / name, wide, icc_profile=wide_profile())
    assert turned[9, 9, 0] > plain[9, 9, 0] + 5


def test_a_heic_profile_is_found(tmp_path: Path) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.register_heif_opener()
    wide = Image.new("RGB", (64, 64), (200, 60, 60))
    pixels = _read(tmp_path / "a.heic", wide, icc_profile=wide_profile())
    assert pixels[9, 9, 0] > 210


def test_a_profile_of_srgb_changes_nothing(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = _read(tmp_path / "a.png", four_corners(), icc_profile=srgb)
    assert are_alike(pixels, within=0)


@pytest.mark.parametrize(
    "profile",
    [b"no profile", b"", bytes(200), wide_profile()[:150], wide_profile()[:-40]],
    ids=["text", "nothing", "zeros", "cut off", "short"],
)
def test_a_broken_profile_leaves_the_colours_as_they_are(tmp_path: Path, profile: bytes) -> None:
    assert are_alike(_read(tmp_path / "a.png", four_corners(), icc_profile=profile))


def test_a_profile_of_other_colours_than_the_pictures_is_left_alone(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert are_alike(_read(tmp_path / "a.png", four_corners(), icc_profile=lab), within=0)
    grey = _read(tmp_path / "b.png", four_corners().convert("L"), icc_profile=wide_profile())
    assert grey.shape == (120, 200, 3)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "1", "P", "CMYK", "YCbCr", "I;16", "F"])
def test_a_picture_made_smaller_on_the_way_keeps_its_colours(mode: str) -> None:
    picture = four_corners(800, 480)
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257)
    elif mode == "P":
        picture = picture.quantize(16)
    else:
        picture = picture.convert(mode, dither=Image.Dither.NONE)
    whole, half = to_srgb(picture), to_srgb(picture, times=4)
    assert half.size == (200, 120)
    assert np.allclose(corners(np.asarray(whole)), corners(np.asarray(half)), atol=2)


def test_transparent_colours_do_not_bleed_when_made_smaller() -> None:
    picture = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    picture.paste((0, 0, 255, 255), (0, 0, 33, 64))
    pixels = np.asarray(to_srgb(picture, times=2))
    assert pixels[:, :, 0].max() == 255  # White,
    assert not ((pixels[:, :, 0] > pixels[:, :, 2]) | (pixels[:, :, 2] < 255)).any()  # never red.


def test_pillows_own_picture_survives(tmp_path: Path) -> None:
    written = io.BytesIO()
    four_corners().save(written, "PNG", transparency=RED)
    picture = Image.open(written)
    to_srgb(picture)
    assert picture.mode == "RGB"
    assert picture.info["transparency"] == RED
