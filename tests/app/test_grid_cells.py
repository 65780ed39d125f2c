"""The arithmetic of the grid: each row has its place, and each place its row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect

from app.grid.cells import GAP, MARGIN, TITLE, Cells

counts = st.integers(1, 2000)
widths = st.integers(50, 4000)
sides = st.integers(60, 400)


@st.composite
def grids(draw: st.DrawFn, most: int = 2000) -> Cells:
    """Any grid, in one piece or parted in up to three sections, with captions or without."""
    count = draw(st.integers(1, most))
    titled = draw(st.lists(st.integers(0, count - 1), max_size=3, unique=True).map(sorted))
    caption = draw(st.sampled_from((0, 48)))
    return Cells.fit(count, width=draw(widths), wanted=draw(sides), titled=titled, caption=caption)


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
    width, count = cells.left + cells.columns * cells.pitch, cells.count
    x, y = data.draw(st.integers(0, width)), data.draw(st.integers(0, cells.height))
    area = QRect(
        QPoint(x, y),
        QPoint(data.draw(st.integers(x, width)), data.draw(st.integers(y, cells.height))),
    )
    taken = {row for first, last in cells.runs_in(area) for row in range(first, last + 1)}
    assert taken == {row for row in range(count) if cells.rect(row).intersects(area)}


@given(counts, st.integers(400, 4000), st.integers(60, 300))
def test_the_cells_fill_the_width_and_stay_inside(count: int, width: int, wanted: int) -> None:
    cells = Cells.fit(count, width=width, wanted=wanted)
    right = cells.rect(min(cells.columns, count) - 1).right()
    assert right <= width - MARGIN
    used = cells.columns * (cells.side + GAP) - GAP
    assert 0 <= width - 2 * MARGIN - used < cells.columns
    assert cells.rect(count - 1).bottom() < cells.height


def test_no_photos_have_no_height() -> None:
    cells = Cells.fit(0, width=800, wanted=184)
    assert cells.height == 0
    assert cells.nearest_row(QPoint(50, 50)) is None
    assert list(cells.rows_between(0, 800)) == []
    assert cells.runs_in(QRect(0, 0, 800, 800)) == []


def test_between_two_cells_there_is_nobody() -> None:
    cells = Cells.fit(10, width=800, wanted=184)
    between = QPoint(cells.rect(0).right() + GAP // 2, cells.rect(0).center().y())
    assert cells.row_at(between) is None
    assert cells.nearest_row(between) in (0, 1)


def test_a_million_photos_cost_no_more_than_one() -> None:
    cells = Cells.fit(1_000_000, width=1200, wanted=184)
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
        assert between <= 2 * cells.line_pitch + TITLE
    assert cells.above(row) != row or here.top() == cells.rect(0).top()
