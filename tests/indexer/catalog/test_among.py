"""The tags of some photos together: how many have each, by whom, and how sure a model is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from indexer.catalog import Catalog
from indexer.catalog.machine_tags import Among
from tests.indexer.making import STAMP, indexed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "library.db", write=True) as made:
        made.add_root("/photos")
        made.store([indexed(f"/photos/{seed}.jpg", seed) for seed in (1, 2, 3)], STAMP)
        made.give_tags({1: {"dog": 0.6, "sea": 0.9}, 2: {"dog": 0.8}, 3: {"sea": 0.3}})
        made.confirm_tag([2], "dog")
        made.confirm_tag([1], "Anna")
        yield made


def test_a_tag_that_two_say_of_one_photo_is_on_one_photo(catalog: Catalog) -> None:
    dog, sea, anna = sorted(catalog.tags_among([1, 2]), key=lambda each: each.name != "dog")
    assert replace(dog, likelihood=None) == Among("dog", 2, by_model=2, by_owner=1)
    assert dog.likelihood == pytest.approx(0.7)
    assert {anna.name, sea.name} == {"Anna", "sea"}
    assert next(each for each in (anna, sea) if each.name == "sea").likelihood == 0.9


def test_those_of_most_photos_come_first_then_what_is_sure(catalog: Catalog) -> None:
    assert [each.name for each in catalog.tags_among([1, 2])] == ["dog", "Anna", "sea"]
    assert [each.name for each in catalog.tags_among([3])] == ["sea"]


def test_of_no_photos_or_unknown_ones_there_are_none(catalog: Catalog) -> None:
    assert catalog.tags_among([]) == []
    assert catalog.tags_among([99]) == []
