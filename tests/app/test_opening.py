"""A file that does not open is told of in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app import desktop
from app.opening import open_in_program
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was opened; nothing is, where the list begins with "no program"."""
    paths: list[str] = []

    def open_file(path: str) -> bool:
        paths.append(path)
        return paths[0] != "no program"

    monkeypatch.setattr(desktop, "open_file", open_file)
    return paths


def test_a_file_that_is_there_is_opened(
    qtbot: QtBot, background: Background, opened: list[str], tmp_path: Path
) -> None:
    wrong: list[Exception] = []
    open_in_program(str(tmp_path), background, wrong.append)
    qtbot.waitUntil(lambda: background.idle)
    assert (opened, wrong) == ([str(tmp_path)], [])


def test_of_a_file_that_is_gone_that_is_told(
    qtbot: QtBot, background: Background, opened: list[str], tmp_path: Path
) -> None:
    wrong: list[Exception] = []
    open_in_program(str(tmp_path / "a.jpg"), background, wrong.append)
    qtbot.waitUntil(lambda: bool(wrong))
    assert isinstance(wrong[0], LibraryError)
    assert str(wrong[0]) == "“a.jpg” is not there any more."
    assert opened == []


def test_where_there_is_no_program_for_it_that_is_told(
    qtbot: QtBot, background: Background, opened: list[str], tmp_path: Path
) -> None:
    wrong: list[Exception] = []
    opened.append("no program")
    (tmp_path / "a.xyz").touch()
    open_in_program(str(tmp_path / "a.xyz"), background, wrong.append)
    qtbot.waitUntil(lambda: bool(wrong))
    assert isinstance(wrong[0], LibraryError)
    assert str(wrong[0]) == "There is no program here that opens “a.xyz”."
