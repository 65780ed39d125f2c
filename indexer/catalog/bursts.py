"""Rows of bursts: which photos were taken in one go, as `ingest` found them last.

What cameras and phones wrote into them is a photo's own, see `photos`; here is what came of it.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.catalog.columns import ids_of, numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from indexer.database import Connection


IN_ONE: Final = (
    "SELECT photo_id FROM bursts WHERE group_id IN"
    " (SELECT group_id FROM bursts GROUP BY group_id HAVING count(*) > 1)"
)
"""The photos of which another of the same burst is still there."""


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


def size_of(connection: Connection, photo_id: int) -> int:
    """How many photos there are of the burst of one photo; 0 where it is of none."""
    (count,) = connection.execute(
        "SELECT count(*) FROM bursts"
        " WHERE group_id = (SELECT group_id FROM bursts WHERE photo_id = ?)",
        (photo_id,),
    ).fetchone()
    return int(count) if count > 1 else 0


def told(connection: Connection) -> list[list[int]]:
    """The photos of which a camera or a phone says that they are one burst, by their ids.

    Those of one folder: copies elsewhere say the same.
    """
    rows = connection.execute(
        "SELECT folder_id, burst, id FROM photos WHERE burst IS NOT NULL ORDER BY 1, 2, 3"
    )
    groups = [
        [photo_id for _, _, photo_id in group] for _, group in groupby(rows, itemgetter(0, 1))
    ]
    return [group for group in groups if len(group) > 1]


def in_a_row(connection: Connection, seconds: float, least: int) -> NDArray[np.int64]:
    """The ids of photos of which `least` follow each other within `seconds`, whoever took them.

    Those of which nobody says that they are a burst, and whose moment is not told by a name alone:
    messengers write the day there. Of a million photos they are found without reading any.
    """
    moment = "CAST(strftime('%s', taken_at) AS INTEGER)"
    row = connection.execute(
        f"SELECT group_concat(id), group_concat({moment}) FROM photos"
        f" WHERE burst IS NULL AND taken_from IS NOT 'name' AND {moment} IS NOT NULL"
    ).fetchone()
    ids, moments = map(numbers, row)
    order = np.argsort(moments, kind="stable")
    ends = np.flatnonzero(np.diff(moments[order]) > seconds) + 1
    lengths = np.diff(np.concatenate(([0], ends, [len(ids)])))
    return np.sort(ids[order][np.repeat(lengths, lengths) >= least])


def replace(connection: Connection, groups: Iterable[Sequence[int]]) -> None:
    """Set all bursts to those found now; a photo that was forgotten meanwhile is passed over."""
    connection.execute("DELETE FROM bursts")
    connection.executemany(
        "INSERT OR IGNORE INTO bursts(photo_id, group_id) SELECT id, ? FROM photos WHERE id = ?",
        ((number, int(each)) for number, group in enumerate(groups, start=1) for each in group),
    )
