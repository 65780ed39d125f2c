"""The window is gone only when nothing works for it any more, and nothing outlives it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from PySide6.QtCore import QTimer

from app.indexing import Indexing, Ingest, Phase
from app.leaving import run_until_gone
from indexer.catalog import Catalog
from indexer.places import user_models
from tests.app.conftest import paint_colours
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.app.conftest import OpenWindow

ROOT = Path(__file__).parent.parent.parent


def test_where_the_system_quits_us_the_window_still_waits_for_its_child(
    qtbot: QtBot, qapp: QApplication, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    window.begin([str(paint_colours(tmp_path / "photos"))])
    indexing = window.keeping.indexing
    qtbot.waitUntil(lambda: indexing.ingest.phase is Phase.READING)
    child = psutil.Process(indexing.process_id)
    QTimer.singleShot(0, qapp.quit)
    assert run_until_gone(qapp, window) == 0
    assert window.isHidden()
    assert not indexing.running
    assert not child.is_running()


def test_where_the_loop_is_left_without_a_word_the_window_is_closed(
    qtbot: QtBot, qapp: QApplication, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    QTimer.singleShot(0, lambda: qapp.exit(0))
    run_until_gone(qapp, window)
    assert window.isHidden()


def test_so_is_one_that_was_hidden_and_never_closed(
    qtbot: QtBot, qapp: QApplication, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    window.hide()
    QTimer.singleShot(0, lambda: qapp.exit(0))
    run_until_gone(qapp, window)
    assert window.keeping.indexing.closed


def test_all_of_a_session_is_in_the_library_s_own_file_once_the_window_is_gone(
    qtbot: QtBot, open_window: OpenWindow, filled_library: Path
) -> None:
    log = filled_library / "library.db-wal"
    window = open_window(filled_library)
    window.begin()
    qtbot.waitUntil(lambda: window.grid.cells.count > 0)
    with Catalog.open(filled_library / "library.db", write=True) as catalog:
        catalog.set_rating([1], 4)
    assert log.stat().st_size > 0
    with qtbot.waitSignal(window.gone):
        window.close()
    assert not log.exists()


@pytest.mark.usefixtures("_nothing_left")
def test_of_a_window_that_is_closed_as_its_child_begins_none_begins(
    qtbot: QtBot, tmp_path: Path
) -> None:
    indexing = Indexing(tmp_path / "library", model="tiny")

    def close(ingest: Ingest) -> None:
        if ingest.phase is Phase.STARTING:
            indexing.close()

    indexing.changed.connect(close)
    with qtbot.waitSignal(indexing.ended):
        indexing.begin([str(tmp_path)])
    assert indexing.process_id == 0
    assert indexing.ingest.phase is Phase.OFF
    assert not (tmp_path / "library").exists()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there a window needs a desktop")
def test_nothing_outlives_a_window_that_is_killed(qtbot: QtBot, filled_library: Path) -> None:
    make_tiny_bundle(user_models() / "tiny")
    words = ["--library", str(filled_library), "--model", "tiny"]
    window = psutil.Popen([sys.executable, "-m", "app", *words], cwd=ROOT)
    try:
        qtbot.waitUntil(lambda: _is_at_work(window))
        family = window.children(recursive=True)
    finally:
        window.kill()
        window.wait()
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []


def _is_at_work(window: psutil.Popen) -> bool:
    """Whether both are there that stay with a window: who indexes for it, and its model."""
    try:
        lines = [" ".join(each.cmdline()) for each in window.children()]
    except psutil.Error:  # One has just ended.
        return False
    return any("--watch" in line for line in lines) and any("spawn_main" in line for line in lines)
