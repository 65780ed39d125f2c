"""A history leads back and forward, and holds no more than it should."""

from __future__ import annotations

import numpy as np

from app.asked import Answer, Everything, Question
from app.history import MOST_ANSWERS, MOST_STEPS, MOST_VISITS, History, Step, Visit
from app.searches import Search
from app.sidebar import Problems

START = Visit((Step(Everything()),))


def _visit(number: int) -> Visit:
    search = Search(f"dog {number}")
    return Visit((Step(search, Answer(search, np.arange(number))),))


def _questions(visits: tuple[Visit, ...]) -> list[Question]:
    return [visit.here.question for visit in visits]


def test_back_and_forward_lead_to_the_same() -> None:
    there = History(START).go(_visit(1)).go(_visit(2))
    back = there.back(2)
    assert back is not None
    assert back.now == START
    assert _questions(back.future) == [Search("dog 1"), Search("dog 2")]
    again = back.forward()
    assert again is not None
    assert again.now == _visit(1)
    assert again.forward() == there
    assert there.forward() is None
    assert there.back(3) is None
    assert back.back() is None


def test_a_question_told_better_until_it_is_the_one_before_stands_on_the_way_once() -> None:
    visit = START.further(Search("kyoto")).further(Search.like(3))
    assert visit.told_better(Search("moon")).questions == (
        Everything(), Search("kyoto"), Search("moon"),
    )  # fmt: skip
    again = visit.told_better(Search("kyoto"))
    assert again.questions == (Everything(), Search("kyoto"))
    assert again.further(Search("moon")).questions == visit.told_better(Search("moon")).questions


def test_who_goes_elsewhere_forgets_what_was_ahead() -> None:
    back = History(START).go(_visit(1)).back()
    assert back is not None
    assert back.go(_visit(2)).future == ()


def test_it_knows_how_long_ago_photos_were_reached_by_a_way() -> None:
    page = Visit(START.way, Problems())
    history = History(START).go(page).go(_visit(1))
    assert history.steps_back_to((Everything(),)) == 2
    assert history.steps_back_to((Search("cat"),)) == 0


def test_a_long_history_forgets_its_beginning_and_keeps_few_answers() -> None:
    history = History(START)
    for number in range(MOST_VISITS + 9):
        history = history.go(_visit(number))
    assert len(history.past) == MOST_VISITS
    assert sum(visit.here.answer is not None for visit in history.past) == MOST_ANSWERS
    back = history.back(MOST_VISITS)
    assert back is not None
    assert len(back.future) == MOST_VISITS
    assert sum(visit.here.answer is not None for visit in back.future) <= MOST_ANSWERS


def test_a_long_way_forgets_its_middle_and_keeps_few_answers() -> None:
    visit = START
    for number in range(MOST_STEPS + 9):
        search = Search(f"dog {number}")
        visit = _answered(visit.further(search), search)
    assert len(visit.way) == MOST_STEPS
    assert visit.questions[:2] == (Everything(), Search("dog 10"))
    assert visit.here.question == Search(f"dog {MOST_STEPS + 8}")
    assert sum(step.answer is not None for step in visit.way) == MOST_ANSWERS + 1


def test_a_history_of_long_ways_holds_the_answers_of_the_last_visits_alone() -> None:
    history = History(START)
    for number in range(MOST_VISITS + MOST_STEPS):
        search = Search(f"dog {number}")
        history = history.go(history.now.further(search))
        history = history.with_now(_answered(history.now, search))
    held = {id(step.answer) for visit in (*history.past, history.now) for step in visit.way}
    held.remove(id(None))
    assert len(held) <= 2 * MOST_ANSWERS + 1


def _answered(visit: Visit, search: Search) -> Visit:
    return visit.with_here(Step(search, Answer(search, np.arange(9))))
