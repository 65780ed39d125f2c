"""Examples move a tag, the more of them the farther, and without any it is its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.tags.heads import Examples, Head, fitted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

PER_COSINE = 20.0
DIM = 24


def library(count: int = 400) -> Numbers:
    """Photos of unit length whose first number alone says what the tag is about."""
    vectors = np.random.default_rng(0).normal(size=(count, DIM)).astype(np.float32)
    unit: Numbers = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


PHOTOS = library()


def taught(places: list[int], odds: float = 0.0) -> Head:
    """The head of photos of which those have the tag whose first number is above 0."""
    vectors = PHOTOS[places]
    said = Examples(vectors, vectors[:, 0] > 0, np.full(len(places), odds, np.float32))
    return fitted(said, PHOTOS, PER_COSINE)


def moves(head: Head, photos: Numbers) -> Numbers:
    """By how much the odds of photos change."""
    change: Numbers = PER_COSINE * (photos @ head.shift + np.float32(head.bias))
    return change


def test_photos_like_the_confirmed_gain_and_those_like_the_refused_lose() -> None:
    places = list(range(60))
    change = moves(taught(places), PHOTOS[60:])
    right = PHOTOS[60:, 0] > 0
    assert change[right].mean() > 0.5
    assert change[~right].mean() < -0.5


@pytest.mark.parametrize("right", [True, False])
def test_one_answer_is_enough_for_a_small_step(right: bool) -> None:
    said = Examples(PHOTOS[:1], np.array([right]), np.zeros(1, np.float32))
    change = moves(fitted(said, PHOTOS, PER_COSINE), PHOTOS)
    assert (change[0] > 0) == right
    assert np.abs(change).argmax() == 0, "no photo is moved farther than the one that was shown"


def test_what_was_known_already_teaches_next_to_nothing() -> None:
    sure = np.array([30.0, -30.0], np.float32)
    said = Examples(PHOTOS[:2], np.array([True, False]), sure)
    assert np.abs(moves(fitted(said, PHOTOS, PER_COSINE), PHOTOS)).max() < 1e-6


def test_more_answers_move_a_tag_farther() -> None:
    few, some, many = (
        float(np.linalg.norm(taught(list(range(count))).shift)) for count in (1, 10, 100)
    )
    assert few < some < many


def test_hundreds_of_answers_by_chance_move_a_tag_little() -> None:
    right = np.random.default_rng(1).random(len(PHOTOS)) > 0.5
    said = Examples(PHOTOS, right, np.zeros(len(PHOTOS), np.float32))
    assert moves(fitted(said, PHOTOS, PER_COSINE), PHOTOS).std() < 0.25


def test_a_photo_that_is_like_all_others_stays_where_it_was() -> None:
    head = taught(list(range(50)))
    assert abs(float(moves(head, PHOTOS.mean(axis=0)))) < 1e-4


def test_contradicting_answers_cancel_each_other() -> None:
    twice = np.stack([PHOTOS[0], PHOTOS[0]])
    said = Examples(twice, np.array([True, False]), np.zeros(2, np.float32))
    assert np.abs(moves(fitted(said, PHOTOS, PER_COSINE), PHOTOS)).max() < 1e-5


def test_a_library_of_one_motif_breaks_nothing() -> None:
    same = np.repeat(PHOTOS[:1], 5, axis=0)
    said = Examples(same[:2], np.array([True, True]), np.zeros(2, np.float32))
    head = fitted(said, same, PER_COSINE)
    assert np.isfinite(head.shift).all()


def test_a_head_comes_back_as_it_was_stored() -> None:
    head = Head(PHOTOS[0], -0.25, 0.125, 0.5)
    again = Head.unpacked(head.packed())
    assert np.array_equal(again.shift, head.shift)
    assert (again.bias, again.middle, again.spread) == (-0.25, 0.125, 0.5)
