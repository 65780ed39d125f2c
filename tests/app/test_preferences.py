"""Journeys through the settings page of the real window, with real children and a local hub."""

from __future__ import annotations

import platform
import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.indexing import Phase
from app.preferences.face import Offer
from app.searches import Search
from app.settings import DEVICE, Settings
from indexer.library import Library
from indexer.models import find_bundle
from indexer.models.known import known_model
from indexer.places import user_models
from tests.app.conftest import paint_colours
from tests.bundles import TinyModel, make_tiny_bundle
from tests.hub import Fault, local_hub
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
    return _opened(qtbot, open_window, library)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    """A hub that has one model, with graphs that know colours."""
    model = known_model(FETCHED)
    assert model is not None
    assert model.ready is not None
    with local_hub({model.ready.repo: ready_export(tmp_path / "export", model)}) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


def _opened(qtbot: QtBot, open_window: OpenWindow, library: Path) -> Window:
    window = open_window(library, model=None)
    window.begin()
    _wait_for_phase(qtbot, window, Phase.UP_TO_DATE)
    window.deeds["settings"].trigger()
    qtbot.waitUntil(lambda: "other" in _page(window).rows)
    return window


def _page(window: Window) -> PreferencesPage:
    return window.surface.preferences


def _row(window: Window, name: str) -> ModelRow:
    return _page(window).rows[name]


def _wait_for_phase(qtbot: QtBot, window: Window, phase: Phase) -> None:
    indexing = window.keeping.indexing
    qtbot.waitUntil(lambda: indexing.ingest.phase is phase)


def _wait_for_mark(qtbot: QtBot, window: Window, name: str, mark: str) -> None:
    qtbot.waitUntil(lambda: mark in _row(window, name).mark.text())


def _first(window: Window, words: str) -> str:
    """Return the name of the photo that fits best."""
    answer = window._questions.answer(Search(words))
    return window._questions.paths(answer.ids.tolist()[:1])[0].rpartition("/")[2]


def _answering(window: Window) -> str:
    """Return the identity of the model that answers searches."""
    window._questions.answer(Search("red"))
    ready = window._questions._searcher
    assert ready is not None
    return ready.made_of[0]


def test_the_settings_open_by_their_keys_and_escape_leads_back(window: Window) -> None:
    page, surface = _page(window), window.surface
    assert page.isVisible()
    assert page.hasFocus()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert window.grid.isVisible()
    assert window.grid.hasFocus()
    surface.settings_button.click()
    assert page.isVisible()
    surface.settings_button.click()
    assert not page.isVisible()
    assert window.deeds["settings"].shortcut().toString() == "Ctrl+,"


def test_the_badge_leads_to_the_settings(window: Window) -> None:
    _page(window).left.emit()
    badge = window.surface.foot.badge
    assert badge.isVisible()
    assert badge.text() == "CPU  ·  FP32"
    badge.click()
    assert _page(window).isVisible()


def test_a_search_leads_from_the_settings_to_its_photos(qtbot: QtBot, window: Window) -> None:
    window.surface.search.begin()
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClicks(window.surface.search.field, "blue")
    assert not _page(window).isVisible()
    assert window.surface.search.field.hasFocus()
    window.deeds["settings"].trigger()
    QTest.keyClick(_page(window), Qt.Key.Key_Escape)
    assert window.looking.browsing.question == Search("blue")


def test_from_the_viewer_the_settings_are_one_key_away(window: Window) -> None:
    _page(window).left.emit()
    window.grid.opened.emit(int(window.grid.photos.ids[0]))
    assert window.viewer.isVisible()
    window.deeds["settings"].trigger()
    assert _page(window).isVisible()


def test_whatever_can_be_pressed_on_the_page_has_a_name(window: Window) -> None:
    for row in _page(window).rows.values():
        if row.button.text() == Offer.GET.caption:
            row.button.click()
    nameless = []
    for widget in _page(window).findChildren(QWidget):
        heard = QAccessible.queryAccessibleInterface(widget)
        focusable = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if focusable and heard is not None and not heard.text(QAccessible.Text.Name):
            nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    assert nameless == []
    buttons = [row.button.accessibleName() for row in _page(window).rows.values()]
    assert len(set(buttons)) == len(buttons)


def test_another_model_answers_when_it_has_encoded_all_and_the_old_one_until_then(
    qtbot: QtBot, window: Window
) -> None:
    tiny, other = find_bundle("tiny").sha256, find_bundle("other").sha256
    assert _answering(window) == tiny
    window.keeping.indexing.pause()
    _wait_for_phase(qtbot, window, Phase.PAUSED)
    _row(window, "other").button.click()
    _wait_for_mark(qtbot, window, "other", "Being made ready (0 %)")
    _wait_for_phase(qtbot, window, Phase.PAUSED)
    qtbot.waitUntil(lambda: "paused, until then tiny" in _row(window, "other").doing.text())
    assert _row(window, "tiny").mark.text() == "In use"
    assert _answering(window) == tiny
    assert _first(window, "blue").startswith("blue")
    window.keeping.indexing.resume()
    _wait_for_mark(qtbot, window, "other", "In use")
    qtbot.waitUntil(lambda: _answering(window) == other)
    assert _first(window, "blue").startswith("blue")


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
    qtbot.waitUntil(lambda: _answering(window) == find_bundle("other").sha256)


