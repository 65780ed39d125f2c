"""What is scrolled in the grid is moved, and only what comes into sight is painted.

The screen is read as it is, not painted for the test: it must be as if all had been painted anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QCursor, QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from app.albums.ordering import Ordering
from app.grid.scrubber import Scrubber
from tests.app.dated_photos import IDS, Source, open_grid, sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.grid.cell_view import CellView
    from app.grid.view import PhotoGrid
    from app.theme import Theme
    from tests.app.conftest import OpenWindow

#: Odd and even, up and down, a little and more than a photo; never as much as is in sight.
STEPS = (37, 111, -53, 3, -1, 211, 60, -24)


@pytest.fixture(params=["light", "dark"])
def wearing(theme: Theme, request: pytest.FixtureRequest) -> Iterator[Theme]:
    """The theme, by day and by night."""
    theme.use(request.param)
    yield theme
    theme.use("light")


@pytest.fixture
def grid(qtbot: QtBot, background: Background, theme: Theme, real_pictures: Path) -> PhotoGrid:
    """Thirty photos of three days with the dates beside them; the first has all badges."""
    made = open_grid(background, theme, Source((real_pictures / "rocket.jpg").read_bytes()))
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.scrubber = Scrubber(made, theme)  # type: ignore[attr-defined] # It lives as long.
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    made.show_photos(IDS, sheet=sheet(marks=15, stars=4, seconds=83, burst=7))
    qtbot.waitUntil(lambda: made._pixmaps.pixmap(9) is not None and background.idle)
    return made


class Painted(QObject):
    """Takes note of what is painted of a view besides photos whose preview has come."""

    def __init__(self, view: CellView) -> None:
        super().__init__(view)
        self._view = view
        self.rects: list[QRect] = []
        view.viewport().installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: write it down."""
        if isinstance(event, QPaintEvent):
            parts: Iterable[QRect] = event.region()  # type: ignore[assignment] # As it is.
            whole = self._view.viewport().width()
            self.rects += [QRect(each) for each in parts if each.width() == whole]
        return False


def _screen(view: CellView) -> QImage:
    """Return what is on the screen now, which nothing is painted for."""
    QApplication.processEvents()
    window = view.window()
    if QApplication.platformName() != "offscreen":
        return view.screen().grabWindow(window.winId()).toImage()
    # Of a dense screen this platform grabs a part only.
    drawn = window.backingStore().paintDevice()
    assert isinstance(drawn, QImage)
    return drawn.copy()


def _scroll(view: CellView, *steps: int) -> None:
    bar = view.verticalScrollBar()
    for step in steps:
        assert 0 <= bar.value() + step <= bar.maximum()
        bar.setValue(bar.value() + step)
        QApplication.processEvents()


def _be_still(grid: PhotoGrid) -> None:
    """Let all previews come that are on their way."""
    while grid._settle.isActive() or not grid._pixmaps._background.idle:
        QApplication.processEvents()


def _is_as_painted_anew(grid: PhotoGrid) -> bool:
    _be_still(grid)
    shown = _screen(grid)
    grid.viewport().update()
    return shown == _screen(grid)


@pytest.mark.parametrize("in_rows", [False, True], ids=["squares", "rows"])
def test_what_was_moved_is_as_if_it_had_been_painted_there(
    grid: PhotoGrid, wearing: Theme, in_rows: bool
) -> None:
    grid.set_in_rows(in_rows)
    begin = _screen(grid)
    for step in STEPS:
        _scroll(grid, step)
        assert _is_as_painted_anew(grid)
    assert _screen(grid) != begin


def test_rings_move_along(qtbot: QtBot, grid: PhotoGrid, wearing: Theme) -> None:
    grid.go_to(5)
    QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    for _ in range(3):
        QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        assert _is_as_painted_anew(grid)
    for step in STEPS:
        _scroll(grid, step)
        assert _is_as_painted_anew(grid)


def test_the_light_stays_under_the_mouse(grid: PhotoGrid) -> None:
    here = grid.row_rect(1).center()
    QCursor.setPos(grid.viewport().mapToGlobal(here))
    QTest.mouseMove(grid.viewport(), here)
    lit = set()
    for step in STEPS:
        _scroll(grid, step)
        lit.add(grid._hovered)
        assert grid._hovered == grid.row_under(here)
        assert _is_as_painted_anew(grid)
    assert len(lit) > 1


