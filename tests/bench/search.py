"""Search: vectors against a flat float32 index, and a whole cold process."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from indexer.library import Library
from indexer.models import find_bundle
from tests.bench.figures import Figure, seconds_of
from tests.bench.libraries import clustered_vectors, fill, imagined_files, small_preview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.vectors import VectorIndex

TOP_K = 100


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Milliseconds of a search among 10,000 and 100,000 vectors, and of a cold process."""
    bundle = find_bundle("starter")
    for count in (1_000,) if smoke else (1_000, 10_000, 100_000):
        folder = scratch / f"library-{count}"
        with Library.open(folder, write=True) as library:
            fill(library, bundle, imagined_files(count), small_preview(scratch))
            index = library.vectors(bundle)
            library.save_caches()
            yield from _vectors(index, count, bundle.embedding_dim, times=10 if smoke else 100)
        yield _cold_process(folder, count, smoke=smoke)


def _vectors(index: VectorIndex, count: int, dim: int, *, times: int) -> Iterator[Figure]:
    stored = clustered_vectors(count, dim)
    queries = clustered_vectors(times + 1, dim, seed=1)
    ours = _latencies(lambda query: index.search(query, TOP_K), queries)
    numpy = _latencies(lambda query: _exact(stored, query), queries)
    found = [
        len(np.intersect1d(index.search(query[None], TOP_K)[0] - 1, _exact(stored, query[None])))
        for query in queries[:50]
    ]
    for share in (50, 95):
        yield Figure(
            f"search among {count:,} vectors, p{share}",
            float(np.percentile(ours, share)),
            "ms",
            float(np.percentile(numpy, share)),
            "all rows by numpy in float32",
        )
    yield Figure(f"recall@{TOP_K} among {count:,}", float(np.mean(found)) / TOP_K, "of exact")


def _latencies(search: object, queries: NDArray[np.float32]) -> list[float]:
    asked = iter(queries)
    assert callable(search)
    return [
        1000 * taken
        for taken in seconds_of(lambda: search(next(asked)[None]), times=len(queries) - 1)
    ]


def _exact(stored: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.int64]:
    scores = stored @ query[0]
    best = np.argpartition(-scores, TOP_K - 1)[:TOP_K]
    ordered: NDArray[np.int64] = best[np.argsort(-scores[best])]
    return ordered


def _cold_process(folder: Path, count: int, *, smoke: bool) -> Figure:
    command = [sys.executable, "-m", "app", "--library", str(folder), "search", "a dog in the snow"]
    taken = sorted(_process_seconds(command) for _ in range(1 if smoke else 5))
    bare = _process_seconds([sys.executable, "-c", "import numpy, faiss, onnxruntime, tokenizers"])
    return Figure(
        f"cold `shoebox search` among {count:,} photos",
        taken[len(taken) // 2],
        "s",
        bare,
        "importing numpy, faiss, onnxruntime and tokenizers",
        "<= 1.0 s at 1,000 photos" if count == 1_000 else "",
        taken[len(taken) // 2] <= 1.0 if count == 1_000 and not smoke else None,
    )


def _process_seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start
