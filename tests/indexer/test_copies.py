"""A library that is gone is told from one that is still to be made, by the copies beside it."""

from __future__ import annotations

import os
import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from indexer.backups import keep_aside, keep_daily, restore
from indexer.copies import LostLibraryError, newest_backup
from indexer.errors import LibraryError
from indexer.library import Library
from indexer.migrations import NoLibraryError
from tests.indexer.damaging import PAGE
from tests.indexer.making import fill

if TYPE_CHECKING:
    from pathlib import Path

UNDER_AN_OPEN_ONE = pytest.mark.skipif(
    os.name == "nt", reason="Windows lets nobody take the files of an open library away"
)
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


@UNDER_AN_OPEN_ONE
def test_an_edit_in_a_library_that_is_taken_away_meanwhile_makes_none_anew(folder: Path) -> None:
    with Library.open(folder) as library:
        lose(folder, empty=False)
        with pytest.raises(LostLibraryError), library.small_edit():
            pass
    assert not (folder / "library.db").exists()


@UNDER_AN_OPEN_ONE
def test_an_edit_in_a_library_that_is_out_of_reach_is_told_in_a_sentence(folder: Path) -> None:
    with Library.open(folder) as library:
        folder.rename(folder.with_name("away"))
        folder.write_text("A letter.")
        with pytest.raises(LibraryError, match="cannot be a folder"), library.small_edit():
            pass


@UNDER_AN_OPEN_ONE
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


def test_of_a_day_the_newest_is_named_and_brought_back_also_where_it_is_one_that_was_replaced(
    folder: Path,
) -> None:
    with Library.open(folder, write=True) as library:
        keep_daily(library)
        library.catalog.confirm_tag([3], "grandmother")
    kept = keep_aside(folder)
    assert kept is not None
    lose(folder, empty=False)
    with pytest.raises(LostLibraryError, match=re.escape(f"`shoebox restore {kept.stem}`")):
        Library.open(folder)
    assert restore(folder).backup.path == kept
    with Library.open(folder) as library:
        assert library.catalog.tags_of([3])[3] == ("grandmother",)
    assert restore(folder).backup.daily, "who goes back of his own will is not led round in circles"


def test_a_copy_that_is_damaged_or_of_nothing_is_not_the_newest(folder: Path) -> None:
    (folder / "backups" / "2026-03-08.db").touch()
    whole = (folder / "backups" / "2026-03-01.db").read_bytes()
    torn = whole[: 3 * PAGE] + b"\xa5" * PAGE + whole[4 * PAGE :]
    (folder / "backups" / "2026-03-09.db").write_bytes(torn)
    lose(folder, empty=False)
    assert restore(folder).backup.name == "2026-03-01"


def test_another_copy_that_holds_far_more_is_named_beside_the_newest(folder: Path) -> None:
    with Library.open(folder, write=True) as library:
        library.forget(range(1, 8))
    older = folder / "backups" / "2026-02-01.db"
    (folder / "backups" / "2026-03-01.db").rename(older)
    with Library.open(folder, write=True) as library:
        keep_daily(library, lambda: date(2026, 3, 2))
    lose(folder, empty=False)
    told = "held on 2026-03-02. Another holds far more: `shoebox restore 2026-02-01`. To begin anew"
    with pytest.raises(LostLibraryError, match=re.escape(told)) as caught:
        Library.open(folder)
    assert caught.value.fuller is not None
    assert caught.value.fuller.path == older
    done = restore(folder)
    assert done.sentences() == [
        "The library is again as it was on 2026-03-02.",
        "Another backup holds far more: `shoebox restore 2026-02-01`.",
    ]
