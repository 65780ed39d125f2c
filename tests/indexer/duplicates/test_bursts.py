"""Bursts: one camera, the same seconds, the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.catalog.traits import Traits
from indexer.duplicates.bursts import bursts
from indexer.library import Library
from indexer.records import IndexedPhoto
from tests.indexer.making import decoded, seen, stamp_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from indexer.models import Bundle

BEACH, STREET = np.eye(16, dtype=np.float32)[:2]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library", write=True)


def found(
    library: Library,
    bundle: Bundle,
    shots: Sequence[tuple[float, bool]],
    *,
    cameras: Sequence[int] = (),
) -> list[list[int]]:
    """The bursts of shots, each at a second and on the beach or not; ids count from 1."""
    batch = [
        IndexedPhoto(seen(f"/p/{n}.jpg", n), decoded(n), BEACH if on_beach else STREET)
        for n, (_, on_beach) in enumerate(shots)
    ]
    ids = np.array(library.add(batch, stamp_of(bundle)))
    start = np.datetime64("2023-05-01T12:00:00", "us")
    taken = [
        np.datetime64("NaT") if second < 0 else start + np.timedelta64(round(second * 1e6), "us")
        for second, _ in shots
    ]
    traits = Traits(
        ids=ids,
        content_keys=ids,
        hashes=ids.astype(np.uint64),
        taken_at=np.array(taken, "datetime64[us]"),
        cameras=np.array(cameras or [1] * len(ids)),
        sizes=np.ones((len(ids), 2)),
    )
    return bursts(traits, library.vectors(bundle), counted=np.ones(len(ids), np.bool_))


def test_frames_of_the_same_seconds_that_show_the_same_are_a_burst(
    library: Library, tiny_bundle: Bundle
) -> None:
    shots = [(0, True), (0.2, True), (2, True), (60, True)]
    assert found(library, tiny_bundle, shots) == [[1, 2, 3]]


def test_whoever_turns_round_begins_another(library: Library, tiny_bundle: Bundle) -> None:
    shots = [(0, True), (1, True), (2, False), (3, False)]
    assert found(library, tiny_bundle, shots) == [[1, 2], [3, 4]]


def test_two_cameras_at_one_moment_are_no_burst(library: Library, tiny_bundle: Bundle) -> None:
    assert found(library, tiny_bundle, [(0, True), (0, True)], cameras=(1, 2)) == []


def test_without_a_date_nobody_knows(library: Library, tiny_bundle: Bundle) -> None:
    assert found(library, tiny_bundle, [(-1, True), (-1, True)]) == []
