"""Each key does its deed, wherever the keyboard is, and each menu says what it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app import mending
from app.actions import ALL
from app.albums import menu as of_albums
from app.albums.asking import NameQuestion
from app.folders import menu as of_folders
from app.settings import IN_ROWS, SHOW_DETAILS, SHOW_FACTS, SHOW_SIDEBAR
from app.viewer.keys import OF_VIEWER
from tests.app.duplicate_groups import group

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow

#: Deeds of an album whose photos are in view, and one whose key belongs to who has the keyboard.
_ELSEWHERE = ("remove-from-album", "earlier", "later", "view")


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, filled_library: Path) -> Window:
    """The window on twelve photos, with the keyboard; no child reads further ones."""
    opened = open_window(filled_library)
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    opened.navigating.begin()
    opened.keeping.look()
    qtbot.waitUntil(lambda: opened.grid.cells.count == 12 and opened.keeping.overview is not None)
    opened.grid.go_to_first()
    return opened


def _press(window: Window, keys: str) -> None:
    """Press keys as a person does: what has the keyboard is for Qt to know."""
    QTest.keySequence(window.windowHandle(), QKeySequence(keys))


def _places(window: Window) -> Iterator[QWidget]:
    """Yield what has the keyboard, one after the other, as each comes into sight.

    Lists of folders, albums and problems have some of these keys for what they show themselves.
    """
    surface = window.surface
    yield window.grid
    yield surface.details.stars
    window.grid.opened.emit(window.grid.current_photo())
    yield window.viewer
    window.viewer.closed.emit()
    surface.sidebar.duplicates.emit()
    yield surface.duplicates.view
    surface.show_preferences(True)
    yield surface.preferences


def test_each_key_of_the_sheet_does_its_deed_and_no_other_wherever_the_keyboard_is(
    qtbot: QtBot, window: Window
) -> None:
    done: list[str] = []
    acts = {deed.name: window.deeds[deed.name] for deed in ALL}
    for name, action in acts.items():
        action.triggered.disconnect()
        action.triggered.connect(lambda _checked, name=name: done.append(name))
    for place in _places(window):
        qtbot.waitUntil(lambda: window._background.idle)
        window.activateWindow()
        place.setFocus()
        qtbot.waitUntil(place.hasFocus)
        for name, action in acts.items():
            for keys in action.shortcuts() if name not in _ELSEWHERE else ():
                _press(window, keys.toString())
                assert done == [name], (place.accessibleName(), keys.toString())
                done.clear()


def test_each_key_of_a_large_photo_is_its_own_and_the_sheet_tells_it(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    window.deeds["view"].trigger()
    monkeypatch.setattr(window.viewer, "_on_wanted", done.append)
    for deed in OF_VIEWER:
        for keys in deed.keys:
            _press(window, keys)
            assert done == [deed.name], keys
            done.clear()


def test_over_a_large_photo_keys_change_what_is_in_sight_and_nothing_behind_it(
    qtbot: QtBot, window: Window
) -> None:
    kept, picture = window._settings, window.viewer.picture
    window.deeds["view"].trigger()
    qtbot.waitUntil(lambda: window._background.idle)
    before = [kept.get(each) for each in (SHOW_DETAILS, SHOW_SIDEBAR, IN_ROWS)]
    size, nearness = window.surface.heading.slider.value(), picture.magnification
    for keys in ("Ctrl+I", "Ctrl+B", "Ctrl+G", "Ctrl++"):
        _press(window, keys)
    assert kept.get(SHOW_FACTS)
    assert picture.magnification > nearness
    assert window.surface.heading.slider.value() == size
    assert [kept.get(each) for each in (SHOW_DETAILS, SHOW_SIDEBAR, IN_ROWS)] == before
    _press(window, "Alt+Down")
    assert window.ledger.receipt.line.text().startswith("Search for something first")
    _press(window, "Ctrl+F")
    assert window.surface.search.field.hasFocus()
    assert window.surface.search.field.isVisible()


def test_a_letter_in_the_settings_begins_a_search(window: Window) -> None:
    window.deeds["settings"].trigger()
    _press(window, "d")
    assert window.surface.search.field.text() == "d"
    assert window.surface.search.field.hasFocus()


def test_what_destroys_nothing_does_not_hold_the_window(qtbot: QtBot, window: Window) -> None:
    for name in ("new-album", "add-to-album", "export"):
        window.deeds[name].trigger()
        question = window.albums.curating.question or window.albums.exporting.question
        assert question is not None
        question.activateWindow()  # Where nobody manages windows, nobody else does it.
        qtbot.waitUntil(question.isActiveWindow)
        window.activateWindow()  # As by a click.
        qtbot.waitUntil(window.isActiveWindow)
        _press(window, "Ctrl+I")
        question.reject()
    assert not window.surface.details.isVisible()
    window.deeds["trash"].trigger()
    assert window.trashing.question is not None
    assert window.trashing.question.isModal()
    window.trashing.question.reject()
    window.deeds["new-album"].trigger()
    with qtbot.waitSignal(window.gone):
        window.close()  # With the question open: it goes along.
    assert window.albums.curating.question is None


def _menu(qtbot: QtBot, place: QWidget) -> QMenu:
    """Open the menu of what has the keyboard by the key for it, as Qt hands it on."""
    place.setFocus()
    at = place.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
    by_key = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(place, QContextMenuEvent(by_key, at, place.mapToGlobal(QPoint(at))))
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def _lines(menu: QMenu) -> dict[str, QAction]:
    """Return what a menu offers, by its words; each line has an icon, and is read out."""
    found = {}
    for action in menu.actions():
        if action.isVisible() and not action.isSeparator():
            assert not action.icon().isNull(), action.text()
            found[action.text()] = action
    return found


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_of_a_photo_offers_each_deed_with_its_icon_and_its_keys(
    qtbot: QtBot, window: Window
) -> None:
    menu = _menu(qtbot, window.grid)
    offered = _lines(menu)
    native = QKeySequence.SequenceFormat.NativeText
    keys = {words: each.shortcut().toString(native) for words, each in offered.items()}
    assert keys["Look at it"] == "Return"
    assert keys["Copy the path"] == "Ctrl+Alt+C"
    assert all(keys[words] for words in keys if words != "Stars")
    stars = offered["Stars"].menu()
    assert isinstance(stars, QMenu)
    assert list(_lines(stars)) == ["No stars", *(f"{n} star{'s' * (n > 1)}" for n in range(1, 6))]
    _lines(stars)["4 stars"].trigger()
    photo = window.grid.current_photo()
    assert photo is not None
    qtbot.waitUntil(lambda: getattr(window._questions.photo(photo), "rating", None) == 4)
    menu.close()
    window.deeds["view"].trigger()
    menu = _menu(qtbot, window.viewer)
    assert "Look at it" not in _lines(menu)  # It is looked at.
    menu.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menus_of_albums_and_duplicates_have_an_icon_for_each_line(
    qtbot: QtBot, window: Window
) -> None:
    three = window.grid.photos.ids[:3].tolist()
    window.deeds["new-album"].trigger()
    question = window.albums.curating.question
    assert isinstance(question, NameQuestion)
    question.field.setText("Best of all")
    question.yes.click()
    side = window.surface.album_side
    qtbot.waitUntil(lambda: side.current_album() is not None)
    menu = _menu(qtbot, side.list)
    assert set(_lines(menu)) > {"Open", "Rename…", "Delete…"}
    menu.close()
    page = window.surface.duplicates
    page.groups.add([group("exact", *three)])
    page.view.go_to_first()
    offered = QMenu(window)
    page.add_choices(offered)
    assert len(_lines(offered)) == 3


def test_what_has_one_name_in_several_menus_has_one_icon() -> None:
    groups = (*mending.GROUPS, *of_folders.GROUPS, *of_albums.GROUPS, ALL)
    icons: dict[str, set[str]] = {}
    for each in (each for verbs in groups for each in verbs):
        icons.setdefault(each.title, set()).add(each.icon)
    assert "Copy the path" in icons
    assert [title for title, found in icons.items() if len(found) > 1] == []
