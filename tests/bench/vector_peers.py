"""Other ways to find the nearest vectors, measured beside ours: each builds a file and loads it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import faiss
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Search = Callable[[NDArray[np.float32], int], NDArray[np.int64]]
    """A vector [dim] and how many -> the rows that it finds, best first."""

_faiss: Any = faiss
_AT_ONCE: Final = 16_384


def build_flat(halves: NDArray[np.float16], path: Path) -> None:
    """FAISS over all vectors in float32, as a file."""
    _write(_faiss.IndexFlatIP(halves.shape[1]), halves, path)


def build_graph(halves: NDArray[np.float16], path: Path) -> None:
    """FAISS's HNSW with 32 neighbours each, of which a search follows 128, as a file."""
    index = _faiss.IndexHNSWFlat(halves.shape[1], 32, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efSearch = 128
    _write(index, halves, path)


def _write(index: Any, halves: NDArray[np.float16], path: Path) -> None:
    faiss.omp_set_num_threads(2)
    for start in range(0, len(halves), _AT_ONCE):
        index.add(halves[start : start + _AT_ONCE].astype(np.float32))
    faiss.write_index(index, str(path))


def load_faiss(path: Path) -> Search:
    """Read what one of those made."""
    index = _faiss.read_index(str(path))

    def search(vector: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        faiss.omp_set_num_threads(2)
        rows: NDArray[np.int64] = index.search(vector[None], k)[1][0]
        return rows

    return search


def build_rows(halves: NDArray[np.float16], path: Path) -> None:
    """All vectors as rows of SQLite, as rclip keeps them."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE images(id INTEGER PRIMARY KEY, vector BLOB)")
        for start in range(0, len(halves), _AT_ONCE):
            some = halves[start : start + _AT_ONCE].astype(np.float32)
            database.executemany(
                "INSERT INTO images(vector) VALUES (?)", ((each.tobytes(),) for each in some)
            )


def load_rows(path: Path) -> Search:
    """The method of rclip: all vectors are read from SQLite for each query, and multiplied.

    Here some at a time: all at once, as rclip has them, a million take more memory than there is.
    """

    def search(vector: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        scores = []
        with closing(sqlite3.connect(path)) as database:
            rows = database.execute("SELECT vector FROM images ORDER BY id")
            while some := rows.fetchmany(_AT_ONCE):
                vectors = np.stack([np.frombuffer(each[0], np.float32) for each in some])
                scores.append(vectors @ vector)
        return np.argsort(-np.concatenate(scores))[:k]

    return search
