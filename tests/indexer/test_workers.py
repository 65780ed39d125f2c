"""Workers: photos come back in order, and a file that ends its worker costs that file only.

The functions that begin with an underscore and take a recipe run in the workers' processes. They
answer in the reason of an `UnreadablePhoto`.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from indexer.content_key import content_key
from indexer.decode import DecodedPhoto, DecodeRecipe, UnreadablePhoto, read_photo
from indexer.scan import SeenFile
from indexer.workers import DecodeWorkers, default_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from indexer.models import Bundle
    from indexer.workers import Read
    from tests.conftest import PaintPhoto

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
KILL = signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL
AHEAD = 8


@pytest.fixture
def recipe(tiny_bundle: Bundle) -> DecodeRecipe:
    return DecodeRecipe(tiny_bundle.image)


@pytest.fixture
def files(tmp_path: Path, paint_photo: PaintPhoto) -> list[SeenFile]:
    """Photos of very different sizes, so that the later ones are done before the earlier ones."""
    sizes = [(2400, 1800), (40, 30), (1200, 900), (60, 40), (90, 30), (50, 50)]
    paths = [
        paint_photo(tmp_path / f"{number}.jpg", size=size, seed=number)
        for number, size in enumerate(sizes)
    ]
    return [_seen(path) for path in paths]


def _seen(path: Path) -> SeenFile:
    return SeenFile(str(path), path.stat().st_size, path.stat().st_mtime_ns)


def outcomes_of(
    files: list[SeenFile], recipe: DecodeRecipe, read: Read, *, seconds: float = 60, count: int = 2
) -> dict[str, str]:
    """What became of each file: "photo", or the reason why not."""
    with DecodeWorkers(recipe, count=count, seconds_per_file=seconds, read=read) as workers:
        return {
            os.path.basename(file.path): _told(outcome)
            for file, outcome in workers.decode(files, look_ahead=AHEAD)
        }


def _told(outcome: DecodedPhoto | UnreadablePhoto) -> str:
    return outcome.reason if isinstance(outcome, UnreadablePhoto) else "photo"


def _children() -> set[int]:
    """The workers' processes; Python's own tracker of resources lives as long as we do."""
    children = psutil.Process().children(recursive=True)
    return {child.pid for child in children if "resource_tracker" not in " ".join(child.cmdline())}


# -- reading -------------------------------------------------------------------------------


def test_photos_come_back_in_order_and_as_read_here(
    files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    with DecodeWorkers(recipe, count=2) as workers:
        decoded = list(workers.decode(files, look_ahead=AHEAD))
    assert [file for file, _ in decoded] == files
    for file, photo in decoded:
        assert isinstance(photo, DecodedPhoto)
        here = read_photo(file.path, recipe)
        assert (photo.content_key, photo.small) == (here.content_key, here.small)
        assert (photo.pixels == here.pixels).all()


def test_a_file_that_gives_no_picture_has_its_reason(
    tmp_path: Path, files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    (tmp_path / "empty.jpg").touch()
    files.insert(1, _seen(tmp_path / "empty.jpg"))
    files.append(SeenFile(str(tmp_path / "gone\udcff.jpg"), 1, 1))
    outcomes = outcomes_of(files, recipe, read_photo)
    assert outcomes.pop("empty.jpg") == "The file is empty."
    assert outcomes.pop("gone\udcff.jpg") == "It vanished while it was being read."
    assert set(outcomes.values()) == {"photo"}


def test_content_keys_come_back_in_order(files: list[SeenFile], recipe: DecodeRecipe) -> None:
    missing = SeenFile(files[0].path + ".gone", 1, 1)
    with DecodeWorkers(recipe, count=2) as workers:
        keys = dict(workers.keys([*files, missing]))
    assert [keys[file] for file in files] == [content_key(file.path) for file in files]
    assert isinstance(keys[missing], UnreadablePhoto)


def test_no_more_files_are_taken_than_may_wait(files: list[SeenFile], recipe: DecodeRecipe) -> None:
    taken = []

    def offered() -> Iterator[SeenFile]:
        for file in files:
            taken.append(file)
            yield file

    with DecodeWorkers(recipe, count=2) as workers:
        for done, _ in enumerate(workers.decode(offered(), look_ahead=3), start=1):
            assert len(taken) <= done + 3


def test_one_look_ahead_is_enough(files: list[SeenFile], recipe: DecodeRecipe) -> None:
    with DecodeWorkers(recipe, count=2) as workers:
        assert len(list(workers.decode(files, look_ahead=1))) == len(files)


def test_files_are_read_while_the_caller_does_something_else(
    files: list[SeenFile], recipe: DecodeRecipe, tmp_path: Path
) -> None:
    with DecodeWorkers(recipe, count=2, read=_leave_a_mark) as workers:
        decoded = workers.decode(files, look_ahead=len(files))
        next(decoded)
        marks = [tmp_path / f"{number}.jpg.read" for number in range(6)]
        # Nobody asks for the others, and yet they are read.
        assert _come_true(lambda: all(mark.exists() for mark in marks))


def _come_true(condition: Callable[[], bool]) -> bool:
    """Wait until it holds, a minute at most; whether it does."""
    turns, pause = range(1200), threading.Event()
    return any(condition() or pause.wait(0.05) for _ in turns)


def _leave_a_mark(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    Path(path + ".read").touch()
    return read_photo(path, recipe)


# -- processes -----------------------------------------------------------------------------


def test_processes_start_with_the_first_file_and_end_with_the_block(
    files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    before = _children()
    with DecodeWorkers(recipe, count=2) as workers:
        decoded = workers.decode(files[:1], look_ahead=AHEAD)
        assert _children() == before
        next(decoded)
        assert len(_children() - before) == 1  # One file needs no second process.
    assert _children() == before


def test_to_stop_asking_is_to_stop(files: list[SeenFile], recipe: DecodeRecipe) -> None:
    before = _children()
    with DecodeWorkers(recipe, count=2, read=hang_quietly) as workers:
        decoded = workers.decode(files, look_ahead=AHEAD)
        thread = threading.Thread(target=lambda: next(decoded, None))
        thread.start()
        while len(_children() - before) < 2:
            pass
    thread.join()
    assert _children() == before


def test_a_worker_loads_only_what_reading_needs(
    files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    told = outcomes_of(files[:1], recipe, _name_heavy_modules)["0.jpg"]
    assert told == "PIL numpy"


def _name_heavy_modules(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    read_photo(path, recipe)
    heavy = (
        "PIL",
        "PySide6",
        "faiss",
        "numpy",
        "onnxruntime",
        "pillow_heif",
        "sqlite3",
        "tokenizers",
    )
    raise UnreadablePhoto(" ".join(name for name in heavy if name in sys.modules))


@posix_only
def test_a_worker_steps_back_for_others_and_does_not_hear_ctrl_c(
    files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    nice, dies = outcomes_of(files[:1], recipe, _tell_manners)["0.jpg"].split()
    assert int(nice) == min(os.nice(0) + 10, 19)
    assert dies == "no"


def _tell_manners(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    os.kill(os.getpid(), signal.SIGINT)
    raise UnreadablePhoto(f"{os.nice(0)} no")


def test_nothing_that_a_worker_writes_reaches_the_terminal(
    files: list[SeenFile], recipe: DecodeRecipe, capfd: pytest.CaptureFixture[str]
) -> None:
    assert outcomes_of(files[:1], recipe, _chatter)["0.jpg"] == "photo"
    assert capfd.readouterr() == ("", "")


def _chatter(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    for stream in (sys.stdout, sys.stderr):
        stream.write("chatter")
        stream.flush()
    os.write(1, b"chatter")
    os.write(2, b"chatter")
    return read_photo(path, recipe)


def test_there_is_a_worker_on_every_machine() -> None:
    assert default_count() >= 1


# -- files that end their worker -----------------------------------------------------------


def test_a_file_that_kills_its_worker_costs_that_file_only(
    files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    outcomes = outcomes_of(files, recipe, _die_over_1_and_4)
    reason = "The decoder crashed over this file, twice."
    assert outcomes == dict.fromkeys((f"{n}.jpg" for n in range(6)), "photo") | {
        "1.jpg": reason,
        "4.jpg": reason,
    }


def _die_over_1_and_4(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    if path.endswith("1.jpg"):
        os.kill(os.getpid(), KILL)
    if path.endswith("4.jpg"):
        ctypes.string_at(0)  # Reads where nothing is, as a broken decoder does.
    return read_photo(path, recipe)


def test_a_file_that_kills_one_worker_is_read_by_the_next(
    files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    assert set(outcomes_of(files, recipe, _die_once_each, count=3).values()) == {"photo"}


def _die_once_each(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    if not os.path.exists(path + ".tried"):
        Path(path + ".tried").touch()
        os.kill(os.getpid(), KILL)
    return read_photo(path, recipe)


def test_a_worker_that_is_killed_from_outside_costs_nothing(
    files: list[SeenFile], recipe: DecodeRecipe, tmp_path: Path
) -> None:
    with DecodeWorkers(recipe, count=2, read=_wait_to_be_killed) as workers:
        thread = threading.Thread(target=_kill_when_told, args=(tmp_path / "2.jpg.pid",))
        thread.start()
        outcomes = [_told(outcome) for _, outcome in workers.decode(files, look_ahead=AHEAD)]
        thread.join()
    assert set(outcomes) == {"photo"}


def _wait_to_be_killed(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    note = Path(path + ".pid")
    if path.endswith("2.jpg") and not note.exists():
        note.with_suffix(".new").write_text(str(os.getpid()))
        note.with_suffix(".new").rename(note)
        signal.pause() if hasattr(signal, "pause") else time.sleep(3600)
    return read_photo(path, recipe)


def _kill_when_told(note: Path) -> None:
    assert _come_true(note.exists)
    os.kill(int(note.read_text()), KILL)


def test_a_file_is_tried_again_with_no_other_beside_it(
    files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    outcomes = outcomes_of(files * 3, recipe, _die_once_and_look_around, count=4)
    assert set(outcomes.values()) == {"photo"}


def _die_once_and_look_around(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    """Read with a note beside the file for as long as it takes; the second try wants no notes."""
    folder = Path(path).parent
    note = folder / f"{os.getpid()}.busy"
    if path.endswith("3.jpg") and not (folder / "tried").exists():
        (folder / "tried").touch()
        os.kill(os.getpid(), KILL)
    if path.endswith("3.jpg") and (folder / "tried").exists() and not (folder / "again").exists():
        (folder / "again").touch()
        if list(folder.glob("*.busy")):
            raise UnreadablePhoto("It is not alone.")
    note.touch()
    try:
        return read_photo(path, recipe)
    finally:
        note.unlink()


@pytest.mark.parametrize("how", ["quietly", "in C"])
def test_a_file_that_hangs_its_worker_costs_that_file_only(
    files: list[SeenFile], recipe: DecodeRecipe, how: str
) -> None:
    read = _hang_over_1 if how == "quietly" else _spin_over_1
    # Long enough for the other files on a machine that does much else.
    outcomes = outcomes_of(files, recipe, read, seconds=5)
    endless = "The decoder did not finish this file in 5 s"
    # What computes all the time is not tried again, unless others took so much that it only waited.
    assert outcomes.pop("1.jpg") in ([f"{endless}, twice."] + [f"{endless}."] * (how == "in C"))
    assert set(outcomes.values()) == {"photo"}


def hang_quietly(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    time.sleep(3600)
    return read_photo(path, recipe)


def spin_in_c(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    sum(range(10**15))  # One call of C, which lets no other thread of Python in.
    return read_photo(path, recipe)


def _hang_over_1(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    return (hang_quietly if path.endswith("1.jpg") else read_photo)(path, recipe)


def _spin_over_1(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    return (spin_in_c if path.endswith("1.jpg") else read_photo)(path, recipe)


def test_a_fault_of_ours_over_one_file_is_told_and_costs_no_other(
    files: list[SeenFile], recipe: DecodeRecipe
) -> None:
    outcomes = outcomes_of(files, recipe, _stumble_over_1)
    assert (
        outcomes.pop("1.jpg") == "Shoebox failed to read it (ZeroDivisionError: division by zero)."
    )
    assert set(outcomes.values()) == {"photo"}


def _stumble_over_1(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    if path.endswith("1.jpg"):
        1 / 0  # noqa: B018 - the fault is the point.
    return read_photo(path, recipe)


def test_too_little_memory_is_told(files: list[SeenFile], recipe: DecodeRecipe) -> None:
    told = outcomes_of(files[:1], recipe, _want_too_much)["0.jpg"]
    assert told == "The picture needs more memory than one file may take."


def _want_too_much(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    raise MemoryError
