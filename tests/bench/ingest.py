"""Photos a second of a whole ingest, beside the bare encoder and beside a naive loop."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from indexer.encode import ImageEncoder
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle
from indexer.preprocess import fit
from tests.bench.decode import by_hand
from tests.bench.figures import Figure
from tests.bench.pictures import make_photos

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Photos a second with the starter model."""
    count = 16 if smoke else 600
    bundle = find_bundle("starter")
    photos = make_photos(scratch / "photos", count, size=(500, 375))
    squares = np.stack([fit(Image.open(photo), bundle.image) for photo in photos])
    with ImageEncoder.open(bundle, threads=1) as encoder:
        for lanes, budget in ((1, ">= 95 %, decode on the other core"), (None, "")):
            bare = count / _bare_encoder(encoder, squares, lanes or 2)
            ours = count / _ingest(scratch / f"library-{lanes}", bundle, encoder, lanes)
            yield Figure(
                f"ingest of {count} photos of 500 px, {lanes or 'all'} encoder lane(s)",
                ours,
                "photos/s",
                bare,
                "bare encoder",
                budget,
                ours >= 0.95 * bare if budget and not smoke else None,
            )
        naive = count / _naive(encoder, photos)
        yield Figure("ingest again, all lanes", ours, "photos/s", naive, "naive loop")


def _ingest(folder: Path, bundle: Bundle, encoder: ImageEncoder, lanes: int | None) -> float:
    with Library.open(folder, write=True) as library:
        options = IngestOptions(roots=(str(folder.parent / "photos"),), lanes=lanes)
        start = time.perf_counter()
        *_, last = ingest(library, bundle, options, encoder=encoder)
        taken = time.perf_counter() - start
    assert last.unreadable == 0
    return taken


def _bare_encoder(encoder: ImageEncoder, squares: NDArray[np.uint8], lanes: int) -> float:
    step = encoder.batch_size
    batches = [squares[start : start + step] for start in range(0, len(squares), step)]
    with ThreadPoolExecutor(lanes) as pool:
        list(pool.map(encoder.encode, batches[: 2 * lanes]))
        start = time.perf_counter()
        list(pool.map(encoder.encode, batches))
        return time.perf_counter() - start


def _naive(encoder: ImageEncoder, photos: list[Path]) -> float:
    start = time.perf_counter()
    for photo in photos:
        by_hand(photo)
        encoder.encode(fit(Image.open(photo), encoder.spec)[None])
    return time.perf_counter() - start
