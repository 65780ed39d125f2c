"""Pictures come out of a process of their own, and what a file does there it does to that alone.

The functions that begin with an underscore and take a path run in that process, in the place of
what decodes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
import pytest
from PIL import Image

from indexer import shared
from indexer.decode import DecodeRecipe, UnreadablePhoto, UnwantedPhoto, read_photo, read_picture
from indexer.pictures import Pictures, _lay_out
from indexer.workers import MOST_MEMORY, LoneWorker
from indexer.workers.lone import NOT_STARTED
from tests.indexer.test_workers import posix_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.models import Bundle
    from indexer.workers.process import Worker
    from tests.conftest import PaintPhoto

Shape = tuple[tuple[int, ...], int]
HOSTILE = "hostile.jpg"


@pytest.fixture(scope="module")
def process() -> Iterator[Pictures]:
    """One process for the tests that leave it whole."""
    made = Pictures()
    yield made
    made.close()


@pytest.fixture
def pictures() -> Iterator[Pictures]:
    """A process of this test alone."""
    made = Pictures(seconds_per_file=2)
    yield made
    made.close()


@pytest.fixture
def photo(tmp_path: Path, paint_photo: PaintPhoto) -> str:
    return str(paint_photo(tmp_path / "photo.jpg", size=(700, 500)))


@pytest.fixture
def hostile(tmp_path: Path, paint_photo: PaintPhoto) -> str:
    return str(paint_photo(tmp_path / HOSTILE))


@pytest.mark.parametrize("longest", [None, 200])
def test_a_picture_is_as_read_here(process: Pictures, photo: str, longest: int | None) -> None:
    assert np.array_equal(process.read(photo, longest), read_picture(photo, longest=longest))


def test_all_that_is_wanted_of_a_photo_is_as_read_here(
    process: Pictures, photo: str, tiny_bundle: Bundle
) -> None:
    recipe = DecodeRecipe(tiny_bundle.image)
    there, here = process.read_photo(photo, recipe), read_photo(photo, recipe)
    assert (there.content_key, there.small) == (here.content_key, here.small)
    assert np.array_equal(there.pixels, here.pixels)


def test_a_file_that_gives_no_picture_has_its_reason(process: Pictures, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(UnreadablePhoto, match=r"^The file is empty\.$"):
        process.read(str(tmp_path / "empty.jpg"))


def test_what_moves_plays_from_one_picture_to_the_next(process: Pictures, tmp_path: Path) -> None:
    path, other = str(tmp_path / "moving.gif"), str(tmp_path / "other.gif")
    first, second = (Image.new("RGB", (64, 48), colour) for colour in ("red", "blue"))
    for each in (path, other):
        first.save(each, save_all=True, append_images=[second], duration=[40, 250])
    assert process.moves(path)
    playing = process.play(path, 64)
    assert playing is not None
    shown = [playing.next() for _ in range(3)]
    assert [frame.milliseconds for frame in shown] == [40, 250, 40]
    assert [tuple(frame.pixels[0, 0]) for frame in shown[:2]] == [(255, 0, 0), (0, 0, 255)]
    next_one = process.play(other, 64)
    assert next_one is not None
    with pytest.raises(UnreadablePhoto, match="Another one plays"):
        playing.next()
    next_one.close()
    with pytest.raises(UnreadablePhoto):
        next_one.next()


def test_what_is_still_does_not_play(process: Pictures, photo: str) -> None:
    assert not process.moves(photo)
    assert process.play(photo, 64) is None


def test_a_process_is_ready_before_the_first_file_and_gone_with_the_last(
    pictures: Pictures, photo: str
) -> None:
    before = set(psutil.Process().children())
    assert not pictures.has_process
    pictures.begin()
    (child,) = _workers_since(before)
    pictures.read(photo)
    assert _workers_since(before) == {child}
    pictures.close()
    assert not child.is_running()
    with pytest.raises(UnwantedPhoto):
        pictures.read(photo)


def test_a_process_that_died_with_nothing_to_do_is_no_files_fault(
    pictures: Pictures, photo: str
) -> None:
    before = set(psutil.Process().children())
    pictures.begin()
    (child,) = _workers_since(before)
    child.kill()
    while not _has_ended(child):
        time.sleep(0.001)
    assert pictures.read(photo).shape == (500, 700, 3)


def test_a_process_that_dies_right_before_it_gets_a_file_is_no_files_fault(
    pictures: Pictures, photo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = LoneWorker._started
    killed: list[Worker] = []

    def started_and_killed(lone: LoneWorker) -> Worker:
        """Be as far as the look at whether it lives, and end the first of them after that."""
        worker = started(lone)
        if not killed:
            killed.append(worker)
            worker.kill()
        return worker

    pictures.begin()
    monkeypatch.setattr(LoneWorker, "_started", started_and_killed)
    assert pictures.read(photo).shape == (500, 700, 3)
    assert len(killed) == 1


def _has_ended(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def test_where_no_process_can_be_started_a_file_cannot_be_read_for_now(
    pictures: Pictures, photo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as slow:
        slow.setattr("indexer.workers.process.SECONDS_TO_START", 0)
        pictures.begin()
        with pytest.raises(UnreadablePhoto) as refused:
            pictures.read(photo)
        assert refused.value.reason == NOT_STARTED
    assert pictures.read(photo).shape == (500, 700, 3)


def _workers_since(before: set[psutil.Process]) -> set[psutil.Process]:
    """Return the children that have come; Python's own tracker of resources is none of ours."""
    now = set(psutil.Process().children()) - before
    return {child for child in now if "resource_tracker" not in " ".join(child.cmdline())}


