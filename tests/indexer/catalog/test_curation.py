"""What a person gives stays, whatever the files say later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from indexer.catalog import Catalog
    from tests.indexer.catalog.shelf import Shelf


def stars(catalog: Catalog) -> tuple[int | None, int | None]:
    """What counts, and what the file says."""
    photo = catalog.photos([1])[0]
    return photo.rating, photo.facts.rating


def test_the_files_stars_are_followed_until_the_owner_gives_others(
    catalog: Catalog, shelf: Shelf
) -> None:
    shelf.put("a.jpg")
    assert stars(catalog) == (None, None)
    shelf.put("a.jpg", rating=3)
    assert stars(catalog) == (3, 3)
    shelf.put("a.jpg", rating=4)
    assert stars(catalog) == (4, 4)
    catalog.set_rating([1, 999], 5)
    assert stars(catalog) == (5, 4)
    shelf.put("a.jpg", content=9, rating=1)
    assert stars(catalog) == (5, 1)
    catalog.set_rating([1], None)
    shelf.put("a.jpg", rating=2)
    assert stars(catalog) == (None, 2)


@pytest.mark.parametrize("given", [3, None])
def test_stars_of_the_owner_stay_also_where_the_file_has_had_the_same(
    catalog: Catalog, shelf: Shelf, given: int | None
) -> None:
    shelf.put("a.jpg", rating=given)
    catalog.set_rating([1], given)
    shelf.put("a.jpg", content=9, rating=5)
    assert stars(catalog) == (given, 5)


def test_stars_that_the_file_comes_to_agree_with_are_still_the_owners(
    catalog: Catalog, shelf: Shelf
) -> None:
    shelf.put("a.jpg")
    catalog.set_rating([1], 3)
    shelf.put("a.jpg", rating=3)
    shelf.put("a.jpg", rating=5)
    assert stars(catalog) == (3, 5)


@pytest.mark.parametrize("wrong", [0, 6, -1])
def test_there_are_one_to_five_stars(catalog: Catalog, wrong: int) -> None:
    with pytest.raises(ValueError, match="stars"):
        catalog.set_rating([1], wrong)


def test_what_was_given_survives_a_move_and_new_content(catalog: Catalog, shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", keywords=("Dog", "ZOO"), caption="Look!")
    catalog.set_favourite([photo])
    with catalog._database.transaction() as connection:
        connection.execute("INSERT INTO photo_tags VALUES (1, 1, 'user', NULL)")
    shelf.put("a.jpg", content=9)
    known = catalog.photos([photo])[0]
    assert (known.favourite, known.facts.caption, known.facts.keywords) == (True, None, ())
    assert catalog.tags_of([photo, 999]) == {photo: ("Dog",)}


def test_keywords_are_spelt_as_the_library_does(catalog: Catalog, shelf: Shelf) -> None:
    shelf.put("a.jpg", keywords=("Dog",))
    shelf.put("b.jpg", keywords=("dog", "DOG", "cat"))
    assert catalog.photos([2])[0].facts.keywords == ("Dog", "cat")
    assert catalog.tags_of([1, 2]) == {1: ("Dog",), 2: ("cat", "Dog")}


def test_keywords_are_the_same_with_capitals_of_any_letters(catalog: Catalog, shelf: Shelf) -> None:
    shelf.put("a.jpg", keywords=("Été", "Straße"))
    shelf.put("b.jpg", keywords=("été", "e\u0301te\u0301", "STRASSE", "ete"))
    assert catalog.tags_of([1, 2]) == {1: ("Straße", "Été"), 2: ("ete", "Straße", "Été")}


def test_of_several_photos_the_stars_and_the_heart_that_all_have_are_told(
    catalog: Catalog, shelf: Shelf
) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        shelf.put(name)
    catalog.set_rating([1, 2], 4)
    catalog.set_favourite([1, 3])
    assert catalog.given_to_all([1, 2, 999]) == (4, False)
    assert catalog.given_to_all([1, 3]) == (None, True)
    assert catalog.given_to_all([3]) == (0, True)
    assert catalog.given_to_all([]) == (None, False)


def test_an_edit_of_favourites_tells_one_from_many(catalog: Catalog, shelf: Shelf) -> None:
    for name in ("a.jpg", "b.jpg"):
        shelf.put(name)
    said = []
    for ids in ([1], [1, 2]):
        for favourite in (True, False):
            catalog.set_favourite(ids, favourite)
            done = catalog.last_edit()
            assert done is not None
            said.append(done.title)
    assert said == [
        "Make 1 photo a favourite",
        "Take 1 photo out of the favourites",
        "Make 2 photos favourites",
        "Take 2 photos out of the favourites",
    ]
