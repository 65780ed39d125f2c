"""A near copy that no date tells from another shot is for its owner to look at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.duplicates import Group, Kind, Member
from indexer.duplicates.discarding import Discard, discards_of
from indexer.duplicates.records import SURE_DISTANCE
from indexer.records import Photo, PhotoFacts

DATE, NO_DATE = "2023-05-01T12:00:00", None
NEAR_ENOUGH, FARTHER = SURE_DISTANCE, SURE_DISTANCE + 1


def pair(kind: Kind, distance: float, *dates: str | None) -> Group:
    """A group of two photos, taken at these moments and so far apart."""
    best, other = (
        Member(
            Photo(number, f"/p/{number}.jpg", 1, 0, b"", PhotoFacts(4, 3, "JPEG", date), 0, "", "")
        )
        for number, date in enumerate(dates, start=1)
    )
    return Group(kind, (best, replace(other, distance=distance)), "larger")


@pytest.mark.parametrize(
    ("group", "goes"),
    [
        (pair(Kind.NEAR, NEAR_ENOUGH, NO_DATE, NO_DATE), True),
        (pair(Kind.NEAR, FARTHER, NO_DATE, NO_DATE), False),
        (pair(Kind.NEAR, FARTHER, DATE, NO_DATE), False),
        (pair(Kind.NEAR, FARTHER, DATE, DATE), True),
        (pair(Kind.EXACT, 0.0, NO_DATE, NO_DATE), True),
        (pair(Kind.BURST, FARTHER, NO_DATE, NO_DATE), True),
    ],
)
def test_what_may_be_another_shot_goes_only_where_it_is_asked_for(
    group: Group, *, goes: bool
) -> None:
    assert discards_of([group]) == ([Discard(2, 1)] if goes else [])
    assert discards_of([group], unsure=True) == [Discard(2, 1)]
    assert not group.is_unsure(group.best)
