"""What can be done about one file that could not be read, by mouse and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app import desktop
from app.mending import GROUPS
from app.sidebar import Problems
from indexer.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, filled_library: Path) -> Window:
    """The page of problems, with the keyboard on the only one; no child is at work."""
    with Library.open(filled_library, write=True) as library:
        library.catalog.set_setting("model", "tiny")
    opened = open_window(filled_library)
    opened.activateWindow()
    opened.keeping._looked = True  # Else a child begins now.
    opened.keeping.look()
    opened.surface.sidebar.chosen.emit(Problems())
    page = opened.surface.problems
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.list.setFocus()
    page.list.setCurrentIndex(page.model.index(0))
    return opened


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_keyboard_opens_its_menu(qtbot: QtBot, window: Window) -> None:
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    acts = {each.text(): each for each in menu.actions() if not each.isSeparator()}
    assert list(acts) == [verb.title for group in GROUPS for verb in group]
    acts["Copy the path"].trigger()
    menu.close()
    assert QGuiApplication.clipboard().text().endswith("broken.jpg")


def test_its_keys_show_and_open_it_and_it_is_told_that_no_program_opens_it(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(desktop, "show_in_file_manager", lambda paths, _owner: done.extend(paths))
    monkeypatch.setattr(desktop, "open_file", done.append)  # None is as good as False.
    page = window.surface.problems
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    QTest.keyClick(page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.surface.notice.isVisible)
    assert [path.rpartition("/")[2] for path in done] == ["broken.jpg", "broken.jpg"]
    told = window.surface.notice.line.text()
    assert told == "There is no program here that opens “broken.jpg”."


def test_a_letter_begins_a_search(window: Window) -> None:
    QTest.keyClick(window.surface.problems.list, Qt.Key.Key_B)
    assert window.surface.search.field.text() == "b"
    assert window.surface.search.field.hasFocus()


def test_it_alone_is_tried_again_and_the_page_says_that_nothing_is_wrong_any_more(
    qtbot: QtBot, window: Window, filled_library: Path, tmp_path: Path
) -> None:
    page = window.surface.problems
    with Library.open(filled_library, write=True) as library:
        (problem,) = library.catalog.problems()
        library.catalog.replace_unreadable(str(tmp_path), [])
        assert library.catalog.retry_problems([str(tmp_path)]) == 0
        assert library.catalog.retry_problems([problem.path]) == 1
        library.catalog.clear_problems([problem.path])
    QTest.keyClick(page.list, Qt.Key.Key_F5)
    assert window.ledger.receipt.line.accessibleName() == "Trying “broken.jpg” again…"
    window.keeping.look()
    qtbot.waitUntil(lambda: page.blank.title.text() == "Nothing is wrong any more")
    qtbot.waitUntil(page.blank.button.isVisible)
    page.blank.button.click()
    qtbot.waitUntil(lambda: window.surface.shows_answer)
