"""Filters let photos in, words and pictures rank them, and the cut says how sure each one is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from indexer.library import Library
from indexer.query import Query, QueryError, Root, parse
from indexer.query.quoting import quoted
from indexer.search import Band, Order, Request, Searcher
from tests.indexer.search.shelf import SHELF, make_shelf

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle
    from tests.indexer.search.conftest import Find

EVERY = len(SHELF)


# -- what is to be known ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("taken:2023", "p2 p3 p1"),
        ("taken:2021..2022-01", "p6 p5 p4"),
        ("folder:Rome", "p2 p3 p1"),
        ("folder:Rome -tag:family", "p3"),
        ("camera:canon OR camera:nikon", "p2 p1 p5 p4"),
        ("tag:dinner", "p2"),
        ("rating>=4", "p1 p4"),
        ("is:portrait", "p5 p9"),
        ("near:41.9,12.5,50", "p1"),
        ("name:p7", "p7"),
        ("type:png name:p*", "p7 p8 p9"),
    ],
)
def test_filters_alone_let_photos_in_newest_first(find: Find, query: str, found: str) -> None:
    assert sorted(find(query)) == sorted(found.split())
    dated = [name for name in find(query) if name in {"p1", "p2", "p3", "p4", "p5", "p6"}]
    by_day = sorted(dated, key=lambda name: _day(name), reverse=True)
    assert [_day(name) for name in dated] == [_day(name) for name in by_day]


def _day(name: str) -> str:
    return next(photo.day or "" for photo in SHELF if photo.path.endswith(f"/{name}.jpg"))


def test_nothing_visual_has_no_bands(searcher: Searcher) -> None:
    answer = searcher.answer(Request(parse("taken:2023"), count=2))
    assert (len(answer.ids), answer.found) == (2, 3)
    assert answer.bands.tolist() == [0, 0]
    assert answer.counts is None
    assert answer.histogram is None
    assert [hit.band for hit in searcher.hits(answer)] == [None, None]


def test_an_empty_query_shows_everything(find: Find, searcher: Searcher) -> None:
    assert len(find("", count=None)) == EVERY
    assert searcher.answer(Request(Query(), count=3)).found == EVERY


def test_filters_alone_ask_no_model(cold_searcher: Searcher) -> None:
    assert cold_searcher.answer(Request(parse("rating:5"))).found == 1
    assert cold_searcher.device is None


# -- what is to be seen -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "first"),
    [("green", "p5"), ("a photo of blue", "p4"), ("yellow", "p2"), ("black", "p6"), ("cyan", "p7")],
)
def test_words_find_what_they_describe(find: Find, query: str, first: str) -> None:
    assert find(query)[0] == first


def test_a_photo_counts_by_the_alternative_that_it_fits_best(find: Find) -> None:
    assert set(find("blue OR yellow", count=2)) == {"p4", "p2"}


def test_filters_leave_words_the_photos_that_pass(find: Find) -> None:
    assert find("red folder:Oslo", count=1) != ["p1"]
    assert set(find("red folder:Oslo")) == {"p4", "p5", "p6"}
    assert find("red -folder:Rome", count=1) == ["p9"]


def test_the_scope_of_a_request_is_a_filter_too(searcher: Searcher, shelf: Path) -> None:
    request = Request(parse("red"), within=parse("folder:Oslo").filter)
    assert searcher.answer(request).found == 3
    everywhere = Request(parse("red"), within=Root(str(shelf / "photos")))
    assert searcher.answer(everywhere).found == EVERY


def test_what_is_taken_away_counts_against_a_photo(find: Find) -> None:
    ranks = [find(query, count=None).index("p8") for query in ("red", "red - blue *2")]
    assert ranks[1] > ranks[0]


def test_a_term_of_greater_weight_counts_more(find: Find) -> None:
    assert find("red *4 + blue", count=1)[0] in {"p1", "p9"}
    assert find("red + blue *4", count=1) == ["p4"]


@pytest.mark.parametrize(
    ("query", "column"), [("red - red *2", 1), ("tag:family like:1 - like:1 *4", 12)]
)
def test_terms_that_cancel_each_other_out_are_told_with_their_place(
    searcher: Searcher, query: str, column: int
) -> None:
    with pytest.raises(QueryError, match="cancel each other out") as error:
        searcher.answer(Request(parse(query)))
    assert error.value.column == column


# -- many at once -------------------------------------------------------------------------


def test_many_queries_have_the_answers_that_each_has_alone(searcher: Searcher) -> None:
    queries = ["red", "", "blue folder:Rome", "tag:family", "like:1 + black", "red OR white"]
    requests = [Request(parse(query), count=4, tallied=False) for query in queries]
    together = searcher.answer_many(requests)
    for request, answer in zip(requests, together, strict=True):
        alone = searcher.answer(request)
        assert answer.ids.tolist() == alone.ids.tolist()
        assert answer.bands.tolist() == alone.bands.tolist()
        assert answer.scores.tolist() == pytest.approx(alone.scores.tolist())
        assert (answer.found, answer.remarks) == (alone.found, alone.remarks)


# -- the cut ------------------------------------------------------------------------------


def test_bands_never_rise_again_down_the_answer(searcher: Searcher) -> None:
    bands = searcher.answer(Request(parse("red"), count=None)).bands.tolist()
    assert bands == sorted(bands, reverse=True)
    assert bands[0] == Band.STRONG


@pytest.mark.parametrize("words", ["red", "blue", "a yellow photo", "red + blue", "like:1"])
def test_no_filter_puts_a_photo_into_another_band(searcher: Searcher, words: str) -> None:
    whole = searcher.answer(Request(parse(words), None))
    bands = dict(zip(whole.ids.tolist(), whole.bands.tolist(), strict=True))
    for wanted in ("name:p8", "-folder:Rome", "is:portrait", "tag:family"):
        some = searcher.answer(Request(parse(f"{words} {wanted}"), None))
        assert len(some.ids)
        assert some.bands.tolist() == [bands[photo_id] for photo_id in some.ids.tolist()]


def test_the_counts_are_of_all_that_pass_the_filters(searcher: Searcher) -> None:
    answer = searcher.answer(Request(parse("red folder:Rome"), count=1))
    assert answer.counts is not None
    assert answer.counts.strong + answer.counts.likely + answer.counts.weak == 3
    assert answer.counts.strong == 1
    assert answer.histogram is not None
    assert int(answer.histogram.counts.sum()) == 3


def test_the_least_band_leaves_out_what_is_less_sure(searcher: Searcher) -> None:
    strong = searcher.answer(Request(parse("red"), count=None, least=Band.STRONG))
    every = searcher.answer(Request(parse("red"), count=None))
    assert set(strong.bands.tolist()) == {Band.STRONG}
    assert strong.found == len(strong.ids) == every.bands.tolist().count(Band.STRONG)
    assert every.found == EVERY


def test_a_stricter_cut_has_fewer_sure_photos(searcher: Searcher) -> None:
    loose, strict = (
        searcher.answer(Request(parse("red"), strictness=strictness)).counts
        for strictness in (0.0, 1.0)
    )
    assert loose is not None
    assert strict is not None
    assert strict.strong + strict.likely <= loose.strong + loose.likely


def test_by_date_the_cut_alone_says_what_belongs_to_an_answer(searcher: Searcher) -> None:
    least = Band.LIKELY
    request = Request(parse("red OR yellow OR white"), None, Order.DATE, least=least)
    hits = searcher.hits(searcher.answer(request))
    days = [hit.dated_at for hit in hits]
    assert days == sorted(days, reverse=True)
    by_relevance = searcher.answer(Request(request.query, None, least=least))
    assert sorted(hit.photo_id for hit in hits) == sorted(by_relevance.ids.tolist())


def test_a_single_photo_is_found(tmp_path: Path, tiny_bundle: Bundle, shelf: Path) -> None:
    shutil.copytree(shelf / "library", tmp_path / "library")
    with Library.open(tmp_path / "library", write=True) as library:
        keep, *others = sorted(library.catalog.all_ids().tolist())
        library.forget(others)
        with Searcher.open(library, tiny_bundle, device="cpu") as searcher:
            answer = searcher.answer(Request(parse("red")))
            assert answer.ids.tolist() == [keep]
            assert searcher.answer(Request(parse(f"like:{keep}"))).ids.tolist() == []


def test_an_empty_library_has_an_empty_answer_and_says_so(
    tmp_path: Path, tiny_bundle: Bundle
) -> None:
    with (
        Library.open(tmp_path / "library", write=True) as library,
        Searcher.open(library, tiny_bundle, device="cpu") as searcher,
    ):
        for query in ("red", "", "tag:x red", "taken:2020"):
            answer = searcher.answer(Request(parse(query)))
            assert answer.ids.tolist() == []
            assert "The library is empty." in answer.remarks


def test_photos_on_a_drive_that_is_away_are_found_and_can_be_told_apart(
    tmp_path: Path, tiny_bundle: Bundle
) -> None:
    folder = make_shelf(tmp_path, tiny_bundle)
    away = Request(parse("is:offline"))
    with (
        Library.open(folder / "library") as library,
        Searcher.open(library, tiny_bundle, device="cpu") as searcher,
    ):
        assert searcher.answer(away).found == 0
        (folder / "photos").rename(folder / "unplugged")
        assert searcher.answer(away).found == EVERY
        assert searcher.answer(Request(parse("red -is:offline"))).found == 0
        assert searcher.answer(Request(parse("red"))).found == EVERY
        like = quoted(str(folder / "photos" / "Rome" / "p1.jpg"))
        assert searcher.answer(Request(parse(f"like:{like}"))).found == EVERY - 1
