"""The previews as small grey pictures that can be compared: without what light and colour do.

Each pixel is taken against the mean of those around it. So neither a brighter sky nor a warmer
tone makes a difference, but every edge does.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.decode import UnreadablePhoto, read_grey
from indexer.duplicates.records import nobody
from indexer.machine import cores

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from indexer.previews import Previews

_AT_ONCE: Final = 1000
_AROUND: Final = 0.2
"""Share of the side over which the mean is taken: 13 pixels of 64."""


class Pictures:
    """Grey squares of some photos, as `shown` wants them, kept in a file that is gone at the end.

    Args:
        previews: Where they are drawn from.
        ids: The photos, int64 [n], ascending.
        side: Pixels of a side.
        on_progress: Told how many are drawn. May raise, to break it off.
    """

    def __init__(
        self,
        previews: Previews,
        ids: NDArray[np.int64],
        *,
        side: int,
        on_progress: Callable[[int], None] = nobody,
    ) -> None:
        self._ids = ids
        # 1,000,000 of 32 pixels are 1 GB, which need not be in memory.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`.
        self._drawn: NDArray[np.uint8] = np.memmap(
            self._file, np.uint8, "w+", shape=(max(1, len(ids)), side, side)
        )
        self._there = np.zeros(len(ids), np.bool_)
        with ThreadPoolExecutor(cores()) as threads:
            for start in range(0, len(ids), _AT_ONCE):
                some = ids[start : start + _AT_ONCE]
                drawn = draw(previews, some, side=side, threads=threads)
                for place, picture in enumerate(drawn, start=start):
                    if picture is not None:
                        self._drawn[place] = picture
                        self._there[place] = True
                on_progress(start + len(some))

    def close(self) -> None:
        """Let go of the file."""
        del self._drawn
        self._file.close()

    def has(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which photos have a preview, bool [n]."""
        there: NDArray[np.bool_] = self._there[np.searchsorted(self._ids, ids)]
        return there

    def of(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The pictures of photos that have one, float32 [n, side, side], as `contrasts` gives."""
        return contrasts(self._drawn[np.searchsorted(self._ids, ids)])


def draw(
    previews: Previews, ids: NDArray[np.int64], *, side: int, threads: ThreadPoolExecutor
) -> list[NDArray[np.uint8] | None]:
    """The small preview of each photo as a grey square; None where there is none, or a bad one."""
    encoded = previews.small_many([int(each) for each in ids])

    def drawn(photo_id: int) -> NDArray[np.uint8] | None:
        try:
            return read_grey(encoded[photo_id], side=side) if photo_id in encoded else None
        except UnreadablePhoto:
            return None

    return list(threads.map(drawn, ids.tolist()))


def contrasts(drawn: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Each pixel less the mean of those around it, float32 [n, side, side]."""
    reach = round(drawn.shape[1] * _AROUND / 2)
    edge = ((0, 0), (reach + 1, reach), (reach + 1, reach))
    sums = np.pad(drawn.astype(np.float32), edge, mode="edge").cumsum(1).cumsum(2)
    span = 2 * reach + 1
    means = sums[:, span:, span:] - sums[:, :-span, span:] - sums[:, span:, :-span]
    means += sums[:, :-span, :-span]
    contrast: NDArray[np.float32] = drawn - means / span**2
    return contrast


def sharpness(drawn: NDArray[np.uint8]) -> float:
    """How much fine detail a grey square shows: the mean square of its Laplacian.

    As in Pech-Pacheco and others, "Diatom autofocusing in brightfield microscopy", 2000, set
    against the picture's own contrast, so that a darker frame does not pass for a blurred one.
    """
    grey = drawn.astype(np.float32)
    middle = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float(((4 * middle - around) ** 2).mean() / (grey.var() + 1.0))
