"""`python -m tests.faults.odd_files [--files N] [--seed N]`: a collection of odd files, indexed.

Whole and damaged files of every kind, under odd names, beside pipes, empty files, and links that
lead nowhere, back or to a device. The real command indexes it: it has to say nothing but its lines,
and each file has to be a photo, a problem or ignored.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil

from indexer.library import Library
from tests.faults.mutations import mutated
from tests.faults.originals import pictures

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parent.parent.parent
_ODD_NAMES: Final = (
    "plain", "with space ", "#hash", "-dash", "new\nline", "quote'\"", "%41", "été", "写真", "🐕",
    "a" * 200, "odd\udcff\udcfe", "trailing.", "tab\t",
)  # fmt: skip
_DEEP: Final = 40
"""Folders in each other."""


@dataclass(frozen=True)
class Outcome:
    """What an index made of a collection.

    Attributes:
        files: How many there were.
        photos: How many became photos.
        problems: Sentences, and of how many files.
        ignored: Rules, and of how many files and folders.
        lost: Paths of which nothing is known.
        noise: What was written that is no line of JSON.
        seconds: How long it took.
        peak: Most megabytes that one of its processes had.
    """

    files: int
    photos: int
    problems: Counter[str]
    ignored: Counter[str]
    lost: list[str]
    noise: str
    seconds: float
    peak: int


def make_collection(folder: Path, count: int, chance: random.Random) -> None:
    """Fill a folder with so many odd files, and some more that are no files."""
    originals = pictures()
    contents = list(originals.values())
    for number in range(count):
        name, whole = chance.choice(list(originals.items()))
        below = folder / str(number % 7) / chance.choice(_ODD_NAMES)[:20].strip(". ")
        below.mkdir(parents=True, exist_ok=True)
        start = f"{number} {chance.choice(_ODD_NAMES)}"
        suffix = chance.choice((Path(name).suffix, Path(name).suffix.upper(), ".jpg", ".txt"))
        content = whole if chance.random() < 0.5 else mutated(whole, chance, contents)
        (below / f"{start}{suffix}").write_bytes(content)
    _put_what_is_no_file(folder)


def _put_what_is_no_file(folder: Path) -> None:
    deep = folder.joinpath(*["deep"] * _DEEP)
    deep.mkdir(parents=True)
    (deep / "bottom.jpg").write_bytes(pictures()["usual.jpg"])
    (folder / "empty.jpg").touch()
    (folder / "folder.jpg").mkdir()
    (folder / "nowhere.jpg").symlink_to("not there")
    (folder / "circle.jpg").symlink_to("circle.jpg")
    (folder / "up").symlink_to(folder, target_is_directory=True)
    (folder / "device.jpg").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.jpg")


def index(folder: Path, library: Path, model: str = "starter") -> Outcome:
    """Have the real command index a folder, and look what became of each file."""
    start, peak = time.monotonic(), [0]
    words = ("--library", str(library), "index", str(folder), "--model", model, "--json")
    process = subprocess.Popen(
        [sys.executable, "-m", "indexer", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watching = threading.Thread(target=_watch, args=(process, peak))
    watching.start()
    out, errors = process.communicate()
    watching.join()
    stray = [line for line in out.splitlines() if not _is_json(line)]
    return _looked_up(folder, library, errors + "".join(stray), time.monotonic() - start, peak[0])


def _watch(process: subprocess.Popen[str], peak: list[int]) -> None:
    while process.poll() is None:
        for each in _family(process.pid):
            try:
                peak[0] = max(peak[0], each.memory_info().rss // 1_000_000)
            except psutil.Error:
                continue
        time.sleep(0.05)


def _family(pid: int) -> Iterator[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        yield from (parent, *parent.children(recursive=True))
    except psutil.Error:
        return


def _is_json(line: str) -> bool:
    try:
        told: Any = json.loads(line)
    except ValueError:
        return False
    return isinstance(told, dict)


def _looked_up(folder: Path, library: Path, noise: str, seconds: float, peak: int) -> Outcome:
    with Library.open(library) as opened:
        catalog = opened.catalog
        photos = {photo.path for photo in catalog.photos(catalog.all_ids().tolist())}
        problems = {problem.path: problem.reason for problem in catalog.problems()}
        ignored = dict(catalog.ignored())
    known = photos | problems.keys() | ignored.keys()
    there = list(_files(str(folder)))
    return Outcome(
        files=len(there),
        photos=len(photos),
        problems=Counter(problems.values()),
        ignored=Counter(ignored.values()),
        lost=[path for path in there if path not in known],
        noise=noise,
        seconds=seconds,
        peak=peak,
    )


def _files(folder: str) -> Iterator[str]:
    """Yield all that is in a folder but folders, without following links."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            yield entry.path


def main() -> int:
    """Make a collection, index it, and tell what became of it; 1 if a file was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.odd_files", description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shoebox-odd-") as scratch:
        folder = Path(scratch) / "photos"
        make_collection(folder, asked.files, random.Random(asked.seed))
        outcome = index(folder, Path(scratch) / "library")
    print(
        f"{outcome.files:,} files in {outcome.seconds:.0f} s, at most {outcome.peak} MB a process"
    )
    print(f"{outcome.photos:,} photos, {outcome.problems.total():,} problems,", end=" ")
    print(f"{outcome.ignored.total():,} ignored, {len(outcome.lost)} lost")
    for told, count in (outcome.problems + outcome.ignored).most_common():
        print(f"{count:7,} {told}")
    print("\n".join([*map(ascii, outcome.lost), outcome.noise]))
    return 1 if outcome.lost or outcome.noise else 0


if __name__ == "__main__":
    sys.exit(main())
