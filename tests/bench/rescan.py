"""Looking at a folder tree again in which nothing has changed, beside a bare walk of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle
from tests.bench.figures import Figure, median_seconds
from tests.bench.libraries import fill, made_files, small_preview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Seconds of a whole ingest over 100,000 unchanged files."""
    count = 1_000 if smoke else 100_000
    photos = scratch / "photos"
    bundle = find_bundle("starter")
    with Library.open(scratch / "library", write=True) as library:
        library.catalog.add_root(str(photos))
        fill(library, bundle, made_files(photos, count), small_preview(scratch))
        options = IngestOptions(roots=(str(photos),))

        def rescan() -> None:
            *_, last = ingest(library, bundle, options)
            assert (last.unchanged, last.added) == (count, 0)

        seconds = median_seconds(rescan, times=3)
    walk = median_seconds(lambda: _bare_walk(photos), times=3)
    yield Figure(
        f"rescan of {count:,} unchanged files",
        seconds,
        "s",
        walk,
        "bare walk with a stat of each",
        "<= 3 s",
        None if smoke else seconds <= 3,
    )


def _bare_walk(folder: Path) -> int:
    return sum(
        os.stat(os.path.join(where, name)).st_size >= 0
        for where, _, names in os.walk(folder)
        for name in names
    )
