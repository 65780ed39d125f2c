"""Albums of years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums.found import ENOUGH_TO_STAY, Found

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from indexer.catalog.whereabouts import Whereabouts

KIND: Final = "year"

FEWEST: Final = 2
"""Photos of a year: years are a shelf of which nobody expects gaps, so that far fewer will do than
for an album of anything else. Set by hand."""

_PER_ROOT: Final = 40
"""Among 100,000 photos a year has 8 at least, so that a few wrong clocks make no albums. Set by
hand."""


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
        if year > 0 and count >= _least(len(photos), known=origin in known):
            ids = photos.ids[dated][years == year]
            yield Found(origin, f"{year:04}", f"taken:{year:04}", ids)


def _least(photos: int, *, known: bool) -> int:
    """How many photos of a year are worth an album; of one that has an album already, fewer."""
    least = max(FEWEST, round(photos**0.5 / _PER_ROOT))
    return max(1, int(least * ENOUGH_TO_STAY)) if known else least
