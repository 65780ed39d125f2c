"""What the first search needs is there before anybody searches, and not before the first paint."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app.provisions import Provisions
from indexer.places import user_models
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window

#: A process that has a painted window and its provisions, and then searches; the search loads.
PROGRAM = """
import json, sys
from pathlib import Path

if __name__ == "__main__":
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication, QWidget
    from app.provisions import Provisions
    from app.questions import Questions

    application, seen = QApplication([]), QWidget()
    provisions = Provisions(seen)
    provisions.begin()
    for _ in range(50):
        QCoreApplication.processEvents()
    before = set(sys.modules)
    seen.show()
    while not provisions.complete:
        QCoreApplication.processEvents()
    provided = set(sys.modules)
    questions = Questions(Path(sys.argv[1]), model="tiny", beside=True)
    questions.warm_up()
    questions.close()
    later = set(sys.modules) - provided
    print(json.dumps([*map(sorted, (before, provided, later))]))
"""


@pytest.fixture
def loaded(filled_library: Path, tmp_path: Path) -> list[list[str]]:
    """What is loaded before the paint, then, and by the search."""
    make_tiny_bundle(user_models() / "tiny")
    (tmp_path / "searches.py").write_text(PROGRAM)
    ran = subprocess.run(
        [sys.executable, str(tmp_path / "searches.py"), str(filled_library)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    told: list[list[str]] = json.loads(ran.stdout)
    return told


def test_all_that_a_search_needs_is_loaded_after_the_first_paint_and_before_the_search(
    loaded: list[list[str]],
) -> None:
    before, provided, later = loaded
    assert {"faiss", "indexer.vectors", "indexer.search.searcher"}.isdisjoint(before)
    assert {"faiss", "indexer.vectors", "indexer.search.searcher"} <= set(provided)
    # Python's own are small. What the model's process says of the devices here brings nothing.
    assert [each for each in later if each.partition(".")[0] not in sys.stdlib_module_names] == []
    assert {"onnxruntime", "tokenizers", "PIL"}.isdisjoint(provided)


def test_where_one_is_missing_it_is_told_once_and_no_other_is_tried(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "shoebox")
    monkeypatch.setitem(sys.modules, "faiss.loader", None)
    seen = QWidget()
    qtbot.addWidget(seen)
    provisions = Provisions(seen)
    provisions.begin()
    seen.show()
    qtbot.waitUntil(lambda: bool(caplog.messages))
    assert not provisions._next.isActive()
    assert not provisions.complete
    assert caplog.messages == ["Missing before the first search: faiss.loader"]


def test_a_window_has_them_once_it_was_seen(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: window._warming.provisions.complete)
