"""The settings name the copies of the library that there are, and the way back to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.preferences.backups import BackupsCard
from indexer.backups import make_backup
from indexer.copies import list_backups
from indexer.library import Library
from tests.app.preferences.conftest import page_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window


def test_where_there_is_none_yet_that_is_said_and_no_way_back(qtbot: QtBot) -> None:
    card = BackupsCard()
    qtbot.addWidget(card)
    assert card.copies.text().startswith("There is none yet")
    assert card.way_back.isHidden()


def test_the_copies_are_there_with_their_sizes_the_newest_first(
    qtbot: QtBot, window: Window, library: Path
) -> None:
    with Library.open(library) as opened:
        for name in ("2026-11-23", "2026-11-24"):
            make_backup(opened, name)
    window.preferences.choosing.open()
    card = page_of(window).backups
    qtbot.waitUntil(lambda: "2026-11-24" in card.copies.text())
    lines = card.copies.text().splitlines()
    assert [line.partition(" ")[0] for line in lines] == [
        each.name for each in list_backups(library)
    ]
    assert all(line.endswith("B") for line in lines)
    assert "shoebox restore" in card.way_back.text()
