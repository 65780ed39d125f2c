"""A file that cannot be read is counted, told with its reason, mended and tried again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.indexing import Phase
from app.lines import LinesModel
from app.problems import ProblemsModel
from app.sidebar import Problems
from tests.app.conftest import paint_colours

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QModelIndex
    from pytestqt.qtbot import QtBot

    from app.lines import Entry
    from app.window import Window
    from tests.app.conftest import OpenWindow


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Four photos, of which one has lost its content."""
    folder = paint_colours(tmp_path / "photos", each=1)
    whole = folder / "red-0.png"
    whole.replace(tmp_path / "backup.png")
    whole.write_bytes(b"\0" * (tmp_path / "backup.png").stat().st_size)
    return folder


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, photos: Path, tmp_path: Path) -> Window:
    """The window on them, all that can be read of them read."""
    opened = open_window(tmp_path / "library")
    opened.begin([str(photos)])
    qtbot.waitUntil(lambda: opened.grid.cells.count == 3)
    indexing = opened.keeping.indexing
    qtbot.waitUntil(lambda: indexing.ingest.phase is Phase.UP_TO_DATE)
    return opened


def _line(window: Window) -> QModelIndex | None:
    """Return the line of the problems in the sidebar."""
    model = window.surface.sidebar.list.model()
    for row in range(model.rowCount()):
        entry: Entry = model.index(row, 0).data(LinesModel.ENTRY)
        if entry.goes_to == Problems():
            return model.index(row, 0)
    return None


def _restore(photos: Path, backup: Path) -> None:
    """Put the photo back as backups do: of the same moment, so that nothing tells the change."""
    broken = (photos / "red-0.png").stat()
    os.utime(backup, ns=(broken.st_atime_ns, broken.st_mtime_ns))
    backup.replace(photos / "red-0.png")


def test_a_photo_that_was_restored_is_read_on_request(
    qtbot: QtBot, window: Window, photos: Path, tmp_path: Path
) -> None:
    page, places = window.surface.problems, window.surface.sidebar.list
    qtbot.waitUntil(lambda: _line(window) is not None)
    line = _line(window)
    assert line is not None
    entry: Entry = line.data(LinesModel.ENTRY)
    assert entry.count == 1
    left, nothing = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(places.viewport(), left, nothing, places.visualRect(line).center())
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.isVisible()
    assert not window.surface.details.isVisible()  # A file without a picture has none.
    told = page.model.index(0)
    problem = told.data(ProblemsModel.PROBLEM)
    assert (told.data(), problem.path) == ("red-0.png", str(photos / "red-0.png"))
    assert problem.reason in told.data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.data(Qt.ItemDataRole.AccessibleDescriptionRole).startswith("Restore it")

    _restore(photos, tmp_path / "backup.png")
    QTest.mouseClick(page.again, left)
    qtbot.waitUntil(lambda: _line(window) is None)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    every = places.model().index(0, 0)
    QTest.mouseClick(places.viewport(), left, nothing, places.visualRect(every).center())
    qtbot.waitUntil(lambda: window.grid.cells.count == 4)
    assert window.grid.isVisible()
    assert window.surface.details.isVisible()
