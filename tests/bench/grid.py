"""What it costs to find out and to lay out what a grid shows of 100,000 photos."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.grid.cells import GAP, MARGIN
from app.grid.laying import Room, justified, squares
from app.grid.sheet import sheet_of
from indexer.catalog.glances import Glances
from indexer.database import Database
from indexer.library import Library
from indexer.models import find_bundle
from tests.bench.figures import Figure, median_seconds
from tests.bench.libraries import fill, imagined_files, small_preview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

PHOTOS = 100_000
#: A wide window, and the days of some ten years.
WIDTH, SIDE, DAYS = 2560, 184, 3000


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Milliseconds on the main thread to lay out, and on another to find out what."""
    count, times = (1000, 1) if smoke else (PHOTOS, 9)
    chance = np.random.default_rng(0)
    ratios = chance.choice(np.array([1.5, 2 / 3, 4 / 3, 0.75, 16 / 9, 4.0]), count)
    titled = np.unique(chance.integers(0, count, min(DAYS, count // 10)))
    room = Room(WIDTH, SIDE, titled)
    yield from _laying(ratios, room, times=times)
    days = np.sort(np.datetime64("2014-01-01") + chance.integers(0, DAYS, count))
    yield from _sheet(days, ratios, times=times)
    yield from _glances(scratch, count, times=times)


def _laying(ratios: NDArray[np.float64], room: Room, *, times: int) -> Iterator[Figure]:
    count = len(ratios)
    plain = 1000 * median_seconds(partial(_row_by_row, ratios.tolist(), room), times=1)
    for name, lay in (
        ("squares", partial(squares, count, room)),
        ("justified rows", partial(justified, ratios, room)),
    ):
        value = 1000 * median_seconds(lay, times=times)
        yield Figure(
            f"{count:,} photos in {len(room.titled):,} sections laid out as {name}", value, "ms",
            plain, "justified photo by photo", "<= 50 ms", value <= 50,
        )  # fmt: skip


def _row_by_row(ratios: list[float], room: Room) -> list[tuple[float, float]]:
    """Justify as most do it: one photo after the other, in a loop."""
    wide, starts = room.width - 2 * MARGIN, set(np.asarray(room.titled).tolist())
    placed: list[tuple[float, float]] = []
    line: list[float] = []
    for row, ratio in enumerate(ratios):
        line.append(ratio)
        full = sum(line) * room.wanted + GAP * (len(line) - 1) >= wide
        if full or row + 1 in starts:
            height = (wide - GAP * (len(line) - 1)) / sum(line)
            left = float(MARGIN)
            for each in line:
                placed.append((left, each * height))
                left += each * height + GAP
            line = []
    return placed


def _sheet(
    days: NDArray[np.datetime64], ratios: NDArray[np.float64], *, times: int
) -> Iterator[Figure]:
    count = len(days)
    nothing = np.zeros(count, bool)
    ids = np.arange(1, count + 1)
    known = Glances(
        ids, ratios, days, nothing.astype(np.uint8), nothing, nothing, nothing,
        nothing, nothing.astype(np.float32), np.zeros(count, np.int64),
    )  # fmt: skip
    asked = ids[::-1].copy()
    value = 1000 * median_seconds(partial(sheet_of, asked, known, by_date=True), times=times)
    bare = 1000 * median_seconds(lambda: ratios[np.searchsorted(ids, asked)], times=times)
    yield Figure(
        f"what is known of an answer of {count:,} photos, beside the main thread", value, "ms",
        bare, "one column found by id",
    )  # fmt: skip


def _glances(scratch: Path, count: int, *, times: int) -> Iterator[Figure]:
    with Library.open(scratch / "library", write=True) as library:
        fill(library, find_bundle("starter"), imagined_files(count), small_preview(scratch))
        value = 1000 * median_seconds(library.catalog.glances, times=times)
    database = Database(scratch / "library" / "library.db", write=False)
    with database.connection() as connection:
        rows = "SELECT id, width, height, taken_at, rating, favourite, folder_id FROM photos"
        bare = 1000 * median_seconds(lambda: connection.execute(rows).fetchall(), times=times)
    database.close()
    yield Figure(
        f"a glance at all of {count:,} photos, beside the main thread", value, "ms", bare,
        "their rows as Python has them",
    )  # fmt: skip
