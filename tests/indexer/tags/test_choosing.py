"""From raw scores to the tags of photos: likely, unlike each other, with all that follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.tags.choosing import LIKELIHOODS, MOST_GIVEN, Chooser
from indexer.tags.held import Held
from indexer.tags.lines import Level, Mode
from indexer.tags.reference import Standings
from indexer.tags.scoring import Scored
from indexer.tags.vocabulary import Concept, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

SCALE = 20.0
NAMES = ("dog", "puppy", "animal", "wolf", "tree", "sky", "lawn")
FIRST_ID = 11


def concept(
    name: str,
    mode: Mode = Mode.AUTO,
    parents: tuple[str, ...] = (),
    rivals: tuple[str, ...] = (),
) -> Concept:
    return Concept(name, mode, parents, (), rivals, (name,))


def words(**modes: Mode) -> Vocabulary:
    parents = {"puppy": ("dog",), "dog": ("animal",), "wolf": ("animal",)}
    rivals = {"wolf": ("dog",)}
    return Vocabulary(
        tuple(
            concept(name, modes.get(name, Mode.AUTO), parents.get(name, ()), rivals.get(name, ()))
            for name in NAMES
        )
    )


def chooser(vocabulary: Vocabulary, texts: NDArray[np.float32] | None = None) -> Chooser:
    size = len(vocabulary)
    usual = Standings(np.zeros(size, np.float32), np.full(size, 0.05, np.float32))
    ids = np.arange(FIRST_ID, FIRST_ID + size, dtype=np.int32)
    texts = np.eye(size, dtype=np.float32) if texts is None else texts
    return Chooser(vocabulary, Held.of(ids, texts, usual, {}), texts, SCALE)


def scored(*photos: Mapping[str, float]) -> Scored:
    """Photos with the cosine of each tag; a usual word weighs nothing."""
    width = max(map(len, photos))
    concepts = np.zeros((len(photos), width), np.int32)
    cosines = np.full((len(photos), width), -1, np.float32)
    for row, photo in enumerate(photos):
        for column, (name, cosine) in enumerate(sorted(photo.items(), key=lambda each: -each[1])):
            concepts[row, column] = FIRST_ID + NAMES.index(name)
            cosines[row, column] = cosine
    return Scored(np.zeros(len(photos), np.float32), concepts, cosines)


def names_of(vocabulary: Vocabulary, photo: Mapping[str, float], **wanted: object) -> list[str]:
    level = wanted.pop("level", Level.NORMAL)
    # mypy does not follow the keywords that are passed on.
    choice = chooser(vocabulary).choose(scored(photo), level, **wanted)  # type: ignore[arg-type]
    return [NAMES[place] for place in choice.tags]


def test_what_is_likely_is_given_and_what_is_not_is_left() -> None:
    assert names_of(words(), {"tree": 0.4, "sky": 0.1}) == ["tree"]


def test_all_that_follows_from_a_tag_is_given_too_as_likely_as_it() -> None:
    choice = chooser(words()).choose(scored({"puppy": 0.5}), Level.NORMAL)
    assert [NAMES[place] for place in choice.tags] == ["dog", "puppy", "animal"]
    assert len(set(choice.likelihoods.tolist())) == 1


def test_what_follows_twice_is_as_likely_as_the_likelier() -> None:
    choice = chooser(words()).choose(scored({"dog": 0.5, "puppy": 0.3}), Level.NORMAL)
    found = {
        NAMES[place]: likelihood
        for place, likelihood in zip(choice.tags, choice.likelihoods, strict=True)
    }
    assert found["animal"] == found["dog"] > found["puppy"]


def test_of_two_that_are_taken_for_each_other_the_likelier_stays() -> None:
    assert names_of(words(), {"wolf": 0.5, "dog": 0.45}) == ["animal", "wolf"]
    assert names_of(words(), {"dog": 0.5, "wolf": 0.45}) == ["dog", "animal"]


def test_of_two_that_are_the_same_to_the_model_the_likelier_stays() -> None:
    texts = np.eye(len(NAMES), dtype=np.float32)
    texts[NAMES.index("lawn")] = texts[NAMES.index("tree")]
    choice = chooser(words(), texts).choose(scored({"tree": 0.5, "lawn": 0.49}), Level.NORMAL)
    assert [NAMES[place] for place in choice.tags] == ["tree"]


def test_what_a_user_has_added_is_nobodys_twin() -> None:
    own = Vocabulary(
        tuple(replace(each, own=each.name == "lawn") for each in words()),
    )
    texts = np.eye(len(NAMES), dtype=np.float32)
    texts[NAMES.index("lawn")] = texts[NAMES.index("tree")]
    choice = chooser(own, texts).choose(scored({"tree": 0.5, "lawn": 0.49}), Level.NORMAL)
    assert [NAMES[place] for place in choice.tags] == ["tree", "lawn"]


def test_a_part_is_never_the_same_as_what_it_is_part_of() -> None:
    texts = np.ones((len(NAMES), 1), np.float32)
    choice = chooser(words(), texts).choose(scored({"dog": 0.5, "puppy": 0.45}), Level.NORMAL)
    assert NAMES.index("puppy") in choice.tags


def test_a_tag_that_is_off_is_not_given_and_does_not_follow() -> None:
    assert names_of(words(dog=Mode.OFF), {"puppy": 0.5, "dog": 0.6}) == ["puppy", "animal"]


def test_a_tag_that_is_only_suggested_is_not_given_by_itself() -> None:
    photo = {"tree": 0.5, "sky": 0.45}
    both = frozenset({Mode.AUTO, Mode.SUGGEST})
    assert names_of(words(tree=Mode.SUGGEST), photo) == ["sky"]
    assert names_of(words(tree=Mode.SUGGEST), photo, modes=both) == ["tree", "sky"]


def test_what_an_owner_refused_is_not_given_nor_does_anything_follow_from_it() -> None:
    refused = np.array([[0, NAMES.index("puppy")]], np.int64)
    assert names_of(words(), {"puppy": 0.5, "sky": 0.4}, refused=refused) == ["sky"]
    refused = np.array([[0, NAMES.index("animal")]], np.int64)
    assert names_of(words(), {"puppy": 0.5}, refused=refused) == ["dog", "puppy"]


def test_who_refuses_a_tag_does_not_get_its_twin_in_its_place() -> None:
    texts = np.eye(len(NAMES), dtype=np.float32)
    texts[NAMES.index("lawn")] = texts[NAMES.index("tree")]
    photo = scored({"tree": 0.5, "lawn": 0.45, "sky": 0.4})
    refused = np.array([[0, NAMES.index("tree")]], np.int64)
    given = chooser(words(), texts).choose(photo, Level.NORMAL, refused=refused)
    assert [NAMES[place] for place in given.tags] == ["sky"]
    refused = np.array([[0, NAMES.index("lawn")]], np.int64)
    given = chooser(words(), texts).choose(photo, Level.NORMAL, refused=refused)
    assert [NAMES[place] for place in given.tags] == ["tree", "sky"]


def test_who_refuses_a_tag_may_get_what_it_was_taken_for() -> None:
    texts = np.eye(len(NAMES), dtype=np.float32)
    texts[NAMES.index("wolf")] = texts[NAMES.index("dog")]
    photo = scored({"dog": 0.5, "wolf": 0.45})
    refused = np.array([[0, NAMES.index("dog")]], np.int64)
    given = chooser(words(), texts).choose(photo, Level.NORMAL, refused=refused)
    assert [NAMES[place] for place in given.tags] == ["animal", "wolf"]


def near_to_all(middle: float) -> Chooser:
    """A chooser in whose library all photos are so near to each tag."""
    size = len(NAMES)
    usual = Standings(np.full(size, middle, np.float32), np.full(size, 0.05, np.float32))
    ids = np.arange(FIRST_ID, FIRST_ID + size, dtype=np.int32)
    texts = np.eye(size, dtype=np.float32)
    return Chooser(words(), Held.of(ids, texts, usual, {}), texts, SCALE)


def test_a_tag_that_all_photos_are_near_to_is_told_of_those_that_stand_out() -> None:
    photo = scored({"tree": 0.13})
    assert len(near_to_all(0.12).choose(photo, Level.LOOSE).tags) == 0
    assert len(near_to_all(0.05).choose(photo, Level.LOOSE).tags) == 1


def test_of_a_library_full_of_trees_all_are_trees() -> None:
    assert len(near_to_all(0.4).choose(scored({"tree": 0.4}), Level.NORMAL).tags) == 1


def test_what_follows_is_at_least_as_likely_as_its_parts() -> None:
    table = np.zeros((1, len(NAMES)), np.float32)
    table[0, NAMES.index("puppy")] = 0.5
    followed = chooser(words()).followed(table)[0]
    assert followed[[NAMES.index(name) for name in ("dog", "animal", "wolf")]].tolist() == [
        0.5,
        0.5,
        0.0,
    ]


def test_each_level_gives_all_that_a_stricter_one_gives() -> None:
    chance = np.random.default_rng(0)
    photos = [dict(zip(NAMES, chance.uniform(0, 0.6, len(NAMES)), strict=True)) for _ in range(50)]
    given = {
        level: chooser(words()).choose(scored(*photos), level)
        for level in (Level.STRICT, Level.NORMAL, Level.LOOSE)
    }
    pairs = {
        level: set(zip(choice.rows.tolist(), choice.tags.tolist(), strict=True))
        for level, choice in given.items()
    }
    assert pairs[Level.STRICT] < pairs[Level.NORMAL] < pairs[Level.LOOSE]
    assert LIKELIHOODS[Level.STRICT] > LIKELIHOODS[Level.NORMAL] > LIKELIHOODS[Level.LOOSE]


def test_a_tag_with_a_level_of_its_own_keeps_to_it_whatever_that_of_the_library_is() -> None:
    photo = {"tree": 0.1, "sky": 0.1}
    levels = {"tree": Level.STRICT, "sky": Level.LOOSE}
    own = Vocabulary(tuple(replace(each, level=levels.get(each.name)) for each in words()))
    found = {}
    for level in Level:
        found[level] = chooser(words()).choose(scored(photo), level).tags
        assert names_of(own, photo, level=level) == ["sky"]
        told = names_of(own, photo, level=level, modes=frozenset({Mode.AUTO, Mode.SUGGEST}))
        assert told == [NAMES[place] for place in found[level]]
    assert len(found[Level.STRICT]) == 0
    assert len(found[Level.LOOSE]) == 2


def test_a_photo_gets_a_few_tags_however_many_fit() -> None:
    many = Vocabulary(tuple(concept(f"thing {number}") for number in range(30)))
    ids = np.arange(1, 31, dtype=np.int32)
    usual = Standings(np.zeros(30, np.float32), np.full(30, 0.05, np.float32))
    texts = np.eye(30, dtype=np.float32)
    crowded = Chooser(many, Held.of(ids, texts, usual, {}), texts, SCALE)
    all_fit = Scored(np.zeros(1, np.float32), ids[None], np.full((1, 30), 0.9, np.float32))
    for level in Level:
        assert len(crowded.choose(all_fit, level).tags) == MOST_GIVEN[level]


def test_tags_that_are_no_more_are_passed_over() -> None:
    strange = Scored(
        np.zeros(1, np.float32),
        np.array([[3, 10_000, FIRST_ID + 4]], np.int32),
        np.array([[0.9, 0.8, 0.5]], np.float32),
    )
    choice = chooser(words()).choose(strange, Level.NORMAL)
    assert [NAMES[place] for place in choice.tags] == ["tree"]


@pytest.mark.parametrize("photos", [0, 2])
def test_where_nothing_was_scored_nothing_is_given(photos: int) -> None:
    nothing = Scored(
        np.zeros(photos, np.float32),
        np.empty((photos, 0), np.int32),
        np.empty((photos, 0), np.float32),
    )
    assert len(chooser(words()).choose(nothing, Level.LOOSE).tags) == 0
