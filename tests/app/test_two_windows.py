"""Two windows on one library: one of them indexes, both search and edit, and neither complains."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.indexing import Phase
from indexer.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow


def _begin(qtbot: QtBot, window: Window, settled: Phase) -> None:
    window.begin()
    qtbot.waitUntil(lambda: window.grid.cells.count == 12)
    _wait_for_phase(qtbot, window, settled)


def _wait_for_phase(qtbot: QtBot, window: Window, phase: Phase) -> None:
    qtbot.waitUntil(lambda: window.keeping.indexing.ingest.phase is phase)


def _rating(library: Path, photo_id: int) -> int | None:
    with Library.open(library) as opened:
        (photo,) = opened.catalog.photos([photo_id])
        return photo.rating


def test_the_second_one_searches_and_edits_and_takes_over_from_the_first(
    qtbot: QtBot,
    open_window: OpenWindow,
    filled_library: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.succession._EVERY", 50)
    library = shutil.copytree(filled_library, tmp_path / "library")
    first, second = open_window(library), open_window(library)
    _begin(qtbot, first, Phase.UP_TO_DATE)
    _begin(qtbot, second, Phase.ELSEWHERE)
    foot, notice = second.surface.foot, second.surface.notice
    assert foot.state.text() == "Another Shoebox keeps this library up to date"
    assert foot.begin_button.isHidden()
    assert notice.isHidden()

    second.surface.search.begin()
    with qtbot.waitSignal(second.looking.browsing.answered):
        QTest.keyClicks(second.surface.search.field, "red")
        QTest.keyClick(second.surface.search.field, Qt.Key.Key_Return)
    best = second.grid.photos.photo_id(0)
    second.grid.go_to(best)
    second.deeds["stars-4"].trigger()
    qtbot.waitUntil(lambda: _rating(library, best) == 4)
    first.grid.go_to(best)
    qtbot.waitUntil(lambda: first.surface.details.stars.stars == 4)

    with qtbot.waitSignal(first.gone):
        first.close()
    _wait_for_phase(qtbot, second, Phase.UP_TO_DATE)
    assert notice.isHidden()
