"""Rows of near duplicates: the photos that the last grouping found to be nearly the same.

A cache of what `duplicates` found, so that `is:duplicate` need not look at the pictures again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.database import Connection

IN_A_GROUP: Final = (
    "SELECT photo_id FROM near_duplicates WHERE group_id IN"
    " (SELECT group_id FROM near_duplicates GROUP BY group_id HAVING count(*) > 1)"
)
"""The photos of which another of the same group is still there."""


def replace(connection: Connection, groups: Iterable[Sequence[int]]) -> None:
    """Set all groups to those found now; a photo that was forgotten meanwhile is passed over."""
    connection.execute("DELETE FROM near_duplicates")
    connection.executemany(
        "INSERT OR IGNORE INTO near_duplicates(photo_id, group_id)"
        " SELECT id, ? FROM photos WHERE id = ?",
        ((number, int(each)) for number, group in enumerate(groups, start=1) for each in group),
    )


def remove(connection: Connection, ids: Iterable[int]) -> None:
    """Take photos out of their groups, as when their pictures are other ones now."""
    connection.executemany(
        "DELETE FROM near_duplicates WHERE photo_id = ?", ((int(each),) for each in ids)
    )
