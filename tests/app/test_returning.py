"""The page that lay over the photos when the window was closed is there again, if it still is."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from app.albums.lines import AllAlbums
from app.asked import Everything
from app.background import Lane
from app.searches import Search
from app.sidebar import Problems
from indexer.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, filled_library: Path) -> Window:
    """The window on twelve photos, begun as always; no child reads further ones."""
    return _begin(qtbot, open_window(filled_library))


def _begin(qtbot: QtBot, window: Window) -> Window:
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.navigating.begin()
    with qtbot.waitSignal(window.keeping.overviewed):
        window.keeping.look()
    return window


@pytest.fixture
def loaded() -> Iterator[threading.Event]:
    """When set, model and index are loaded, as far as a window knows that was told to wait."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def slow(
    qtbot: QtBot,
    window: Window,
    open_window: OpenWindow,
    filled_library: Path,
    loaded: threading.Event,
) -> Callable[[], Window]:
    """Opens the window again after a search, which has no answer before the model is loaded."""
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search("red"))

    def make() -> Window:
        _close(qtbot, window)
        again = open_window(filled_library)
        door, nothing = again._background, lambda _: None
        door.run(loaded.wait, done=nothing, failed=again.complain, lane=Lane.SERIAL)
        again.navigating.begin()
        return again

    return make


def _close(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.gone):
        window.close()


def test_the_problems_are_there_again_and_one_step_back_the_photos(
    qtbot: QtBot, window: Window, open_window: OpenWindow, filled_library: Path
) -> None:
    window.surface.sidebar.chosen.emit(Problems())
    qtbot.waitUntil(lambda: window.surface.problems.model.rowCount() == 1)
    _close(qtbot, window)
    again = _begin(qtbot, open_window(filled_library))
    qtbot.waitUntil(lambda: again.surface.problems.model.rowCount() == 1)
    assert again.surface.shows_problems
    assert again.surface.sidebar.list.currentIndex().data() == "Problems"
    again.deeds["back"].trigger()
    assert again.surface.shows_answer
    assert again.grid.cells.count == 12


def test_problems_that_are_mended_are_no_page_to_begin_with(
    qtbot: QtBot, window: Window, open_window: OpenWindow, filled_library: Path
) -> None:
    window.surface.sidebar.chosen.emit(Problems())
    _close(qtbot, window)
    with Library.open(filled_library, write=True) as library:
        library.catalog.clear_problems(each.path for each in library.catalog.problems())
    again = _begin(qtbot, open_window(filled_library))
    qtbot.waitUntil(lambda: again._background.idle)
    assert again.surface.shows_answer
    assert not again.surface.back_button.isEnabled()


def test_albums_and_the_settings_over_them_are_there_again(
    qtbot: QtBot, window: Window, open_window: OpenWindow, filled_library: Path
) -> None:
    window.deeds["albums"].trigger()
    window.deeds["settings"].trigger()
    _close(qtbot, window)
    again = _begin(qtbot, open_window(filled_library))
    assert again.surface.shows_preferences
    assert again.surface.preferences.isVisible()
    again.deeds["settings"].trigger()
    assert again.surface.shows_albums
    assert again.looking.browsing.page == AllAlbums()
    again.deeds["back"].trigger()
    assert again.grid.cells.count == 12


def test_one_album_is_there_again_as_long_as_there_is_one(
    qtbot: QtBot, window: Window, open_window: OpenWindow, filled_library: Path
) -> None:
    first = int(window.grid.photos.ids[0])
    with window._questions.library().small_edit() as catalog:
        album = catalog.make_album("Red", [first])
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.browsing.go(Search.in_album("Red"))
    _close(qtbot, window)
    again = _begin(qtbot, open_window(filled_library))
    assert again.grid.photos.ids.tolist() == [first]
    assert again.surface.heading.title.text() == "Red"
    _close(qtbot, again)
    with Library.open(filled_library, write=True) as library:
        library.catalog.delete_album(album.id)
    third = _begin(qtbot, open_window(filled_library))
    qtbot.waitUntil(lambda: third.grid.cells.count == 12)
    assert third.looking.browsing.question == Everything()


def test_duplicates_are_looked_for_again_where_their_page_was_open(
    qtbot: QtBot, window: Window, open_window: OpenWindow, filled_library: Path
) -> None:
    window.surface.sidebar.duplicates.emit()
    _close(qtbot, window)
    again = open_window(filled_library)
    with qtbot.waitSignal(again.tidying.ended):
        again.navigating.begin()
    assert again.surface.shows_duplicates
    assert again.surface.duplicates.groups.count()


def test_pages_do_not_wait_for_the_answer_to_the_search_below_them(
    qtbot: QtBot, window: Window, slow: Callable[[], Window], loaded: threading.Event
) -> None:
    red = window.grid.photos.ids.tolist()
    window.deeds["albums"].trigger()
    window.deeds["settings"].trigger()
    again = slow()
    assert again.surface.shows_preferences
    again.deeds["settings"].trigger()
    assert again.surface.shows_albums
    assert not again.looking.browsing.is_answered
    with qtbot.waitSignal(again.looking.browsing.answered):
        loaded.set()
    assert again.surface.shows_albums
    again.deeds["back"].trigger()
    assert again.surface.shows_answer
    assert again.surface.search.field.text() == "red"
    qtbot.waitUntil(lambda: again.grid.photos.ids.tolist() == red)


def test_problems_do_not_wait_for_the_answer_to_the_search_below_them(
    qtbot: QtBot, window: Window, slow: Callable[[], Window], loaded: threading.Event
) -> None:
    window.surface.sidebar.chosen.emit(Problems())
    again = slow()
    qtbot.waitUntil(lambda: again.surface.problems.model.rowCount() == 1)
    assert again.surface.shows_problems
    assert not again.looking.browsing.is_answered
    with qtbot.waitSignal(again.looking.browsing.answered):
        loaded.set()
    assert again.surface.shows_problems


def test_no_page_but_the_settings_is_there_again_over_a_library_without_photos(
    qtbot: QtBot, window: Window, open_window: OpenWindow, filled_library: Path
) -> None:
    window.deeds["albums"].trigger()
    window.deeds["settings"].trigger()
    _close(qtbot, window)
    with Library.open(filled_library, write=True) as library:
        library.catalog.forget(library.catalog.all_ids().tolist())
    again = _begin(qtbot, open_window(filled_library))
    qtbot.waitUntil(lambda: again._background.idle)
    assert again.surface.shows_preferences
    again.deeds["settings"].trigger()
    assert again.surface.shows_answer
    assert not again.surface.back_button.isEnabled()
