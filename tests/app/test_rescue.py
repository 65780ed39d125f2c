"""A library that is gone, or damaged, is told on the page of photos, with a button that helps."""

from __future__ import annotations

import os
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.language import day
from indexer.backups import keep_daily
from indexer.database import DamagedError
from indexer.errors import LibraryError
from indexer.library import Library
from tests.indexer.damaging import PAGE, overwrite_pages, root_page

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow

PHOTOS = 12
DAY = day("2026-03-01")
BACK = f"Go back to {DAY}"


@pytest.fixture
def kept(filled_library: Path) -> Path:
    """The folder of a library with a word of its owner, of which there is a backup."""
    with Library.open(filled_library, write=True) as library:
        library.catalog.confirm_tag([1], "grandmother")
        keep_daily(library, lambda: date(2026, 3, 1))
    return filled_library


def offered(qtbot: QtBot, window: Window, caption: str) -> str:
    """Wait for a button on the page, and return the title over it."""
    window.begin()
    empty = window.surface.empty
    qtbot.waitUntil(lambda: empty.isVisible() and empty.button.text() == caption)
    assert empty.button.isVisible()
    assert window.surface.notice.isHidden()
    assert window.surface.sidebar.isHidden()
    return empty.title.text()


def shows_all(window: Window) -> bool:
    return window.grid.cells.count == PHOTOS and window.grid.isVisible()


def word_of_its_owner(folder: Path) -> tuple[str, ...]:
    with Library.open(folder) as library:
        return tuple(library.catalog.tags_of([1]).get(1, ()))


@pytest.mark.parametrize("empty", [False, True], ids=["gone", "empty"])
def test_a_library_that_is_gone_comes_back_with_one_press(
    qtbot: QtBot, open_window: OpenWindow, kept: Path, empty: bool
) -> None:
    os.truncate(kept / "library.db", 0) if empty else (kept / "library.db").unlink()
    window = open_window(kept)
    assert offered(qtbot, window, BACK) == "The library is gone, its backups are not"
    assert str(kept) in window.surface.empty.sentence.text()
    assert not window.keeping.indexing.running
    QTest.keyClick(window.surface.empty.button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows_all(window))
    assert window.surface.notice.line.text() == f"The library is again as it was on {DAY}."
    assert word_of_its_owner(kept) == ("grandmother",)
    qtbot.waitUntil(lambda: window.keeping.indexing.running)


@pytest.mark.skipif(sys.platform == "win32", reason="there nobody can delete what is open")
def test_one_that_goes_while_its_window_is_open_comes_back_as_well(
    qtbot: QtBot, open_window: OpenWindow, kept: Path
) -> None:
    window = open_window(kept)
    window.begin()
    qtbot.waitUntil(lambda: shows_all(window) and window.keeping.indexing.running)
    for path in kept.glob("library.db*"):
        path.unlink()
    window.keeping.look()
    empty = window.surface.empty
    qtbot.waitUntil(lambda: empty.isVisible() and empty.button.text() == BACK)
    assert window.surface.sidebar.isHidden()
    empty.button.click()
    qtbot.waitUntil(lambda: shows_all(window) and window.surface.sidebar.isVisible())
    assert window.surface.notice.line.text() == f"The library is again as it was on {DAY}."
    assert word_of_its_owner(kept) == ("grandmother",)
    qtbot.waitUntil(lambda: window.keeping.indexing.running)


def test_where_the_newest_backup_is_damaged_the_next_is_taken_and_a_fuller_one_is_named(
    qtbot: QtBot, open_window: OpenWindow, kept: Path
) -> None:
    backups = kept / "backups"
    whole = (backups / "2026-03-01.db").read_bytes()
    (backups / "2026-02-01.db").write_bytes(whole)
    with Library.open(kept, write=True) as library:
        library.forget(range(2, PHOTOS + 1))
        (backups / "2026-03-01.db").unlink()
        keep_daily(library, lambda: date(2026, 3, 1))
    small = (backups / "2026-03-01.db").read_bytes()
    (backups / "2026-03-02.db").write_bytes(small[: 4 * PAGE] + b"\xa5" * PAGE + small[5 * PAGE :])
    (kept / "library.db").unlink()
    window = open_window(kept)
    offered(qtbot, window, f"Go back to {day('2026-03-02')}")
    assert "type “shoebox restore 2026-02-01” in" in window.surface.empty.sentence.text()
    window.surface.empty.button.click()
    qtbot.waitUntil(lambda: window.grid.isVisible())
    assert window.surface.notice.line.text() == f"The library is again as it was on {DAY}."


