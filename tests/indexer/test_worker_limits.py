"""What one file may take of a worker: memory, and time in which it computes."""

from __future__ import annotations

import json
import signal
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from indexer.decode import DecodedPhoto, DecodeRecipe, UnreadablePhoto, read_photo
from indexer.scan import SeenFile
from indexer.workers import MOST_MEMORY
from indexer.workers.process import COMPUTING
from tests.indexer.test_workers import outcomes_of, posix_only, spin_in_c

if TYPE_CHECKING:
    from indexer.models import Bundle
    from tests.conftest import PaintPhoto


@pytest.fixture
def recipe(tiny_bundle: Bundle) -> DecodeRecipe:
    return DecodeRecipe(tiny_bundle.image)


@pytest.fixture
def files(tmp_path: Path, paint_photo: PaintPhoto) -> list[SeenFile]:
    """Two photos."""
    paths = [paint_photo(tmp_path / f"{number}.jpg", seed=number) for number in range(2)]
    return [SeenFile(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in paths]


@posix_only
def test_a_file_over_which_a_worker_computes_without_end_is_not_tried_again(
    files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    outcomes = outcomes_of(files, recipe, _spin_for_a_moment)
    assert outcomes.pop("1.jpg") == "The decoder did not finish this file in 60 s."
    assert set(outcomes.values()) == {"photo"}


def _spin_for_a_moment(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    if path.endswith("1.jpg"):
        signal.setitimer(signal.ITIMER_PROF, 0.2)  # In place of the time of a whole file.
        spin_in_c(path, recipe)
    return read_photo(path, recipe)


@posix_only
def test_each_file_has_its_time_to_compute_and_a_last_resort(
    files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    told = outcomes_of(files, recipe, _tell_timers, seconds=600, count=1)
    for reason in told.values():
        computing, resort = json.loads(reason)
        # The clocks of the system step by some thousandths.
        assert 300 < computing <= COMPUTING * 600 + 1
        assert 600 < resort <= 1202


def _tell_timers(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    del path, recipe
    timers = signal.ITIMER_PROF, signal.ITIMER_REAL
    raise UnreadablePhoto(json.dumps([signal.getitimer(timer)[0] for timer in timers]))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
def test_a_file_cannot_take_more_memory_than_one_may(
    files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    told = outcomes_of(files, recipe, _take_memory)
    assert told == {
        "0.jpg": "The picture needs more memory than one file may take.",
        "1.jpg": "It took what it may.",
    }


def _take_memory(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    wanted = MOST_MEMORY if path.endswith("0.jpg") else MOST_MEMORY - 200_000_000
    taken = bytearray(wanted)
    raise UnreadablePhoto("It took what it may." if len(taken) == wanted else "")


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process knows its largest size")
@pytest.mark.parametrize("kind", ["jpg", "tif"])
def test_a_panorama_of_200_megapixels_takes_less_than_500_mb(
    tmp_path: Path, recipe: DecodeRecipe, kind: str
) -> None:
    path = tmp_path / f"a.{kind}"
    with path.open("wb") as file:
        if kind == "jpg":
            Image.new("L", PANORAMA, 200).save(file, "JPEG", quality=30)
        else:  # Its rows are a hole in the file: black, and written at once.
            file.truncate(file.write(_tiff_of_one_strip()) + PANORAMA[0] * PANORAMA[1])
    seen = SeenFile(str(path), path.stat().st_size, path.stat().st_mtime_ns)
    (told,) = outcomes_of([seen], recipe, _tell_largest_size, count=1).values()
    assert int(told) < 500_000, "kilobytes"


PANORAMA = (20_000, 10_000)


def _tiff_of_one_strip() -> bytes:
    width, height = PANORAMA
    numbers = ((256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, _HEADER),
               (278, height), (279, width * height))  # fmt: skip
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, number) for tag, number in numbers)
    return (struct.pack("<2sHIH", b"II", 42, 8, len(numbers)) + entries).ljust(_HEADER, b"\0")


_HEADER = 120


def _tell_largest_size(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    read_photo(path, recipe)
    told = Path("/proc/self/status").read_text()
    raise UnreadablePhoto(told.split("VmHWM:")[1].split()[0])
