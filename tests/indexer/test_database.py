"""One SQLite file, several threads and processes, and what the disk can do to them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.catalog import Catalog
from indexer.database import Database, told_kindly
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")


def written(path: Path) -> Database:
    database = Database(path, write=True)
    with database.transaction() as connection:
        connection.execute("CREATE TABLE words(word TEXT)")
        connection.execute("INSERT INTO words VALUES ('one')")
    return database


def words(database: Database) -> list[str]:
    with database.connection() as connection:
        return [row[0] for row in connection.execute("SELECT word FROM words ORDER BY word")]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may reach, other than those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@contextmanager
def no_rights_to_write(folder: Path) -> Iterator[None]:
    """As a user who may only read; root is told to be nobody meanwhile."""
    for path in folder.rglob("*"):
        path.chmod(0o444)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_what_is_written_can_be_read_and_a_reader_sees_each_later_commit(tmp_path: Path) -> None:
    writer = written(tmp_path / "a.db")
    reader = Database(tmp_path / "a.db", write=False)
    assert words(reader) == ["one"]
    with writer.transaction() as connection:
        connection.execute("INSERT INTO words VALUES ('two')")
        assert words(reader) == ["one"]
    assert words(reader) == ["one", "two"]
    reader.close()
    writer.close()


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    database = written(tmp_path / "a.db")
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        connection.execute("INSERT INTO words VALUES (?)", ("half",)).fetchone()[1 // 0]
    assert words(database) == ["one"]
    database.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    written(tmp_path / "a.db").close()
    reader = Database(tmp_path / "a.db", write=False)
    with pytest.raises(LibraryError, match="read-only"), reader.connection() as connection:
        connection.execute("INSERT INTO words VALUES ('two')")
    reader.close()


def test_at_one_moment_later_commits_stay_unseen(tmp_path: Path) -> None:
    database = written(tmp_path / "a.db")
    with database.at_one_moment() as moment:
        assert words(moment) == ["one"]
        with database.transaction() as connection:
            connection.execute("INSERT INTO words VALUES ('two')")
        assert words(moment) == ["one"]
        assert words(database) == ["one", "two"]
    database.close()


def lost_moment(database: Database) -> None:
    with database.at_one_moment() as moment, moment.connection() as connection:
        connection.execute("ROLLBACK")  # As SQLite does by itself where the disk fails.
        raise ZeroDivisionError


def test_a_fault_that_ended_the_moment_is_the_one_that_is_told(tmp_path: Path) -> None:
    database = written(tmp_path / "a.db")
    with pytest.raises(ZeroDivisionError):
        lost_moment(database)
    database.close()


def test_many_threads_read_while_one_writes(tmp_path: Path) -> None:
    database = written(tmp_path / "a.db")
    seen: list[list[int]] = [[] for _ in range(4)]
    done = threading.Event()

    def read(counts: list[int]) -> None:
        while not done.is_set():
            counts.append(len(words(database)))

    threads = [threading.Thread(target=read, args=(counts,)) for counts in seen]
    for thread in threads:
        thread.start()
    for number in range(50):
        with database.transaction() as connection:
            connection.execute("INSERT INTO words VALUES (?)", (str(number),))
    done.set()
    for thread in threads:
        thread.join()
    assert all(counts == sorted(counts) for counts in seen)
    assert len(words(database)) == 51
    database.close()


def test_a_closed_database_says_so(tmp_path: Path) -> None:
    database = written(tmp_path / "a.db")
    database.close()
    with pytest.raises(ValueError, match="was closed"):
        words(database)


def test_names_with_signs_that_mean_something_in_an_address(tmp_path: Path) -> None:
    path = tmp_path / "50% off?mode=memory#1.db"
    written(path).close()
    assert path.exists()
    reader = Database(path, write=False)
    assert words(reader) == ["one"]
    reader.close()


def test_a_missing_file_is_told_and_not_made(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db", write=False)
    with pytest.raises(LibraryError, match="cannot be opened"):
        words(database)
    assert not (tmp_path / "a.db").exists()


def test_another_kind_of_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"This is a letter to my aunt. " * 100)
    database = Database(tmp_path / "a.db", write=False)
    with pytest.raises(LibraryError, match="is not a Shoebox library"):
        words(database)


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    database = written(tmp_path / "a.db")
    with database.transaction() as connection:
        connection.executemany("INSERT INTO words VALUES (?)", [("x" * 5000,)] * 50)
    database.close()
    data = bytearray((tmp_path / "a.db").read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    (tmp_path / "a.db").write_bytes(data)
    damaged = Database(tmp_path / "a.db", write=False)
    with pytest.raises(LibraryError, match="is damaged"):
        words(damaged)
    damaged.close()


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    database = written(tmp_path / "a.db")
    with database.connection() as connection:
        connection.execute("PRAGMA max_page_count = 10")  # SQLite's own full disk.
    with pytest.raises(LibraryError, match="full"), database.transaction() as connection:
        connection.executemany("INSERT INTO words VALUES (?)", [("x" * 5000,)] * 50)
    assert words(database) == ["one"]
    database.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_full_disk_outside_sqlite_is_told_in_the_same_words() -> None:
    with (
        pytest.raises(LibraryError, match="full"),
        told_kindly(Path("/dev/full")),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"x")


def test_a_fault_of_ours_is_not_told_kindly(tmp_path: Path) -> None:
    database = written(tmp_path / "a.db")
    with (
        pytest.raises(Exception, match="no such table") as raised,
        database.connection() as connection,
    ):
        connection.execute("SELECT * FROM sentences")
    assert not isinstance(raised.value, LibraryError)
    database.close()


def test_a_transaction_of_another_program_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.database.SECONDS_TO_WAIT", 0.05)
    first = written(tmp_path / "a.db")
    second = Database(tmp_path / "a.db", write=True)
    with first.transaction() as connection:
        connection.execute("INSERT INTO words VALUES ('two')")
        with pytest.raises(LibraryError, match="try again in a moment"), second.transaction():
            pass
        assert words(second) == ["one"]
    with second.transaction() as connection:
        connection.execute("INSERT INTO words VALUES ('three')")
    assert words(first) == ["one", "three", "two"]
    first.close()
    second.close()


def test_a_writer_that_comes_and_goes_takes_no_reader_of_its_process_from_the_log(
    tmp_path: Path,
) -> None:
    """Else other processes think that nobody reads, and take the log away from under it."""
    written(tmp_path / "a.db").close()
    reader, writer = (Database(tmp_path / "a.db", write=write) for write in (False, True))
    assert words(reader) == words(writer) == ["one"]
    writer.close()
    program = (
        "import sys; from pathlib import Path; from indexer.database import Database\n"
        "database = Database(Path(sys.argv[1]), write=True)\n"
        "with database.transaction() as connection:\n"
        "    connection.execute('INSERT INTO words VALUES (?)', sys.argv[2:])\n"
        "database.close()\n"
    )
    for word in ("two", "three"):
        command = [sys.executable, "-c", program, str(tmp_path / "a.db"), word]
        subprocess.run(command, check=True, cwd=Path(__file__).parent.parent.parent)
        assert word in words(reader)
    reader.close()


@posix_only
def test_the_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    database = written(tmp_path / "a.db")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("a.db*")}
    assert modes == {0o600}
    database.close()


@posix_only
def test_a_file_on_a_read_only_disk_can_be_read(open_folder: Path) -> None:
    written(open_folder / "a.db").close()
    assert [path.name for path in open_folder.iterdir()] == ["a.db"]
    with no_rights_to_write(open_folder):
        reader = Database(open_folder / "a.db", write=False)
        assert words(reader) == ["one"]
        assert words(reader) == ["one"]
        writer = Database(open_folder / "a.db", write=True)
        with pytest.raises(LibraryError, match="read-only"):
            words(writer)
        reader.close()


@posix_only
def test_a_log_that_cannot_be_read_on_a_read_only_disk_is_not_overlooked(
    open_folder: Path,
) -> None:
    database = written(open_folder / "a.db")
    for name in ("a.db", "a.db-wal"):  # As if pulled out while it was written.
        (open_folder / f"copy-{name}").write_bytes((open_folder / name).read_bytes())
    database.close()
    (open_folder / "a.db").unlink()
    with no_rights_to_write(open_folder):
        reader = Database(open_folder / "copy-a.db", write=False)
        with pytest.raises(LibraryError):
            words(reader)
        reader.close()


def test_a_catalog_waits_for_the_disk_and_a_cache_does_not(tmp_path: Path) -> None:
    """SQLite: with FULL a commit outlives a power failure, with NORMAL the file stays whole."""
    for durable, expected in ((True, 2), (False, 1)):
        database = Database(tmp_path / f"{durable}.db", write=True, durable=durable)
        with database.connection() as connection:
            assert connection.execute("PRAGMA synchronous").fetchone() == (expected,)
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        database.close()
    with Catalog.open(tmp_path / "library.db", write=True) as catalog:
        assert catalog._database.durable
