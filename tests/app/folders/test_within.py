"""Folders within those of the library, in the window: shown, searched, remembered, followed."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app import desktop
from app.asked import Everything, Folder
from app.lines import LinesModel
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.lines import Entry
    from app.window import Window
    from indexer.models import Bundle
    from tests.app.conftest import OpenWindow

#: Folders within the one that is followed, and how many photos each has.
_HELD = {"2020/Rome": 1, "2021/Paris": 3, '2021/the "old" town': 1, "2021/Rome": 2}
_PHOTOS = sum(_HELD.values())


@pytest.fixture(scope="module")
def _made_once(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Path:
    """A library of the folders above, of which each test has its copy."""
    made = tmp_path_factory.mktemp("within")
    for number, (folder, photos) in enumerate(_HELD.items()):
        place = made / "photos" / _name(folder)
        place.mkdir(parents=True)
        for each in range(photos):
            picture = Image.new("RGB", (64, 48), (60 * number, 20 * each, 90))
            picture.save(place / f"{each}.png")
    roots = (str(made / "photos"),)
    with Library.open(made / "library", write=True) as library:
        library.catalog.add_root(*roots)
        for _ in ingest(library, tiny_bundle, IngestOptions(roots=roots, workers=1)):
            pass
    return made


def _name(folder: str) -> str:
    """Return a folder's path as this system may have it: Windows has no quotes in names."""
    return folder.replace('"', "'") if os.name == "nt" else folder


@pytest.fixture
def photos(_made_once: Path, tmp_path: Path) -> Path:
    """The folder of the photos, which is this test's own."""
    mine = shutil.copytree(_made_once / "photos", tmp_path / "mine")
    library = shutil.copytree(_made_once / "library", tmp_path / "library")
    with Library.open(library, write=True) as opened:
        (root,) = opened.catalog.roots()
        opened.catalog.relocate_roots({root.id: str(mine)})
    return mine


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, photos: Path) -> Window:
    """The window on these folders, all photos in view; no child is at work."""
    return _opened(qtbot, open_window, photos)


def _opened(qtbot: QtBot, open_window: OpenWindow, photos: Path) -> Window:
    opened = open_window(photos.parent / "library")
    opened.activateWindow()
    opened.keeping._looked = True  # Else a child begins now.
    opened.navigating.begin()
    opened.keeping.look()
    qtbot.waitUntil(lambda: opened.folders._roots != ())
    opened.surface.sidebar.list.setFocus()
    return opened


def _entries(window: Window) -> list[Entry]:
    """Return the lines of the folders."""
    lines = window.surface.sidebar.list.model()
    found = [lines.index(row, 0).data(LinesModel.ENTRY) for row in range(lines.rowCount())]
    return [each for each in found if isinstance(each.goes_to, Folder)]


def _go(qtbot: QtBot, window: Window, folder: Path, count: int) -> None:
    window.looking.browsing.go(Folder(str(folder)))
    qtbot.waitUntil(lambda: window.grid.cells.count == count)


def test_a_folder_opens_by_key_and_shows_its_photos(
    qtbot: QtBot, window: Window, photos: Path
) -> None:
    places = window.surface.sidebar.list
    _go(qtbot, window, photos, _PHOTOS)
    QTest.keyClick(places, Qt.Key.Key_Right)
    assert [(each.title, each.count) for each in _entries(window)] == [
        ("mine", _PHOTOS),
        ("2020", 1),
        ("2021", 6),
    ]
    QTest.keyClick(places, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: window.grid.cells.count == 1)
    QTest.keyClick(places, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: window.grid.cells.count == 6)
    assert window.surface.heading.title.text() == "2021"
    QTest.keyClick(places, Qt.Key.Key_Right)
    titles = [each.title for each in _entries(window)]
    assert titles == ["mine", "2020", "2021", "Paris", "Rome", _name('the "old" town')]
    for _ in range(3):
        QTest.keyClick(places, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: window.grid.cells.count == 1)
    window.deeds["back"].trigger()
    qtbot.waitUntil(lambda: window.grid.cells.count == 2)
    assert places.currentIndex().data() == "Rome"


