"""A copy of the catalog a day, seven kept, and a way back that loses nothing."""

from __future__ import annotations

import os
import stat
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from indexer.backups import KEPT, keep_daily, make_backup, restore
from indexer.copies import list_backups
from indexer.errors import LibraryError
from indexer.library import Library, LibraryInUseError
from indexer.verify import verify
from tests.indexer.damaging import overwrite_pages, root_page
from tests.indexer.making import below, fill, indexed, stamp_of

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle

FIRST = date(2026, 3, 1)


@pytest.fixture
def folder(tmp_path: Path, tiny_bundle: Bundle) -> Path:
    """The folder of a library of nine photos, of which one has a tag."""
    with Library.open(tmp_path / "library", write=True) as library:
        fill(library, range(1, 10), stamp_of(tiny_bundle))
        library.vectors(tiny_bundle).save(always=True)
        library.catalog.confirm_tag([3], "grandmother")
    return tmp_path / "library"


def keep(folder: Path, day: date) -> bool:
    """Whether a copy was due on that day."""
    with Library.open(folder, write=True) as library:
        return keep_daily(library, lambda: day) is not None


def edit(folder: Path, name: str) -> None:
    """Have a person change something, at a moment later than all before."""
    with Library.open(folder, write=True) as library:
        library.catalog.confirm_tag([4], name)
    later = max(path.stat().st_mtime_ns for path in folder.rglob("*.db")) + 1
    os.utime(folder / "library.db", ns=(later, later))


def names(folder: Path) -> list[str]:
    return [backup.name for backup in list_backups(folder)]


def tags(folder: Path) -> set[str]:
    with Library.open(folder) as library:
        return {tag for each in library.catalog.tags_of(range(1, 10)).values() for tag in each}


def test_a_copy_is_made_once_a_day_and_only_of_what_has_changed(folder: Path) -> None:
    assert keep(folder, FIRST)
    edit(folder, "boat")
    assert not keep(folder, FIRST)
    assert keep(folder, FIRST + timedelta(1))
    assert not keep(folder, FIRST + timedelta(2)), "it holds what the last copy holds"
    assert names(folder) == ["2026-03-02", "2026-03-01"]


def test_an_empty_library_needs_no_copy(tmp_path: Path) -> None:
    assert not keep(tmp_path / "library", FIRST)
    assert list_backups(tmp_path / "library") == []


def test_the_copies_of_seven_days_stay(folder: Path) -> None:
    for number in range(10):
        edit(folder, f"tag {number}")
        assert keep(folder, FIRST + timedelta(number))
    assert names(folder) == [f"2026-03-{day:02}" for day in range(10, 3, -1)]
    assert len(names(folder)) == KEPT


def test_copies_that_hold_far_less_never_push_the_last_full_one_out(folder: Path) -> None:
    assert keep(folder, FIRST)
    with Library.open(folder, write=True) as library:
        library.forget(range(1, 7))
    for number in range(1, KEPT + 3):
        edit(folder, f"tag {number}")
        assert keep(folder, FIRST + timedelta(number))
    assert names(folder) == [*(f"2026-03-{day:02}" for day in range(10, 3, -1)), "2026-03-01"]
    restore(folder, "2026-03-01")
    with Library.open(folder) as library:
        assert library.catalog.count() == 9


def test_a_copy_without_what_a_person_gave_pushes_out_none_that_has_it_either(
    folder: Path, tmp_path: Path, tiny_bundle: Bundle
) -> None:
    for number in range(3):
        edit(folder, f"tag {number}")
        assert keep(folder, FIRST + timedelta(number))
    (folder / "library.db").rename(tmp_path / "lost.db")
    (folder / "backups").rename(tmp_path / "backups")
    with Library.open(folder, write=True) as library:  # As an older Shoebox began it anew.
        fill(library, range(1, 10), stamp_of(tiny_bundle))
    (tmp_path / "backups").rename(folder / "backups")
    for number in range(3, KEPT + 3):
        with Library.open(folder, write=True) as library:
            make_backup(library, (FIRST + timedelta(number)).isoformat())
    assert names(folder) == [*(f"2026-03-{day:02}" for day in range(10, 3, -1)), "2026-03-03"]
    assert tags(folder) == set()
    restore(folder, "2026-03-03")
    assert tags(folder) == {"grandmother", "tag 0", "tag 1", "tag 2"}


def test_a_copy_of_the_same_day_that_holds_far_more_is_kept_beside_the_new_one(
    folder: Path,
) -> None:
    keep(folder, FIRST)
    with Library.open(folder, write=True) as library:
        library.forget(range(1, 7))
        make_backup(library, FIRST.isoformat())
    fuller, new = names(folder)
    assert (fuller.endswith("-replaced"), new) == (True, "2026-03-01")
    restore(folder, fuller)
    assert tags(folder) == {"grandmother"}


def test_a_clock_that_was_wrong_for_days_does_not_cost_the_copies_that_follow(folder: Path) -> None:
    for number in range(KEPT):
        edit(folder, f"wrong {number}")
        assert keep(folder, date(2099, 1, 1) + timedelta(number))
    for number in range(3):
        edit(folder, f"right {number}")
        assert keep(folder, FIRST + timedelta(number))
    assert names(folder)[-3:] == ["2026-03-03", "2026-03-02", "2026-03-01"]
    assert len(names(folder)) == KEPT


def test_a_copy_of_the_future_does_not_stand_for_what_is_written_now(folder: Path) -> None:
    assert keep(folder, date(2099, 1, 1))
    (wrong,) = list_backups(folder)
    os.utime(wrong.path, ns=(4_070_908_800 * 10**9,) * 2)
    with Library.open(folder, write=True) as library:
        library.catalog.confirm_tag([4], "boat")
    assert keep(folder, FIRST)
    assert not keep(folder, FIRST)
    assert names(folder) == ["2099-01-01", "2026-03-01"]


