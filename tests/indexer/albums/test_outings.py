"""Time is cut where a pause is long for its surroundings, and names come from folders and days."""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.albums import dates, folders
from indexer.albums.by_event import Event
from indexer.albums.outings import middle, outings
from indexer.albums.trips import home_of, trips
from indexer.catalog.whereabouts import Whereabouts

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR = 3600
OSLO, ROME = (59.91, 10.75), (41.9, 12.5)
ROOT = os.path.join(os.path.abspath(os.sep), "photos")
NOWHERE = (float("nan"), float("nan"))


def photos(
    moments: Sequence[float],
    *,
    places: Sequence[tuple[float, float]] | None = None,
    folder: str = "2023",
    undated: int = 0,
) -> Whereabouts:
    """Photos taken so many seconds after the first of January 2023."""
    count = len(moments) + undated
    taken = np.full(count, "NaT", "datetime64[s]")
    start = np.datetime64("2023-01-01T00:00:00", "s")
    taken[: len(moments)] = start + np.array(moments).astype(np.int64)
    where = np.array([*(places or [NOWHERE] * len(moments)), *[NOWHERE] * undated]).reshape(-1, 2)
    return Whereabouts(
        ids=np.arange(1, count + 1),
        taken_at=taken,
        latitudes=where[:, 0],
        longitudes=where[:, 1],
        folders=np.ones(count, np.int64),
        merits=np.zeros(count, np.int64),
        paths={1: os.path.join(ROOT, *folder.split("/"))},
        roots=frozenset([ROOT]),
    )


def sizes(found: Whereabouts) -> list[int]:
    return [len(each) for each in outings(found)]


def test_a_pause_is_long_beside_those_around_it() -> None:
    minutes = [60 * n for n in range(20)]
    pause = 4 * HOUR
    assert sizes(photos([*minutes, *(pause + each for each in minutes)])) == [20, 20]
    hourly = [HOUR * n for n in range(12)]
    assert sizes(photos([*hourly, 11 * HOUR + pause])) == [13]


def test_some_pauses_are_short_or_long_whatever_is_around_them() -> None:
    seconds = list(range(20))
    assert sizes(photos([*seconds, *(2.9 * HOUR + each for each in seconds)])) == [40]
    assert sizes(photos([0, 12 * HOUR, 24 * HOUR])) == [1, 1, 1]


def test_a_way_ends_an_outing_unless_nobody_could_have_gone_it() -> None:
    both = [OSLO, ROME]
    assert sizes(photos([0, HOUR], places=both)) == [1, 1]
    assert sizes(photos([0, 60], places=both)) == [2]
    assert sizes(photos([0, HOUR], places=[OSLO, NOWHERE])) == [2]


def test_photos_without_a_time_are_of_no_outing() -> None:
    assert sizes(photos([0, 60], undated=3)) == [2]
    assert sizes(photos([], undated=3)) == []
    assert sizes(photos([])) == []


def test_an_outing_knows_its_middle_and_its_folder() -> None:
    (outing,) = outings(photos([0, 60, 120], places=[OSLO, (59.93, 10.75), NOWHERE]))
    assert outing.place is not None
    assert outing.place == pytest.approx((59.92, 10.75))
    assert outing.folder == 1
    assert (outing.first, outing.last) == (1672531200, 1672531320)


def test_east_and_west_meet() -> None:
    known = photos([0, 60, 120], places=[(-17.0, 179.9), (-17.0, -179.9), (-17.0, -179.7)])
    (outing,) = outings(known)
    assert outing.place == pytest.approx((-17.0, -179.9))
    assert middle(known, np.arange(3)) == pytest.approx((-17.0, -179.9))


def test_home_is_where_somebody_is_most_often_and_not_where_most_photos_are() -> None:
    days = [24 * HOUR * n for n in range(6)]
    rome = [10 * 24 * HOUR + 60 * n for n in range(50)]
    found = list(outings(photos([*days, *rome], places=[*[OSLO] * 6, *[ROME] * 50])))
    assert home_of(found) == pytest.approx(OSLO)
    assert home_of([]) is None


def test_a_journey_ends_where_it_goes_home_or_lasts_too_long() -> None:
    day = 24 * HOUR
    moments, places = [], []
    for number in range(100):
        moments.append(day * number)
        places.append(ROME if 40 <= number < 80 else OSLO)
    known = photos(moments, places=places)
    lengths = [len(each) for each in trips(list(outings(known)), known)]
    assert [length for length in lengths if length > 1] == [32, 8]


# -- folders --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "told"),
    [
        ("2023-06-01 Norway", "Norway"),
        ("20230601_Anna_und_Paul", "Anna und Paul"),
        ("Norway 2023", "Norway"),
        ("2021-22 Ski - Alps", "Ski - Alps"),
        ("Wedding/DCIM/100CANON", "Wedding"),
        ("1.6.2023 - Feast", "Feast"),
        ("2023/06", None),
        ("2023-06", None),
        ("June 2023", None),
        ("Camera Roll", None),
        ("DCIM", None),
        ("New folder (3)", None),
        ("ab", None),
        ("日本の旅", "日本の旅"),
    ],
)
def test_the_name_of_a_folder_tells_what_is_no_date_and_no_cameras(
    folder: str, told: str | None
) -> None:
    assert folders.told_by(photos([0], folder=folder), 1) == told


def test_the_folder_that_the_library_was_given_tells_nothing() -> None:
    assert folders.told_by(photos([0], folder=""), 1) is None
    assert folders.told_by(photos([0]), None) is None


# -- days -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2023-06-01", "2023-06-01", "1 June 2023"),
        ("2023-06-01", "2023-06-03", "1–3 June 2023"),
        ("2023-05-30", "2023-06-02", "30 May – 2 June 2023"),
        ("2022-12-30", "2023-01-02", "30 December 2022 – 2 January 2023"),
        ("2022-06-01", "2023-06-01", "1 June 2022 – 1 June 2023"),
    ],
)
def test_days_are_told_as_people_say_them(first: str, last: str, told: str) -> None:
    assert dates.days(date.fromisoformat(first), date.fromisoformat(last)) == told


def test_a_day_has_four_parts() -> None:
    hours = [datetime(2023, 6, 1, hour) for hour in (0, 4, 5, 11, 12, 16, 17, 21, 22, 23)]
    assert [dates.part_of_the_day(hour) for hour in hours] == [
        "night", "night", "morning", "morning", "afternoon", "afternoon", "evening", "evening",
        "night", "night",
    ]  # fmt: skip


def test_a_moment_before_1970_is_told_as_any_other() -> None:
    found = photos([0, 60])
    found.taken_at[:] = np.array(["1905-06-07T10:00:00", "1905-06-07T10:01:30"], "datetime64[s]")
    event = Event.of(list(outings(found)))
    assert (event.first, event.last) == (
        datetime(1905, 6, 7, 10, 0, 0),
        datetime(1905, 6, 7, 10, 1, 30),
    )
