"""Another model is chosen on the settings page, and what can go wrong with one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from app.indexing import Phase
from app.searches import Search
from indexer.models import find_bundle
from indexer.places import user_models
from tests.app.preferences.conftest import (
    answering,
    first,
    opened,
    page_of,
    row_of,
    wait_for_mark,
    wait_for_phase,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow


def test_another_model_answers_when_it_has_encoded_all_and_the_old_one_until_then(
    qtbot: QtBot, window: Window
) -> None:
    tiny, other = find_bundle("tiny").sha256, find_bundle("other").sha256
    assert answering(window) == tiny
    window.keeping.indexing.pause()
    wait_for_phase(qtbot, window, Phase.PAUSED)
    row_of(window, "other").button.click()
    wait_for_mark(qtbot, window, "other", "Being made ready (0 %)")
    wait_for_phase(qtbot, window, Phase.PAUSED)
    qtbot.waitUntil(lambda: "paused, until then tiny" in row_of(window, "other").doing.text())
    assert row_of(window, "tiny").mark.text() == "In use"
    assert answering(window) == tiny
    assert first(window, "blue").startswith("blue")
    window.keeping.indexing.resume()
    wait_for_mark(qtbot, window, "other", "In use")
    qtbot.waitUntil(lambda: answering(window) == other)
    assert first(window, "blue").startswith("blue")


def test_what_is_on_the_screen_is_asked_again_once_the_other_model_answers(
    qtbot: QtBot, window: Window
) -> None:
    window.looking.browsing.go(Search("yellow"))
    qtbot.waitUntil(lambda: window.looking.browsing.is_answered)
    before = window.looking._answer
    assert before is not None
    assert before.bands is not None
    with qtbot.waitSignal(window.looking.browsing.refreshed):
        window.preferences.choosing._use("other")
    qtbot.waitUntil(lambda: answering(window) == find_bundle("other").sha256)


def test_a_switch_goes_on_after_a_restart_and_going_back_is_instant(
    qtbot: QtBot, open_window: OpenWindow, window: Window, library: Path
) -> None:
    window.keeping.indexing.pause()
    wait_for_phase(qtbot, window, Phase.PAUSED)
    row_of(window, "other").button.click()
    wait_for_mark(qtbot, window, "other", "Being made ready")
    with qtbot.waitSignal(window.gone):
        window.close()
    again = opened(qtbot, open_window, library)
    wait_for_mark(qtbot, again, "other", "In use")
    assert "all your photos" in row_of(again, "tiny").facts.text()
    again.keeping.indexing.pause()
    wait_for_phase(qtbot, again, Phase.PAUSED)
    row_of(again, "tiny").button.click()
    # The child waits and can do nothing about it.
    wait_for_mark(qtbot, again, "tiny", "In use")
    qtbot.waitUntil(lambda: answering(again) == find_bundle("tiny").sha256)


def test_a_switch_can_be_given_up(qtbot: QtBot, window: Window) -> None:
    window.keeping.indexing.pause()
    wait_for_phase(qtbot, window, Phase.PAUSED)
    row = row_of(window, "other")
    row.button.click()
    wait_for_mark(qtbot, window, "other", "Being made ready")
    assert row.button.accessibleName() == "Cancel other"
    row.button.click()
    qtbot.waitUntil(lambda: row.mark.text() == "" and row.button.text() == "Use")
    assert row_of(window, "tiny").mark.text() == "In use"


def test_a_model_that_is_broken_is_told_on_the_page(qtbot: QtBot, window: Window) -> None:
    (user_models() / "other" / "text.onnx").unlink()
    row_of(window, "other").button.click()
    fault = page_of(window).fault
    qtbot.waitUntil(fault.isVisible)
    assert "text.onnx is missing" in fault.line.text()
    assert not window.surface.notice.isVisible()
    assert first(window, "red").startswith("red")


def test_a_model_that_cannot_be_made_ready_says_why_in_its_own_row(
    qtbot: QtBot, window: Window
) -> None:
    spoilt = user_models() / "other" / "image.onnx"
    spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"?")
    row = row_of(window, "other")
    row.button.click()
    qtbot.waitUntil(row.fault.isVisible)
    assert "tiny stays in use" in row.fault.line.text()
    assert not row.bar.isVisible()
    assert first(window, "blue").startswith("blue")
    row.button.click()
    qtbot.waitUntil(lambda: row.button.text() == "Use")


def test_a_model_that_cannot_answer_is_told_on_the_page_and_the_one_before_answers(
    qtbot: QtBot, window: Window
) -> None:
    assert answering(window) == find_bundle("tiny").sha256
    window._questions._model = "nowhere-to-be-found"
    window.keeping.model_changed.emit()
    fault = page_of(window).fault
    qtbot.waitUntil(fault.isVisible)
    assert "nowhere-to-be-found" in fault.line.text()
    assert not window.surface.notice.isVisible()
    assert answering(window) == find_bundle("tiny").sha256


def test_a_model_in_use_that_is_gone_is_told_and_another_can_be_chosen(
    qtbot: QtBot, window: Window
) -> None:
    shutil.rmtree(user_models() / "tiny")
    window.preferences.choosing.look()
    told = page_of(window).fixed
    qtbot.waitUntil(lambda: "tiny, is no longer on this machine" in told.text())
    row_of(window, "other").button.click()
    wait_for_mark(qtbot, window, "other", "In use")
    assert told.isHidden()
