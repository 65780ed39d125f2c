"""The grid keeps its place and its selection, and says who is near the eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAccessible, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from app.grid.buttons import LESS, MORE, buttons, spot
from app.grid.delegate import PhotoDelegate
from app.grid.model import PhotoModel
from app.grid.pixmaps import Pixmaps, Shape, Tile, cut
from app.grid.view import PhotoGrid
from tests.app.wheels import NOTCH, turn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.theme import Theme

MANY = np.arange(1, 100_001, dtype=np.int64)


class Grid:
    """A grid on the screen, and who was asked for."""

    def __init__(self, background: Background, theme: Theme, preview: bytes) -> None:
        self.asked: list[int] = []
        self._preview = preview
        self.pixmaps = Pixmaps(background, self._tiles)
        self.photos = PhotoModel(self.pixmaps.name)
        self.view = PhotoGrid(self.photos, self.pixmaps)
        self.view.setItemDelegate(PhotoDelegate(self.pixmaps, theme, self.view))
        self.view.resize(900, 700)

    def _tiles(self, photo_ids: Sequence[int], shape: Shape, *, large: bool) -> Mapping[int, Tile]:
        assert not large
        self.asked += photo_ids
        return {each: Tile(f"{each}.jpg", cut(self._preview, shape)) for each in photo_ids}


@pytest.fixture
def grid(qtbot: QtBot, background: Background, theme: Theme, real_pictures: Path) -> Grid:
    made = Grid(background, theme, (real_pictures / "rocket.jpg").read_bytes())
    qtbot.addWidget(made.view)
    made.view.show()
    qtbot.waitExposed(made.view)
    return made


def _press(
    grid: Grid, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(grid.view, key, modifier)


def test_who_is_on_the_screen_is_read_first_and_who_is_far_not_at_all(
    qtbot: QtBot, grid: Grid, background: Background
) -> None:
    grid.view.show_photos(MANY)
    qtbot.waitUntil(lambda: len(grid.asked) > 30 and background.idle)
    on_screen = len(grid.view.rows_on_screen())
    assert set(grid.asked[:6]) <= set(range(1, 13))
    assert set(grid.asked) == set(range(1, len(grid.view.rows_on_screen(screens=2)) + 1))
    assert on_screen < len(set(grid.asked)) < 200


def test_the_same_photo_stays_in_the_corner_when_others_come_before_it(grid: Grid) -> None:
    grid.view.show_photos(MANY[1000:])
    grid.view.verticalScrollBar().setValue(5000)
    place = grid.view.place()
    rect = grid.view.row_rect(grid.photos.row_of(place.top or 0) or 0)
    grid.view.show_photos(MANY, place=place)
    after = grid.view.place()
    assert (after.top, after.above) == (place.top, place.above)
    assert grid.view.row_rect(grid.photos.row_of(place.top or 0) or 0).top() == rect.top()


def test_a_list_that_grows_bit_by_bit_does_not_creep_away(grid: Grid) -> None:
    grid.view.show_photos(MANY[1000:])
    grid.view.verticalScrollBar().setValue(5000)
    place = grid.view.place()
    for begin in range(1000, 0, -1):
        grid.view.show_photos(MANY[begin - 1 :], place=grid.view.place())
    assert grid.view.place().top == place.top
    grid.view.verticalScrollBar().setValue(grid.view.verticalScrollBar().value() + 999)
    assert grid.view.place().top != place.top


def test_at_the_very_top_one_stays_at_the_top(grid: Grid) -> None:
    grid.view.show_photos(MANY[5:])
    grid.view.show_photos(MANY, place=grid.view.place())
    assert grid.view.verticalScrollBar().value() == 0


def test_the_selection_survives_a_longer_list(qtbot: QtBot, grid: Grid) -> None:
    grid.view.show_photos(MANY[1000:2000])
    grid.view.go_to(1005)
    for _ in range(3):
        _press(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    told: list[object] = []
    grid.view.current_changed.connect(told.append)
    grid.view.show_photos(MANY, place=grid.view.place())
    assert grid.view.selected_photos().tolist() == [1005, 1006, 1007, 1008]
    assert grid.view.current_photo() == 1008
    assert told == []


def test_photos_that_are_gone_are_no_longer_selected(grid: Grid) -> None:
    grid.view.show_photos(MANY[:10])
    grid.view.selectAll()
    grid.view.show_photos(np.array([2, 4, 6], np.int64), place=grid.view.place())
    assert grid.view.selected_photos().tolist() == [2, 4, 6]
    assert grid.view.selected_count() == 3


def test_all_of_100_000_can_be_selected_and_stay_so(grid: Grid) -> None:
    grid.view.show_photos(MANY)
    grid.view.selectAll()
    assert grid.view.selected_count() == 100_000
    assert grid.view.current_photo() == 1
    grid.view.show_photos(MANY[::-1].copy(), place=grid.view.place())
    assert grid.view.selected_count() == 100_000


def test_the_keyboard_walks_the_lines_and_stops_at_the_ends(grid: Grid) -> None:
    grid.view.show_photos(MANY[:50])
    columns = grid.view.cells.columns
    grid.view.go_to(1)
    for key, photo in (
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Down, 2 + columns),
        (Qt.Key.Key_Up, 2),
        (Qt.Key.Key_Up, 2),
        (Qt.Key.Key_End, 50),
        (Qt.Key.Key_Right, 50),
        (Qt.Key.Key_Home, 1),
    ):
        _press(grid, key)
        assert grid.view.current_photo() == photo


def test_page_down_goes_a_screen_and_the_photo_is_in_view(grid: Grid) -> None:
    grid.view.show_photos(MANY)
    grid.view.go_to(1)
    _press(grid, Qt.Key.Key_PageDown)
    current = grid.view.currentIndex()
    assert current.row() > 2 * grid.view.cells.columns
    assert grid.view.viewport().rect().contains(grid.view.visualRect(current))


def test_shift_takes_all_in_between_in_reading_order(grid: Grid) -> None:
    grid.view.show_photos(MANY[:50])
    grid.view.go_to(2)
    _press(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert grid.view.selected_photos().tolist() == list(range(2, 3 + grid.view.cells.columns))


def test_a_rubber_band_takes_a_rectangle(qtbot: QtBot, grid: Grid) -> None:
    grid.view.show_photos(MANY[:40])
    columns, viewport = grid.view.cells.columns, grid.view.viewport()
    start = grid.view.row_rect(0).topLeft() - QPoint(10, 6)
    end = grid.view.row_rect(columns + 1).center()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(viewport, end - QPoint(9, 9))
    QTest.mouseMove(viewport, end)
    taken = grid.view.selected_photos().tolist()
    grid.view.grab()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    assert taken == [1, 2, columns + 1, columns + 2]


def test_a_rubber_band_that_is_held_at_the_edge_scrolls_on_and_takes_more(
    qtbot: QtBot, grid: Grid
) -> None:
    grid.view.show_photos(MANY)
    viewport, bar = grid.view.viewport(), grid.view.verticalScrollBar()
    start, edge = grid.view.row_rect(0).topLeft() - QPoint(10, 6), viewport.rect().bottomLeft()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for further in (40, 300):
        QTest.mouseMove(viewport, edge + QPoint(further, -1))
    qtbot.waitUntil(lambda: bar.value() > 1000)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=edge + QPoint(300, -1))
    stopped, taken = bar.value(), grid.view.selected_photos()
    assert taken[0] == 1
    assert grid.view.cells.rect(int(taken[-1]) - 1).top() > 1000
    grid.view._scroll_on()
    assert bar.value() == stopped
    assert not grid.view._at_edge.isActive()


def test_a_click_beside_the_photos_selects_none(grid: Grid) -> None:
    grid.view.show_photos(MANY[:3])
    grid.view.selectAll()
    below = QPoint(300, grid.view.row_rect(0).bottom() + 100)
    QTest.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=below)
    assert grid.view.selected_count() == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_return_and_space_open_the_photo(qtbot: QtBot, grid: Grid, key: Qt.Key) -> None:
    grid.view.show_photos(MANY[:50])
    grid.view.go_to(7)
    with qtbot.waitSignal(grid.view.opened) as opened:
        _press(grid, key)
    assert opened.args == [7]


def test_a_double_click_opens_the_photo_under_it(qtbot: QtBot, grid: Grid) -> None:
    grid.view.show_photos(MANY[:50])
    at = grid.view.row_rect(3).center()
    with qtbot.waitSignal(grid.view.opened) as opened:
        QTest.mouseDClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened.args == [4]


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_the_button_in_the_corner_finds_the_like_and_selects_nothing(
    qtbot: QtBot, grid: Grid
) -> None:
    grid.view.show_photos(MANY[:50])
    at = spot(grid.view.row_rect(3), 0).center()
    with qtbot.waitSignal(grid.view.similar_wanted) as wanted:
        QTest.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert wanted.args == [4]
    asked = QHelpEvent(QEvent.Type.ToolTip, at, grid.view.viewport().mapToGlobal(at))
    QApplication.sendEvent(grid.view.viewport(), asked)
    assert QToolTip.text().startswith("Find what looks like this")
    with qtbot.assertNotEmitted(grid.view.opened):
        QTest.mouseDClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert grid.view.selected_count() == 0


def test_in_a_search_two_more_buttons_want_more_of_a_photo_or_less(
    qtbot: QtBot, grid: Grid
) -> None:
    view = grid.view
    view.show_photos(MANY[:50])
    with qtbot.assertNotEmitted(view.more_wanted), qtbot.assertNotEmitted(view.less_wanted):
        for place in (1, 2):
            at = spot(view.row_rect(3), place).center()
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    view.show_photos(MANY[:50], np.full(50, 3, np.uint8))
    places = {button: place for place, button in enumerate(buttons(searched=True))}
    for button, wanted in ((MORE, view.more_wanted), (LESS, view.less_wanted)):
        at = spot(view.row_rect(3), places[button]).center()
        with qtbot.waitSignal(wanted) as told:
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert told.args == [4]


def test_a_letter_begins_a_search(qtbot: QtBot, grid: Grid) -> None:
    with qtbot.waitSignal(grid.view.typed) as typed:
        QTest.keyClicks(grid.view, "d")
    assert typed.args == ["d"]


def test_ctrl_and_the_wheel_change_the_size(qtbot: QtBot, grid: Grid) -> None:
    with qtbot.waitSignal(grid.view.zoomed) as zoomed:
        turn(grid.view.viewport(), NOTCH, ctrl=True)
    assert zoomed.args == [1]
    with qtbot.assertNotEmitted(grid.view.zoomed):
        turn(grid.view.viewport(), QPoint(120, 0), *[QPoint(0, 15)] * 7, ctrl=True)
    with qtbot.waitSignal(grid.view.zoomed) as zoomed:
        turn(grid.view.viewport(), QPoint(0, 15), ctrl=True)
    assert zoomed.args == [1]


def test_another_size_keeps_the_photo_in_the_corner(grid: Grid) -> None:
    grid.view.show_photos(MANY)
    grid.view.verticalScrollBar().setValue(20_000)
    top = grid.view.place().top
    grid.view.set_wanted_side(104)
    first_line = grid.view.rows_on_screen()[: grid.view.cells.columns]
    assert grid.photos.row_of(top or 0) in first_line


def test_the_neighbours_of_a_photo_are_those_beside_it(grid: Grid) -> None:
    grid.view.show_photos(np.array([5, 9, 2], np.int64))
    assert grid.view.neighbour(9, 1) == 2
    assert grid.view.neighbour(9, -1) == 5
    assert grid.view.neighbour(2, 1) is None
    assert grid.view.neighbour(77, 1) is None


def test_a_screen_reader_hears_a_list_of_names(qtbot: QtBot, grid: Grid) -> None:
    grid.view.show_photos(MANY[:3])
    qtbot.waitUntil(lambda: bool(grid.pixmaps.name(3)))
    heard = QAccessible.queryAccessibleInterface(grid.view)
    assert heard.role() == QAccessible.Role.List
    assert heard.text(QAccessible.Text.Name) == "Photos"
    assert heard.childCount() == 3
    assert heard.child(0).text(QAccessible.Text.Name) == "1.jpg"


def test_every_state_of_a_cell_can_be_drawn(
    qtbot: QtBot, grid: Grid, background: Background
) -> None:
    bands = np.repeat(np.array([3, 2, 1], np.uint8), (5, 20, 25))
    grid.view.show_photos(MANY[:50], bands)
    before = grid.view.grab().toImage()
    qtbot.waitUntil(lambda: grid.pixmaps.pixmap(1) is not None and background.idle)
    QTest.mouseMove(grid.view.viewport(), grid.view.row_rect(0).center())
    grid.view.go_to(2)
    how = QItemSelectionModel.SelectionFlag.NoUpdate
    grid.view.selectionModel().setCurrentIndex(grid.photos.index(3), how)
    after = grid.view.grab().toImage()
    middle = grid.view.row_rect(0).center()
    assert before.pixelColor(middle) != after.pixelColor(middle)
    ring = grid.view.row_rect(1).topLeft() + QPoint(60, -3)
    assert after.pixelColor(ring).red() > 150
    assert after.pixelColor(ring).blue() < 100


def _sections(grid: Grid) -> list[tuple[int, int, bool]]:
    return [(each.first, each.end, each.titled) for each in grid.view.cells.sections]


def test_photos_of_a_band_that_stand_together_are_a_section(grid: Grid) -> None:
    bands = np.repeat(np.array([3, 2], np.uint8), (5, 20))
    grid.view.show_photos(MANY[:25], bands)
    assert _sections(grid) == [(0, 5, True), (5, 25, True)]
    title = grid.view.cells.title_rect(grid.view.cells.sections[1])
    assert grid.view.grab(title).toImage() != grid.view.grab(title.translated(0, -60)).toImage()
    grid.view.show_photos(MANY[:25])
    assert _sections(grid) == [(0, 25, False)]


def test_by_date_the_strong_ones_carry_a_mark(qtbot: QtBot, grid: Grid) -> None:
    grid.view.resize(700, 500)
    grid.view.show_photos(MANY[:3], np.array([2, 3, 2], np.uint8))
    assert _sections(grid) == [(0, 3, False)]
    image = grid.view.grab().toImage()
    marks = [
        image.pixelColor(rect.left() + 13, rect.bottom() - 14).red()
        - image.pixelColor(rect.left() + 13, rect.bottom() - 14).blue()
        for rect in map(grid.view.row_rect, range(3))
    ]
    assert marks[1] > 100 > max(marks[0], marks[2])


def test_the_arrow_keys_lead_from_section_to_section(grid: Grid) -> None:
    grid.view.resize(900, 600)
    columns = grid.view.cells.columns
    bands = np.repeat(np.array([3, 2], np.uint8), (columns + 1, 9))
    grid.view.show_photos(MANY[: columns + 10], bands)
    grid.view.go_to(2)
    for key, row in (
        (Qt.Key.Key_Down, columns),
        (Qt.Key.Key_Down, columns + 1),
        (Qt.Key.Key_Right, columns + 2),
        (Qt.Key.Key_Up, columns),
        (Qt.Key.Key_Up, 0),
    ):
        QTest.keyClick(grid.view, key)
        assert grid.view.currentIndex().row() == row
