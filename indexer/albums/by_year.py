"""Albums of years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums.found import Found, least_size

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from indexer.catalog.whereabouts import Whereabouts

KIND: Final = "year"


def by_year(photos: Whereabouts, known: Collection[str]) -> Iterator[Found]:
    """Yield an album for each year of which there are some photos, the latest first.

    Args:
        photos: All photos of the library.
        known: Origins of the albums that there are.
    """
    dated = ~np.isnat(photos.taken_at)
    years = photos.taken_at[dated].astype("datetime64[Y]").astype(np.int64) + 1970
    found, counts = np.unique(years, return_counts=True)
    for year, count in zip(found.tolist(), counts.tolist(), strict=True):
        origin = f"{KIND}:{year:04}"
        if year > 0 and count >= least_size(len(photos), known=origin in known):
            ids = photos.ids[dated][years == year]
            yield Found(origin, f"{year:04}", f"taken:{year:04}", ids)
