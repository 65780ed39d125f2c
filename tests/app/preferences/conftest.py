"""The settings page of a window on a small library, with a model more and a hub nearby."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.indexing import Phase
from app.searches import Search
from indexer.library import Library
from indexer.models.known import known_model
from indexer.places import user_models
from tests.bundles import TinyModel, make_tiny_bundle
from tests.hub import local_hub
from tests.ready_exports import ready_export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.preferences.page import PreferencesPage
    from app.preferences.row import ModelRow
    from app.window import Window
    from tests.app.conftest import OpenWindow
    from tests.hub import LocalHub

FETCHED = "mobileclip2-s0"


@pytest.fixture
def library(filled_library: Path, tmp_path: Path) -> Path:
    """A library of twelve photos that searches with `tiny`; `other` is installed beside it."""
    make_tiny_bundle(user_models() / "tiny")
    make_tiny_bundle(user_models() / "other", TinyModel("other", layout="NHWC"))
    folder = shutil.copytree(filled_library, tmp_path / "library")
    with Library.open(folder) as opened:
        opened.use_model("tiny")
    return folder


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, library: Path) -> Window:
    """The window on that library, its child at rest, the settings in sight."""
    return opened(qtbot, open_window, library)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    """A hub that has one model, with graphs that know colours."""
    model = known_model(FETCHED)
    assert model is not None
    assert model.ready is not None
    with local_hub({model.ready.repo: ready_export(tmp_path / "export", model)}) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


def opened(qtbot: QtBot, open_window: OpenWindow, library: Path) -> Window:
    window = open_window(library, model=None)
    window.begin()
    wait_for_phase(qtbot, window, Phase.UP_TO_DATE)
    if not window.surface.shows_preferences:  # A window begins where the one before it ended.
        window.deeds["settings"].trigger()
    qtbot.waitUntil(lambda: "other" in page_of(window).rows)
    return window


def page_of(window: Window) -> PreferencesPage:
    return window.surface.preferences


def row_of(window: Window, name: str) -> ModelRow:
    return page_of(window).rows[name]


def wait_for_phase(qtbot: QtBot, window: Window, phase: Phase) -> None:
    indexing = window.keeping.indexing
    qtbot.waitUntil(lambda: indexing.ingest.phase is phase)


def wait_for_mark(qtbot: QtBot, window: Window, name: str, mark: str) -> None:
    qtbot.waitUntil(lambda: mark in row_of(window, name).mark.text())


def first(window: Window, words: str) -> str:
    """Return the name of the photo that fits best."""
    answer = window._questions.answer(Search(words))
    return window._questions.paths(answer.ids.tolist()[:1])[0].rpartition("/")[2]


def answering(window: Window) -> str:
    """Return the identity of the model that answers searches."""
    window._questions.answer(Search("red"))
    ready = window._questions._searcher
    assert ready is not None
    return ready.made_of[0]
