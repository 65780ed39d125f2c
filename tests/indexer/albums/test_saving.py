"""Queries become albums, and no album is ever in itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer import albums
from indexer.errors import LibraryError
from indexer.query import QueryError
from indexer.records import SavedCut
from tests.indexer.making import below

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.catalog import Catalog
    from indexer.records import Album
    from tests.indexer.catalog.shelf import Shelf


def named(catalog: Catalog, name: str) -> Album:
    (album,) = catalog.albums_named(name)
    return album


def queries(catalog: Catalog) -> dict[str, str | None]:
    return {each.name: each.query for each in catalog.albums()}


def test_a_query_is_kept_as_it_is_printed(catalog: Catalog) -> None:
    album = albums.save(catalog, "Dogs", " TAG:dog   taken:Last_Summer ", SavedCut("strong"))
    assert (album.query, album.cut.least) == ("tag:dog taken:last-summer", "strong")


def test_a_picture_is_kept_by_its_id_or_else_by_its_whole_path(
    catalog: Catalog, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = shelf.put("a b.jpg")
    monkeypatch.chdir(tmp_path)
    assert (
        albums.save(catalog, "1", f'like:"{below("photos", "a b.jpg")}"').query == f"like:{photo}"
    )
    assert albums.save(catalog, "2", "like:sub/x.jpg + snow").query == (
        f"like:{tmp_path / 'sub' / 'x.jpg'} + snow"
    )
    assert albums.save(catalog, "3", "like:7").query == "like:7"


@pytest.mark.parametrize("query", ["", "  ", "()"])
def test_an_album_needs_something_to_ask_for(catalog: Catalog, query: str) -> None:
    with pytest.raises(LibraryError):
        albums.save(catalog, "All", query)
    assert catalog.albums() == []


def test_a_query_that_is_none_is_told_with_its_column(catalog: Catalog) -> None:
    with pytest.raises(QueryError, match="Column 5"):
        albums.save(catalog, "Dogs", "dog takn:2023")


def test_no_album_is_saved_in_itself(catalog: Catalog) -> None:
    albums.save(catalog, "B", "tag:x OR -(album:C taken:2023)")
    albums.save(catalog, "C", "album:ä")
    with pytest.raises(LibraryError) as raised:
        albums.save(catalog, "A", "cat album:b")
    assert str(raised.value) == (
        "“A” would be in itself: it asks for “B”, which asks for “C”, which asks for “A”."
    )
    with pytest.raises(LibraryError, match="“D” would be in itself: it asks for “D”"):
        albums.save(catalog, "D", "album:d")
    album = albums.save(catalog, "E", "tag:x")
    with pytest.raises(LibraryError, match="“E” would be in itself: it asks for “E”"):
        albums.ask(catalog, album, "album:E", album.cut)
    assert albums.ask(catalog, album, "album:B", album.cut).query == "album:B"


def test_no_album_comes_into_itself_by_its_name(catalog: Catalog) -> None:
    albums.save(catalog, "A", "album:B")
    album = albums.save(catalog, "C", "album:A")
    with pytest.raises(LibraryError, match="“B” would be in itself: it asks for “A”, which"):
        albums.rename(catalog, album, "B")
    assert named(catalog, "C").name == "C"


def test_queries_follow_where_an_album_is_renamed(catalog: Catalog) -> None:
    album = catalog.make_album("Trip")
    albums.save(catalog, "Dogs", "dog -(album:TRIP taken:2023)")
    albums.save(catalog, "Cats", "cat")
    albums.rename(catalog, album, 'To "Málaga"')
    assert queries(catalog) == {
        'To "Málaga"': None,
        "Dogs": 'dog -(album:"To ""Málaga""" taken:2023)',
        "Cats": "cat",
    }
    catalog.undo()
    assert queries(catalog) == {
        "Trip": None,
        "Dogs": "dog -(album:TRIP taken:2023)",
        "Cats": "cat",
    }


def test_queries_follow_to_the_name_that_is_kept(catalog: Catalog, shelf: Shelf) -> None:
    photo = shelf.put("a.jpg")
    album = catalog.make_album("Trip", [photo])
    albums.save(catalog, "Dogs", "album:Trip")
    albums.rename(catalog, album, " Open  Sea\n")
    assert queries(catalog) == {"Open Sea": None, "Dogs": 'album:"Open Sea"'}
    with pytest.raises(LibraryError, match="“Far Away” would be in itself"):
        albums.save(catalog, "Far  Away", 'album:"Far Away"')
    edit = catalog.last_edit()
    assert edit is not None
    assert edit.title == "Rename “Trip” to “Open Sea”"


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("tag:a", "taken:2023 tag:b", "tag:a OR (taken:2023 tag:b)"),
        ("tag:a OR tag:b", "tag:c", "tag:a OR tag:b OR tag:c"),
        ("dog", "cat - snow", "dog OR cat - snow"),
        ("dog tag:a", "cat tag:a", "dog OR cat tag:a"),
        ("dog", "dog", "dog"),
    ],
)
def test_queries_are_merged_where_the_language_can_say_it(
    catalog: Catalog, first: str, second: str, both: str
) -> None:
    album, other = albums.save(catalog, "1", first), albums.save(catalog, "2", second)
    albums.save(catalog, "3", "album:2")
    albums.merge(catalog, album, other)
    assert queries(catalog) == {"1": both, "3": "album:1"}
    catalog.undo()
    assert queries(catalog) == {"1": first, "2": second, "3": "album:2"}


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("dog", "tag:a", "What is seen here and known there cannot be joined by OR: save"),
        ("dog tag:a", "cat", "What is seen here and known there cannot be joined by OR: save"),
        ("dog", None, "“2” holds photos, “1” asks a query: save album:1 OR album:2 as an album"),
        (None, "tag:a", "“1” holds photos, “2” asks a query: save album:1 OR album:2 as an album"),
    ],
)
def test_what_cannot_be_merged_is_told_with_what_to_do_instead(
    catalog: Catalog, first: str | None, second: str | None, told: str
) -> None:
    made = [
        albums.save(catalog, name, query) if query else catalog.make_album(name)
        for name, query in (("1", first), ("2", second))
    ]
    with pytest.raises(LibraryError) as raised:
        albums.merge(catalog, *made)
    assert str(raised.value).startswith(told)
    assert albums.save(catalog, "3", "album:1 OR album:2").query == "album:1 OR album:2"


def test_an_album_that_asks_for_the_other_is_not_merged_with_it(catalog: Catalog) -> None:
    album = albums.save(catalog, "1", "album:2 OR tag:a")
    other = albums.save(catalog, "2", "tag:b")
    with pytest.raises(LibraryError, match="“1” asks for “2” already"):
        albums.merge(catalog, album, other)
    with pytest.raises(LibraryError, match="“2” would be in itself"):
        albums.merge(catalog, other, album)
    with pytest.raises(LibraryError, match="“1” cannot be merged with itself"):
        albums.merge(catalog, album, album)
    assert len(catalog.albums()) == 2
