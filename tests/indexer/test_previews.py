"""Previews: a cache that many may read, and that is made anew when it is broken."""

from __future__ import annotations

import multiprocessing
import random
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from indexer.errors import LibraryError
from indexer.previews import Previews

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from pathlib import Path

KEY = b"0123456789abcdef"
#: Seconds that a test waits for another process, on a machine that does much else.
PATIENCE = 120


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "previews.db"


@pytest.fixture
def writer(path: Path) -> Iterator[Previews]:
    previews = Previews.open(path, write=True)
    yield previews
    previews.close()


@pytest.fixture
def reader(path: Path) -> Iterator[Previews]:
    previews = Previews.open(path)
    yield previews
    previews.close()


def _row(photo_id: int, text: str = "") -> tuple[int, bytes, bytes, bytes | None]:
    """Previews of real sizes that say whose they are."""
    mark = f"{photo_id}{text} ".encode()
    return photo_id, KEY, mark * 3000, mark * 15000


def test_previews_are_kept(writer: Previews, path: Path) -> None:
    writer.put([_row(1), (2, KEY, b"small", None)])
    writer.close()
    again = Previews.open(path)
    assert again.small(1) == _row(1)[2]
    assert again.large(1) == _row(1)[3]
    assert again.keys() == {1: KEY, 2: KEY}
    assert again.check() == []
    again.close()


def test_a_small_picture_is_its_own_large_preview(writer: Previews) -> None:
    writer.put([(2, KEY, b"small", None)])
    assert writer.large(2) == b"small"


def test_what_is_not_there_is_none(writer: Previews, reader: Previews) -> None:
    for previews in (writer, reader):
        assert previews.small(7) is previews.large(7) is None
        assert previews.small_many([7, 8]) == {}


def test_a_changed_photo_loses_its_old_previews(writer: Previews) -> None:
    writer.put([_row(1)])
    writer.put([(1, b"another key 1234", b"new", None)])
    assert writer.small(1) == writer.large(1) == b"new"
    assert writer.keys() == {1: b"another key 1234"}


def test_many_are_read_at_once(writer: Previews) -> None:
    writer.put((number, KEY, b"%d" % number, None) for number in range(1, 1301))
    wanted = random.Random(0).sample(range(1, 2000), 1500)
    found = writer.small_many(wanted)
    assert found == {number: b"%d" % number for number in wanted if number <= 1300}


def test_forgotten_photos_leave_nothing(writer: Previews) -> None:
    writer.put([_row(1), _row(2)])
    writer.remove([1, 99])
    writer.remove([])
    assert (writer.small(1), writer.large(1), writer.keys()) == (None, None, {2: KEY})


def test_a_reader_may_come_before_the_first_writer(path: Path, reader: Previews) -> None:
    assert reader.small(1) is None
    assert reader.keys() == {}
    assert reader.check() == []
    writer = Previews.open(path, write=True)
    writer.put([_row(1)])
    assert reader.small(1) == _row(1)[2]
    writer.close()


@pytest.mark.parametrize("broken", [b"", b"This is not a database. " * 100, bytes(8192)])
def test_a_broken_file_is_empty_to_readers_and_made_anew_by_the_writer(
    path: Path, broken: bytes, reader: Previews
) -> None:
    path.write_bytes(broken)
    assert reader.small(1) is None
    writer = Previews.open(path, write=True)
    writer.put([_row(1)])
    assert reader.small(1) == _row(1)[2]
    assert writer.check() == []
    writer.close()


def test_damage_in_the_middle_costs_previews_and_no_run(path: Path) -> None:
    writer = Previews.open(path, write=True)
    writer.put(_row(number) for number in range(1, 40))
    writer.close()
    content = bytearray(path.read_bytes())
    content[8192 : len(content)] = random.Random(0).randbytes(len(content) - 8192)
    path.write_bytes(content)
    reader = Previews.open(path)
    assert reader.check() != []
    assert reader.small(1) is reader.large(1) is None
    writer = Previews.open(path, write=True)
    writer.put([_row(1)])
    assert writer.keys() == {1: KEY}
    assert reader.small(1) == _row(1)[2]
    assert reader.check() == []
    reader.close()
    writer.close()


def test_a_file_of_another_format_is_made_anew(path: Path, reader: Previews) -> None:
    from indexer.database import Database

    old = Database(path, write=True)
    with old.transaction() as connection:
        connection.execute("CREATE TABLE small (something TEXT)")
        connection.execute("PRAGMA user_version = 99")
    old.close()
    assert reader.small(1) is None
    writer = Previews.open(path, write=True)
    writer.put([_row(1)])
    assert reader.small(1) == _row(1)[2]
    writer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_previews_are_for_their_owner_alone(writer: Previews, path: Path) -> None:
    writer.put([_row(1)])
    assert path.stat().st_mode & 0o077 == 0


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(LibraryError):
        Previews.open(path, write=True)


def test_threads_read_while_one_writes(writer: Previews, reader: Previews) -> None:
    writer.put([_row(0)])
    written = threading.Event()

    def read() -> int:
        times = 0
        while not written.is_set() or not times:
            for photo_id, small in reader.small_many(range(60)).items():
                assert small == _row(photo_id)[2]
            assert reader.large(0) == _row(0)[3]
            times += 1
        return times

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for number in range(1, 60):
            writer.put([_row(number)])
        written.set()
        assert all(reading.result() for reading in readers)


def _read_in_a_process(path: Path, pipe: Connection[object, object]) -> None:
    """Read until told to stop; say how often, and what was wrong."""
    reader = Previews.open(path)
    times, wrong = 0, 0
    while not pipe.poll() or not times:
        for photo_id, small in reader.small_many(range(60)).items():
            wrong += small != _row(photo_id)[2]
        times += 1
    pipe.send((times > 0, wrong, len(reader.keys())))


@pytest.fixture
def readers(path: Path) -> Iterator[list[Connection[object, object]]]:
    """Two processes that read, by their pipes; gone after the test, however it ends."""
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe() for _ in range(2)]
    processes = [
        context.Process(target=_read_in_a_process, args=(path, theirs), daemon=True)
        for _, theirs in pipes
    ]
    for process, (_, theirs) in zip(processes, pipes, strict=True):
        process.start()
        theirs.close()  # So that a reader that fails is heard of.
    yield [ours for ours, _ in pipes]
    for process in processes:
        process.kill()
        process.join()


def test_processes_read_while_one_writes(
    path: Path, readers: list[Connection[object, object]]
) -> None:
    writer = Previews.open(path, write=True)
    for number in range(60):
        writer.put([_row(number)])
    for pipe in readers:
        pipe.send("stop")
        assert pipe.poll(PATIENCE), "a reader hangs"
        assert pipe.recv() == (True, 0, 60)
    writer.close()
