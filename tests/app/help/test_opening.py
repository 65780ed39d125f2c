"""The sheet of keys and the card about Shoebox, over the real window."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.actions import ALL, GROUPS
from app.help.places import IN_PHOTOS, PLACES
from app.help.shortcuts import OF_LINES
from tests.app.translations import ROOT

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.window import Window


@pytest.fixture
def active(qtbot: QtBot, window: Window) -> Window:
    """The window, with the keyboard on the photos."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.grid.setFocus()
    return window


def _shown(window: Window) -> list[str]:
    return [line for group in window.help.sheet.groups for line in group.shown]


def test_the_sheet_shows_each_key_of_each_deed_and_finds_them_by_typing(active: Window) -> None:
    QTest.keyClick(active.grid, Qt.Key.Key_Question)
    sheet = active.help.sheet
    assert sheet.isVisible()
    assert sheet.field.hasFocus()
    native = QKeySequence.SequenceFormat.NativeText
    for deed in ALL:
        keys = [each.toString(native) for each in active.deeds[deed.name].shortcuts()]
        title = deed.title.removesuffix("…")
        assert (f"{title} {' '.join(keys)}".casefold() in _shown(active)) == bool(keys)
    for word, line in (("rotate", "rotate it to the right r"), ("zoom", "zoom in; a slideshow")):
        sheet.field.setText(word)  # As other programs call it.
        assert any(each.startswith(line) for each in _shown(active))
    sheet.field.clear()
    QTest.keyClicks(sheet.field, "undo")
    assert _shown(active) == ["undo ctrl+z"]
    assert sheet.nothing.isHidden()
    sheet.field.setText("make coffee")
    assert _shown(active) == []
    assert sheet.nothing.isVisible()
    QTest.keyClick(sheet.field, Qt.Key.Key_Escape)
    assert sheet.isHidden()
    assert active.grid.hasFocus()


def test_the_sheet_tells_each_key_of_each_place(active: Window) -> None:
    QTest.keyClick(active.grid, Qt.Key.Key_Question)
    native = QKeySequence.SequenceFormat.NativeText
    shown = {group.title: group.shown for group in active.help.sheet.groups}
    for title, deeds in PLACES.items():
        for deed in deeds:
            keys = " ".join(QKeySequence(each).toString(native) for each in deed.keys)
            assert f"{deed.title} {keys}".casefold() in shown[title]


def test_no_key_is_bound_that_the_sheet_does_not_tell(active: Window) -> None:
    told = {keys for deeds in (*PLACES.values(), ALL) for deed in deeds for keys in deed.keys}
    told |= {verb.keys for groups in OF_LINES.values() for group in groups for verb in group}
    bound = [each.key() for each in active.findChildren(QShortcut)]
    bound += [keys for each in active.findChildren(QAction) for keys in each.shortcuts()]
    bound += [each.shortcut() for each in active.findChildren(QAbstractButton)]
    plain = QKeySequence.SequenceFormat.PortableText
    named = {each.toString(plain) for each in bound} - {""}
    assert {each for each in named if not each.startswith("Alt+")} <= told
    assert named & told > {"F1", "Ctrl+Z"}


def test_letters_and_keys_with_a_number_are_bound_by_lists_that_the_sheet_is_made_from() -> None:
    bound = {
        (path.name, key)
        for path in (ROOT / "app").rglob("*.py")
        for key in re.findall(r"Key_(?:[A-Z]|F\d+)\b", path.read_text("utf-8"))
    }
    # Of the field of search, of all that has a menu, and Alt+R of a tag in the sidebar.
    assert bound == {("bar.py", "Key_F1"), ("menu_key.py", "Key_F10"), ("tree_view.py", "Key_R")}


def test_what_the_sheet_says_of_the_photos_is_so(active: Window) -> None:
    def press(keys: str) -> list[int]:
        way = QKeySequence(keys)
        QTest.keySequence(active.grid, way)
        return [active.grid.photos.row_of(each) or 0 for each in active.grid.selected_photos()]

    active.grid.go_to_first()
    assert press("Shift+Right") == [0, 1]
    assert press("Ctrl+Right") == [0, 1]
    assert press("Ctrl+Space") == [0, 1, 2]
    assert press("Ctrl+Space") == [0, 1]
    assert press("Ctrl+Left") == [0, 1]
    assert press("End") == [11]
    assert press("Shift+Left") == [10, 11]
    assert press("Home") == [0]
    assert press("Ctrl+A") == list(range(12))
    assert press("Esc") == []
    assert active.grid.hasFocus()
    assert {"Ctrl+A", "Esc", "Ctrl+Space", "Shift+Left"} < {
        keys for deed in IN_PHOTOS for keys in deed.keys
    }


def test_the_window_is_darker_behind_the_sheet_and_as_before_once_it_is_closed(
    active: Window,
) -> None:
    def corner() -> int:
        return active.grab(QRect(1, 1, 1, 1)).toImage().pixelColor(0, 0).lightness()

    before = corner()
    QTest.keyClick(active.grid, Qt.Key.Key_Question)
    assert corner() < before
    QTest.keyClick(active.help.sheet.field, Qt.Key.Key_Escape)
    assert corner() == before


def test_each_deed_stands_in_one_group() -> None:
    grouped = [deed.name for deeds in GROUPS.values() for deed in deeds]
    assert sorted(grouped) == sorted(deed.name for deed in ALL)


def test_the_settings_lead_to_both_and_a_question_mark_that_is_typed_stays_one(
    qtbot: QtBot, active: Window
) -> None:
    active.deeds["settings"].trigger()
    preferences, about = active.surface.preferences, active.help.about
    preferences.shortcuts_button.click()
    assert active.help.sheet.isVisible()
    active.help.sheet.close_card()
    preferences.about_button.click()
    qtbot.waitUntil(lambda: bool(about.lines))
    assert about.version.text().startswith("Version ")
    assert about.close_button.hasFocus()
    # No line of the list lies below the button's row.
    row, area = about.close_button.parentWidget(), about._area
    assert row is not None
    assert row.geometry().top() > area.geometry().bottom()
    about.close_button.click()
    assert about.isHidden()
    assert active.isAncestorOf(QApplication.focusWidget() or about)
    active.surface.search.begin()
    QTest.keyClicks(active.surface.search.field, "who is this?")
    assert active.surface.search.field.text() == "who is this?"
    assert active.help.sheet.isHidden()
