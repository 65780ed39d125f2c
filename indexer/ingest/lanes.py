"""Encodes photos on threads of their own, so that the model never waits for disk or database.

A graph on the CPU runs best on one core with one picture, and several such runs side by side, its
lanes: with the starter model and two decode workers on two cores, 66 photos/s at 29 ms of
processor time each, against 57 photos/s at 34 ms where both cores work on one picture. An
accelerator does one thing at a time, and gets one lane.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Self, TypeVar

import numpy as np

from indexer.encode import NoDirectionError
from indexer.machine import cores

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.encode import ImageEncoder, Stamp
    from indexer.records import FrameVector

MOST_LANES = 8
"""Each costs some 20 MB; on machines with more cores, the rest decode, or help in the lanes."""

PHOTOS_AHEAD = 16
"""For each lane, what it has to do while the rest of the house commits a batch."""

Item = TypeVar("Item")
"""Whatever the caller knows a picture by."""


@dataclass(frozen=True, slots=True)
class Encoded(Generic[Item]):
    """A picture that went through.

    Attributes:
        item: what its pixels were given in with.
        vector: float32 [dim]; None where the model gave no direction.
        stamp: what made the vector: a run can end on another device than it began on.
        frames: what else is seen in a video.
    """

    item: Item
    vector: NDArray[np.float32] | None
    stamp: Stamp
    frames: tuple[FrameVector, ...] = ()


class Lanes(Generic[Item]):
    """Pictures in, vectors out, in the same order and never many under way.

    Args:
        encoder: the image tower; stays open.
        count: how many runs side by side; by default one for each core, and one on other devices.
    """

    def __init__(self, encoder: ImageEncoder, *, count: int | None = None) -> None:
        self._encoder = encoder
        self._asked = count
        self._batch: list[tuple[Item, NDArray[np.uint8]]] = []
        self._under_way: deque[Future[list[Encoded[Item]]]] = deque()
        self._pools: list[ThreadPoolExecutor] = []
        self.count = 0
        self._widen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)

    def put(self, item: Item, pixels: NDArray[np.uint8]) -> Iterator[Encoded[Item]]:
        """Give a picture in; what has become ready comes out. Waits while too many are under way.

        Args:
            item: what comes out again with its vector.
            pixels: uint8 [size, size, 3].
        """
        self._batch.append((item, pixels))
        if len(self._batch) >= self._encoder.batch_size:
            self._start()
        while self._under_way and (self._under_way[0].done() or len(self._under_way) > self._ahead):
            yield from self._under_way.popleft().result()

    def finish(self) -> Iterator[Encoded[Item]]:
        """The rest, as it becomes ready."""
        if self._batch:
            self._start()
        while self._under_way:
            yield from self._under_way.popleft().result()

    def abandon(self) -> Iterator[Encoded[Item]]:
        """Drop what has not begun, at once; what is running or ready comes out."""
        self._batch = []
        begun = [future for future in self._under_way if not future.cancel()]
        self._under_way.clear()
        return (encoded for future in begun for encoded in future.result())

    @property
    def _ahead(self) -> int:
        """How many batches may be under way."""
        return max(1, PHOTOS_AHEAD * self.count // self._encoder.batch_size)

    def _start(self) -> None:
        self._widen()
        batch, self._batch = self._batch, []
        self._under_way.append(self._pools[-1].submit(_encode, self._encoder, batch))

    def _widen(self) -> None:
        """Have as many lanes as suit the device: the CPU that takes over from another has more.

        What the narrower lane was given before, it does beside the wider ones.
        """
        fitting = self._asked or (lanes_of_a_cpu() if self._encoder.stamp.device == "cpu" else 1)
        if fitting > self.count:
            self.count = fitting
            self._pools.append(ThreadPoolExecutor(fitting, thread_name_prefix="encode"))


def lanes_of_a_cpu() -> int:
    """How many photos are best encoded side by side on this machine's processor."""
    return min(MOST_LANES, cores())


def threads_of_a_lane() -> int:
    """How many threads a session is best opened with that runs in each lane."""
    return max(1, cores() // MOST_LANES)


def _encode(
    encoder: ImageEncoder, batch: Sequence[tuple[Item, NDArray[np.uint8]]]
) -> list[Encoded[Item]]:
    vectors = _vectors(encoder, np.stack([pixels for _, pixels in batch]))
    return [
        Encoded(item, vector, stamp)
        for (item, _), (vector, stamp) in zip(batch, vectors, strict=True)
    ]


def _vectors(
    encoder: ImageEncoder, pixels: NDArray[np.uint8]
) -> list[tuple[NDArray[np.float32] | None, Stamp]]:
    """A vector for each picture; one that the model cannot take costs only itself."""
    try:
        vectors, stamp = encoder.encode_stamped(pixels)
    except NoDirectionError:
        if len(pixels) == 1:
            return [(None, encoder.stamp)]
        return [_vectors(encoder, pixels[place : place + 1])[0] for place in range(len(pixels))]
    return [(vector, stamp) for vector in vectors]