def test_a_switch_goes_on_after_a_restart_and_going_back_is_instant(
    qtbot: QtBot, open_window: OpenWindow, window: Window, library: Path
) -> None:
    window.keeping.indexing.pause()
    _wait_for_phase(qtbot, window, Phase.PAUSED)
    _row(window, "other").button.click()
    _wait_for_mark(qtbot, window, "other", "Being made ready")
    with qtbot.waitSignal(window.gone):
        window.close()
    again = _opened(qtbot, open_window, library)
    _wait_for_mark(qtbot, again, "other", "In use")
    assert "all your photos" in _row(again, "tiny").facts.text()
    again.keeping.indexing.pause()
    _wait_for_phase(qtbot, again, Phase.PAUSED)
    _row(again, "tiny").button.click()
    # The child waits and can do nothing about it.
    _wait_for_mark(qtbot, again, "tiny", "In use")
    qtbot.waitUntil(lambda: _answering(again) == find_bundle("tiny").sha256)


def test_a_switch_can_be_given_up(qtbot: QtBot, window: Window) -> None:
    window.keeping.indexing.pause()
    _wait_for_phase(qtbot, window, Phase.PAUSED)
    row = _row(window, "other")
    row.button.click()
    _wait_for_mark(qtbot, window, "other", "Being made ready")
    assert row.button.accessibleName() == "Cancel other"
    row.button.click()
    qtbot.waitUntil(lambda: row.mark.text() == "" and row.button.text() == "Use")
    assert _row(window, "tiny").mark.text() == "In use"


def test_a_model_that_is_broken_is_told_on_the_page(qtbot: QtBot, window: Window) -> None:
    (user_models() / "other" / "text.onnx").unlink()
    _row(window, "other").button.click()
    fault = _page(window).fault
    qtbot.waitUntil(fault.isVisible)
    assert "text.onnx is missing" in fault.line.text()
    assert not window.surface.notice.isVisible()
    assert _first(window, "red").startswith("red")


def test_a_model_that_cannot_be_made_ready_says_why_in_its_own_row(
    qtbot: QtBot, window: Window
) -> None:
    spoilt = user_models() / "other" / "image.onnx"
    spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"?")
    row = _row(window, "other")
    row.button.click()
    qtbot.waitUntil(row.fault.isVisible)
    assert "tiny stays in use" in row.fault.line.text()
    assert not row.bar.isVisible()
    assert _first(window, "blue").startswith("blue")
    row.button.click()
    qtbot.waitUntil(lambda: row.button.text() == "Use")


def test_a_model_that_cannot_answer_is_told_on_the_page_and_the_one_before_answers(
    qtbot: QtBot, window: Window
) -> None:
    assert _answering(window) == find_bundle("tiny").sha256
    window._questions._model = "nowhere-to-be-found"
    window.keeping.model_changed.emit()
    fault = _page(window).fault
    qtbot.waitUntil(fault.isVisible)
    assert "nowhere-to-be-found" in fault.line.text()
    assert not window.surface.notice.isVisible()
    assert _answering(window) == find_bundle("tiny").sha256


def test_a_model_in_use_that_is_gone_is_told_and_another_can_be_chosen(
    qtbot: QtBot, window: Window
) -> None:
    shutil.rmtree(user_models() / "tiny")
    window.preferences.choosing.look()
    told = _page(window).fixed
    qtbot.waitUntil(lambda: "tiny, is no longer on this machine" in told.text())
    _row(window, "other").button.click()
    _wait_for_mark(qtbot, window, "other", "In use")
    assert told.isHidden()


