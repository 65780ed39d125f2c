"""A whole that examples moved: told by the words of its parts too, and none goes without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from indexer.tags.held import speaking_for
from tests.indexer.making import STAMP, below, indexed
from tests.indexer.tags.harbour import (
    NAMES,
    WORDS,
    holding,
    likelihoods,
    mixed,
    tagger,
    tags,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.library import Library

LIVE, TOYS = range(300, 308), range(308, 316)
"""Cats, and toys that a model takes for cats; neither looks like the word "animal"."""

PLACE = {name: place for place, name in enumerate(NAMES)}


def _vector(seed: int) -> NDArray[np.float32]:
    return mixed((PLACE["cat"], 0.3), (5 if seed in LIVE else 6, 0.7), (10 + seed % 16, 0.3))


def put_in(library: Library, seeds: range) -> list[int]:
    photos = [
        replace(indexed(below("photos", f"{seed}.jpg"), seed), vector=_vector(seed))
        for seed in seeds
    ]
    return library.add(photos, STAMP)


def taught(library: Library) -> tuple[list[int], list[int]]:
    """Cats and toys, of three of which each the owner has said whether they show an animal."""
    live, toys = put_in(library, LIVE), put_in(library, TOYS)
    tagger(library).run()
    library.catalog.confirm_tag(live[:3], "animal")
    library.catalog.refuse_tag(toys[:3], "animal")
    return live, toys


def test_an_answer_to_a_whole_teaches_of_photos_that_its_parts_tell(library: Library) -> None:
    live, toys = taught(library)
    before = likelihoods(library, "animal")
    assert abs(before[live[5]] - before[toys[5]]) < 0.1
    tagger(library).learn(["animal"])
    after = likelihoods(library, "animal")
    assert after[live[5]] > before[live[5]]
    assert after.get(toys[5], 0) < before[toys[5]] - 0.2


def test_no_part_is_given_where_the_moved_whole_is_not(library: Library) -> None:
    live, toys = taught(library)
    assert tags(library, toys[5]) == ("animal", "cat")
    tagger(library).learn(["animal"])
    assert tags(library, live[5]) == ("animal", "cat")
    assert tags(library, toys[5]) == ()


def test_a_part_that_was_taught_itself_speaks_for_itself(library: Library) -> None:
    live, toys = taught(library)
    library.catalog.confirm_tag([live[3], toys[3], toys[4]], "cat")
    tagger(library).learn(["animal", "cat"])
    assert tags(library, toys[5]) == ("animal", "cat")


def test_parts_are_given_again_where_what_was_said_is_taken_back(library: Library) -> None:
    live, toys = taught(library)
    tagger(library).learn(["animal"])
    library.catalog.undo()
    library.catalog.undo()
    tagger(library).retag(live + toys)
    tagger(library).learn(["animal"])
    assert tags(library, toys[5]) == ("animal", "cat")
    library.catalog.set_setting("tags_applied", "")
    assert tagger(library).run().changed == 0, "nothing was left as it was chosen before"


def test_what_a_lesson_leaves_is_what_a_whole_run_gives(library: Library) -> None:
    taught(library)
    tagger(library).learn(["animal"])
    library.catalog.set_setting("tags_applied", "")
    assert tagger(library).run().changed == 0


def test_a_whole_is_as_near_as_the_nearest_of_its_words(library: Library) -> None:
    taught(library)
    tagger(library).learn(["animal"])
    held = holding(library).held()
    (whole,) = held.wholes
    assert NAMES[whole] == "animal"
    assert {row.tobytes() for row in held.wholes[whole]} == {
        row.tobytes() for row in np.eye(len(held.texts[0]), dtype=np.float32)[:4]
    }


def test_a_moved_whole_is_told_by_itself_and_by_moved_parts() -> None:
    def names(moved: set[str]) -> set[str]:
        found = speaking_for(WORDS, PLACE["animal"], [PLACE[each] for each in moved])
        return {NAMES[place] for place in found}

    assert names(set()) == {"animal", "dog", "puppy", "cat"}
    assert names({"animal"}) == {"animal"}
    assert names({"animal", "dog"}) == {"animal", "dog", "puppy"}
    assert names({"dog"}) == {"animal", "dog", "puppy", "cat"}
