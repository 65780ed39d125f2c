"""Photos by date stand below their days, whole or square, with what was given to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app import wording
from app.grid.delegate import PhotoDelegate
from app.grid.sheet import Mark
from tests.app.dated_photos import IDS, Source, open_grid, sheet

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.grid.sheet import Sheet
    from app.grid.view import PhotoGrid
    from app.theme import Theme


@pytest.fixture
def source(real_pictures: Path) -> Source:
    return Source((real_pictures / "rocket.jpg").read_bytes())


@pytest.fixture
def grid(qtbot: QtBot, background: Background, theme: Theme, source: Source) -> PhotoGrid:
    made = open_grid(background, theme, source)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_each_day_has_its_title(grid: PhotoGrid) -> None:
    grid.show_photos(IDS, sheet=sheet())
    assert [(each.first, each.titled) for each in grid.cells.sections] == [
        (0, True), (10, True), (20, True),
    ]  # fmt: skip
    assert grid.title_of(20) == wording.period(np.datetime64("2022-12-24"), "D")
    title = grid.cells.title_rect(grid.cells.sections[0])
    plain = grid.grab(title.translated(0, 4 * title.height())).toImage()
    assert grid.grab(title).toImage() != plain


def test_bands_are_sections_where_the_best_come_first_and_marks_where_the_newest_do(
    grid: PhotoGrid,
) -> None:
    bands, delegate = np.repeat(np.array([3, 2], np.uint8), (5, 25)), grid.itemDelegate()
    assert isinstance(delegate, PhotoDelegate)
    grid.show_photos(IDS, bands, sheet=replace(sheet(), dates=None))
    assert [grid.title_of(each.first) for each in grid.cells.sections] == ["Strong", "Likely"]
    assert not delegate.marks_strong
    grid.show_photos(IDS, bands, sheet=sheet())
    assert [each.first for each in grid.cells.sections] == [0, 10, 20]
    assert delegate.marks_strong


def test_in_rows_photos_stand_whole_and_are_read_in_their_shape(
    qtbot: QtBot, grid: PhotoGrid, source: Source, background: Background
) -> None:
    grid.show_photos(IDS, sheet=sheet())
    grid.set_in_rows(True)
    wide, tall = grid.row_rect(0), grid.row_rect(1)
    assert wide.height() == tall.height()
    assert abs(wide.width() - 2 * tall.width()) <= 2
    qtbot.waitUntil(lambda: background.idle and source.shapes[1].width > 0)
    assert source.shapes[1].size == (wide.width(), wide.height())
    assert source.shapes[2].size == (tall.width(), tall.height())
    grid.set_in_rows(False)
    assert grid.row_rect(0).size() == grid.row_rect(1).size()


def test_another_shape_keeps_the_photo_in_the_corner(grid: PhotoGrid) -> None:
    grid.resize(420, 300)
    grid.show_photos(IDS, sheet=sheet())
    grid.verticalScrollBar().setValue(grid.cells.rect(22).top())
    top = grid.place().top
    grid.set_in_rows(True)
    assert grid.place().top == top
    assert grid.row_rect(grid.photos.row_of(top or 0) or 0).top() == 0


@pytest.mark.parametrize("mark", [*Mark, Mark(15)])
def test_what_was_given_is_seen_on_the_photo_and_heard(grid: PhotoGrid, mark: Mark) -> None:
    grid.show_photos(IDS, sheet=sheet())
    corner = grid.row_rect(0).adjusted(grid.row_rect(0).width() // 2, 100, 0, 0)
    plain = grid.grab(corner).toImage()
    grid.know(sheet(marks=mark, stars=4))
    assert grid.grab(corner).toImage() != plain
    heard = grid.photos.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard.startswith("Photo 1, ")
    assert heard.endswith("4 stars")
    assert grid.photos.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "Photo 2"


@pytest.mark.parametrize(
    ("badges", "heard"),
    [
        (sheet(marks=Mark.VIDEO, seconds=42.4), "Photo 1, video, plays 0:42"),
        (sheet(burst=7), "Photo 1, one of a burst of 7"),
    ],
)
def test_length_and_burst_are_seen_on_the_photo_and_heard(
    grid: PhotoGrid, badges: Sheet, heard: str
) -> None:
    marks = int(badges.marks[0])
    grid.show_photos(IDS, sheet=sheet(marks=marks))
    corner = grid.row_rect(0).adjusted(grid.row_rect(0).width() // 2, 100, 0, 0)
    before = grid.grab(corner).toImage()
    grid.know(badges)
    assert grid.grab(corner).toImage() != before
    assert grid.photos.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == heard


def test_a_sheet_of_other_photos_is_not_believed(grid: PhotoGrid) -> None:
    grid.set_in_rows(True)
    grid.show_photos(IDS[:7], sheet=sheet())
    assert grid.dates is None
    assert grid.row_rect(0).size() == grid.row_rect(1).size()
    grid.grab()
