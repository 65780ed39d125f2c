"""A damaged catalog is saved as far as SQLite reaches; what a person gave comes first."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from indexer.backups import keep_daily, restore
from indexer.database import DamagedError
from indexer.library import Library
from indexer.recovery import recover
from indexer.verify import verify
from tests.indexer.damaging import PAGE, overwrite_pages, random_pages, root_page
from tests.indexer.making import below, fill, indexed, stamp_of
from tests.indexer.test_migrations import STORED

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle

PHOTOS = 700
LAST_OF_SCHEMA = 12
"""The first pages hold the names of the tables, without which nothing is known."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Path:
    """The folder of a library whose owner has tagged, rated and put in order many photos."""
    folder = tmp_path_factory.mktemp("whole") / "library"
    with Library.open(folder, write=True) as library:
        ids = fill(library, range(1, PHOTOS + 1), stamp_of(tiny_bundle))
        for number in range(7):
            library.catalog.confirm_tag(ids[number::7], f"tag {number}")
            library.catalog.set_rating(ids[number::7], number % 5 + 1)
        library.catalog.make_album("Best", ids[::2])
        keep_daily(library, lambda: date(2026, 3, 1))
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, with a backup of the same moment."""
    return shutil.copytree(whole, tmp_path / "library")


def given(folder: Path) -> dict[str, tuple[object, ...]]:
    """Path -> the id by which each photo is known, and what its owner gave it."""
    with Library.open(folder) as library:
        photos = library.catalog.photos(library.catalog.all_ids().tolist())
        tags = library.catalog.tags_of(photo.id for photo in photos)
        (album,) = library.catalog.albums()
        best = set(library.catalog.album_photos(album.id))
        return {
            photo.path: (photo.id, photo.rating, tags.get(photo.id, ()), photo.id in best)
            for photo in photos
        }


def cut_short(path: Path, left: float, *, padded: bool) -> None:
    """Take the end of a file away; padded, as some file systems do it, there are zeros instead."""
    size = path.stat().st_size
    os.truncate(path, int(size * left))
    if padded:
        os.truncate(path, size)


def assert_whole_again(folder: Path, bundle: Bundle) -> None:
    with Library.open(folder, write=True) as library:
        assert verify(library, bundle, repair=True).whole
        assert verify(library, bundle).whole


@pytest.mark.parametrize("seed", range(2))
def test_with_a_backup_random_broken_pages_cost_nothing_that_a_person_gave(
    seed: int, folder: Path, whole: Path, tiny_bundle: Bundle
) -> None:
    path = folder / "library.db"
    overwrite_pages(path, random_pages(path, 12, seed, after=LAST_OF_SCHEMA))
    damaged = path.read_bytes()
    done = recover(folder)
    assert done.kept.read_bytes() == damaged
    assert_whole_again(folder, tiny_bundle)
    assert given(folder) == given(whole)


def test_without_one_photos_keep_ids_and_tags_as_far_as_an_index_knows_them(
    folder: Path, whole: Path, tiny_bundle: Bundle
) -> None:
    shutil.rmtree(folder / "backups")
    path = folder / "library.db"
    overwrite_pages(path, random_pages(path, 12, 0, after=LAST_OF_SCHEMA))
    recover(folder)
    assert_whole_again(folder, tiny_bundle)
    before, after = given(whole), given(folder)
    assert len(after) >= 0.95 * PHOTOS
    assert sum(after.get(name) == value for name, value in before.items()) >= 0.9 * PHOTOS
    assert all(value[0] == before[name][0] for name, value in after.items())


def test_a_whole_table_whose_first_page_is_broken_is_put_together_from_its_indexes(
    folder: Path, whole: Path, tiny_bundle: Bundle
) -> None:
    shutil.rmtree(folder / "backups")
    path = folder / "library.db"
    overwrite_pages(path, [root_page(path, "photos"), root_page(path, "photo_tags")])
    done = recover(folder)
    assert done.filled["photos"] == PHOTOS
    assert_whole_again(folder, tiny_bundle)
    assert given(folder) == given(whole)
    with Library.open(folder) as library:
        (known, *_) = library.catalog.known_files([below("photos")]).values()
        assert known.size == 0, "its file is read again, since it cannot be told what it was"


def test_what_a_person_did_after_the_backup_is_kept_where_it_can_be_read(
    folder: Path, tiny_bundle: Bundle
) -> None:
    with Library.open(folder, write=True) as library:
        library.catalog.confirm_tag([1, 2, 3], "new")
        library.catalog.remove_tag([4], "tag 3")
    expected = given(folder)
    path = folder / "library.db"
    overwrite_pages(path, [root_page(path, "photos"), root_page(path, "embeddings")])
    recover(folder)
    assert_whole_again(folder, tiny_bundle)
    assert given(folder) == expected


def test_an_id_is_never_given_again_even_if_its_row_is_lost(
    folder: Path, tiny_bundle: Bundle
) -> None:
    with Library.open(folder, write=True) as library:
        library.forget([PHOTOS])
    path = folder / "library.db"
    overwrite_pages(path, [root_page(path, "photos"), root_page(path, "sqlite_sequence")])
    recover(folder)
    with Library.open(folder, write=True) as library:
        verify(library, tiny_bundle, repair=True)
        (new,) = library.add([indexed(below("x.jpg"), 9999)], stamp_of(tiny_bundle))
    assert new > PHOTOS


def test_what_stands_in_the_log_alone_is_saved_too(folder: Path, tiny_bundle: Bundle) -> None:
    path = folder / "library.db"
    with Library.open(folder, write=True) as library:
        library.catalog.confirm_tag([1, 2, 3], "new")
        copy = shutil.copytree(folder, folder.with_name("killed"))
    assert (copy / "library.db-wal").stat().st_size
    overwrite_pages(copy / path.name, random_pages(copy / path.name, 12, 1, after=LAST_OF_SCHEMA))
    recover(copy)
    assert_whole_again(copy, tiny_bundle)
    assert given(copy) == given(folder)


@pytest.mark.parametrize("lost", [PAGE, 5000, 3 * PAGE + 1])
def test_a_file_that_has_lost_a_little_of_its_end_loses_nothing_that_a_person_gave(
    lost: int, folder: Path, whole: Path, tiny_bundle: Bundle
) -> None:
    shutil.rmtree(folder / "backups")
    path = folder / "library.db"
    os.truncate(path, path.stat().st_size - lost)
    cut = path.read_bytes()
    done = recover(folder)
    assert done.kept.read_bytes() == cut
    assert_whole_again(folder, tiny_bundle)
    assert given(folder) == given(whole)


@pytest.mark.parametrize("padded", [False, True], ids=["cut", "padded"])
@pytest.mark.parametrize("left", [0.5, 0.75])
def test_with_a_backup_a_file_that_was_cut_short_costs_nothing_that_a_person_gave(
    left: float, padded: bool, folder: Path, whole: Path, tiny_bundle: Bundle
) -> None:
    cut_short(folder / "library.db", left, padded=padded)
    recover(folder)
    assert_whole_again(folder, tiny_bundle)
    assert given(folder) == given(whole)


@pytest.mark.parametrize("padded", [False, True], ids=["cut", "padded"])
def test_without_one_it_gives_the_photos_and_the_stars_whose_pages_are_there(
    padded: bool, folder: Path, whole: Path, tiny_bundle: Bundle
) -> None:
    shutil.rmtree(folder / "backups")
    cut_short(folder / "library.db", 0.75, padded=padded)
    recover(folder)
    assert_whole_again(folder, tiny_bundle)
    before, after = given(whole), given(folder)
    assert len(after) >= 0.95 * PHOTOS
    assert all(value[0] == before[name][0] for name, value in after.items())
    assert sum(value[1] == before[name][1] for name, value in after.items()) >= 0.9 * PHOTOS


@pytest.mark.parametrize("left", [0, 1, 50, 100, PAGE, 4 * PAGE])
def test_where_not_even_the_tables_are_left_nothing_is_changed_and_the_way_back_is_named(
    left: int, folder: Path
) -> None:
    path = folder / "library.db"
    os.truncate(path, left)
    assert_is_left_alone(folder, "`shoebox restore` brings back what it held on 2026-03-01")
    assert restore(folder).backup.name == "2026-03-01"
    with Library.open(folder) as library:
        assert library.catalog.count() == PHOTOS


def test_the_same_of_a_first_page_of_rubbish_also_where_there_is_no_backup(folder: Path) -> None:
    overwrite_pages(folder / "library.db", [1])
    assert_is_left_alone(folder, "`shoebox restore` brings back what it held on 2026-03-01")
    shutil.rmtree(folder / "backups")
    assert_is_left_alone(folder, "and `shoebox index FOLDER` begins anew")


def assert_is_left_alone(folder: Path, told: str) -> None:
    before = (folder / "library.db").read_bytes()
    with pytest.raises(DamagedError, match=re.escape(told)):
        recover(folder)
    assert (folder / "library.db").read_bytes() == before
    assert sorted(each.name for each in folder.iterdir() if "recover" in each.name) == []


def test_a_catalog_of_an_older_program_is_saved_as_such_and_then_brought_up_to_date(
    folder: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    shutil.copyfile(STORED[0], old / "library.db")
    with closing(sqlite3.connect(old / "library.db")) as connection:
        count = connection.execute("SELECT count(*) FROM photos").fetchone()[0]
    overwrite_pages(old / "library.db", [root_page(old / "library.db", "photos_by_time")])
    recover(old)
    with Library.open(old, write=True) as library:
        assert library.catalog.count() == count
        assert verify(library, None, repair=True).whole
