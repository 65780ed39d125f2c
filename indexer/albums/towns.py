"""What town photos are of: the one that most of their files name, else the one on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums.gazetteer import Town, town_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.catalog.whereabouts import Whereabouts

_MOST_NAME_IT: Final = 0.5


def town_of(
    photos: Whereabouts, places: NDArray[np.intp], middle: tuple[float, float]
) -> Town | None:
    """The town of some photos, or their country; None where nobody names one.

    Args:
        photos: All photos.
        places: Which of them, int64 [n].
        middle: Where these were taken: degrees north and east.
    """
    return _told(photos, places) or town_at(*middle)


def _told(photos: Whereabouts, places: NDArray[np.intp]) -> Town | None:
    """The town that most of them name, or else the country."""
    told = photos.named[places] if len(photos.named) else photos.named
    which, counts = np.unique(told[told >= 0], return_counts=True)
    for with_town in (True, False):
        sums: dict[Town, int] = {}
        for number, count in zip(which.tolist(), counts.tolist(), strict=True):
            name = photos.names[number]
            town = Town((name.city or "") if with_town else "", name.country or "")
            sums[town] = sums.get(town, 0) + count
        best = max(sums, key=lambda town: sums[town], default=None)
        if best is not None and any(best) and sums[best] > _MOST_NAME_IT * len(places):
            return best
    return None
