"""What was written is in the catalog's own file: who copies that alone has all of it."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

from indexer.backups import keep_daily, restore
from indexer.database import Database, fold_log
from indexer.library import Library
from tests.indexer.making import fill

if TYPE_CHECKING:
    from pathlib import Path


def photos_without_the_log(folder: Path) -> int:
    """How many photos are in the catalog's own file, as whoever copies that alone has them."""
    alone = folder / "alone.db"
    shutil.copyfile(folder / "library.db", alone)
    with closing(Database(alone, write=False)) as database, database.connection() as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'photos'")
        if tables.fetchone() == (0,):
            return 0
        return int(connection.execute("SELECT count(*) FROM photos").fetchone()[0])


def test_what_was_written_is_in_the_file_itself_also_beside_who_reads(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library.open(folder, write=True) as writer:
        fill(writer, range(1, 4))
    with Library.open(folder) as reader:
        reader.catalog.count()
        with Library.open(folder, write=True) as writer:
            fill(writer, range(4, 6))
        assert photos_without_the_log(folder) == 5
        with reader.small_edit() as catalog:
            catalog.forget([1])
        assert photos_without_the_log(folder) == 5, "a person does not wait for it"
    assert photos_without_the_log(folder) == 4
    assert not (folder / "library.db-wal").exists()


def test_who_has_read_alone_writes_nothing_unless_it_is_the_last_to_leave(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    writer = Library.open(folder, write=True)
    fill(writer, range(1, 4))
    Library.open(folder).close()
    assert photos_without_the_log(folder) == 0
    Library.open(folder).close(fold=True)
    assert photos_without_the_log(folder) == 3
    fill(writer, range(4, 6))
    assert writer.catalog.count() == 5
    writer.close()


def test_so_is_what_was_gone_back_to(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library.open(folder, write=True) as writer:
        fill(writer, range(1, 4))
        keep_daily(writer, lambda: date(2026, 3, 1))
        writer.forget([1])
    with Library.open(folder) as reader:
        assert reader.catalog.count() == 2
        restore(folder)
        assert photos_without_the_log(folder) == 3


def test_a_log_whose_file_is_gone_or_empty_is_left_as_it_is(tmp_path: Path) -> None:
    """SQLite would throw it away: it may be all that is left."""
    log = tmp_path / "library.db-wal"
    log.write_bytes(b"what was said last")
    fold_log(tmp_path / "library.db")
    assert not (tmp_path / "library.db").exists()
    (tmp_path / "library.db").touch()
    fold_log(tmp_path / "library.db")
    assert log.read_bytes() == b"what was said last"
    os.truncate(log, 0)
    fold_log(tmp_path / "library.db")
