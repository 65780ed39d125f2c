"""What is known of an answer's photos comes in its order, parted by the days they were taken."""

from __future__ import annotations

import numpy as np
import pytest

from app.grid.sheet import Given, Mark, sheet_of, told
from indexer.catalog.glances import Glances

NEVER = "NaT"


def glances(*days: str, favourites: tuple[int, ...] = (), missing: tuple[int, ...] = ()) -> Glances:
    """Photos 1, 2, 3 ... of these days, newest last, each twice as wide as high."""
    count = len(days)
    ids = np.arange(1, count + 1)
    return Glances(
        ids, np.full(count, 2.0), np.array(days, "datetime64[D]"), (ids % 6).astype(np.uint8),
        np.isin(ids, favourites), np.zeros(count, bool), ids == 2,
        np.isin(ids, missing), np.where(ids == 2, 42.4, 0).astype(np.float32),
        np.where(ids == 3, 5, 0),
    )  # fmt: skip


def newest_first(known: Glances) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    order = np.argsort(-known.days.astype(np.int64), kind="stable")
    return known.ids[
        np.concatenate((order[~np.isnat(known.days[order])], order[np.isnat(known.days[order])]))
    ]


def test_facts_come_in_the_order_of_the_answer_and_strangers_have_none() -> None:
    known = glances("2023-05-01", "2023-05-02", favourites=(1,))
    sheet = sheet_of(np.array([2, 99, 1]), known, away=np.array([1, 2, 7]), by_date=False)
    assert sheet.ratios.tolist() == [2.0, 1.0, 2.0]
    assert sheet.stars.tolist() == [2, 0, 1]
    assert sheet.marks.tolist() == [Mark.VIDEO | Mark.AWAY, 0, Mark.FAVOURITE | Mark.AWAY]
    assert sheet.days.astype(str).tolist() == ["2023-05-02", NEVER, "2023-05-01"]
    assert sheet.dates is None


def test_a_photo_whose_file_alone_is_missing_is_marked_too() -> None:
    known = glances("2023-05-01", "2023-05-02", "2023-05-03", missing=(3,))
    sheet = sheet_of(known.ids, known, by_date=False)
    assert [Mark.AWAY in Mark(mark) for mark in sheet.marks.tolist()] == [False, False, True]


def test_days_of_many_photos_are_sections_and_the_undated_are_the_last() -> None:
    known = glances(*["2023-05-01"] * 5, *["2023-05-09"] * 5, *[NEVER] * 4)
    dates = sheet_of(newest_first(known), known, by_date=True).dates
    assert dates is not None
    assert (dates.unit, dates.firsts.tolist()) == ("D", [0, 5, 10])


@pytest.mark.parametrize(
    ("days", "unit", "sections"),
    [
        ([f"2023-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 9)], "M", 2),
        ([f"{year}-{month:02}-01" for year in (2020, 2023) for month in range(1, 7)], "Y", 2),
        (["2023-05-01"], "D", 1),
    ],
)
def test_where_days_hold_few_photos_months_or_years_are_shown(
    days: list[str], unit: str, sections: int
) -> None:
    known = glances(*days)
    dates = sheet_of(newest_first(known), known, by_date=True).dates
    assert dates is not None
    assert (dates.unit, len(dates.firsts)) == (unit, sections)


def test_a_photo_each_year_and_thousands_of_days_have_no_title_each() -> None:
    yearly = glances(*[f"{year}-01-01" for year in range(1990, 2020)])
    assert sheet_of(newest_first(yearly), yearly, by_date=True).dates is None
    days = np.repeat(np.datetime64("2000-01-01") + np.arange(3000), 10)
    daily = glances(*days.astype(str))
    dates = sheet_of(newest_first(daily), daily, by_date=True).dates
    assert dates is not None
    assert dates.unit == "M"


def test_photos_that_do_not_stand_by_date_have_no_dates() -> None:
    known = glances(*["2023-05-01"] * 5, *["2023-05-09"] * 5)
    assert sheet_of(known.ids, known, by_date=True).dates is None
    assert sheet_of(newest_first(known), known, by_date=False).dates is None
    assert sheet_of(np.empty(0, np.int64), known, by_date=True).dates is None
    assert sheet_of(np.array([1]), glances(), by_date=True).ratios.tolist() == [1.0]


def test_marks_and_stars_are_told_in_words() -> None:
    assert list(told(Given())) == []
    assert list(told(Given(Mark.AWAY | Mark.FAVOURITE, 1))) == [
        "favourite",
        "its file is away",
        "1 star",
    ]
    assert list(told(Given(Mark.VIDEO, 0, 42.4))) == ["video", "plays 0:42"]
    assert list(told(Given(burst=5))) == ["one of a burst of 5"]


def test_length_and_burst_come_in_the_order_of_the_answer_too() -> None:
    known = glances("2023-05-01", "2023-05-02", "2023-05-03")
    sheet = sheet_of(np.array([3, 99, 2, 1]), known, by_date=False)
    assert [sheet.given(row).burst for row in range(4)] == [5, 0, 0, 0]
    assert [round(sheet.given(row).seconds, 1) for row in range(4)] == [0, 0, 42.4, 0]
