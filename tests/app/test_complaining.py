"""A question that has no answer is told as what it is, and what was said of it goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.asked import Everything
from app.searches import Search
from tests.indexer.damaging import overwrite_pages, root_page

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.app.conftest import OpenWindow


def test_a_search_that_fails_is_not_told_as_one_that_finds_nothing(
    qtbot: QtBot, open_window: OpenWindow, filled_library: Path
) -> None:
    path = filled_library / "library.db"
    overwrite_pages(path, [root_page(path, "embeddings")])
    window = open_window(filled_library)
    browsing, surface = window.looking.browsing, window.surface
    with qtbot.waitSignal(window.keeping.overviewed):
        window.keeping.look()
    with qtbot.waitSignal(browsing.answered):
        browsing.go(Everything())
    for _ in range(2):
        browsing.go(Search("red"))
        qtbot.waitUntil(surface.nothing.isVisible)
        assert surface.nothing.title.text() == "These photos cannot be shown now"
        assert "is damaged, your photos are not" in surface.nothing.sentence.text()
        assert surface.heading.count.text() == ""
        assert surface.notice.line.text() == surface.nothing.sentence.text()
        assert surface.notice.isVisible()
        QTest.keyClick(window, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: window.grid.isVisible() and window.grid.cells.count == 12)
        assert surface.notice.isHidden()
