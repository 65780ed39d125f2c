"""What is seen is decoded beside the main thread, wherever in the window one goes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import pytest
from PIL.ImageFile import ImageFile
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from indexer.pictures import Pictures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.app.conftest import OpenWindow

Wants = ParamSpec("Wants")
Gives = TypeVar("Gives")


class Watch:
    """On which threads pictures are decoded, by what is decoded.

    Files are read in a process of their own; there it counts who waits for it.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.threads: dict[str, set[threading.Thread]] = {}
        patch.setattr(ImageFile, "load", self._noting("previews", ImageFile.load))
        patch.setattr(Pictures, "read", self._noting("files", Pictures.read))
        whole = self._noting("whole previews", QImage.fromData)
        patch.setattr(QImage, "fromData", staticmethod(whole))

    def _noting(self, what: str, real: Callable[Wants, Gives]) -> Callable[Wants, Gives]:
        """Return the same, that tells on which thread it is."""
        threads = self.threads.setdefault(what, set())

        def decode(*given: Wants.args, **wishes: Wants.kwargs) -> Gives:
            threads.add(threading.current_thread())
            return real(*given, **wishes)

        return decode


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


def test_no_picture_is_decoded_where_the_window_is_drawn(
    qtbot: QtBot, watch: Watch, open_window: OpenWindow, filled_library: Path
) -> None:
    window = open_window(filled_library)
    window.begin()
    grid, pixmaps = window.grid, window.surface.pixmaps
    qtbot.waitUntil(lambda: grid.cells.count == 12)
    first, last = map(grid.photos.photo_id, (0, 11))
    qtbot.waitUntil(lambda: pixmaps.pixmap(last) is not None)
    for deed in ("rows", "larger", "larger"):
        window.deeds[deed].trigger()
        QApplication.processEvents()
    grid.verticalScrollBar().setValue(99)
    window.surface.search.begin()
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClicks(window.surface.search.field, "red")
    grid.opened.emit(first)
    qtbot.waitUntil(lambda: bool(watch.threads["files"]) and bool(watch.threads["whole previews"]))
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window._background.idle)
    QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
    assert all(watch.threads.values())
    at_fault = [what for what, on in watch.threads.items() if threading.main_thread() in on]
    assert at_fault == []
