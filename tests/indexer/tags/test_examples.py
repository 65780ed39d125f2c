"""A tag leans towards photos that show it, and stays as near to a usual photo as before."""

from __future__ import annotations

import numpy as np

from indexer.tags.examples import leaning
from tests.indexer.making import DIM, vector

NONE = np.empty((0, DIM), np.float32)
SAMPLE = np.stack([vector(seed) for seed in range(300)])
TEXT = vector(1000)


def test_it_is_nearer_to_what_shows_it() -> None:
    shown = np.stack([vector(1), vector(2)])
    drawn = leaning(TEXT, shown, NONE, SAMPLE)
    assert drawn.dtype == np.float32
    assert (shown @ drawn > shown @ TEXT).all()


def test_it_is_farther_from_what_does_not() -> None:
    others = np.stack([vector(1), vector(2)])
    drawn = leaning(TEXT, NONE, others, SAMPLE)
    assert (others @ drawn < others @ TEXT).all()


def test_a_usual_photo_is_as_near_as_before() -> None:
    drawn = leaning(TEXT, SAMPLE[:5], SAMPLE[5:9], SAMPLE)
    middle = SAMPLE.mean(axis=0)
    assert abs(float(middle @ drawn - middle @ TEXT)) < 1e-5


def test_without_examples_and_without_a_library_it_stays_what_it_was() -> None:
    assert np.allclose(leaning(TEXT, NONE, NONE, SAMPLE), TEXT)
    assert np.allclose(leaning(TEXT, NONE, NONE, NONE), TEXT)