def test_a_rubber_band_keeps_its_end_with_the_mouse(grid: PhotoGrid) -> None:
    start, end = grid.row_rect(0).topLeft() - QPoint(10, 6), grid.row_rect(4).center()
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for each in (end - QPoint(9, 9), end):
        QTest.mouseMove(grid.viewport(), each)
    for step in STEPS:
        _scroll(grid, step)
        assert grid._band() is not None
        assert _is_as_painted_anew(grid)
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_previews_that_come_meanwhile_come_where_the_photos_are_now(
    qtbot: QtBot, grid: PhotoGrid, background: Background
) -> None:
    grid.set_wanted_side(120)
    bar = grid.verticalScrollBar()
    grid._look()
    while not background.idle:
        bar.setValue((bar.value() + 7) % bar.maximum())
        QApplication.processEvents()
    assert _is_as_painted_anew(grid)


def test_the_line_where_photos_would_go_leaves_no_trace(grid: PhotoGrid) -> None:
    ordering = Ordering(grid, lambda _ids, _place: None)
    ordering._at = grid.row_rect(4).center()
    ordering._show_place()
    QApplication.processEvents()  # What is shown for the first time asks only now to be painted.
    for step in STEPS:
        ordering._show_place()
        assert _is_as_painted_anew(grid)
        _scroll(grid, step)
        assert _is_as_painted_anew(grid)
    assert ordering._mark.isVisible()


def test_day_turns_into_night_wherever_one_is(grid: PhotoGrid, theme: Theme) -> None:
    _scroll(grid, *STEPS)
    by_day = _screen(grid)
    theme.use("dark")
    grid.viewport().update()
    by_night = _screen(grid)
    assert by_night.pixelColor(2, 2).name() == theme.colours.canvas
    _scroll(grid, 5)
    assert _is_as_painted_anew(grid)
    theme.use("light")
    _scroll(grid, -5)
    assert _screen(grid) == by_day


@pytest.mark.parametrize("step", [1, 37, 120, -37])
def test_only_what_comes_into_sight_is_painted(grid: PhotoGrid, step: int) -> None:
    _scroll(grid, 200)
    _be_still(grid)
    seen, painted = grid.viewport().rect(), Painted(grid)
    _scroll(grid, step)
    top = seen.height() - step if step > 0 else 0
    assert painted.rects == [QRect(0, top, seen.width(), abs(step))]


def test_cells_are_drawn_only_where_something_is_painted(grid: PhotoGrid) -> None:
    assert grid._rows_in(QRegion(grid.viewport().rect())) == [*grid.rows_on_screen()]
    for row in (0, 4):
        rect = grid.row_rect(row)
        assert grid._rows_in(QRegion(rect)) == [row]
        apart = QRegion(rect.adjusted(0, 0, -170, -170)) + QRegion(grid.row_rect(row + 1))
        assert grid._rows_in(apart) == [row, row + 1]
    assert grid._rows_in(QRegion(0, 0, 8, grid.height())) == []
    # The ring around a selected photo stands out of it.
    assert grid._rows_in(QRegion(grid.row_rect(0).translated(-grid.row_rect(0).width(), 0))) == [0]


def test_in_the_window_nothing_lies_over_the_photos_that_would_have_all_painted(
    qtbot: QtBot, open_window: OpenWindow, filled_library: Path
) -> None:
    window = open_window(filled_library)
    window.begin()
    qtbot.waitUntil(lambda: window.grid.photos.rowCount() == 12 and window._background.idle)
    window.resize(900, 520)
    grid = window.grid
    qtbot.waitUntil(lambda: grid.verticalScrollBar().maximum() > 40 and window._background.idle)
    assert window.surface.scrubber.isVisible()
    QApplication.processEvents()
    _be_still(grid)
    painted, seen = Painted(grid), grid.viewport().rect()
    _scroll(grid, 33)
    assert painted.rects == [QRect(0, seen.height() - 33, seen.width(), 33)]
    assert _is_as_painted_anew(grid)
