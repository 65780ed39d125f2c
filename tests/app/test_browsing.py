"""Questions lead to answers and back again, and the newest one wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.browsing import Browsing
from app.grid.view import Place
from app.questions import Answer, Everything, Question, Questions
from app.searches import Search

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.background import Background

HERE = Place(top=4, above=7)


@pytest.fixture
def browsing(qtbot: QtBot, background: Background, questions: Questions) -> Browsing:
    made = Browsing(questions, background)
    with qtbot.waitSignal(made.answered):
        made.go(Everything())
    return made


def _ask(qtbot: QtBot, browsing: Browsing, question: Question, *, refines: bool = False) -> Answer:
    with qtbot.waitSignal(browsing.answered) as answered:
        browsing.ask(question, leaving=HERE, refines=refines)
    assert answered.args is not None
    answer: Answer = answered.args[0]
    return answer


def test_a_step_back_is_there_at_once_and_where_one_was(qtbot: QtBot, browsing: Browsing) -> None:
    _ask(qtbot, browsing, Search("red"))
    told: list[tuple[Answer, Place]] = []
    browsing.answered.connect(lambda answer, place: told.append((answer, place)))
    assert browsing.back()
    ((answer, place),) = told
    assert answer.question == Everything()
    assert place == HERE
    assert not browsing.can_go_back
    assert not browsing.back()


def test_a_search_that_is_told_better_is_one_step(qtbot: QtBot, browsing: Browsing) -> None:
    _ask(qtbot, browsing, Search("r"))
    _ask(qtbot, browsing, Search("red"), refines=True)
    browsing.back()
    assert browsing.question == Everything()


def test_a_photo_after_a_search_is_a_step_of_its_own(qtbot: QtBot, browsing: Browsing) -> None:
    answer = _ask(qtbot, browsing, Search("red"))
    _ask(qtbot, browsing, Search.like(int(answer.ids[0])))
    browsing.back()
    assert browsing.question == Search("red")


def test_while_typing_only_the_last_words_are_answered(qtbot: QtBot, browsing: Browsing) -> None:
    told: list[Question] = []
    browsing.answered.connect(lambda answer, _: told.append(answer.question))
    with qtbot.waitSignal(browsing.answered):
        for text in ("b", "bl", "blu", "blue"):
            browsing.ask(Search(text), leaving=HERE)
    assert told == [Search("blue")]
    assert browsing.is_answered


def test_the_same_question_is_not_asked_twice(qtbot: QtBot, browsing: Browsing) -> None:
    _ask(qtbot, browsing, Search("red"))
    with qtbot.assertNotEmitted(browsing.asked):
        browsing.ask(Search("red"), leaving=HERE)


def test_a_changed_library_refreshes_what_is_shown(qtbot: QtBot, browsing: Browsing) -> None:
    with qtbot.waitSignal(browsing.refreshed) as refreshed:
        browsing.refresh()
    assert refreshed.args is not None
    assert refreshed.args[0].question == Everything()


def test_a_refresh_that_overtakes_the_first_answer_is_the_first_answer(
    qtbot: QtBot, browsing: Browsing
) -> None:
    with qtbot.waitSignal(browsing.answered) as answered:
        browsing.ask(Search("green"), leaving=HERE)
        browsing.refresh()
    assert answered.args is not None
    assert answered.args[0].question == Search("green")


def test_a_question_without_an_answer_is_told(qtbot: QtBot, browsing: Browsing) -> None:
    with qtbot.waitSignal(browsing.failed) as failed:
        browsing.ask(Search.like(10_000), leaving=HERE)
    assert failed.args is not None
    assert "10000" in str(failed.args[1])
    assert not browsing.is_answered
    browsing.back()
    assert browsing.question == Everything()
