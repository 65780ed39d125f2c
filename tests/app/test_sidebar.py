"""The sidebar shows what the library holds and leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeView

from app.asked import Everything, Folder, Overview
from app.searches import Search
from app.sidebar import PlacesModel, Problems, Sidebar
from indexer.records import Root

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.lines import Entry
    from app.theme import Theme
    from tests.app.conftest import CheckModel

ROOTS = (Root(1, "/photos/Holidays", 1200), Root(2, "/photos/Dogs", 34))
FULL = Overview(photos=1234, roots=ROOTS, problems=3, sequence=9)


@pytest.fixture
def sidebar(qtbot: QtBot, theme: Theme) -> Sidebar:
    made = Sidebar(theme)
    qtbot.addWidget(made)
    made.resize(232, 600)
    made.show()
    made.show_overview(FULL)
    return made


def _titles(model: PlacesModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def test_qt_finds_nothing_to_complain_about(check_model: CheckModel) -> None:
    model = PlacesModel()
    check_model(model)
    model.show(FULL)
    check_model(model)


def test_there_is_a_line_for_each_place() -> None:
    model = PlacesModel()
    assert _titles(model) == ["All photos"]
    model.show(FULL)
    assert _titles(model) == [
        "All photos",
        "Favourites",
        "Recently added",
        "Duplicates",
        "Folders",
        "Holidays",
        "Dogs",
        "Needs attention",
        "Problems",
    ]
    entry: Entry = model.index(5).data(PlacesModel.ENTRY)
    assert (entry.count, entry.tip) == (1200, "/photos/Holidays")


def test_the_right_button_opens_a_menu_and_goes_nowhere(qtbot: QtBot, sidebar: Sidebar) -> None:
    folder = sidebar.list.visualRect(sidebar.list.model().index(5, 0)).center()
    before = sidebar.list.currentIndex().row()
    with qtbot.assertNotEmitted(sidebar.chosen):
        QTest.mouseClick(sidebar.list.viewport(), Qt.MouseButton.RightButton, pos=folder)
    assert sidebar.list.currentIndex().row() == before
    with qtbot.waitSignal(sidebar.menu_wanted):
        sidebar.list.customContextMenuRequested.emit(folder)


def test_other_counts_change_the_lines_and_do_not_move_them(qtbot: QtBot) -> None:
    model = PlacesModel()
    model.show(FULL)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.show(Overview(photos=1300, roots=ROOTS, problems=3, sequence=10))
    with qtbot.assertNotEmitted(model.dataChanged):
        model.show(Overview(photos=1300, roots=ROOTS, problems=3, sequence=11))


def test_the_line_of_duplicates_is_told_apart_and_needs_two_photos(
    qtbot: QtBot, sidebar: Sidebar
) -> None:
    row = sidebar.list.visualRect(sidebar.list.model().index(3, 0))
    with qtbot.assertNotEmitted(sidebar.chosen), qtbot.waitSignal(sidebar.duplicates):
        QTest.mouseClick(sidebar.list.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    sidebar.show_overview(Overview(photos=1, roots=ROOTS))
    assert sidebar.list.model().index(3, 0).data() == "Folders"


def test_a_click_leads_to_the_folder(qtbot: QtBot, sidebar: Sidebar) -> None:
    row = sidebar.list.visualRect(sidebar.list.model().index(5, 0))
    with qtbot.waitSignal(sidebar.chosen) as chosen:
        QTest.mouseClick(sidebar.list.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert chosen.args == [Folder("/photos/Holidays")]


def test_the_keyboard_leads_to_the_problems(qtbot: QtBot, sidebar: Sidebar) -> None:
    with qtbot.assertNotEmitted(sidebar.chosen):
        sidebar.mark(Folder("/photos/Dogs"))
    with qtbot.waitSignal(sidebar.chosen) as chosen:
        QTest.keyClick(sidebar.list, Qt.Key.Key_Down)
    assert chosen.args == [Problems()]
    with qtbot.waitSignal(sidebar.chosen) as chosen:
        QTest.keyClick(sidebar.list, Qt.Key.Key_Return)
    assert chosen.args == [Problems()]


def test_a_heading_leads_nowhere(qtbot: QtBot, sidebar: Sidebar) -> None:
    row = sidebar.list.visualRect(sidebar.list.model().index(4, 0))
    with qtbot.assertNotEmitted(sidebar.chosen):
        QTest.mouseClick(sidebar.list.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert sidebar.list.currentIndex().data() == "All photos"


def test_the_mark_stays_when_lines_come_and_goes_when_one_searches(sidebar: Sidebar) -> None:
    sidebar.mark(Folder("/photos/Dogs"))
    sidebar.show_overview(
        Overview(photos=1300, roots=(*ROOTS, Root(3, "/photos/Zoo", 1)), sequence=10)
    )
    assert sidebar.list.currentIndex().data() == "Dogs"
    sidebar.mark(Search("dog"))
    assert not sidebar.list.selectedIndexes()
    sidebar.mark(Everything())
    assert sidebar.list.currentIndex().row() == 0


def test_the_header_of_a_tree_is_no_list_to_be_brought_into_view(
    qtbot: QtBot, sidebar: Sidebar
) -> None:
    tree = QTreeView()
    tree.setModel(PlacesModel(tree))
    sidebar.add(tree)
    assert tree in sidebar._views
    assert tree.header() not in sidebar._views


def test_the_bar_is_seen_only_beside_the_mouse_or_the_keyboard(
    qtbot: QtBot, sidebar: Sidebar
) -> None:
    sidebar.resize(232, 120)
    bar = sidebar._bar
    qtbot.waitUntil(bar.isVisible)
    sidebar.list.clearFocus()
    place, leave = QPointF(20, 20), QEvent(QEvent.Type.Leave)
    QApplication.sendEvent(sidebar, leave)
    quiet = bar.grab().toImage()
    QApplication.sendEvent(sidebar, QEnterEvent(place, place, place))
    assert bar.grab().toImage() != quiet
    QApplication.sendEvent(sidebar, leave)
    assert bar.grab().toImage() == quiet
    sidebar.activateWindow()
    sidebar.list.setFocus()
    qtbot.waitUntil(sidebar.list.hasFocus)
    assert bar.grab().toImage() != quiet


def test_it_is_read_out_with_its_counts(sidebar: Sidebar) -> None:
    first = sidebar.list.model().index(0, 0)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "All photos, 1,234"
    assert sidebar.list.accessibleName() == "Places"
    sidebar.grab()
