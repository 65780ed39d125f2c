"""What the grid knows of the photos of an answer besides their ids: shapes, days, marks, sections.

Made off the main thread, once for an answer, in the order in which its photos are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from app import wording
from app.language import QT_TR_NOOP, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from indexer.catalog.glances import Glances

#: Most sections of a day each; where there are more days, months are clear enough.
_MOST_DAYS: Final = 1000
#: Least photos that a section should have in the mean; where days have fewer, months are shown,
#: and where months have, years.
_LEAST_EACH: Final = 4
#: The same of years, below which there are no sections.
_LEAST_YEARLY: Final = 2


class Mark(IntFlag):
    """What a cell says of its photo besides stars."""

    FAVOURITE = 1
    VIDEO = 2
    RAW = 4
    AWAY = 8


_NAMES: Final = {
    Mark.FAVOURITE: QT_TR_NOOP("favourite"),
    Mark.VIDEO: QT_TR_NOOP("video"),
    Mark.RAW: "RAW",
    Mark.AWAY: QT_TR_NOOP("its file is away"),
}


class Given(NamedTuple):
    """What a cell says of its photo.

    Attributes:
        marks: What it is, and where.
        stars: 0 to 5.
        seconds: How long a video plays; 0 of a picture, and where a video does not tell.
        burst: How many photos there are of its burst; 0 where it is of none.
    """

    marks: Mark = Mark(0)
    stars: int = 0
    seconds: float = 0.0
    burst: int = 0


def told(given: Given) -> Iterator[str]:
    """Yield what is given to a photo in words, for who hears them."""
    yield from (tr(name) for mark, name in _NAMES.items() if mark in given.marks)
    if given.seconds:
        yield tr("plays {time}", time=wording.playing_time(given.seconds))
    if given.burst:
        yield tr("one of a burst of {number}", number=wording.number(given.burst))
    if given.stars:
        yield wording.stars(given.stars)


@dataclass(frozen=True, slots=True)
class Dates:
    """The sections of photos that stand in the order of their dates.

    Attributes:
        firsts: The first row of each section, int64 [m].
        unit: How long each is: "D" for a day, "M", "Y".
    """

    firsts: NDArray[np.int64]
    unit: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of the photos of an answer, in its order.

    Attributes:
        ratios: Width by height of each, float64 [n].
        days: When each was taken, or its file changed, datetime64[D] [n]; NaT where nobody knows.
        stars: 0 to 5, uint8 [n].
        marks: The values of `Mark`, uint8 [n].
        seconds: How long each plays, float32 [n]; 0 of a picture.
        bursts: How many photos there are of the burst of each, int64 [n]; 0 where it is of none.
        dates: The sections by date; None where they are in another order.
    """

    ratios: NDArray[np.float64]
    days: NDArray[np.datetime64]
    stars: NDArray[np.uint8]
    marks: NDArray[np.uint8]
    seconds: NDArray[np.float32]
    bursts: NDArray[np.int64]
    dates: Dates | None = None

    def given(self, row: int) -> Given:
        """What the cell of a row says of its photo."""
        return Given(
            Mark(int(self.marks[row])),
            int(self.stars[row]),
            float(self.seconds[row]),
            int(self.bursts[row]),
        )


def sheet_of(
    ids: NDArray[np.int64],
    glances: Glances,
    *,
    away: NDArray[np.int64] | None = None,
    by_date: bool,
) -> Sheet:
    """Return what is known of some photos, in their order: 8 ms for 100,000 (tests.bench.grid).

    Args:
        ids: The photos, int64 [n]; of those that are unknown nothing is told.
        glances: What is known of all photos.
        away: The photos whose drive is not there, int64 [n].
        by_date: Whether they were asked for in the order of their dates.
    """
    if not len(glances) or not len(ids):
        nothing = np.zeros(len(ids), np.uint8)
        never = np.full(len(ids), np.datetime64("NaT", "D"))
        return Sheet(
            np.ones(len(ids)), never, nothing, nothing, nothing.astype(np.float32), 0 * ids
        )
    places = np.minimum(np.searchsorted(glances.ids, ids), len(glances) - 1)
    known = glances.ids[places] == ids
    days = np.where(known, glances.days[places], np.datetime64("NaT", "D"))
    return Sheet(
        np.where(known, glances.ratios[places], 1.0),
        days,
        np.where(known, glances.stars[places], 0).astype(np.uint8),
        np.where(known, _marks(glances, away)[places], 0).astype(np.uint8),
        np.where(known, glances.seconds[places], 0).astype(np.float32),
        np.where(known, glances.bursts[places], 0),
        _dates(days) if by_date else None,
    )


def _marks(glances: Glances, away: NDArray[np.int64] | None) -> NDArray[np.uint8]:
    marks = glances.favourites * np.uint8(Mark.FAVOURITE) | glances.videos * np.uint8(Mark.VIDEO)
    marks |= glances.raws * np.uint8(Mark.RAW) | glances.missing * np.uint8(Mark.AWAY)
    if away is not None and len(away):
        marks |= np.isin(glances.ids, away) * np.uint8(Mark.AWAY)
    return marks


def _dates(days: NDArray[np.datetime64]) -> Dates | None:
    """Return the sections of days, months or years; None where they are not newest first."""
    dated = days[~np.isnat(days)]
    if not len(dated) or np.any(np.diff(dated) > np.timedelta64(0, "D")):
        return None
    if np.any(np.isnat(days[: len(dated)])):
        return None
    for unit in ("D", "M", "Y"):
        of = days.astype(f"datetime64[{unit}]").astype(np.int64)
        firsts = np.concatenate(([0], np.flatnonzero(np.diff(of)) + 1)).astype(np.int64)
        dense = len(firsts) == 1 or len(firsts) * _LEAST_EACH <= len(days)
        if dense and (unit != "D" or len(firsts) <= _MOST_DAYS):
            return Dates(firsts, unit)
    # A title above each second photo would be more title than photo.
    return Dates(firsts, "Y") if len(firsts) * _LEAST_YEARLY <= len(days) else None
