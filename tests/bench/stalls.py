"""How long the main thread is held up in the window's first seconds, as model and index are loaded.

Each is measured in a process of its own, for what is loaded once stays loaded: its window is
scrolled from its first photos on, and the loading begins with that, as it does at the first search.
Nothing heavy is imported at the top: the model's process loads this file as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.figures import Figure
    from tests.bench.windows import Pass

PHOTOS = 100_000
#: How long is scrolled: the model is up after one to three seconds.
SECONDS = 6
#: Pictures for the ingest beside each run, which reads some 50 of them a second.
_READ = 400
#: Seconds of a core that a frame takes, about.
_FRAME = 0.005
_SHAPES = (("as squares", "squares"), ("in rows", "rows"))


@dataclass(frozen=True, slots=True)
class Stall:
    """The longest passes of the event loop, in milliseconds.

    Attributes:
        longest: The longest, as a person feels it.
        own: The longest without what the main thread waited for a processor, which others had.
    """

    longest: float
    own: float


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Milliseconds of the longest stall, alone and beside an ingest."""
    from tests.bench.figures import Figure
    from tests.bench.windows import make_library

    count, seconds, times = (1000, 1.0, 1) if smoke else (PHOTOS, SECONDS, 3)
    library = make_library(scratch, count)
    for name, shape in _SHAPES[:1] if smoke else _SHAPES:
        runs = _Runs(library, shape, seconds, times)
        yield from _told(f"{name}, {count:,} photos", runs.worst("warm"), runs.worst("cold"))
    runs = _Runs(library, "squares", seconds, times)
    folders = _pictures(scratch, 3 * times, 4 if smoke else _READ)
    warm, cold, bare = (
        runs.worst(how, folders[place::3]) for place, how in enumerate(("warm", "cold", "bare"))
    )
    yield from _told(f"as squares, {count:,} photos, beside an ingest", warm, cold)
    yield Figure(
        "longest stall beside an ingest, nothing loaded", cold.longest, "ms", bare.longest,
        f"no window: a thread that computes for {1000 * _FRAME:.0f} ms of each frame",
    )  # fmt: skip


def _told(name: str, warm: Stall, cold: Stall) -> Iterator[Figure]:
    from tests.bench.figures import Figure

    first = f"first seconds {name}, model and index being loaded"
    yield Figure(
        f"{first}: longest stall", warm.longest, "ms", cold.longest, "nothing loaded",
        "<= 30 ms", warm.longest <= 30,
    )  # fmt: skip
    yield Figure(
        f"{first}: longest stall without waiting for a processor", warm.own, "ms", cold.own,
        "nothing loaded",
    )  # fmt: skip


def _pictures(scratch: Path, folders: int, each: int) -> list[Path]:
    """Make so many folders of pictures of which none is like another."""
    from tests.bench.pictures import make_photos

    made = make_photos(scratch / "photos", folders * each, size=(1200, 800))
    homes = [scratch / f"photos-{number}" for number in range(folders)]
    for number, photo in enumerate(made):
        home = homes[number % folders]
        home.mkdir(exist_ok=True)
        photo.rename(home / photo.name)
    return homes


@dataclass(frozen=True, slots=True)
class _Runs:
    """Processes whose window is scrolled, `times` for each question."""

    library: Path
    shape: str
    seconds: float
    times: int

    def worst(self, how: str, pictures: Sequence[Path | None] = ()) -> Stall:
        """The longest stalls of all runs, each beside an ingest of pictures.

        Args:
            how: `warm`, with model and index loaded meanwhile; `cold`, or `bare`: without a window.
            pictures: What each ingest reads; none is beside it where there is nothing to read.
        """
        folders = pictures or (None,) * self.times
        runs = [self._run(how, folder) for folder in folders]
        return Stall(max(each.longest for each in runs), max(each.own for each in runs))

    def _run(self, how: str, pictures: Path | None) -> Stall:
        from tests.bench.endurance import ingest_beside

        words = [str(self.library), self.shape, how, str(self.seconds)]
        with ingest_beside(self.library, pictures) if pictures else nullcontext():
            ran = subprocess.run(
                [sys.executable, "-m", "tests.bench.stalls", *words],
                check=True,
                capture_output=True,
                text=True,
            )
        return Stall(**json.loads(ran.stdout))


def _measure(library: Path, shape: str, how: str, seconds: float) -> Stall:
    """Be the process whose window is scrolled."""
    from app.run import bring_to_life
    from tests.bench.windows import (
        all_drawn,
        application,
        open_window,
        process_events,
        scroll,
        until,
    )

    window = open_window(library)
    window.grid.set_in_rows(shape == "rows")
    bring_to_life(window)
    window._warming._rest.stop()
    until(window, all_drawn)
    while not window._warming.provisions.complete:
        process_events()
    if how == "warm":
        window._warming._load()
    passes = scroll(window, seconds)
    window.gone.connect(application().quit)
    window.close()
    return _longest(passes)


def _measure_bare(seconds: float) -> Stall:
    """Be a process that has as much to do as a window, and no window."""
    from tests.bench.windows import frames

    return _longest(frames(seconds, _compute))


def _compute() -> None:
    end = time.thread_time() + _FRAME
    while time.thread_time() < end:
        pass


def _longest(passes: Sequence[Pass]) -> Stall:
    return Stall(1000 * max(passes).seconds, 1000 * max(each.own for each in passes))


if __name__ == "__main__":
    from app.loading import load_swiftly

    load_swiftly()  # As `app.__main__` does.
    library, shape, how, seconds = sys.argv[1:]
    if how == "bare":
        stall = _measure_bare(float(seconds))
    else:
        stall = _measure(Path(library), shape, how, float(seconds))
    print(json.dumps(asdict(stall)))
