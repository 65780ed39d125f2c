"""The menu of an album offers what can be done with it, and that is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest

from app.albums.asking import NameQuestion
from app.albums.menu import album_menu
from app.searches import Search
from indexer.library import Library
from indexer.records import AutoAlbum
from tests.app.album_shelves import OWN, SAVED, YEAR

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.albums.shelf import Shown
    from app.window import Window
    from tests.app.conftest import OpenWindow

_KEEP, _DELETE = "Make an album of your own of it…", "Delete…"


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, filled_library: Path) -> Window:
    """The window on twelve photos and an album of a year; no child makes others."""
    with Library.open(filled_library, write=True) as library:
        library.catalog.follow_auto_albums([AutoAlbum("year:2023", "2023", "name:*.png")], "")
    opened = open_window(filled_library)
    opened.keeping._looked = True  # Else a child begins now.
    opened.keeping.look()
    qtbot.waitUntil(lambda: len(opened.albums.shelving.shelf.albums) == 1)
    return opened


@pytest.mark.parametrize(("album", "offered"), [(OWN, _DELETE), (SAVED, _DELETE), (YEAR, _KEEP)])
def test_an_album_of_ones_own_can_be_deleted_and_another_made_ones_own(
    window: Window, album: Shown, offered: str
) -> None:
    chosen: list[tuple[str, Shown]] = []
    menu = album_menu(
        album, lambda verb, of: chosen.append((verb, of)), window.surface.wearing, window
    )
    acts = {each.text(): each for each in menu.actions()}
    assert {_KEEP, _DELETE} & acts.keys() == {offered}
    acts["Search only here"].trigger()
    assert chosen == [("within", album)]


def test_of_an_album_of_shoebox_one_of_ones_own_is_made(qtbot: QtBot, window: Window) -> None:
    shelving = window.albums.shelving
    (year,) = shelving.shelf.albums
    window.albums.act("keep", year)
    question = window.albums.curating.question
    assert isinstance(question, NameQuestion)
    assert question.field.text() == "My 2023"
    question.yes.click()
    qtbot.waitUntil(lambda: len(shelving.shelf.albums) == 2)
    mine = next(each for each in shelving.shelf.albums if each.is_saved)
    assert (mine.name, mine.album.query) == ("My 2023", year.album.query)


def test_a_search_begins_among_the_photos_of_an_album(qtbot: QtBot, window: Window) -> None:
    window.albums.act("within", window.albums.shelving.shelf.albums[0])
    field = window.surface.search.field
    assert field.text() == "album:2023 "
    QTest.keyClicks(field, "red")
    browsing = window.looking.browsing
    qtbot.waitUntil(lambda: browsing.question == Search("album:2023 red"))
    qtbot.waitUntil(lambda: browsing.is_answered)
