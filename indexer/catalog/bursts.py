"""Rows of bursts: which photos were taken in one go, as `ingest` found them last.

What cameras and phones wrote into them is a photo's own, see `photos`; here is what came of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indexer.catalog.columns import ids_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.database import Connection


def sizes(connection: Connection, ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many photos there are of the burst of each photo, int64 [n]; 0 where it is of none.

    Args:
        connection: To the catalog.
        ids: All photos, int64 [n], ascending.
    """
    found = np.zeros(len(ids), np.int64)
    photos = ids_of(connection, "photo_id", "FROM bursts ORDER BY photo_id")
    groups = ids_of(connection, "group_id", "FROM bursts ORDER BY photo_id")
    if len(photos) and len(ids):
        _, which, counts = np.unique(groups, return_inverse=True, return_counts=True)
        places = np.minimum(np.searchsorted(ids, photos), len(ids) - 1)
        there = (ids[places] == photos) & (counts[which] > 1)
        found[places[there]] = counts[which][there]
    return found
