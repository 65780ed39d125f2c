"""Files are handed to the desktop under their own names."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app import desktop

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.app.conftest import Opener


def test_the_url_of_a_file_keeps_its_odd_letters() -> None:
    path = os.path.abspath("/photos/größer #1 100%.jpg")
    assert desktop.file_url(path).toLocalFile() == path.replace(os.sep, "/")


def test_a_file_is_opened_by_its_program(opener: Opener) -> None:
    path = os.path.abspath("/photos/a b.jpg")
    desktop.open_file(path)
    assert opener.opened == [desktop.file_url(path)]


def test_files_are_copied_as_text_and_as_files(qtbot: QtBot) -> None:
    paths = [os.path.abspath("/photos/a.jpg"), os.path.abspath("/photos/b c.jpg")]
    desktop.copy_files(paths)
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.text() == "\n".join(paths)
    assert copied.urls() == [desktop.file_url(path) for path in paths]


def test_paths_alone_are_copied_as_text(qtbot: QtBot) -> None:
    desktop.copy_paths(["/photos/a.jpg", "/photos/b c.jpg"])
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.text() == "/photos/a.jpg\n/photos/b c.jpg"
    assert not copied.hasUrls()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="They have their own ways.")
def test_without_a_desktop_that_asks_the_default_program_opens_it(
    qtbot: QtBot, opener: Opener, tmp_path: Path
) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"a photo")
    owner = QWidget()
    qtbot.addWidget(owner)
    held = desktop.hold(str(photo))
    assert held is not None
    desktop.open_with(str(photo), held, owner)
    qtbot.waitUntil(lambda: opener.opened == [desktop.file_url(str(photo))])


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="They have their own ways.")
def test_without_a_file_manager_that_selects_each_folder_is_opened_once(
    qtbot: QtBot, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = QObject()
    desktop.show_in_file_manager(["/photos/a.jpg", "/old/b.jpg", "/photos/c.jpg"], owner)
    folders = [desktop.file_url("/photos"), desktop.file_url("/old")]
    qtbot.waitUntil(lambda: opener.opened == folders)
