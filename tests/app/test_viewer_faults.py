"""A file that brings its decoder down costs its own sharpness, and the window lives on.

The functions that begin with an underscore and take a path run in the process that decodes.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.searches import Search
from indexer.decode import DecodedPhoto, DecodeRecipe, read_photo
from indexer.pictures import _lay_out
from indexer.workers import MOST_MEMORY

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window

HOSTILE = "yellow-2.png"


def _crash(path: str, **wishes: Any) -> tuple[tuple[int, ...], int]:
    if path.endswith(HOSTILE):
        os.abort()
    return _lay_out(path, **wishes)


def _take_memory(path: str, **wishes: Any) -> tuple[tuple[int, ...], int]:
    if path.endswith(HOSTILE):
        bytearray(MOST_MEMORY)
        raise MemoryError  # As where the system sets no limit.
    return _lay_out(path, **wishes)


def _hang(path: str, **wishes: Any) -> tuple[tuple[int, ...], int]:
    if path.endswith(HOSTILE):
        time.sleep(3600)
    return _lay_out(path, **wishes)


def _crash_over_photo(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    os.abort()
    return read_photo(path, recipe)


@pytest.mark.parametrize(
    ("does", "why"),
    [
        (_crash, "The decoder crashed over this file."),
        (_take_memory, "The picture needs more memory than one file may take."),
    ],
)
def test_the_viewer_says_why_and_goes_on_to_the_next(
    qtbot: QtBot, window: Window, does: Any, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.pictures._lay_out", does)
    viewer, photos = window.viewer, window.grid.photos
    first, second = photos.photo_id(0), photos.photo_id(1)
    window.grid.opened.emit(first)
    qtbot.waitUntil(lambda: bool(viewer.looks.of(first).fault))
    assert viewer.bar.name.text() == HOSTILE
    assert viewer.bar.fault.text() == f"Only the preview can be shown: {why}"
    assert viewer.looks.of(first).image is not None
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: viewer.looks.of(second).sharp)
    assert viewer.bar.fault.text() == ""
    assert not viewer.looks.of(second).fault


def test_who_walks_on_does_not_wait_for_a_file_that_does_not_end(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.pictures._lay_out", _hang)
    viewer, photos = window.viewer, window.grid.photos
    window.grid.opened.emit(photos.photo_id(0))
    qtbot.waitUntil(lambda: window._questions.pictures.has_process)
    viewer.step(5)
    qtbot.waitUntil(lambda: viewer.looks.of(photos.photo_id(5)).sharp)
    assert not viewer.looks.of(photos.photo_id(5)).fault


def test_a_picture_to_be_resembled_ends_no_window_either(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.pictures.read_photo", _crash_over_photo)
    monkeypatch.setattr("indexer.pictures._lay_out", _crash)
    (tmp_path / HOSTILE).write_bytes(b"anything")
    with qtbot.waitSignal(window.looking.browsing.failed) as told:
        window.looking.search(Search.like(str(tmp_path / HOSTILE)))
    assert told.args is not None
    assert "The decoder crashed over this file." in str(told.args[1])
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search.like(window.grid.photos.photo_id(0)))


def test_the_process_that_reads_comes_when_a_photo_is_chosen_and_goes_with_the_window(
    qtbot: QtBot, window: Window
) -> None:
    pictures = window._questions.pictures
    assert not pictures.has_process
    window.grid.go_to_first()
    qtbot.waitUntil(lambda: pictures.has_process)
    window.grid.opened.emit(window.grid.photos.photo_id(0))
    qtbot.waitUntil(lambda: window.viewer.looks.of(window.grid.photos.photo_id(0)).sharp)
    assert not window._questions.aside.has_process
    before = set(psutil.Process().children(recursive=True))
    with qtbot.waitSignal(window.gone):
        window.close()
    assert not pictures.has_process
    assert before - set(psutil.Process().children(recursive=True))
