"""What the first search waits for is seen in the window, and ends with it."""

from __future__ import annotations

import platform
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from app.indexing import Phase
from app.searches import Search
from app.settings import DEVICE, Settings
from indexer.cli.everyday_words import learn_words
from indexer.models import find_bundle
from indexer.session import all_trials
from tests.app.conftest import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.questions import Questions
    from app.window import Window
    from tests.app.conftest import OpenWindow

EMULATOR = "htp-emulator"
pytestmark = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the emulator's only home"
)


class _Hold:
    """Lets the window see each stage, and holds the first one up until it is let go on."""

    def __init__(self, questions: Questions, until: threading.Event) -> None:
        self._pass_on: Callable[[str], None] = questions.on_stage
        self._until = until
        self.reached = threading.Event()
        self.went_on = False
        questions.on_stage = self

    def __call__(self, words: str) -> None:
        self._pass_on(words)
        if words:
            self.reached.set()
            self.went_on = self._until.wait(PATIENCE / 1000)


def _opened(qtbot: QtBot, open_window: OpenWindow, library: Path) -> Window:
    pytest.importorskip("onnxruntime_qnn")
    # Else the child would have the text tower read them first, and compile it for us.
    tiny = find_bundle("tiny")
    learn_words(tiny, device="cpu", on_stage=lambda _words: None, stopped=lambda: False)
    window = open_window(library)
    window.keeping.begin()
    indexing = window.keeping.indexing
    qtbot.waitUntil(lambda: indexing.ingest.phase is Phase.UP_TO_DATE)
    return window


@pytest.fixture
def emulated(qtbot: QtBot, open_window: OpenWindow, filled_library: Path, tmp_path: Path) -> Window:
    """A window whose model is still to be compiled for the emulator."""
    Settings(tmp_path / "window.ini").set(DEVICE, EMULATOR)
    return _opened(qtbot, open_window, filled_library)


def test_the_first_search_says_what_it_waits_for(qtbot: QtBot, emulated: Window) -> None:
    go_on = threading.Event()
    _Hold(emulated._questions, go_on)
    emulated.looking.browsing.go(Search("red"))
    said = emulated.surface.foot.search
    compiling = "Getting search ready: compiling the model for the NPU, once"
    qtbot.waitUntil(lambda: said.text() == compiling)
    assert said.isVisible()
    with qtbot.waitSignal(emulated.looking.browsing.answered):
        go_on.set()
    qtbot.waitUntil(lambda: not said.text())


def test_closing_breaks_off_what_the_first_search_waits_for(qtbot: QtBot, emulated: Window) -> None:
    # The model waits for the window to be left, so a window that waited for the model would hang.
    held = _Hold(emulated._questions, emulated._questions._broken_off)
    emulated.looking.browsing.go(Search("red"))
    qtbot.waitUntil(held.reached.is_set)
    assert [trial.outcome for trial in all_trials()] == ["started"]
    with qtbot.waitSignal(emulated.gone):
        emulated.close()
    assert held.went_on
    assert all_trials() == ()


def test_closing_breaks_off_what_a_choice_waits_for(
    qtbot: QtBot, open_window: OpenWindow, filled_library: Path
) -> None:
    window = _opened(qtbot, open_window, filled_library)
    questions = window._questions
    held = _Hold(questions, questions._broken_off)
    questions.use_device(EMULATOR)
    window._follow_choice()
    qtbot.waitUntil(held.reached.is_set)
    with qtbot.waitSignal(window.gone):
        window.close()
    assert held.went_on
    assert all_trials() == ()
