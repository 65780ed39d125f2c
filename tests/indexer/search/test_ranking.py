"""In which order the photos of an answer come."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indexer.cut import Kind, Verdict
from indexer.query import parse
from indexer.search import Band, Request
from indexer.search.direction import Direction
from indexer.search.fusion import Written
from indexer.search.ranking import Looks, Sought, in_order

NEAR_BUT_WEAK = Looks(
    ids=np.array([10, 20, 30]),
    scores=np.array([0.8, 0.3, 0.25], np.float32),
    best=np.array([0, 1, 1]),
    verdict=Verdict(np.array([0.1, 0.7, 0.9], np.float32)),
    bands=np.array([Band.WEAK, Band.LIKELY, Band.STRONG], np.uint8),
)
"""A photo that is nearer to a picture than photos ever are to words, and not near enough."""


def _sought(*kinds: Kind, words: int = 4) -> Sought:
    nowhere = np.zeros(4, np.float32)
    directions = tuple(Direction(nowhere, (), kind, words, ()) for kind in kinds)
    return Sought(Request(parse("red")), directions, None, Written.of([]))


@pytest.mark.parametrize("words", [1, 4])
def test_alternatives_of_different_kinds_are_ordered_by_how_sure_they_are(words: int) -> None:
    order = in_order(NEAR_BUT_WEAK, _sought(Kind.LIKE, Kind.WORDS, words=words))
    assert NEAR_BUT_WEAK.ids[order].tolist() == [30, 20, 10]


def test_of_things_that_are_added_up_band_follows_upon_band() -> None:
    order = in_order(NEAR_BUT_WEAK, _sought(Kind.BLEND))
    assert NEAR_BUT_WEAK.ids[order].tolist() == [30, 20, 10]


@pytest.mark.parametrize("kinds", [(Kind.LIKE,), (Kind.LIKE, Kind.LIKE), (Kind.WORDS, Kind.WORDS)])
def test_what_is_described_or_shown_is_ordered_by_nearness_within_its_band(
    kinds: tuple[Kind, ...],
) -> None:
    bands = np.array([Band.WEAK, Band.LIKELY, Band.LIKELY], np.uint8)
    looks = replace(NEAR_BUT_WEAK, bands=bands)
    assert looks.ids[in_order(looks, _sought(*kinds))].tolist() == [20, 30, 10]
    named = in_order(looks, _sought(Kind.WORDS, words=1))
    assert looks.ids[named].tolist() == [30, 20, 10]
