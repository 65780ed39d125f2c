"""Photos go through the encoder side by side and come out in order, whatever one of them does."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from indexer.decode import DecodedPhoto
from indexer.encode import ImageEncoder, NoDirectionError, Stamp
from indexer.ingest.lanes import Encoded, Lanes, lanes_of_a_cpu, threads_of_a_lane
from indexer.records import PhotoFacts
from indexer.scan import SeenFile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.models import Bundle


class NumberEncoder:
    """Gives each picture the direction of its first pixel; a black one has none."""

    def __init__(self, batch_size: int, gate: threading.Event | None = None) -> None:
        self.batch_size = batch_size
        self.stamp = Stamp("numbers", "0" * 64, 1, "float32", "cpu")
        self._gate = gate

    def encode(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        if self._gate is not None:
            self._gate.wait(30)
        firsts = pixels[:, 0, 0, 0].astype(np.float32)
        if not firsts.all():
            raise NoDirectionError("black")
        return firsts[:, None]


def lanes(encoder: NumberEncoder, *, count: int) -> Lanes:
    return Lanes(cast("ImageEncoder", encoder), count=count)


def picture(number: int) -> tuple[SeenFile, DecodedPhoto]:
    pixels = np.full((4, 4, 3), number, np.uint8)
    facts = PhotoFacts(width=4, height=4, format="PNG")
    return SeenFile(str(number), 1, 1), DecodedPhoto(b"", pixels, b"", None, 0, facts)


@pytest.mark.parametrize("batch_size", [1, 4])
@pytest.mark.parametrize("count", [1, 3])
def test_every_photo_comes_out_once_and_in_order(batch_size: int, count: int) -> None:
    with lanes(NumberEncoder(batch_size), count=count) as running:
        out = [each for number in range(1, 100) for each in running.put(*picture(number))]
        out += running.finish()
    assert [each.file.path for each in out] == [str(number) for number in range(1, 100)]
    assert [float(each.vector[0]) for each in out if each.vector is not None] == [*range(1, 100)]


@pytest.mark.parametrize("batch_size", [1, 4])
def test_a_picture_without_a_direction_costs_only_itself(batch_size: int) -> None:
    with lanes(NumberEncoder(batch_size), count=2) as running:
        out = [each for number in (1, 2, 0, 3, 4) for each in running.put(*picture(number))]
        out += running.finish()
    assert [each.vector is None for each in out] == [False, False, True, False, False]


def test_what_was_begun_is_kept_and_the_rest_dropped_when_it_is_abandoned() -> None:
    gate = threading.Event()
    with lanes(NumberEncoder(1, gate), count=2) as running:
        for number in range(1, 11):
            assert list(running.put(*picture(number))) == []
        kept = running.abandon()
        gate.set()
        assert [each.file.path for each in kept] == ["1", "2"]


def test_a_real_encoder_gives_the_same_vectors_in_lanes_as_alone(tiny_bundle: Bundle) -> None:
    chance = np.random.default_rng(0)
    side = tiny_bundle.image.size
    pixels = chance.integers(0, 256, (20, side, side, 3), np.uint8)
    facts = PhotoFacts(width=side, height=side, format="PNG")
    with ImageEncoder.open(tiny_bundle, threads=1) as encoder:
        alone = encoder.encode(pixels)
        with Lanes(encoder) as running:
            out: list[Encoded] = []
            for number, square in enumerate(pixels):
                photo = DecodedPhoto(b"", square, b"", None, 0, facts)
                out += running.put(SeenFile(str(number), 1, 1), photo)
            out += running.finish()
    vectors = [each.vector for each in out if each.vector is not None]
    assert np.stack(vectors) == pytest.approx(alone, abs=1e-6)


def test_lanes_and_their_threads_fit_the_machine() -> None:
    assert 1 <= lanes_of_a_cpu() <= 8
    assert threads_of_a_lane() >= 1
