"""A tag is named by a few letters, and several by commas between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.tags.field import TagField, fitting_names

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.theme import Theme

NAMES = ("sea", "Anna at sea", "Übersee", "seagull", "black sea bass")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(300, 400)
    return made


@pytest.fixture
def field(window: QWidget, theme: Theme) -> TagField:
    made = TagField(theme)
    made.setParent(window)
    made.resize(200, 30)
    made.know(NAMES)
    window.show()
    made.setFocus()
    return made


def test_beginnings_are_offered_first_then_further_words_whatever_the_accents() -> None:
    found = fitting_names("sea", NAMES, most=9)
    assert found == ["sea", "seagull", "Anna at sea", "black sea bass"]
    assert fitting_names(" UBER", NAMES, most=9) == ["Übersee"]
    assert fitting_names("sea", NAMES, most=1) == ["sea"]
    assert fitting_names("  ", NAMES, most=9) == []


def test_return_names_what_was_typed_and_empties_the_field(qtbot: QtBot, field: TagField) -> None:
    with qtbot.waitSignal(field.named) as named:
        QTest.keyClicks(field, " our  boat, Anna ,, our boat")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert named.args == [["our boat", "Anna"]]
    assert field.text() == ""
    with qtbot.assertNotEmitted(field.named):
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_an_offer_that_is_chosen_takes_the_place_of_the_last_word(
    qtbot: QtBot, field: TagField
) -> None:
    QTest.keyClicks(field, "Anna, seag")
    assert field.offers.isVisible()
    with qtbot.waitSignal(field.named) as named:
        QTest.keyClick(field, Qt.Key.Key_Down)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert named.args == [["Anna", "seagull"]]
    assert not field.offers.isVisible()


def test_a_click_on_an_offer_takes_it(qtbot: QtBot, field: TagField) -> None:
    QTest.keyClicks(field, "sea")
    listed = field.offers.list
    second = listed.visualRect(listed.model().index(1, 0)).center()
    with qtbot.waitSignal(field.named) as named:
        QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=second)
    assert named.args == [["seagull"]]


def test_escape_empties_the_field_and_then_leaves_it(qtbot: QtBot, field: TagField) -> None:
    QTest.keyClicks(field, "zzz")
    with qtbot.assertNotEmitted(field.left):
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    with qtbot.waitSignal(field.left):
        QTest.keyClick(field, Qt.Key.Key_Escape)


def test_a_field_that_keeps_tells_nothing_and_knows_its_names(qtbot: QtBot, theme: Theme) -> None:
    made = TagField(theme, "Part of", keeps=True)
    qtbot.addWidget(made)
    made.show()
    QTest.keyClicks(made, "boat,  sea ")
    with qtbot.assertNotEmitted(made.named):
        QTest.keyClick(made, Qt.Key.Key_Return)
    assert made.names == ["boat", "sea"]
    assert made.text() == "boat,  sea "
