"""Where each cell of a grid lies, whatever the number of cells: lines below each other, in arrays.

Nothing here knows Qt's item views or a photo; a row is a number from 0 on, a place is in pixels
of the whole content, whose first line is at the top. Qt's own list layout asks the model about each
row (90 ms for 100,000 of them, each time the answer changes); this asks nobody. How the lines come
about, as squares or as justified rows, is told in `laying`.

The rows may be parted in sections: each begins a line of its own, below room for its title.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

#: Between two cells, and around them all: the rhythm of 8.
GAP = 12
MARGIN = 24
#: Above the first line and below the last; the heading has its own air.
TOP = 12
#: Room for the title of a section, above its first line.
TITLE = 40


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that stand together.

    Attributes:
        first: The first row.
        end: The row after the last.
        top: Where their first line begins.
        titled: Whether there is room for a title above them.
    """

    first: int
    end: int
    top: int
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Sections:
    """What the rows are parted in, in order; none of them is empty.

    Attributes:
        firsts: The first row of each, int64 [m].
        tops: Where the first line of each begins, int64 [m].
        titled: Which have room for a title above them, bool [m].
    """

    firsts: NDArray[np.int64]
    tops: NDArray[np.int64]
    titled: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cells:
    """Where each cell lies.

    Attributes:
        side: How high a cell is that is as high as was asked for.
        left: Where each line begins.
        right: Where a full line ends.
        caption: The part of each height that is room for words below the picture.
        firsts: The first row of each line, int64 [lines].
        tops: Where each line begins, int64 [lines].
        heights: How high its cells are, int64 [lines].
        lefts: Where each cell begins, int64 [count].
        widths: How wide each cell is, int64 [count].
        parted: The sections.
    """

    side: int
    left: int
    right: int
    caption: int
    firsts: NDArray[np.int64]
    tops: NDArray[np.int64]
    heights: NDArray[np.int64]
    lefts: NDArray[np.int64]
    widths: NDArray[np.int64]
    parted: Sections

    @property
    def count(self) -> int:
        """How many cells there are."""
        return len(self.lefts)

    @property
    def columns(self) -> int:
        """For how many squares a line has room, at least 1."""
        return max((self.right - self.left + GAP) // (self.side + GAP), 1)

    @property
    def line_pitch(self) -> int:
        """From one line to the next, where they are as high as was asked for."""
        return self.side + self.caption + GAP

    @property
    def height(self) -> int:
        """Of everything, margins and all."""
        return int(self.tops[-1] + self.heights[-1]) + MARGIN if self.count else 0

    @property
    def sections(self) -> tuple[Section, ...]:
        """What the rows are parted in, in order; none of them is empty."""
        return tuple(map(self.section, range(len(self.parted.firsts))))

    def section(self, number: int) -> Section:
        """Return a section by its number, from 0 on."""
        firsts = self.parted.firsts
        end = int(firsts[number + 1]) if number + 1 < len(firsts) else self.count
        top, titled = int(self.parted.tops[number]), bool(self.parted.titled[number])
        return Section(int(firsts[number]), end, top, titled)

    def section_of(self, row: int) -> Section:
        """Return the section in which a row stands."""
        return self.section(max(_before(self.parted.firsts, row), 0))

    def sections_between(self, top: int, bottom: int) -> Iterator[Section]:
        """Yield the sections whose titles a horizontal band touches, both edges included."""
        first = int(np.searchsorted(self.parted.tops, top, "right"))
        end = int(np.searchsorted(self.parted.tops, bottom + TITLE, "right"))
        return map(self.section, range(first, end))

    def rect(self, row: int) -> QRect:
        """Return the place of a row."""
        line = self._line_of(row)
        left, width = int(self.lefts[row]), int(self.widths[row])
        return QRect(left, int(self.tops[line]), width, int(self.heights[line]))

    def sizes(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """Return how wide and how high the cells of some rows are, int64 [n, 2]."""
        wanted = np.asarray(rows, np.int64)
        lines = np.searchsorted(self.firsts, wanted, "right") - 1
        return np.stack((self.widths[wanted], self.heights[lines]), axis=1)

    def title_rect(self, section: Section) -> QRect:
        """Return the room for a section's title, as wide as its cells."""
        return QRect(self.left, section.top - TITLE, self.right - self.left, TITLE)

    def row_at(self, point: QPoint) -> int | None:
        """Return the row that lies under a point, None in a gap or past the last."""
        row = self.nearest_row(point)
        return row if row is not None and self.rect(row).contains(point) else None

    def nearest_row(self, point: QPoint) -> int | None:
        """Return the row under or beside a point; None only where there are no rows.

        Below a section, where its last line is followed by other than a line, it is its last row.
        """
        if not self.count:
            return None
        line = max(_before(self.tops, point.y() + GAP // 2), 0)
        if point.y() >= self.tops[line] + self.heights[line] + GAP:
            return self._rows_of(line).stop - 1
        return self._row_in(line, point.x() + GAP // 2)

    def above(self, row: int) -> int:
        """Return the row above another; itself in the first line."""
        return self._beside(row, -1)

    def below(self, row: int) -> int:
        """Return the row below another; itself in the last line."""
        return self._beside(row, 1)

    def at_distance(self, row: int, down: int) -> int:
        """Return the row so many pixels below another, or above; one line away at the least."""
        line, rect = self._line_of(row), self.rect(row)
        other = max(_before(self.tops, rect.top() + down), 0)
        if other == line:
            return self._beside(row, 1 if down > 0 else -1)
        return self._row_in(other, rect.center().x())

    def rows_between(self, top: int, bottom: int) -> range:
        """Return the rows of all lines that a horizontal band touches, both edges included."""
        lines = self._lines_between(top, bottom)
        if not lines:
            return range(0)
        return range(self._rows_of(lines[0]).start, self._rows_of(lines[-1]).stop)

    def runs_in(self, area: QRect) -> list[tuple[int, int]]:
        """Return the rows that a rectangle touches, as (first, last) pairs, one for each line."""
        runs = []
        for line in self._lines_between(area.top(), area.bottom()):
            rows = self._rows_of(line)
            lefts = self.lefts[rows.start : rows.stop]
            ends = lefts + self.widths[rows.start : rows.stop]
            first = int(np.searchsorted(ends, area.left(), "right"))
            last = _before(lefts, area.right())
            if first <= last:
                runs.append((rows.start + first, rows.start + last))
        return runs

    def _line_of(self, row: int) -> int:
        return _before(self.firsts, row)

    def _rows_of(self, line: int) -> range:
        end = self.firsts[line + 1] if line + 1 < len(self.firsts) else self.count
        return range(int(self.firsts[line]), int(end))

    def _row_in(self, line: int, x: int) -> int:
        """Return the row of a line under or before a place; the first where there is none."""
        rows = self._rows_of(line)
        return rows.start + max(_before(self.lefts[rows.start : rows.stop], x), 0)

    def _beside(self, row: int, step: int) -> int:
        line = self._line_of(row) + step
        if not 0 <= line < len(self.firsts):
            return row
        return self._row_in(line, self.rect(row).center().x())

    def _lines_between(self, top: int, bottom: int) -> range:
        first = int(np.searchsorted(self.tops + self.heights, top, "right"))
        return range(first, int(np.searchsorted(self.tops, bottom, "right")))


def _before(ascending: NDArray[np.int64], value: int) -> int:
    """Return the place of the last number that is no greater than another; -1 where none is."""
    return int(np.searchsorted(ascending, value, "right")) - 1
