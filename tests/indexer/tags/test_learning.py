"""A library listens: answers move a tag, for all photos and for those that come."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.catalog import machine_tags
from indexer.library import Library
from indexer.tags.holding import unpacked
from indexer.tags.scoring import products
from tests.indexer.making import STAMP, below, indexed
from tests.indexer.tags.harbour import (
    OF_BOATS,
    OF_LAKES,
    SCALE,
    holding,
    likelihoods,
    photo_of,
    put_in,
    tagger,
    tags,
    taught,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_answers_tell_photos_apart_that_words_cannot(library: Library) -> None:
    boats, lakes = taught(library)
    before = likelihoods(library)
    assert abs(before[boats[5]] - before[lakes[5]]) < 0.2
    tagger(library).learn(["boat"])
    after = likelihoods(library)
    assert after[boats[5]] > before[boats[5]]
    assert after[lakes[5]] < before[lakes[5]] - 0.2


def test_the_next_run_learns_what_nobody_had_learned(library: Library) -> None:
    taught(library)
    tagger(library).learn(["boat"])
    learned = likelihoods(library)
    library.catalog.undo()
    tagger(library).run()
    assert likelihoods(library) != learned
    library.catalog.redo()
    tagger(library).run()
    assert likelihoods(library) == learned


def test_only_the_tag_that_was_spoken_of_is_held_against_photos_again(library: Library) -> None:
    boats, _ = taught(library)
    dog = put_in(library, 1)
    tagger(library).run()
    before = library.catalog.tag_scores(STAMP.sha256, dog)
    library.catalog.confirm_tag(dog, "cat")
    assert tagger(library).learn(["boat"]) == 0
    assert library.catalog.tag_scores(STAMP.sha256, dog) == before
    assert [name for _, name, _ in library.catalog.heads(STAMP.sha256)] == ["boat"]
    tagger(library).learn(["cat"])
    assert [name for _, name, _ in library.catalog.heads(STAMP.sha256)] == ["boat", "cat"]
    assert boats


def test_new_photos_are_held_against_what_was_learned(library: Library) -> None:
    boats, lakes = taught(library)
    tagger(library).learn(["boat"])
    other = [OF_BOATS[-1] + 100, OF_LAKES[-1] + 100]
    batch = [
        replace(indexed(below("photos", f"{seed}.jpg"), seed), vector=photo_of(seed - 100))
        for seed in other
    ]
    new_boat, new_lake = library.add(batch, STAMP)
    assert tagger(library).run().scored == 2
    found = likelihoods(library)
    assert found[new_boat] == pytest.approx(found[boats[-1]])
    assert found[new_lake] == pytest.approx(found[lakes[-1]])


def test_learning_while_another_process_scores_new_photos_loses_none_of_it(
    library: Library,
) -> None:
    """A photo that is scored between the last block and the end of a lesson is held again."""
    boats, _ = taught(library)
    steps = holding(library).follow(["boat"])
    next(steps)
    batch = [replace(indexed(below("photos", "late.jpg"), 99), vector=photo_of(OF_BOATS[-1]))]
    (late,) = library.add(batch, STAMP)
    assert list(holding(library).score_new()) == [[late]]
    assert list(steps) == [late]
    assert likelihoods(library)[late] == pytest.approx(likelihoods(library)[boats[-1]])


def test_scores_against_tags_that_were_moved_meanwhile_are_not_kept(library: Library) -> None:
    taught(library)
    tagger(library).learn(["boat"])
    (head,) = library.catalog.heads(STAMP.sha256)
    late = put_in(library, 1)
    rows = [(late[0], library.catalog.last_sequence(), 0.0, b"")]
    assert not library.catalog.store_scores(STAMP.sha256, rows, heads=[])
    assert library.catalog.store_scores(STAMP.sha256, rows, heads=[head[0]])


def test_tags_chosen_by_what_was_moved_meanwhile_are_not_written(library: Library) -> None:
    boats, _ = taught(library)
    tagger(library).learn(["boat"])
    before = library.catalog.tags_in_detail(boats)
    written = library.catalog.decide_tags(
        STAMP.sha256, boats, lambda known: {each: {"cat": 0.5} for each in known.ids}, heads=[]
    )
    assert written is None
    assert library.catalog.tags_in_detail(boats) == before


def test_photos_that_an_ingest_has_scored_and_not_tagged_are_left_to_it(library: Library) -> None:
    taught(library)
    (dog,) = put_in(library, 1)
    assert list(holding(library).score_new()) == [[dog]]
    tagger(library).learn(["boat"])
    assert library.catalog.ids_due() == [dog]
    tagger(library).run()
    assert tags(library, dog) == ("animal", "dog")


def test_a_tag_of_which_nothing_is_said_any_more_is_its_words_again(library: Library) -> None:
    taught(library)
    before = likelihoods(library)
    tagger(library).learn(["boat"])
    assert likelihoods(library) != before
    library.catalog.undo()
    library.catalog.undo()
    tagger(library).learn(["boat"])
    assert likelihoods(library) == before
    assert library.catalog.heads(STAMP.sha256) == []
    assert library.catalog.faults() == []


def test_nothing_is_learned_twice(library: Library) -> None:
    taught(library)
    tagger(library).run()
    heads = library.catalog.heads(STAMP.sha256)
    assert len(heads) == 1
    assert tagger(library).run() == tagger(library).run()
    assert library.catalog.heads(STAMP.sha256) == heads


def test_a_library_that_was_never_tagged_learns_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path / "other", write=True) as library:
        ids = put_in(library, 0, 1)
        library.catalog.confirm_tag(ids, "dog")
        assert tagger(library).learn(["dog"]) == 0
        assert tagger(library).retag(ids) == 0
        assert tagger(library).review("dog", 5) == []


def test_a_person_and_an_ingest_at_the_same_time_end_as_one_after_the_other(
    library: Library,
) -> None:
    boats, lakes = taught(library)
    tagger(library).run()

    def ingest() -> None:
        for number in range(8):
            photos = [
                replace(indexed(below("new", f"{seed}.jpg"), seed), vector=photo_of(seed % 20))
                for seed in range(1000 + 20 * number, 1020 + 20 * number)
            ]
            library.add(photos, STAMP)
            tagger(library).run()

    with ThreadPoolExecutor(1) as other:
        done = other.submit(ingest)
        with library.small_edit() as catalog:
            person = tagger(library, catalog=catalog)
            for number in range(16):
                say = catalog.refuse_tag if number % 3 else catalog.confirm_tag
                say([(boats + lakes)[number]], "boat")
                person.retag([(boats + lakes)[number]])
                person.learn(["boat"])
        done.result()
    tagger(library).run()
    assert wrong_scores(library) == []
    library.catalog.set_setting("tags_applied", "")
    assert tagger(library).run().changed == 0, "nothing was left as it was chosen before"


def test_who_learns_the_same_of_more_photos_goes_by_the_head_that_was_there_first(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_tags, "AT_ONCE", 4)
    taught(library)
    first, second = holding(library), holding(library)
    running = first.follow()
    next(running)  # It has fitted its head, and held four photos against it.
    batch = [
        replace(indexed(below("new", f"{seed}.jpg"), 100 + seed), vector=photo_of(seed))
        for seed in OF_LAKES
    ]
    library.add(batch, STAMP)
    for _ in second.follow():
        pass
    for _ in running:
        pass
    tagger(library).run()
    assert wrong_scores(library) == []
    assert len(library.catalog.heads(STAMP.sha256)) == 1


def wrong_scores(library: Library) -> list[int]:
    """The ids of photos whose boat is not held near as its head has it by now."""
    held = holding(library).held()
    boat = held.ids[4]
    wrong = []
    for ids, _, vectors in library.catalog.vectors_to_score(STAMP.sha256, scored=True):
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        there = products(vectors, held.texts[4:5], held.biases[4:5])[:, 0]
        rows = library.catalog.tag_scores(STAMP.sha256, ids.tolist())
        scored = unpacked(rows)
        order = np.argsort(ids)
        for place, row in enumerate(rows):
            kept = scored.cosines[place][scored.concepts[place] == boat]
            fits = SCALE * there[order[place]] > row[1]
            close = np.allclose(kept, there[order[place]], atol=2e-3)
            if len(kept) != int(fits) or not close:
                wrong.append(row[0])
    return wrong
