"""The window loads before its first paint only what that shows; all else when it is wanted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
#: Starts the window as `shoebox` does and prints, as soon as it is painted, what the main thread
#: has loaded until then. What other threads load does not keep it from painting.
PROGRAM = """
import gc, json, linecache, os, sys, threading
loaded = []
class Watch:
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is threading.main_thread():
            loaded.append(name)
sys.meta_path.insert(0, Watch())
from app.__main__ import main
import PySide6.QtCore as Qt
from PySide6.QtWidgets import QApplication, QMainWindow
class FirstPaint(Qt.QObject):
    def eventFilter(self, watched, event):
        if event.type() == Qt.QEvent.Type.Paint:
            read = any(each.endswith("window.py") for each in linecache.cache)
            print(json.dumps([loaded, gc.isenabled(), gc.get_freeze_count(), read]), flush=True)
            os._exit(0)
        return False
first = FirstPaint()
show = QMainWindow.show
def watched_show(self):
    self.installEventFilter(first)
    show(self)
QMainWindow.show = watched_show
main(["gui", "--library", sys.argv[1]])
"""

#: Other people's, which take long to load or read the disk.
HEAVY = {
    "PIL", "av", "faiss", "filelock", "huggingface_hub", "onnxruntime", "onnxruntime_qnn",
    "pillow_heif", "rawpy", "scipy", "send2trash", "tokenizers", "tqdm", "watchfiles",
}  # fmt: skip
#: Python's own that some of ours pull in, a dozen others behind each; and a part of NumPy.
BEHIND_OTHERS = {
    "email", "http.client", "importlib.metadata", "numpy.ma", "ssl", "urllib.request", "xml.sax",
}  # fmt: skip
#: Ours that do something, which nobody has asked for yet.
DEEDS = {
    "indexer.albums", "indexer.duplicates.discarding", "indexer.encode", "indexer.export",
    "indexer.ingest", "indexer.npu", "indexer.previews", "indexer.removal",
    "indexer.search.searcher", "indexer.session", "indexer.sidecars", "indexer.tags.preview",
    "indexer.tags.tagging", "indexer.vectors",
}  # fmt: skip
#: Pages and questions that nobody has opened yet.
PAGES = {
    "app.exporting.form", "app.help.about", "app.help.licences", "app.help.shortcuts",
    "app.preferences.choosing", "app.preferences.page",
}  # fmt: skip


@pytest.fixture(scope="module")
def first_paint(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What is loaded by the first paint, whether Python looks for garbage, what it passes over."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path_factory.mktemp("start") / "library")],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    told: list[Any] = json.loads(ran.stdout)
    return told


def test_nothing_is_loaded_before_the_first_paint_that_it_does_not_show(
    first_paint: list[Any],
) -> None:
    loaded = set(first_paint[0])
    assert {"app.window", "app.grid.view", "numpy", "PySide6.QtWidgets"} <= loaded
    assert not loaded & (HEAVY | BEHIND_OTHERS | DEEDS | PAGES)


def test_what_is_loaded_is_not_looked_through_for_garbage_while_the_window_comes_up(
    first_paint: list[Any],
) -> None:
    _, looks, passed_over, _ = first_paint
    assert not looks
    assert passed_over > 10_000


def test_nobody_reads_the_source_of_what_is_loaded(first_paint: list[Any]) -> None:
    assert first_paint[-1] is False
