"""An index that is killed at any moment loses nothing, and the next run completes it."""

from __future__ import annotations

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil
import pytest

from indexer.content_key import content_key
from indexer.library import Library
from indexer.models import find_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import PaintPhoto
    from tests.faults.conftest import Shoebox

HOUSEHOLDS, KILLS = 3, 18
"""Libraries side by side, and how often the index of each is killed: 54 times in all."""

MOMENTS = ('"started"', '"decode"', '"decode"')
"""What it is let come to: the library is open and the scan begins; the first photo is read."""

LONGEST_LIFE = 0.4
"""Seconds after that; about as long as the stage takes, so that kills fall all over it."""


class Household:
    """A folder of photos that its owner works on, and the ids by which the library knows them."""

    def __init__(self, folder: Path, paint: PaintPhoto, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self._paint = paint
        self._next = 1000 * seed
        for _ in range(60):
            self.add()

    def add(self) -> None:
        """Put a new picture in, of which there is no other."""
        self._next += 1
        below = self.chance.choice(("", "a", "b/c"))
        self._paint(
            self.folder / below / f"{self._next}.jpg",
            size=(self.chance.randrange(60, 400), 80),
            seed=self._next,
        )

    def files(self) -> list[Path]:
        """All pictures."""
        return sorted(self.folder.rglob("*.jpg"))

    def live(self) -> None:
        """Do what people do between two runs: add, delete, rename, exchange, edit, touch."""
        for _ in range(30):
            self.add()
        files = self.chance.sample(self.files(), 12)
        for path in files[:3]:
            path.unlink()
        for path in files[3:7]:
            path.rename(path.with_name(f"renamed {self.chance.random()}.jpg"))
        for path in files[7:10]:
            self._next += 1
            self._paint(path, size=(90, 70), seed=self._next)
        os.utime(files[10], ns=(1, self.chance.randrange(10**18)))
        (self.folder / f"liar {self.chance.random()}.jpg").write_text("I am no picture")


def ids_by_content(library: Path) -> dict[bytes, int]:
    with Library.open(library) as opened:
        photos = opened.catalog.photos(opened.catalog.all_ids().tolist())
        return {photo.content_key: photo.id for photo in photos}


def assert_complete(library: Path, household: Household) -> None:
    """Every file is a photo with its key, vector and preview, or a problem."""
    bundle = find_bundle("tiny")
    with Library.open(library) as opened:
        photos = opened.catalog.photos(opened.catalog.all_ids().tolist())
        problems = {problem.path for problem in opened.catalog.problems()}
        stored = {photo.path: photo.content_key for photo in photos}
        expected = {str(path) for path in household.files()}
        assert set(stored) | problems == expected
        assert all(content_key(path) == key for path, key in stored.items())
        assert opened.catalog.vector_count(bundle.sha256) == len(photos)
        assert opened.missing_previews() == []
        assert opened.stray_previews() == []


def kill_at_random(shoebox: Shoebox, household: Household) -> bool:
    """Start an index and kill it somewhere; whether it was still at work."""
    process = shoebox.start(
        "index", household.folder, "--model", "tiny", "--workers", "1", "--json"
    )
    assert process.stdout is not None
    awaited = household.chance.choice(MOMENTS)
    for line in process.stdout:
        if awaited in line:
            break
    else:
        pytest.fail(f"it ended before it said {awaited}")
    time.sleep(household.chance.uniform(0, LONGEST_LIFE))
    at_work = process.poll() is None
    workers = psutil.Process(process.pid).children(recursive=True) if at_work else []
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == [], "a worker outlived its index"
    return at_work


def test_nothing_is_lost_however_often_an_index_is_killed(
    shoebox: Shoebox, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    def outlive(seed: int) -> int:
        home = tmp_path / str(seed)
        household = Household(home / "photos", paint_photo, seed)
        outlive_kills(replace(shoebox, library=home / "library"), household)
        return len(household.files())

    with ThreadPoolExecutor(HOUSEHOLDS) as side_by_side:
        photos = list(side_by_side.map(outlive, range(1, HOUSEHOLDS + 1)))
    assert len(photos) == HOUSEHOLDS
    assert all(photos)


def outlive_kills(shoebox: Shoebox, household: Household) -> None:
    """Kill an index again and again while its household goes on living; then look at it all."""
    kills = 0
    while kills < KILLS:
        before = ids_by_content(shoebox.library) if kills else {}
        kills += kill_at_random(shoebox, household)
        if household.chance.random() < 0.3:
            shoebox.verify()
        if household.chance.random() < 0.3:
            last = shoebox.index(household.folder)
            assert last["seen"] == len(household.files())
            assert_complete(shoebox.library, household)
            after = ids_by_content(shoebox.library)
            kept = before.keys() & {content_key(str(path)) for path in household.files()}
            assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
        household.live()
    shoebox.index(household.folder)
    assert_complete(shoebox.library, household)
    assert shoebox.verify() == {"wrong": [], "waiting": [], "repaired": []}
