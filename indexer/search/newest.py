"""The photos of a library, newest first: read once, and again when the catalog has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.catalog import Catalog

State = tuple[int, int]
"""The catalog's last change, and how many photos it has: another one wherever their order is."""


@dataclass(frozen=True, slots=True, eq=False)
class Newest:
    """All photos of a catalog in one state. Unchanging, so that any thread may use it.

    Attributes:
        state: Which state.
        ids: int64 [n], newest first; see `Catalog.all_ids`.
    """

    state: State
    ids: NDArray[np.int64]
    _by_id: NDArray[np.intp]
    """The places of `ids` in ascending order of the ids, intp [n]."""

    @classmethod
    def of(cls, catalog: Catalog, before: Newest | None) -> Newest:
        """As the catalog is now: the same as before, unless that has changed."""
        # Asked first: what changes after this is read too, or else the next time.
        state = (catalog.last_sequence(), catalog.count())
        if before is not None and before.state == state:
            return before
        ids = catalog.all_ids()
        ids.flags.writeable = False
        return cls(state, ids, np.argsort(ids))

    def in_order(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """These photos newest first, int64 [m]; one that there is not any more is left out."""
        if not len(self.ids):
            return self.ids
        at = np.searchsorted(self.ids, ids, sorter=self._by_id)
        places = self._by_id[np.minimum(at, len(self.ids) - 1)]
        there = places[self.ids[places] == ids]
        ordered: NDArray[np.int64] = self.ids[np.sort(there)]
        return ordered
