"""The lines between the bands follow the likelihoods of a whole answer."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from indexer.cut import Band, Verdict
from indexer.cut.bands import Lines

likelihoods = arrays(np.float32, st.integers(0, 60), elements=st.floats(0, 1, width=32))


def verdict(*values: float) -> Verdict:
    return Verdict(np.array(values, np.float32))


def test_one_photo_that_stands_out_is_alone_in_its_band() -> None:
    assert list(verdict(0.95, 0.1, 0.08, 0.06).bands()) == [Band.STRONG, *[Band.WEAK] * 3]


def test_thousands_of_right_photos_are_all_in_the_answer() -> None:
    many = Verdict(np.concatenate([np.full(5000, 0.9), np.full(5000, 0.01)]).astype(np.float32))
    bands = many.bands()
    assert (bands[:5000] == Band.STRONG).all()
    assert (bands[5000:] == Band.WEAK).all()


def test_of_many_doubtful_photos_as_many_are_likely_as_promise_the_best_f1() -> None:
    values = np.linspace(0.5, 0.06, 200).astype(np.float32)
    line = Lines.of(values).likely
    expected = [2 * values[:k].sum() / (k + values.sum()) for k in range(1, 201)]
    assert line == np.float32(values[int(np.argmax(expected))])


def test_hardly_anything_is_neither_strong_nor_likely() -> None:
    assert list(verdict(0.04, 0.03).bands()) == [Band.WEAK, Band.WEAK]
    assert list(verdict().bands()) == []


def test_a_doubtful_best_photo_is_likely_but_never_strong() -> None:
    assert list(verdict(0.4, 0.02).bands()) == [Band.LIKELY, Band.WEAK]


@given(likelihoods, st.floats(0, 1), st.floats(0, 1))
def test_a_stricter_cut_never_raises_a_photo(
    values: np.ndarray[tuple[int], np.dtype[np.float32]], one: float, other: float
) -> None:
    loose, strict = sorted((one, other))
    found = Verdict(values)
    assert (found.bands(strict) <= found.bands(loose)).all()


@given(likelihoods)
def test_bands_follow_the_likelihoods(
    values: np.ndarray[tuple[int], np.dtype[np.float32]],
) -> None:
    bands = Verdict(values).bands()
    order = np.argsort(values, kind="stable")
    assert (np.diff(bands[order].astype(int)) >= 0).all()


def test_the_histogram_counts_every_photo_of_the_answer() -> None:
    histogram = verdict(0.95, 0.1, 0.0).histogram(10, unjudged=7)
    assert list(histogram.counts) == [8, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert 0 < histogram.likely_from <= histogram.strong_from < 1


def test_the_lines_of_the_histogram_are_those_of_the_bands() -> None:
    found = verdict(0.95, 0.7, 0.4, 0.2, 0.1)
    for strictness in (0.25, 0.5, 0.75):
        lines = found.histogram(strictness=strictness)
        likely = found.likelihoods >= lines.likely_from
        strong = found.likelihoods >= lines.strong_from
        assert (found.bands(strictness) == 1 + likely.astype(int) + strong).all()
