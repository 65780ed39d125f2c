"""The page on which a tag is looked through can be walked by Tab, and each part has its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.app.tab_walk import here, nameless, press, unreached, walks_round

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.app.conftest import OpenWindow


def test_tab_walks_round_a_review_and_escape_leads_back_to_the_photos(
    qtbot: QtBot, open_window: OpenWindow, library: Path
) -> None:
    window = open_window(library, model=None)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.navigating.begin()
    qtbot.waitUntil(lambda: window.grid.cells.count == 6)
    window.desk.review("cat")
    page = window.surface.review
    qtbot.waitUntil(lambda: page.asks and window._background.idle)
    assert page.isAncestorOf(here()) or page.hasFocus()
    qtbot.waitUntil(lambda: walks_round(window))
    assert nameless(window) == []
    assert unreached(window) == []
    middle = page.skip.mapTo(page, page.skip.rect().center()).x()
    assert abs(middle - page.rect().center().x()) <= 1  # Below the photo, on any screen.
    page.setFocus()
    press(window, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: not window.ledger.running)
    qtbot.waitUntil(lambda: walks_round(window))  # Now there is a photo before it to go back to.
    page.setFocus()
    press(window, Qt.Key.Key_Escape)
    assert window.grid.isVisible()
    assert here() is window.grid
