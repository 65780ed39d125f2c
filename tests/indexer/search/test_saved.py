"""Albums that ask a query are live: what they hold is what their query finds now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer import albums
from indexer.cut import Band
from indexer.errors import LibraryError
from indexer.library import Library
from indexer.query import parse
from indexer.records import SavedCut
from indexer.search import Order, Request, Searcher, asks_for_looks
from tests.indexer.search.shelf import have_words_read, make_shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle
    from tests.indexer.search.conftest import Find

FAMILY = {"p1", "p2"}


@pytest.fixture
def library(tmp_path: Path, tiny_bundle: Bundle) -> Iterator[Library]:
    """One that may be changed."""
    with Library.open(make_shelf(tmp_path, tiny_bundle) / "library", write=True) as library:
        have_words_read(tiny_bundle)
        yield library


@pytest.fixture
def searcher(library: Library, tiny_bundle: Bundle) -> Iterator[Searcher]:
    with Searcher.open(library, tiny_bundle, device="cpu") as searcher:
        yield searcher


@pytest.fixture
def by_name(library: Library) -> dict[str, int]:
    found = library.catalog.photos(library.catalog.all_ids().tolist())
    return {photo.path.rpartition("/")[2].partition(".")[0]: photo.id for photo in found}


def test_a_saved_album_holds_what_its_query_finds_now(
    library: Library, find: Find, by_name: dict[str, int]
) -> None:
    albums.save(library.catalog, "Family", "tag:family")
    assert set(find("album:family")) == FAMILY
    library.catalog.confirm_tag([by_name["p4"]], "family")
    assert set(find("album:family")) == FAMILY | {"p4"}
    assert set(find("album:Family -tag:dinner")) == {"p1", "p4"}
    assert set(find("-album:Family", count=None)) == by_name.keys() - FAMILY - {"p4"}


def test_an_album_of_looks_holds_what_is_within_its_cut(
    library: Library, find: Find, searcher: Searcher
) -> None:
    albums.save(library.catalog, "Red", "red", SavedCut("strong", 0.5))
    albums.save(library.catalog, "Any", "red", SavedCut("weak", 0.5))
    strong = set(find("red", least=Band.STRONG))
    assert {"p1", "p9"} <= strong
    assert set(find("album:Red")) == strong
    assert set(find("album:Red tag:family")) == strong & FAMILY
    assert set(find("album:Red OR name:p4")) == strong | {"p4"}
    assert len(find("album:Any", count=None)) == library.catalog.count()


def test_an_album_alone_is_answered_as_its_query_is(library: Library, searcher: Searcher) -> None:
    albums.save(library.catalog, "Red", "red", SavedCut("likely", 0.4))
    alone = searcher.answer(Request(parse("album:red"), count=2))
    asked = Request(parse("red"), count=2, least=Band.LIKELY, strictness=0.4)
    plain = searcher.answer(asked)
    assert alone.ids.tolist() == plain.ids.tolist()
    assert alone.bands.tolist() == plain.bands.tolist()
    assert alone.counts == plain.counts
    assert alone.histogram is not None
    (photo, *_) = alone.ids.tolist()
    assert searcher.explain(Request(parse("album:red")), photo) == searcher.explain(asked, photo)


def test_an_album_by_date_takes_all_within_its_cut(library: Library, find: Find) -> None:
    albums.save(library.catalog, "All", "red OR blue OR yellow", SavedCut("likely", 0.5, "date"))
    dated = find("album:All", count=3)
    assert (
        dated == find("red OR blue OR yellow", count=None, least=Band.LIKELY, order=Order.DATE)[:3]
    )
    assert find("album:All", count=3, order=Order.DATE) == dated


def test_a_folder_of_the_window_narrows_an_album_too(library: Library, find: Find) -> None:
    albums.save(library.catalog, "Family", "tag:family")
    assert find("album:family", within=parse("tag:dinner").filter) == ["p2"]


def test_photos_that_were_put_there_come_in_their_order(
    library: Library, find: Find, by_name: dict[str, int]
) -> None:
    order = ["p6", "p1", "p7", "p4"]
    library.catalog.make_album("Mine", [by_name[name] for name in order])
    assert find("album:mine") == order
    assert find("album:mine", count=2) == order[:2]
    assert find("album:mine", within=parse("-name:p1*").filter) == ["p6", "p7", "p4"]
    # Nobody says when p7 was taken; its file is of today.
    assert find("album:mine", order=Order.DATE) == ["p7", "p1", "p6", "p4"]
    assert set(find("red album:mine", count=None)) == set(order)


def test_albums_in_albums_are_found(library: Library, find: Find) -> None:
    albums.save(library.catalog, "A", "tag:family")
    albums.save(library.catalog, "B", "album:A OR name:p4")
    albums.save(library.catalog, "C", "album:B")
    assert set(find("album:C -album:A")) == {"p4"}
    assert set(find("album:C")) == {"p1", "p2", "p4"}


def test_an_album_in_itself_ends_all_the_same(library: Library, find: Find) -> None:
    library.catalog.save_album("A", "album:B OR tag:family", SavedCut())
    library.catalog.save_album("B", "album:A OR name:p4", SavedCut())
    library.catalog.save_album("C", "album:C", SavedCut())
    library.catalog.save_album("D", "-album:D", SavedCut())
    assert set(find("album:A")) == {"p1", "p2", "p4"}
    assert find("album:C") == []
    assert len(find("album:D", count=None)) in (0, library.catalog.count())


def test_albums_that_name_others_twice_are_each_asked_once(library: Library, find: Find) -> None:
    library.catalog.save_album("0", "tag:family", SavedCut())
    for number in range(1, 40):
        before = f"album:{number - 1} -(album:{number - 1} name:p4)"
        library.catalog.save_album(str(number), before, SavedCut())
    assert set(find("album:39 name:p*")) == FAMILY


def test_a_saved_query_that_cannot_be_answered_is_told_with_its_album(
    library: Library, find: Find, tmp_path: Path
) -> None:
    library.catalog.save_album("Old", "takn:2023", SavedCut())
    library.catalog.save_album("Like", f"like:{tmp_path / 'gone.jpg'}", SavedCut())
    for query in ("album:Old", "album:Old tag:family", "album:Like", "-album:Like"):
        with pytest.raises(
            LibraryError, match=r"^The album “(Old|Like)” cannot be read: "
        ) as raised:
            find(query)
        assert "Column" not in str(raised.value)


def test_albums_whose_names_differ_by_accents_alone_are_both_meant(
    library: Library, find: Find, by_name: dict[str, int]
) -> None:
    library.catalog.make_album("Ete", [by_name["p1"]])
    albums.save(library.catalog, "Été", "name:p4")
    assert find("album:ete") == ["p1"]
    assert find("album:été") == ["p4"]
    assert set(find("album:êtê")) == {"p1", "p4"}


def test_what_an_album_asks_of_the_looks_is_known_beforehand(library: Library) -> None:
    albums.save(library.catalog, "A", "red")
    albums.save(library.catalog, "B", "-album:A")
    albums.save(library.catalog, "C", "tag:family")
    assert asks_for_looks(parse("tag:x OR album:B"), library.catalog)
    assert asks_for_looks(parse("red"), library.catalog)
    assert not asks_for_looks(parse("album:C"), library.catalog)


def test_an_album_of_looks_is_empty_while_nothing_is_encoded(
    tmp_path: Path, tiny_bundle: Bundle
) -> None:
    with Library.open(tmp_path / "empty", write=True) as library:
        albums.save(library.catalog, "Red", "red")
        with Searcher.open(library, tiny_bundle, device="cpu") as searcher:
            for query in ("album:Red", "-album:Red", "album:Red tag:x"):
                assert len(searcher.answer(Request(parse(query))).ids) == 0
