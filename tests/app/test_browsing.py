"""Questions lead to answers and back again, and the newest one wins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.asked import Answer, Everything, Question, Recent
from app.browsing import Browsing
from app.cut.cutting import USUAL
from app.grid.view import Place
from app.questions import Questions
from app.searches import Search
from app.sidebar import Problems
from indexer.search import Order

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background

HERE = Place(top=4, above=7)


@pytest.fixture
def browsing(qtbot: QtBot, background: Background, questions: Questions) -> Browsing:
    made = Browsing(questions, background)
    made.where = lambda: HERE
    with qtbot.waitSignal(made.answered):
        made.go(Everything())
    return made


def _ask(qtbot: QtBot, browsing: Browsing, question: Question, *, refines: bool = False) -> Answer:
    with qtbot.waitSignal(browsing.answered) as answered:
        browsing.ask(question, refines=refines)
    assert answered.args is not None
    answer: Answer = answered.args[0]
    return answer


def _now(browsing: Browsing) -> Question:
    return browsing.question


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
            browsing.ask(Search(text))
    assert told == [Search("blue")]
    assert browsing.is_answered


def test_the_same_question_is_not_asked_twice(qtbot: QtBot, browsing: Browsing) -> None:
    _ask(qtbot, browsing, Search("red"))
    with qtbot.assertNotEmitted(browsing.asked):
        browsing.ask(Search("red"))
    assert browsing.is_answered
    assert [step.question for step in browsing.steps] == [Everything(), Search("red")]


def test_a_changed_library_refreshes_what_is_shown(qtbot: QtBot, browsing: Browsing) -> None:
    with qtbot.waitSignal(browsing.refreshed) as refreshed:
        browsing.refresh()
    assert refreshed.args is not None
    assert refreshed.args[0].question == Everything()


def test_a_refresh_that_overtakes_the_first_answer_is_the_first_answer(
    qtbot: QtBot, browsing: Browsing
) -> None:
    with qtbot.waitSignal(browsing.answered) as answered:
        browsing.ask(Search("green"))
        browsing.refresh()
    assert answered.args is not None
    assert answered.args[0].question == Search("green")


def test_a_question_that_cannot_be_understood_was_never_asked(
    qtbot: QtBot, browsing: Browsing
) -> None:
    _ask(qtbot, browsing, Search("red"))
    with qtbot.waitSignal(browsing.failed) as failed:
        browsing.ask(Search.like(10_000), refines=True)
    assert failed.args is not None
    assert failed.args[0] == Search.like(10_000)
    assert "10000" in str(failed.args[1])
    assert browsing.question == Search("red")
    assert browsing.is_answered


def test_a_question_without_an_answer_is_told(
    qtbot: QtBot, background: Background, filled_library: Path
) -> None:
    without_model = Questions(filled_library, model="nowhere-to-be-found")
    browsing = Browsing(without_model, background)
    with qtbot.waitSignal(browsing.failed) as failed:
        browsing.ask(Search("red"))
    assert failed.args is not None
    assert "nowhere-to-be-found" in str(failed.args[1])
    assert not browsing.is_answered
    browsing.back()
    assert browsing.question == Everything()
    without_model.close()


def test_another_cut_asks_the_same_search_once_more(qtbot: QtBot, browsing: Browsing) -> None:
    _ask(qtbot, browsing, Search("red"))
    with qtbot.waitSignal(browsing.refreshed) as refreshed:
        browsing.cut(replace(USUAL, order=Order.DATE))
    assert refreshed.args is not None
    assert refreshed.args[0].cutting.order is Order.DATE
    browsing.go(Everything())
    with qtbot.assertNotEmitted(browsing.refreshed, wait=100):
        browsing.cut(USUAL)


def test_weak_guesses_are_wanted_for_one_search_at_a_time(qtbot: QtBot, browsing: Browsing) -> None:
    sure = _ask(qtbot, browsing, Search("red"))
    with qtbot.waitSignal(browsing.refreshed) as refreshed:
        browsing.show_weak(True)
    assert refreshed.args is not None
    assert len(refreshed.args[0].ids) == 12 > len(sure.ids)
    assert browsing.cutting.weak
    _ask(qtbot, browsing, Search("blue"))
    assert not browsing.cutting.weak
    browsing.back()
    assert browsing.cutting.weak


def test_what_one_came_back_from_is_ahead_until_one_goes_elsewhere(
    qtbot: QtBot, browsing: Browsing
) -> None:
    red = _ask(qtbot, browsing, Search("red"))
    browsing.back()
    told: list[tuple[Answer, Place]] = []
    browsing.answered.connect(lambda answer, place: told.append((answer, place)))
    assert browsing.forward()
    assert told == [(red, HERE)]
    assert _now(browsing) == Search("red")
    assert not browsing.can_go_forward
    browsing.back()
    browsing.go(Everything())
    assert browsing.can_go_forward  # It is what is shown: nobody went anywhere.
    browsing.go(Recent())
    assert not browsing.can_go_forward
    assert not browsing.forward()
    browsing.back()
    assert _now(browsing) == Everything()


def test_a_new_way_leads_back_to_the_one_before(qtbot: QtBot, browsing: Browsing) -> None:
    _ask(qtbot, browsing, Search("red"))
    browsing.go(Search("blue"))
    assert [step.question for step in browsing.steps] == [Search("blue")]
    browsing.back()
    assert [step.question for step in browsing.steps] == [Everything(), Search("red")]


def test_a_search_that_was_committed_stays_behind_the_next_one(
    qtbot: QtBot, browsing: Browsing
) -> None:
    _ask(qtbot, browsing, Search("red"))
    browsing.ask(Search("blue"), refines=True, stays=True)
    assert [step.question for step in browsing.steps] == [Everything(), Search("blue")]
    browsing.back()
    assert _now(browsing) == Search("red")
    browsing.forward()
    browsing.leave_search()
    assert _now(browsing) == Everything()
    browsing.forward()
    assert _now(browsing) == Search("red")  # It led back over it, and so it leads forward.


def test_a_search_that_began_nowhere_is_left_for_all_photos(
    qtbot: QtBot, browsing: Browsing
) -> None:
    browsing.go(Search("blue"))
    browsing.leave_search()
    assert _now(browsing) == Everything()
    browsing.back()
    assert _now(browsing) == Search("blue")


def test_a_page_in_place_of_the_photos_is_a_visit_of_its_own(
    qtbot: QtBot, browsing: Browsing
) -> None:
    turned: list[object] = []
    browsing.turned.connect(turned.append)
    browsing.turn_to(Problems())
    browsing.turn_to(Problems())
    _ask(qtbot, browsing, Search("red"))
    assert browsing.page is None
    browsing.back()
    assert [*turned, browsing.page] == [Problems(), Problems()]
    with qtbot.waitSignal(browsing.answered):
        browsing.back()
    assert (browsing.page, browsing.can_go_back) == (None, False)
    browsing.forward()
    assert len(turned) == 2
    browsing.ask(Everything())
    assert browsing.page is None
    browsing.back()
    assert len(turned) == 3


def test_it_begins_where_somebody_was(qtbot: QtBot, browsing: Browsing) -> None:
    with qtbot.waitSignal(browsing.answered) as answered:
        browsing.begin([Everything(), Search("red")], HERE)
    assert answered.args is not None
    assert answered.args[1] == HERE
    assert not browsing.can_go_back
    browsing.leave_search()
    assert _now(browsing) == Everything()


def test_what_it_begins_with_may_be_gone(
    qtbot: QtBot, background: Background, questions: Questions
) -> None:
    browsing = Browsing(questions, background)
    with qtbot.waitSignals([browsing.failed, browsing.answered]):
        browsing.begin([Search.like(10_000)])
    assert _now(browsing) == Everything()
    assert browsing.is_answered
