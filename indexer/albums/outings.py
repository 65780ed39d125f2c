"""Photos in the order of their time -> outings: what was taken in one go, between two pauses.

A pause ends an outing where it is long for its surroundings: its logarithm has to exceed the mean
logarithm of the pauses around it, ten to each side, by log 17 (Platt, Czerwinski and Field,
PhotoTOC: automatic clustering for browsing personal photographs, 2003). So one who takes a photo a
minute is told apart from one who takes a photo an hour. Around that rule are three of common sense:
no pause of less than three hours ends an outing, one of twelve hours always does, and so does a way
of 50 km where both ends are known. Those were set by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums.folders import common_folder
from indexer.catalog.near import kilometres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from indexer.catalog.whereabouts import Whereabouts

_LONG: Final = float(np.log(17.0))
_AROUND: Final = 10

_HOUR: Final = 3600
SHORTEST_PAUSE: Final = 3 * _HOUR
LONGEST_PAUSE: Final = 12 * _HOUR
_HURRY: Final = _HOUR // 2
"""A way counts only where it took so long: clocks and satellites err."""

ANOTHER_PLACE_KM: Final = 50.0
_BURST: Final = 60
"""Seconds: photos that follow faster say nothing of how often somebody takes one."""


@dataclass(frozen=True, slots=True)
class Outing:
    """Photos that belong together by their time.

    Attributes:
        start: Place of the first of them among all photos.
        end: One behind the place of the last.
        first: Seconds since 1970 of the first, by the camera's clock.
        last: The same of the last.
        place: Latitude and longitude of their middle; None where no photo tells it.
        folder: Where most of them lie; None where they lie in many.
    """

    start: int
    end: int
    first: int
    last: int
    place: tuple[float, float] | None
    folder: int | None

    def __len__(self) -> int:
        return self.end - self.start


def outings(photos: Whereabouts) -> Iterator[Outing]:
    """Yield the outings of a library, the earliest first; photos without a time are left out."""
    count = int((~np.isnat(photos.taken_at)).sum())
    if not count:
        return
    seconds = photos.taken_at[:count].astype(np.int64)
    cuts = np.flatnonzero(_ends(seconds, _ways(photos, count))) + 1
    starts, ends = [0, *cuts.tolist()], [*cuts.tolist(), count]
    middles = _middles(photos, count, np.array(starts))
    for start, end, place in zip(starts, ends, middles, strict=True):
        yield Outing(
            start,
            end,
            int(seconds[start]),
            int(seconds[end - 1]),
            place,
            common_folder(photos, np.arange(start, end)),
        )


def _middles(
    photos: Whereabouts, count: int, starts: NDArray[np.int64]
) -> Iterator[tuple[float, float] | None]:
    """Yield the mean place of each outing; None where no photo tells one."""
    known = ~np.isnan(photos.latitudes[:count])
    several = np.add.reduceat(known.astype(np.int64), starts)
    around = np.radians(photos.longitudes[:count])
    # East and west meet: of 179 and -179 the mean is 180.
    parts = (photos.latitudes[:count], np.sin(around), np.cos(around))
    norths, sines, cosines = (np.add.reduceat(np.where(known, part, 0.0), starts) for part in parts)
    norths /= np.maximum(1, several)
    easts = np.degrees(np.arctan2(sines, cosines))
    for *place, those in zip(norths.tolist(), easts.tolist(), several.tolist(), strict=True):
        yield (place[0], place[1]) if those else None


def middle(photos: Whereabouts, places: NDArray[np.intp]) -> tuple[float, float] | None:
    """Where some photos were taken, in the middle: the median bears a wrong one."""
    latitudes, longitudes = photos.latitudes[places], photos.longitudes[places]
    known = ~np.isnan(latitudes)
    if not known.any():
        return None
    first = longitudes[known][0]
    # East and west meet: what lies beyond 180 degrees is near all the same.
    east = np.median((longitudes[known] - first + 180) % 360) - 180 + first
    return float(np.median(latitudes[known])), float((east + 180) % 360 - 180)


def _ends(seconds: NDArray[np.int64], ways: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether an outing ends behind each photo but the last, bool [n - 1]."""
    pauses = np.diff(seconds)
    logs = np.log(np.maximum(pauses, _BURST).astype(np.float64))
    unusual = logs >= _LONG + _mean_around(logs)
    moved = (ways >= ANOTHER_PLACE_KM) & (pauses >= _HURRY)
    ends: NDArray[np.bool_] = (
        (pauses >= LONGEST_PAUSE) | (pauses >= SHORTEST_PAUSE) & unusual | moved
    )
    return ends


def _mean_around(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each with so many to each side, as far as there are any, float64 [n]."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    first, last = np.maximum(at - _AROUND, 0), np.minimum(at + _AROUND + 1, len(values))
    mean: NDArray[np.float64] = (sums[last] - sums[first]) / (last - first)
    return mean


def _ways(photos: Whereabouts, count: int) -> NDArray[np.float64]:
    """Kilometres from each photo to the next, float64 [count - 1]; 0 where one end is unknown."""
    north, east = photos.latitudes[:count], photos.longitudes[:count]
    ways = np.zeros(max(0, count - 1))
    both = np.flatnonzero(~np.isnan(north[:-1]) & ~np.isnan(north[1:]))
    here = (north[both], east[both])
    ways[both] = kilometres(here, north[both + 1], east[both + 1])
    return ways
