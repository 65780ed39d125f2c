"""The middles of a large index's lists: a search reads the lists whose middles are nearest to it.

They are learned by k-means (Lloyd, "Least squares quantization in PCM", 1982) from a part of the
vectors, and only along the axes in which these differ most: of 1,000,000 x 512 made from pictures'
vectors, 96 axes hold 85 % of the squares, and to choose a list for each vector costs a fifth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import faiss
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEARNED_FROM: Final = 40
"""Vectors that each middle is learned from; of fewer than 39 FAISS complains aloud."""

_AXES: Final = 96
_ROUNDS: Final = 5

_faiss: Any = faiss  # The types that it ships leave half of it out.


class Centres:
    """The middles of lists, and the way to choose one for a vector.

    Attributes:
        middles: float32 [lists, dim].
        chooser: An index of FAISS that finds the nearest of them for vectors [n, dim].
    """

    def __init__(self, sample: NDArray[np.float32], number: int) -> None:
        """Learn so many from some vectors, float32 [n, dim]."""
        axes = _main_axes(sample)
        dim, kept = axes.shape
        means = _faiss.Kmeans(kept, number, niter=_ROUNDS, seed=1)
        means.train(np.ascontiguousarray(sample @ axes))
        self.middles: NDArray[np.float32] = means.centroids @ axes.T
        # FAISS only points to these two.
        self._onto_axes = _faiss.LinearTransform(dim, kept, False)
        self._nearest = _faiss.IndexFlatL2(kept)
        faiss.copy_array_to_vector(np.ascontiguousarray(axes.T).ravel(), self._onto_axes.A)
        self._onto_axes.is_trained = self._onto_axes.is_orthonormal = True
        self._nearest.add(means.centroids)
        self.chooser: Any = _faiss.IndexPreTransform(self._onto_axes, self._nearest)


def _main_axes(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Orthonormal axes float32 [dim, m] along which vectors [n, dim] are longest."""
    axes = np.linalg.eigh(vectors.T @ vectors)[1][:, -_AXES:]
    return np.ascontiguousarray(axes, np.float32)
