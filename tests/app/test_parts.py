"""A search falls into its parts, and is asked again without one, by mouse and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.asked import Everything
from app.search_field.part_chips import PartChips
from app.search_field.parts import parts
from app.searches import Search

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.theme import Theme

SEARCH = Search("sunset + golden hour *0.5 - people taken:2023 -tag:work")


@pytest.fixture
def line(qtbot: QtBot, theme: Theme) -> PartChips:
    made = PartChips(theme)
    qtbot.addWidget(made)
    made.resize(900, 40)
    made.show()
    made.show_parts(SEARCH)
    return made


def test_each_term_and_each_filter_is_a_part() -> None:
    found = parts(SEARCH)
    assert [(each.text, each.against) for each in found] == [
        ("sunset", False), ("golden hour *0.5", False), ("people", True),
        ("taken:2023", False), ("tag:work", True),
    ]  # fmt: skip
    assert found[0].rest == Search("golden hour *0.5 - people taken:2023 -tag:work")
    assert found[4].rest == Search("sunset + golden hour *0.5 - people taken:2023")
    assert found[2].turned == Search("sunset + golden hour *0.5 + people taken:2023 -tag:work")
    assert found[3].turned == Search("sunset + golden hour *0.5 - people -taken:2023 -tag:work")
    assert found[4].turned == Search("sunset + golden hour *0.5 - people taken:2023 tag:work")


def test_what_are_alternatives_is_one_part_and_pictures_are_none() -> None:
    (cars, day) = parts(Search("a (red OR blue) car taken:2023"))
    assert (cars.rest, cars.turned) == (Search("taken:2023"), None)
    assert day.rest.text == cars.text
    (snow,) = parts(Search("snow + like:12"))
    assert snow.rest == Search("like:12")
    (either,) = parts(Search("tag:dog OR tag:cat"))
    assert either.rest == Search("")
    assert parts(Search("(snow")) == ()
    assert parts(Search("")) == ()


def test_one_part_alone_needs_no_chip(line: PartChips) -> None:
    assert [chip.part.text for chip in line.chips] == [each.text for each in parts(SEARCH)]
    line.show_parts(Search("a dog in snow"))
    assert line.isHidden()
    line.show_parts(Search("a dog in snow + like:3"))
    assert line.isVisible()
    line.show_parts(Everything())
    assert line.isHidden()


def test_a_part_is_taken_away_by_its_cross_and_turned_by_a_click(
    qtbot: QtBot, line: PartChips
) -> None:
    chip = line.chips[2]
    assert chip.accessibleName() == "not people"
    with qtbot.waitSignal(line.wanted) as wanted:
        QTest.mouseClick(chip._cross, Qt.MouseButton.LeftButton)
    assert wanted.args == [chip.part.rest]
    with qtbot.waitSignal(line.wanted) as wanted:
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert wanted.args == [chip.part.turned]


def test_the_keyboard_goes_along_and_stays_where_a_part_was_taken_away(
    qtbot: QtBot, line: PartChips
) -> None:
    line.activateWindow()
    qtbot.waitUntil(line.isActiveWindow)
    line.chips[0].setFocus()
    QTest.keyClick(line.chips[0], Qt.Key.Key_Right)
    assert line.chips[1].hasFocus()
    with qtbot.waitSignal(line.wanted) as wanted:
        QTest.keyClick(line.chips[1], Qt.Key.Key_Delete)
    assert wanted.args is not None
    line.show_parts(wanted.args[0])
    assert line.chips[1].hasFocus()
    assert line.chips[1].part.text == "people"


def test_where_there_is_no_room_further_parts_are_counted(line: PartChips) -> None:
    line.resize(300, 40)
    seen = [chip for chip in line.chips if chip.isVisible()]
    assert 0 < len(seen) < 5
    assert line._more.text() == f"+ {5 - len(seen)}"
    assert line._more.geometry().right() <= 300
