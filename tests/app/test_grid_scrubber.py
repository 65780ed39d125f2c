"""The dates beside the photos lead to any of them, by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from app import wording
from app.grid.cells import GAP
from app.grid.scrubber import Scrubber
from app.grid.sheet import Dates
from tests.app.dated_photos import IDS, Source, open_grid, sheet

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.grid.view import PhotoGrid
    from app.theme import Theme


@pytest.fixture
def grid(qtbot: QtBot, background: Background, theme: Theme, real_pictures: Path) -> PhotoGrid:
    made = open_grid(background, theme, Source((real_pictures / "rocket.jpg").read_bytes()))
    qtbot.addWidget(made)
    made.resize(420, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def scrubber(grid: PhotoGrid, theme: Theme) -> Scrubber:
    made = Scrubber(grid, theme)
    grid.show_photos(IDS, sheet=sheet())
    return made


def _top(grid: PhotoGrid, first: int) -> int:
    """Return where the title of the section that begins with a row is in the viewport."""
    section = grid.cells.section_of(first)
    return grid.cells.title_rect(section).top() - grid.verticalOffset()


def test_it_takes_the_place_of_the_scroll_bar_only_where_photos_stand_by_date(
    grid: PhotoGrid, scrubber: Scrubber
) -> None:
    last, end = grid.row_rect(29), grid.cells.right
    assert scrubber.isVisible()
    assert scrubber.geometry().left() == grid.viewport().geometry().right() + 1
    assert not grid.verticalScrollBar().isVisible()
    grid.show_photos(IDS, sheet=replace(sheet(), dates=None))
    assert not scrubber.isVisible()
    assert grid.verticalScrollBar().isVisible()
    assert (grid.row_rect(29).left(), grid.cells.right) == (last.left(), end)
    assert grid.row_rect(29).size() == last.size()
    grid.resize(2000, 2000)
    grid.show_photos(IDS, sheet=sheet())
    assert not scrubber.isVisible()


def test_the_mouse_drags_the_photos_and_the_date_is_told(
    grid: PhotoGrid, scrubber: Scrubber
) -> None:
    before, end = scrubber.grab().toImage(), QPoint(20, scrubber.height() - 2)
    QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(20, 4))
    assert scrubber._bubble.isVisible()
    assert scrubber._bubble._words == wording.day("2023-05-03")
    QTest.mouseMove(scrubber, end)
    assert grid.verticalOffset() == grid.verticalScrollBar().maximum()
    assert scrubber._bubble._words == wording.day("2022-12-24")
    assert scrubber.grab().toImage() != before
    QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=end + QPoint(-200, 0))
    assert not scrubber._bubble.isVisible()


def test_the_keyboard_goes_from_day_to_day_and_from_year_to_year(
    grid: PhotoGrid, scrubber: Scrubber
) -> None:
    QTest.keyClick(scrubber, Qt.Key.Key_Down)
    assert _top(grid, 10) == 0
    assert scrubber.accessibleDescription() == wording.day("2023-05-02")
    QTest.keyClick(scrubber, Qt.Key.Key_Down)
    assert _top(grid, 20) == 0
    QTest.keyClick(scrubber, Qt.Key.Key_Up)
    assert _top(grid, 10) == 0
    QTest.keyClick(scrubber, Qt.Key.Key_PageDown)
    assert _top(grid, 20) == 0
    QTest.keyClick(scrubber, Qt.Key.Key_PageUp)
    assert grid.verticalOffset() == 0
    QTest.keyClick(scrubber, Qt.Key.Key_End)
    assert grid.verticalOffset() == grid.verticalScrollBar().maximum()
    QTest.keyClick(scrubber, Qt.Key.Key_Down)
    assert grid.verticalOffset() == grid.verticalScrollBar().maximum()
    QTest.keyClick(scrubber, Qt.Key.Key_Home)
    assert grid.verticalOffset() == 0


def test_years_have_their_names_and_it_follows_the_photos(
    grid: PhotoGrid, scrubber: Scrubber
) -> None:
    assert scrubber._stops is not None
    assert list(scrubber._stops.names) == ["2023", "2022"]
    grid.verticalScrollBar().setValue(333)
    assert scrubber.value() == 333


def test_within_a_year_months_are_told_although_the_year_is_one_section(
    grid: PhotoGrid, scrubber: Scrubber
) -> None:
    months = np.repeat(np.array(["2023-05-03", "2023-03-02", "NaT"], "datetime64[D]"), 10)
    yearly = Dates(np.array([0, 20]), "Y")
    grid.show_photos(IDS, sheet=replace(sheet(), days=months, dates=yearly))
    assert scrubber._stops is not None
    assert list(scrubber._stops.names) == ["May", "Mar"]
    QTest.keyClick(scrubber, Qt.Key.Key_Down)
    assert grid.row_rect(10).top() in (0, GAP)
    assert scrubber.date_at(scrubber.value()) == wording.day("2023-03-02")
    assert scrubber.date_at(scrubber.maximum()) == "No date"


def test_a_screen_reader_hears_a_slider(scrubber: Scrubber) -> None:
    heard = QAccessible.queryAccessibleInterface(scrubber)
    assert heard.role() == QAccessible.Role.Slider
    assert heard.text(QAccessible.Text.Name) == "Dates of the photos"
    assert scrubber.focusPolicy() == Qt.FocusPolicy.TabFocus
