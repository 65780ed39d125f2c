"""The vector index at 10,000, 100,000 and 1,000,000 vectors, beside other ways to search them.

`SHOEBOX_SCALES` names other sizes, apart by commas. `SHOEBOX_PLOT` names a file for the curves of
latency and memory over size, as the README shows them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.vectors import VectorIndex, snapshot
from indexer.vectors.segment import Segment
from tests.bench import vector_peers
from tests.bench.figures import Figure
from tests.bench.plot import Chart, Curve, drawn
from tests.bench.vector_sets import VectorSet, made, real

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from tests.bench.vector_peers import Search

K: Final = 100
SHARES: Final = (0.5, 0.1, 0.01, 0.0001)
_SHA: Final = "0" * 64
_OURS: Final = "Shoebox"
_FLAT: Final = "flat float32"
_GRAPH: Final = "HNSW"
_ROWS: Final = "all rows of SQLite, as rclip"
_MOST_FOR_A_GRAPH: Final = 100_000
"""A graph of a million takes most of an hour to build on two cores."""

_FRESH: Final = """
import json, sys, time
start = time.perf_counter()
import numpy as np, psutil
from pathlib import Path
from indexer.vectors import VectorIndex
queries = np.load(sys.argv[2])
def anonymous():
    told = psutil.Process().memory_info()
    return (told.rss - getattr(told, "shared", 0)) / 1e6
before = anonymous()
opening = time.perf_counter()
index = VectorIndex.open(Path(sys.argv[1]), model_sha256=sys.argv[3], dim=queries.shape[1])
opened = time.perf_counter()
index.search(queries[:1], 100)
first = time.perf_counter()
for query in queries:
    index.search(query[None], 100)
print(json.dumps({"open": opened - opening, "first": first - start, "MB": anonymous() - before}))
"""


@dataclass(slots=True)
class Curves:
    """What the plot shows: by name, pairs of (size, value)."""

    latency: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def svg(self) -> str:
        charts = (
            ("Milliseconds a query, p50, by number of photos", self.latency),
            ("Megabytes of private memory, by number of photos", self.memory),
        )
        return drawn(
            [
                Chart(title, tuple(Curve(name, tuple(of)) for name, of in curves.items()))
                for title, curves in charts
            ]
        )


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Latency, recall, memory, and seconds to build and to load, of two sets at each size."""
    told = os.environ.get("SHOEBOX_SCALES", "2000" if smoke else "10000,100000,1000000")
    curves = Curves()
    for vectors in (made(64 if smoke else 768), real()):
        for size in told.split(","):
            folder = scratch / f"{vectors.dim}-{size}"
            folder.mkdir()
            plotted = curves if vectors.name.startswith("clustered") else Curves()
            yield from _at(vectors, int(size), folder, plotted)
            for path in folder.rglob("*"):
                if path.is_file():
                    path.unlink()
    plot = Path(os.environ.get("SHOEBOX_PLOT", scratch / "scale.svg"))
    plot.write_text(curves.svg(), encoding="utf-8")


