"""Outings that follow each other closely become one: the days of a journey, or of a feast.

Two are joined where the night between them is all that parts them, and where something says that
they belong together: both are far from home, or lie in one folder that a person gave a name, or
both have far more photos than this person usually takes at a time. What is joined is never longer
than a month. All numbers were set by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums.folders import told_by
from indexer.catalog.near import kilometres

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.albums.outings import Outing
    from indexer.catalog.whereabouts import Whereabouts

    Place = tuple[float, float]

_HOUR: Final = 3600
_NIGHT: Final = 36 * _HOUR
"""From the last photo of a day to the first of the next one, whatever the hour of both."""

_DAY: Final = 24 * _HOUR
_LONGEST: Final = 31 * _DAY
_FAR_KM: Final = 80.0
_SAME_JOURNEY_KM: Final = 500.0
_BUSY: Final = 3.0
"""Times as many photos as in the middle one of all outings."""

_FEWEST_OF_BUSY: Final = 12
_CELL: Final = 0.25
"""Degrees: home is the one with most outings, 28 km from north to south."""


def trips(outings: Sequence[Outing], photos: Whereabouts) -> Iterator[list[Outing]]:
    """Yield the outings that belong together, the earliest first; most often a single one."""
    joins = _Joins(outings, photos)
    together: list[Outing] = []
    for outing in outings:
        if together and not joins.belongs(together, outing):
            yield together
            together = []
        together.append(outing)
    if together:
        yield together


def home_of(outings: Sequence[Outing]) -> Place | None:
    """Where somebody is on more days than anywhere else; None where no photo tells a place."""
    placed = np.array([each.place for each in outings if each.place is not None])
    if not len(placed):
        return None
    cells = np.floor(placed / _CELL).astype(np.int64)
    _, which, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    latitude, longitude = np.median(placed[which.ravel() == counts.argmax()], axis=0).tolist()
    return latitude, longitude


class _Joins:
    """Says which outings belong together, by what is usual in this library."""

    def __init__(self, outings: Sequence[Outing], photos: Whereabouts) -> None:
        self._photos = photos
        self._home = home_of(outings)
        usual = float(np.median([len(each) for each in outings])) if outings else 0.0
        self._busy = max(_FEWEST_OF_BUSY, _BUSY * usual)

    def belongs(self, together: Sequence[Outing], outing: Outing) -> bool:
        """Whether an outing goes on with those before it."""
        before = together[-1]
        if outing.first - before.last > _NIGHT or outing.last - together[0].first > _LONGEST:
            return False
        both = (before, outing)
        way = _way(before.place, outing.place)
        if way is not None and all(map(self._is_away, both)):
            return way <= _SAME_JOURNEY_KM
        if before.folder == outing.folder and told_by(self._photos, before.folder) is not None:
            return True
        near = way is None or way <= _FAR_KM
        # Two feasts of one day are two; a feast of two days is one.
        overnight = before.last // _DAY < outing.first // _DAY
        return near and overnight and all(len(each) >= self._busy for each in both)

    def _is_away(self, outing: Outing) -> bool:
        way = _way(outing.place, self._home)
        return way is not None and way > _FAR_KM


def _way(here: Place | None, there: Place | None) -> float | None:
    if here is None or there is None:
        return None
    return float(kilometres(here, np.array(there[0]), np.array(there[1])))
