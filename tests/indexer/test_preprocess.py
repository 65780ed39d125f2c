"""Pictures are resized, cut and scaled as torchvision does, by the numbers of the bundle alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from indexer.preprocess import fit, normalise
from tests.indexer.references.pictures import Case, cases, image_spec, paint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

CASES = list(cases())


@pytest.fixture(scope="module")
def answers() -> Mapping[str, NDArray[np.generic]]:
    """What torchvision gave for each case, from `references/make_references.py`."""
    with np.load(Path(__file__).parent / "references" / "pictures.npz") as stored:
        return dict(stored)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_pixels_are_torchvision_s(case: Case, answers: Mapping[str, NDArray[np.generic]]) -> None:
    pixels = fit(paint(case.width, case.height), case.spec)
    assert pixels.shape == (case.spec.size, case.spec.size, 3)
    off = np.abs(pixels.astype(int) - answers[case.name].astype(int))
    assert off.max() <= 1  # Of 255; it is 0 with the Pillow that made the references.


def test_scaled_pixels_are_torchvision_s(answers: Mapping[str, NDArray[np.generic]]) -> None:
    scaled = [case for case in CASES if f"{case.name}-normalised" in answers]
    assert len(scaled) == 4
    for case in scaled:
        pixels = np.asarray(answers[case.name], np.uint8)[None]
        expected = np.asarray(answers[f"{case.name}-normalised"], np.float32)
        np.testing.assert_allclose(normalise(pixels, case.spec)[0], expected, rtol=0, atol=1e-6)


def test_every_mode_and_interpolation_has_its_answer() -> None:
    ways = {(case.spec.resize_mode, case.spec.interpolation) for case in CASES}
    assert len(ways) == 4


def test_channels_last_is_the_same_picture_the_other_way_round() -> None:
    pixels = np.arange(2 * 8 * 8 * 3, dtype=np.uint8).reshape(2, 8, 8, 3)
    first = normalise(pixels, image_spec(8, "squash", "bilinear", layout="NCHW"))
    last = normalise(pixels, image_spec(8, "squash", "bilinear", layout="NHWC"))
    assert first.shape == (2, 3, 8, 8)
    assert first.flags.c_contiguous
    np.testing.assert_array_equal(first.transpose(0, 2, 3, 1), last)


def test_no_pictures_are_no_numbers() -> None:
    nothing = np.empty((0, 8, 8, 3), np.uint8)
    assert normalise(nothing, image_spec(8, "squash", "bilinear")).shape == (0, 3, 8, 8)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK", "1"])
def test_any_mode_becomes_red_green_and_blue(mode: str) -> None:
    picture = paint(50, 40).convert(mode)
    spec = image_spec(16, "shortest", "bicubic")
    np.testing.assert_array_equal(fit(picture, spec), fit(picture.convert("RGB"), spec))


@pytest.mark.parametrize("size", [(200_000, 1), (1, 200_000), (30_000, 300)])
def test_a_strip_shows_its_middle_and_takes_no_giant_in_between(size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size, "red")
    middle = (size[0] // 2, size[1] // 2)
    picture.paste("blue", (middle[0] - 300, middle[1] - 300, middle[0] + 300, middle[1] + 300))
    pixels = fit(picture, image_spec(256, "shortest", "bicubic"))
    assert pixels.shape == (256, 256, 3)
    assert (pixels == (0, 0, 255)).all()


@given(
    st.integers(1, 400),
    st.integers(1, 400),
    st.sampled_from(["squash", "shortest"]),
    st.sampled_from(["bilinear", "bicubic"]),
    st.integers(1, 64),
)
def test_a_picture_of_any_shape_becomes_the_square(
    width: int, height: int, mode: str, interpolation: str, side: int
) -> None:
    plain = Image.new("RGB", (width, height), (10, 200, 30))
    pixels = fit(plain, image_spec(side, mode, interpolation))
    assert pixels.shape == (side, side, 3)
    assert (pixels == (10, 200, 30)).all()
