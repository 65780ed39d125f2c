"""The large photo over the window: it fills the screen, and each step back undoes one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.segments import Segments
from app.settings import GEOMETRY, SLIDE_SECONDS
from indexer.errors import LibraryError
from indexer.library import Library

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow


@pytest.fixture
def first(window: Window) -> int:
    window.grid.go_to_first()
    photo_id = window.grid.current_photo()
    assert photo_id is not None
    return photo_id


def test_escape_leaves_the_slideshow_then_the_photo(
    qtbot: QtBot, window: Window, first: int
) -> None:
    window.deeds["slideshow"].trigger()
    assert window.isFullScreen()
    assert window.viewer.photo_id == first
    assert window.viewer.slides.running
    QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert not window.viewer.slides.running
    assert window.viewer.isVisible()
    QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
    assert window.grid.isVisible()


def test_the_full_screen_is_given_back_with_the_photo_that_took_it(
    window: Window, first: int
) -> None:
    window.grid.opened.emit(first)
    QTest.keyClick(window.viewer, Qt.Key.Key_F)
    assert window.isFullScreen()
    assert window.viewer.picture.size() == window.viewer.size()
    QTest.keyClick(window.viewer, Qt.Key.Key_Return)
    assert not window.isFullScreen()
    assert window.viewer.isVisible()


def test_a_slideshow_begins_with_a_whole_photo(window: Window, first: int) -> None:
    window.grid.opened.emit(first)
    QTest.keyClick(window.viewer, Qt.Key.Key_1)
    assert window.viewer.picture.magnification == pytest.approx(1)
    window.deeds["slideshow"].trigger()
    assert window.viewer.picture.magnification == pytest.approx(2), "as large as any so small"


def test_a_full_screen_of_photos_stays_one(window: Window, first: int) -> None:
    window.deeds["full-screen"].trigger()
    window.grid.opened.emit(first)
    QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
    assert window.grid.isVisible()
    assert window.isFullScreen()
    window.deeds["full-screen"].trigger()
    assert not window.isFullScreen()


def test_stars_given_to_a_large_photo_are_seen_at_once(
    qtbot: QtBot, window: Window, first: int
) -> None:
    window.grid.opened.emit(first)
    QTest.keyClick(window.viewer, Qt.Key.Key_I)
    window.deeds["stars-3"].trigger()
    qtbot.waitUntil(lambda: "★★★☆☆" in window.viewer.facts.accessibleDescription())
    window.viewer.bar.buttons["favourite"].click()
    qtbot.waitUntil(lambda: "Favourite" in window.viewer.facts.accessibleDescription())
    assert window.viewer.bar.buttons["favourite"].isChecked()
    window.ledger.editing.make(lambda catalog: catalog.confirm_tag([first], "Lake"))
    qtbot.waitUntil(lambda: "Tags: Lake" in window.viewer.facts.accessibleDescription())


def test_what_goes_wrong_is_said_over_a_large_photo(window: Window, first: int) -> None:
    window.grid.opened.emit(first)
    window.complain(LibraryError("Its drive is away."))
    assert window.ledger.receipt.isVisible()
    assert window.ledger.receipt.line.text() == "Its drive is away."


def test_from_a_large_photo_one_comes_to_why_it_is_here(window: Window, first: int) -> None:
    window.deeds["details"].trigger()
    assert window.surface.details.isHidden()
    window.grid.opened.emit(first)
    window.deeds["why"].trigger()
    assert not window.viewer.isVisible()
    assert window.surface.details.isVisible()


def test_a_slideshow_whose_only_photo_is_gone_ends_at_the_photos(
    qtbot: QtBot, window: Window, first: int
) -> None:
    only = window.grid.photos.ids[:1]
    window.grid.show_photos(only)
    window.grid.go_to_first()
    window.deeds["slideshow"].trigger()
    assert window.isFullScreen()
    window.trashing.moved.emit([first])
    assert window.grid.isVisible()
    assert not window.isFullScreen()


def test_who_quits_amid_a_slideshow_begins_in_a_window_again(
    qtbot: QtBot, window: Window, open_window: OpenWindow, first: int
) -> None:
    window.deeds["slideshow"].trigger()
    with qtbot.waitSignal(window.gone):
        window.deeds["quit"].trigger()
    assert not window.viewer.slides.running
    assert not window._settings.get(GEOMETRY).isEmpty()
    again = open_window(window._questions.folder)
    assert not again.isFullScreen()


def test_where_the_system_gives_the_screen_back_all_is_beside_the_photo_again(
    window: Window, first: int
) -> None:
    window.deeds["slideshow"].trigger()
    assert window.viewer.picture.size() == window.viewer.size()
    window.showNormal()
    viewer = window.viewer
    assert not viewer.slides.running
    assert viewer.bar.isVisible()
    assert viewer.picture.height() < viewer.height()
    assert not viewer.bar.buttons["full-screen"].isChecked()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert window.grid.isVisible()
    window.showFullScreen()
    window.grid.opened.emit(first)
    assert viewer.picture.size() == viewer.size()
    window.showNormal()
    assert viewer.picture.height() < viewer.height()


def test_a_photo_that_the_library_forgot_leaves_with_a_word(
    qtbot: QtBot, window: Window, first: int
) -> None:
    viewer, second = window.viewer, window.grid.photos.photo_id(1)
    indexing = window.keeping.indexing
    indexing.stop()
    qtbot.waitUntil(lambda: not indexing.running)
    window.grid.opened.emit(first)
    qtbot.waitUntil(lambda: viewer.looks.of(first).photo is not None)
    with Library.open(window._questions.folder, write=True) as library:
        library.forget([first])
    window.keeping.look()
    qtbot.waitUntil(lambda: viewer.photo_id == second)
    assert window.ledger.receipt.isVisible()
    assert window.ledger.receipt.line.text() == "yellow-2.png is no longer in the library."


def test_a_pace_that_is_none_of_the_choices_stands_among_them(window: Window, first: int) -> None:
    row = window.surface.preferences.looks.rows[SLIDE_SECONDS.key]
    assert isinstance(row, Segments)
    window.deeds["slideshow"].trigger()
    assert row.choice == 1
    QTest.keyClick(window.viewer, Qt.Key.Key_Plus)
    assert row.choice == -1
    assert not row._other.isHidden()
    assert _in_their_order(row) == ["3 s", "4 s", "5 s", "10 s", "20 s"]
    QTest.keyClick(window.viewer, Qt.Key.Key_Plus)
    assert row.choice == 0
    assert row._other.isHidden()
    QTest.keyClick(window.viewer, Qt.Key.Key_Plus)
    assert _in_their_order(row) == ["2 s", "3 s", "5 s", "10 s", "20 s"]


def _in_their_order(row: Segments) -> list[str]:
    items = (row._row.itemAt(place) for place in range(row._row.count()))
    buttons = (item.widget() for item in items if item is not None)
    return [button.text() for button in buttons if isinstance(button, QPushButton)]
