"""Journeys of a search through the real window: typed, refused, cut, ordered, and shown."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.asked import Answer, Everything
from app.background import Lane
from app.cut.cutting import STEPS
from app.questions import Questions
from app.searches import Search
from app.settings import ORDER, STRICTNESS
from app.sidebar import Problems
from indexer.query.completions import Completion
from indexer.search import Counts, Order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from app.window import Window


@pytest.fixture
def window(qtbot: QtBot, open_window: Callable[[Path], Window], filled_library: Path) -> Window:
    """The window on twelve photos; no child reads further ones."""
    opened = open_window(filled_library)
    opened.activateWindow()
    with qtbot.waitSignal(opened.looking.browsing.answered):
        opened.looking.browsing.go(Everything())
    with qtbot.waitSignal(opened.keeping.overviewed):
        opened.keeping.look()
    return opened


def _shown(window: Window) -> list[str]:
    ids = window.grid.photos.ids.tolist()
    return [path.rpartition("/")[2] for path in window._questions.paths(ids)]


def _type(window: Window, words: str) -> None:
    window.surface.search.begin()
    window.surface.search.field.clear()
    QTest.keyClicks(window.surface.search.field, words)


def _search(qtbot: QtBot, window: Window, words: str) -> None:
    with qtbot.waitSignal(window.looking.browsing.answered):
        _type(window, words)
        QTest.keyClick(window.surface.search.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.looking.browsing.question == Search(words))
    qtbot.waitUntil(lambda: window.looking.browsing.is_answered)


def test_a_search_shows_what_is_sure_and_tells_how_much(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "red")
    assert [name[:3] for name in _shown(window)] == ["red"] * 3
    heading = window.surface.heading
    assert heading.about.tally.text() == "3 strong of 12"
    assert heading.count.text() == ""
    assert heading.order.isVisible()
    assert [section.titled for section in window.grid.cells.sections] == [True]


@pytest.mark.parametrize("before", ["", "blue"])
def test_until_the_answer_is_there_nothing_is_counted_and_it_says_that_it_searches(
    qtbot: QtBot, window: Window, before: str
) -> None:
    if before:
        _search(qtbot, window, before)
    heading, answered, busy = window.surface.heading, threading.Event(), threading.Event()
    height = heading.height()
    told = heading.count.text() + heading.about.tally.text()
    assert told == ("3 strong of 12" if before else "12 photos")

    def work() -> None:
        busy.set()
        answered.wait()

    ended: list[object] = []
    window._background.run(work, done=ended.append, failed=ended.append, lane=Lane.SERIAL)
    try:
        qtbot.waitUntil(busy.is_set)
        window.looking.search(Search("red"))
        assert heading.title.text() == "“red”"
        assert heading.count.text() + heading.about.tally.text() == ""
        assert heading.about.isVisible() == bool(before)
        qtbot.waitUntil(lambda: heading.count.text() == "Searching…")
        assert heading.height() == height
        window.looking.search(Search("red OR green"), refines=True)
        window.keeping.overviewed.emit(window.keeping.overview)
        assert heading.count.text() + heading.about.tally.text() == "Searching…"
    finally:
        answered.set()
    qtbot.waitUntil(lambda: heading.about.tally.text() == "6 strong of 12")
    assert heading.count.text() == ""


def test_weak_guesses_are_shown_on_demand_and_hidden_again(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "red")
    browsing, weak = window.looking.browsing, window.surface.heading.about.weak
    with qtbot.waitSignal(browsing.refreshed):
        weak.click()
    assert len(_shown(window)) == 12
    assert len(window.grid.cells.sections) == 2
    with qtbot.waitSignal(browsing.refreshed):
        weak.click()
    assert len(_shown(window)) == 3


def test_by_date_the_same_photos_come_otherwise_and_that_is_remembered(
    qtbot: QtBot, window: Window
) -> None:
    _search(qtbot, window, "red OR blue")
    best_first = _shown(window)
    with qtbot.waitSignal(window.looking.browsing.refreshed):
        window.surface.heading.order._group.button(1).click()
    newest_first = _shown(window)
    assert sorted(newest_first) == sorted(best_first)
    assert newest_first != best_first
    assert window._settings.get(ORDER) == Order.DATE


def test_a_strictness_that_is_chosen_holds_for_the_next_search(
    qtbot: QtBot, window: Window
) -> None:
    _search(qtbot, window, "red")
    heading = window.surface.heading
    heading.cut_button.click()
    with qtbot.waitSignal(window.looking.browsing.refreshed):
        heading.panel.steps["Strict"].click()
    assert window.looking._answer is not None
    assert window.looking._answer.cutting.strictness == STEPS["Strict"]
    _search(qtbot, window, "blue")
    assert window.looking._answer.cutting.strictness == STEPS["Strict"]
    assert window._settings.get(STRICTNESS) == 75


def test_a_query_that_is_wrong_is_told_below_the_field_and_the_answer_stays(
    qtbot: QtBot, window: Window
) -> None:
    _search(qtbot, window, "red")
    before, below = _shown(window), window.surface.search.below
    with qtbot.assertNotEmitted(window.looking.failed):
        _type(window, "red takn:2023")
        assert not below.faulty
        qtbot.waitUntil(lambda: below.faulty)
    assert "taken:" in below.fault.text()
    assert _shown(window) == before
    QTest.keyClicks(window.surface.search.field, " blue")
    assert below.faulty
    _type(window, "blue")
    qtbot.waitUntil(lambda: not below.faulty)
    qtbot.waitUntil(lambda: _shown(window)[0].startswith("blue"))
    assert window.surface.heading.title.text() == "“blue”"


def test_on_return_it_is_told_at_once_and_the_keyboard_stays(qtbot: QtBot, window: Window) -> None:
    _type(window, "(red")
    QTest.keyClick(window.surface.search.field, Qt.Key.Key_Return)
    assert window.surface.search.below.faulty
    assert window.surface.search.field.hasFocus()
    QTest.keyClick(window.surface.search.field, Qt.Key.Key_Escape)
    assert not window.surface.search.below.faulty
    assert window.surface.search.field.text() == ""


def test_a_picture_that_is_not_there_is_told_below_the_field(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "red")
    _type(window, "red like:10000")
    with qtbot.waitSignal(window.looking.browsing.failed):
        QTest.keyClick(window.surface.search.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.surface.search.below.faulty)
    assert "10000" in window.surface.search.below.fault.text()
    assert window.surface.heading.title.text() == "“red”"
    assert window.surface.heading.about.tally.text() == "3 strong of 12"
    assert len(_shown(window)) == 3


def test_a_picture_from_elsewhere_that_cannot_be_read_leaves_everything_as_it_was(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    (tmp_path / "no.jpg").write_text("no picture")
    _search(qtbot, window, "red")
    with qtbot.waitSignal(window.looking.failed) as failed:
        window.looking.search(Search.like(str(tmp_path / "no.jpg")))
    assert failed.args is not None
    assert "no.jpg" in str(failed.args[0])
    assert not str(failed.args[0]).startswith("Column")
    assert window.surface.search.search == Search("red")
    assert window.surface.heading.title.text() == "“red”"


def test_pictures_are_shown_by_their_names_once_they_are_known(
    qtbot: QtBot, window: Window
) -> None:
    photo = window._questions.answer(Search("blue")).ids[0]
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search.like(int(photo)))
    title = window.surface.heading.title
    qtbot.waitUntil(lambda: title.text().startswith("Looks like blue-"))
    assert len(window.surface.search.chips.chips) == 1


def test_taking_the_last_picture_away_leads_back(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search.like(1))
    chip = window.surface.search.chips.chips[0]
    chip.setFocus()
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert window.looking.browsing.question == Everything()
    assert len(_shown(window)) == 12


def test_filters_alone_are_counted_as_photos(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "name:blue*")
    heading = window.surface.heading
    assert heading.count.text() == "3 photos"
    assert not heading.order.isVisible()
    assert not heading.about.isVisible()


def test_where_no_filter_lets_anything_through_the_heading_stays_and_says_why(
    qtbot: QtBot, window: Window
) -> None:
    _search(qtbot, window, "red tag:nowhere")
    surface = window.surface
    assert surface.nothing.isVisible()
    assert surface.nothing.title.text() == "No photo fits “red tag:nowhere”"
    assert surface.heading.isVisible()
    assert "tag:nowhere" in surface.heading.about.remark.text()


def _type_on(letters: str) -> None:
    keyboard = QApplication.focusWidget()
    assert keyboard is not None
    QTest.keyClicks(keyboard, letters)


def test_after_a_search_that_finds_nothing_another_is_typed_without_losing_a_letter(
    qtbot: QtBot, window: Window
) -> None:
    field = window.surface.search.field
    _search(qtbot, window, "name:asdfgh")
    assert window.surface.nothing.isVisible()
    assert field.hasFocus()
    window.deeds["search"].trigger()
    _type_on("r")
    qtbot.waitUntil(window.grid.isVisible)
    _type_on("ed")
    assert field.text() == "red"
    assert field.hasFocus()


@contextmanager
def _unanswered(qtbot: QtBot, window: Window, words: str) -> Iterator[None]:
    """Search for something with Return; the answer comes once the block has ended."""
    busy, answered = threading.Event(), threading.Event()
    ended: list[object] = []

    def work() -> None:
        busy.set()
        answered.wait()

    window._background.run(work, done=ended.append, failed=ended.append, lane=Lane.SERIAL)
    try:
        qtbot.waitUntil(busy.is_set)
        _type(window, words)
        QTest.keyClick(window.surface.search.field, Qt.Key.Key_Return)
        yield
    finally:
        answered.set()


def test_who_types_on_after_return_keeps_the_keyboard_when_the_answer_comes(
    qtbot: QtBot, window: Window
) -> None:
    field = window.surface.search.field
    with _unanswered(qtbot, window, "red"), qtbot.waitSignal(window.surface.search.typed):
        _type_on(" OR blue")
    qtbot.waitUntil(lambda: window.looking.browsing.is_answered)
    qtbot.waitUntil(lambda: len(_shown(window)) == 6)
    assert field.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Home])
def test_so_does_who_has_only_begun_to(qtbot: QtBot, window: Window, key: Qt.Key) -> None:
    """A space says nothing new, and the first letter is told only a moment later."""
    with _unanswered(qtbot, window, "red"):
        QTest.keyClick(window.surface.search.field, key)
    qtbot.waitUntil(lambda: len(_shown(window)) == 3)
    assert window.surface.search.field.hasFocus()
    QTest.keyClick(window.surface.search.field, Qt.Key.Key_Return)
    assert window.grid.hasFocus()


def test_who_waits_for_the_answer_is_led_to_the_photos(qtbot: QtBot, window: Window) -> None:
    with _unanswered(qtbot, window, "red"):
        QTest.keyClick(window.surface.search.field, Qt.Key.Key_Shift)
    qtbot.waitUntil(lambda: len(_shown(window)) == 3)
    qtbot.waitUntil(window.grid.hasFocus)


def test_where_nothing_is_sure_one_button_shows_the_guesses(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "a dog")
    # The tiny model is always sure of something: let it not be.
    unsure = Answer(Search("a dog"), np.empty(0, np.int64), counts=Counts(0, 0, 12))
    window.looking.browsing.answered.emit(unsure, None)
    nothing = window.surface.nothing
    assert nothing.isVisible()
    assert nothing.title.text() == "Nothing here looks like “a dog”"
    assert nothing.button.text() == "Show 12 weak guesses"
    with qtbot.waitSignal(window.looking.browsing.refreshed):
        nothing.button.click()
    assert window.grid.isVisible()
    assert len(_shown(window)) == 12


def test_completions_know_the_names_of_the_library(
    qtbot: QtBot, window: Window, filled_library: Path
) -> None:
    _type(window, "folder:pho")
    below = window.surface.search.below
    qtbot.waitUntil(lambda: below.offers)
    first = below.first()
    assert isinstance(first, Completion)
    assert (first.text, first.count) == ("folder:photos", 12)
    questions = Questions(filled_library.parent / "none")
    assert list(questions.names()) == []


def test_the_search_field_speaks_of_the_photos_in_view_alone(qtbot: QtBot, window: Window) -> None:
    field, surface = window.surface.search.field, window.surface
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search("red"))
    window.deeds["albums"].trigger()
    assert field.text() == ""
    window.deeds["back"].trigger()
    assert field.text() == "red"
    window.deeds["new-tag"].trigger()
    assert field.text() == ""
    window.deeds["back"].trigger()
    assert field.text() == "red"
    surface.sidebar.chosen.emit(Problems())
    assert field.text() == ""
    window.looking.search(Search("red"))
    assert surface.shows_answer
    assert field.text() == "red"


def test_beside_the_problems_there_are_no_details(qtbot: QtBot, window: Window) -> None:
    details = window.surface.details
    window.grid.go_to_first()
    qtbot.waitUntil(details.picture.isVisible)
    window.surface.sidebar.chosen.emit(Problems())
    qtbot.waitUntil(details.isHidden)
    window.deeds["back"].trigger()
    qtbot.waitUntil(details.picture.isVisible)


def test_the_details_follow_a_folder_that_goes_away_and_comes_back(
    qtbot: QtBot, window: Window
) -> None:
    def told() -> list[str]:
        return [each.text() for each in window.surface.details.findChildren(QLabel)]

    window.grid.go_to_first()
    qtbot.waitUntil(lambda: "Folder" in told())
    (root,) = window._questions.library().catalog.roots()
    photos = Path(root.path)
    unplugged = photos.rename(photos.with_name("unplugged"))
    try:
        window.keeping.changed.emit(False)
        qtbot.waitUntil(lambda: "Its folder is away" in told())
    finally:
        unplugged.rename(photos)
    window.keeping.changed.emit(False)
    qtbot.waitUntil(lambda: "Folder" in told() and "Its folder is away" not in told())