def test_the_next_window_has_the_same_open_and_the_same_in_view(
    qtbot: QtBot, window: Window, open_window: OpenWindow, photos: Path
) -> None:
    sidebar = window.surface.sidebar
    _go(qtbot, window, photos / "2021", 6)
    for _ in range(2):  # The line around it is marked first.
        QTest.keyClick(sidebar.list, Qt.Key.Key_Right)
    assert sidebar.opened == {str(photos), str(photos / "2021")}
    _go(qtbot, window, photos / "2021" / "Rome", 2)
    with qtbot.waitSignal(window.gone):
        window.close()
    again = _opened(qtbot, open_window, photos)
    qtbot.waitUntil(lambda: len(_entries(again)) == 6)
    current = again.surface.sidebar.list.currentIndex()
    assert current.data(LinesModel.ENTRY).goes_to == Folder(str(photos / "2021" / "Rome"))
    qtbot.waitUntil(lambda: again.grid.cells.count == 2)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_its_menu_and_its_keys_can_all_but_take_it_out(
    qtbot: QtBot, window: Window, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(desktop, "show_in_file_manager", lambda paths, _owner: shown.extend(paths))
    sidebar, town = window.surface.sidebar, photos / _name('2021/the "old" town')
    sidebar.open_folders({str(photos), str(photos / "2021")})
    _go(qtbot, window, town, 1)
    at = sidebar.list.visualRect(sidebar.list.currentIndex()).center()
    sidebar.list.customContextMenuRequested.emit(at)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = {each.text(): each for each in menu.actions() if not each.isSeparator()}
    assert list(actions) == [
        "Show its photos",
        "Search only here",
        "Show in the file manager",
        "Copy the path",
        "Look at it again now",
    ]
    actions["Show in the file manager"].trigger()
    assert shown == [str(town)]
    menu.close()
    QTest.keyClick(sidebar.list, Qt.Key.Key_Delete)
    assert window.folders.departing.question is None
    copy = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(sidebar.list, Qt.Key.Key_C, copy)
    assert QGuiApplication.clipboard().text() == str(town)
    window.folders.act(window.folders._roots[0], "within", folder=str(town))
    assert window.surface.search.field.text().startswith("folder:")
    qtbot.waitUntil(lambda: window.looking.browsing.question != Folder(str(town)))
    qtbot.waitUntil(lambda: window.looking.browsing.is_answered)
    assert window.grid.cells.count == 1


@pytest.mark.skipif(sys.platform != "linux", reason="others have no names but text")
def test_a_name_that_is_no_text_is_shown_and_leads_to_its_photos(
    qtbot: QtBot, window: Window, photos: Path
) -> None:
    odd = f"{photos}/2021/caf\udce9/inside"
    with Library.open(photos.parent / "library", write=True) as library:
        library.catalog.relocate_folders({str(photos / "2021" / "Rome"): odd})
    sidebar = window.surface.sidebar
    sidebar.open_folders({str(photos), str(photos / "2021"), os.path.dirname(odd)})
    window.keeping.look()
    qtbot.waitUntil(lambda: "inside" in [each.title for each in _entries(window)])
    assert "caf\ufffd" in [each.title for each in _entries(window)]
    window.looking.browsing.go(Folder(os.path.dirname(odd)))
    qtbot.waitUntil(lambda: window.grid.cells.count == 2)
    sidebar.turned.emit()
    sidebar.open_folders(())
    window.folders.remember_open(window._settings)
    assert os.path.dirname(odd) in sidebar.opened


def test_one_that_is_gone_gives_way_to_the_one_around_it(
    qtbot: QtBot, window: Window, photos: Path
) -> None:
    browsing = window.looking.browsing
    _go(qtbot, window, photos / "2020" / "Rome", 1)
    with Library.open(photos.parent / "library", write=True) as library:
        library.catalog.forget(library.catalog.ids_in(str(photos / "2020")).tolist())
    window.keeping.look()
    qtbot.waitUntil(lambda: browsing.question == Folder(str(photos)))
    qtbot.waitUntil(lambda: window.grid.cells.count == _PHOTOS - 1)
    with Library.open(photos.parent / "library", write=True) as library:
        library.catalog.remove_root(str(photos))
    window.keeping.look()
    qtbot.waitUntil(lambda: browsing.question == Everything())


def test_it_goes_along_when_its_drive_comes_back_elsewhere(
    qtbot: QtBot, window: Window, photos: Path
) -> None:
    browsing, sidebar = window.looking.browsing, window.surface.sidebar
    sidebar.open_folders({str(photos), str(photos / "2021")})
    _go(qtbot, window, photos / "2021" / "Rome", 2)
    other = photos.rename(photos.with_name("other"))
    window.folders._look()
    qtbot.waitUntil(lambda: all(each.away for each in _entries(window)))
    QTest.keyClick(sidebar.list, Qt.Key.Key_F5)  # There is nothing to look at.
    assert window.ledger.receipt.isHidden()
    with Library.open(photos.parent / "library", write=True) as library:
        (root,) = library.catalog.roots()
        library.catalog.relocate_roots({root.id: str(other)})
    window.keeping.look()
    qtbot.waitUntil(lambda: browsing.question == Folder(str(other / "2021" / "Rome")))
    assert sidebar.opened == {str(other), str(other / "2021")}
    qtbot.waitUntil(lambda: len(_entries(window)) == 6)
    qtbot.waitUntil(lambda: not any(each.away for each in _entries(window)))
    assert sidebar.list.currentIndex().data() == "Rome"
