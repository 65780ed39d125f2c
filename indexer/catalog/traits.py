"""What tells photos apart at a glance, of all photos at once: for whoever compares them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.catalog.columns import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from indexer.database import Connection

_NEVER: Final = "NaT"


@dataclass(frozen=True, slots=True)
class Traits:
    """Some facts of all photos, by id.

    Attributes:
        ids: int64 [n], ascending.
        content_keys: Number of each photo's content, int64 [n]; the same for the same bytes.
        hashes: Perceptual hashes, uint64 [n].
        taken_at: datetime64[us] [n], local time; NaT where nobody knows.
        cameras: Number of each photo's camera, int64 [n]; 0 where nobody knows.
        sizes: Width and height in pixels, float64 [n, 2].
    """

    ids: NDArray[np.int64]
    content_keys: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    taken_at: NDArray[np.datetime64]
    cameras: NDArray[np.int64]
    sizes: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ids)


def of_all(connection: Connection, among: Iterable[int] | None = None) -> Traits:
    """Read them of all photos, or of those among some ids: 0.5 s for 100,000."""
    where = "" if among is None else " WHERE id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(
        "SELECT id, content_key, perceptual_hash, taken_at, camera, width, height"
        f" FROM photos{where} ORDER BY id",
        () if among is None else (listed(among),),
    ).fetchall()
    keys: dict[bytes, int] = {}
    cameras: dict[str | None, int] = {None: 0}
    return Traits(
        ids=np.array([row[0] for row in rows], np.int64),
        content_keys=np.array([keys.setdefault(row[1], len(keys)) for row in rows], np.int64),
        hashes=np.array([row[2] for row in rows], np.int64).view(np.uint64),
        taken_at=np.array([row[3] or _NEVER for row in rows], "datetime64[us]"),
        cameras=np.array([cameras.setdefault(row[4], len(cameras)) for row in rows], np.int64),
        sizes=np.array([row[5:7] for row in rows], np.float64).reshape(-1, 2),
    )
