"""The window with 100,000 photos: its first paint, new results, scrolling, a search.

Everything runs on Qt's offscreen platform, which paints with the processor alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QSize,
    Qt,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView

from app.asked import Answer, Everything
from app.cut.cutting import MOST_WEAK, USUAL
from app.run import bring_to_life
from indexer.library import Library
from indexer.models import find_bundle
from indexer.query import parse
from indexer.search import Band, Request, Searcher
from tests.bench.figures import Figure
from tests.bench.first_paint import STARTED
from tests.bench.windows import (
    SCREENS_A_SECOND,
    SIZE,
    all_drawn,
    application,
    drawn,
    make_library,
    open_window,
    scroll,
    until,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.window import Window
    from tests.bench.windows import Pass

PHOTOS = 100_000
#: How long is scrolled.
SECONDS = 30
#: How the photos stand, and whether that is in rows.
_SHAPES = (("as squares", False), ("in rows", True))
#: Other screens than a laptop's plain one: points each way, and pixels of a point each way.
_SCREENS = ((3840, 2160, 1), (1920, 1080, 2))
_PLACES = (
    "snow", "sea", "garden", "street", "wood", "rain", "desert", "kitchen", "park", "mountains",
)  # fmt: skip
_BARE = """
import os, sys, time
from PySide6.QtWidgets import QApplication, QWidget
class Bare(QWidget):
    def paintEvent(self, event):
        print(time.time() - float(os.environ["SHOEBOX_BENCH_STARTED"]))
        sys.stdout.flush()
        os._exit(0)
application = QApplication([])
window = Bare()
window.show()
application.exec()
"""


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Seconds and milliseconds of what a person waits for."""
    count, times = (1000, 1) if smoke else (PHOTOS, 5)
    library = make_library(scratch, count)
    yield from _first_paint(library, count, times=times)
    window = open_window(library)
    bring_to_life(window)
    until(window, all_drawn)
    yield from _new_results(window, count, times=times * 4)
    yield from _scrolling(window, count, seconds=1 if smoke else SECONDS)
    yield from _search(window, library, count, times=times * 2)
    window.gone.connect(application().quit)
    window.close()
    yield from _screens(library, count, seconds=0.5 if smoke else SECONDS / 3)


def _first_paint(library: Path, count: int, *, times: int) -> Iterator[Figure]:
    ours = [json.loads(_run("-m", "tests.bench.first_paint", str(library))) for _ in range(times)]
    bare = median(float(_run("-c", _BARE)) for _ in range(times))
    painted = median(told["painted"] for told in ours)
    yield Figure(
        f"start to first paint, {count:,} photos", painted, "s", bare, "an empty Qt window",
        "<= 1 s", painted <= 1,
    )  # fmt: skip
    yield Figure(
        f"start to a screen full of previews, {count:,} photos",
        median(told["photos"] for told in ours), "s", bare, "an empty Qt window",
    )  # fmt: skip


def _run(*words: str, scale: int = 1) -> str:
    environment = os.environ | {STARTED: str(time.time()), "QT_SCALE_FACTOR": str(scale)}
    ran = subprocess.run(
        [sys.executable, *words], check=True, capture_output=True, text=True, env=environment
    )
    return ran.stdout


def _new_results(window: Window, count: int, *, times: int) -> Iterator[Figure]:
    chance, sheet = np.random.default_rng(0), window._questions.sheet
    answers = [
        Answer(Everything(), chance.permutation(count).astype(np.int64) + 1) for _ in range(times)
    ]
    # As questions are answered: what is known of the photos comes with them.
    answers = [replace(answer, sheet=sheet(answer)) for answer in answers]
    qt = _seconds(_qt_list(count))
    for shape, in_rows in _SHAPES:
        window.grid.set_in_rows(in_rows)
        worst = 1000 * max(_seconds(partial(_show, window, answer)) for answer in answers)
        yield Figure(
            f"new results shown {shape}, {count:,} photos, worst of {times}", worst, "ms",
            1000 * qt, "Qt's own list view", "<= 50 ms", worst <= 50,
        )  # fmt: skip


def _show(window: Window, answer: Answer) -> None:
    window.looking.browsing.answered.emit(answer, None)
    window.grid.viewport().repaint()


