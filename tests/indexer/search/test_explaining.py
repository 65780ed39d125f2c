"""Why a photo is in an answer: its score taken apart, its filters, its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.query import parse
from indexer.search import Request, Searcher

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.library import Library


@pytest.mark.parametrize(
    "query",
    [
        "red",
        "red - blue + white *0.5",
        "like:1 + yellow",
        "red OR blue OR black",
        "red folder:Rome",
    ],
)
def test_every_photo_of_an_answer_is_explained_as_it_was_answered(
    searcher: Searcher, query: str
) -> None:
    request = Request(parse(query), count=None)
    answer = searcher.answer(request)
    explanations = searcher.explain_many(request, answer.ids.tolist())
    for at, explanation in enumerate(explanations):
        assert explanation.photo_id == answer.ids[at]
        assert explanation.score == pytest.approx(float(answer.scores[at]), abs=2e-3)
        assert explanation.band == answer.bands[at]
        whole = sum(part.contribution for part in explanation.parts)
        assert whole == pytest.approx(explanation.score, abs=1e-4)
        assert not explanation.kept_out_by


def test_a_minus_takes_from_the_score_of_what_shows_it(
    searcher: Searcher, library: Library
) -> None:
    request = Request(parse("red - blue"))
    (magenta,) = library.catalog.ids_where(_filter("name:p8")).tolist()[:1]
    red, blue = searcher.explain(request, magenta).parts
    assert (red.term, blue.term) == ("red", "blue")
    assert blue.weight == -1
    assert red.contribution > 0 > blue.contribution


# What a filter is called is private to the query.
def _filter(query: str):  # type: ignore[no-untyped-def]
    return parse(query).filter


def test_the_filters_that_let_a_photo_in_and_that_keep_it_out_are_named(
    searcher: Searcher, library: Library, shelf: Path
) -> None:
    rome = library.catalog.photo_by_path(str(shelf / "photos" / "Rome" / "p1.jpg"))
    assert rome is not None
    query = "(tag:family OR tag:dinner) taken:2023 rating<3 -folder:Oslo"
    told = searcher.explain(Request(parse(query)), rome.id)
    assert told.filters == ("tag:family", "taken:2023", "-folder:Oslo")
    assert told.kept_out_by == ("rating<3",)
    assert (told.score, told.band, told.parts) == (None, None, ())


def test_the_scope_of_a_request_is_among_the_filters(searcher: Searcher) -> None:
    request = Request(parse("red"), within=_filter("folder:Rome"))
    (best,) = searcher.answer(Request(parse("red folder:Rome"), count=1)).ids.tolist()
    assert searcher.explain(request, best).filters == ("folder:Rome",)


def test_words_that_are_written_of_a_photo_are_told(searcher: Searcher) -> None:
    for query, told in (("p7", "called so"), ("grandmother", "caption"), ("family", "tags")):
        request = Request(parse(query))
        best = int(searcher.answer(request).ids[0])
        assert told in (searcher.explain(request, best).words or "")
    assert searcher.explain(Request(parse("red")), best).words is None
