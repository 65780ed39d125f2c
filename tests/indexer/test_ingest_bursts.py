"""What was taken in one go is told by cameras, or seen; copies and pairs are none of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.ingest import IngestOptions, ingest
from indexer.ingest.bursts import find_bursts
from indexer.library import Library
from indexer.records import IndexedPhoto
from tests.indexer.making import decoded, seen, stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle
    from tests.conftest import PaintPhoto

BEACH, STREET = np.eye(16, dtype=np.float32)[:2]
NOON = "2023-05-01T12:00:"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        yield library


class Shots:
    """Puts photos into a library, and says how large the burst of each is."""

    def __init__(self, library: Library, bundle: Bundle) -> None:
        self.library, self.bundle = library, bundle
        self.count = 0

    def put(
        self,
        second: str,
        *,
        on_beach: bool = True,
        seed: int = 0,
        folder: str = "p",
        **facts: object,
    ) -> int:
        """One photo of that second; the same `seed` is the same content, or nearly the same."""
        self.count += 1
        photo = decoded(seed or self.count)
        # Far from each other, as the hashes of frames are not always.
        photo = replace(photo, perceptual_hash=hash((self.count, 7)) if not seed else -seed)
        known = replace(photo.facts, taken_at=NOON + second, **facts)  # type: ignore[arg-type] # By name.
        item = IndexedPhoto(
            seen(f"/{folder}/{self.count}.jpg", self.count),
            replace(photo, facts=known),
            BEACH if on_beach else STREET,
        )
        return self.library.add([item], stamp_of(self.bundle))[0]

    def sizes(self) -> list[int]:
        find_bursts(self.library, self.bundle)
        return list(map(int, self.library.catalog.glances().bursts))


@pytest.fixture
def shots(library: Library, tiny_bundle: Bundle) -> Shots:
    return Shots(library, tiny_bundle)


def test_three_of_the_same_seconds_that_show_the_same_are_a_burst(shots: Shots) -> None:
    for second in ("00", "01", "03", "30", "31"):
        shots.put(second)
    shots.put("04", on_beach=False)
    assert shots.sizes() == [3, 3, 3, 0, 0, 0]
    shots.library.forget([2])
    assert shots.library.catalog.glances().bursts.tolist() == [2, 2, 0, 0, 0]
    assert shots.sizes() == [0, 0, 0, 0, 0]


def test_copies_count_for_nothing(shots: Shots) -> None:
    for second in ("00", "01"):
        shots.put(second)
    shots.put("01", seed=50)
    shots.put("01", seed=50)
    assert shots.sizes() == [3, 3, 3, 0]
    # The fifth has other content, and the same hash and moment as the third: it was edited.
    shots.library.forget([2])
    edited = shots.put("01", seed=51)
    with shots.library.catalog._database.transaction() as connection:
        connection.execute(
            "UPDATE photos SET perceptual_hash = (SELECT perceptual_hash FROM photos WHERE id = 3)"
            " WHERE id = ?",
            (edited,),
        )
    assert shots.sizes() == [0, 0, 0, 0]


def test_what_a_camera_says_counts_from_two_on_within_a_folder(shots: Shots) -> None:
    for second, folder in (("00", "p"), ("40", "p"), ("00", "q")):
        shots.put(second, folder=folder, on_beach=second == "00", burst="B1")
    shots.put("01", burst="B2")
    assert shots.sizes() == [2, 2, 0, 0]


def test_a_day_that_a_name_tells_makes_no_burst(shots: Shots) -> None:
    for _ in range(3):
        shots.put("00", taken_from="name")
    assert shots.sizes() == [0, 0, 0]


def test_an_ingest_finds_them(
    library: Library, tiny_bundle: Bundle, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    for number in (1, 2):
        paint_photo(tmp_path / "photos" / f"IMG_20180726_114533_BURST{number:03}.jpg", seed=number)
    paint_photo(tmp_path / "photos" / "IMG_20180726_114540.jpg", seed=3)
    root = str(tmp_path / "photos")
    library.catalog.add_root(root)
    for _ in ingest(library, tiny_bundle, IngestOptions(roots=(root,), workers=1)):
        pass
    photos = library.catalog.photos(library.catalog.all_ids(newest_first=False).tolist())
    told = {photo.id: "BURST" in photo.path for photo in photos}
    glances = library.catalog.glances()
    sizes = dict(zip(glances.ids.tolist(), glances.bursts.tolist(), strict=True))
    assert sizes == {each: 2 if is_of_burst else 0 for each, is_of_burst in told.items()}
    assert {each: library.catalog.burst_of(each) for each in sizes} == sizes
