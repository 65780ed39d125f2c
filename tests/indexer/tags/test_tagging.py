"""A library gets its tags once, keeps them current, and what its owner says always wins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from indexer.cut import Background
from indexer.query import Tag
from indexer.records import NewVector
from indexer.tags import Concept, Level, Tagger, Vocabulary, choose
from indexer.tags.holding import GROWN
from indexer.tags.lines import Mode
from tests.indexer.making import DIM, OTHER_STAMP, STAMP, below, indexed, vector

if TYPE_CHECKING:
    import pytest
    from numpy.typing import NDArray

    from indexer.library import Library
    from indexer.records import IndexedPhoto


SCALE = 20.0
NAMES = ("one", "two", "three")


def words(*names: str, **modes: Mode) -> Vocabulary:
    parents = {"one": ("number",), "two": ("number",)}
    return Vocabulary(
        tuple(
            Concept(name, modes.get(name, Mode.AUTO), parents.get(name, ()), (), (), (name,))
            for name in (*names, "number")
        )
    )


def axis(number: int) -> NDArray[np.float32]:
    """A unit vector at a right angle to those of all other numbers."""
    vector: NDArray[np.float32] = np.eye(DIM, dtype=np.float32)[number % DIM]
    return vector


def texts(vocabulary: Vocabulary) -> NDArray[np.float32]:
    """Of the tag "one" the vector of photo 0, and so on; "number" is like no photo."""
    axes = {"one": 0, "two": 1, "three": 2, "four": 3, "five": 4, "number": 15}
    return np.stack([axis(axes[each.name]) for each in vocabulary])


BACKGROUND = Background.of(np.stack([vector(seed) for seed in range(500, 600)]), SCALE)


def add(library: Library, *seeds: int) -> list[int]:
    return library.add([photo(seed, axis(seed)) for seed in seeds], STAMP)


def photo(seed: int, found: NDArray[np.float32]) -> IndexedPhoto:
    """A photo whose content is of that number, and its vector as is given."""
    return replace(indexed(below("photos", f"{seed}.jpg"), seed), vector=found)


def tagger(
    library: Library, vocabulary: Vocabulary | None = None, model: str = STAMP.sha256
) -> Tagger:
    vocabulary = vocabulary or words(*NAMES)
    return Tagger(library.catalog, model, vocabulary, texts(vocabulary), BACKGROUND)


def test_each_photo_gets_its_tags_and_is_found_by_them(library: Library) -> None:
    ids = add(library, 0, 1, 2, 9)
    done = tagger(library).run()
    assert (done.scored, done.changed) == (4, 3)
    tags = library.catalog.tags_of(ids)
    assert tags == {ids[0]: ("number", "one"), ids[1]: ("number", "two"), ids[2]: ("three",)}
    assert library.catalog.ids_where(Tag("number")).tolist() == ids[:2]
    assert library.catalog.by_words("three", 9) == [], "that is no word of a person"
    assert library.catalog.faults() == []


def test_only_new_photos_are_scored(library: Library) -> None:
    add(library, *range(30))
    tagger(library).run()
    assert tagger(library).run().scored == 0
    (new,) = add(library, 57)
    done = tagger(library).run()
    assert (done.scored, done.changed) == (1, 0)
    assert new in library.catalog.scored_ids(STAMP.sha256)


def test_a_photo_with_another_content_is_scored_anew(library: Library) -> None:
    (photo_id,) = add(library, 0)
    tagger(library).run()
    changed = replace(indexed(below("photos", "0.jpg"), 2), vector=axis(2))
    assert library.add([changed], STAMP) == [photo_id]
    assert tagger(library).run().scored == 1
    assert library.catalog.tags_of([photo_id]) == {photo_id: ("three",)}


def test_a_new_tag_finds_photos_that_were_scored_before(library: Library) -> None:
    ids = add(library, 0, 3)
    tagger(library).run()
    assert library.catalog.tags_of(ids) == {ids[0]: ("number", "one")}
    done = tagger(library, words(*NAMES, "four")).run()
    assert (done.scored, done.changed) == (0, 1)
    assert library.catalog.tags_of(ids)[ids[1]] == ("four",)


def test_it_is_the_same_whether_tags_came_at_once_or_later(library: Library) -> None:
    ids = add(library, 0, 1, 2, 3)
    for names in (("one",), ("one", "two", "four"), (*NAMES, "four")):
        tagger(library, words(*names)).run()
    later = library.catalog.tag_scores(STAMP.sha256, ids)
    tagger(library, words()).run()
    tagger(library, words(*NAMES, "four")).run()
    assert library.catalog.tag_scores(STAMP.sha256, ids) == later


def test_a_tag_that_is_no_more_goes_from_all_photos(library: Library) -> None:
    ids = add(library, 0, 1)
    tagger(library).run()
    tagger(library, words("two")).run()
    assert library.catalog.tags_of(ids) == {ids[1]: ("number", "two")}


def test_a_level_changes_without_scoring_again(library: Library) -> None:
    mixed = 0.55 * axis(0) + 0.45 * axis(1) + 0.4 * axis(2) + 0.3 * axis(9)
    library.add([photo(0, (mixed / np.linalg.norm(mixed)).astype(np.float32))], STAMP)
    given = {}
    for level in (Level.LOOSE, Level.STRICT, Level.NORMAL):
        choose(library.catalog, level=level, own=None, shipped=False)
        assert tagger(library).run().scored == (1 if level is Level.LOOSE else 0)
        given[level] = library.catalog.tags_of([1]).get(1, ())
    assert len(given[Level.STRICT]) <= len(given[Level.NORMAL]) <= len(given[Level.LOOSE])
    assert given[Level.STRICT] != given[Level.LOOSE]


def test_what_files_say_is_never_touched(library: Library) -> None:
    item = photo(0, axis(9))
    facts = replace(item.photo.facts, keywords=("one", "Holidays"))
    ids = library.add([replace(item, photo=replace(item.photo, facts=facts))], STAMP)
    tagger(library).run()
    found = library.catalog.tags_in_detail(ids)[ids[0]]
    assert found == [("Holidays", "file", None), ("one", "file", None)]


def test_what_an_owner_refused_stays_away(library: Library) -> None:
    ids = add(library, 0, 1)
    tagger(library).run()
    library.catalog.refuse_tag([ids[0]], "One")
    library.catalog.refuse_tag([ids[1]], "number")
    assert library.catalog.tags_of(ids) == {ids[0]: ("number",), ids[1]: ("two",)}
    choose(library.catalog, level=Level.LOOSE, own=None, shipped=False)
    tagger(library).run()
    tags = library.catalog.tags_of(ids)
    assert "one" not in tags.get(ids[0], ())
    assert ids[1] not in tags, "what is no number is not two"


def test_what_is_only_suggested_is_told_and_not_given(library: Library) -> None:
    ids = add(library, 0, 1)
    own = tagger(library, words(*NAMES, two=Mode.SUGGEST))
    own.run()
    assert library.catalog.tags_of(ids) == {ids[0]: ("number", "one")}
    told = {
        photo_id: [each.name for each in found] for photo_id, found in own.suggestions(ids).items()
    }
    assert told[ids[1]][:1] == ["number"] or told[ids[1]][:1] == ["two"]
    assert "two" in told[ids[1]]
    assert "one" not in told[ids[0]]


def test_another_model_tags_from_its_own_vectors(library: Library) -> None:
    ids = add(library, 0, 1)
    tagger(library).run()
    keys = library.catalog.content_keys()
    new: list[NewVector] = [NewVector(ids[0], keys[ids[0]], axis(2))]
    library.add_vectors(new, OTHER_STAMP)
    done = tagger(library, model=OTHER_STAMP.sha256).run()
    assert done.scored == 1
    assert library.catalog.tags_of(ids) == {ids[0]: ("three",)}
    assert tagger(library).run().scored == 0
    assert library.catalog.tags_of(ids)[ids[1]] == ("number", "two")


def test_who_is_stopped_goes_on_later(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.catalog.machine_tags.AT_ONCE", 2)
    ids = add(library, 0, 1, 2)
    done = tagger(library).run(stopped=lambda: True)
    assert (done.scored, done.changed) == (2, 0)
    assert tagger(library).run().scored == 1
    assert set(library.catalog.tags_of(ids)) == set(ids)


def test_what_is_usual_is_looked_at_again_once_the_library_has_grown(library: Library) -> None:
    add(library, *range(10))
    tagger(library).run()
    first = library.catalog.tagging(STAMP.sha256)
    add(library, 10)
    tagger(library).run()
    assert library.catalog.tagging(STAMP.sha256) == first
    add(library, *range(11, 11 + int(10 * GROWN)))
    tagger(library).run()
    assert library.catalog.tagging(STAMP.sha256) != first


def test_an_empty_library_is_tagged_in_no_time(library: Library) -> None:
    done = tagger(library).run()
    assert (done.scored, done.changed) == (0, 0)
    add(library, 0)
    assert tagger(library).run().changed == 1


def test_a_forgotten_photo_takes_its_scores_with_it(library: Library) -> None:
    ids = add(library, 0, 1)
    tagger(library).run()
    library.forget([ids[0]])
    assert library.catalog.scored_ids(STAMP.sha256) == [ids[1]]
    assert library.catalog.faults() == []


def test_vectors_have_as_many_numbers_as_tags() -> None:
    assert texts(words(*NAMES)).shape == (4, DIM)
