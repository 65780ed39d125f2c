"""“Why this photo?” asks the real library, for the newest search and the newest photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from app.asked import Everything
from app.searches import Search
from app.why import Why

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.questions import Questions
    from app.theme import Theme


@pytest.fixture
def why(qtbot: QtBot, questions: Questions, background: Background, theme: Theme) -> Why:
    made = Why(questions, background, theme)
    qtbot.addWidget(made)
    made.resize(280, 400)
    return made


def _ids(questions: Questions, colour: str) -> list[int]:
    found = (questions.photo(each) for each in questions.answer(Everything()).ids.tolist())
    return [photo.id for photo in found if photo and colour in photo.path]


def _lines(why: Why) -> list[str]:
    return [each.text() for each in why.findChildren(QLabel) if each.isVisibleTo(why)]


def test_nothing_is_said_where_nothing_is_searched(why: Why, questions: Questions) -> None:
    why.show_photo(_ids(questions, "red")[0])
    assert why.isHidden()
    why.show_search(Search("red"))
    why.show_photo(None)
    assert why.isHidden()


def test_each_term_is_told_with_what_it_contributed(
    qtbot: QtBot, why: Why, questions: Questions
) -> None:
    why.show_search(Search("red + blue - green"))
    why.show_photo(_ids(questions, "red")[0])
    qtbot.waitUntil(lambda: {"“red”", "“blue”", "“green”"} < set(_lines(why)))
    assert why.sentence.text().endswith("“red” and “blue”.")
    assert "similarity" in why.numbers.text()
    assert why.accessibleName().startswith("Why this photo: ")
    why.grab()


def test_the_pictures_of_a_search_are_called_by_their_names(
    qtbot: QtBot, why: Why, questions: Questions
) -> None:
    first, second, third = _ids(questions, "red")
    why.show_search(Search.like(first).with_picture(second))
    why.show_photo(third)
    qtbot.waitUntil(lambda: sum(line.endswith(".png") for line in _lines(why)) == 2)
    named = why.sentence.text()[:-1].split(" ")[4::2]
    assert len(set(named) & {"red-0.png", "red-1.png", "red-2.png"}) == 2


def test_the_filters_that_let_a_photo_in_are_told(
    qtbot: QtBot, why: Why, questions: Questions
) -> None:
    why.show_search(Search("type:png is:landscape"))
    why.show_photo(_ids(questions, "red")[0])
    qtbot.waitUntil(lambda: "Let in by type:png and is:landscape." in _lines(why))
    assert why.numbers.isHidden()


def test_the_newest_search_counts(qtbot: QtBot, why: Why, questions: Questions) -> None:
    why.show_photo(_ids(questions, "blue")[0])
    for words in ("red", "green", "blue"):
        why.show_search(Search(words))
    qtbot.waitUntil(lambda: why.sentence.text().endswith("“blue”."))


def test_a_search_that_cannot_be_understood_is_not_explained(
    qtbot: QtBot, why: Why, questions: Questions
) -> None:
    why.show_search(Search("red"))
    why.show_photo(_ids(questions, "red")[0])
    qtbot.waitUntil(lambda: not why.isHidden())
    why.show_search(Search("takn:2023"))
    qtbot.waitUntil(why.isHidden)
