"""Model and index are loaded at rest, once, and not while somebody scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.warming import _REST

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.window import Window


def test_they_are_loaded_although_nobody_has_searched(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: window._questions._searcher is not None)
    assert not window._warming.waits


def test_they_wait_for_whoever_scrolls(qtbot: QtBot, window: Window) -> None:
    window._warming.begin()
    qtbot.waitUntil(lambda: 0 < window._warming._rest.remainingTime() < _REST // 2)
    bar = window.grid.verticalScrollBar()
    bar.setMaximum(100)
    bar.setValue(50)
    assert window._warming._rest.remainingTime() > _REST // 2
    window._warming.close()
    bar.setValue(20)
    assert not window._warming.waits
