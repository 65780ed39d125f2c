"""What is written of photos finds them too: their names, folders, tags and captions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.query import Name, parse
from indexer.search import Band, Request, Searcher, mentions

if TYPE_CHECKING:
    from indexer.library import Library
    from tests.indexer.search.conftest import Find


def test_the_exact_name_of_a_file_comes_first_and_is_strong(searcher: Searcher, find: Find) -> None:
    for name in ("p7", "p7.png", "P7.PNG"):
        assert find(name, count=1) == ["p7"]
        answer = searcher.answer(Request(parse(name)))
        assert answer.bands[0] == Band.STRONG


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("dinner", ["p2"]),
        ("grandmother at the window", ["p3"]),
        ("Oslo", ["p4", "p5", "p6"]),
        ("copy", ["copy of p8"]),
    ],
)
def test_photos_of_which_the_words_are_written_are_likely_and_ahead(
    searcher: Searcher, find: Find, query: str, found: list[str]
) -> None:
    assert sorted(find(query, count=len(found))) == found
    answer = searcher.answer(Request(parse(query)))
    assert min(answer.bands[: len(found)]) >= Band.LIKELY


def test_words_are_looked_for_among_what_passes_the_filters(find: Find) -> None:
    assert find("Oslo rating:1", count=None) == ["p6"]
    assert set(find("dinner folder:Oslo", count=None)) == {"p4", "p5", "p6"}


def test_however_many_photos_have_the_words_those_that_pass_are_found(
    searcher: Searcher, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mentions, "MOST", 1)
    # Of the three in that folder others come first, until the filter leaves one.
    (passing,) = library.catalog.ids_where(Name("p4")).tolist()
    explained = searcher.explain(Request(parse("Oslo taken:..2021-12-24")), passing)
    assert explained.words == "the words are in its name, folders, tags, caption or place"


def test_a_picture_that_is_shown_is_not_found_by_the_words_beside_it(
    searcher: Searcher, library: Library
) -> None:
    ids = sorted(library.catalog.all_ids().tolist())
    for shown in (ids[0], ids[len(ids) // 2], ids[-1]):
        (photo,) = library.catalog.photos([shown])
        name = photo.path.rpartition("/")[2].partition(".")[0]
        query = parse(f'like:{shown} + "{name}"')
        answer = searcher.answer(Request(query, count=None))
        assert sorted(answer.ids.tolist()) == [each for each in ids if each != shown]
        assert searcher.explain(Request(query), shown).words is None


def test_what_shall_not_be_seen_is_not_looked_for_in_names(searcher: Searcher) -> None:
    answer = searcher.answer(Request(parse("red - oslo")))
    assert answer.counts is not None
    (best,) = answer.ids[:1].tolist()
    assert searcher.explain(Request(parse("red - oslo")), best).words is None


def test_the_tags_of_a_photo_come_with_its_hit(searcher: Searcher) -> None:
    (hit,) = searcher.hits(searcher.answer(Request(parse("tag:dinner"))))
    assert hit.tags == ("dinner", "family")
