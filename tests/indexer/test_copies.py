"""A library that is gone is told from one that is still to be made, by the copies beside it."""

from __future__ import annotations

import os
import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from indexer.backups import keep_aside, keep_daily
from indexer.copies import LostLibraryError, newest_backup
from indexer.library import Library
from indexer.migrations import NoLibraryError
from tests.indexer.making import fill

if TYPE_CHECKING:
    from pathlib import Path

BOTH = pytest.mark.parametrize("empty", [False, True], ids=["gone", "empty"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a library of nine photos, with the copy of a day."""
    with Library.open(tmp_path / "library", write=True) as library:
        fill(library, range(1, 10))
        keep_daily(library, lambda: date(2026, 3, 1))
    return tmp_path / "library"


def lose(folder: Path, *, empty: bool) -> None:
    """Take the catalog away, or all that is in it."""
    if empty:
        os.truncate(folder / "library.db", 0)
    else:
        (folder / "library.db").unlink()


def files(folder: Path) -> dict[str, int]:
    """What lies in a library's folder, but for the lock: name -> bytes."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path.name: path.stat().st_size for path in found}


@BOTH
@pytest.mark.parametrize("write", [False, True], ids=["to read", "to write"])
def test_a_library_that_is_gone_beside_its_backups_is_opened_by_nobody(
    folder: Path, write: bool, empty: bool
) -> None:
    lose(folder, empty=empty)
    before = files(folder)
    told = f"`shoebox restore` brings back what it held on 2026-03-01. To begin anew, move {folder}"
    for _ in range(2):
        with pytest.raises(LostLibraryError, match=re.escape(told)):
            Library.open(folder, write=write)
    assert files(folder) == before


@BOTH
def test_without_a_backup_it_is_begun_as_ever(folder: Path, empty: bool) -> None:
    lose(folder, empty=empty)
    shutil.rmtree(folder / "backups")
    with pytest.raises(NoLibraryError):
        Library.open(folder)
    with Library.open(folder, write=True) as library:
        assert library.catalog.count() == 0


@BOTH
def test_who_moves_its_folder_away_begins_anew(folder: Path, empty: bool) -> None:
    lose(folder, empty=empty)
    folder.rename(folder.with_name("away"))
    with Library.open(folder, write=True) as library:
        assert library.catalog.count() == 0


def test_an_edit_in_a_library_that_is_taken_away_meanwhile_makes_none_anew(folder: Path) -> None:
    with Library.open(folder) as library:
        lose(folder, empty=False)
        with pytest.raises(LostLibraryError), library.small_edit():
            pass
    assert not (folder / "library.db").exists()


def test_the_copy_of_the_day_is_not_made_of_a_library_that_is_taken_away_meanwhile(
    folder: Path,
) -> None:
    with Library.open(folder, write=True) as library:
        lose(folder, empty=False)
        with pytest.raises(LostLibraryError):
            keep_daily(library, lambda: date(2026, 3, 2))
    assert [path.name for path in (folder / "backups").iterdir()] == ["2026-03-01.db"]


def test_where_there_is_none_of_a_day_what_was_replaced_is_named(folder: Path) -> None:
    kept = keep_aside(folder)
    assert kept is not None
    (folder / "backups" / "2026-03-01.db").unlink()
    (folder / "backups" / "2026-03-09-120000-000001-damaged.db").write_bytes(b"no way back")
    found = newest_backup(folder)
    assert found is not None
    assert found.path == kept
    lose(folder, empty=False)
    with pytest.raises(LostLibraryError, match=re.escape(f"`shoebox restore {kept.stem}`")):
        Library.open(folder)
