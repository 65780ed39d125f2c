"""Questions about some of the photos are answered exactly, over all segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.catalog import Catalog
from tests.indexer.indexes import opened, put, saved
from tests.indexer.making import STAMP, as_stored, vector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.vectors import VectorIndex


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "library.db", write=True) as catalog:
        yield catalog


@pytest.fixture(params=[True, False], ids=["many segments", "one segment"])
def index(
    request: pytest.FixtureRequest,
    catalog: Catalog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> VectorIndex:
    """1 to 39 and 50 to 59 were put in; 5 to 9 are changed since; 1, 20 and 55 are gone."""
    if request.param:
        monkeypatch.setattr("indexer.vectors._SEGMENT_ROWS", 8)
        monkeypatch.setattr("indexer.catalog.embeddings.BLOCK", 8)
    put(catalog, range(1, 40))
    put(catalog, range(50, 60))
    index = saved(tmp_path, catalog)
    put(catalog, range(5, 10), shift=100)
    catalog.forget([1, 20, 45])
    index.refresh(catalog)
    return index


def held(catalog: Catalog) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """What the catalog holds: ids and vectors."""
    blocks = list(catalog.vectors_since(STAMP.sha256, 0))
    return (
        np.concatenate([ids for ids, _ in blocks]),
        np.concatenate([halves for _, halves in blocks]).astype(np.float32),
    )


def ranked(
    catalog: Catalog, query: NDArray[np.float32], among: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """All photos of a set by plain arithmetic, best first."""
    ids, vectors = held(catalog)
    allowed = np.isin(ids, among)
    ids, scores = ids[allowed], vectors[allowed] @ query
    order = np.lexsort((ids, -scores))
    return ids[order], scores[order]


@pytest.mark.parametrize("among", [[], [3], [20], [7, 5, 49, 30], [1, 20, 999, 45], range(60)])
def test_only_the_photos_asked_for_are_found(
    among: list[int], index: VectorIndex, catalog: Catalog
) -> None:
    some = np.array(among, np.int64)
    for seed in range(3):
        query = vector(1000 + seed)
        ids, scores = index.search(query[None], 5, among=some)
        right_ids, right_scores = ranked(catalog, query, some)
        found = min(5, len(right_ids))
        assert ids[0, :found].tolist() == right_ids[:5].tolist()
        assert scores[0, :found].tolist() == pytest.approx(right_scores[:5].tolist(), abs=1e-5)
        assert ids[0, found:].tolist() == [-1] * (5 - found)


@pytest.mark.parametrize("least", [-1.0, 0.0, 0.3, 1.1])
@pytest.mark.parametrize("among", [None, [7, 5, 49, 30], []])
def test_all_above_a_cosine_come_best_first(
    least: float, among: list[int] | None, index: VectorIndex, catalog: Catalog
) -> None:
    query = vector(1000)
    some = None if among is None else np.array(among, np.int64)
    right_ids, right_scores = ranked(catalog, query, np.arange(100) if some is None else some)
    right = right_ids[right_scores >= least].tolist()
    for most in (3, 1000):
        ids, scores = index.above(query, least, most=most, among=some)
        assert ids.tolist() == right[:most]
        assert ids.dtype == np.int64
        assert scores.dtype == np.float32
        assert scores.tolist() == pytest.approx(right_scores[: len(scores)].tolist(), abs=1e-5)


def test_a_cosine_of_just_the_least_counts(index: VectorIndex) -> None:
    ids, scores = index.search(vector(1000)[None], 1)
    found, _ = index.above(vector(1000), float(scores[0, 0]), most=10)
    assert found.tolist() == ids[0].tolist()


def test_a_vector_of_another_length_is_our_fault(index: VectorIndex) -> None:
    with pytest.raises(ValueError, match=r"\[16\]"):
        index.above(np.ones(3, np.float32), 0, most=1)


def test_vectors_are_those_that_the_catalog_holds(index: VectorIndex) -> None:
    found, vectors = index.vectors_of(np.array([6, 999, 20, 2, 6], np.int64))
    assert found.tolist() == [True, False, False, True, True]
    assert vectors.dtype == np.float32
    assert (vectors[0] == as_stored(vector(106))).all()
    assert (vectors[3] == as_stored(vector(2))).all()
    assert (vectors[4] == vectors[0]).all()
    assert not vectors[1:3].any()


def test_a_sample_is_by_chance_and_always_the_same(index: VectorIndex, catalog: Catalog) -> None:
    ids, vectors = index.sample(20)
    assert ids.shape == (20,)
    assert (index.vectors_of(ids)[1] == vectors).all()
    assert ids.tolist() != sorted(ids.tolist())
    assert index.sample(7)[0].tolist() == ids[:7].tolist()
    everything, _ = index.sample(1000)
    assert sorted(everything.tolist()) == sorted(held(catalog)[0].tolist())
    assert everything[:20].tolist() == ids.tolist()
    assert index.sample(0)[0].tolist() == []


def test_a_sample_stays_when_the_library_grows(index: VectorIndex, catalog: Catalog) -> None:
    before = index.sample(40)[0]
    put(catalog, range(200, 208))
    index.refresh(catalog)
    after = index.sample(40)[0]
    assert np.isin(before, after).sum() >= 32
    stayed = before[np.isin(before, after)]
    assert after[np.isin(after, before)].tolist() == stayed.tolist()


def test_nothing_is_found_in_an_empty_index(catalog: Catalog, tmp_path: Path) -> None:
    empty = opened(tmp_path, catalog)
    nobody = np.empty(0, np.int64)
    assert empty.search(vector(1)[None], 2, among=nobody)[0].tolist() == [[-1, -1]]
    assert empty.above(vector(1), 0, most=5)[0].tolist() == []
    assert empty.sample(3)[1].shape == (0, 16)
    assert empty.vectors_of(np.array([3], np.int64))[0].tolist() == [False]
