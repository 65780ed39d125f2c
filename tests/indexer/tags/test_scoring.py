"""Photos times tags: the best are kept, packed and unpacked, in blocks that change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.cut import Background
from indexer.tags import scoring
from indexer.tags.reference import standings
from indexer.tags.scoring import MOST_KEPT, SCORE, Scored, Scorer

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIM = 32


def unit(count: int, seed: int) -> NDArray[np.float32]:
    numbers = np.random.default_rng(seed).normal(size=(count, DIM)).astype(np.float32)
    vectors: NDArray[np.float32] = numbers / np.linalg.norm(numbers, axis=1, keepdims=True)
    return vectors


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    background = Background.of(unit(50, seed=1), 20.0)
    return Scorer(np.arange(7, 107, dtype=np.int32), unit(100, seed=2), background)


def test_of_each_photo_the_best_are_kept_best_first(scorer: Scorer) -> None:
    photos = unit(20, seed=3)
    scored = scorer.score(photos)
    assert scored.concepts.shape[1] <= MOST_KEPT
    cosines = photos @ scorer.texts.T
    for row in range(len(photos)):
        count = np.count_nonzero(scored.concepts[row])
        best = np.argsort(-cosines[row])[:count]
        assert (scored.concepts[row, :count] == scorer.ids[best]).all()
        assert np.allclose(scored.cosines[row, :count], cosines[row, best])


def test_what_fits_no_better_than_a_usual_word_is_not_kept(scorer: Scorer) -> None:
    scored = scorer.score(unit(20, seed=3))
    there = scored.concepts > 0
    shares = 20.0 * scored.cosines - scored.usual[:, None]
    assert (shares[there] > 0).all()
    assert not there.all()


def test_the_size_of_a_block_changes_nothing(
    scorer: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = unit(50, seed=4)
    whole = scorer.score(photos)
    monkeypatch.setattr(scoring, "AT_ONCE", 7)
    pieces = scorer.score(photos)
    assert (whole.concepts == pieces.concepts).all()
    assert np.allclose(whole.cosines, pieces.cosines, atol=1e-6)


def test_scores_come_back_as_they_were_stored(scorer: Scorer) -> None:
    scored = scorer.score(unit(20, seed=5))
    blobs = scored.packed()
    assert max(map(len, blobs)) <= MOST_KEPT * SCORE.itemsize
    back = Scored.unpacked(scored.usual, blobs)
    width = back.concepts.shape[1]
    assert (back.concepts == scored.concepts[:, :width]).all()
    assert np.allclose(back.cosines, scored.cosines[:, :width], atol=1e-3)


def test_a_photo_without_any_score_is_one_with_none(scorer: Scorer) -> None:
    back = Scored.unpacked(np.zeros(2, np.float32), [b"", b""])
    assert (len(back), back.concepts.shape) == (2, (2, 0))
    assert len(scorer.score(np.empty((0, DIM), np.float32))) == 0


def test_a_blob_that_was_cut_off_loses_its_end_alone() -> None:
    blob = np.array([(3, 0.5), (4, 0.25)], SCORE).tobytes()
    back = Scored.unpacked(np.zeros(1, np.float32), [blob[:-1]])
    assert back.concepts.tolist() == [[3]]


def test_tags_that_come_later_are_as_if_they_had_always_been_there(scorer: Scorer) -> None:
    photos = unit(30, seed=6)
    first = Scorer(scorer.ids[:60], scorer.texts[:60], scorer.background).score(photos)
    later = Scorer(scorer.ids[60:], scorer.texts[60:], scorer.background).score(photos)
    merged = first.with_others(later, np.empty(0, np.int32))
    whole = scorer.score(photos)
    width = min(merged.concepts.shape[1], whole.concepts.shape[1])
    assert (merged.concepts[:, :width] == whole.concepts[:, :width]).all()


def test_tags_that_are_no_more_are_dropped(scorer: Scorer) -> None:
    photos = unit(30, seed=7)
    gone = scorer.ids[:50]
    none = Scorer(scorer.ids[:0], scorer.texts[:0], scorer.background).score(photos)
    left = scorer.score(photos).with_others(none, gone)
    assert not np.isin(left.concepts, gone).any()


def test_only_photos_that_have_or_take_in_a_tag_are_told_to_change(scorer: Scorer) -> None:
    photos = unit(400, seed=10)
    all_but_one = Scorer(scorer.ids[1:], scorer.texts[1:], scorer.background).score(photos)
    one = Scorer(scorer.ids[:1], scorer.texts[:1], scorer.background).score(photos)
    dropped = scorer.ids[1:2]
    told = all_but_one.would_change(one, dropped)
    merged = all_but_one.with_others(one, dropped)
    changed = [
        before != after for before, after in zip(all_but_one.packed(), merged.packed(), strict=True)
    ]
    assert told.tolist() == changed
    assert 0 < told.sum() < len(photos)
    few = np.flatnonzero(told)[:5]
    assert merged.some(few).packed() == [merged.packed()[place] for place in few]


def test_a_moved_tag_stays_between_the_least_and_the_most_that_a_cosine_can_be(
    scorer: Scorer,
) -> None:
    photos = unit(30, seed=11)
    far = Scorer(scorer.ids[:2], scorer.texts[:2], scorer.background, np.array([9, -9], "f4"))
    scored = far.score(photos)
    assert (scored.concepts[:, 0] == scorer.ids[0]).all()
    assert (scored.cosines[:, 0] == 1).all()
    assert not (scored.concepts == scorer.ids[1]).any()


def test_what_is_usual_of_a_tag_is_its_median(scorer: Scorer) -> None:
    photos = unit(2000, seed=8)
    found = standings(photos, scorer.texts, scorer.background)
    assert np.allclose(found.middles, np.median(photos @ scorer.texts.T, axis=0), atol=0.01)
    assert (found.spreads > 0.1).all()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_of_a_handful_of_photos_what_is_usual_of_words_counts(scorer: Scorer, count: int) -> None:
    found = standings(unit(count, seed=9), scorer.texts, scorer.background)
    assert np.isfinite(found.middles).all()
    assert (found.spreads > 0.05).all()
