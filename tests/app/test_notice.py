"""What is said at the top of the window comes in its turn, and no question is lost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from app.labels import IconButton
from app.notice import DECIDED, READ, Notice, Said
from app.staying import Stay

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.theme import Theme


class Told:
    """A notice, what was pressed on it, and whether somebody is at it."""

    def __init__(self, notice: Notice) -> None:
        self.notice, self.done = notice, list[str]()
        self.stay = notice.findChildren(Stay)[0]
        self.attended = False
        self.stay.attended = lambda: self.attended

    def ask(self, line: str, *, about: str = "") -> None:
        act = partial(self.done.append, line)
        self.notice.ask(Said(line, "Do it", act, about=about or line))

    @property
    def line(self) -> str:
        """What is to be read; "" for nothing."""
        return "" if self.notice.isHidden() else self.notice.line.text()

    def pass_by(self) -> None:
        """Have the time passed for which it stays."""
        self.stay.pass_by()

    def close(self) -> None:
        self.notice.findChildren(IconButton)[0].click()


@pytest.fixture
def told(qtbot: QtBot, theme: Theme) -> Told:
    notice = Notice(theme)
    qtbot.addWidget(notice)
    return Told(notice)


def test_questions_are_asked_one_after_the_other(told: Told) -> None:
    for line in ("First?", "Second?", "Third?"):
        told.ask(line)
    assert told.line == "First?"
    told.notice.button.click()
    assert told.line == "Second?"
    told.close()
    assert told.line == "Third?"
    told.notice.button.click()
    assert told.line == ""
    assert told.done == ["First?", "Third?"]


def test_what_is_only_said_is_said_at_once_and_the_question_comes_back(told: Told) -> None:
    told.ask("First?")
    told.ask("Second?")
    told.notice.say("Something went wrong.")
    told.notice.say("Something else did.")
    assert told.line == "Something else did."
    assert told.notice.button.isHidden()
    told.close()
    assert told.line == "First?"
    told.notice.button.click()
    assert told.line == "Second?"


def test_what_is_only_said_makes_room_by_itself_once_it_could_be_read(told: Told) -> None:
    told.notice.say("Something went wrong.")
    told.ask("First?")
    assert told.line == "Something went wrong."
    told.pass_by()
    assert told.line == "First?"
    told.notice.say("Once more.")
    told.pass_by()
    assert told.line == "First?"
    told.notice.button.click()
    assert told.done == ["First?"]


def test_good_news_goes_by_itself_and_leaves_more_time_where_it_has_a_button(told: Told) -> None:
    told.notice.say("12 photos went into Prints.", icon="done")
    assert told.stay.milliseconds == READ
    told.notice.say("12 photos have left.", offer="Undo", act=list, icon="done")
    assert told.stay.milliseconds == DECIDED > READ
    told.pass_by()
    assert told.line == ""
    assert not told.stay.runs


def test_good_news_stays_while_somebody_is_at_it(told: Told) -> None:
    told.notice.say("12 photos have left.", offer="Undo", act=list, icon="done")
    told.attended = True
    told.pass_by()
    assert told.line == "12 photos have left."
    assert told.stay.runs
    told.attended = False
    told.pass_by()
    assert told.line == ""


def test_what_is_wrong_stays_until_it_was_read(told: Told) -> None:
    told.notice.say("12 photos went into Prints.", icon="done")
    told.notice.say("Something went wrong.")
    assert not told.stay.runs
    told.ask("First?")
    assert told.stay.runs
    told.notice.withdraw("First?")
    assert not told.stay.runs
    assert told.line == "Something went wrong."


def test_a_question_stays_until_it_is_answered(told: Told) -> None:
    told.notice.say("12 photos went into Prints.", icon="done")
    told.ask("First?")
    told.pass_by()
    assert told.line == "First?"
    assert not told.stay.runs


def test_of_two_questions_about_the_same_the_later_one_counts(told: Told) -> None:
    told.ask("12 photos?", about="photos")
    told.ask("Another?")
    told.ask("14 photos?", about="photos")
    assert told.line == "14 photos?"
    told.ask("Another?")
    told.close()
    assert told.line == "Another?"
    told.close()
    assert told.line == ""


def test_a_question_that_has_settled_itself_goes_wherever_it_waits(told: Told) -> None:
    told.ask("Another?")
    told.ask("12 photos?", about="photos")
    told.notice.withdraw("photos")
    told.close()
    assert told.line == ""
    told.ask("12 photos?", about="photos")
    told.ask("Another?")
    told.notice.withdraw("photos")
    assert told.line == "Another?"
