"""One way to search vectors, measured in a process of its own, which holds nothing else.

`measured` starts it; it tells what loading took, what its first answer took from the start of the
process on, and what its searches take in time and in private memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import psutil

from indexer.vectors import VectorIndex
from tests.bench import vector_peers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from tests.bench.vector_peers import Search

SHA: Final = "0" * 64
CAN_DROP: Final = hasattr(os, "posix_fadvise")
"""Whether what the system remembers of a file can be dropped, as after a start of the machine."""

_LOOK_EVERY: Final = 0.005
"""Seconds between two looks at the memory; a search of all rows takes longer."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the process told.

    Attributes:
        load: Seconds.
        first: Seconds from the start of the process to its first answer.
        megabytes: At most, of private memory, while it searches.
        milliseconds: Of each query, by how many were asked for.
        found: The rows of each query [q, k], by how many were asked for; not told in words.
    """

    load: float
    first: float
    megabytes: float
    milliseconds: dict[int, list[float]]
    found: dict[int, NDArray[np.int64]] = field(default_factory=dict)


def measured(way: str, path: Path, queries: NDArray[np.float32], counts: Sequence[int]) -> Measured:
    """Have a process load `path` and search it.

    Args:
        way: "ours", "faiss" or "rows".
        path: The file, or the folder.
        queries: float32 [q, dim].
        counts: How many to find; the first one's searches are the first answer.
    """
    asked = path.with_name("queries.npy")
    np.save(asked, queries)
    drop(path)
    command = [sys.executable, "-m", "tests.bench.vector_process", way, path, asked, time.time()]
    ran = subprocess.run(
        list(map(str, [*command, *counts])), check=True, stdout=subprocess.PIPE, text=True
    )
    facts = json.loads(ran.stdout)
    milliseconds = {int(k): taken for k, taken in facts.pop("milliseconds").items()}
    facts["found"] = {k: np.load(_answers(asked, k)) for k in counts}
    return Measured(**facts, milliseconds=milliseconds)


def drop(path: Path) -> None:
    """Have the system forget what it has read or written of some files, where it can."""
    for each in (path,) if path.is_file() else path.iterdir():
        if sys.platform != "win32" and CAN_DROP:
            with each.open("rb") as stream:
                os.fsync(stream.fileno())
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _loaded(way: str, path: Path, dim: int) -> Search:
    if way == "faiss":
        return vector_peers.load_faiss(path)
    if way == "rows":
        return vector_peers.load_rows(path)
    index = VectorIndex.open(path, model_sha256=SHA, dim=dim)

    def search(vector: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        rows: NDArray[np.int64] = index.search(vector[None], k)[0][0]
        return rows

    return search


class _Most:
    """Megabytes of private memory, at most."""

    def __init__(self) -> None:
        self.value = private()


@contextmanager
def _watched() -> Iterator[_Most]:
    """Look at the memory again and again while the body runs."""
    most, done = _Most(), threading.Event()

    def look() -> None:
        while not done.wait(_LOOK_EVERY):
            most.value = max(most.value, private())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()
        most.value = max(most.value, private())


def private() -> float:
    """Megabytes of this process that are no file's; of all of it where the system can't tell."""
    told = psutil.Process().memory_info()
    return float((told.rss - getattr(told, "shared", 0)) / 1e6)


def _timed(search: Search, query: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], float]:
    start = time.perf_counter()
    rows = search(query, k)
    return rows, 1000 * (time.perf_counter() - start)


def main(way: str, path: Path, asked: Path, started: float, counts: list[int]) -> None:
    """What the process does."""
    queries: NDArray[np.float32] = np.load(asked)
    before = private()
    opening = time.perf_counter()
    search = _loaded(way, path, queries.shape[1])
    load = time.perf_counter() - opening
    search(queries[0], counts[0])
    # By the clock on the wall: the one that began to count was another process.
    first = time.time() - started
    with _watched() as most:
        for query in queries:  # And all that they need has been read before the time is taken.
            search(query, counts[0])
    milliseconds = {}
    for k in counts:
        search(queries[0], k)
        both = [_timed(search, query, k) for query in queries]
        np.save(_answers(asked, k), np.stack([rows for rows, _ in both]))
        milliseconds[k] = [each for _, each in both]
    told = Measured(load, first, most.value - before, milliseconds)
    print(json.dumps(asdict(told)))


def _answers(asked: Path, k: int) -> Path:
    return asked.with_name(f"found-{k}.npy")


if __name__ == "__main__":
    _way, _path, _asked, _started, *_counts = sys.argv[1:]
    main(_way, Path(_path), Path(_asked), float(_started), [int(each) for each in _counts])
