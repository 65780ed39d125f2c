"""Work goes out and comes back on the main thread, good or bad, and not after it was called off."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from app.background import Background, Lane, Newest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def _never(outcome: object) -> None:
    raise AssertionError(outcome)


def test_a_result_comes_back_on_the_main_thread(qtbot: QtBot, background: Background) -> None:
    ran, told = [], []

    def task() -> None:
        ran.append(threading.current_thread())

    def done(_: None) -> None:
        told.append(threading.current_thread())

    background.run(task, done=done, failed=_never)
    qtbot.waitUntil(lambda: bool(told))
    assert ran != [threading.main_thread()]
    assert told == [threading.main_thread()]


def test_an_error_goes_to_failed_and_never_to_done(qtbot: QtBot, background: Background) -> None:
    told: list[Exception] = []
    background.run(lambda: 1 // 0, done=_never, failed=told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], ZeroDivisionError)


def test_the_serial_lane_keeps_the_order(qtbot: QtBot, background: Background) -> None:
    seen: list[int] = []
    for number in range(50):
        task = partial(int, number)
        background.run(task, done=seen.append, failed=_never, lane=Lane.SERIAL)
    qtbot.waitUntil(lambda: background.idle)
    assert seen == list(range(50))


def test_what_was_cancelled_is_not_delivered(qtbot: QtBot, background: Background) -> None:
    go_on = threading.Event()
    job = background.run(go_on.wait, done=_never, failed=_never)
    job.cancel()
    go_on.set()
    seen: list[str] = []
    background.run(lambda: "later", done=seen.append, failed=_never, lane=Lane.SERIAL)
    qtbot.waitUntil(lambda: seen == ["later"])
    assert background.idle


def test_after_closing_nothing_runs_and_nothing_is_delivered(qtbot: QtBot) -> None:
    background = Background()
    background.run(lambda: "before", done=_never, failed=_never)
    background.close()
    background.run(lambda: "after", done=_never, failed=_never)
    qtbot.wait(0)
    assert background.idle


def test_of_questions_asked_meanwhile_only_the_newest_is_answered(
    qtbot: QtBot, background: Background
) -> None:
    newest, go_on = Newest(background, Lane.SERIAL), threading.Event()
    run: list[str] = []
    told: list[str] = []

    def answer(text: str) -> str:
        run.append(text)
        go_on.wait(10)
        return text

    for text in ("a", "a d", "a do", "a dog"):
        newest.ask(partial(answer, text), done=told.append, failed=_never)
    go_on.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["a dog"]
    assert run == ["a", "a dog"]


def test_a_question_that_is_no_longer_wanted_is_not_answered(
    qtbot: QtBot, background: Background
) -> None:
    newest = Newest(background, Lane.SERIAL)
    told: list[str] = []
    newest.ask(lambda: "old", done=_never, failed=_never)
    newest.drop()
    newest.ask(lambda: "new", done=told.append, failed=_never)
    qtbot.waitUntil(lambda: told == ["new"])


def test_what_work_passes_on_arrives_on_the_main_thread_before_it_ends(
    qtbot: QtBot, background: Background
) -> None:
    go_on = threading.Event()
    told: list[threading.Thread] = []

    def work() -> bool:
        background.pass_on(lambda: told.append(threading.current_thread()))
        return go_on.wait(10)

    ended: list[bool] = []
    background.run(work, done=ended.append, failed=_never)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [threading.main_thread()]
    assert ended == []
    go_on.set()
    qtbot.waitUntil(lambda: ended == [True])
