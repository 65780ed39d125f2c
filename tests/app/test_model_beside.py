"""The window asks a model that runs in a process of its own, and goes on whatever becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pytest

from app.searches import Search
from indexer.cli.everyday_words import learn_words
from indexer.models import find_bundle
from indexer.places import user_models
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, filled_library: Path) -> Window:
    """The window as `app.run` makes it, its model on the way; no child fills the library."""
    opened = open_window(filled_library, beside=True)
    opened._warming.begin()
    opened.looking.browsing.refresh()
    qtbot.waitUntil(lambda: opened.grid.cells.count == 12)
    return opened


def models() -> list[psutil.Process]:
    """Return the processes that run a model for this one; Python's own helper is none."""
    mine = psutil.Process().children()
    return [each for each in mine if "resource_tracker" not in " ".join(each.cmdline())]


def found(qtbot: QtBot, window: Window, words: str) -> list[int]:
    """Search, and return what is found, best first."""
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search(words))
    return [window.surface.grid.photos.photo_id(row) for row in range(window.grid.cells.count)]


def test_it_is_warmed_up_at_rest_and_a_search_goes_on_where_it_was_killed(
    qtbot: QtBot, window: Window
) -> None:
    qtbot.waitUntil(lambda: bool(models()))
    before = found(qtbot, window, "red")
    assert before
    (model,) = models()
    model.kill()
    assert found(qtbot, window, "green") not in ([], before)
    (successor,) = models()
    assert successor.pid != model.pid


def test_it_is_ended_with_the_window_also_while_it_comes_up(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: bool(models()))
    with qtbot.waitSignal(window.gone):
        window.close()
    assert models() == []


def test_another_model_takes_its_place(qtbot: QtBot, window: Window) -> None:
    found(qtbot, window, "red")
    (before,) = models()
    make_tiny_bundle(user_models() / "other", TinyModel(name="other", layout="NHWC"))
    learn_words(
        find_bundle("other"), device="cpu", on_stage=lambda _words: None, stopped=lambda: False
    )
    window._questions._model = "other"
    window._follow_choice()
    qtbot.waitUntil(lambda: not before.is_running())
    assert found(qtbot, window, "blue")
    assert window._questions.searcher().bundle.name == "other"
    assert len(models()) == 1
