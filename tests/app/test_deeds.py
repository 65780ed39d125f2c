"""All that is selected goes to other programs, as far as a person can use that many windows."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from app import desktop
from app.deeds import MOST_OPENED

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import Opener


def _paths(window: Window) -> list[str]:
    return window._questions.paths(window.grid.photos.ids.tolist())


def test_all_that_is_selected_is_opened(qtbot: QtBot, window: Window, opener: Opener) -> None:
    window.grid.go_to_first()
    window.deeds["open"].trigger()
    urls = [desktop.file_url(each) for each in _paths(window)]
    qtbot.waitUntil(lambda: opener.opened == urls[:1])
    assert window.ledger.receipt.isHidden()
    opener.opened.clear()
    window.grid.selectAll()
    window.deeds["open"].trigger()
    qtbot.waitUntil(lambda: opener.opened == urls[:MOST_OPENED])
    assert window.ledger.receipt.line.text().startswith("The first 10 of 12 photos are opened")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="They have their own ways.")
def test_all_that_is_selected_is_shown_in_its_folders(
    qtbot: QtBot, window: Window, opener: Opener
) -> None:
    window.grid.selectAll()
    window.deeds["reveal"].trigger()
    folder = desktop.file_url(os.path.dirname(_paths(window)[0]))
    qtbot.waitUntil(lambda: opener.opened == [folder])
    opener.opened.clear()
    window._deeds._reveal([f"/photos/{number}/{name}" for name in "ab" for number in range(13)])
    shown = [desktop.file_url(f"/photos/{number}") for number in range(MOST_OPENED)]
    qtbot.waitUntil(lambda: opener.opened == shown)
    told = "These photos lie in 13 folders; the first 10 of them are shown."
    assert window.ledger.receipt.line.text() == told


def test_the_file_manager_is_told_of_all_in_one_question(
    monkeypatch: pytest.MonkeyPatch, window: Window
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(desktop, "show_in_file_manager", lambda paths, _owner: asked.append(paths))
    window._deeds._reveal(_paths(window))
    assert asked == [_paths(window)]
