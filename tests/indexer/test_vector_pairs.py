"""The index joined with itself: near pairs against those of plain arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.catalog import Catalog
from indexer.records import IndexedPhoto
from indexer.vectors.pairs import near_pairs
from tests.indexer.indexes import opened, put
from tests.indexer.making import DIM, STAMP, decoded, seen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

LEAST = 0.9


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "library.db", write=True) as catalog:
        yield catalog


def planted(catalog: Catalog, count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Photos of which every second is near the one before it: ids and vectors as stored."""
    chance = np.random.default_rng(1)
    vectors = chance.standard_normal((count, DIM)).astype(np.float32)
    vectors[1::2] = vectors[::2] + 0.2 * chance.standard_normal((count // 2, DIM))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    batch = [
        IndexedPhoto(seen(f"/p/{n}.jpg", n), decoded(n), vector) for n, vector in enumerate(vectors)
    ]
    return np.array(catalog.store(batch, STAMP)), vectors.astype(np.float16).astype(np.float32)


@pytest.mark.parametrize("count", [200, 5000])
def test_it_finds_the_pairs_that_comparing_each_with_each_finds(
    tmp_path: Path, catalog: Catalog, count: int
) -> None:
    ids, vectors = planted(catalog, count)
    found, cosines = near_pairs(opened(tmp_path, catalog), ids, least=LEAST, most=10)
    one, other = np.nonzero(np.triu(vectors @ vectors.T >= LEAST, k=1))
    expected = {(int(ids[a]), int(ids[b])) for a, b in zip(one, other, strict=True)}
    pairs = {(int(a), int(b)) for a, b in found}
    assert pairs <= expected
    assert len(pairs) == len(found)
    assert len(pairs) >= 0.99 * len(expected)
    assert (cosines >= LEAST).all()


def test_of_each_photo_only_the_nearest_count(tmp_path: Path, catalog: Catalog) -> None:
    ids, vectors = planted(catalog, 40)
    found, _ = near_pairs(opened(tmp_path, catalog), ids, least=-1.0, most=1)
    cosines = vectors @ vectors.T - 2 * np.eye(40)
    nearest = {tuple(sorted((a, int(b)))) for a, b in enumerate(np.argmax(cosines, axis=1))}
    assert {tuple(sorted((int(a), int(b)))) for a, b in found - ids[0]} == nearest


def test_photos_without_a_vector_are_in_no_pair(tmp_path: Path, catalog: Catalog) -> None:
    put(catalog, range(3))
    index = opened(tmp_path, catalog)
    assert near_pairs(index, np.array([77, 78]), least=-1.0, most=5)[0].shape == (0, 2)
    assert near_pairs(index, np.empty(0, np.int64), least=-1.0, most=5)[0].shape == (0, 2)


def test_it_is_told_how_far_it_has_come(tmp_path: Path, catalog: Catalog) -> None:
    ids, _ = planted(catalog, 5000)
    told: list[tuple[int, int]] = []
    near_pairs(
        opened(tmp_path, catalog),
        ids,
        least=LEAST,
        most=10,
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1][0] == told[-1][1] == len(told) > 1
