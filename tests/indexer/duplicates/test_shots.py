"""Two moments of one camera are two shots; a time zone is none."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.catalog.traits import Traits
from indexer.duplicates.shots import different_shots, of_other_shots
from indexer.duplicates.stars import likenesses

NOON = "2023-05-01T12:00:00"


def traits_of(*taken_at: str, cameras: tuple[int, ...]) -> Traits:
    numbers = np.arange(len(taken_at)) + 1
    return Traits(
        ids=numbers,
        content_keys=numbers,
        hashes=np.zeros(len(numbers), np.uint64),
        taken_at=np.array(taken_at, "datetime64[us]"),
        cameras=np.array(cameras),
        sizes=np.ones((len(numbers), 2)),
    )


def told_apart(one: str, other: str, cameras: tuple[int, int] = (1, 1)) -> bool:
    traits = traits_of(one, other, cameras=cameras)
    return bool(different_shots(traits, np.array([[0, 1]]))[0])


@pytest.mark.parametrize(
    "other", ["2023-05-01T12:00:01", "2023-05-01T12:07:00", "2023-05-03T12:00"]
)
def test_another_moment_is_another_shot(other: str) -> None:
    assert told_apart(NOON, other)
    assert told_apart(other, NOON)


def test_ten_frames_a_second_are_ten_shots() -> None:
    assert told_apart(f"{NOON}.10", f"{NOON}.20")
    assert not told_apart(f"{NOON}.10", f"{NOON}.101")


@pytest.mark.parametrize(
    "other", [NOON, f"{NOON}.4", "2023-05-01T14:00:00", "2023-05-01T06:30:00", "NaT"]
)
def test_the_same_moment_another_zone_or_none_may_be_a_copy(other: str) -> None:
    assert not told_apart(NOON, other)


@pytest.mark.parametrize("cameras", [(1, 2), (0, 0), (1, 0)])
def test_clocks_of_two_cameras_tell_nothing(cameras: tuple[int, int]) -> None:
    assert not told_apart(NOON, "2023-05-01T12:07:00", cameras)


def test_a_copy_without_a_date_is_of_the_nearest_shot_alone() -> None:
    later = "2023-05-01T12:00:01"
    traits = traits_of(NOON, later, NOON, "NaT", "NaT", cameras=(1, 1, 1, 0, 0))
    like = likenesses([(1, 4, 5.0), (2, 4, 9.0), (3, 4, 7.0), (4, 5, 2.0), (2, 5, 3.0)])
    assert of_other_shots(traits, like) == [(4, 2)]
    assert of_other_shots(traits, likenesses([(1, 4, 5.0), (2, 5, 3.0)])) == []
