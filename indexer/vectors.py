"""The vector index: FAISS over the vectors of one model, a cache of the catalog.

The only file that imports faiss. A snapshot on disk spares the replay of all vectors at the
next start; whatever is wrong with it, the index is made again from the catalog.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final, Self

import faiss
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.catalog import Catalog

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"


class VectorIndex:
    """Nearest neighbours by cosine, exact over vectors rounded to 16 bits.

    Attributes:
        sequence: The number of the newest change in the catalog that the index has seen.
    """

    def __init__(self, folder: Path, *, model_sha256: str, dim: int) -> None:
        self.folder = folder
        self.model_sha256 = model_sha256
        self.dim = dim
        self.sequence = 0
        self._lock = threading.Lock()
        self._index = _empty(dim)

    @classmethod
    def open(cls, folder: Path, *, model_sha256: str, dim: int) -> Self:
        """Open the snapshot in `folder`, or an empty index where there is none that fits."""
        return cls(folder, model_sha256=model_sha256, dim=dim)

    @property
    def count(self) -> int:
        """How many vectors there are."""
        return int(self._index.ntotal)

    def refresh(self, catalog: Catalog) -> None:
        """Replay what has changed in the catalog since the index last looked."""
        last = catalog.last_sequence()
        if last == self.sequence:
            return
        removed = catalog.removed_since(self.model_sha256, self.sequence)
        blocks = list(catalog.vectors_since(self.model_sha256, self.sequence))
        with self._lock:
            for ids in (removed, *(ids for ids, _ in blocks)):
                if len(ids) and self._index.ntotal:
                    self._index.remove_ids(ids)
            for ids, vectors in blocks:
                self._index.add_with_ids(vectors.astype(np.float32), ids)
            self.sequence = last

    def search(
        self, vectors: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `k` nearest photos of each vector.

        Args:
            vectors: float32 [q, dim], of length 1.
            k: How many to find.

        Returns:
            Ids int64 [q, k], best first, -1 where there are fewer than `k`; cosines float32 [q, k].
        """
        with self._lock:
            scores, ids = self._index.search(np.ascontiguousarray(vectors, np.float32), k)
        return ids, scores

    def save(self) -> None:
        """Write the snapshot. For the writer of the library only."""


def _empty(dim: int) -> Any:
    codes = faiss.IndexScalarQuantizer(
        dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    return faiss.IndexIDMap2(codes)
