"""The vector index at 10,000, 100,000 and 1,000,000 vectors, beside other ways to search them.

Each way loads its file and searches it in a process of its own, one after the other: the threads
and the memory of one are in no other's way.

`SHOEBOX_SCALES` names other sizes, apart by commas. `SHOEBOX_PLOT` names a file for the curves of
latency and memory over size, as the README shows them.
"""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.vectors import VectorIndex, snapshot
from indexer.vectors.segment import Segment
from tests.bench import vector_changes, vector_peers
from tests.bench.figures import Figure
from tests.bench.plot import Chart, Curve, drawn
from tests.bench.vector_process import CAN_DROP, SHA, Measured, measured
from tests.bench.vector_sets import VectorSet, made, real

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Build = Callable[[NDArray[np.float16], Path], None]

K: Final = 100
MORE: Final = (512, 4096)
"""What a search of the app asks for first, and then."""

SHARES: Final = (0.5, 0.1, 0.01, 0.0001)
_OURS: Final = "Shoebox"
_FLAT: Final = "flat float32"
_MOST_FOR_A_GRAPH: Final = 100_000
"""A graph of a million takes most of an hour to build on two cores."""

_GRAPH: Final = f"HNSW, built up to {_MOST_FOR_A_GRAPH:,}"
_ROWS: Final = "all rows of SQLite, as rclip"
_FEW_QUERIES: Final = 3
"""Of rows of SQLite: among a million, one takes many seconds."""

_LARGE: Final = 1_000_000
"""The size that promises were made for."""

_FILES: Final = "cold files" if CAN_DROP else "warm files"


@dataclass(frozen=True, slots=True)
class _Peer:
    """Another way to search.

    Attributes:
        name: For the report and the plot.
        way: How its process loads it.
        build: Writes its file.
        most: The largest size that it is built for; 0 for any.
        queries: How many are measured; None for all.
    """

    name: str
    way: str
    build: Build
    most: int = 0
    queries: int | None = None


_PEERS: Final = (
    _Peer(_FLAT, "faiss", vector_peers.build_flat),
    _Peer(_ROWS, "rows", vector_peers.build_rows, queries=_FEW_QUERIES),
    _Peer(_GRAPH, "faiss", vector_peers.build_graph, most=_MOST_FOR_A_GRAPH),
)


@dataclass(slots=True)
class Curves:
    """What the plot shows: by name, pairs of (size, value)."""

    latency: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def add(self, name: str, count: int, told: Measured) -> None:
        """A point of each curve."""
        self.latency.setdefault(name, []).append((count, _median(told)))
        self.memory.setdefault(name, []).append((count, max(told.megabytes, 1)))

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
            shutil.rmtree(folder, ignore_errors=True)
    plot = Path(os.environ.get("SHOEBOX_PLOT", scratch / "scale.svg"))
    plot.write_text(curves.svg(), encoding="utf-8")


def _at(vectors: VectorSet, count: int, folder: Path, curves: Curves) -> Iterator[Figure]:
    of = f"{count:,}, {vectors.name}"
    halves = vectors.write(folder / "halves", count)
    start = time.perf_counter()
    manifest = snapshot.Manifest(SHA, vectors.dim, 0, "")
    snapshot.save(folder / "index", [Segment.of(np.arange(count), halves)], manifest)
    built = time.perf_counter() - start
    cosines = _cosines(halves, vectors.queries)
    counts = tuple(dict.fromkeys(min(k, count) for k in (K, *MORE)))
    exact = np.argsort(-cosines, axis=1)[:, : counts[-1]]
    # Before anything here has mapped the files, or they could not be dropped.
    ours = measured("ours", folder / "index", vectors.queries, counts)
    curves.add(_OURS, count, ours)
    flat = ours
    for peer in _PEERS:
        if not peer.most or count <= peer.most:
            told, seconds = _built_and_measured(peer, halves, vectors.queries, folder)
            curves.add(peer.name, count, told)
            flat = told if peer.name == _FLAT else flat
            yield from _of_peer(peer, of, told, seconds, exact)
    yield from _of_ours(of, count, ours, flat, exact)
    yield Figure(f"build, {of}", built, "s")
    index = VectorIndex.open(folder / "index", model_sha256=SHA, dim=vectors.dim)
    yield from _filtered(of, index, cosines, vectors.queries)
    yield from vector_changes.figures(of, index, vectors.queries, built)


