"""A real `shoebox index --watch`: how soon it knows of each change, and what it takes when idle."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil

from indexer.library import Library
from tests.bench.figures import Figure
from tests.bench.pictures import make_photos

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PHOTOS = 40
QUIET_SECONDS = 10.0
"""After the last change, until the idle time that counts begins; promised is a minute."""


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Seconds from a change to its photo in the library, then CPU and memory of the quiet."""
    make_photos(scratch / "photos", 4 if smoke else PHOTOS, size=(640, 480))
    with _watching(scratch) as (process, library):
        for name, change, is_known in _changes(scratch, library):
            time.sleep(1 if smoke else 2)  # The one before is over, and its quiet too.
            change()
            yield _figure(f"{name}, until the library knows", _seconds_until(is_known), 10, smoke)
        time.sleep(2 if smoke else QUIET_SECONDS)
        share, megabytes = _taken(process, seconds=2 if smoke else 60)
        yield Figure(
            *("CPU of an idle watch", 100 * share, "% of a core"),
            budget="0 % (<= 0.5)",
            met=None if smoke else share <= 0.005,
        )
        yield Figure("memory of an idle watch, the model released", megabytes, "MB")


def _figure(name: str, seconds: float, budget: float, smoke: bool) -> Figure:
    met = None if smoke else seconds <= budget
    return Figure(name, seconds, "s", budget="within seconds (<= 10)", met=met)


Change = tuple[str, "Callable[[], object]", "Callable[[], bool]"]


def _changes(scratch: Path, library: Library) -> Iterator[Change]:
    """What is done to the folders, and how it is known that the library has followed."""
    photos, outside = scratch / "photos", scratch / "outside"
    (new,) = make_photos(scratch / "one", 1, size=(333, 250))
    make_photos(outside / "trip", 20, size=(320, 240))

    def knows(*paths: Path) -> bool:
        return all(library.catalog.photo_by_path(str(path)) for path in paths)

    here, renamed = photos / "new.jpg", photos / "renamed.jpg"
    trip = photos / "outside" / "trip"
    last = trip / "photo-000019.jpg"
    yield "a new photo", lambda: new.rename(here), lambda: knows(here)
    yield "a renamed photo", lambda: here.rename(renamed), lambda: knows(renamed)
    yield "an edited photo", lambda: _edit(renamed), lambda: _width(library, renamed) == 444
    yield "a deleted photo", renamed.unlink, lambda: not knows(renamed)
    yield "a tree moved in", lambda: outside.rename(trip.parent), lambda: knows(last)
    yield "a tree moved out", lambda: trip.parent.rename(outside), lambda: not knows(last)


def _edit(path: Path) -> None:
    (other,) = make_photos(path.parent.parent / "edited", 1, size=(444, 333))
    path.write_bytes(other.read_bytes())


def _width(library: Library, path: Path) -> int:
    photo = library.catalog.photo_by_path(str(path))
    return photo.facts.width if photo else 0


@contextmanager
def _watching(scratch: Path) -> Iterator[tuple[psutil.Process, Library]]:
    """The process once it is idle for the first time, and its library, open for reading."""
    words = ["--library", str(scratch / "library"), "--json", "index", str(scratch / "photos")]
    child = subprocess.Popen(
        [sys.executable, "-m", "app", *words, "--watch", "--until-closed", "--on-battery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    for line in child.stdout:
        if '"idle"' in line:
            break
    try:
        with Library.open(scratch / "library") as library:
            yield psutil.Process(child.pid), library
    finally:
        child.communicate()  # It closes the input, which ends the child.


def _seconds_until(is_known: Callable[[], bool]) -> float:
    began = time.perf_counter()
    while not is_known():
        time.sleep(0.02)
        assert time.perf_counter() - began < 120, "the change was never followed"
    return time.perf_counter() - began


def _taken(process: psutil.Process, *, seconds: float) -> tuple[float, float]:
    """The share of a core that a process and its children take, and their megabytes."""
    family = [process, *process.children(recursive=True)]
    before = sum(sum(each.cpu_times()[:2]) for each in family)
    time.sleep(seconds)
    after = sum(sum(each.cpu_times()[:2]) for each in family)
    return (after - before) / seconds, sum(each.memory_info().rss for each in family) / 1e6
