"""The page of albums: covers in groups, with mouse and keyboard on them, for any number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.albums.model import AlbumsModel
from app.albums.shelf import Group, Shelf
from app.albums.view import AlbumsView
from app.grid.pixmaps import Pixmaps, Tile
from tests.app.album_shelves import EVENTS, FULL, OWN, SAVED, TAG, YEAR, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytestqt.qtbot import QtBot

    from app.albums.shelf import Shown
    from app.background import Background
    from app.grid.pixmaps import Shape
    from app.theme import Theme
    from tests.app.conftest import CheckModel


def _tiles(photo_ids: Sequence[int], shape: Shape, *, large: bool) -> Mapping[int, Tile]:
    image = QImage(shape.side, shape.side, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    image.setDevicePixelRatio(shape.ratio)
    return {each: Tile(f"{each}.jpg", image) for each in photo_ids}


@pytest.fixture
def view(qtbot: QtBot, background: Background, theme: Theme) -> AlbumsView:
    made = AlbumsView(AlbumsModel(), Pixmaps(background, _tiles), theme)
    qtbot.addWidget(made)
    made.resize(860, 700)
    made.show()
    qtbot.waitExposed(made)
    made.show_albums(FULL, hidden=False)
    return made


def test_qt_finds_nothing_to_complain_about(check_model: CheckModel) -> None:
    model = AlbumsModel()
    check_model(model)
    assert model.show(FULL)
    check_model(model)
    assert not model.show(Shelf((replace(OWN, count=7), *FULL.albums[1:])))
    assert model.album(0).count == 7


def test_each_group_stands_below_its_title(view: AlbumsView) -> None:
    pinned = replace(YEAR, album=replace(YEAR.album, pinned=True))
    view.show_albums(Shelf((OWN, SAVED, *EVENTS, pinned, TAG)), hidden=False)
    assert view.albums.titles == {
        0: "Pinned", 1: "Your albums", 3: "Events", 12: "Albums of tags",
    }  # fmt: skip
    titled = [section.first for section in view.cells.sections if section.titled]
    assert titled == [0, 1, 3, 12]
    view.grab()


def test_a_cell_has_room_for_two_lines_below_its_cover(view: AlbumsView) -> None:
    rect = view.row_rect(0)
    assert rect.height() - rect.width() >= 2 * view.fontMetrics().lineSpacing()
    assert view.row_under(rect.bottomLeft() - QPoint(-4, 4)) == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_the_keyboard_walks_and_opens(qtbot: QtBot, view: AlbumsView, key: Qt.Key) -> None:
    view.setFocus()
    view.go_to_first()
    assert view.current() == OWN
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current() == EVENTS[0]
    QTest.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, key)
    assert opened.args == [EVENTS[1]]


def test_letters_lead_to_the_album_that_begins_so(view: AlbumsView) -> None:
    view.setFocus()
    view.go_to_first()
    QTest.keyClicks(view, "be")
    assert view.current() == TAG


def test_a_click_opens_and_a_press_that_ends_elsewhere_does_not(
    qtbot: QtBot, view: AlbumsView
) -> None:
    one, other = (view.row_rect(row).center() for row in (0, 1))
    with qtbot.waitSignal(view.opened) as opened:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=one)
    assert opened.args == [OWN]
    with qtbot.assertNotEmitted(view.opened):
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=one)
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=other)


def test_a_group_comes_to_the_top_with_the_keyboard_on_it(view: AlbumsView) -> None:
    view.show_albums(Shelf(tuple(_many())), hidden=False)
    view.go_to_title("Albums of tags")
    current = view.current()
    assert current is not None
    assert current.group is Group.TAG
    assert view.row_rect(view.currentIndex().row()).top() < 80


def test_of_two_thousand_albums_only_covers_near_the_eye_are_read(
    qtbot: QtBot, view: AlbumsView
) -> None:
    with qtbot.waitSignal(view.neared):
        view.show_albums(Shelf(tuple(_many())), hidden=False)
    assert view.albums.rowCount() == 2000
    assert len(view.near) < 100
    first = view.near[0].cover
    assert first is not None
    qtbot.waitUntil(lambda: view._pixmaps.pixmap(first) is not None)
    with qtbot.waitSignal(view.neared):
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert view.albums.album(1999) in view.near


def test_who_stands_on_an_album_stays_there_when_others_come(view: AlbumsView) -> None:
    view.setCurrentIndex(view.albums.index(3))
    here = view.current()
    view.show_albums(Shelf((shown(50, "Aardvarks"), *FULL.albums)), hidden=False)
    assert view.current() == here


def test_hidden_albums_are_shown_only_where_they_are_wanted(view: AlbumsView) -> None:
    hidden = replace(OWN, album=replace(OWN.album, hidden=True))
    shelf = Shelf((hidden, SAVED))
    view.show_albums(shelf, hidden=False)
    assert view.albums.rowCount() == 1
    view.show_albums(shelf, hidden=True)
    assert view.albums.album(0) == hidden
    spoken = view.albums.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Iceland, Album, 1 photo, hidden"
    view.grab()


def _many() -> list[Shown]:
    return [shown(1 + number, f"Album {number}", origin=f"tag:{number}") for number in range(2000)]
