"""Bursts: photos that one camera took within seconds of each other, of the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.duplicates.records import nobody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from indexer.catalog.traits import Traits
    from indexer.vectors import VectorIndex

SECONDS: Final = 2.0
"""From one frame to the next. Cameras write whole seconds, many of them; who presses the button
three seconds later has looked again."""

ALIKE: Final = 0.75
"""Least cosine with the first frame: of 240 pairs of frames as tests/bench/altered.py makes them
90 % have more, of 14,280 pairs of other photos 3 (measured with the starter model)."""


def bursts(
    traits: Traits,
    index: VectorIndex,
    *,
    counted: NDArray[np.bool_],
    on_progress: Callable[[int, int], None] = nobody,
) -> list[list[int]]:
    """The bursts, each as the ids of its photos in the order they were taken.

    Args:
        traits: Of all photos.
        index: Their vectors; a photo without one is in no burst.
        counted: Which photos may be in one, bool [n]: of exact copies one is enough.
        on_progress: Told how many are done, of how many. May raise, to break it off.
    """
    found = []
    runs = list(_runs(traits, counted))
    for number, run in enumerate(runs):
        ids = traits.ids[run]
        known, vectors = index.vectors_of(ids)
        found += list(_alike(ids[known], vectors[known]))
        on_progress(number + 1, len(runs))
    return found


def _runs(traits: Traits, counted: NDArray[np.bool_]) -> Iterator[NDArray[np.intp]]:
    """Places of the photos that one camera took one right after the other."""
    dated = np.flatnonzero(counted & ~np.isnat(traits.taken_at))
    order = dated[np.lexsort((traits.ids[dated], traits.taken_at[dated], traits.cameras[dated]))]
    gaps = np.diff(traits.taken_at[order]) / np.timedelta64(1, "s")
    apart = (gaps > SECONDS) | (np.diff(traits.cameras[order]) != 0)
    for run in np.split(order, np.flatnonzero(apart) + 1):
        if len(run) > 1:
            yield run


def _alike(ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> Iterator[list[int]]:
    """Cut a run wherever a photo shows something else than the first since the last cut."""
    first = 0
    while first < len(ids):
        cosines = vectors[first:] @ vectors[first]
        other = np.flatnonzero(cosines < ALIKE)
        frames = int(other[0]) if len(other) else len(cosines)
        frames = max(1, frames)
        if frames > 1:
            yield ids[first : first + frames].tolist()
        first += frames
