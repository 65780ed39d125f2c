"""Indexes over made photos, and what they must answer by plain arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.vectors import VectorIndex
from tests.indexer.making import DIM, STAMP, below, indexed, vector

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.catalog import Catalog


def put(catalog: Catalog, seeds: Iterable[int], *, shift: int = 0) -> None:
    """Store a photo for each number, with the vector of the number plus `shift`."""
    catalog.store([indexed(below(f"{seed}.jpg"), seed + shift) for seed in seeds], STAMP)


def opened(tmp_path: Path, catalog: Catalog) -> VectorIndex:
    index = VectorIndex.open(tmp_path / "v", model_sha256=STAMP.sha256, dim=DIM)
    index.refresh(catalog)
    return index


def saved(tmp_path: Path, catalog: Catalog) -> VectorIndex:
    index = opened(tmp_path, catalog)
    index.save(always=True)
    return index


def expected(catalog: Catalog, query: NDArray[np.float32], k: int) -> tuple[list[int], list[float]]:
    """Ids and cosines by plain arithmetic over what the catalog holds."""
    blocks = list(catalog.vectors_since(STAMP.sha256, 0))
    ids = np.concatenate([ids for ids, _ in blocks])
    scores = np.concatenate([halves for _, halves in blocks]).astype(np.float32) @ query
    order = np.lexsort((ids, -scores))[:k]
    return ids[order].tolist(), scores[order].tolist()


def assert_right(index: VectorIndex, catalog: Catalog) -> None:
    """The index answers as plain arithmetic does, and holds nothing else than the catalog."""
    assert index.count == catalog.vector_count(STAMP.sha256)
    for seed in range(3):
        query = vector(1000 + seed)
        ids, scores = index.search(query[None], 5)
        right_ids, right_scores = expected(catalog, query, 5)
        assert ids[0, : len(right_ids)].tolist() == right_ids
        assert scores[0, : len(right_ids)].tolist() == pytest.approx(right_scores, abs=1e-5)
        assert (ids[0, len(right_ids) :] == -1).all()
    assert index.check(catalog) == []
