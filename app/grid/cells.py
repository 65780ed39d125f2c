"""The arithmetic of the grid: square cells in reading order, whatever their number.

Nothing here knows Qt's item views or a photo; a row is a number from 0 on, a place is in pixels
of the whole content, whose first line is at the top. Qt's own list layout asks the model about each
row (90 ms for 100,000 of them, each time the answer changes); this asks nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

#: Between two cells, and around them all: the rhythm of 8.
GAP = 12
MARGIN = 24
#: Above the first line and below the last; the heading has its own air.
TOP = 12


@dataclass(frozen=True, slots=True)
class Cells:
    """Where each of `count` cells lies.

    Attributes:
        count: How many there are.
        columns: How many stand in one line, at least 1.
        side: Width and height of a cell.
        left: Where the first column begins; what is left over is shared between both margins.
    """

    count: int
    columns: int
    side: int
    left: int

    @classmethod
    def fit(cls, count: int, *, width: int, wanted: int) -> Cells:
        """Fill `width` with cells as near to `wanted` wide as a whole number of columns allows."""
        room = max(width - 2 * MARGIN + GAP, wanted + GAP)
        columns = max(1, round(room / (wanted + GAP)))
        side = room // columns - GAP
        return cls(count, columns, side, MARGIN + (room - columns * (side + GAP)) // 2)

    @property
    def pitch(self) -> int:
        """From one line to the next."""
        return self.side + GAP

    @property
    def height(self) -> int:
        """Of everything, margins and all."""
        lines = -(-self.count // self.columns)
        return lines * self.pitch - GAP + TOP + MARGIN if lines else 0

    def rect(self, row: int) -> QRect:
        """Return the place of a row."""
        line, column = divmod(row, self.columns)
        left, top = self.left + column * self.pitch, TOP + line * self.pitch
        return QRect(left, top, self.side, self.side)

    def row_at(self, point: QPoint) -> int | None:
        """Return the row that lies under a point, None in a gap or past the last."""
        row = self.nearest_row(point)
        return row if row is not None and self.rect(row).contains(point) else None

    def nearest_row(self, point: QPoint) -> int | None:
        """Return the row under or beside a point; None only where there are no rows."""
        if not self.count:
            return None
        column = min(max((point.x() - self.left + GAP // 2) // self.pitch, 0), self.columns - 1)
        line = max((point.y() - TOP + GAP // 2) // self.pitch, 0)
        return min(line * self.columns + column, self.count - 1)

    def rows_between(self, top: int, bottom: int) -> range:
        """Return the rows of all lines that a horizontal band touches, both edges included."""
        first = max((top - TOP + GAP) // self.pitch, 0)
        last = (bottom - TOP) // self.pitch
        return range(
            min(first * self.columns, self.count),
            max(min((last + 1) * self.columns, self.count), 0),
        )

    def runs_in(self, area: QRect) -> list[tuple[int, int]]:
        """Return the rows that a rectangle touches, as (first, last) pairs, one for each line."""
        begin = max((area.left() - self.left + GAP) // self.pitch, 0)
        end = min((area.right() - self.left) // self.pitch, self.columns - 1)
        lines = self.rows_between(area.top(), area.bottom())
        starts = lines[:: self.columns] if begin <= end else ()
        runs = ((start + begin, min(start + end, self.count - 1)) for start in starts)
        return [run for run in runs if run[0] <= run[1]]
