"""What a blend is made of decides on which scale it is judged."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from indexer.cut import Band, Kind
from indexer.query import parse
from indexer.search import Request, Searcher

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.search.answering import Answering
    from indexer.search.direction import Direction
    from indexer.search.ground import Ground


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
    ground = searcher._asked(lambda _, ground: ground())
    plain, shown = (ground.cut(_direction(searcher, query)) for query in ("red", "like:1"))
    assert shown.surroundings.photos == plain.surroundings.photos - 1
    assert len(shown.surroundings.sample) == len(plain.surroundings.sample) - 1


def test_a_minus_makes_no_photo_of_a_few_likelier(searcher: Searcher) -> None:
    colours = ("red", "yellow", "white", "blue", "lime", "black", "cyan", "magenta")
    for one, other in permutations(colours, 2):
        plain, less = (_judged(searcher, query) for query in (one, f"{one} - {other}"))
        assert all(less[photo] <= plain[photo] + 1e-6 for photo in plain.keys() & less.keys())


def _judged(searcher: Searcher, query: str) -> dict[int, float]:
    """How likely each photo is meant, by its id."""

    def asked(answering: Answering, ground: Callable[[], Ground]) -> dict[int, float]:
        (sought,) = answering.sought([Request(parse(query), None)])
        ids, _, likelihoods = ground().judged(sought.directions[0], sought)
        return dict(zip(ids.tolist(), likelihoods.tolist(), strict=True))

    return searcher._asked(asked)
