"""The viewer finds its way along a list of which it only knows what is so many steps further."""

from __future__ import annotations

import pytest

from app.viewer.course import Course


def _course(count: int) -> Course:
    return Course(lambda photo, step: photo + step if 0 <= photo + step < count else None)


@pytest.mark.parametrize("count", [1, 2, 12, 1_000_000])
def test_the_ends_of_any_list_are_found(count: int) -> None:
    for photo in {0, count // 3, count - 1}:
        assert _course(count).end(photo, -1) == (0, photo)
        assert _course(count).end(photo, 1) == (count - 1, count - 1 - photo)
        assert _course(count).standing(photo) == (photo + 1, count)


def test_those_around_come_nearest_first_and_none_past_the_ends() -> None:
    assert list(_course(5).around(1, 3).items()) == [(0, 1), (1, 2), (-1, 0), (2, 3), (3, 4)]
