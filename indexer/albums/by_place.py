"""Albums of places: circles on the earth that hold many photos.

The densest spot is taken first, with all photos around it, then the densest of what is left, and so
on: a leader algorithm (Hartigan, Clustering Algorithms, 1975) whose leaders are chosen greedily. So
no chain of photos along a road joins two towns, and a circle is what the language of queries can
ask for. A circle that has an album stays where it is for as long as it holds enough photos.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums.folders import common_folder, told_by
from indexer.albums.found import Found, least_size
from indexer.albums.towns import town_of
from indexer.catalog.near import kilometres
from indexer.query import Near, QueryError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.catalog.whereabouts import Whereabouts
    from indexer.records import Album

    Place = tuple[float, float]

RADIUS_KM: Final = 15.0
"""A town with what is around it. Set by hand."""

MOST: Final = 100
_CELL: Final = 0.05
"""Degrees from north to south, of the squares in which photos are counted: 5.6 km."""

_FINE: Final = 4
"""Decimals of a degree in a query: 11 m."""

KIND: Final = "place"


def by_place(photos: Whereabouts, known: Sequence[Album]) -> Iterator[Found]:
    """Yield an album for each place with many photos, those of most photos first.

    Args:
        photos: All photos of the library.
        known: The albums of places that there are.
    """
    places = np.flatnonzero(~np.isnan(photos.latitudes))
    found: list[tuple[str, Place, NDArray[np.intp]]] = []
    for album, circle in _circles(known):
        here = (circle.latitude, circle.longitude)
        inside = places[_ways(photos, here, places) <= circle.km]
        if len(inside) >= least_size(len(photos), known=True) and album.origin is not None:
            found.append((album.origin, here, inside))
    left = np.setdiff1d(places, np.concatenate([each[2] for each in found] or [places[:0]]))
    for here, inside in _densest(photos, left, least_size(len(photos)), MOST - len(found)):
        found.append((f"{KIND}:{here[0]:.{_FINE}f},{here[1]:.{_FINE}f}", here, inside))
    found.sort(key=lambda each: -len(each[2]))
    for origin, here, inside in found:
        wanted = Near(*here, RADIUS_KM)
        yield Found(origin, _name(photos, here, inside), str(wanted), photos.ids[inside])


def _circles(known: Sequence[Album]) -> Iterator[tuple[Album, Near]]:
    for album in known:
        try:
            wanted = parse(album.query or "").filter
        except QueryError:
            continue
        if isinstance(wanted, Near):
            yield album, wanted


def _densest(
    photos: Whereabouts, left: NDArray[np.intp], least: int, most: int
) -> Iterator[tuple[Place, NDArray[np.intp]]]:
    """Yield the circles with most photos, and the places of these, as long as they have enough."""
    for _ in range(most):
        if len(left) < least:
            return
        here = _middle_of_the_densest(photos, left)
        inside = _ways(photos, here, left) <= RADIUS_KM
        if inside.sum() < least:
            return
        yield here, left[inside]
        left = left[~inside]


def _middle_of_the_densest(photos: Whereabouts, left: NDArray[np.intp]) -> Place:
    """The middle of the photos in the fullest square."""
    north, east = photos.latitudes[left], photos.longitudes[left]
    rows = np.floor(north / _CELL).astype(np.int64)
    # Towards the poles a degree of longitude is shorter.
    width = _CELL / np.maximum(0.01, np.cos(np.radians(rows * _CELL)))
    columns = np.floor((east + 180) / width).astype(np.int64)
    _, which, counts = np.unique(
        rows * 10_000_000 + columns, return_inverse=True, return_counts=True
    )
    full = which == counts.argmax()
    here = float(np.median(north[full])), float(np.median(east[full]))
    return round(here[0], _FINE), round(here[1], _FINE)


def _ways(photos: Whereabouts, here: Place, places: NDArray[np.intp]) -> NDArray[np.float64]:
    return kilometres(here, photos.latitudes[places], photos.longitudes[places])


def _name(photos: Whereabouts, here: Place, inside: NDArray[np.intp]) -> str:
    """The town, else what the folder of most of them says, else the degrees."""
    town = town_of(photos, inside, here)
    if town is not None:
        return str(town)
    folder = told_by(photos, common_folder(photos, inside))
    if folder is not None:
        return folder
    north, east = here
    return (
        f"{abs(north):.2f}° {'N' if north >= 0 else 'S'}, "
        f"{abs(east):.2f}° {'E' if east >= 0 else 'W'}"
    )