def _qt_list(count: int) -> Callable[[], None]:
    class Rows(QAbstractListModel):
        def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # type: ignore[override] # noqa: B008 - as Qt has it.
            return 0 if parent.isValid() else count

        def data(self, index: QModelIndex, role: int = 0) -> object:  # type: ignore[override] # noqa: ARG002 - as Qt has it.
            return None

    model, view = Rows(), QListView()
    view.setWrapping(True)
    view.setFlow(QListView.Flow.LeftToRight)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setGridSize(QSize(196, 196))
    view.setUniformItemSizes(True)
    view.resize(*SIZE)
    view.show()

    def show() -> None:
        view.setModel(model)
        QApplication.processEvents()
        view.viewport().repaint()

    return show


def _scrolling(window: Window, count: int, *, seconds: float) -> Iterator[Figure]:
    """By date, with titles, and badges on each photo: the drive of all of them is away."""
    answer = window._questions.answer(Everything())
    pixmaps, grid = window.surface.pixmaps, window.grid
    for shape, in_rows in _SHAPES:
        grid.set_in_rows(in_rows)
        window.looking.browsing.answered.emit(answer, None)
        passes = scroll(window, seconds)
        grid.verticalScrollBar().setValue(0)
        pixmaps.ready.disconnect(grid._repaint_photo)
        at_rest = scroll(window, seconds / 2)
        pixmaps.ready.connect(grid._repaint_photo)
        yield from _passes(f"{shape}, {count:,} photos", passes, at_rest)


def _passes(name: str, passes: list[Pass], at_rest: list[Pass]) -> Iterator[Figure]:
    scrolling = f"scrolling {SCREENS_A_SECOND} screens a second {name}"
    for part, of, budget in (
        ("longest stall", max, 30.0),
        ("95 % of the frames", lambda taken: np.percentile(taken, 95), 16.0),
    ):
        value, bare = (
            1000 * float(of([each.seconds for each in taken])) for taken in (passes, at_rest)
        )
        yield Figure(
            f"{scrolling}: {part}", value, "ms", bare, "without drawing previews",
            f"<= {budget:g} ms", value <= budget,
        )  # fmt: skip
    own, bare = (1000 * max(each.own for each in taken) for taken in (passes, at_rest))
    yield Figure(
        f"{scrolling}: longest stall without waiting for a processor", own, "ms", bare,
        "without drawing previews",
    )  # fmt: skip


def _screens(library: Path, count: int, *, seconds: float) -> Iterator[Figure]:
    """Both have as many pixels: a large screen has more photos, a dense one finer ones."""
    for width, height, scale in _SCREENS:
        size = (str(width), str(height), str(seconds))
        told = json.loads(_run("-m", "tests.bench.screens", str(library), *size, scale=scale))
        for (shape, _), frames in zip(_SHAPES, told, strict=True):
            name = (
                f"scrolling {SCREENS_A_SECOND} screens a second {shape}, {count:,} photos, on "
                f"{width} x {height} points of {scale} x {scale} pixels: 95 % of the frames"
            )
            moved, own, anew, own_anew = (1000 * each for each in frames.values())
            yield Figure(
                name, moved, "ms", anew, "all painted anew each time", "<= 16 ms", moved <= 16
            )
            yield Figure(
                f"{name} without waiting for a processor", own, "ms", own_anew,
                "all painted anew each time",
            )  # fmt: skip


def _search(window: Window, library: Path, count: int, *, times: int) -> Iterator[Figure]:
    # Each is asked once by either, who remember what the model has made of words.
    words = [f"a dog in the {place}" for place in _PLACES[:times]]
    # Nothing is sure among imagined photos: see the weak ones, for which is asked twice.
    window.looking.browsing.cut(replace(USUAL, weak=True))
    _return_to_previews(window, "a photo")  # Scrolling has put off the loading of the model.
    taken = [_return_to_previews(window, each) for each in words]
    with Library.open(library) as opened, Searcher.open(opened, find_bundle("starter")) as searcher:
        asked = [Request(parse(each), MOST_WEAK, least=Band.WEAK) for each in words]
        searcher.answer(Request(parse("photo")))
        bare = median(_seconds(partial(searcher.answer, each)) for each in asked)
    value = 1000 * median(taken)
    yield Figure(
        f"Return to first previews, warm, {count:,} photos", value, "ms", 1000 * bare,
        "the search alone", "<= 100 ms", value <= 100,
    )  # fmt: skip


def _return_to_previews(window: Window, words: str) -> float:
    search = window.surface.search
    window.looking.browsing.go(Everything())
    until(window, all_drawn)
    search.field.setText(words)
    begin = time.perf_counter()
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    until(window, _any_drawn)
    window.grid.viewport().repaint()
    return time.perf_counter() - begin


def _any_drawn(window: Window) -> bool:
    return window.looking.browsing.is_answered and any(drawn(window))


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
