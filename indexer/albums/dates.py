"""Days in the words of an album's name: "1 June 2023", "1–3 June 2023", "30 May – 2 June 2023"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.query.dates import MONTHS

if TYPE_CHECKING:
    from datetime import date, datetime

_PARTS_OF_A_DAY: Final = ((5, "night"), (12, "morning"), (17, "afternoon"), (22, "evening"))
"""The hour at which each ends."""


def days(first: date, last: date) -> str:
    """The days from one to another, both included."""
    end = f"{last.day} {_month(last)} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    if first.year == last.year:
        return f"{first.day} {_month(first)} – {end}"
    return f"{first.day} {_month(first)} {first.year} – {end}"


def part_of_the_day(moment: datetime) -> str:
    """Whether it was "morning", "afternoon", "evening" or "night"."""
    return next((name for ends, name in _PARTS_OF_A_DAY if moment.hour < ends), "night")


def _month(day: date) -> str:
    return MONTHS[day.month - 1].title()
