"""A large library on an ordinary day: opened, searched, filtered, looked at again, verified, saved.

What is looked for lies among the photos, as it does in a real library; `tests.bench.scale` asks
with the vectors of words. Beside seconds and milliseconds stands the time that the processor was
at work for them, which others on the machine take nothing from.

Then eight readers who search it while photos come in, and an ingest so long that any leak shows.
`SHOEBOX_LOAD` names another number of photos than 200,000, `SHOEBOX_DECODES` one than 20,000.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import psutil

from indexer.backups import make_backup
from indexer.library import Library
from indexer.models import find_bundle
from indexer.query import parse
from indexer.scan import SeenFile
from indexer.verify import verify
from tests.bench.figures import Figure, median_seconds, stopwatch
from tests.bench.libraries import clustered_vectors, fill, made_files, small_preview
from tests.bench.pictures import make_photos

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from indexer.models import Bundle
    from indexer.vectors import VectorIndex

FILTERS: Final = ("taken:2023-01-05", "camera:canon", "name:IMG_0001*")
READERS: Final = 8
_ASKS: Final = 40
_PACE: Final = 0.5
"""Seconds between two questions of a reader: a person's pace, and two cores for eight of them."""

_BATCH: Final = 50
"""Photos in a commit of the writer, about as an ingest commits once a second."""

_READER: Final = """
import json, sys, time
from pathlib import Path
import numpy as np
import psutil
from indexer.library import Library
from indexer.models import find_bundle
from indexer.query import parse
from tests.bench.libraries import clustered_vectors
folder, asks, pace, seed = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
bundle, chance, times = find_bundle("starter"), np.random.default_rng(seed), []
wanted = parse("taken:2023-01-05").filter
vectors = clustered_vectors(asks + seed, bundle.embedding_dim)[seed:]
with Library.open(folder) as library:
    library.vectors(bundle)
    print("ready", flush=True)
    sys.stdin.readline()
    time.sleep(chance.uniform(0, pace))
    for vector in vectors:
        began = time.perf_counter()
        ids, _ = library.vectors(bundle).search(vector[None], 100)
        library.catalog.photos(ids[0, :20].tolist())
        library.catalog.ids_where(wanted)
        times.append(time.perf_counter() - began)
        time.sleep(max(0.0, pace - times[-1]))
    private = psutil.Process().memory_full_info().uss / 1e6
print(json.dumps([times, private]))
"""


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Seconds and milliseconds of each of these."""
    count = 1_000 if smoke else int(os.environ.get("SHOEBOX_LOAD", "200000"))
    bundle, photos, folder = find_bundle("starter"), scratch / "photos", scratch / "library"
    with Library.open(folder, write=True) as library:
        library.catalog.add_root(str(photos))
        fill(library, bundle, made_files(photos, count), small_preview(scratch))
        library.vectors(bundle)
        library.save_caches()
        yield from _everyday(library, bundle, count)
    yield from _rescan(folder, count, smoke=smoke)
    with Library.open(folder, write=True) as library:
        yield from _care(library, bundle, count)
        yield from _together(library, bundle, count, smoke=smoke)
    decodes = 24 if smoke else int(os.environ.get("SHOEBOX_DECODES", "20000"))
    yield from _long_ingest(scratch, decodes)


def _everyday(library: Library, bundle: Bundle, count: int) -> Iterator[Figure]:
    def opened() -> None:
        with Library.open(library.folder) as reader:
            reader.catalog.count()
            reader.vectors(bundle)

    yield Figure(f"open {count:,} photos and their vectors", median_seconds(opened, times=3), "s")
    yield _nearest(library.vectors(bundle), count)
    for typed in FILTERS:
        wanted = parse(typed).filter
        assert wanted is not None
        found = len(library.catalog.ids_where(wanted))
        work = partial(library.catalog.ids_where, wanted)
        spent = 1000 * median_seconds(work, times=3)
        yield Figure(f"{typed} among {count:,} ({found:,} found)", spent, "ms")


def _nearest(index: VectorIndex, count: int) -> Figure:
    watches = []
    for vector in clustered_vectors(50, index.dim):
        with stopwatch() as watch:
            index.search(vector[None], 100)
        watches.append(watch)
    taken = 1000 * median(watch.wall for watch in watches)
    computed = 1000 * median(watch.cpu for watch in watches)
    name, against = f"the 100 nearest of {count:,}", "computing"
    return Figure(name, taken, "ms", computed, against, "<= 15 ms", taken <= 15)


def _rescan(folder: Path, count: int, *, smoke: bool) -> Iterator[Figure]:
    """Of the second of two: the first one makes the day's backup, and reads everyday words."""
    _indexed(folder)
    done, computed, sizes = _indexed(folder)
    assert (done["unchanged"], done["added"]) == (count, 0)
    # The budget is one of 100,000 files; of fewer, most of the time goes to what any look needs.
    taken, most = done["seconds"], 3 * max(count, 100_000) / 100_000
    yield Figure(
        f"look again at {count:,} unchanged files", taken, "s", computed,
        "computing, of the whole process", f"<= {most:,.3g} s", None if smoke else taken <= most,
    )  # fmt: skip
    yield _in_memory(f"private memory while {count:,} unchanged files are looked at", max(sizes))


