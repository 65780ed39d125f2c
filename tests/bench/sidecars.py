"""Writing and reading sidecars, looking again at folders full of them, and what nothing costs."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle
from indexer.scan import find_changes
from indexer.sidecars import Mode, Tags, choose, follow, waiting, write_pending
from tests.bench.figures import Figure, median_seconds
from tests.bench.libraries import fill, made_files, small_preview
from tests.indexer.sidecars.shapes import DARKTABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

TAGS_OF_EACH = 8


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Seconds for 1,000 written, 10,000 read, and 100,000 photos that have one each."""
    few, many = (50, 200) if smoke else (1_000, 10_000)
    yield from _some(scratch / "few", few, many)
    yield from _all(scratch / "all", 1_000 if smoke else 100_000, smoke=smoke)


def _some(scratch: Path, few: int, many: int) -> Iterator[Figure]:
    with _library(scratch, many) as library:
        photos = [each.path for each in library.catalog.photos(library.catalog.all_ids())]
        ids = library.catalog.all_ids(newest_first=False).tolist()
        seconds = _seconds_to_write(library, ids[:few])
        written = sorted((scratch / "photos").rglob("*.xmp"))
        yield Figure(
            f"{few:,} sidecars written, each safe on the disk",
            seconds,
            "s",
            _seconds_to_copy(written, scratch / "copies"),
            "plain copies of the same files",
        )
        for path in photos:
            with open(f"{path}.xmp", "wb") as file:
                file.write(DARKTABLE)
        known = library.catalog.known_files([str(scratch / "photos")])
        changes = find_changes([str(scratch / "photos")], known)
        assert len(changes.retold) == many
        start = time.perf_counter()
        assert follow(library.catalog, changes.retold) == many
        seconds = time.perf_counter() - start
        written = sorted((scratch / "photos").rglob("*.xmp"))
        yield Figure(
            f"{many:,} changed sidecars of {len(DARKTABLE) / 1000:.1f} KB read and followed",
            seconds,
            "s",
            _seconds_to_copy(written, scratch / "more copies"),
            "plain copies of the same files",
        )


def _all(scratch: Path, count: int, *, smoke: bool) -> Iterator[Figure]:
    """What a library costs in which every photo has its sidecar, and none has changed."""
    with _library(scratch, count) as library:
        bundle, folder = find_bundle("starter"), str(scratch / "photos")
        options = IngestOptions(roots=(folder,))

        def rescan() -> None:
            *_, last = ingest(library, bundle, options)
            assert (last.unchanged, last.added) == (count, 0)

        bare = median_seconds(rescan, times=3)
        for path in (scratch / "photos").rglob("*.jpg"):
            path.with_name(f"{path.name}.xmp").write_bytes(DARKTABLE)
        rescan()
        seconds = median_seconds(rescan, times=3)
        yield Figure(
            f"rescan of {count:,} unchanged files, each with a sidecar",
            seconds,
            "s",
            bare,
            "without sidecars",
            "<= 3 s",
            None if smoke else seconds <= 3,
        )
        yield Figure(
            f"looking which of {count:,} sidecars wait",
            median_seconds(lambda: waiting(library), times=3),
            "s",
        )


def _library(scratch: Path, count: int) -> Library:
    """So many photos with tags, and sidecars wanted on demand."""
    bundle = find_bundle("starter")
    scratch.mkdir()
    library = Library.open(scratch / "library", write=True)
    library.catalog.add_root(str(scratch / "photos"))
    ids = fill(library, bundle, made_files(scratch / "photos", count), small_preview(scratch))
    given = {
        each: {f"tag {(each + place) % 300}": 0.5 for place in range(TAGS_OF_EACH)} for each in ids
    }
    library.catalog.give_tags(given)
    choose(library.catalog, mode=Mode.ON_DEMAND, tags=Tags.ALL)
    return library


def _seconds_to_write(library: Library, ids: Sequence[int]) -> float:
    start = time.perf_counter()
    *_, last = write_pending(library, ids)
    assert last.written == len(ids)
    return time.perf_counter() - start


def _seconds_to_copy(files: Sequence[Path], target: Path) -> float:
    start = time.perf_counter()
    for path in files:
        copy = target / path.parent.name / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return time.perf_counter() - start
