"""Each page of the real window can be read out and worked with by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.asked import Everything
from app.searches import Search
from app.sidebar import Problems
from tests.app.tab_walk import nameless, unreached

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.window import Window


def _pages(window: Window) -> dict[str, Callable[[], object]]:
    return {
        "photos": lambda: window.looking.browsing.go(Everything()),
        "answer": lambda: window.looking.search(Search("red")),
        "settings": window.deeds["settings"].trigger,
        "albums": window.albums.show_page,
        "duplicates": window.surface.sidebar.duplicates.emit,
        "problems": lambda: window.surface.sidebar.chosen.emit(Problems()),
        "new tag": window.desk.make,
        "keys": window.deeds["shortcuts"].trigger,
        "about": window.deeds["about"].trigger,
        "viewer": window.deeds["view"].trigger,
    }


def test_all_that_can_be_pressed_has_a_name_and_is_reached_by_tab(
    qtbot: QtBot, window: Window
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for name, show in _pages(window).items():
        window.help.sheet.close_card()
        window.help.about.close_card()
        window.desk.leave()
        window.grid.setFocus()
        show()
        qtbot.waitUntil(lambda: window._background.idle)
        assert nameless(window) == [], name
        assert unreached(window) == [], name


def test_the_keyboard_goes_through_the_settings_as_they_stand_there(
    qtbot: QtBot, window: Window
) -> None:
    window.deeds["settings"].trigger()
    page = window.surface.preferences
    qtbot.waitUntil(lambda: bool(page.rows) and page.rows["mobileclip2-s3"].isVisible())
    page.about_button.setFocus()
    order = []
    for _ in range(len(page.rows) + 1):
        page.focusNextChild()
        order.append(QApplication.focusWidget())
    buttons = [row.button for row in page.rows.values()]
    buttons = [each for each in buttons if each.isVisible() and each.isEnabled()]
    assert len(buttons) > 2
    assert order[: len(buttons)] == buttons
