"""The power fails at random moments, and nothing is lost that its owner was told is kept."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from indexer.places import user_models
from tests.bundles import make_tiny_bundle
from tests.faults.disk import (
    SECTOR,
    Content,
    Link,
    Note,
    Rename,
    Said,
    Sync,
    Truncate,
    Unlink,
    Write,
    after_a_cut,
)
from tests.faults.power import GOING_BACK, Cut, cut_at_random, recorded
from tests.faults.recording import why_not

if TYPE_CHECKING:
    from pathlib import Path

CUTS = 24
DISK = "/disk/"


def left(*notes: Note) -> set[tuple[tuple[str, bytes], ...]]:
    """Each state that a power failure behind these may leave, by path and content."""
    states = set()
    for seed in range(400):
        files = after_a_cut(notes, random.Random(seed), disks=[DISK])
        states.add(tuple(sorted((path, data) for path, (data, _) in files.items())))
    return states


def test_what_was_synced_is_there_and_what_was_not_may_be_missing_torn_or_zeros() -> None:
    states = left(Link("/disk/a", 0), Write(0, 0, b"safe"), Sync("/disk/a", 0), Write(0, 4, b"new"))
    assert states == {(("/disk/a", data),) for data in (b"safe", b"safenew", b"safe\0\0\0")}
    sectors = b"1" * SECTOR + b"2" * SECTOR
    torn = left(Link("/disk/a", 0), Sync("/disk/a", 0), Content(0, sectors, 1))
    assert (("/disk/a", sectors[:SECTOR]),) in torn
    cut = left(Link("/disk/a", 0), Write(0, 0, b"long"), Sync("/disk/a", 0), Truncate(0, 1))
    assert cut == {(("/disk/a", data),) for data in (b"long", b"l")}


def test_names_follow_in_order_and_a_sync_brings_those_before_it() -> None:
    begun = (Link("/disk/a", 0), Content(0, b"a", 1), Sync("/disk/a", 0))
    a, b = (("/disk/a", b"a"),), (("/disk/b", b"a"),)
    assert left(*begun, Rename("/disk/a", "/disk/b")) == {a, b}
    assert left(*begun, Rename("/disk/a", "/disk/b"), Sync("/disk/", None)) == {b}
    assert left(*begun, Rename("/disk/a", "/disk/b"), Unlink("/disk/b")) == {a, b, ()}


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_the_power_fails_at_random_moments_and_nothing_is_lost(tmp_path: Path) -> None:
    make_tiny_bundle(user_models() / "tiny")
    notes, chance = recorded(tmp_path / "home"), random.Random(7)
    said = [note.what for note in notes if isinstance(note, Said)]
    assert said[-2:] == [GOING_BACK, "back"]
    for _ in range(CUTS):
        cut_at_random(tmp_path / "home", notes, chance).look()
    Cut(tmp_path / "home", notes, 1).look()
