"""Days as people say them: "2023-05", "last-summer", "2021-06..2022-01" -> the first and the last.

A day may have a time behind it: "2023-05-01T14:30" is that minute, and "2023-05-01T14" that hour.

Weeks start on Monday (ISO 8601). Seasons are those of the north as the weather services count
them: spring is March to May, and winter is named by the year in which its December lies. "last-"
is the latest that is over, "this-" the one that today is in or else that of this year, a bare name
the latest that has begun; "last-7-days" are seven days, of which today is the last.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from indexer.query.errors import perhaps, shown
from indexer.query.tree import Taken

if TYPE_CHECKING:
    from collections.abc import Callable

SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""The month in which each begins."""

MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
CHRISTMAS: Final = "christmas"
"""24 to 26 December."""

WORDS: Final = (
    "today", "yesterday", "this-week", "last-week", "this-month", "last-month", "this-year",
    "last-year", "last-7-days", "last-30-days", "last-summer", "last-winter", "last-spring",
    "last-autumn", CHRISTMAS,
)  # fmt: skip
"""What one would say most often, for completions."""

_SHORT: Final = {name[:3]: name for name in MONTHS} | {"sept": "september"}
_SAME: Final = _SHORT | {"fall": "autumn", "xmas": CHRISTMAS}
_NAMES: Final = (*SEASONS, *MONTHS, CHRISTMAS)
_RANGE: Final = re.compile(r"\.{2,3}|…")
_HOW: Final = "Write 2023, 2023-05, 2023-05-01, a range as 2021-06..2022-01, or last-summer."


