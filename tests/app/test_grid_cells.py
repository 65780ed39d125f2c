"""The arithmetic of the grid: each row has its place, and each place its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect

from app.grid.cells import GAP, MARGIN, TITLE, Cells
from app.grid.laying import NARROWEST, WIDEST, Room, justified, squares

if TYPE_CHECKING:
    from numpy.typing import NDArray

counts = st.integers(1, 2000)
widths = st.integers(50, 4000)
sides = st.integers(60, 400)


def ratios(count: int) -> st.SearchStrategy[NDArray[np.float64]]:
    """Pictures of all shapes, odd ones too."""
    shapes = (0.01, 0.5, 2 / 3, 0.75, 1.0, 4 / 3, 1.5, 16 / 9, 6.0)
    return st.integers(0, 1000).map(
        lambda seed: np.random.default_rng(seed).choice(np.array(shapes), count)
    )


@st.composite
def grids(draw: st.DrawFn, most: int = 2000) -> Cells:
    """Any grid, in one piece or parted in up to three sections: justified, or squares."""
    count = draw(st.integers(1, most))
    titled = draw(st.lists(st.integers(0, count - 1), max_size=3, unique=True).map(sorted))
    caption = draw(st.sampled_from((None, 0, 48)))
    if caption is None:
        return justified(draw(ratios(count)), Room(draw(widths), draw(sides), titled))
    return squares(count, Room(draw(widths), draw(sides), titled, caption))


@given(grids(), st.data())
def test_the_middle_of_a_cell_is_that_cell(cells: Cells, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, cells.count - 1))
    assert cells.row_at(cells.rect(row).center()) == row
    assert cells.nearest_row(cells.rect(row).center()) == row


@given(grids(), st.integers(-100, 100_000), st.integers(0, 3000))
def test_the_rows_of_a_band_are_those_that_touch_it(cells: Cells, top: int, height: int) -> None:
    band = QRect(0, top, 100_000, height + 1)
    touching = [row for row in range(cells.count) if cells.rect(row).intersects(band)]
    assert list(cells.rows_between(band.top(), band.bottom())) == touching


@given(grids(most=200), st.data())
def test_a_rubber_band_takes_what_it_touches(cells: Cells, data: st.DataObject) -> None:
    width, count = cells.right + MARGIN, cells.count
    x, y = data.draw(st.integers(0, width)), data.draw(st.integers(0, cells.height))
    area = QRect(
        QPoint(x, y),
        QPoint(data.draw(st.integers(x, width)), data.draw(st.integers(y, cells.height))),
    )
    taken = {row for first, last in cells.runs_in(area) for row in range(first, last + 1)}
    assert taken == {row for row in range(count) if cells.rect(row).intersects(area)}


@given(counts, st.integers(400, 4000), st.integers(60, 300))
def test_the_cells_fill_the_width_and_stay_inside(count: int, width: int, wanted: int) -> None:
    cells = squares(count, Room(width, wanted))
    right = cells.rect(min(cells.columns, count) - 1).right()
    assert right <= width - MARGIN
    if count >= cells.columns > 1:
        assert (cells.rect(0).left(), right) == (MARGIN, width - MARGIN - 1)
    used = cells.columns * (cells.side + GAP) - GAP
    assert 0 <= width - 2 * MARGIN - used < cells.columns
    assert cells.rect(count - 1).bottom() < cells.height


def test_no_photos_have_no_height() -> None:
    cells = squares(0, Room(800, 184))
    assert cells.height == 0
    assert cells.nearest_row(QPoint(50, 50)) is None
    assert list(cells.rows_between(0, 800)) == []
    assert cells.runs_in(QRect(0, 0, 800, 800)) == []


def test_between_two_cells_there_is_nobody() -> None:
    cells = squares(10, Room(800, 184))
    between = QPoint(cells.rect(0).right() + GAP // 2, cells.rect(0).center().y())
    assert cells.row_at(between) is None
    assert cells.nearest_row(between) in (0, 1)


def test_a_million_photos_cost_no_more_than_one() -> None:
    cells = squares(1_000_000, Room(1200, 184))
    assert cells.row_at(cells.rect(999_999).center()) == 999_999
    assert len(cells.rows_between(50_000_000, 50_000_800)) <= 6 * cells.columns


@given(grids())
def test_each_section_begins_a_line_of_its_own_below_its_title(cells: Cells) -> None:
    covered = [row for each in cells.sections for row in range(each.first, each.end)]
    assert covered == list(range(cells.count))
    for section in cells.sections:
        assert cells.rect(section.first).topLeft() == QPoint(cells.left, section.top)
        room = cells.title_rect(section)
        beside = [row for row in range(cells.count) if cells.rect(row).intersects(room)]
        assert not section.titled or beside == []


@given(grids(most=300), st.data())
def test_up_and_down_lead_to_the_lines_beside(cells: Cells, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, cells.count - 1))
    here = cells.rect(row)
    for other, step in ((cells.above(row), -1), (cells.below(row), 1)):
        there = cells.rect(other)
        assert other == row or (there.top() - here.top()) * step > 0
        between = (there.top() - here.top()) * step
        highest = int(cells.heights.max()) + GAP
        assert between <= 2 * highest + TITLE
    assert cells.above(row) != row or here.top() == cells.rect(0).top()


@given(st.data(), st.integers(400, 4000), st.integers(60, 400))
def test_justified_rows_fill_each_line_and_keep_the_pictures_whole(
    data: st.DataObject, width: int, wanted: int
) -> None:
    shapes = data.draw(ratios(300))
    cells = justified(shapes, Room(width, wanted, (0, 100)))
    ends = [*cells.firsts[1:].tolist(), cells.count]
    for line, (first, end) in enumerate(zip(cells.firsts, ends, strict=True)):
        right = cells.rect(end - 1).right() + 1
        assert right <= cells.right + 1
        # The last line of a section stays as high as was asked for, rather than blow up.
        assert abs(right - cells.right) <= 1 or (
            end in (100, 300) and cells.heights[line] == wanted
        )
        for row in range(first, end):
            rect, whole = cells.rect(row), NARROWEST <= shapes[row] <= WIDEST
            assert (
                not whole
                or abs(rect.width() - shapes[row] * rect.height()) <= 0.5 * shapes[row] + 1.01
            )


@given(cells=grids(), data=st.data())
def test_sizes_are_those_of_the_places(cells: Cells, data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, cells.count - 1), max_size=20))
    sizes = cells.sizes(rows)
    assert sizes.shape == (len(rows), 2)
    assert sizes.tolist() == [[*cells.rect(row).size().toTuple()] for row in rows]


def test_no_photos_make_no_rows() -> None:
    cells = justified(np.empty(0), Room(800, 184, (0,)))
    assert cells.height == 0
    assert list(cells.rows_between(0, 800)) == []
    assert cells.sections == ()
