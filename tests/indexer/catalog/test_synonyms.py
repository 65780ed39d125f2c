"""A query may ask for a tag by another word, which is told; a tag of that name comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.query import Tag, parse
from indexer.query.completions import completions

if TYPE_CHECKING:
    from indexer.catalog import Catalog
    from tests.indexer.catalog.shelf import Shelf

WORDS = {"dog": ("hound", "Köter"), "bicycle": ("bike",), "motorcycle": ("bike",), "owl": ()}


@pytest.fixture
def dogs(catalog: Catalog, shelf: Shelf) -> list[int]:
    """The ids of two dogs, a bicycle and a motorcycle."""
    catalog.keep_synonyms(WORDS)
    shown = ("dog", "Dog", "bicycle", "motorcycle")
    return [shelf.put(f"{place}.jpg", keywords=(name,)) for place, name in enumerate(shown)]


def found(catalog: Catalog, query: str) -> list[int]:
    wanted = parse(query).filter
    assert wanted is not None
    ids: list[int] = catalog.ids_where(wanted).tolist()
    return ids


@pytest.mark.parametrize("asked", ["dog", "hound", "HOUND", "köter", "koter"])
def test_another_word_finds_the_tag(catalog: Catalog, dogs: list[int], asked: str) -> None:
    assert found(catalog, f"tag:{asked}") == dogs[:2]
    assert found(catalog, f"-tag:{asked}") == dogs[2:]
    assert catalog.unknown_in(Tag(asked)) == []


def test_a_word_for_two_tags_finds_both(catalog: Catalog, dogs: list[int]) -> None:
    assert found(catalog, "tag:bike") == dogs[2:]


def test_a_tag_that_is_called_so_comes_first(
    catalog: Catalog, shelf: Shelf, dogs: list[int]
) -> None:
    hound = shelf.put("hound.jpg", keywords=("Hound",))
    assert found(catalog, "tag:hound") == [hound]
    assert catalog.other_words_in(Tag("hound")) == []
    catalog.forget([hound])
    assert found(catalog, "tag:hound") == dogs[:2], "no photo is called so any more"


def test_what_was_meant_is_told(catalog: Catalog, dogs: list[int]) -> None:
    wanted = parse("tag:hound OR -tag:bike OR tag:dog OR tag:nothing").filter
    assert wanted is not None
    told = [(word.name, sorted(names)) for word, names in catalog.other_words_in(wanted)]
    assert told == [("hound", ["dog"]), ("bike", ["bicycle", "motorcycle"])]


def test_other_words_are_replaced_and_none_are_kept_at_first(catalog: Catalog) -> None:
    assert catalog.names().synonyms == ()
    catalog.keep_synonyms(WORDS)
    assert dict(catalog.names().synonyms)["hound"] == "dog"
    catalog.keep_synonyms({"dog": ("whelp",)})
    assert catalog.names().synonyms == (("whelp", "dog"),)


def test_what_is_typed_is_completed_to_the_tag_and_each_is_offered_once(
    catalog: Catalog, shelf: Shelf, dogs: list[int]
) -> None:
    names = catalog.names()
    for typed in ("hou", "tag:hou", "köt"):
        (offered,) = [each for each in completions(typed, len(typed), names) if each.count]
        assert (offered.text, offered.title, offered.count) == ("tag:dog", "dog", 2)
    assert [each.text for each in completions("tag:bik", 7, names)] == [
        "tag:bicycle",
        "tag:motorcycle",
    ]
    catalog.keep_synonyms({"dog": ("doggy", "dog's")})
    again = completions("tag:do", 6, catalog.names())
    assert [each.text for each in again] == ["tag:dog"]


def test_a_word_that_is_a_tag_of_its_own_is_not_offered_for_another(
    catalog: Catalog, shelf: Shelf, dogs: list[int]
) -> None:
    shelf.put("hound.jpg", keywords=("hound",))
    assert [each.text for each in completions("tag:houn", 8, catalog.names())] == ["tag:hound"]