class DateError(ValueError):
    """These are no days; `str(error)` is a sentence."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.offset = offset
        """Where in the text, in characters from 0."""


class Days(NamedTuple):
    """A first and a last day, the last included, and how they are said in one canonical way.

    Where a time was said they are `datetime`s, of the first and the last second.
    """

    first: date
    last: date
    said: str


def days_of(said: str, today: date) -> Taken:
    """Return the days of a date or a range; a range has `..` and may be open at one end.

    Raises:
        DateError: They cannot be, or are not understood.
    """
    dots = list(_RANGE.finditer(said))
    if not dots:
        return Taken(*_date(said, today, 0))
    if len(dots) > 1:
        raise DateError(f"{shown(said)} has more than one pair of dots.", dots[1].start())
    start, end = said[: dots[0].start()].strip(), said[dots[0].end() :].strip()
    first = _date(start, today, 0) if start else None
    last = _date(end, today, dots[0].end()) if end else None
    return _range(first, last, said)


def end_of(last: date) -> str:
    """What comes behind every moment of a last day or second, as moments are written."""
    return f"{last.isoformat()}~"


def _range(first: Days | None, last: Days | None, said: str) -> Taken:
    if first is None and last is None:
        raise DateError(f"{shown(said)} has no date at either end.", 0)
    if first and last and first.first.isoformat() > end_of(last.last):
        raise DateError(f"{shown(said)} ends before it begins.", 0)
    canonical = f"{first.said if first else ''}..{last.said if last else ''}"
    return Taken(first and first.first, last and last.last, canonical)


def _date(said: str, today: date, offset: int) -> Days:
    word = re.sub(r"[\s_]+", "-", said.strip().lower())
    try:
        for pattern, read in _READERS:
            if found := pattern.fullmatch(word):
                return read(found, today)
    except (ValueError, OverflowError) as error:
        reason = str(error) if isinstance(error, _NoSuchDayError) else "it is outside the calendar"
        raise DateError(f"there is no {shown(said)}: {reason}.", offset) from error
    known = (*WORDS, *_NAMES)
    raise DateError(f"{shown(said)} is no date.{perhaps(word, known)} {_HOW}", offset)


class _NoSuchDayError(ValueError):
    """A number is not in the calendar."""


# -- numbers ------------------------------------------------------------------------------


def _day(found: re.Match[str], _today: date) -> Days:
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    days = _month_of(year, month)
    if not 1 <= day <= days.last.day:
        raise _NoSuchDayError(f"{MONTHS[month - 1].title()} {year} has {days.last.day} days")
    when = date(year, month, day)
    return Days(when, when, when.isoformat())


def _time(found: re.Match[str], today: date) -> Days:
    day = _day(found, today)
    hour, minute, second = (found[name] for name in ("hour", "minute", "second"))
    if int(hour) > 23 or int(minute or 0) > 59 or int(second or 0) > 59:
        raise _NoSuchDayError("a day ends at 23:59:59")
    first = datetime(
        day.first.year,
        day.first.month,
        day.first.day,
        int(hour),
        int(minute or 0),
        int(second or 0),
    )
    last = first.replace(minute=int(minute or 59), second=int(second or 59))
    signs = len("2023-05-01T14:30:00") - 3 * ((minute is None) + (second is None))
    return Days(first, last, first.isoformat()[:signs])


def _month(found: re.Match[str], _today: date) -> Days:
    return _month_of(int(found["year"]), int(found["month"]))


def _month_of(year: int, month: int) -> Days:
    if not 1 <= month <= 12:
        raise _NoSuchDayError("a year has 12 months")
    first = date(year, month, 1)
    return Days(first, _end_of_month(first), f"{year:04}-{month:02}")


def _year(found: re.Match[str], _today: date) -> Days:
    year = int(found["year"])
    return Days(date(year, 1, 1), date(year, 12, 31), f"{year:04}")


def _decade(found: re.Match[str], _today: date) -> Days:
    year = int(found["decade"]) * 10
    return Days(date(year, 1, 1), date(year + 9, 12, 31), f"{year:04}s")


def _end_of_month(day: date) -> date:
    if day.month == 12:
        return day.replace(day=31)
    return day.replace(month=day.month + 1, day=1) - timedelta(days=1)


# -- words --------------------------------------------------------------------------------


def _near_day(found: re.Match[str], today: date) -> Days:
    day = today - timedelta(days=found[0] == "yesterday")
    return Days(day, day, found[0])


def _this_or_last(found: re.Match[str], today: date) -> Days:
    current = _UNITS[found["unit"]](today)
    if found["which"] == "this":
        return Days(*current, found[0])
    before = current[0] - timedelta(days=1)
    return Days(*_UNITS[found["unit"]](before), found[0])


def _week_around(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month_around(day: date) -> tuple[date, date]:
    return day.replace(day=1), _end_of_month(day)


def _year_around(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


_UNITS: Final[dict[str, Callable[[date], tuple[date, date]]]] = {
    "week": _week_around,
    "month": _month_around,
    "year": _year_around,
}


def _last_few(found: re.Match[str], today: date) -> Days:
    count, unit = int(found["count"]), found["unit"]
    if not count:
        raise _NoSuchDayError("it would hold no day")
    if unit in {"day", "week"}:
        before = today - timedelta(days=count * (7 if unit == "week" else 1))
    else:
        before = _months_before(today, count * (12 if unit == "year" else 1))
    return Days(before + timedelta(days=1), today, f"last-{count}-{unit}s")


def _months_before(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    first = date(months // 12, months % 12 + 1, 1)
    return first.replace(day=min(day.day, _end_of_month(first).day))


def _named(found: re.Match[str], today: date) -> Days:
    name, which = _SAME.get(found["name"], found["name"]), found["which"] or ""
    return Days(*_latest(name, which, today), f"{which}{name}")


def _named_in_a_year(found: re.Match[str], _today: date) -> Days:
    name, year = _SAME.get(found["name"], found["name"]), found["year"]
    return Days(*_days_named(name, int(year)), f"{name}-{year}")


def _latest(name: str, which: str, today: date) -> tuple[date, date]:
    """Return the days with this name that `which` means: "this-", "last-" or "" for a bare name."""
    years = [_days_named(name, today.year - back) for back in range(3)]
    if which == "this-":
        return next((days for days in years if days[0] <= today <= days[1]), years[0])
    if which == "last-":
        return next(days for days in years if days[1] < today)
    return next(days for days in years if days[0] <= today)


def _days_named(name: str, year: int) -> tuple[date, date]:
    if name == CHRISTMAS:
        return date(year, 12, 24), date(year, 12, 26)
    if name in MONTHS:
        return _month_around(date(year, MONTHS.index(name) + 1, 1))
    first = date(year, SEASONS[name], 1)
    return first, _end_of_month(_months_before(first, -2))


_ANY_NAME: Final = "|".join(sorted({*_NAMES, *_SAME}, key=len, reverse=True))
_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days]], ...]] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?P<year>[0-9]{4})", _year),
        (r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})", _month),
        (r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})", _day),
        (
            r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})"
            r"(?:t|-(?=[0-9]+:))(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?",
            _time,
        ),
        (r"(?P<decade>[0-9]{3})0s", _decade),
        (r"today|yesterday", _near_day),
        (r"(?P<which>this|last)-(?P<unit>week|month|year)", _this_or_last),
        (r"last-(?P<count>[0-9]{1,6})-(?P<unit>day|week|month|year)s?", _last_few),
        (rf"(?P<which>this-|last-)?(?P<name>{_ANY_NAME})", _named),
        (rf"(?P<name>{_ANY_NAME})-?(?P<year>[0-9]{{4}})", _named_in_a_year),
        (rf"(?P<year>[0-9]{{4}})-?(?P<name>{_ANY_NAME})", _named_in_a_year),
    )
)