def test_of_a_library_that_was_cut_short_all_is_saved_that_can_be_read(
    qtbot: QtBot, open_window: OpenWindow, kept: Path
) -> None:
    path = kept / "library.db"
    os.truncate(path, path.stat().st_size - PAGE)
    window = open_window(kept)
    title = offered(qtbot, window, "Save what can be read")
    assert title == "The library is damaged, your photos are not"
    window.surface.empty.button.click()
    qtbot.waitUntil(lambda: shows_all(window))
    assert f"{PHOTOS} photos" in window.surface.notice.line.text()
    assert word_of_its_owner(kept) == ("grandmother",)
    assert len(list(kept.glob("backups/*-damaged.db"))) == 1


def test_one_that_opens_and_cannot_be_read_is_let_go_of_before_it_is_replaced(
    qtbot: QtBot, open_window: OpenWindow, kept: Path
) -> None:
    path = kept / "library.db"
    overwrite_pages(path, [root_page(path, "roots")])
    window = open_window(kept)
    offered(qtbot, window, "Save what can be read")
    window.surface.empty.button.click()
    qtbot.waitUntil(lambda: shows_all(window))
    assert word_of_its_owner(kept) == ("grandmother",)
    assert len(list(kept.glob("backups/*-damaged.db"))) == 1


def test_where_nothing_can_be_read_a_backup_is_offered(
    qtbot: QtBot, open_window: OpenWindow, kept: Path
) -> None:
    os.truncate(kept / "library.db", 2 * PAGE)
    window = open_window(kept)
    offered(qtbot, window, "Save what can be read")
    empty = window.surface.empty
    empty.button.click()
    qtbot.waitUntil(lambda: empty.button.text() == BACK)
    assert empty.title.text() == "Nothing of the library can be read any more"
    empty.button.click()
    qtbot.waitUntil(lambda: shows_all(window))
    assert word_of_its_owner(kept) == ("grandmother",)


def test_so_it_is_where_its_file_is_rubbish(
    qtbot: QtBot, open_window: OpenWindow, kept: Path
) -> None:
    (kept / "library.db").write_bytes(b"\xa5" * PAGE)
    window = open_window(kept)
    window.begin()
    empty = window.surface.empty
    qtbot.waitUntil(lambda: empty.isVisible() and empty.button.text() == BACK)
    assert "its beginning is damaged" in window.surface.notice.line.text()
    empty.button.click()
    qtbot.waitUntil(lambda: shows_all(window))
    assert word_of_its_owner(kept) == ("grandmother",)


def test_where_there_is_no_backup_either_it_is_told_how_to_begin_anew(
    qtbot: QtBot, open_window: OpenWindow, filled_library: Path
) -> None:
    os.truncate(filled_library / "library.db", 2 * PAGE)
    window = open_window(filled_library)
    offered(qtbot, window, "Save what can be read")
    empty = window.surface.empty
    empty.button.click()
    qtbot.waitUntil(empty.button.isHidden)
    assert str(filled_library) in empty.sentence.text()


def test_what_somebody_else_brings_back_is_shown_and_nothing_is_offered_any_more(
    qtbot: QtBot, open_window: OpenWindow, kept: Path
) -> None:
    away = (kept / "library.db").rename(kept / "away.db")
    window = open_window(kept)
    offered(qtbot, window, BACK)
    away.rename(kept / "library.db")
    window.keeping.look()
    qtbot.waitUntil(lambda: shows_all(window))


def test_what_was_said_of_a_library_goes_once_somebody_has_brought_it_back(
    qtbot: QtBot, open_window: OpenWindow, filled_library: Path
) -> None:
    path = filled_library / "library.db"
    whole = path.rename(filled_library / "whole.db")
    path.write_bytes(b"\xa5" * PAGE)
    window = open_window(filled_library)
    window.begin()
    notice = window.surface.notice
    qtbot.waitUntil(notice.isVisible)
    assert "its beginning is damaged" in notice.line.text()
    whole.replace(path)
    window.keeping.look()
    qtbot.waitUntil(lambda: shows_all(window))
    assert notice.isHidden()


def test_what_was_said_of_a_known_library_goes_once_it_can_be_looked_at_again(
    qtbot: QtBot, window: Window
) -> None:
    damaged, notice = DamagedError("library.db is damaged."), window.surface.notice
    window.keeping._pulse._fail(damaged)
    assert notice.line.text() == "library.db is damaged."
    assert notice.isVisible()
    window.keeping.look()
    qtbot.waitUntil(notice.isHidden)
    window.complain(LibraryError("This is no picture."))
    with qtbot.waitSignal(window.keeping.overviewed):
        window.keeping._pulse.feel_and_tell()
    assert notice.isVisible(), "of something else"
