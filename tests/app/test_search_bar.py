"""The search field tells what is typed, now and then, and on Return."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.search_bar import SearchBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.theme import Theme


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme) -> SearchBar:
    made = SearchBar(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_is_typed_is_told_merged_and_without_spaces(qtbot: QtBot, bar: SearchBar) -> None:
    told: list[str] = []
    bar.typed.connect(told.append)
    QTest.keyClicks(bar.field, " a dog ")
    qtbot.waitUntil(lambda: told[-1:] == ["a dog"])
    assert len(told) < 4


def test_return_tells_at_once_and_only_once(qtbot: QtBot, bar: SearchBar) -> None:
    typed: list[str] = []
    bar.typed.connect(typed.append)
    QTest.keyClicks(bar.field, "dog")
    with qtbot.waitSignal(bar.committed) as committed:
        QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert committed.args == ["dog"]
    QTest.keyClicks(bar.field, "s")
    qtbot.waitUntil(lambda: typed == ["dogs"])


def test_words_that_are_shown_are_not_told(qtbot: QtBot, bar: SearchBar) -> None:
    with qtbot.assertNotEmitted(bar.typed, wait=200):
        bar.show_words("a cat")
    assert bar.words == "a cat"


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Down])
def test_escape_and_down_lead_out(qtbot: QtBot, bar: SearchBar, key: Qt.Key) -> None:
    signal = bar.left if key == Qt.Key.Key_Escape else bar.entered_results
    with qtbot.waitSignal(signal):
        QTest.keyClick(bar.field, key)


def test_a_picture_stands_in_the_field_as_a_chip(qtbot: QtBot, bar: SearchBar) -> None:
    bar.show_picture("Looks like beach.jpg")
    assert bar.words == ""
    assert "Looks like beach.jpg" in [label.text() for label in bar.findChildren(type(bar._glass))]
    bar.show_words("sea")
    assert bar.words == "sea"


def test_a_letter_typed_elsewhere_begins_here(qtbot: QtBot, bar: SearchBar) -> None:
    with qtbot.waitSignal(bar.typed) as typed:
        bar.begin("d")
    assert typed.args == ["d"]
    assert bar.field.cursorPosition() == 1


def test_the_cross_is_there_only_when_there_is_something_to_clear(bar: SearchBar) -> None:
    cross = bar._cross
    assert not cross.isVisible()
    QTest.keyClicks(bar.field, "d")
    assert cross.isVisible()
    assert cross.accessibleName() == "Clear the search"
