"""The photos taken near a place: first those in a box around it, then by the way to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.catalog.columns import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.database import Connection
    from indexer.query.tree import Near

    Degrees = float | NDArray[np.float64]

EARTH_KM: Final = 6371.0088
"""Mean radius of the earth: IUGG, R1."""

_HAIR: Final = 1e-6
"""Degrees by which the box is wider than it has to be, which rounding may take away."""

_PARTS: Final = 1e12
"""Of a degree: each is a ten thousandth of a millimetre on the ground."""


def ids_near(connection: Connection, wanted: Near) -> NDArray[np.int64]:
    """The ids of the photos taken no farther than that from the place, int64 [n]."""
    box, values = _box(wanted)
    row = connection.execute(
        f"SELECT group_concat(id), {_in_parts('latitude')}, {_in_parts('longitude')}"
        f" FROM photos WHERE {box}",
        values,
    ).fetchone()
    ids, latitudes, longitudes = map(numbers, row)
    here = (wanted.latitude, wanted.longitude)
    way = kilometres(here, latitudes / _PARTS, longitudes / _PARTS)
    return ids[way <= wanted.km]


def _in_parts(column: str) -> str:
    """Degrees as whole numbers: SQLite takes three times as long to print others."""
    return f"group_concat(CAST({column} * {_PARTS} AS INTEGER))"


def _box(wanted: Near) -> tuple[str, tuple[float, ...]]:
    """The condition that a photo lies in the box around the circle, and its values."""
    height = float(np.degrees(wanted.km / EARTH_KM)) + _HAIR
    latitudes = (wanted.latitude - height, wanted.latitude + height)
    between = "latitude BETWEEN ? AND ?"
    if max(map(abs, latitudes)) >= 90:  # A pole is inside, and with it every longitude.
        return between, latitudes
    # The circle reaches farthest east where it runs along a meridian (Bronstein, 3.4.3).
    reach = np.sin(np.radians(height)) / np.cos(np.radians(wanted.latitude))
    width = float(np.degrees(np.arcsin(min(1.0, reach)))) + _HAIR
    west, east = wanted.longitude - width, wanted.longitude + width
    # Over the date line the box goes on at the other end of the map.
    sides = ((west, east), (west + 360, east + 360), (west - 360, east - 360))
    beside = " OR ".join("longitude BETWEEN ? AND ?" for _ in sides)
    return f"{between} AND ({beside})", (*latitudes, *(end for side in sides for end in side))


def kilometres(
    place: tuple[Degrees, Degrees], latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The way along the earth from a place to each of others: the haversine formula.

    Args:
        place: Latitude and longitude in degrees; or one for each of the others, float64 [n].
        latitudes: Of the others, float64 [n].
        longitudes: Of the others, float64 [n].
    """
    here, there = np.radians(place[0]), np.radians(latitudes)
    east = np.radians(longitudes - place[1])
    half = np.sin((there - here) / 2) ** 2 + np.cos(here) * np.cos(there) * np.sin(east / 2) ** 2
    way: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return way
