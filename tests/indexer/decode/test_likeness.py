"""Likeness: similar pictures share most of 64 bits, others about half."""

from __future__ import annotations

import io
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageEnhance

from indexer.decode.likeness import perceptual_hash

if TYPE_CHECKING:
    from pathlib import Path


def _distance(one: Image.Image, other: Image.Image) -> int:
    return ((perceptual_hash(one) ^ perceptual_hash(other)) & (2**64 - 1)).bit_count()


@pytest.fixture(scope="module")
def pictures(real_pictures: Path) -> list[Image.Image]:
    return [Image.open(path).convert("RGB") for path in sorted(real_pictures.iterdir())]


def test_a_copy_in_another_size_or_quality_differs_in_few_bits(pictures: list[Image.Image]) -> None:
    for picture in pictures:
        saved = io.BytesIO()
        picture.resize((200, 140)).save(saved, "JPEG", quality=30)
        assert _distance(picture, Image.open(saved).convert("RGB")) <= 6
        assert _distance(picture, ImageEnhance.Brightness(picture).enhance(1.2)) <= 10
        assert _distance(picture, picture.convert("L").convert("RGB")) <= 2


def test_other_pictures_differ_in_many_bits(pictures: list[Image.Image]) -> None:
    assert min(_distance(one, other) for one, other in combinations(pictures, 2)) >= 16


def test_the_hash_fits_what_sqlite_holds(pictures: list[Image.Image]) -> None:
    hashes = [perceptual_hash(picture) for picture in pictures]
    assert all(-(2**63) <= hash_ < 2**63 for hash_ in hashes)
    assert any(hash_ < 0 for hash_ in hashes)


def test_a_picture_of_one_colour_has_a_hash_without_noise() -> None:
    hashes = {perceptual_hash(Image.new("RGB", (90, 60), (level,) * 3)) for level in (0, 99, 255)}
    assert len(hashes) <= 2


def test_the_smallest_picture_has_a_hash() -> None:
    assert isinstance(perceptual_hash(Image.new("RGB", (1, 1))), int)
