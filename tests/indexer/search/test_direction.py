"""What a blend is made of decides on which scale it is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.cut import Band, Kind
from indexer.query import parse
from indexer.search import Request, Searcher

if TYPE_CHECKING:
    from indexer.search.direction import Direction


def _direction(searcher: Searcher, query: str) -> Direction:
    request = Request(parse(query))
    return searcher._asked(lambda answering, _: answering.sought([request])[0].directions[0])


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("red", Kind.WORDS),
        ("red + blue", Kind.BLEND),
        ("red - blue", Kind.BLEND),
        ("red - like:1", Kind.BLEND),
        ("like:1", Kind.LIKE),
        ("-like:1", Kind.LIKE),
        ("like:1 - like:2", Kind.LIKE),
        ("like:1 + red", Kind.MIXTURE),
        ("like:1 - red", Kind.MIXTURE),
        ("-like:1 - red", Kind.MIXTURE),
    ],
)
def test_a_wanted_picture_is_not_judged_as_words(
    searcher: Searcher, query: str, kind: Kind
) -> None:
    assert _direction(searcher, query).kind is kind


@pytest.mark.parametrize("query", ["like:1 - blue", "like:1 + red", "like:1 + red - blue"])
def test_a_picture_with_words_is_never_strong(searcher: Searcher, query: str) -> None:
    answer = searcher.answer(Request(parse(query), None))
    assert (answer.bands < Band.STRONG).all()


def test_a_copy_of_the_picture_is_strong_in_a_handful_of_photos(searcher: Searcher) -> None:
    (one,) = searcher.answer(Request(parse("name:“copy of p8”"))).ids.tolist()
    answer = searcher.answer(Request(parse(f"like:{one}"), None))
    assert one not in answer.ids
    assert answer.scores[0] > 0.98
    assert answer.bands[0] == Band.STRONG


def test_a_shown_photo_is_not_measured_by_itself(searcher: Searcher) -> None:
    direction = _direction(searcher, "like:1")
    ground = searcher._asked(lambda _, ground: ground())
    _, vectors = ground.index.vectors_of(np.setdiff1d(ground.index.sample(100)[0], [1]))
    scores = np.sort(vectors @ direction.vector)
    assert ground.cut(direction).middle == pytest.approx(float(np.median(scores)), abs=1e-4)