def _in_memory(name: str, most: float) -> Figure:
    return Figure(name, most, "MB", budget="<= 400 MB", met=most <= 400)


def _indexed(folder: Path, *paths: Path) -> tuple[dict[str, Any], float, list[float]]:
    """Index in a process of its own: what it tells, its computing in s, its private memory in MB.

    Memory is looked at twice a second, with that of its workers.
    """
    words = ["--library", str(folder), "--json", "index", *map(str, paths)]
    command = [sys.executable, "-m", "indexer", *words]
    sizes, computed = [0.0], 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines: list[str] = []
        hearing = threading.Thread(target=lambda out: lines.extend(out), args=(process.stdout,))
        hearing.start()
        while process.poll() is None:
            sizes.append(_private(process.pid))
            with suppress(psutil.Error):  # It has ended meanwhile.
                computed = sum(psutil.Process(process.pid).cpu_times()[:2])
            time.sleep(0.5)
        hearing.join()
    assert process.returncode == 0
    return json.loads(lines[-1]), computed, sizes


def _care(library: Library, bundle: Bundle, count: int) -> Iterator[Figure]:
    def whole() -> None:
        assert verify(library, bundle).whole

    with stopwatch() as watch:
        whole()
    yield Figure(f"verify {count:,} photos", watch.wall, "s", watch.cpu, "computing")
    with stopwatch() as watch:
        size = make_backup(library, "2026-01-01").size / 1e6
    name = f"backup of {count:,} photos ({size:,.0f} MB)"
    yield Figure(name, watch.wall, "s", watch.cpu, "computing")


def _together(library: Library, bundle: Bundle, count: int, *, smoke: bool) -> Iterator[Figure]:
    """The time within which 95 of 100 questions are answered, alone and beside a writer."""
    readers, asks = (2, 2) if smoke else (READERS, _ASKS)
    idle, private = _asked_by_all(library, readers, asks, lambda: None)
    yield _in_memory(f"private memory of a reader of {count:,} photos", private)
    batches = iter(range(10**6))

    def write() -> None:
        first = next(batches) * _BATCH
        names = (f"/nowhere/IMG_{number}.jpg" for number in range(first, first + _BATCH))
        files = [SeenFile(name, 4_000_000 + first, first) for name in names]
        fill(library, bundle, files, b"preview")
        time.sleep(1)

    busy, _ = _asked_by_all(library, readers, asks, write)
    yield Figure(
        f"{readers} readers among {count:,} photos while an ingest writes, p95",
        1000 * float(np.percentile(busy, 95)),
        "ms",
        1000 * float(np.percentile(idle, 95)),
        "the same while nobody writes",
        "<= 2 x",
        None if smoke else bool(np.percentile(busy, 95) <= 2 * np.percentile(idle, 95)),
    )


def _asked_by_all(
    library: Library, count: int, asks: int, meanwhile: Callable[[], None]
) -> tuple[list[float], float]:
    """The seconds of each question, and the megabytes of the largest reader."""
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", _READER, str(library.folder), str(asks), str(_PACE), str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(count)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    for reader in readers:
        assert reader.stdin is not None
        reader.stdin.write("go\n")
        reader.stdin.flush()
    while any(reader.poll() is None for reader in readers):
        meanwhile()
        time.sleep(0.05)
    told = [json.loads(reader.communicate()[0]) for reader in readers]
    assert [reader.returncode for reader in readers] == [0] * count
    return [each for times, _ in told for each in times], max(private for _, private in told)


def _long_ingest(scratch: Path, count: int) -> Iterator[Figure]:
    """Private memory of an index and its workers, in its last quarter and in its second."""
    photos = scratch / "decodes"
    make_photos(photos, count, size=(320, 240))
    _, _, sizes = _indexed(scratch / "long", photos)
    quarter = max(1, len(sizes) // 4)
    yield Figure(
        f"private memory of an index of {count:,} photos and its workers, last quarter",
        float(np.median(sizes[-quarter:])),
        "MB",
        float(np.median(sizes[quarter : 2 * quarter] or sizes)),
        "second quarter",
    )


def _private(pid: int) -> float:
    """Megabytes that a process and its children have for themselves alone."""
    total = 0.0
    with suppress(psutil.Error):  # One has ended meanwhile.
        parent = psutil.Process(pid)
        for each in (parent, *parent.children(recursive=True)):
            total += each.memory_full_info().uss / 1e6
    return total
