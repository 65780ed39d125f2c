"""The previews as small grey pictures that can be compared: without what light and colour do.

Each pixel is taken against the mean of those around it. So neither a brighter sky nor a warmer
tone makes a difference, but every edge does.
"""

from __future__ import annotations

import tempfile
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.decode import UnreadablePhoto, read_whole
from indexer.duplicates.records import nobody
from indexer.duplicates.side_by_side import in_parallel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from indexer.previews import Previews

_AT_ONCE: Final = 500
_FINENESS: Final = 64
"""Parts of a grey level that are kept."""

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
        # 1,000,000 of 32 pixels are 2 GB, which need not be in memory.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`.
        self._kept: NDArray[np.int16] = np.memmap(
            self._file, np.int16, "w+", shape=(max(1, len(ids)), side, side)
        )
        self._there = np.zeros(len(ids), np.bool_)
        try:
            self._draw(previews, side, on_progress)
        except BaseException:
            self.close()
            raise

    def _draw(self, previews: Previews, side: int, on_progress: Callable[[int], None]) -> None:
        ids = self._ids
        blocks = [slice(start, start + _AT_ONCE) for start in range(0, len(ids), _AT_ONCE)]
        drawn = in_parallel(lambda some: draw(previews, ids[some], side=side), blocks)
        for some, pictures in zip(blocks, drawn, strict=True):
            self._keep(some.start, pictures)
            on_progress(some.start + len(pictures))

    def _keep(self, start: int, drawn: Sequence[NDArray[np.uint8] | None]) -> None:
        squares = [picture for picture in drawn if picture is not None]
        if squares:
            there = [place for place, picture in enumerate(drawn, start) if picture is not None]
            self._kept[there] = np.rint(contrasts(np.stack(squares)) * _FINENESS)
            self._there[there] = True

    def close(self) -> None:
        """Let go of the file."""
        del self._kept
        self._file.close()

    def has(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which photos have a preview, bool [n]."""
        there: NDArray[np.bool_] = self._there[np.searchsorted(self._ids, ids)]
        return there

    def of(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The pictures of photos that have one, float32 [n, side, side], as `contrasts` gives."""
        kept = self._kept[np.searchsorted(self._ids, ids)]
        return kept.astype(np.float32) / np.float32(_FINENESS)


def draw(
    previews: Previews, ids: NDArray[np.int64], *, side: int, grey: bool = True
) -> list[NDArray[np.uint8] | None]:
    """The small preview of each photo as a square; None where there is none, or a bad one."""
    encoded = previews.small_many(ids.tolist())
    return [_drawn(encoded.get(photo_id), side, grey=grey) for photo_id in ids.tolist()]


def _drawn(encoded: bytes | None, side: int, *, grey: bool) -> NDArray[np.uint8] | None:
    try:
        return None if encoded is None else read_whole(encoded, side=side, grey=grey)
    except UnreadablePhoto:
        return None


def contrasts(drawn: NDArray[np.uint8] | NDArray[np.float32]) -> NDArray[np.float32]:
    """Each pixel less the mean of those around it, float32 [n, side, side]."""
    mean = _mean_around(drawn.shape[1])
    grey = drawn.astype(np.float32, copy=False)
    contrast: NDArray[np.float32] = grey - np.matmul(mean @ grey, mean.T)
    return contrast


@cache
def _mean_around(side: int) -> NDArray[np.float32]:
    """What takes the mean around each of so many pixels in a row, float32 [side, side].

    Beyond its edge a picture goes on as it ends.
    """
    reach = round(side * _AROUND / 2)
    mean = np.zeros((side, side), np.float32)
    for place in range(side):
        around = np.clip(np.arange(place - reach, place + reach + 1), 0, side - 1)
        np.add.at(mean[place], around, 1 / len(around))
    return mean


def sharpness(drawn: NDArray[np.uint8]) -> float:
    """How much fine detail a grey square shows: the mean square of its Laplacian.

    As in Pech-Pacheco and others, "Diatom autofocusing in brightfield microscopy", 2000, set
    against the picture's own contrast, so that a darker frame does not pass for a blurred one.
    """
    grey = drawn.astype(np.float32)
    middle = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float(((4 * middle - around) ** 2).mean() / (grey.var() + 1.0))
