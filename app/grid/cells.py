"""The arithmetic of a grid: square cells in reading order, whatever their number.

Nothing here knows Qt's item views or a photo; a row is a number from 0 on, a place is in pixels
of the whole content, whose first line is at the top. Qt's own list layout asks the model about each
row (90 ms for 100,000 of them, each time the answer changes); this asks nobody.

The rows may be parted in sections: each begins a line of its own, below room for its title.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
class Cells:
    """Where each of `count` cells lies.

    Attributes:
        count: How many there are.
        columns: How many stand in one line, at least 1.
        side: Width of a cell, and its height without a caption.
        left: Where the first column begins; what is left over is shared between both margins.
        sections: What they are parted in, in order; none of them is empty.
        caption: By how much a cell is higher than wide: room for words below its picture.
    """

    count: int
    columns: int
    side: int
    left: int
    sections: tuple[Section, ...]
    caption: int = 0

    @classmethod
    def fit(
        cls, count: int, *, width: int, wanted: int, titled: Sequence[int] = (), caption: int = 0
    ) -> Cells:
        """Fill `width` with cells as near to `wanted` wide as a whole number of columns allows.

        Args:
            count: How many cells there are.
            width: Of the room for them, margins and all.
            wanted: How wide a cell should be.
            titled: Rows at which a section with a title begins, ascending.
            caption: Room for words below each picture.
        """
        room = max(width - 2 * MARGIN + GAP, wanted + GAP)
        columns = max(1, round(room / (wanted + GAP)))
        side = room // columns - GAP
        left = MARGIN + (room - columns * (side + GAP)) // 2
        sections = tuple(_sections(count, columns, side + caption + GAP, titled))
        return cls(count, columns, side, left, sections, caption)

    @property
    def pitch(self) -> int:
        """From one column to the next."""
        return self.side + GAP

    @property
    def line_pitch(self) -> int:
        """From one line to the next."""
        return self.side + self.caption + GAP

    @property
    def height(self) -> int:
        """Of everything, margins and all."""
        if not self.sections:
            return 0
        last = self.sections[-1]
        return last.top + self._lines(last) * self.line_pitch - GAP + MARGIN

    def rect(self, row: int) -> QRect:
        """Return the place of a row."""
        section = self.section_of(row)
        line, column = divmod(row - section.first, self.columns)
        left, top = self.left + column * self.pitch, section.top + line * self.line_pitch
        return QRect(left, top, self.side, self.side + self.caption)

    def title_rect(self, section: Section) -> QRect:
        """Return the room for a section's title, as wide as its cells."""
        wide = self.columns * self.pitch - GAP
        return QRect(self.left, section.top - TITLE, wide, TITLE)

    def section_of(self, row: int) -> Section:
        """Return the section in which a row stands."""
        place = bisect_right(self.sections, row, key=lambda section: section.first)
        return self.sections[max(place - 1, 0)]

    def row_at(self, point: QPoint) -> int | None:
        """Return the row that lies under a point, None in a gap or past the last."""
        row = self.nearest_row(point)
        return row if row is not None and self.rect(row).contains(point) else None

    def nearest_row(self, point: QPoint) -> int | None:
        """Return the row under or beside a point; None only where there are no rows."""
        if not self.count:
            return None
        below = bisect_right(self.sections, point.y() + GAP // 2, key=lambda each: each.top)
        section = self.sections[max(below - 1, 0)]
        column = min(max((point.x() - self.left + GAP // 2) // self.pitch, 0), self.columns - 1)
        line = max((point.y() - section.top + GAP // 2) // self.line_pitch, 0)
        row = section.first + line * self.columns + column
        if row < section.end or line < self._lines(section):
            return min(row, section.end - 1)
        return section.end - 1

    def above(self, row: int) -> int:
        """Return the row above another; itself in the first line."""
        section = self.section_of(row)
        if row - section.first >= self.columns:
            return row - self.columns
        before = self.sections[max(self.sections.index(section) - 1, 0)]
        if before == section:
            return row
        last_line = before.first + (self._lines(before) - 1) * self.columns
        return min(last_line + row - section.first, before.end - 1)

    def below(self, row: int) -> int:
        """Return the row below another; itself where there is none."""
        section = self.section_of(row)
        if row + self.columns < section.end:
            return row + self.columns
        line, column = divmod(row - section.first, self.columns)
        if section.end == self.count:
            return row
        if line + 1 < self._lines(section):
            return section.end - 1
        after = self.sections[self.sections.index(section) + 1]
        return min(after.first + column, after.end - 1)

    def rows_between(self, top: int, bottom: int) -> range:
        """Return the rows of all lines that a horizontal band touches, both edges included."""
        touched = [rows for rows in self._rows_between(top, bottom) if rows]
        return range(touched[0].start, touched[-1].stop) if touched else range(0)

    def runs_in(self, area: QRect) -> list[tuple[int, int]]:
        """Return the rows that a rectangle touches, as (first, last) pairs, one for each line."""
        begin = max((area.left() - self.left + GAP) // self.pitch, 0)
        end = min((area.right() - self.left) // self.pitch, self.columns - 1)
        if begin > end:
            return []
        runs = (
            (start + begin, min(start + end, rows.stop - 1))
            for rows in self._rows_between(area.top(), area.bottom())
            for start in rows[:: self.columns]
        )
        return [run for run in runs if run[0] <= run[1]]

    def _rows_between(self, top: int, bottom: int) -> Iterator[range]:
        """Yield of each section the rows of the lines that a band touches."""
        for section in self.sections:
            first = max((top - section.top + GAP) // self.line_pitch, 0)
            last = (bottom - section.top) // self.line_pitch
            start = min(section.first + first * self.columns, section.end)
            stop = min(section.first + (last + 1) * self.columns, section.end)
            yield range(start, max(stop, start))

    def _lines(self, section: Section) -> int:
        return -(-(section.end - section.first) // self.columns)


def _sections(count: int, columns: int, pitch: int, titled: Sequence[int]) -> Iterator[Section]:
    """Yield the sections, one below the other; `pitch` is that from line to line."""
    firsts = sorted({0, *titled})
    top = TOP
    for first, end in zip(firsts, [*firsts[1:], count], strict=True):
        if first >= end:
            continue
        top += TITLE if first in titled else 0
        yield Section(first, end, top, first in titled)
        top += -(-(end - first) // columns) * pitch
