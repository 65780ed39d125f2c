"""A model is fetched from the settings page once its licence is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QDesktopServices

from indexer.models import find_bundle
from indexer.models.known import known_model
from tests.app.preferences.conftest import FETCHED, answering, first, page_of, row_of, wait_for_mark
from tests.hub import Fault

if TYPE_CHECKING:
    import pytest
    from PySide6.QtCore import QUrl
    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.hub import LocalHub


def test_a_licence_is_shown_and_accepted_before_its_model_is_fetched_and_used(
    qtbot: QtBot, window: Window, hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    row = row_of(window, FETCHED)
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
    wait_for_mark(qtbot, window, FETCHED, "In use")
    qtbot.waitUntil(lambda: answering(window) == find_bundle(FETCHED).sha256)
    assert first(window, "green").startswith("green")


def test_a_tick_that_was_left_does_not_count_for_the_next_time(window: Window) -> None:
    row = row_of(window, FETCHED)
    row.button.click()
    row.consent.tick.click()
    row.consent.leave.click()
    row.button.click()
    assert not row.consent.get.isEnabled()


def test_a_fetch_that_fails_says_why_in_its_own_row(
    qtbot: QtBot, window: Window, hub: LocalHub
) -> None:
    hub.repos.clear()
    page_of(window).get.emit(FETCHED)
    fault = row_of(window, FETCHED).fault
    qtbot.waitUntil(fault.isVisible)
    assert fault.line.text()
    assert row_of(window, FETCHED).button.text() == "Get…"


def test_closing_the_window_ends_what_is_being_fetched(
    qtbot: QtBot, window: Window, hub: LocalHub
) -> None:
    hub.faults["*"].append(Fault(slow_after=1))
    page_of(window).get.emit(FETCHED)
    qtbot.waitUntil(lambda: bool(hub.answers))
    with qtbot.waitSignal(window.gone):
        window.close()
    assert not window.preferences.choosing.chores.running
