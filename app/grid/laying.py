"""How cells come to lie in lines: as squares, or as justified rows, where each keeps its shape.

All of it is arithmetic on whole arrays. Where a justified row breaks is found for every photo at
once, as if a row began there; then one walk follows these breaks from row to row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from app.grid.cells import GAP, MARGIN, TITLE, TOP, Cells, Sections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

#: How wide a picture is drawn, to its height, at least and at most; of others the middle is shown.
NARROWEST: Final = 0.5
WIDEST: Final = 3.0
#: How much higher than asked the last row of a section may become to fill its line.
_MOST_HIGHER: Final = 1.15


@dataclass(frozen=True, slots=True)
class Room:
    """What cells have to be laid into.

    Attributes:
        width: Of the room for them, margins and all.
        wanted: How wide a square should be, or how high a row.
        titled: Rows at which a section with a title begins, int64, ascending.
        caption: Room for words below each picture.
    """

    width: int
    wanted: int
    titled: Whole | Sequence[int] = ()
    caption: int = 0


def squares(count: int, room: Room) -> Cells:
    """Fill the room with squares as near to `wanted` as a whole number of columns allows.

    What is left over of the width, less than a pixel a column, widens the gaps here and there: both
    edges are flush with what stands above them.
    """
    width = max(room.width - 2 * MARGIN + GAP, room.wanted + GAP)
    columns = max(1, round(width / (room.wanted + GAP)))
    side = width // columns - GAP
    over = width - columns * (side + GAP)
    parts = _parts(count, room)
    lines = -(-np.diff(parts, append=count) // columns)
    firsts = np.repeat(parts, lines) + columns * _places(lines)
    places = np.arange(count) - np.repeat(firsts, np.diff(firsts, append=count))
    heights = np.full(len(firsts), side + room.caption, np.int64)
    tops, parted = _stacked(firsts, heights, parts, room)
    lefts = MARGIN + places * (side + GAP) + places * over // max(columns - 1, 1)
    right = MARGIN + columns * (side + GAP) - GAP + (over if columns > 1 else 0)
    widths = np.full(count, side, np.int64)
    return Cells(side, MARGIN, right, room.caption, firsts, tops, heights, lefts, widths, parted)


def justified(ratios: NDArray[np.float64], room: Room) -> Cells:
    """Fill each line from margin to margin with pictures of one height, near to `wanted`.

    The last row of a section stays as high as was asked for, however much of its line is free.

    Args:
        ratios: Width by height of each picture, float64 [count].
        room: Where to.
    """
    count, wide = len(ratios), max(room.width - 2 * MARGIN, room.wanted)
    shapes = np.clip(ratios, NARROWEST, WIDEST)
    parts = _parts(count, room)
    # How far it is to each cell if all stood in one line, gaps and all.
    way = np.concatenate(([0.0], np.cumsum(shapes * room.wanted + GAP)))
    firsts = _breaks(way, wide, parts)
    ends = np.append(firsts[1:], count)[: len(firsts)]
    gaps = GAP * (ends - firsts - 1)
    exact = (wide - gaps) / ((way[ends] - way[firsts] - gaps - GAP) / room.wanted)
    is_last = np.isin(ends, np.append(parts[1:], count))
    exact = np.where(is_last & (exact > _MOST_HIGHER * room.wanted), room.wanted, exact)
    line_of = np.repeat(np.arange(len(firsts)), ends - firsts)
    lefts, widths = _spread(shapes, firsts[line_of], exact[line_of])
    heights = np.maximum(np.rint(exact), 1).astype(np.int64)
    tops, parted = _stacked(firsts, heights, parts, room)
    return Cells(
        room.wanted, MARGIN, MARGIN + wide, 0, firsts, tops, heights, lefts, widths, parted
    )


def _spread(
    shapes: NDArray[np.float64], first: Whole, height: NDArray[np.float64]
) -> tuple[Whole, Whole]:
    """Return where each cell begins and how wide it is; rounding leaves no line ragged.

    Args:
        shapes: Width by height of each cell, float64 [count].
        first: The first row of the line of each cell, int64 [count].
        height: How high that line is before it is rounded, float64 [count].
    """
    before = np.concatenate(([0.0], np.cumsum(shapes)))
    begin = (before[:-1] - before[first]) * height + GAP * (np.arange(len(shapes)) - first)
    lefts = np.rint(begin).astype(np.int64)
    widths = np.maximum(np.rint(begin + shapes * height).astype(np.int64) - lefts, 1)
    return lefts + MARGIN, widths


def _breaks(way: NDArray[np.float64], wide: int, parts: Whole) -> Whole:
    """Return the first row of each line: a line takes so many that it is scaled the least."""
    count = len(way) - 1
    if not count:
        return np.empty(0, np.int64)
    rows = np.arange(count)
    too_many = np.searchsorted(way, way[:-1] + wide + GAP)
    fewer = np.maximum(too_many - 1, rows + 1)
    more = np.minimum(np.maximum(too_many, rows + 1), count)
    narrow, broad = way[fewer] - way[:-1] - GAP, way[more] - way[:-1] - GAP
    ends = np.where(wide * wide <= narrow * broad, fewer, more)
    # None reaches over the end of its section.
    part_ends = np.append(parts[1:], count)
    ends = np.minimum(ends, np.repeat(part_ends, np.diff(parts, append=count)))
    following, firsts, row = ends.tolist(), [], 0
    while row < count:
        firsts.append(row)
        row = following[row]
    return np.array(firsts, np.int64)


def _parts(count: int, room: Room) -> Whole:
    """Return the first row of each section, int64; no rows, no sections."""
    # Not by `np.union1d`: it loads NumPy's masked arrays, and the first paint waits for them.
    titled = np.asarray(room.titled, np.int64)
    firsts = titled if titled.size and titled[0] == 0 else np.concatenate(([0], titled))
    return firsts[firsts < count]


def _places(lines: Whole) -> Whole:
    """Return 0, 1, 2 ... anew for each section, given how many lines each has."""
    before = np.cumsum(lines) - lines
    return np.arange(int(lines.sum())) - np.repeat(before, lines)


def _stacked(firsts: Whole, heights: Whole, parts: Whole, room: Room) -> tuple[Whole, Sections]:
    """Return where each line begins below the one before, and the sections with their tops."""
    titled = np.isin(parts, np.asarray(room.titled, np.int64))
    opening = np.searchsorted(firsts, parts)
    air = np.zeros(len(firsts), np.int64)
    air[opening] = TITLE * titled
    pitches = heights + GAP
    tops = TOP + np.cumsum(air) + np.cumsum(pitches) - pitches
    return tops, Sections(parts, tops[opening], titled)
