"""The window with 100,000 photos, kept open: beside an ingest, after a thousand searches.

Memory is what the process and that of its model have for themselves (USS), as each system counts
it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil

from app.asked import Answer, Everything
from app.run import bring_to_life
from app.searches import Search
from tests.bench.figures import Figure
from tests.bench.pictures import make_photos
from tests.bench.windows import (
    all_drawn,
    application,
    make_library,
    open_window,
    process_events,
    scroll,
    until,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.window import Window
    from tests.bench.windows import Pass

PHOTOS = 100_000
#: Searches and seconds of scrolling before memory is first looked at, and then until the end.
_WARM, _LONG = (100, 60.0), (1000, 600.0)
_PLACES = ("snow", "sea", "garden", "street", "wood", "kitchen", "tent", "rain")
_THINGS = ("dog", "child", "red car", "cake", "boat", "bride", "horse", "bicycle")


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Milliseconds of frames beside an ingest, and megabytes before and after long use."""
    count = 1000 if smoke else PHOTOS
    library = make_library(scratch, count)
    photos = scratch / "photos"
    make_photos(photos, 8 if smoke else 1500, size=(1200, 800))
    # In a process that has nothing of its own in memory. No file is its main one: its model's
    # process would load that as well.
    code = "from tests.bench.endurance import measure; measure()"
    words = [sys.executable, "-c", code, str(library), str(photos), str(int(smoke))]
    ran = subprocess.run(words, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(ran.stdout)
    beside = "while an ingest runs" if told["whole"] else "while an ingest ran, which ended sooner"
    for name, budget in (("longest stall", 30), ("95 % of the frames", 16)):
        value = told[f"{name} beside"]
        yield Figure(
            f"scrolling {beside}: {name}", value, "ms", told[f"{name} alone"],
            "without the ingest", f"<= {budget} ms", value <= budget,
        )  # fmt: skip
    yield Figure(
        f"scrolling {beside}: longest stall without waiting for a processor", told["own beside"],
        "ms", told["own alone"], "without the ingest",
    )  # fmt: skip
    warm, long = told["warm"], told["long"]
    yield Figure(
        f"private memory of the window and its model, {count:,} photos", warm, "MB", told["empty"],
        "Qt and all modules alone", "<= 600 MB", warm <= 600,
    )  # fmt: skip
    yield Figure(
        f"after {_LONG[0]:,} searches and {_LONG[1] / 60:.0f} minutes of scrolling", long, "MB",
        warm, "before", "within 5 %", None if smoke else long <= 1.05 * warm,
    )  # fmt: skip


def measure() -> None:
    """Be the process that is looked at, as the command line says."""
    library, photos, smoke = sys.argv[1:]
    print(json.dumps(_measured(Path(library), Path(photos), smoke=smoke == "1")))


def _measured(library: Path, photos: Path, *, smoke: bool) -> dict[str, float]:
    application()
    told = {"empty": _private()}
    window = open_window(library)
    bring_to_life(window)
    until(window, all_drawn)
    told |= _beside_an_ingest(window, library, photos, seconds=1 if smoke else 30)
    share = 0.01 if smoke else 1.0
    _use(window, *(share * much for much in _WARM))
    told["warm"] = _private()
    _use(window, *(share * much for much in _LONG))
    told["long"] = _private()
    window.gone.connect(application().quit)
    window.close()
    return told


def _beside_an_ingest(
    window: Window, library: Path, photos: Path, *, seconds: float
) -> dict[str, float]:
    told = _frames("alone", scroll(window, seconds / 2))
    with ingest_beside(library, photos) as child:
        told |= _frames("beside", scroll(window, seconds))
        return told | {"whole": child.poll() is None}


def _frames(when: str, passes: list[Pass]) -> dict[str, float]:
    of = 1000 * np.array([each.seconds for each in passes])
    return {
        f"longest stall {when}": float(of.max()),
        f"95 % of the frames {when}": float(np.percentile(of, 95)),
        f"own {when}": 1000 * max(each.own for each in passes),
    }


@contextmanager
def ingest_beside(library: Path, photos: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A child as the window's own, at its work by the time that the block begins."""
    words = ["--json", "--library", str(library), "index", str(photos), "--until-closed"]
    child = subprocess.Popen(
        [sys.executable, "-m", "indexer", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdin
    assert child.stdout
    for line in child.stdout:
        if b'"progress"' in line:
            break
    # Its lines are few, and fit into the pipe.
    yield child
    child.stdin.close()
    child.stdout.read()
    child.wait()


def _use(window: Window, searches: float, seconds: float) -> None:
    for turn in range(max(int(searches), 1)):
        thing, place = _THINGS[turn % 8], _PLACES[turn // 8 % 8]
        window.looking.search(Search(f"a {thing} in the {place} {turn}"))
        until(window, lambda window: window.looking.browsing.is_answered)
    window.looking.browsing.answered.emit(
        Answer(Everything(), window._questions.library().catalog.all_ids()), None
    )
    scroll(window, seconds)


def _private() -> float:
    """Megabytes that we have for ourselves, all that was asked for by then done with."""
    end = time.perf_counter() + 2
    while time.perf_counter() < end:
        process_events()
        time.sleep(0.05)
    ours = psutil.Process()
    all_of_us = (ours, *ours.children(recursive=True))
    return float(sum(each.memory_full_info().uss for each in all_of_us)) / 1e6
