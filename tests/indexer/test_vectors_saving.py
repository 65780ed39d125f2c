"""A snapshot survives a full disk, a killed writer and other processes, and may be made beside."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from indexer.catalog import Catalog
from indexer.errors import LibraryError
from indexer.vectors import snapshot
from tests.indexer.indexes import assert_right, opened, put, saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "library.db", write=True) as catalog:
        yield catalog


def names(tmp_path: Path) -> list[str]:
    """The files of the snapshot."""
    return sorted(path.name for path in (tmp_path / "v").iterdir())


@contextmanager
def small_files_only() -> Iterator[None]:
    """A disk that takes no more than some bytes of a file."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_snapshot_that_cannot_be_written_leaves_the_one_before(
    catalog: Catalog, tmp_path: Path
) -> None:
    put(catalog, range(1, 10))
    index = saved(tmp_path, catalog)
    before = names(tmp_path)
    put(catalog, range(20, 60))
    index.refresh(catalog)
    with small_files_only(), pytest.raises(LibraryError, match="takes no file as large"):
        index.save(always=True)
    assert names(tmp_path) == before
    assert_right(index, catalog)
    assert_right(opened(tmp_path, catalog), catalog)


def test_an_index_that_is_saved_beside_takes_in_what_changes_meanwhile(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, changed = threading.Event(), threading.Event()
    write = snapshot.save

    def slowly(*told: Any) -> Any:
        begun.set()
        assert changed.wait(20)
        return write(*told)

    monkeypatch.setattr("indexer.vectors._WORTH_SAVING", 1)
    monkeypatch.setattr("indexer.vectors.snapshot.save", slowly)
    put(catalog, range(1, 20))
    index = opened(tmp_path, catalog)
    index.save_beside()
    assert begun.wait(20)
    catalog.forget([4])
    put(catalog, [30])
    index.refresh(catalog)
    index.save_beside()
    assert_right(index, catalog)
    changed.set()
    index.wait()
    index.refresh(catalog)
    assert_right(index, catalog)
    assert_right(opened(tmp_path, catalog), catalog)
    index.save()
    assert_right(opened(tmp_path, catalog), catalog)


def test_what_went_wrong_beside_is_told_to_who_waits(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.vectors._WORTH_SAVING", 1)
    put(catalog, range(1, 60))
    index = opened(tmp_path, catalog)
    with small_files_only():
        index.save_beside()
        with pytest.raises(LibraryError, match="takes no file as large"):
            index.wait()
    assert_right(index, catalog)
    index.save()
    assert_right(opened(tmp_path, catalog), catalog)


def test_who_reads_takes_the_writers_snapshot_in_the_place_of_many_changes(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.vectors._WORTH_LOADING", 12)
    put(catalog, range(1, 20))
    writer = saved(tmp_path, catalog)
    reader = opened(tmp_path, catalog)
    for start in (30, 40):
        put(catalog, range(start, start + 8))
        reader.refresh(catalog)
    assert any(segment.part is None for segment in reader._state.segments)
    writer.refresh(catalog)
    writer.save(always=True)
    put(catalog, [60])
    reader.refresh(catalog)
    held = [segment.count for segment in reader._state.segments if segment.part is None]
    assert held == [1]
    assert_right(reader, catalog)


WRITER = """
import sys
from pathlib import Path
from indexer.catalog import Catalog
from tests.indexer.indexes import put, saved
with Catalog.open(Path(sys.argv[1], "library.db"), write=True) as catalog:
    for number in range(10_000):
        put(catalog, [100 + number])
        print(number, flush=True)
        saved(Path(sys.argv[1]), catalog)
"""


@pytest.mark.parametrize("after", [1, 2, 5])
def test_a_writer_that_is_killed_while_it_saves_leaves_an_index_that_is_right(
    after: int, catalog: Catalog, tmp_path: Path
) -> None:
    put(catalog, range(1, 20))
    saved(tmp_path, catalog)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(after):
            assert writer.stdout.readline()
        writer.kill()
    assert_right(opened(tmp_path, catalog), catalog)
    assert_right(saved(tmp_path, catalog), catalog)
    assert not list((tmp_path / "v").glob("*.writing"))


READER = """
import sys
from pathlib import Path
from indexer.catalog import Catalog
from indexer.vectors import VectorIndex
from tests.indexer.making import DIM, STAMP, vector
print("ready", flush=True)
rounds = 0
while not Path(sys.argv[1], "done").exists():
    with Catalog.open(Path(sys.argv[1], "library.db")) as catalog:
        index = VectorIndex.open(Path(sys.argv[1], "v"), model_sha256=STAMP.sha256, dim=DIM)
        index.refresh(catalog)
        assert index.search(vector(3)[None], 1)[0].tolist() == [[3]]
        assert index.check(catalog) == []
        rounds += 1
print(rounds)
"""


def test_another_process_reads_while_this_one_writes_and_saves(
    catalog: Catalog, tmp_path: Path
) -> None:
    put(catalog, range(1, 20))
    index = saved(tmp_path, catalog)
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        for number in range(40):
            put(catalog, [100 + number])
            catalog.forget([5 + number % 10])
            index.refresh(catalog)
            index.save(always=True)
        (tmp_path / "done").touch()
        rounds = int(reader.stdout.read())
    assert reader.returncode == 0
    assert rounds > 0
