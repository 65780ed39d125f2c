"""A tag is made in seconds: named, looked at, saved; and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.tags.asking import Prospect
from app.tags.new_page import NewTagPage
from indexer.tags import Mode, NewTag
from tests.app.tags.conftest import id_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.questions import Questions
    from app.tags.asking import TagQuestions
    from app.theme import Theme


@pytest.fixture
def page(qtbot: QtBot, questions: Questions, background: Background, theme: Theme) -> NewTagPage:
    made = NewTagPage(questions, background, theme)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    return made


def _show(page: NewTagPage, asking: TagQuestions) -> None:
    assert page.tag is not None
    page.show_prospect(asking.preview(page.tag))


def test_without_a_name_there_is_no_tag_and_nothing_to_save(page: NewTagPage) -> None:
    assert page.tag is None
    assert not page.save_button.isEnabled()
    QTest.keyClicks(page.name, "  our   boat ")
    assert page.tag == NewTag("our boat")


def test_all_that_can_be_said_is_said(qtbot: QtBot, page: NewTagPage) -> None:
    with qtbot.waitSignal(page.changed):
        QTest.keyClicks(page.name, "our boat")
    QTest.keyClicks(page.words, "a red boat, on a lake")
    QTest.keyClicks(page.part_of, "sailboat")
    QTest.keyClicks(page.not_this, "kayak, ship")
    page.suggest.click()
    assert page.tag == NewTag(
        "our boat",
        words=("a red boat, on a lake",),
        parents=("sailboat",),
        rivals=("kayak", "ship"),
        mode=Mode.SUGGEST,
    )


def test_photos_that_show_it_and_those_that_do_not_are_told_apart(
    qtbot: QtBot, page: NewTagPage, asking: TagQuestions, questions: Questions
) -> None:
    rocket, cat = id_of(questions, "rocket"), id_of(questions, "cat")
    page.begin([])
    assert not page.examples.isVisible()
    QTest.keyClicks(page.name, "rocket launch")
    _show(page, asking)
    assert page.found.text() == "1 photo would get it"
    page.grid.go_to(rocket)
    assert page.right.isVisible()
    QTest.keyClicks(page.grid, "n")
    tag = page.tag
    assert tag is not None
    assert (tag.examples, tag.others) == ((), (rocket,))
    assert page.others.isVisible()
    _show(page, asking)
    assert rocket not in page.grid.photos.ids.tolist()
    with qtbot.waitSignal(page.changed):
        page.others.buttons[0].click()
    assert page.tag is not None
    assert page.tag.others == ()
    page.grab()
    page.begin([cat, rocket])
    assert page.examples.isVisible()
    assert page.tag is None


def test_one_that_was_said_not_to_show_it_may_be_said_to_show_it_after_all(
    page: NewTagPage, asking: TagQuestions, questions: Questions
) -> None:
    cat = id_of(questions, "cat")
    QTest.keyClicks(page.name, "zither")
    _show(page, asking)
    assert page.found.text() == "No photo is sure to show it"
    assert page.hint.isVisible()
    page.grid.go_to(cat)
    page.wrong.click()
    page.grid.go_to(cat)
    page.right.click()
    assert page.tag is not None
    assert (page.tag.examples, page.tag.others) == ((cat,), ())


def test_what_is_wrong_with_it_is_said_and_it_cannot_be_saved(page: NewTagPage) -> None:
    QTest.keyClicks(page.name, "is:raw")
    page.show_fault("“is:raw” cannot be a tag.")
    assert page.fault.isVisible()
    assert not page.save_button.isEnabled()
    page.show_fault("")
    assert page.save_button.isEnabled()
    page.begin(())
    assert page.name.text() == ""


def test_return_saves_and_escape_leaves(qtbot: QtBot, page: NewTagPage) -> None:
    with qtbot.assertNotEmitted(page.saved):
        QTest.keyClick(page.name, Qt.Key.Key_Return)
    QTest.keyClicks(page.name, "our boat")
    page.show_fault("")
    with qtbot.waitSignal(page.saved):
        QTest.keyClick(page.name, Qt.Key.Key_Return)
    for field in (page.name, page.part_of):
        with qtbot.waitSignal(page.left):
            QTest.keyClick(field, Qt.Key.Key_Escape)


def _lines(page: NewTagPage) -> list[str]:
    """Return what the page says of the photos, as far as it is to be seen."""
    said = page.found, page.hint, page.blank.title, page.fault.line
    return [each.text() for each in said if each.isVisible() and each.text()]


def test_what_is_said_of_the_photos_never_contradicts_itself(page: NewTagPage) -> None:
    QTest.keyClicks(page.name, "our boat")
    page.show_prospect(Prospect(np.array([1, 2, 3]), sure=False))
    assert _lines(page) == [
        "No photo is sure to show it",
        "These come nearest: say which of them show it.",
    ]
    page.grid.selectAll()
    page.wrong.click()
    page.show_prospect(Prospect(np.array([1, 2, 3]), sure=False))
    assert _lines(page) == ["No photo would get it"]
    page.show_prospect(Prospect(np.array([4, 5]), more=True))
    assert _lines(page) == ["2 photos or more would get it"]
    page.show_fault("A tag cannot be part of itself.")
    assert _lines(page) == ["It cannot be saved so", "A tag cannot be part of itself."]


def test_photos_that_somebody_chose_are_not_said_to_go_without(page: NewTagPage) -> None:
    page.begin([7, 8], "our boat")
    page.show_prospect(Prospect(np.array([1]), sure=False))
    assert _lines(page)[0] == "No other photo is sure to show it"
    page.show_prospect(Prospect(np.array([], np.int64), sure=False))
    assert _lines(page) == ["No other photo would get it"]


def test_of_a_tag_that_there_is_already_it_is_said_what_else_can_be_done(
    page: NewTagPage,
) -> None:
    page.show_known("sailboat")
    assert page.known.isVisible()
    assert page.known.text().startswith("“sailboat” is a tag already, and saving changes it.")
    assert "select them and choose “Add a tag…”" in page.known.text()
    page.show_known("")
    assert page.known.isHidden()