def _cosines(halves: NDArray[np.float16], queries: NDArray[np.float32]) -> NDArray[np.float32]:
    blocks = range(0, len(halves), 16_384)
    return np.hstack([queries @ halves[at : at + 16_384].astype(np.float32).T for at in blocks])


def _built_and_measured(
    peer: _Peer, halves: NDArray[np.float16], queries: NDArray[np.float32], folder: Path
) -> tuple[Measured, float]:
    """What its process tells, and the seconds that building it took."""
    path = folder / "peer"
    start = time.perf_counter()
    peer.build(halves, path)
    built = time.perf_counter() - start
    told = measured(peer.way, path, queries[: peer.queries], (K,))
    path.unlink()
    return told, built


def _of_peer(
    peer: _Peer, of: str, told: Measured, built: float, exact: NDArray[np.int64]
) -> Iterator[Figure]:
    for share in (50, 95):
        at = float(np.percentile(told.milliseconds[K], share))
        yield Figure(f"{peer.name}: p{share}, {of}", at, "ms")
    right = _recall(told.found[K], exact[: peer.queries, :K])
    yield Figure(f"{peer.name}: recall@{K}, {of}", right, "of exact")
    yield Figure(f"{peer.name}: private memory, {of}", told.megabytes, "MB")
    yield Figure(f"{peer.name}: load, {_FILES}, {of}", told.load, "s")
    yield Figure(f"{peer.name}: build, {of}", built, "s")


def _of_ours(
    of: str, count: int, ours: Measured, flat: Measured, exact: NDArray[np.int64]
) -> Iterator[Figure]:
    """Our figures beside those of exact search in float32, and what was promised of a million."""
    for k, taken in ours.milliseconds.items():
        yield from _searches(of, count, k, taken, flat.milliseconds.get(k))
        right = _recall(ours.found[k], exact[:, :k])
        promise = _promised(k == K, ">= 0.99", right >= 0.99)
        yield Figure(f"recall@{k:,}, {of}", right, "of exact", None, "", *promise)
    times = _median(flat) / _median(ours)
    promise = _promised(count == _LARGE, ">= 25 x", times >= 25)
    yield Figure(f"as fast as {_FLAT}, {of}", times, "x", None, "", *promise)
    yield Figure(f"load, {_FILES}, {of}", ours.load, "s", flat.load, _FLAT)
    promise = _promised(count == _LARGE, "<= 1 s", ours.first <= 1)
    name = f"first answer of a new process, {_FILES}, {of}"
    yield Figure(name, ours.first, "s", flat.first, _FLAT, *promise)
    promise = _promised(count == _LARGE, "<= 400 MB", ours.megabytes <= 400)
    name = f"private memory of the index, {of}"
    yield Figure(name, ours.megabytes, "MB", flat.megabytes, _FLAT, *promise)


def _searches(
    of: str, count: int, k: int, taken: list[float], flat: list[float] | None
) -> Iterator[Figure]:
    for share in (50, 95):
        at = float(np.percentile(taken, share))
        beside = None if flat is None else float(np.percentile(flat, share))
        judged = (share, k, count) == (50, K, _LARGE)
        promise = _promised(judged, "<= 15 ms", at <= 15)
        name = f"p{share} of a search for {k:,}, {of}"
        yield Figure(name, at, "ms", beside, "" if beside is None else _FLAT, *promise)


def _promised(judged: bool, budget: str, met: bool) -> tuple[str, bool | None]:
    return (budget, met) if judged else ("", None)


def _median(told: Measured) -> float:
    return float(np.median(told.milliseconds[K]))


def _recall(found: list[NDArray[np.int64]] | NDArray[np.int64], exact: NDArray[np.int64]) -> float:
    pairs = zip(found, exact, strict=True)
    return float(np.mean([np.isin(right, rows).mean() for rows, right in pairs]))


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
