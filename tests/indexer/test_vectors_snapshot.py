"""A snapshot spares the replay, and one that is not what it should be is made anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.catalog import Catalog
from indexer.vectors import VectorIndex
from tests.indexer.indexes import assert_right, opened, put, saved
from tests.indexer.making import DIM, OTHER_STAMP, STAMP, as_stored, below, indexed, vector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "library.db", write=True) as catalog:
        yield catalog


def names(tmp_path: Path) -> list[str]:
    """The files of the snapshot."""
    return sorted(path.name for path in (tmp_path / "v").iterdir())


def test_a_snapshot_spares_the_replay(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, range(1, 20))
    saved(tmp_path, catalog)
    again = VectorIndex.open(tmp_path / "v", model_sha256=STAMP.sha256, dim=DIM)
    assert again.count == 19
    assert again.sequence == catalog.last_sequence()
    again.refresh(catalog)
    assert_right(again, catalog)


def test_few_changes_are_not_worth_a_snapshot(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(catalog, range(1, 20))
    index = opened(tmp_path, catalog)
    index.save()
    assert not (tmp_path / "v").exists()
    monkeypatch.setattr("indexer.vectors._WORTH_SAVING", 10)
    index.save()
    first = names(tmp_path)
    assert [name.split("-")[0] for name in first] == ["19", "manifest.json"]
    put(catalog, range(30, 35))
    index.refresh(catalog)
    index.save()
    assert names(tmp_path) == first
    catalog.forget(range(1, 8))
    index.refresh(catalog)
    index.save()
    assert [name.split("-")[0] for name in names(tmp_path)] == ["31", "manifest.json"]


def test_an_index_goes_on_while_its_snapshot_is_replaced(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, range(1, 20))
    saved(tmp_path, catalog)
    reader = opened(tmp_path, catalog)
    put(catalog, range(30, 40))
    saved(tmp_path, catalog)
    ids, _ = reader.search(vector(3)[None], 1)
    assert ids.tolist() == [[3]]
    reader.refresh(catalog)
    assert_right(reader, catalog)


def manifest_with(**changed: object) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changed))

    return change


def part_with(**changed: object) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        path = folder / "manifest.json"
        told = json.loads(path.read_text())
        told["parts"] = [part | changed for part in told["parts"]]
        path.write_text(json.dumps(told))

    return change


def vectors_file(folder: Path) -> Path:
    (path,) = folder.glob("*.vectors")
    return path


def cut(folder: Path, *, left: int) -> None:
    path = vectors_file(folder)
    path.write_bytes(path.read_bytes()[:left])


def overwrite(folder: Path, at: int, data: bytes) -> None:
    path = vectors_file(folder)
    whole = bytearray(path.read_bytes())
    whole[at : at + len(data)] = data
    path.write_bytes(whole)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "empty manifest": lambda folder: (folder / "manifest.json").write_text(""),
    "half a manifest": lambda folder: (folder / "manifest.json").write_text('{"format": 1, "lib'),
    "a list as manifest": lambda folder: (folder / "manifest.json").write_text("[1, 2]"),
    "a manifest that is not text": lambda folder: (folder / "manifest.json").write_bytes(b"\xff"),
    "another format": manifest_with(format=1),
    "a field more": manifest_with(colour="red"),
    "a part with a field more": part_with(colour="red"),
    "parts that are none": manifest_with(parts=3),
    "a part that is none": manifest_with(parts=["x"]),
    "no parts": manifest_with(parts=[]),
    "a count below nothing": part_with(count=-19),
    "a count that is none": part_with(count="19"),
    "a name that is none": part_with(vectors=None),
    "a file of what is gone that is not there": part_with(gone="1-1.gone", gone_count=1),
    "guesses that are not there": part_with(codes="1-1.codes"),
    "another model": manifest_with(model_sha256="c" * 64),
    "another dim": manifest_with(dim=8),
    "another mark": manifest_with(mark="f" * 16),
    "a mark that is none": manifest_with(mark=None),
    "a sequence that is none": manifest_with(sequence=[1]),
    "a sequence beyond all numbers": manifest_with(sequence=2**70),
    "another count": part_with(count=3),
    "a sequence of the future": manifest_with(sequence=10**9),
    "no vectors": lambda folder: vectors_file(folder).unlink(),
    "vectors of length 0": lambda folder: cut(folder, left=0),
    "vectors cut": lambda folder: cut(folder, left=300),
    "vectors too long": lambda folder: vectors_file(folder).write_bytes(bytes(5000)),
    "ids out of order": lambda folder: overwrite(
        folder, 19 * DIM * 2, np.array([9, 1], np.int64).tobytes()
    ),
    "a file elsewhere": part_with(vectors="../../library.db"),
    "a folder in the place of the vectors": part_with(vectors="."),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_snapshot_that_is_not_what_it_should_be_is_made_anew(
    damage: Callable[[Path], object], catalog: Catalog, tmp_path: Path
) -> None:
    put(catalog, range(1, 20))
    saved(tmp_path, catalog)
    damage(tmp_path / "v")
    index = opened(tmp_path, catalog)
    assert_right(index, catalog)


def test_a_snapshot_of_another_dim_with_its_manifest_is_made_anew(
    catalog: Catalog, tmp_path: Path
) -> None:
    put(catalog, range(1, 20))
    catalog.store([indexed(below("x.jpg"), 99, dim=8)], OTHER_STAMP)
    other = VectorIndex.open(tmp_path / "v", model_sha256=OTHER_STAMP.sha256, dim=8)
    other.refresh(catalog)
    other.save(always=True)
    assert_right(opened(tmp_path, catalog), catalog)


def test_a_catalog_from_before_the_snapshot_is_noticed(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, range(1, 10))
    backup = tmp_path / "backup.db"
    with catalog._database.connection() as connection:
        connection.execute("VACUUM INTO ?", (str(backup),))
    put(catalog, range(10, 20))
    saved(tmp_path, catalog)
    with Catalog.open(backup, write=True) as older:
        assert_right(opened(tmp_path, older), older)


def test_a_catalog_that_went_another_way_is_noticed_at_the_same_number_and_count(
    catalog: Catalog, tmp_path: Path
) -> None:
    put(catalog, range(1, 10))
    backup = tmp_path / "backup.db"
    with catalog._database.connection() as connection:
        connection.execute("VACUUM INTO ?", (str(backup),))
    put(catalog, range(10, 20))
    saved(tmp_path, catalog)
    with Catalog.open(backup, write=True) as other:
        put(other, range(50, 60))
        assert other.last_sequence() == catalog.last_sequence()
        assert_right(opened(tmp_path, other), other)


def test_a_vector_that_changed_in_the_snapshot_is_found_and_set_right(
    catalog: Catalog, tmp_path: Path
) -> None:
    put(catalog, range(1, 20))
    saved(tmp_path, catalog)
    data = vectors_file(tmp_path / "v").read_bytes()
    place = data.index(as_stored(vector(5)).astype(np.float16).tobytes())
    overwrite(tmp_path / "v", place, b"\x00\x3c")
    index = opened(tmp_path, catalog)
    assert index.check(catalog) == ["The vector index holds 1 vectors that are not the catalog's."]
    index.rebuild(catalog)
    assert_right(index, catalog)


def test_ids_that_changed_in_the_snapshot_are_found(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, range(1, 4))
    saved(tmp_path, catalog)
    data = vectors_file(tmp_path / "v").read_bytes()
    place = data.index(np.array([1, 2, 3], np.int64).tobytes())
    overwrite(tmp_path / "v", place, np.array([2, 2, 77], np.int64).tobytes())
    assert opened(tmp_path, catalog).check(catalog) == [
        "The vector index holds 1 photos twice.",
        "The vector index lacks 2 photos.",
        "The vector index holds 1 photos that the catalog does not.",
        "The vector index holds 1 vectors that are not the catalog's.",
    ]


@pytest.mark.parametrize("shown", [True, False])
def test_a_faiss_that_cannot_be_shown_our_memory_gets_a_copy(
    shown: bool, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(codes: object, data: object) -> None:
        raise AttributeError

    if not shown:
        monkeypatch.setattr("indexer.vectors.exact._show", refuse)
    put(catalog, range(1, 20))
    saved(tmp_path, catalog)
    index = opened(tmp_path, catalog)
    (segment,) = index._state.segments
    assert segment.scanner.scanner.codes.is_owned is not shown
    assert_right(index, catalog)
    catalog.forget([3, 4])
    index.refresh(catalog)
    assert_right(index, catalog)


def test_an_emptied_index_can_be_saved_and_opened(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, range(1, 5))
    saved(tmp_path, catalog)
    catalog.forget(range(1, 5))
    saved(tmp_path, catalog)
    index = opened(tmp_path, catalog)
    assert (index.count, index.check(catalog)) == (0, [])
    put(catalog, range(1, 5))
    index.refresh(catalog)
    assert_right(index, catalog)
