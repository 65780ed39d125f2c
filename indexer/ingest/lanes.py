"""Encodes photos on threads of their own, so that the model never waits for disk or database.

A graph on the CPU runs best on one core with one picture, and several such runs side by side, its
lanes: with the starter model and two decode workers on two cores, 66 photos/s at 29 ms of
processor time each, against 57 photos/s at 34 ms where both cores work on one picture.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from indexer.encode import NoDirectionError
from indexer.machine import cores

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.decode import DecodedPhoto
    from indexer.encode import ImageEncoder
    from indexer.scan import SeenFile

MOST_LANES = 8
"""Each costs some 20 MB; on machines with more cores, the rest decode, or help in the lanes."""

PHOTOS_AHEAD = 16
"""For each lane, what it has to do while the rest of the house commits a batch."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A decoded file with its vector, float32 [dim]; None where the model gave no direction."""

    file: SeenFile
    photo: DecodedPhoto
    vector: NDArray[np.float32] | None


class Lanes:
    """Photos in, vectors out, in the same order and never many under way.

    Args:
        encoder: the image tower; stays open.
        count: how many runs side by side; by default one for each core, and one on other devices.
    """

    def __init__(self, encoder: ImageEncoder, *, count: int | None = None) -> None:
        count = count or (lanes_of_a_cpu() if encoder.stamp.device == "cpu" else 1)
        self._encoder = encoder
        self.stamp = encoder.stamp
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="encode")
        self._ahead = max(1, PHOTOS_AHEAD * count // encoder.batch_size)
        self._batch: list[tuple[SeenFile, DecodedPhoto]] = []
        self._under_way: deque[Future[list[Encoded]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def put(self, file: SeenFile, photo: DecodedPhoto) -> Iterator[Encoded]:
        """Give a photo in; what has become ready comes out. Waits while too many are under way."""
        self._batch.append((file, photo))
        if len(self._batch) == self._encoder.batch_size:
            self._start()
        while self._under_way and (self._under_way[0].done() or len(self._under_way) > self._ahead):
            yield from self._under_way.popleft().result()

    def finish(self) -> Iterator[Encoded]:
        """The rest, as it becomes ready."""
        if self._batch:
            self._start()
        while self._under_way:
            yield from self._under_way.popleft().result()

    def abandon(self) -> Iterator[Encoded]:
        """Drop what has not begun, at once; what is running or ready comes out."""
        self._batch = []
        begun = [future for future in self._under_way if not future.cancel()]
        self._under_way.clear()
        return (encoded for future in begun for encoded in future.result())

    def _start(self) -> None:
        batch, self._batch = self._batch, []
        self._under_way.append(self._pool.submit(_encode, self._encoder, batch))


def lanes_of_a_cpu() -> int:
    """How many photos are best encoded side by side on this machine's processor."""
    return min(MOST_LANES, cores())


def threads_of_a_lane() -> int:
    """How many threads a session is best opened with that runs in each lane."""
    return max(1, cores() // MOST_LANES)


def _encode(encoder: ImageEncoder, batch: Sequence[tuple[SeenFile, DecodedPhoto]]) -> list[Encoded]:
    vectors = _vectors(encoder, np.stack([photo.pixels for _, photo in batch]))
    return [
        Encoded(file, photo, vector) for (file, photo), vector in zip(batch, vectors, strict=True)
    ]


def _vectors(
    encoder: ImageEncoder, pixels: NDArray[np.uint8]
) -> Sequence[NDArray[np.float32] | None]:
    """A vector for each picture; one that the model cannot take costs only itself."""
    try:
        return list(encoder.encode(pixels))
    except NoDirectionError:
        if len(pixels) == 1:
            return [None]
        return [_vectors(encoder, pixels[place : place + 1])[0] for place in range(len(pixels))]
