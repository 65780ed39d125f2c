"""What can be done with a folder in the sidebar, by mouse and keyboard, and how it looks away."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app import desktop
from app.asked import Folder
from app.folders.menu import GROUPS
from app.lines import LinesModel
from app.searches import Search
from indexer.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QModelIndex
    from pytestqt.qtbot import QtBot

    from app.lines import Entry
    from app.window import Window
    from tests.app.conftest import OpenWindow


@pytest.fixture
def photos(filled_library: Path, tmp_path: Path) -> Path:
    """The folder of the twelve photos, which is this test's own."""
    with Library.open(filled_library, write=True) as library:
        (root,) = library.catalog.roots()
        mine = shutil.copytree(root.path, tmp_path / "mine")
        library.catalog.relocate_roots({root.id: str(mine)})
    return mine


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, filled_library: Path, photos: Path) -> Window:
    """The window on twelve photos of one folder; no child is at work."""
    opened = open_window(filled_library)
    opened.activateWindow()
    opened.keeping._looked = True  # Else a child begins now.
    opened.keeping.look()
    qtbot.waitUntil(lambda: opened.folders._roots != ())
    opened.looking.browsing.go(Folder(str(photos)))
    qtbot.waitUntil(lambda: opened.grid.cells.count == 12)
    opened.surface.sidebar.list.setFocus()
    return opened


def _line(window: Window) -> QModelIndex:
    """Return the line of the folder, which is marked."""
    return window.surface.sidebar.list.currentIndex()


def _menu(qtbot: QtBot) -> QMenu:
    """Return the menu that is open."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def _choose(menu: QMenu, title: str) -> None:
    """Choose what has this title."""
    (action,) = [each for each in menu.actions() if each.text() == title]
    assert action.isEnabled()
    action.trigger()
    menu.close()


def _titles() -> list[str]:
    return [verb.title for group in GROUPS for verb in group]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_keyboard_opens_its_menu(qtbot: QtBot, window: Window) -> None:
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = _menu(qtbot)
    shown = [each for each in menu.actions() if not each.isSeparator()]
    assert [each.text() for each in shown] == _titles()
    assert all(each.isEnabled() and not each.icon().isNull() for each in shown)
    menu.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_search_begins_among_its_photos(qtbot: QtBot, window: Window, photos: Path) -> None:
    at = window.surface.sidebar.list.visualRect(_line(window)).center()
    window.surface.sidebar.list.customContextMenuRequested.emit(at)
    _choose(_menu(qtbot), "Search only here")
    field = window.surface.search.field
    assert field.text() == f"root:{photos} "
    assert field.hasFocus()
    QTest.keyClicks(field, "red")
    browsing = window.looking.browsing
    qtbot.waitUntil(lambda: browsing.question == Search(f"root:{photos} red"))
    qtbot.waitUntil(lambda: browsing.is_answered)


def test_its_keys_count_in_the_sidebar(
    window: Window, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(desktop, "show_in_file_manager", lambda paths, _owner: shown.extend(paths))
    places = window.surface.sidebar.list
    keys = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(places, Qt.Key.Key_R, keys)
    assert shown == [str(photos)]
    QTest.keyClick(places, Qt.Key.Key_C, keys | Qt.KeyboardModifier.AltModifier)
    assert QGuiApplication.clipboard().text() == str(photos)
    places.setCurrentIndex(places.model().index(0, 0))
    QTest.keyClick(places, Qt.Key.Key_R, keys)
    QTest.keyClick(places, Qt.Key.Key_Delete)
    assert shown == [str(photos)]
    assert window.folders.departing.question is None


def test_it_is_looked_at_again_by_a_child_that_begins(
    qtbot: QtBot, window: Window, photos: Path
) -> None:
    (photos / "red-0.png").unlink()
    QTest.keyClick(window.surface.sidebar.list, Qt.Key.Key_F5)
    assert "Looking through" in window.ledger.receipt.line.accessibleName()
    qtbot.waitUntil(lambda: window.grid.cells.count == 11)


def test_its_photos_say_so_too_as_soon_as_it_is_seen_to_be_away(
    qtbot: QtBot, window: Window, photos: Path
) -> None:
    def heard() -> str:
        return str(window.grid.photos.index(0).data(Qt.ItemDataRole.AccessibleTextRole))

    qtbot.waitUntil(lambda: window.looking.browsing.is_answered)
    assert "its file is away" not in heard()
    away = photos.rename(photos.with_name("other"))
    window.folders._look()
    qtbot.waitUntil(lambda: "its file is away" in heard())
    away.rename(photos)
    window.folders._look()
    qtbot.waitUntil(lambda: "its file is away" not in heard())


def test_where_its_drive_is_away_it_says_so_and_follows_when_it_is_back(
    qtbot: QtBot, window: Window, photos: Path, filled_library: Path
) -> None:
    def entry() -> Entry:
        found: Entry = _line(window).data(LinesModel.ENTRY)
        return found

    assert entry().away == ""
    away = photos.rename(photos.with_name("other"))
    with Library.open(filled_library, write=True) as library:
        (root,) = library.catalog.roots()
        library.catalog.keep_volume(root.id, "uuid:1", "HOLIDAY", "mine")
    window.folders._look()
    qtbot.waitUntil(lambda: entry().away != "")
    window.keeping.look()
    qtbot.waitUntil(lambda: entry().away == "Its drive HOLIDAY is away")
    told = _line(window).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "mine, 12, Its drive HOLIDAY is away"
    assert "HOLIDAY" in _line(window).data(Qt.ItemDataRole.ToolTipRole)
    window.surface.sidebar.grab()
    QTest.keyClick(window.surface.sidebar.list, Qt.Key.Key_F5)  # There is nothing to look at.
    assert window.ledger.receipt.isHidden()
    with Library.open(filled_library, write=True) as library:
        library.catalog.relocate_roots({root.id: str(away)})
        library.catalog.keep_volume(root.id, None, "", "")
    window.keeping.look()
    qtbot.waitUntil(lambda: window.looking.browsing.question == Folder(str(away)))
    qtbot.waitUntil(lambda: entry().away == "" and entry().title == "other")
    qtbot.waitUntil(lambda: window.grid.cells.count == 12)
