"""Days as people say them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import QueryError, Taken, parse
from indexer.query.dates import MONTHS, SEASONS, WORDS

TUESDAY = date(2026, 11, 24)


def _days(said: str, today: date = TUESDAY) -> tuple[str | None, str | None]:
    taken = parse(f'taken:"{said}"', today=today).filter
    assert isinstance(taken, Taken)
    return (
        taken.first.isoformat() if taken.first else None,
        taken.last.isoformat() if taken.last else None,
    )


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-2", "2023-02-01", "2023-02-28"),
        ("2023-12", "2023-12-01", "2023-12-31"),
        ("2023-05-01", "2023-05-01", "2023-05-01"),
        ("2023/5/1", "2023-05-01", "2023-05-01"),
        ("2023.05.01", "2023-05-01", "2023-05-01"),
        ("1990s", "1990-01-01", "1999-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
        ("today", "2026-11-24", "2026-11-24"),
        ("yesterday", "2026-11-23", "2026-11-23"),
        ("this-week", "2026-11-23", "2026-11-29"),
        ("last-week", "2026-11-16", "2026-11-22"),
        ("this-month", "2026-11-01", "2026-11-30"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this-year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("last-1-day", "2026-11-24", "2026-11-24"),
        ("last-7-days", "2026-11-18", "2026-11-24"),
        ("last-2-weeks", "2026-11-11", "2026-11-24"),
        ("last-3-months", "2026-08-25", "2026-11-24"),
        ("last-2-years", "2024-11-25", "2026-11-24"),
        ("2023-05-01T14:30", "2023-05-01T14:30:00", "2023-05-01T14:30:59"),
        ("2023-05-01T14", "2023-05-01T14:00:00", "2023-05-01T14:59:59"),
        ("2023-5-1t4:05:09", "2023-05-01T04:05:09", "2023-05-01T04:05:09"),
        ("2023-05-01 14:00", "2023-05-01T14:00:00", "2023-05-01T14:00:59"),
        ("2023-05-01T00:00..2023-05-01", "2023-05-01T00:00:00", "2023-05-01"),
        ("2023-05-01..2023-05-01T00", "2023-05-01", "2023-05-01T00:59:59"),
        ("last-summer", "2026-06-01", "2026-08-31"),
        ("last-spring", "2026-03-01", "2026-05-31"),
        ("last-autumn", "2025-09-01", "2025-11-30"),
        ("this-autumn", "2026-09-01", "2026-11-30"),
        ("autumn", "2026-09-01", "2026-11-30"),
        ("fall-2020", "2020-09-01", "2020-11-30"),
        ("last-winter", "2025-12-01", "2026-02-28"),
        ("this-winter", "2026-12-01", "2027-02-28"),
        ("winter-2023", "2023-12-01", "2024-02-29"),
        ("may-2021", "2021-05-01", "2021-05-31"),
        ("2021-may", "2021-05-01", "2021-05-31"),
        ("sept2021", "2021-09-01", "2021-09-30"),
        ("december", "2025-12-01", "2025-12-31"),
        ("november", "2026-11-01", "2026-11-30"),
        ("last-november", "2025-11-01", "2025-11-30"),
        ("christmas", "2025-12-24", "2025-12-26"),
        ("Christmas 2022", "2022-12-24", "2022-12-26"),
        ("xmas-2022", "2022-12-24", "2022-12-26"),
        ("Last Summer", "2026-06-01", "2026-08-31"),
        ("2021-06..2022-01", "2021-06-01", "2022-01-31"),
        ("2021...2022", "2021-01-01", "2022-12-31"),
        ("2021…2022", "2021-01-01", "2022-12-31"),
        ("..2019", None, "2019-12-31"),
        ("2019..", "2019-01-01", None),
        ("last-summer..yesterday", "2026-06-01", "2026-11-23"),
        ("2026-11-24..2026", "2026-11-24", "2026-12-31"),
    ],
)
def test_days_are_meant_as_they_are_said(said: str, first: str | None, last: str | None) -> None:
    assert _days(said) == (first, last)


def test_in_january_the_winter_that_began_last_year_is_this_winter() -> None:
    january = date(2027, 1, 15)
    assert _days("this-winter", january) == ("2026-12-01", "2027-02-28")
    assert _days("winter", january) == ("2026-12-01", "2027-02-28")
    assert _days("last-winter", january) == ("2025-12-01", "2026-02-28")


def test_during_christmas_the_latest_is_this_one() -> None:
    assert _days("christmas", date(2026, 12, 24)) == ("2026-12-24", "2026-12-26")
    assert _days("last-christmas", date(2026, 12, 26)) == ("2025-12-24", "2025-12-26")


def test_months_end_where_the_calendar_says() -> None:
    assert _days("last-1-months", date(2026, 3, 31)) == ("2026-03-01", "2026-03-31")
    assert _days("last-month", date(2024, 3, 31)) == ("2024-02-01", "2024-02-29")


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from((*SEASONS, *MONTHS)))
def test_the_last_one_is_over_and_the_bare_one_has_begun(today: date, name: str) -> None:
    first, last = _days(f"last-{name}", today)
    assert first
    assert last
    assert first <= last < today.isoformat()
    begun, _ = _days(name, today)
    assert begun
    assert begun <= today.isoformat()
    assert date.fromisoformat(begun) > today - timedelta(days=366)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(WORDS))
def test_a_date_is_printed_so_that_it_means_the_same_on_the_day(today: date, word: str) -> None:
    query = parse(f"taken:{word}", today=today)
    assert str(query) == f"taken:{word}"
    assert parse(str(query), today=today) == query


@given(st.dates(), st.dates())
def test_any_two_days_in_order_make_a_range(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert _days(f"{first}..{last}") == (first.isoformat(), last.isoformat())


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("2023/5/1", "2023-05-01"),
        ("fall 2020", "autumn-2020"),
        ("2021-may…sep 2021", "may-2021..september-2021"),
        ("LAST 07 DAYS", "last-7-days"),
        ("2023/5/1t4", "2023-05-01T04"),
        ("2023.5.1 04:05…2023-5-2T6:07:08", "2023-05-01T04:05..2023-05-02T06:07:08"),
    ],
)
def test_dates_are_printed_in_one_canonical_form(said: str, printed: str) -> None:
    assert str(parse(f'taken:"{said}"', today=TUESDAY)) == f"taken:{printed}"


@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        ("2023-02-30", 7, "there is no “2023-02-30”: February 2023 has 28 days."),
        ("2023-13", 7, "there is no “2023-13”: a year has 12 months."),
        ("2023-00-10", 7, "there is no “2023-00-10”: a year has 12 months."),
        ("0000", 7, "there is no “0000”: it is outside the calendar."),
        ("winter-9999", 7, "there is no “winter-9999”: it is outside the calendar."),
        ("last-999999-days", 7, "there is no “last-999999-days”: it is outside the calendar."),
        ("last-999999-years", 7, "there is no “last-999999-years”: it is outside the calendar."),
        ("last-0-days", 7, "there is no “last-0-days”: it would hold no day."),
        ("2023-05-01T24:00", 7, "there is no “2023-05-01T24:00”: a day ends at 23:59:59."),
        ("2023-05-01T14:60", 7, "there is no “2023-05-01T14:60”: a day ends at 23:59:59."),
        ("2023-02-30T14", 7, "there is no “2023-02-30T14”: February 2023 has 28 days."),
        ("2023-05-01T14:30..2023-05-01T14:29", 7, "“2023-05-01T14:30..2023-05-01T14:29” ends"),
        ("2023-05-02..2023-05-01T14", 7, "“2023-05-02..2023-05-01T14” ends before it begins."),
        ("2023-05-01T1430", 7, "“2023-05-01T1430” is no date."),
        ("2022..2021", 7, "“2022..2021” ends before it begins."),
        ("..", 7, "“..” has no date at either end."),
        ("2020..2021..2022", 17, "“2020..2021..2022” has more than one pair of dots."),
        ("2020..2021-02-29", 13, "there is no “2021-02-29”: February 2021 has 28 days."),
        ("last-sumer", 7, "“last-sumer” is no date. Did you mean “last-summer”?"),
        ("23", 7, "“23” is no date. Write 2023, 2023-05, 2023-05-01, a range as"),
        ("٢٠٢٣", 7, "“٢٠٢٣” is no date."),
    ],
)
def test_days_that_cannot_be_are_told_with_their_place(said: str, column: int, reason: str) -> None:
    with pytest.raises(QueryError) as told:
        parse(f"taken:{said}", today=TUESDAY)
    assert told.value.column == column
    assert told.value.reason.startswith(reason)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("taken:last summer", "taken:last-summer"),
        ("dog taken:Last Summer", "taken:last-summer"),
        ("taken:last 7 days", "taken:last-7-days"),
        ("-taken:this year at sea", "taken:this-year"),
    ],
)
def test_a_date_with_spaces_is_told_how_it_is_written(typed: str, meant: str) -> None:
    with pytest.raises(QueryError) as told:
        parse(typed, today=TUESDAY)
    assert told.value.reason == f"a date has no spaces: write “{meant}”."
    assert told.value.column == 1 + typed.index("taken")


def test_words_behind_what_is_no_date_make_none_of_it() -> None:
    for typed in ("taken:last dog", "taken:23 dogs running", "taken:last"):
        with pytest.raises(QueryError, match="is no date"):
            parse(typed, today=TUESDAY)


def test_the_clock_of_the_machine_says_what_today_is() -> None:
    before = date.today()
    taken = parse("taken:today").filter
    assert isinstance(taken, Taken)
    assert taken.first in {before, date.today()}