def _at(vectors: VectorSet, count: int, folder: Path, curves: Curves) -> Iterator[Figure]:
    of = f"{count:,}, {vectors.name}"
    halves = vectors.write(folder / "halves", count)
    start = time.perf_counter()
    manifest = snapshot.Manifest(_SHA, vectors.dim, 0, "")
    snapshot.save(folder / "index", [Segment.of(np.arange(count), halves)], manifest)
    built = time.perf_counter() - start
    index = VectorIndex.open(folder / "index", model_sha256=_SHA, dim=vectors.dim)
    cosines = _cosines(halves, vectors.queries)
    exact = np.argsort(-cosines, axis=1)[:, :K]

    def ours(vector: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        rows: NDArray[np.int64] = index.search(vector[None], k)[0][0]
        return rows

    search = vector_peers.flat(halves)
    yield from _beside(of, ours, (_FLAT, search), vectors.queries, exact, curves)
    del search
    yield Figure(f"build, {of}", built, "s", None)
    yield from _fresh(of, vectors, folder, curves)
    yield from _filtered(of, index, cosines, vectors.queries)
    yield from _peers(of, halves, vectors.queries, exact, folder, curves)


def _cosines(halves: NDArray[np.float16], queries: NDArray[np.float32]) -> NDArray[np.float32]:
    blocks = range(0, len(halves), 16_384)
    return np.hstack([queries @ halves[at : at + 16_384].astype(np.float32).T for at in blocks])


def _beside(
    of: str,
    ours: Search,
    peer: tuple[str, Search],
    queries: NDArray[np.float32],
    exact: NDArray[np.int64],
    curves: Curves,
) -> Iterator[Figure]:
    """Our latency beside that of exact search in float32."""
    count = _size_of(of)
    name, theirs = peer
    taken: dict[str, list[float]] = {_OURS: [], name: []}
    found = []
    # Not in turns: the threads of FAISS's own wait in a spin, and would be in our way.
    for each, search in ((_OURS, ours), (name, theirs)):
        for query in queries:
            rows, milliseconds = _timed(search, query)
            taken[each].append(milliseconds)
            if each == _OURS:
                found.append(rows)
    for share in (50, 95):
        yield Figure(
            f"p{share} of a search, {of}",
            float(np.percentile(taken[_OURS], share)),
            "ms",
            float(np.percentile(taken[name], share)),
            name,
            *_promised(share, count, taken[_OURS]),
        )
    for each, values in taken.items():
        curves.latency.setdefault(each, []).append((count, float(np.median(values))))
    yield Figure(f"recall@{K}, {of}", _recall(found, exact), "of exact", None)


def _size_of(of: str) -> int:
    return int(of.split(" ")[0].replace(",", ""))


def _promised(share: int, count: int, taken: list[float]) -> tuple[str, bool | None]:
    if (share, count) != (50, 1_000_000):
        return "", None
    return "<= 15 ms", float(np.median(taken)) <= 15


def _timed(search: Search, query: NDArray[np.float32]) -> tuple[NDArray[np.int64], float]:
    start = time.perf_counter()
    rows = search(query, K)
    return rows, 1000 * (time.perf_counter() - start)


def _recall(found: list[NDArray[np.int64]], exact: NDArray[np.int64]) -> float:
    pairs = zip(found, exact, strict=True)
    return float(np.mean([np.isin(right, rows).mean() for rows, right in pairs]))


def _fresh(of: str, vectors: VectorSet, folder: Path, curves: Curves) -> Iterator[Figure]:
    """A process of its own: to load the index, its first answer from the start on, its memory."""
    np.save(folder / "queries.npy", vectors.queries)
    command = [str(folder / "index"), str(folder / "queries.npy"), _SHA]
    ran = subprocess.run(
        [sys.executable, "-c", _FRESH, *command], check=True, capture_output=True, text=True
    )
    told = json.loads(ran.stdout)
    count = _size_of(of)
    large = count == 1_000_000
    yield Figure(f"load, {of}", told["open"], "s")
    promise = ("<= 1 s", told["first"] <= 1) if large else ("", None)
    yield Figure(f"first answer of a new process, {of}", told["first"], "s", None, "", *promise)
    flat = count * vectors.dim * 4 / 1e6
    promise = ("<= 400 MB", told["MB"] <= 400) if large else ("", None)
    yield Figure(f"private memory of the index, {of}", told["MB"], "MB", flat, _FLAT, *promise)
    curves.memory.setdefault(_OURS, []).append((count, max(told["MB"], 1)))
    curves.memory.setdefault(_FLAT, []).append((count, flat))


def _filtered(
    of: str, index: VectorIndex, cosines: NDArray[np.float32], queries: NDArray[np.float32]
) -> Iterator[Figure]:
    """Latency and recall where only a share of all may be found."""
    count = cosines.shape[1]
    chance = np.random.default_rng(1)
    for share in SHARES:
        among = np.sort(chance.choice(count, max(1, int(count * share)), replace=False))
        found, taken = [], []
        for query in queries:
            start = time.perf_counter()
            found.append(index.search(query[None], K, among=among)[0][0])
            taken.append(1000 * (time.perf_counter() - start))
        exact = among[np.argsort(-cosines[:, among], axis=1)[:, :K]]
        yield Figure(f"p50 among {share:.2%} of {of}", float(np.median(taken)), "ms")
        right = _recall(found, exact)
        promise = (">= 0.99", right >= 0.99)
        yield Figure(f"recall@{K} among {share:.2%} of {of}", right, "of exact", None, "", *promise)


def _peers(
    of: str,
    halves: NDArray[np.float16],
    queries: NDArray[np.float32],
    exact: NDArray[np.int64],
    folder: Path,
    curves: Curves,
) -> Iterator[Figure]:
    makers: dict[str, Callable[[], Search]] = {
        _ROWS: lambda: vector_peers.rows_of_sqlite(halves, folder / "rows.db")
    }
    if len(halves) <= _MOST_FOR_A_GRAPH:
        makers[_GRAPH] = lambda: vector_peers.graph(halves)
    for name, make in makers.items():
        start = time.perf_counter()
        search = make()
        built = time.perf_counter() - start
        some = queries[:5] if name == _ROWS else queries
        found, taken = zip(*[_timed(search, query) for query in some], strict=True)
        median = float(np.median(taken))
        yield Figure(f"{name}: p50, {of}", median, "ms")
        yield Figure(f"{name}: recall@{K}, {of}", _recall(list(found), exact[: len(some)]), "")
        yield Figure(f"{name}: build, {of}", built, "s")
        curves.latency.setdefault(name, []).append((len(halves), median))