@pytest.mark.skipif(os.name == "nt", reason="rights on Windows are no matter of three digits")
def test_a_copy_is_its_owners_alone(folder: Path) -> None:
    assert keep(folder, FIRST)
    (backup,) = list_backups(folder)
    assert stat.S_IMODE(backup.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.path.parent.stat().st_mode) == 0o700


def test_going_back_brings_what_was_and_keeps_what_is(folder: Path, tiny_bundle: Bundle) -> None:
    keep(folder, FIRST)
    edit(folder, "boat")
    with Library.open(folder, write=True) as library:
        library.forget([1, 2])
    done = restore(folder)
    assert done.backup.name == "2026-03-01"
    assert tags(folder) == {"grandmother"}
    with Library.open(folder, write=True) as library:
        assert library.catalog.count() == 9
        assert library.vectors(tiny_bundle).count == 9
        assert verify(library, tiny_bundle, repair=True).whole
    assert done.kept is not None
    restore(folder, done.kept.stem)
    assert tags(folder) == {"grandmother", "boat"}
    with Library.open(folder) as library:
        assert library.catalog.count() == 7


def test_what_is_taken_in_after_going_back_is_found_among_the_vectors(
    folder: Path, tiny_bundle: Bundle
) -> None:
    keep(folder, FIRST)
    with Library.open(folder, write=True) as library:
        library.add([indexed(below("photos", "x.jpg"), 50)], stamp_of(tiny_bundle))
        library.vectors(tiny_bundle).save(always=True)
    restore(folder)
    with Library.open(folder, write=True) as library:
        library.add([indexed(below("photos", "y.jpg"), 60)], stamp_of(tiny_bundle))
        library.vectors(tiny_bundle)
        report = verify(library, tiny_bundle)
        assert report.wrong == []
        assert report.waiting == []


def test_who_reads_while_it_goes_back_sees_the_copy_afterwards(folder: Path) -> None:
    keep(folder, FIRST)
    edit(folder, "boat")
    with Library.open(folder) as reader:
        assert reader.catalog.tags_of([4])[4] == ("boat",)
        restore(folder)
        assert 4 not in reader.catalog.tags_of([3, 4])


def test_nobody_goes_back_under_an_index_at_work(folder: Path) -> None:
    keep(folder, FIRST)
    with Library.open(folder, write=True), pytest.raises(LibraryInUseError):
        restore(folder)


def test_a_catalog_that_is_gone_or_is_no_database_any_more_comes_back(folder: Path) -> None:
    keep(folder, FIRST)
    (folder / "library.db").write_bytes(b"\xa5" * 20_000)
    done = restore(folder)
    assert tags(folder) == {"grandmother"}
    assert done.kept is not None
    assert done.kept.read_bytes() == b"\xa5" * 20_000
    (folder / "library.db").unlink()
    assert restore(folder).kept is None
    assert tags(folder) == {"grandmother"}
    os.truncate(folder / "library.db", 0)
    assert restore(folder).kept is None, "of an empty file there is nothing to keep"
    assert tags(folder) == {"grandmother"}


def test_the_log_of_a_file_that_is_empty_now_is_kept(folder: Path) -> None:
    keep(folder, FIRST)
    log = folder / "library.db-wal"
    log.write_bytes(b"what was said last")
    os.truncate(folder / "library.db", 0)
    _, told = restore(folder).sentences()
    assert tags(folder) == {"grandmother"}
    (kept,) = folder.glob("backups/*-damaged.db-wal")
    assert kept.read_bytes() == b"what was said last"
    assert told == (
        f"library.db was gone, its log library.db-wal was not: that is kept as {kept.name}, beside "
        "the backups, for experts."
    )


def test_a_damaged_catalog_never_takes_the_place_of_a_whole_copy(folder: Path) -> None:
    keep(folder, FIRST)
    edit(folder, "boat")
    overwrite_pages(folder / "library.db", [root_page(folder / "library.db", "photos")])
    with (
        Library.open(folder) as library,
        pytest.raises(LibraryError, match="damaged"),
    ):
        make_backup(library, "2026-03-01")
    _, told = restore(folder).sentences()
    assert tags(folder) == {"grandmother"}
    assert not list(folder.rglob("*.copying"))
    kept, _ = list_backups(folder)
    assert kept.damaged
    assert told == (
        f"What it was until now is damaged: it is kept as {kept.path.name}, beside the backups, for"
        " experts."
    )
    with pytest.raises(LibraryError, match=f"^The backup {kept.name} is damaged, there is no go"):
        restore(folder, kept.name)


def test_a_copy_that_is_damaged_or_of_a_newer_program_is_refused(folder: Path) -> None:
    keep(folder, FIRST)
    (backup,) = list_backups(folder)
    whole = backup.path.read_bytes()
    backup.path.write_bytes(whole[:60] + (999).to_bytes(4, "big") + whole[64:])
    with pytest.raises(LibraryError, match="newer Shoebox"):
        restore(folder)
    backup.path.write_bytes(whole[:8192] + b"\xa5" * 8192 + whole[16384:])
    with pytest.raises(LibraryError, match="damaged"):
        restore(folder)
    assert tags(folder) == {"grandmother"}


def test_a_backup_that_is_not_there_is_told_with_those_that_are(folder: Path) -> None:
    with pytest.raises(LibraryError, match="no backup of the library"):
        restore(folder)
    keep(folder, FIRST)
    with pytest.raises(LibraryError, match="named 2020-01-01; there are: 2026-03-01"):
        restore(folder, "2020-01-01")
