"""What completions are offered: each name with its photos, most first."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from indexer.query import Names
from indexer.records import PlaceNames, SavedCut
from tests.indexer.making import below

if TYPE_CHECKING:
    from indexer.catalog import Catalog
    from tests.indexer.catalog.shelf import Shelf


def test_an_empty_library_has_no_names(catalog: Catalog) -> None:
    assert catalog.names() == Names(roots=(("photos", 0),))


def test_names_come_with_the_number_of_their_photos(catalog: Catalog, shelf: Shelf) -> None:
    shelf.put("Norway", "a.jpg", camera="Canon", lens="RF", keywords=("boat", "dog"))
    shelf.put("Norway", "Oslo", "b.jpg", camera="Canon", keywords=("dog",))
    shelf.put("Oslo", "c.jpg", camera="Fuji", place=PlaceNames(city="Oslo", country="Norway"))
    shelf.put("d.jpg", place=PlaceNames("Alfama", "Lisbon", None, "Portugal"))
    shelf.put("e.jpg", place=PlaceNames("Sofienberg", "Oslo", "Oslo", "Norway"))
    with catalog._database.transaction() as connection:
        connection.execute("INSERT INTO roots(path, added_at) VALUES (?, '')", (below("archive"),))
    catalog.save_album("Asked", "tag:dog", SavedCut())
    catalog.make_album("Empty")
    catalog.make_album("Best", [3])
    catalog.hide_album(catalog.make_album("Hidden", [1, 2]).id)
    assert catalog.names() == Names(
        tags=(("dog", 2), ("boat", 1)),
        cameras=(("Canon", 2), ("Fuji", 1)),
        lenses=(("RF", 1),),
        folders=(("photos", 5), ("Norway", 2), ("Oslo", 2)),
        albums=(("Best", 1), ("Empty", 0), ("Asked", None)),
        roots=(("photos", 5), ("archive", 0)),
        places=(
            *(("Norway", 2), ("Oslo", 2), ("Alfama", 1), ("Lisbon", 1), ("Portugal", 1)),
            ("Sofienberg", 1),
        ),
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_folder_that_cannot_be_typed_is_not_offered(catalog: Catalog, shelf: Shelf) -> None:
    shelf.put("odd \udcff", "a.jpg")
    assert catalog.names().folders == ()
