"""The search field tells what is typed, offers what it could mean, and says what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from app.search_field.bar import SearchBar
from app.search_field.likenesses import Likenesses
from app.search_field.past import Forget
from app.searches import Picture, Search
from indexer.query import QueryError, parse
from indexer.query.manual import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.questions import Questions
    from app.theme import Theme


@pytest.fixture
def bar(
    qtbot: QtBot, theme: Theme, questions: Questions, background: Background
) -> Iterator[SearchBar]:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = SearchBar(questions, background, Likenesses(questions, background, window), theme)
    made.setParent(window)
    made.setGeometry(20, 10, 600, 40)
    window.resize(900, 700)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made.field.setFocus()
    yield made
    background.close()


def _fault(text: str) -> QueryError:
    with pytest.raises(QueryError) as told:
        parse(text)
    return told.value


def _offers(bar: SearchBar) -> list[str]:
    model = bar.below.list.offers
    return [model.at(row).text for row in range(model.rowCount())] if bar.below.offers else []


def _type(qtbot: QtBot, bar: SearchBar, words: str) -> None:
    QTest.keyClicks(bar.field, words)
    qtbot.waitUntil(lambda: bool(_offers(bar)))


def test_what_is_typed_is_told_merged_and_without_spaces(qtbot: QtBot, bar: SearchBar) -> None:
    told: list[Search] = []
    bar.typed.connect(told.append)
    QTest.keyClicks(bar.field, " a dog ")
    qtbot.waitUntil(lambda: told[-1:] == [Search("a dog")])
    assert len(told) < 4


def test_return_tells_at_once_and_only_once(qtbot: QtBot, bar: SearchBar) -> None:
    typed: list[Search] = []
    bar.typed.connect(typed.append)
    QTest.keyClicks(bar.field, "dog")
    with qtbot.waitSignal(bar.committed) as committed:
        QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert committed.args == [Search("dog")]
    QTest.keyClicks(bar.field, "s")
    qtbot.waitUntil(lambda: typed == [Search("dogs")])


def test_a_search_that_is_shown_is_not_told(qtbot: QtBot, bar: SearchBar) -> None:
    with qtbot.assertNotEmitted(bar.typed, wait=200):
        bar.show_search(Search("a cat"))
    assert bar.search == Search("a cat")
    bar.show_search(None)
    assert bar.field.text() == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Down])
def test_escape_and_down_lead_out(qtbot: QtBot, bar: SearchBar, key: Qt.Key) -> None:
    signal = bar.left if key == Qt.Key.Key_Escape else bar.entered_results
    with qtbot.waitSignal(signal):
        QTest.keyClick(bar.field, key)


def test_a_letter_typed_elsewhere_begins_here(qtbot: QtBot, bar: SearchBar) -> None:
    with qtbot.waitSignal(bar.typed) as typed:
        bar.begin("d")
    assert typed.args == [Search("d")]
    assert bar.field.cursorPosition() == 1


def test_the_cross_is_there_only_when_there_is_something_to_clear(bar: SearchBar) -> None:
    cross = bar._cross
    assert not cross.isVisible()
    QTest.keyClicks(bar.field, "d")
    assert cross.isVisible()
    assert cross.accessibleName() == "Clear the search"


# Pictures.


def test_pictures_stand_in_the_field_with_thumbnail_sign_and_name(
    qtbot: QtBot, bar: SearchBar, questions: Questions, tmp_path: Path
) -> None:
    Image.new("RGB", (90, 60), "yellow").save(tmp_path / "mine.png")
    mine, photo = str(tmp_path / "mine.png"), questions.answer(Search("red")).ids[0]
    search = Search.like(mine).with_picture(int(photo), weight=-0.5)
    bar.show_search(search)
    assert bar.field.text() == ""
    assert bar.search == search
    liked, unliked = bar.chips.chips
    qtbot.waitUntil(lambda: "red-" in unliked.accessibleName())
    assert liked.accessibleName() == "Like mine.png"
    assert unliked.accessibleName().startswith("Unlike red-")
    yellow = QColor(255, 255, 0)
    qtbot.waitUntil(lambda: liked._thumb.pixmap().toImage().pixelColor(10, 10) == yellow)


def test_words_are_typed_beside_pictures(qtbot: QtBot, bar: SearchBar) -> None:
    bar.show_search(Search.like(1))
    with qtbot.waitSignal(bar.typed) as typed:
        QTest.keyClicks(bar.field, "snow")
    assert typed.args == [Search("snow + like:1")]
    bar.show_search(typed.args[0])
    assert bar.field.text() == "snow"


def test_chips_are_turned_and_taken_away_with_the_keyboard(qtbot: QtBot, bar: SearchBar) -> None:
    told: list[Search] = []
    bar.typed.connect(told.append)
    bar.show_search(Search.like(1).with_picture(2))
    QTest.keyClick(bar.field, Qt.Key.Key_Backspace)
    assert bar.chips.chips[1].hasFocus()
    QTest.keyClick(bar.chips.chips[1], Qt.Key.Key_Left)
    assert bar.chips.chips[0].hasFocus()
    QTest.keyClick(bar.chips.chips[0], Qt.Key.Key_Minus)
    assert told.pop() == Search("").with_picture(1, weight=-1).with_picture(2)
    QTest.keyClick(bar.chips.chips[0], Qt.Key.Key_Delete)
    assert told.pop() == Search.like(2)
    QTest.keyClick(bar.chips.chips[0], Qt.Key.Key_Delete)
    assert told.pop() == Search("")
    assert bar.field.hasFocus()


def test_chips_are_part_of_the_window_from_the_first(
    qtbot: QtBot, qapp: QApplication, bar: SearchBar
) -> None:
    # A part that is shown before it has its place is a window of its own, and takes the keyboard.
    with qtbot.assertNotEmitted(qapp.focusWindowChanged):
        bar.show_search(Search.of("in snow", [Picture("3"), Picture("4", -1.0)]))
        qapp.processEvents()
    assert bar.chips.chips[0]._name.isVisible()


def test_a_click_turns_the_sign_of_a_chip(qtbot: QtBot, bar: SearchBar) -> None:
    bar.show_search(Search.like(1))
    with qtbot.waitSignal(bar.typed) as typed:
        QTest.mouseClick(bar.chips.chips[0], Qt.MouseButton.LeftButton, pos=QPoint(12, 12))
    assert typed.args == [Search.like(1, weight=-1)]


def test_of_many_pictures_a_few_are_shown_and_the_rest_counted(bar: SearchBar) -> None:
    many = [Picture(str(number)) for number in range(1, 12)]
    bar.show_search(Search.of("", many))
    assert len(bar.chips.chips) == 4
    assert bar.chips._more.text() == "+ 7"
    assert bar.search.pictures == tuple(many)


def test_a_picture_that_was_typed_becomes_a_chip_once_it_is_searched(bar: SearchBar) -> None:
    QTest.keyClicks(bar.field, "like:3 in snow")
    assert not bar.chips.chips
    bar.settle()
    assert bar.chips.pictures == (Picture("3"),)
    assert bar.field.text() == "in snow"


# What a word could also mean.


def test_names_and_filters_are_offered_and_nothing_is_put_in_silently(
    qtbot: QtBot, bar: SearchBar
) -> None:
    _type(qtbot, bar, "a phot")
    assert "folder:photos" in _offers(bar)
    with qtbot.waitSignal(bar.committed) as committed:
        QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert committed.args == [Search("a phot")]
    assert not bar.below.isVisible()


def test_an_offer_is_chosen_with_the_arrow_keys_and_taken_with_return(
    qtbot: QtBot, bar: SearchBar
) -> None:
    _type(qtbot, bar, "a phot")
    wanted = _offers(bar).index("folder:photos")
    for _step in range(wanted + 1):
        QTest.keyClick(bar.field, Qt.Key.Key_Down)
    chosen = bar.below.chosen()
    assert chosen is not None
    assert chosen.text == "folder:photos"
    with qtbot.assertNotEmitted(bar.committed):
        QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.field.text() == "a folder:photos "
    assert bar.field.cursorPosition() == len(bar.field.text())


def test_tab_takes_the_likeliest_and_goes_on_with_its_values(qtbot: QtBot, bar: SearchBar) -> None:
    _type(qtbot, bar, "fold")
    QTest.keyClick(bar.field, Qt.Key.Key_Tab)
    assert bar.field.text() == "folder:"
    assert bar.field.hasFocus()
    qtbot.waitUntil(lambda: "folder:photos" in _offers(bar))


def test_up_from_the_field_leads_to_the_last_offer_and_past_the_ends_to_none(
    qtbot: QtBot, bar: SearchBar
) -> None:
    _type(qtbot, bar, "is:")
    count = len(_offers(bar))
    QTest.keyClick(bar.field, Qt.Key.Key_Up)
    assert bar.below.list.currentIndex().row() == count - 1
    QTest.keyClick(bar.field, Qt.Key.Key_Down)
    assert bar.below.chosen() is None


def test_escape_sends_the_offers_away_first(qtbot: QtBot, bar: SearchBar) -> None:
    _type(qtbot, bar, "fold")
    with qtbot.assertNotEmitted(bar.left):
        QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.below.isVisible()
    with qtbot.waitSignal(bar.left):
        QTest.keyClick(bar.field, Qt.Key.Key_Escape)


def test_a_click_takes_an_offer(qtbot: QtBot, bar: SearchBar) -> None:
    _type(qtbot, bar, "rati")
    index = bar.below.list.offers.index(0)
    middle = bar.below.list.visualRect(index).center()
    QTest.mouseClick(bar.below.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert bar.field.text().startswith("rating")
    assert bar.field.hasFocus()


def test_offers_go_when_the_keyboard_goes(qtbot: QtBot, bar: SearchBar) -> None:
    _type(qtbot, bar, "fold")
    bar.help_button.setFocus()
    assert not bar.below.isVisible()


# What is wrong.


def test_a_fault_is_told_after_a_pause_with_its_place_marked(qtbot: QtBot, bar: SearchBar) -> None:
    QTest.keyClicks(bar.field, "dog takn:2023 snow")
    plain = bar.field.grab().toImage()
    bar.show_fault(_fault("dog takn:2023 snow"))
    assert not bar.below.faulty
    qtbot.waitUntil(lambda: bar.below.faulty)
    assert bar.below.fault.text().startswith("There is no filter “takn:”.")
    assert bar.field.text() == "dog takn:2023 snow"
    assert "takn" in bar.field.accessibleDescription()
    bar.field.clearFocus()
    assert bar.field.grab().toImage() != plain


def test_on_return_a_fault_is_told_at_once_and_goes_with_its_cause(bar: SearchBar) -> None:
    QTest.keyClicks(bar.field, "(dog")
    bar.show_fault(_fault("(dog"), at_once=True)
    assert bar.below.faulty
    bar.show_fault(_fault("((dog"))
    assert bar.below.faulty
    bar.show_fault(None)
    assert not bar.below.isVisible()
    assert bar.field.accessibleDescription() == ""


def test_who_is_offered_how_a_word_goes_on_is_not_told_that_it_is_unfinished(
    qtbot: QtBot, bar: SearchBar
) -> None:
    _type(qtbot, bar, "dog is:")
    bar.show_fault(_fault("dog is:"))
    qtbot.waitUntil(lambda: not bar._later.isActive())
    assert not bar.below.faulty
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bar.below.faulty)
    bar.toggle_help()
    assert not bar.below.isVisible()


# The manual.


def test_the_manual_shows_every_example_and_asks_the_one_that_is_chosen(
    qtbot: QtBot, bar: SearchBar
) -> None:
    bar.help_button.click()
    lines = bar.manual.list
    assert bar.manual.isVisible()
    assert lines.hasFocus()
    model = lines.model()
    said = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert {f"{each.query}: {each.means}" for each in EXAMPLES} <= set(said)
    QTest.keyClick(lines, Qt.Key.Key_Down)
    with qtbot.waitSignal(bar.committed) as committed:
        QTest.keyClick(lines, Qt.Key.Key_Return)
    assert committed.args == [Search(EXAMPLES[1].query)]
    assert not bar.manual.isVisible()


def test_escape_closes_the_manual_and_nothing_else(qtbot: QtBot, bar: SearchBar) -> None:
    QTest.keyClick(bar.field, Qt.Key.Key_F1)
    assert bar.manual.isVisible()
    with qtbot.assertNotEmitted(bar.left):
        QTest.keyClick(bar.manual.list, Qt.Key.Key_Escape)
    assert not bar.manual.isVisible()


def test_a_press_beside_the_manual_closes_it(bar: SearchBar) -> None:
    bar.help_button.click()
    QTest.mouseClick(bar.window(), Qt.MouseButton.LeftButton, pos=QPoint(5, 680))
    assert not bar.manual.isVisible()


# What was searched before.


def test_an_empty_field_offers_the_last_searches(qtbot: QtBot, bar: SearchBar) -> None:
    for number in range(9):
        bar.past.add(f"dog {number}")
    bar.begin()
    assert _offers(bar) == [*(f"dog {number}" for number in range(8, 2, -1)), Forget().text]
    QTest.keyClicks(bar.field, "x")
    qtbot.waitUntil(lambda: not _offers(bar))
    QTest.keyClick(bar.field, Qt.Key.Key_Backspace)
    assert len(_offers(bar)) == 7
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not _offers(bar)
    QTest.mouseClick(bar.field, Qt.MouseButton.LeftButton)
    assert len(_offers(bar)) == 7


def test_the_up_key_leads_to_those_with_what_was_typed_and_return_asks_one_again(
    qtbot: QtBot, bar: SearchBar
) -> None:
    for text in ("a dog", "a cat", "dogs in snow"):
        bar.past.add(text)
    QTest.keyClicks(bar.field, "dog")
    QTest.keyClick(bar.field, Qt.Key.Key_Up)
    assert _offers(bar) == ["dogs in snow", "a dog", Forget().text]
    QTest.keyClick(bar.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(bar.committed) as committed:
        QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert committed.args == [Search("a dog")]
    assert bar.field.text() == "a dog"
    assert not _offers(bar)


def test_past_searches_are_forgotten_one_by_one_or_all_at_once(
    qtbot: QtBot, bar: SearchBar
) -> None:
    for text in ("a dog", "a cat"):
        bar.past.add(text)
    bar.field.clear()
    QTest.keyClick(bar.field, Qt.Key.Key_Up)
    QTest.keyClick(bar.field, Qt.Key.Key_Delete)
    assert _offers(bar) == ["a dog", Forget().text]
    with qtbot.assertNotEmitted(bar.committed):
        QTest.mouseClick(
            bar.below.list.viewport(),
            Qt.MouseButton.LeftButton,
            pos=bar.below.list.visualRect(bar.below.list.offers.index(1)).center(),
        )
    assert not _offers(bar)
    assert bar.past.offers("") == []
