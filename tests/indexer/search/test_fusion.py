"""What the model sees and what is written of photos make one order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from indexer.cut import Band
from indexer.search.fusion import RANK_OFFSET, Written, fused, raised

NOTHING = Written.of([])


def test_without_words_the_order_is_what_the_model_sees() -> None:
    ids = np.array([7, 3, 5])
    points = fused(np.array([2, 0, 1]), ids, NOTHING)
    assert np.argsort(-points).tolist() == [2, 0, 1]


def test_points_are_the_sum_of_the_reciprocal_ranks() -> None:
    ids = np.array([7, 3, 5])
    points = fused(np.array([0, 1, 2]), ids, Written.of([(5, False), (7, False)]))
    expected = [
        1 / (RANK_OFFSET + 1) + 1 / (RANK_OFFSET + 2),
        1 / (RANK_OFFSET + 2),
        1 / (RANK_OFFSET + 3) + 1 / (RANK_OFFSET + 1),
    ]
    assert points.tolist() == expected


def test_what_is_called_so_comes_before_all() -> None:
    ids = np.arange(100)
    points = fused(np.arange(100), ids, Written.of([(0, False), (99, True)]))
    assert points.argmax() == 99


@given(some.permutations(range(12)), some.permutations(range(12)))
def test_to_be_better_in_both_orders_is_to_be_better(seen: list[int], written: list[int]) -> None:
    ids = np.arange(12)
    points = fused(np.array(seen), ids, Written.of([(each, False) for each in written]))
    for one in range(12):
        for other in range(12):
            if seen.index(one) < seen.index(other) and written.index(one) < written.index(other):
                assert points[one] > points[other]


def test_a_photo_that_is_found_twice_counts_once_by_its_best_place() -> None:
    written = Written.of([(4, True), (9, False), (4, False)])
    assert written.ids.tolist() == [4, 9]
    assert written.exact.tolist() == [True, False]


def test_where_nothing_is_found_nothing_is_written() -> None:
    assert Written.of([]).ids.tolist() == []


def test_a_name_makes_a_photo_strong_and_other_words_make_it_likely() -> None:
    bands = np.array([Band.WEAK, Band.WEAK, Band.STRONG, Band.WEAK], np.uint8)
    written = Written.of([(1, True), (2, False), (3, False)])
    found = raised(bands, np.array([1, 2, 3, 4]), written)
    assert found.tolist() == [Band.STRONG, Band.LIKELY, Band.STRONG, Band.WEAK]


def test_a_word_that_only_begins_so_counts_for_the_order_alone() -> None:
    ids = np.array([1, 2, 3])
    written = Written.of([(1, False), (2, False)], begun={1})
    assert written.ids.tolist() == [2, 1]
    bands = raised(np.full(3, Band.WEAK, np.uint8), ids, written)
    assert bands.tolist() == [Band.WEAK, Band.LIKELY, Band.WEAK]
    assert written.how(1) is None
    points = fused(np.array([2, 1, 0]), ids, written)
    assert points[0] > points[2]


def test_what_is_called_so_is_no_mere_beginning() -> None:
    assert Written.of([(1, True)], begun={1}).how(1) == "its file is called so"


def test_it_is_told_how_a_photo_is_known() -> None:
    written = Written.of([(1, True), (2, False)])
    assert written.how(1) == "its file is called so"
    assert "caption" in (written.how(2) or "")
    assert written.how(3) is None
