"""Who has moved or come between two pictures is seen; what was done to all of a picture is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from indexer.duplicates import DEFAULT_DISTANCE
from indexer.duplicates.changes import SIDE, changes
from tests.bench import altered

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FAR_AWAY = (0.1, 0.15)
IN_PLACE = np.array([[[1, 0, 0], [0, 1, 0]]], np.float32)


@pytest.fixture(scope="module")
def cat(real_pictures: Path) -> Image.Image:
    return Image.open(real_pictures / "cat.png").convert("RGB")


@pytest.fixture(scope="module")
def flower(real_pictures: Path) -> Image.Image:
    return Image.open(real_pictures / "flower.jpg").convert("RGB")


def square(picture: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.HAMMING))[None]


def changed(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are from each other that lie on each other as they are."""
    return float(changes(square(one), square(other), IN_PLACE)[0])


def in_corners_darker(picture: Image.Image) -> Image.Image:
    along = np.linspace(-1, 1, picture.width), np.linspace(-1, 1, picture.height)
    away = (along[0][None, :] ** 2 + along[1][:, None] ** 2) / 2
    pixels = np.asarray(picture) * (1 - 0.5 * away)[:, :, None]
    return Image.fromarray(pixels.astype(np.uint8))


def test_a_picture_is_no_change_of_itself(cat: Image.Image) -> None:
    assert changed(cat, cat) < 3


@pytest.mark.parametrize(
    "kind", ["resize", "recompress", "colour", "brightness", "greyscale", "watermark"]
)
def test_what_is_done_to_all_of_a_picture_is_no_change(cat: Image.Image, kind: str) -> None:
    copy = altered.COPIES[kind](cat, np.random.default_rng(5))
    assert changed(copy, cat) < DEFAULT_DISTANCE
    assert changed(cat, copy) < DEFAULT_DISTANCE


def test_darker_corners_and_a_darker_sky_are_no_change(cat: Image.Image) -> None:
    sky = Image.linear_gradient("L").resize(cat.size)
    assert changed(in_corners_darker(cat), cat) < DEFAULT_DISTANCE
    darker = Image.composite(cat, Image.blend(cat, Image.new("RGB", cat.size), 0.4), sky)
    assert changed(darker, cat) < DEFAULT_DISTANCE


@pytest.mark.parametrize("trembling", [False, True])
def test_somebody_far_away_who_moved_is_a_change(
    cat: Image.Image, flower: Image.Image, trembling: bool
) -> None:
    frames = altered.burst(
        cat, flower, np.random.default_rng(5), width=FAR_AWAY, trembling=trembling
    )
    assert changed(*frames) > DEFAULT_DISTANCE


def test_somebody_who_came_is_a_change_though_all_of_it_is_brighter(cat: Image.Image) -> None:
    after = cat.copy()
    left, top = cat.width // 3, cat.height // 3
    ImageDraw.Draw(after).ellipse((left, top, left + cat.width // 8, top + cat.width // 5), "white")
    assert changed(cat, after) > DEFAULT_DISTANCE
    assert changed(after, cat) > DEFAULT_DISTANCE


def test_words_as_bright_as_that_are_none(cat: Image.Image) -> None:
    words = altered.watermarked(cat, np.random.default_rng(1))
    assert words.tobytes() != cat.tobytes()
    assert changed(words, cat) < DEFAULT_DISTANCE


def test_who_moved_is_seen_in_a_grey_copy_too(cat: Image.Image, flower: Image.Image) -> None:
    frames = altered.burst(cat, flower, np.random.default_rng(5), width=FAR_AWAY, trembling=False)
    assert changed(ImageOps.grayscale(frames[1]).convert("RGB"), frames[0]) > DEFAULT_DISTANCE


def test_many_pairs_are_as_far_apart_as_each_alone(cat: Image.Image, flower: Image.Image) -> None:
    frames = altered.burst(cat, flower, np.random.default_rng(5), width=FAR_AWAY)
    laid = np.concatenate([square(cat), square(frames[0])] * 20)
    under = np.concatenate([square(cat), square(frames[1])] * 20)
    found = changes(laid, under, np.repeat(IN_PLACE, 40, axis=0))
    assert found[0::2] == pytest.approx(found[0])
    assert found[1::2] == pytest.approx(changed(*frames), rel=1e-3)


def test_plain_pictures_are_no_change_of_each_other() -> None:
    white, grey = Image.new("RGB", (64, 64), "white"), Image.new("RGB", (64, 64), "grey")
    assert changed(white, grey) < 1


def test_no_pairs_have_no_changes() -> None:
    none = np.empty((0, SIDE, SIDE, 3), np.uint8)
    assert changes(none, none, np.empty((0, 2, 3), np.float32)).shape == (0,)
