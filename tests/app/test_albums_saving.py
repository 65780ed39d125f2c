"""Searches become albums that keep themselves, with their cut; and saved ones are changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.albums.asking import NameQuestion
from app.albums.saving import suggested
from app.cut.cutting import USUAL, Cutting, as_saved, saved
from app.searches import Search
from indexer.records import SavedCut
from indexer.search import Order

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.albums.shelf import Shown
    from app.window import Window


def _search(qtbot: QtBot, window: Window, words: str) -> None:
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search(words))


def _save(qtbot: QtBot, window: Window, name: str = "") -> Shown:
    window.deeds["save"].trigger()
    question = window.albums.curating.question
    assert isinstance(question, NameQuestion)
    if name:
        question.field.setText(name)
    question.yes.click()
    qtbot.waitUntil(lambda: bool(window.albums.shelving.shelf.albums))
    qtbot.waitUntil(lambda: window.albums.shown is not None)
    shown = window.albums.shown
    assert shown is not None
    return shown


def test_a_search_is_saved_under_its_words_with_its_cut_and_opened(
    qtbot: QtBot, window: Window
) -> None:
    heading = window.surface.heading
    assert heading.save_button.isHidden()
    heading.cut.emit(Cutting(strictness=0.8, order=Order.DATE))
    _search(qtbot, window, "red - blue")
    found = window.grid.photos.ids.tolist()
    assert heading.save_button.isVisible()
    album = _save(qtbot, window)
    assert (album.name, album.album.query) == ("Red blue", "red - blue")
    assert album.album.cut == SavedCut("likely", 0.8, "date")
    assert heading.title.text() == "Red blue"
    assert "red - blue" in heading.strip.line.text()
    assert heading.save_button.isHidden()
    qtbot.waitUntil(lambda: window.grid.photos.ids.tolist() == found)


def test_a_search_that_finds_nothing_is_not_offered_as_an_album(
    qtbot: QtBot, window: Window
) -> None:
    button = window.surface.heading.save_button
    _search(qtbot, window, "red tag:nowhere")
    assert button.isHidden()
    _search(qtbot, window, "red")
    assert button.isVisible()


def test_who_searches_for_nothing_is_told_what_to_do_first(window: Window) -> None:
    window.deeds["save"].trigger()
    assert window.albums.curating.question is None
    assert "Search for something first" in window.ledger.receipt.line.text()


def test_a_saved_search_is_changed_with_its_own_cut_and_keeps_its_name(
    qtbot: QtBot, window: Window
) -> None:
    heading, browsing = window.surface.heading, window.looking.browsing
    heading.cut.emit(Cutting(strictness=0.25))
    _search(qtbot, window, "red type:png")
    _save(qtbot, window, "Warm")
    heading.cut.emit(USUAL)
    with qtbot.waitSignal(browsing.answered):
        heading.strip.edit_button.click()
    assert browsing.question == Search("red type:png")
    assert browsing.cutting.strictness == 0.25
    assert heading.strip.update_button.isHidden()
    with qtbot.waitSignal(browsing.answered):
        window.looking.search(Search("yellow type:png"), refines=True)
    assert heading.strip.update_button.isVisible()
    heading.strip.update_button.click()
    shelf = window.albums.shelving
    qtbot.waitUntil(lambda: shelf.shelf.albums[0].album.query == "yellow type:png")
    assert browsing.question == Search("album:Warm")
    assert heading.title.text() == "Warm"
    # What is searched next is cut as before.
    assert browsing.cutting == USUAL
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: shelf.shelf.albums[0].album.query == "red type:png")


def test_who_cancels_leaves_the_saved_search_as_it_was(qtbot: QtBot, window: Window) -> None:
    heading, browsing = window.surface.heading, window.looking.browsing
    _search(qtbot, window, "red")
    _save(qtbot, window)
    with qtbot.waitSignal(browsing.answered):
        heading.strip.edit_button.click()
    with qtbot.waitSignal(browsing.answered):
        window.looking.search(Search("blue"), refines=True)
    with qtbot.waitSignal(browsing.answered):
        heading.strip.leave_button.click()
    assert browsing.question == Search("album:Red")
    assert window.albums.shelving.shelf.albums[0].album.query == "red"
    assert window.albums.saving.changing is None


def test_an_album_is_shown_in_its_own_order_whatever_searches_are_sorted_by(
    qtbot: QtBot, window: Window
) -> None:
    ids = window.grid.photos.ids[[5, 1, 8]].tolist()
    window.ledger.editing.make(lambda catalog: catalog.make_album("Mine", ids))
    window.surface.heading.cut.emit(replace(USUAL, order=Order.DATE))
    _search(qtbot, window, "album:Mine")
    qtbot.waitUntil(lambda: window.grid.photos.ids.tolist() == ids)
    assert window.surface.heading.title.text() == "Mine"


def test_whoever_types_the_name_of_an_album_sees_it_in_its_own_capitals(
    qtbot: QtBot, window: Window
) -> None:
    window.ledger.editing.make(lambda catalog: catalog.make_album("Mine", [1]))
    qtbot.waitUntil(lambda: bool(window.albums.shelving.shelf.albums))
    _search(qtbot, window, "album:MINE")
    assert window.surface.heading.title.text() == "Mine"
    window.albums.shelving.look()
    qtbot.waitUntil(lambda: window._background.idle)
    assert window.looking.browsing.question == Search("album:MINE")


def test_an_album_is_combined_with_words(qtbot: QtBot, window: Window) -> None:
    photos = window._questions.library().catalog.photos(window.grid.photos.ids.tolist())
    ids = [photo.id for photo in photos if "blue" not in photo.path]
    window.ledger.editing.make(lambda catalog: catalog.make_album("Mine", ids))
    qtbot.waitUntil(lambda: bool(window.albums.shelving.shelf.albums))
    _search(qtbot, window, "album:Mine type:png red")
    assert set(window.grid.photos.ids.tolist()) <= set(ids)
    assert window.albums.shown is None
    assert window.surface.heading.save_button.isVisible()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a dog in snow", "A dog in snow"),
        ('tag:dog taken:2023 - "golden hour"', "Dog 2023 golden hour"),
        ("like:12", "Like cat.jpg"),
        ("x" * 100, "X" + "x" * 59),
    ],
)
def test_a_name_is_suggested_from_what_was_searched(text: str, name: str) -> None:
    assert suggested(Search(text), {"12": "cat.jpg"}) == name


def test_weak_guesses_are_no_part_of_what_is_saved() -> None:
    cut = saved(Cutting(strictness=0.3, order=Order.DATE, weak=True))
    assert cut == SavedCut("likely", 0.3, "date")
    assert as_saved(cut) == Cutting(strictness=0.3, order=Order.DATE)
