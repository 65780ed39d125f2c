"""Each page of the real window can be read out and worked with by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.asked import Everything
from app.searches import Search
from app.sidebar import Problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.window import Window


def _seen(window: Window) -> list[QWidget]:
    return [part for part in window.findChildren(QWidget) if part.isVisible()]


def _takes_keyboard(part: QWidget) -> bool:
    wanted = part.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(wanted) and part.isEnabled() and part.focusProxy() is None


def _told(part: QWidget) -> str:
    """Return what a part is called in a message."""
    return f"{type(part).__name__} {part.objectName() or part.accessibleName()}".strip()


def _nameless(window: Window) -> list[str]:
    """Return what could be pressed or filled in, and tells nobody what it is."""
    found = []
    for part in _seen(window):
        if _takes_keyboard(part) or isinstance(part, QAbstractButton):
            read = QAccessible.queryAccessibleInterface(part)
            named = read.text(QAccessible.Text.Name).strip()
            if not named or read.role() == QAccessible.Role.NoRole:
                found.append(_told(part))
    return found


def _unreached(window: Window) -> list[str]:
    """Return what takes the keyboard, and does not get it however often Tab is pressed."""
    reached: set[int] = set()
    here = QApplication.focusWidget()
    assert here is not None
    while id(here) not in reached:
        reached.add(id(here))
        window.focusNextChild()
        here = QApplication.focusWidget()
        assert here is not None
    # Of choices that exclude each other the keyboard reaches the one that holds, the arrows all.
    one_of = [part for part in _seen(window) if isinstance(part, QAbstractButton) and part.group()]
    missed = [part for part in _seen(window) if _takes_keyboard(part) and id(part) not in reached]
    return [_told(part) for part in missed if part not in one_of]


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
        assert _nameless(window) == [], name
        assert _unreached(window) == [], name


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
