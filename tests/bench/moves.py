"""A whole folder that was moved, also to another root: how long until all its photos are there."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.content_key import content_key
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle
from indexer.scan import SeenFile
from tests.bench.figures import Figure
from tests.bench.libraries import clustered_vectors, photo_of, small_preview, stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BYTES = 100_000
"""Of each file: enough that reading them all shows."""


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Seconds of an ingest after 10,000 photos have moved, within a root and to another."""
    count = 600 if smoke else 10_000
    here, there = scratch / "here", scratch / "there"
    with Library.open(scratch / "library", write=True) as library:
        for root in (here, there):
            root.mkdir()
            library.catalog.add_root(str(root))
        stays = _files(here / "stays", range(count, count + 1))
        _fill(library, scratch, _files(here / "trips", range(count)) + stays)
        reading = _seconds_of_reading(here / "trips")
        (here / "trips").rename(here / "journeys")
        yield _figure("renamed", _followed(library, count, (here, there)), reading, smoke=smoke)
        (here / "journeys").rename(there / "journeys")
        yield _figure(
            "to another root", _followed(library, count, (there, here)), reading, smoke=smoke
        )


def _figure(how: str, seconds: float, reading: float, *, smoke: bool) -> Figure:
    return Figure(
        f"a folder moved with all its photos, {how}",
        seconds,
        "s",
        reading,
        "reading the files once",
        "10,000 in <= 5 s",
        None if smoke else seconds <= 5,
    )


def _followed(library: Library, count: int, roots: tuple[Path, ...]) -> float:
    began = time.perf_counter()
    *_, last = ingest(library, find_bundle("starter"), IngestOptions(tuple(map(str, roots))))
    assert (last.moved, last.added, last.removed, last.waiting) == (count, 0, 0, 0)
    return time.perf_counter() - began


def _files(folder: Path, numbers: range) -> list[SeenFile]:
    files = []
    for number in numbers:
        path = folder / f"{number // 500:04}" / f"IMG_{number:07}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(number.to_bytes(4, "big") * (BYTES // 4))
        status = path.stat()
        files.append(SeenFile(str(path), status.st_size, status.st_mtime_ns))
    return files


def _fill(library: Library, scratch: Path, files: list[SeenFile]) -> None:
    bundle, preview = find_bundle("starter"), small_preview(scratch)
    vectors = clustered_vectors(len(files), bundle.embedding_dim)
    for start in range(0, len(files), 1000):
        batch = []
        for number in range(start, min(start + 1000, len(files))):
            made = photo_of(files[number], number, vectors[number], preview)
            key = content_key(files[number].path)
            batch.append(replace(made, photo=replace(made.photo, content_key=key)))
        library.add(batch, stamp_of(bundle))


def _seconds_of_reading(folder: Path) -> float:
    began = time.perf_counter()
    for path in folder.rglob("*.jpg"):
        content_key(str(path))
    return time.perf_counter() - began
