"""The albums in the sidebar: which lines there are, and where mouse and keyboard lead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.albums.lines import MOST_OWN, MOST_SHOWN, AlbumPlace, AllAlbums, entries
from app.albums.shelf import Group, Shelf
from app.albums.side import AlbumSide
from app.asked import Everything
from app.lines import ROW
from app.sidebar import Sidebar
from tests.app.album_shelves import EVENTS, FULL, OWN, SAVED, TAG, shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.theme import Theme


@pytest.fixture
def side(qtbot: QtBot, theme: Theme) -> AlbumSide:
    sidebar, made = Sidebar(theme), AlbumSide(theme)
    qtbot.addWidget(sidebar)
    sidebar.add(made)
    sidebar.resize(232, 700)
    sidebar.show()
    made.show_albums(FULL)
    return made


def _titles(side: AlbumSide) -> list[str]:
    lines = side.list.model()
    return [lines.index(row, 0).data() for row in range(lines.rowCount())]


def _click(side: AlbumSide, row: int) -> None:
    at = side.list.visualRect(side.list.model().index(row, 0)).center()
    QTest.mouseClick(side.list.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_own_albums_come_first_then_the_groups_of_the_others(side: AlbumSide) -> None:
    assert _titles(side) == [
        "Iceland",
        "Dogs in snow",
        "Events",
        "Years",
        "Albums of tags",
        "All albums",
    ]


def test_a_pinned_album_of_any_group_stands_above_all_others() -> None:
    pinned = replace(TAG, album=replace(TAG.album, pinned=True))
    hidden = replace(OWN, album=replace(OWN.album, hidden=True))
    lines = [each.title for each in entries(Shelf((SAVED, hidden, pinned)), ())]
    assert lines == ["beach", "Dogs in snow", "All albums"]


def test_without_albums_there_is_no_line_but_the_plus(qtbot: QtBot, side: AlbumSide) -> None:
    side.show_albums(Shelf())
    assert _titles(side) == []
    with qtbot.waitSignal(side.new_wanted):
        side.new_button.click()


def test_a_group_opens_to_a_few_albums_and_leads_to_all_of_them(
    qtbot: QtBot, side: AlbumSide
) -> None:
    with qtbot.waitSignal(side.turned):
        _click(side, 2)
    assert side.opened == {Group.EVENT}
    shown_ones = [each.name for each in EVENTS[:MOST_SHOWN]]
    assert _titles(side)[3 : 4 + MOST_SHOWN] == [*shown_ones, "All events"]
    with qtbot.waitSignal(side.all_wanted) as wanted:
        _click(side, 3 + MOST_SHOWN)
    assert wanted.args == [Group.EVENT]
    _click(side, 2)
    assert side.opened == set()


def test_the_arrow_keys_open_and_close_a_group_and_never_by_passing(
    qtbot: QtBot, side: AlbumSide
) -> None:
    side.mark(AlbumPlace(SAVED.id))
    with qtbot.assertNotEmitted(side.chosen), qtbot.assertNotEmitted(side.turned):
        QTest.keyClick(side.list, Qt.Key.Key_Down)
    QTest.keyClick(side.list, Qt.Key.Key_Right)
    assert side.opened == {Group.EVENT}
    QTest.keyClick(side.list, Qt.Key.Key_Right)
    assert side.opened == {Group.EVENT}
    QTest.keyClick(side.list, Qt.Key.Key_Left)
    assert side.opened == set()
    QTest.keyClick(side.list, Qt.Key.Key_Return)
    assert side.opened == {Group.EVENT}
    with qtbot.waitSignal(side.chosen) as chosen:
        QTest.keyClick(side.list, Qt.Key.Key_Down)
    assert chosen.args == [EVENTS[0]]


def test_the_mark_stays_on_its_album_when_others_come(side: AlbumSide) -> None:
    side.mark(AlbumPlace(SAVED.id))
    side.show_albums(Shelf((shown(40, "Aardvarks"), *FULL.albums)))
    assert side.current_album() == SAVED
    side.mark(AllAlbums())
    assert side.list.currentIndex().data() == "All albums"
    side.mark(None)
    assert not side.list.selectedIndexes()


def test_only_albums_of_ones_own_photos_take_photos(side: AlbumSide) -> None:
    lines = side.list.model()
    taking = [side.manual_at(lines.index(row, 0)) for row in range(lines.rowCount())]
    assert taking == [OWN, None, None, None, None, None]


def test_the_list_is_as_high_as_its_lines(side: AlbumSide) -> None:
    before = side.list.height()
    side.open_groups({Group.EVENT})
    assert side.list.height() - before == ROW * (MOST_SHOWN + 1)
    assert side.list.verticalScrollBar().maximum() == 0


def test_it_is_read_out_with_its_counts(side: AlbumSide) -> None:
    first = side.list.model().index(1, 0)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "Dogs in snow, 2"
    assert side.list.accessibleName() == "Albums"
    assert first.data(Qt.ItemDataRole.ToolTipRole) == "Dogs in snow\ndog in snow"
    side.grab()


def test_past_the_ends_of_a_list_the_arrow_keys_go_on_in_the_next_one(
    qtbot: QtBot, side: AlbumSide
) -> None:
    sidebar = side.window()
    assert isinstance(sidebar, Sidebar)
    sidebar.activateWindow()
    sidebar.list.setFocus()
    with qtbot.waitSignal(side.chosen) as chosen:
        QTest.keyClick(sidebar.list, Qt.Key.Key_Down)
    assert chosen.args == [OWN]
    sidebar.mark(None)
    with qtbot.waitSignal(sidebar.chosen) as place:
        QTest.keyClick(side.list, Qt.Key.Key_Up)
    assert place.args == [Everything()]


def test_of_hundreds_of_own_albums_some_are_shown_and_the_way_to_all(side: AlbumSide) -> None:
    side.show_albums(Shelf(tuple(shown(number, f"Album {number}") for number in range(1, 301))))
    titles = _titles(side)
    assert len(titles) == MOST_OWN + 2
    assert titles[-2:] == ["All your albums", "All albums"]
