"""A picture laid on another: found where it was cut out, near where it is a copy, far elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from indexer.duplicates import DEFAULT_DISTANCE
from indexer.duplicates.alignment import COARSE, aligned, beginnings
from indexer.duplicates.changes import SIDE, changes
from indexer.duplicates.distances import FURTHEST, compared
from indexer.duplicates.pictures import contrasts
from tests.bench import altered

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@pytest.fixture(scope="module")
def cat(real_pictures: Path) -> Image.Image:
    return Image.open(real_pictures / "cat.png").convert("RGB")


def grey(picture: Image.Image, side: int) -> NDArray[np.float32]:
    square = picture.convert("L").resize((side, side), Image.Resampling.BOX)
    return contrasts(np.asarray(square)[None])


def coloured(picture: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.HAMMING))[None]


def distance(one: Image.Image, other: Image.Image) -> float:
    """The distance of two pictures, the first laid on the second."""
    _, maps = beginnings(grey(one, COARSE), grey(other, COARSE), np.zeros(1, np.intp))
    maps = aligned(grey(one, COARSE), grey(other, COARSE), maps, steps=6)
    sizes = np.array([one.size], float), np.array([other.size], float)
    far, maps = compared(grey(one, 64), grey(other, 64), maps, *sizes)
    return max(float(far[0]), float(changes(coloured(one), coloured(other), maps)[0]))


def test_a_crop_is_found_where_it_was_cut_out(cat: Image.Image) -> None:
    left, top, share = 0.06, 0.10, 0.88
    box = [left * cat.width, top * cat.height]
    box += [box[0] + share * cat.width, box[1] + share * cat.height]
    crop = cat.crop((round(box[0]), round(box[1]), round(box[2]), round(box[3])))
    _, maps = beginnings(grey(crop, COARSE), grey(cat, COARSE), np.zeros(1, np.intp))
    maps = aligned(grey(crop, COARSE), grey(cat, COARSE), maps, steps=8)
    (linear, shift) = maps[0, :, :2], maps[0, :, 2]
    assert np.diag(linear) == pytest.approx([share, share], abs=0.02)
    assert shift == pytest.approx([2 * left + share - 1, 2 * top + share - 1], abs=0.03)


@pytest.mark.parametrize("kind", altered.COPIES)
def test_copies_are_near(cat: Image.Image, kind: str) -> None:
    copy = altered.COPIES[kind](cat, np.random.default_rng(7))
    assert distance(copy, cat) < DEFAULT_DISTANCE


def test_what_only_looks_like_a_copy_is_far(cat: Image.Image, real_pictures: Path) -> None:
    chance = np.random.default_rng(7)
    flower = Image.open(real_pictures / "flower.jpg").convert("RGB")
    assert distance(*altered.moved_camera(cat, chance)) == FURTHEST
    assert distance(*altered.burst(cat, flower, chance)) > DEFAULT_DISTANCE
    assert distance(altered.mirrored(cat), cat) > DEFAULT_DISTANCE
    assert distance(flower, cat) > DEFAULT_DISTANCE


def test_a_picture_turned_or_stretched_by_much_is_another_one(cat: Image.Image) -> None:
    turned = cat.rotate(10, Image.Resampling.BICUBIC)
    assert distance(turned, cat) > 50
    stretched = cat.resize((cat.width, cat.height * 13 // 10))
    assert distance(stretched, cat) == FURTHEST


def test_plain_pictures_are_like_nothing() -> None:
    white, red = Image.new("RGB", (64, 64), "white"), Image.new("RGB", (64, 64), "red")
    alike, _ = beginnings(grey(white, COARSE), grey(red, COARSE), np.zeros(1, np.intp))
    assert alike[0] == 0