def _crash(path: str, **wishes: Any) -> Shape:
    if path.endswith(HOSTILE):
        os.abort()
    return _lay_out(path, **wishes)


def _hang(path: str, **wishes: Any) -> Shape:
    if path.endswith(HOSTILE):
        Path(path + ".begun").touch()
        time.sleep(3600)
    return _lay_out(path, **wishes)


def _take_memory(path: str, **wishes: Any) -> Shape:
    if path.endswith(HOSTILE):
        bytearray(MOST_MEMORY)
    return _lay_out(path, **wishes)


@pytest.mark.parametrize(
    ("does", "told"),
    [
        (_crash, "The decoder crashed over this file."),
        (_hang, "The decoder did not finish this file in 2 s."),
        pytest.param(
            _take_memory,
            "The picture needs more memory than one file may take.",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="no such limit elsewhere"),
        ),
    ],
)
def test_a_hostile_file_costs_itself_alone(
    pictures: Pictures, photo: str, hostile: str, does: Any, told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("indexer.pictures._lay_out", does)
    with pytest.raises(UnreadablePhoto) as refused:
        pictures.read(hostile)
    assert refused.value.reason == told
    assert pictures.read(photo, 100).shape[1] >= 100


def test_a_file_that_nobody_waits_for_any_more_is_let_go_of(
    photo: str, hostile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.pictures._lay_out", _hang)
    pictures = Pictures()
    told: list[str] = []

    def read() -> None:
        try:
            pictures.read(hostile)
        except UnreadablePhoto as unreadable:
            told.append(unreadable.reason)

    at_work = threading.Thread(target=read)
    at_work.start()
    while not Path(hostile + ".begun").exists():
        time.sleep(0.001)
    pictures.end()
    at_work.join()
    assert told == ["Nobody waits for it any more."]
    assert pictures.read(photo).shape == (500, 700, 3)
    pictures.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files in memory by a name")
def test_nothing_stays_in_memory_or_on_the_disk(process: Pictures, photo: str) -> None:
    before = set(shared._IN_MEMORY.glob("shoebox-*"))
    pixels = process.read(photo)
    assert pixels.flags.owndata
    assert set(shared._IN_MEMORY.glob("shoebox-*")) <= before
    assert not list(shared.cache_folder("pictures").iterdir())


def test_where_there_is_no_room_in_memory_pixels_come_over_the_disk(
    process: Pictures, photo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "_IN_MEMORY", Path("not there"))
    assert np.array_equal(process.read(photo), read_picture(photo))
    assert not list(shared.cache_folder("pictures").iterdir())


PARENT = """
    import sys, time
    import psutil
    from indexer.pictures import Pictures

    if __name__ == "__main__":
        pictures = Pictures()
        pictures.begin()
        print(*(child.pid for child in psutil.Process().children()), flush=True)
        time.sleep(3600)
"""


@posix_only
def test_it_ends_when_the_window_is_killed(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(textwrap.dedent(PARENT))
    parent = subprocess.Popen(
        [sys.executable, str(tmp_path / "parent.py")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    children = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
    assert children
    parent.kill()
    parent.communicate()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []
