"""Photos go through the encoder side by side and come out in order, whatever one of them does."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from indexer.encode import ImageEncoder, NoDirectionError, Stamp
from indexer.ingest.lanes import Encoded, Lanes, lanes_of_a_cpu, threads_of_a_lane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from indexer.models import Bundle


CPU = Stamp("numbers", "0" * 64, 1, "float32", "cpu")
NPU = Stamp("numbers", "0" * 64, 1, "float16", "npu")


class NumberEncoder:
    """Gives each picture the direction of its first pixel; a black one has none.

    Picture `lost_at` is the first that finds the NPU lost: the CPU encodes from there on.
    """

    def __init__(
        self, batch_size: int, gate: threading.Event | None = None, *, lost_at: int = 0
    ) -> None:
        self.batch_size = batch_size
        self.stamp = NPU if lost_at else CPU
        self._gate = gate
        self._lost_at = lost_at

    def encode_stamped(self, pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float32], Stamp]:
        if self._gate is not None:
            self._gate.wait(30)
        firsts = pixels[:, 0, 0, 0].astype(np.float32)
        if not firsts.all():
            raise NoDirectionError("black")
        if self._lost_at and firsts[0] >= self._lost_at:
            self.stamp = CPU
        return firsts[:, None], self.stamp


def lanes(encoder: NumberEncoder, *, count: int | None) -> Lanes[int]:
    return Lanes(cast("ImageEncoder", encoder), count=count)


def picture(number: int) -> tuple[int, NDArray[np.uint8]]:
    return number, np.full((4, 4, 3), number, np.uint8)


def numbers(encoded: Iterable[Encoded[int]]) -> list[int]:
    """What came out, as the vectors say; 0 where there is none."""
    return [0 if each.vector is None else int(each.vector[0]) for each in encoded]


@pytest.mark.parametrize("batch_size", [1, 4])
@pytest.mark.parametrize("count", [1, 3])
def test_every_photo_comes_out_once_and_in_order(batch_size: int, count: int) -> None:
    with lanes(NumberEncoder(batch_size), count=count) as running:
        out = [each for number in range(1, 100) for each in running.put(*picture(number))]
        out += running.finish()
    assert [each.item for each in out] == [*range(1, 100)]
    assert numbers(out) == [*range(1, 100)]


@pytest.mark.parametrize("batch_size", [1, 4])
def test_a_picture_without_a_direction_costs_only_itself(batch_size: int) -> None:
    with lanes(NumberEncoder(batch_size), count=2) as running:
        out = [each for number in (1, 2, 0, 3, 4) for each in running.put(*picture(number))]
        out += running.finish()
    assert numbers(out) == [1, 2, 0, 3, 4]


def test_what_was_begun_is_kept_and_the_rest_dropped_when_it_is_abandoned() -> None:
    gate = threading.Event()
    with lanes(NumberEncoder(1, gate), count=2) as running:
        for number in range(1, 11):
            assert list(running.put(*picture(number))) == []
        kept = running.abandon()
        gate.set()
        assert [each.item for each in kept] == [1, 2]


def test_a_real_encoder_gives_the_same_vectors_in_lanes_as_alone(tiny_bundle: Bundle) -> None:
    chance = np.random.default_rng(0)
    side = tiny_bundle.image.size
    pixels = chance.integers(0, 256, (20, side, side, 3), np.uint8)
    with ImageEncoder.open(tiny_bundle, device="cpu", threads=1) as encoder:
        alone = encoder.encode(pixels)
        with Lanes[int](encoder) as running:
            out: list[Encoded[int]] = []
            for number, square in enumerate(pixels):
                out += running.put(number, square)
            out += running.finish()
    assert {each.stamp for each in out} == {encoder.stamp}
    vectors = [each.vector for each in out if each.vector is not None]
    assert np.stack(vectors) == pytest.approx(alone, abs=1e-6)


def test_the_cpu_that_takes_over_from_another_device_gets_lanes_of_its_own() -> None:
    with lanes(NumberEncoder(1, lost_at=40), count=None) as running:
        assert running.count == 1
        out = [each for number in range(1, 100) for each in running.put(*picture(number))]
        out += running.finish()
        assert running.count == lanes_of_a_cpu()
    assert numbers(out) == [*range(1, 100)]
    assert [each.stamp for each in out] == [NPU] * 39 + [CPU] * 60


def test_lanes_and_their_threads_fit_the_machine() -> None:
    assert 1 <= lanes_of_a_cpu() <= 8
    assert threads_of_a_lane() >= 1
