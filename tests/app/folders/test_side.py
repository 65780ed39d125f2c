"""The folders in the sidebar open to those below them, by mouse and keyboard."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.asked import Everything, Folder, Overview
from app.folders.tree import FolderTree
from app.lines import ROW, LinesModel
from app.sidebar import PlacesModel, Sidebar
from tests.app.folders.test_tree import ROOTS, TOP, TREE, _path

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.theme import Theme
    from tests.app.conftest import CheckModel

FULL = Overview(photos=11, roots=ROOTS, folders=TREE)
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def sidebar(qtbot: QtBot, theme: Theme) -> Sidebar:
    made = Sidebar(theme)
    qtbot.addWidget(made)
    made.resize(232, 600)
    made.show()
    made.show_overview(FULL)
    made.chosen.connect(made.mark)  # As the window does, which shows it.
    return made


def _titles(sidebar: Sidebar) -> list[str]:
    """Return the lines from the first folder on."""
    lines = sidebar.list.model()
    return [lines.index(row, 0).data() for row in range(5, lines.rowCount())]


def _at(sidebar: Sidebar, path: str, x: int | None = None) -> QPoint:
    """Return a point of the line of a folder: the middle, or so far from the left."""
    row = sidebar._model.row_of(Folder(path))
    assert row is not None
    line = sidebar.list.visualRect(sidebar._model.index(row))
    return line.center() if x is None else QPoint(x, line.center().y())


def test_qt_finds_nothing_to_complain_about(check_model: CheckModel) -> None:
    model = PlacesModel()
    check_model(model)
    model.show(FULL)
    for opened in ((), (TOP,), (TOP, _path("2021")), (_path("2021"),), ()):
        model.show(FULL, opened=opened)
    check_model(model)


def test_the_chevron_opens_and_closes_and_shows_nothing_else(
    qtbot: QtBot, sidebar: Sidebar
) -> None:
    port = sidebar.list.viewport()
    before = sidebar.list.height()
    with qtbot.assertNotEmitted(sidebar.chosen), qtbot.waitSignal(sidebar.turned):
        QTest.mouseClick(port, _LEFT, pos=_at(sidebar, TOP, 12))
    assert _titles(sidebar) == ["photos", "2020", "2021", "photos of others"]
    assert sidebar.list.height() == before + 2 * ROW
    with qtbot.assertNotEmitted(sidebar.chosen):
        QTest.mouseClick(port, _LEFT, pos=_at(sidebar, _path("2021"), 28))
    assert _titles(sidebar) == ["photos", "2020", "2021", "Paris", "Rome", "photos of others"]
    assert sidebar.list.currentIndex().data() == "All photos"
    with qtbot.assertNotEmitted(sidebar.chosen):
        QTest.mouseClick(port, _LEFT, pos=_at(sidebar, TOP, 12))
    assert _titles(sidebar) == ["photos", "photos of others"]
    QTest.mouseClick(port, _LEFT, pos=_at(sidebar, TOP, 12))
    assert "Rome" in _titles(sidebar)  # What was open below is so again.


def test_a_click_shows_the_photos_and_a_double_click_opens(qtbot: QtBot, sidebar: Sidebar) -> None:
    port = sidebar.list.viewport()
    with qtbot.assertNotEmitted(sidebar.turned), qtbot.waitSignal(sidebar.chosen) as chosen:
        QTest.mouseClick(port, _LEFT, pos=_at(sidebar, TOP))
    assert chosen.args == [Folder(TOP)]
    with qtbot.assertNotEmitted(sidebar.chosen), qtbot.waitSignal(sidebar.turned):
        QTest.mouseDClick(port, _LEFT, pos=_at(sidebar, TOP))
    with qtbot.waitSignal(sidebar.chosen) as chosen:
        QTest.mouseClick(port, _LEFT, pos=_at(sidebar, _path("2020")))
    assert chosen.args == [Folder(_path("2020"))]


def test_the_keys_open_go_in_and_come_out_again(qtbot: QtBot, sidebar: Sidebar) -> None:
    places = sidebar.list
    sidebar.mark(Folder(TOP))
    with qtbot.assertNotEmitted(sidebar.chosen):
        QTest.keyClick(places, Qt.Key.Key_Left)
        QTest.keyClick(places, Qt.Key.Key_Right)
    with qtbot.waitSignal(sidebar.chosen) as chosen:
        QTest.keyClick(places, Qt.Key.Key_Right)
    assert chosen.args == [Folder(_path("2020"))]
    QTest.keyClick(places, Qt.Key.Key_Right)
    with qtbot.waitSignal(sidebar.chosen) as chosen:
        QTest.keyClick(places, Qt.Key.Key_Right)
    assert chosen.args == [Folder(_path("2020", "Rome"))]
    with qtbot.waitSignal(sidebar.chosen) as chosen:
        QTest.keyClick(places, Qt.Key.Key_Left)
    assert chosen.args == [Folder(_path("2020"))]
    with qtbot.assertNotEmitted(sidebar.chosen):
        QTest.keyClick(places, Qt.Key.Key_Left)
    assert sidebar.opened == {TOP}


def test_what_is_shown_is_marked_or_the_folder_around_it(sidebar: Sidebar) -> None:
    current = sidebar.list.currentIndex
    sidebar.mark(Folder(_path("2021", "Rome")))
    assert current().data() == "photos"
    sidebar.open_folders({TOP})
    assert current().data() == "2021"
    sidebar.open_folders({TOP, _path("2021"), _path("2020")})
    assert current().data(Qt.ItemDataRole.ToolTipRole) == _path("2021", "Rome")
    sidebar.open_folders({TOP, _path("2020")})
    assert current().data() == "2021"
    sidebar.mark(Folder(os.path.abspath(os.sep)))
    assert not sidebar.list.selectedIndexes()
    sidebar.mark(Everything())
    assert current().row() == 0


def test_lines_come_and_go_in_their_place_and_nothing_is_told_to_be_chosen(
    qtbot: QtBot, sidebar: Sidebar
) -> None:
    sidebar.open_folders({TOP, _path("2021")})
    sidebar.mark(Folder(_path("2021", "Rome")))
    model = sidebar._model
    with qtbot.assertNotEmitted(model.modelReset), qtbot.assertNotEmitted(sidebar.chosen):
        sidebar.open_folders({TOP})
        sidebar.open_folders({TOP, _path("2020")})
        sidebar.open_folders({TOP, _path("2020"), _path("2021")})
    assert sidebar.list.currentIndex().data() == "Rome"


def test_it_is_read_out_whether_a_folder_is_open_and_where_it_lies(sidebar: Sidebar) -> None:
    sidebar.open_folders({TOP})
    told = [
        sidebar._model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(5, 9)
    ]
    assert told == ["photos, 10, open", "2020, 4, closed", "2021, 5, closed", "photos of others, 1"]
    second = sidebar._model.index(6)
    assert second.data(Qt.ItemDataRole.AccessibleDescriptionRole) == _path("2020")
    sidebar.grab()


def test_however_deep_a_folder_lies_its_name_has_room(sidebar: Sidebar) -> None:
    names = ["down"] * 20
    tree = FolderTree(ROOTS, [(1, _path(*names), 3)])
    opened = {TOP, *(_path(*names[:each]) for each in range(1, 20))}
    sidebar.opened = frozenset(opened)
    sidebar.show_overview(Overview(photos=3, roots=ROOTS, folders=tree))
    deep = _path(*names[:19])
    QTest.mouseClick(sidebar.list.viewport(), _LEFT, pos=_at(sidebar, deep, 70))
    assert sidebar.opened == opened - {deep}
    last = sidebar._model.index(24)
    assert last.data(LinesModel.ENTRY).goes_to == Folder(deep)
    line = sidebar.list.visualRect(last)
    drawn = sidebar.list.viewport().grab(line).toImage()
    assert line.width() > 200
    words = drawn.copy(drawn.width() - 120, 0, 100, drawn.height())
    assert len({words.pixel(x, y) for x in range(words.width()) for y in range(32)}) > 10