def test_a_licence_is_shown_and_accepted_before_its_model_is_fetched_and_used(
    qtbot: QtBot, window: Window, hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    row = _row(window, FETCHED)
    row.button.click()
    consent = row.consent
    assert consent.isVisible()
    assert consent.tick.hasFocus()
    consent.read.click()
    assert [url.toString() for url in shown] == [known_model(FETCHED).licence.url]  # type: ignore[union-attr] # It is known.
    assert not consent.get.isEnabled()
    consent.leave.click()
    assert not consent.isVisible()
    row.button.click()
    consent.tick.click()
    assert hub.answers == []
    consent.get.click()
    assert row.button.text() == "Cancel"
    qtbot.waitUntil(lambda: row.button.text() == "Use")
    row.button.click()
    _wait_for_mark(qtbot, window, FETCHED, "In use")
    qtbot.waitUntil(lambda: _answering(window) == find_bundle(FETCHED).sha256)
    assert _first(window, "green").startswith("green")


def test_a_tick_that_was_left_does_not_count_for_the_next_time(window: Window) -> None:
    row = _row(window, FETCHED)
    row.button.click()
    row.consent.tick.click()
    row.consent.leave.click()
    row.button.click()
    assert not row.consent.get.isEnabled()


def test_a_fetch_that_fails_says_why_in_its_own_row(
    qtbot: QtBot, window: Window, hub: LocalHub
) -> None:
    hub.repos.clear()
    _page(window).get.emit(FETCHED)
    fault = _row(window, FETCHED).fault
    qtbot.waitUntil(fault.isVisible)
    assert fault.line.text()
    assert _row(window, FETCHED).button.text() == "Get…"


def test_closing_the_window_ends_what_is_being_fetched(
    qtbot: QtBot, window: Window, hub: LocalHub
) -> None:
    hub.faults["*"].append(Fault(slow_after=1))
    _page(window).get.emit(FETCHED)
    qtbot.waitUntil(lambda: bool(hub.answers))
    with qtbot.waitSignal(window.gone):
        window.close()
    assert not window.preferences.choosing.chores.running


def test_the_self_test_is_told_and_remembered(
    qtbot: QtBot, open_window: OpenWindow, window: Window, library: Path
) -> None:
    test = _page(window).test
    qtbot.waitUntil(lambda: "tiny was not tested" in test.sentence.text())
    test.button.click()
    assert test.button.text() == "Cancel"
    assert test.bar.isVisible()
    qtbot.waitUntil(lambda: "tiny passed on" in test.sentence.text())
    assert "on the CPU in FP32" in test.sentence.text()
    assert test.button.text() == "Test now"
    with qtbot.waitSignal(window.gone):
        window.close()
    again = _opened(qtbot, open_window, library)
    qtbot.waitUntil(lambda: "tiny passed on" in _page(again).test.sentence.text())


def test_the_device_that_is_chosen_is_kept_and_the_child_begins_anew_there(
    qtbot: QtBot, open_window: OpenWindow, window: Window, library: Path
) -> None:
    indexing = window.keeping.indexing
    first = indexing.process_id
    _page(window).devices.buttons["cpu"].click()
    qtbot.waitUntil(lambda: indexing.process_id not in (0, first))
    _wait_for_phase(qtbot, window, Phase.UP_TO_DATE)
    assert indexing._words(())[3] == "cpu"
    qtbot.waitUntil(lambda: _made_on(window) == "cpu")
    with qtbot.waitSignal(window.gone):
        window.close()
    again = _opened(qtbot, open_window, library)
    assert again._settings.get(DEVICE) == "cpu"
    assert _page(again).devices.buttons["cpu"].isChecked()
    assert again.keeping.indexing._words(())[3] == "cpu"


def _made_on(window: Window) -> str:
    _answering(window)
    ready = window._questions._searcher
    assert ready is not None
    return ready.made_of[1]


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the emulator's machine"
)
def test_on_the_emulator_the_foot_says_so_from_compiling_to_done(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    pytest.importorskip("onnxruntime_qnn")
    Settings(tmp_path / "window.ini").set(DEVICE, "htp-emulator")
    window = open_window(tmp_path / "library")
    states: set[str] = set()
    foot = window.surface.foot
    window.keeping.indexing.changed.connect(lambda _: states.add(foot.state.text()))
    window.begin([str(paint_colours(tmp_path / "photos"))])
    qtbot.waitUntil(lambda: window.grid.cells.count == 12)
    _wait_for_phase(qtbot, window, Phase.UP_TO_DATE)
    # Either is over so soon with so small a model that a busy machine may tell of one alone.
    slow = {"Compiling the model for the NPU, once", "Checking what the device computes"}
    assert slow & states
    assert foot.badge.text() == "HTP emulator  ·  FP16"
    assert foot.badge.property("emulated") is True
    assert _made_on(window) == "htp-emulator"
    assert _first(window, "blue").startswith("blue")


def test_what_the_command_line_has_chosen_cannot_be_changed_here(
    qtbot: QtBot, open_window: OpenWindow, library: Path
) -> None:
    window = open_window(library, model="tiny")
    window._settings.fix(DEVICE, "htp-emulator")
    window.begin()
    window.deeds["settings"].trigger()
    qtbot.waitUntil(lambda: "other" in _page(window).rows)
    devices = _page(window).devices
    assert not any(button.isEnabled() for button in devices.buttons.values())
    assert not any(button.isChecked() for button in devices.buttons.values())
    assert "HTP emulator" in devices.fixed.text()
    assert _row(window, "other").button.isHidden()
    assert "tiny" in _page(window).fixed.text()
