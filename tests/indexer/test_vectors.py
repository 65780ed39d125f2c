"""The index finds what the catalog holds, whatever became of its snapshot meanwhile."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.catalog import Catalog
from tests.indexer.indexes import assert_right, opened, put, saved
from tests.indexer.making import OTHER_STAMP, STAMP, below, indexed, vector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "library.db", write=True) as catalog:
        yield catalog


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments so small that a few photos fill several."""
    monkeypatch.setattr("indexer.vectors._SEGMENT_ROWS", 8)
    monkeypatch.setattr("indexer.catalog.embeddings.BLOCK", 8)
    monkeypatch.setattr("indexer.vectors.segment._ROWS_AT_ONCE", 3)


# -- search --------------------------------------------------------------------------------


def test_the_nearest_come_first_and_are_those_of_plain_arithmetic(
    catalog: Catalog, tmp_path: Path
) -> None:
    put(catalog, range(1, 40))
    assert_right(opened(tmp_path, catalog), catalog)


def test_several_queries_are_answered_as_each_alone(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, range(1, 40))
    index = opened(tmp_path, catalog)
    queries = np.stack([vector(seed) for seed in range(20)])
    ids, scores = index.search(queries, 7)
    assert ids.shape == scores.shape == (20, 7)
    assert ids.dtype == np.int64
    assert scores.dtype == np.float32
    for query, row in zip(queries, ids, strict=True):
        assert index.search(query[None], 7)[0][0].tolist() == row.tolist()


def test_what_is_lacking_is_padded(catalog: Catalog, tmp_path: Path) -> None:
    empty = opened(tmp_path, catalog)
    ids, scores = empty.search(vector(1)[None], 3)
    assert ids.tolist() == [[-1, -1, -1]]
    assert np.isneginf(scores).all()
    put(catalog, [1, 2])
    empty.refresh(catalog)
    ids, scores = empty.search(vector(1)[None], 4)
    assert ids.tolist() == [[1, 2, -1, -1]]
    assert np.isneginf(scores[0, 2:]).all()


def test_equal_photos_come_in_the_order_of_their_ids(catalog: Catalog, tmp_path: Path) -> None:
    catalog.store([indexed(below(f"{n}.jpg"), 7) for n in range(5)], STAMP)
    ids, _ = opened(tmp_path, catalog).search(vector(7)[None], 5)
    assert ids.tolist() == [[1, 2, 3, 4, 5]]


def test_a_query_of_another_length_is_our_fault(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\[q, 16\]"):
        opened(tmp_path, catalog).search(np.ones((1, 3), np.float32), 1)


def test_only_the_vectors_of_the_model_are_searched(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, [1, 2])
    catalog.store([indexed(below("3.jpg"), 3)], OTHER_STAMP)
    assert opened(tmp_path, catalog).count == 2


# -- following the catalog -----------------------------------------------------------------


@pytest.mark.usefixtures("small_segments")
def test_added_updated_and_forgotten_photos_are_followed(catalog: Catalog, tmp_path: Path) -> None:
    index = opened(tmp_path, catalog)
    put(catalog, range(1, 30))
    index.refresh(catalog)
    assert_right(index, catalog)
    put(catalog, range(5, 12), shift=100)
    catalog.forget([1, 2, 20, 28, 29])
    put(catalog, range(40, 43))
    index.refresh(catalog)
    assert_right(index, catalog)
    catalog.forget(range(1, 100))
    index.refresh(catalog)
    assert index.count == 0
    put(catalog, [50])
    index.refresh(catalog)
    assert_right(index, catalog)


@pytest.mark.usefixtures("small_segments")
def test_changes_after_a_snapshot_are_replayed_onto_it(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, range(1, 30))
    writer = saved(tmp_path, catalog)
    put(catalog, range(5, 12), shift=100)
    catalog.forget([1, 2, 20])
    put(catalog, range(40, 60))
    for index in (writer, opened(tmp_path, catalog)):
        index.refresh(catalog)
        assert_right(index, catalog)
    writer.save(always=True)
    assert_right(writer, catalog)
    assert_right(opened(tmp_path, catalog), catalog)


def test_searches_go_on_while_another_thread_refreshes(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, range(1, 50))
    index = saved(tmp_path, catalog)
    wrong: list[list[int]] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            ids, _ = index.search(vector(7)[None], 3)
            if ids[0, 0] != 7 or len(set(ids[0].tolist())) != 3:
                wrong.append(ids[0].tolist())

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(30):
        put(catalog, [100 + number])
        catalog.forget([20 + number])
        index.refresh(catalog)
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert_right(index, catalog)
