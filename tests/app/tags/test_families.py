"""Tags stand below those that follow from them, as far as any photo has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.tags.families import Family, Tags, families, found
from indexer.tags import vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.tags import Vocabulary


@pytest.fixture
def words(tmp_path: Path) -> Vocabulary:
    own = tmp_path / "own.txt"
    own.write_text(
        "zoo thing\n  zoo mammal\n    zoo dog\n      zoo puppy\n  zoo pet\nzoo puppy < zoo pet\n"
        "zoo sky\n".replace("zoo puppy < zoo pet\n", ""),
        "utf-8",
    )
    return vocabulary(own)


def _names(tops: tuple[Family, ...]) -> list[object]:
    return [[each.name, *_names(each.children)] if each.children else each.name for each in tops]


def test_a_tag_stands_below_the_nearest_that_any_photo_has(words: Vocabulary) -> None:
    counts = [("zoo puppy", 1), ("zoo thing", 9), ("zoo dog", 3), ("zoo sky", 2)]
    assert _names(families(counts, words)) == [
        ["zoo thing", ["zoo dog", "zoo puppy"]],
        "zoo sky",
    ]
    # Nobody has “zoo dog” now: what was below it is below what is above it.
    assert _names(families(counts[:2], words)) == [["zoo thing", "zoo puppy"]]


def test_families_come_first_and_all_is_in_the_order_of_the_alphabet(words: Vocabulary) -> None:
    counts = [("our boat", 50), ("zoo mammal", 1), ("zoo thing", 2), ("Anna", 1), ("zoo pet", 1)]
    assert _names(families(counts, words)) == [
        ["zoo thing", "zoo mammal", "zoo pet"],
        "Anna",
        "our boat",
    ]


def test_a_tag_with_two_parents_stands_below_both() -> None:
    shipped = vocabulary()
    counts = [("cat", 5), ("pet", 7), ("mammal", 8), ("animal", 9)]
    (top,) = families(counts, shipped)
    assert top == Family(
        "animal",
        9,
        (
            Family("mammal", 8, (Family("cat", 5),)),
            Family("pet", 7, (Family("cat", 5),)),
        ),
    )
    assert [each.name for each in Tags((top,)).every()] == ["animal", "mammal", "pet", "cat"]


def test_without_a_vocabulary_each_stands_alone() -> None:
    assert _names(families([("b", 1), ("a", 2)], None)) == ["a", "b"]
    assert families([], None) == ()


def test_who_looks_for_a_tag_finds_beginnings_first_then_those_of_most_photos() -> None:
    tags = Tags(
        (Family("sea", 3, (Family("seagull", 2), Family("Überseekiste", 1))), Family("chelsea", 9))
    )
    assert [each.name for each in found(tags, "SEA", most=9)] == ["sea", "seagull", "chelsea"]
    assert [each.children for each in found(tags, "sea", most=1)] == [()]
    assert found(tags, "zzz", most=9) == ()
