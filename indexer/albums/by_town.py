"""Albums of towns: of photos whose files name where they were taken, and tell no degrees.

Those that tell degrees are in the circles of `by_place`; where one of these is called as a town is,
the town has no album of its own beside it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums.by_place import KIND, MOST
from indexer.albums.found import Found, least_size
from indexer.albums.gazetteer import Town
from indexer.catalog.matching import is_at_place
from indexer.query import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    from indexer.catalog.whereabouts import Whereabouts

_MEANS_MORE: Final = frozenset('*?,"')
"""Signs that mean something in a query by place; no town has them in its name."""


def by_town(
    photos: Whereabouts, origins: Collection[str], taken: Collection[str]
) -> Iterator[Found]:
    """Yield an album for each town with many photos that tell no degrees, the largest first.

    Args:
        photos: All photos of the library.
        origins: Those of the albums that there are.
        taken: The names of the circles.
    """
    for town, count in _towns(photos).most_common(MOST):
        origin = f"{KIND}:{town}"
        if count >= least_size(len(photos), known=origin in origins) and str(town) not in taken:
            yield Found(origin, str(town), str(Place(str(town))), _photos_of(photos, town))


def _towns(photos: Whereabouts) -> Counter[Town]:
    """Each town with its photos that tell no degrees."""
    without = photos.named[np.isnan(photos.latitudes)] if len(photos.named) else photos.named
    which, counts = np.unique(without[without >= 0], return_counts=True)
    towns: Counter[Town] = Counter()
    for number, count in zip(which.tolist(), counts.tolist(), strict=True):
        name = photos.names[number]
        if name.city and not _MEANS_MORE & set(name.city + (name.country or "")):
            towns[Town(name.city, name.country or "")] += count
    return towns


def _photos_of(photos: Whereabouts, town: Town) -> NDArray[np.int64]:
    """The photos that a query by the town finds."""
    fits = is_at_place(str(town))
    there = [number for number, name in enumerate(photos.names) if fits(name.told)]
    return photos.ids[np.isin(photos.named, there)]
