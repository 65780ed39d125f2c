"""Whole ingest and cold search beside rclip 4.0.8: same graph, same pictures, same machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from indexer.models import find_bundle
from tests.bench.decode import TWELVE_MEGAPIXELS
from tests.bench.figures import Figure
from tests.bench.pictures import make_photos
from tests.bench.rclip_peer import find_rclip, prepare, write_resized_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bench.rclip_peer import Peer

MODEL = "starter-256"


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Photos a second of both, as whole processes that begin with nothing."""
    program = None if smoke else find_rclip(scratch)
    if program is None:
        return
    bundle = find_bundle("starter")
    peer = prepare(program, bundle, scratch / "rclip-data")
    write_resized_bundle(bundle, scratch / "shoebox" / "models" / MODEL)
    for name, size, count in (("500 px", (500, 375), 1_000), ("12 MP", TWELVE_MEGAPIXELS, 60)):
        photos = scratch / name
        make_photos(photos, count, size=size)
        library = scratch / f"library {name}"
        ours = count / _shoebox(scratch, library, "index", str(photos))
        theirs = count / peer.index(photos)
        yield Figure(
            f"index {count:,} photos of {name}, whole process",
            ours,
            "photos/s",
            theirs,
            "rclip",
            ">= 1.0 x, aim 1.3 x",
            ours >= theirs,
        )
        if count == 1_000:
            yield _cold_search(scratch, library, photos, peer)


def _cold_search(scratch: Path, library: Path, photos: Path, peer: Peer) -> Figure:
    ours = min(_shoebox(scratch, library, "search", "a dog") for _ in range(3))
    theirs = min(peer.search(photos) for _ in range(3))
    # Its text graph only answers here, while ours understands: no budget can be judged by this.
    against = "rclip, which is spared a text model"
    return Figure("cold search, whole process", ours, "s", theirs, against)


def _shoebox(scratch: Path, library: Path, *command: str) -> float:
    options = ["--library", str(library), "--model", MODEL, "--quiet"]
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "app", *options, *command],
        check=True,
        capture_output=True,
        env={**os.environ, "XDG_DATA_HOME": str(scratch)},
    )
    return time.perf_counter() - start
