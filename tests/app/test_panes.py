"""The edges of the panels are moved by the mouse, and stand there again in the next window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.panes import DETAILS, SIDEBAR
from app.settings import DETAILS_WIDTH, SIDEBAR_WIDTH

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow


def _drag(window: Window, edge: int, by: int) -> None:
    """Drag the edge before a pane, 1 for the photos and 2 for the details."""
    handle = window.surface.panes.handle(edge)
    at = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(handle, at + QPoint(by, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=at + QPoint(by, 0))


def test_the_edges_move_and_the_photos_take_the_rest(
    qtbot: QtBot, window: Window, open_window: OpenWindow
) -> None:
    surface = window.surface
    window.resize(1400, 800)
    assert (surface.sidebar.width(), surface.details.width()) == (232, 288)
    _drag(window, 1, 60)
    wide = surface.sidebar.width()
    assert abs(wide - 292) < 5  # The edge that the mouse takes hold of is wider than the line.
    _drag(window, 2, -500)
    assert surface.details.width() == DETAILS.most
    window.resize(1500, 800)
    assert (surface.sidebar.width(), surface.details.width()) == (wide, DETAILS.most)
    window.deeds["details"].trigger()
    _drag(window, 1, -900)
    assert surface.sidebar.width() == SIDEBAR.least
    window.deeds["details"].trigger()
    qtbot.waitUntil(lambda: surface.details.width() == DETAILS.most)
    with qtbot.waitSignal(window.gone):
        window.close()
    settings = window._settings
    kept = settings.get(SIDEBAR_WIDTH), settings.get(DETAILS_WIDTH)
    assert kept == (SIDEBAR.least, DETAILS.most)
    again = open_window(window._questions.folder)
    again.resize(1400, 800)
    assert (again.surface.sidebar.width(), again.surface.details.width()) == kept


def test_the_window_is_as_large_as_it_was_left(
    qtbot: QtBot, window: Window, open_window: OpenWindow
) -> None:
    window.resize(756, 543)  # The screen of a test is 800 points wide.
    with qtbot.waitSignal(window.gone):
        window.close()
    again = open_window(window._questions.folder, as_left=True)
    assert (again.width(), again.height()) == (756, 543)


def test_a_wider_panel_shows_its_picture_larger(qtbot: QtBot, window: Window) -> None:
    picture = window.surface.details.picture
    window.grid.go_to_first()
    qtbot.waitUntil(lambda: picture.height() > 100)
    before = picture.height()
    _drag(window, 2, -100)
    qtbot.waitUntil(lambda: picture.height() > before)


def test_nonsense_in_the_settings_is_within_what_can_be_drawn(window: Window) -> None:
    window.surface.panes.set_widths(9, 9000)
    assert window.surface.panes.widths == (SIDEBAR.least, DETAILS.most)


def test_in_a_narrow_window_the_search_has_the_room_of_words(qtbot: QtBot, window: Window) -> None:
    button, search = window.surface.add_button, window.surface.search
    words = button.text()
    window.resize(1000, 800)
    least = search.width()
    window.resize(940, 800)
    assert button.text() == ""
    assert button.toolTip() == button.accessibleName() != ""
    qtbot.waitUntil(lambda: search.width() > least)
    window.resize(1200, 800)
    assert (button.text(), button.toolTip()) == (words, "")
