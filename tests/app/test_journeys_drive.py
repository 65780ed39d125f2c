"""Photos of a drive that is away are found, seen and told as such, until it is there again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.indexing import Phase
from app.searches import Search
from tests.app.conftest import paint_colours

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow

_HEARD = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path) -> Window:
    """The window on four photos of a folder of their own, all of them read."""
    opened = open_window(tmp_path / "library")
    opened.begin([str(paint_colours(tmp_path / "drive", each=1))])
    qtbot.waitUntil(lambda: opened.grid.cells.count == 4)
    indexing = opened.keeping.indexing
    qtbot.waitUntil(lambda: indexing.ingest.phase is Phase.UP_TO_DATE)
    return opened


def _found(qtbot: QtBot, window: Window, words: str) -> list[str]:
    """Return the names of the photos that a search shows."""
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search(words))
    ids = window.grid.photos.ids.tolist()
    return sorted(path.rpartition("/")[2] for path in window._questions.paths(ids))


def _line(window: Window) -> str:
    """Return what is heard of the drive's line in the sidebar."""
    model = window.surface.sidebar._model
    heard = (str(model.index(row).data(_HEARD)) for row in range(model.rowCount()))
    return next(each for each in heard if each.startswith("drive"))


def _first(window: Window) -> str:
    """Return what is heard of the first photo of the grid, its badges with it."""
    return str(window.grid.photos.index(0).data(_HEARD))


def _details(window: Window) -> list[str]:
    """Return all lines of the details that are in sight."""
    return [each.text() for each in window.surface.details.findChildren(QLabel)]


def test_a_drive_that_is_away_loses_nothing_and_is_welcome_again(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    assert _found(qtbot, window, "is:offline") == []
    (tmp_path / "drive").rename(tmp_path / "away")
    assert _found(qtbot, window, "red") == ["red-0.png"]
    window.folders._look()
    qtbot.waitUntil(lambda: _line(window) == "drive, 4, This folder is not there now")
    qtbot.waitUntil(lambda: "its file is away" in _first(window))
    window.grid.go_to_first()
    qtbot.waitUntil(lambda: "Its folder is away" in _details(window))
    assert len(_found(qtbot, window, "is:offline")) == 4
    (tmp_path / "away").rename(tmp_path / "drive")
    assert _found(qtbot, window, "red is:offline") == []
    assert _found(qtbot, window, "red") == ["red-0.png"]
    window.folders._look()
    qtbot.waitUntil(lambda: _line(window) == "drive, 4")
    qtbot.waitUntil(lambda: "its file is away" not in _first(window))
