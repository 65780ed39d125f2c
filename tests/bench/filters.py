"""Filters and words among 100,000 photos and a million, and what the words cost an ingest."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from indexer.catalog import Catalog, words
from indexer.decode import DecodedPhoto
from indexer.encode import Stamp
from indexer.query import parse
from indexer.records import IndexedPhoto, PhotoFacts
from indexer.scan import SeenFile
from tests.bench.figures import Figure, seconds_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from indexer.database import Connection

STAMP = Stamp("none", "0" * 64, 1, "float32", "cpu")
AT_ONCE = 500
GROWN = 10
CAMERAS = ("Canon EOS R6", "Apple iPhone 15 Pro", "NIKON D850", None)
PLACES = ("Norway", "Bern", "Kyoto", "Lisbon", "Home", "Iceland", "New York", "Marrakesh")
KEYWORDS = ("dog", "family", "boat", "mountain", "birthday", "garden", "snow", "food")

FILTERS = (
    "taken:2019",
    "folder:norway",
    "camera:nikon",
    "is:portrait",
    "is:favourite",
    "rating>=4",
    "tag:dog",
    "type:jpeg",
    "near:46.95,7.45,25",
    "name:99",
    "name:IMG_0001*",
    "is:untagged",
    "is:duplicate",
    "folder:norway taken:2019 rating>=4 -tag:dog",
)
WORDS = ("norway birthday", "IMG_0000777", "img", "kyo")


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Milliseconds of each filter and each search by words, and of the words of one photo."""
    count = 1_000 if smoke else 100_000
    with Catalog.open(scratch / "library.db", write=True) as catalog:
        yield from _ingest(catalog, count)
        yield from _filters(catalog, count, smoke=smoke)
        yield from _words(catalog, count)
        yield _made_again(catalog, count)
        _grow(catalog, count)
        yield _made_again(catalog, GROWN * count)
        yield from _filters(catalog, GROWN * count, smoke=smoke)
        yield from _words(catalog, GROWN * count)


def _ingest(catalog: Catalog, count: int) -> Iterator[Figure]:
    catalog.add_root("/nowhere")
    spent = [0.0]
    start = time.perf_counter()
    with _clocked(spent):
        for first in range(0, count, AT_ONCE):
            catalog.store([_photo(n) for n in range(first, min(count, first + AT_ONCE))], STAMP)
    whole = time.perf_counter() - start
    yield Figure(
        f"words of one photo while {count:,} come in",
        1000 * spent[0] / count,
        "ms/photo",
        1000 * whole / count,
        "all that is written of it",
        "well below 1 ms",
        1000 * spent[0] / count < 0.5,
    )


@contextmanager
def _clocked(spent: list[float]) -> Iterator[None]:
    """Add up the seconds in which words are made."""
    whole = words.refresh

    def refresh(connection: Connection, ids: Sequence[int]) -> None:
        start = time.perf_counter()
        whole(connection, ids)
        spent[0] += time.perf_counter() - start

    # Put back below: meanwhile it is timed.
    words.refresh = refresh  # type: ignore[assignment]
    try:
        yield
    finally:
        words.refresh = whole


def _filters(catalog: Catalog, count: int, *, smoke: bool) -> Iterator[Figure]:
    budget = 300 if count > 100_000 else 30
    for typed in FILTERS:
        wanted = parse(typed).filter
        assert wanted is not None
        found = len(catalog.ids_where(wanted))
        # Called at once, before the name means the next one.
        taken = 1000 * min(seconds_of(lambda: catalog.ids_where(wanted), times=5))  # noqa: B023
        simple = typed.split(":")[0] not in {"is", "near", "name"} and " " not in typed
        yield Figure(
            f"{typed} among {count:,} ({found:,} found)",
            taken,
            "ms",
            budget=f"<= {budget} ms" if simple and not smoke else "",
            met=taken <= budget if simple and not smoke else None,
        )


def _words(catalog: Catalog, count: int) -> Iterator[Figure]:
    for typed in WORDS:
        found = len(catalog.by_words(typed, 200))
        # Called at once, before the name means the next one.
        taken = min(seconds_of(lambda: catalog.by_words(typed, 200), times=5))  # noqa: B023
        yield Figure(f"words “{typed}” among {count:,} ({found:,} found)", 1000 * taken, "ms")
    yield Figure(f"names of {count:,}", 1000 * min(seconds_of(catalog.names, times=3)), "ms")


def _grow(catalog: Catalog, count: int) -> None:
    """Let the library have as many copies of each photo, in folders and with contents of their own.

    Past the catalog, whose way for a million photos is that of an ingest: minutes.
    """
    columns = "size, mtime_ns, format, width, height, taken_at, latitude, longitude, camera, lens"
    with catalog._database.transaction() as connection:
        for copy in range(1, GROWN):
            connection.execute(
                "INSERT INTO folders(id, root_id, path) SELECT id + ?1, root_id,"
                " replace(path, '/nowhere/', '/nowhere/' || ?2 || '/') FROM folders WHERE id <= ?3",
                (copy * count, copy, count),
            )
            connection.execute(
                f"INSERT INTO photos(id, folder_id, name, content_key, {columns}, caption, rating,"
                f" perceptual_hash, added_at, updated_at) SELECT id + ?1, folder_id + ?1, name,"
                f" CAST(content_key || ?2 AS BLOB), {columns}, caption, rating, perceptual_hash,"
                " added_at, updated_at FROM photos WHERE id <= ?3",
                (copy * count, copy, count),
            )
            connection.execute(
                "INSERT INTO photo_tags(photo_id, tag_id, source) SELECT photo_id + ?1, tag_id,"
                " source FROM photo_tags WHERE photo_id <= ?2",
                (copy * count, count),
            )


def _made_again(catalog: Catalog, count: int) -> Figure:
    with catalog._database.transaction() as connection:
        start = time.perf_counter()
        words.rebuild(connection)
    return Figure(f"all words of {count:,} made again", time.perf_counter() - start, "s")


def _photo(number: int) -> IndexedPhoto:
    year, place = 2005 + number // 1000 % 20, PLACES[number // 1000 % len(PLACES)]
    facts = PhotoFacts(
        width=4000 if number % 3 else 3000,
        height=3000 if number % 3 else 4000,
        format="HEIF" if number % 4 == 1 else "JPEG",
        taken_at=f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:00:00",
        latitude=46 + number % 997 / 500 if number % 2 else None,
        longitude=7 + number % 1009 / 500 if number % 2 else None,
        camera=CAMERAS[number % 4],
        lens="RF 24-70mm F2.8 L" if number % 4 == 0 else None,
        caption="A day that all of us remember" if number % 10 == 0 else None,
        rating=number % 5 + 1 if number % 7 == 0 else None,
        keywords=(KEYWORDS[number % 8], KEYWORDS[number // 8 % 8]) if number % 3 == 0 else (),
    )
    photo = DecodedPhoto(
        content_key=(number // 2 * 2 if number % 100 == 1 else number).to_bytes(16, "little"),
        pixels=np.empty((0, 0, 3), np.uint8),
        small=b"",
        large=None,
        perceptual_hash=number,
        facts=facts,
    )
    path = f"/nowhere/{year} {place}/{number // 1000:04}/IMG_{number:07}.jpg"
    return IndexedPhoto(SeenFile(path, 4_000_000 + number, number), photo, np.ones(1, np.float32))
