"""A library listens: examples move tags, decisions win and stay, and photos follow at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.cut import Background
from indexer.library import Library
from indexer.records import NewVector
from indexer.tags import Concept, Level, Tagger, Vocabulary, choose
from indexer.tags.heads import Head
from indexer.tags.holding import Holding
from indexer.tags.lines import Mode
from tests.indexer.making import OTHER_STAMP, STAMP, below, indexed, seen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.encode import Stamp

DIM = 32
SCALE = 20.0
PARENTS = {"puppy": ("dog",), "dog": ("animal",), "cat": ("animal",)}
NAMES = ("puppy", "dog", "cat", "animal", "boat")
OF_BOATS, OF_LAKES = range(4, 12), range(12, 20)
"""The model takes lakes for boats: half of each lies in the direction of the word."""


def axis(number: int) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = np.eye(DIM, dtype=np.float32)[number]
    return vector


WORDS = Vocabulary(
    tuple(Concept(name, Mode.AUTO, PARENTS.get(name, ()), (), (), (name,)) for name in NAMES)
)
TEXTS = np.stack([axis(number) for number in range(len(NAMES))])
BACKGROUND = Background.of(
    np.stack([np.roll(axis(number), 20) * 0.9 + axis(number + 8) * 0.43 for number in range(12)]),
    SCALE,
)


def mixed(*shares: tuple[int, float]) -> NDArray[np.float32]:
    """A photo between some directions, a little to a side of its own."""
    whole = sum((share * axis(number) for number, share in shares), np.zeros(DIM, np.float32))
    unit: NDArray[np.float32] = (whole / np.linalg.norm(whole)).astype(np.float32)
    return unit


def photo_of(seed: int) -> NDArray[np.float32]:
    """0 to 3 are of a puppy, a dog, a cat, an animal; then boats, and lakes without any."""
    if seed in OF_BOATS:
        return mixed((4, 0.5), (5, 0.7), (10 + seed, 0.3))
    if seed in OF_LAKES:
        return mixed((4, 0.5), (6, 0.7), (10 + seed, 0.3))
    return axis(seed % DIM)


def put_in(library: Library, *seeds: int, stamp: Stamp = STAMP) -> list[int]:
    batch = [
        replace(indexed(below("photos", f"{seed}.jpg"), seed), vector=photo_of(seed))
        for seed in seeds
    ]
    return library.add(batch, stamp)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        choose(library.catalog, level=Level.NORMAL, own=None, shipped=False)
        yield library


def tagger(library: Library, model: str = STAMP.sha256, catalog: Catalog | None = None) -> Tagger:
    return Tagger(catalog or library.catalog, model, WORDS, TEXTS, BACKGROUND)


def holding(library: Library) -> Holding:
    return Holding(library.catalog, STAMP.sha256, WORDS, TEXTS, BACKGROUND)


def tags(library: Library, photo_id: int) -> tuple[str, ...]:
    return library.catalog.tags_of([photo_id]).get(photo_id, ())


def likelihoods(library: Library, name: str = "boat") -> dict[int, float]:
    return dict(tagger(library).photos_of(name))


def taught(library: Library) -> tuple[list[int], list[int]]:
    """Boats and lakes, of which the owner has said something about three each."""
    boats, lakes = put_in(library, *OF_BOATS), put_in(library, *OF_LAKES)
    tagger(library).run()
    library.catalog.confirm_tag(boats[:3], "Boat")
    library.catalog.refuse_tag(lakes[:3], "boat")
    return boats, lakes


# -- what is learned ------------------------------------------------------------------------


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


# -- decisions win --------------------------------------------------------------------------


def test_what_follows_from_a_confirmed_tag_is_given_at_once(library: Library) -> None:
    boats = put_in(library, *OF_BOATS)
    tagger(library).run()
    library.catalog.confirm_tag(boats[:1], "Puppy")
    with library.small_edit() as catalog:
        assert tagger(library, catalog=catalog).retag(boats[:1]) == 1
    assert tags(library, boats[0]) == ("animal", "boat", "dog", "Puppy")
    library.catalog.undo()
    tagger(library).retag(boats[:1])
    assert tags(library, boats[0]) == ("boat",), "nothing implies an animal any more"


def test_what_was_refused_does_not_follow(library: Library) -> None:
    (photo,) = put_in(library, 20)
    tagger(library).run()
    library.catalog.confirm_tag([photo], "puppy")
    library.catalog.refuse_tag([photo], "dog")
    tagger(library).retag([photo])
    assert tags(library, photo) == ("animal", "puppy")


def test_who_is_refused_the_whole_is_refused_its_parts(library: Library) -> None:
    (photo,) = put_in(library, 0)
    tagger(library).run()
    assert tags(library, photo) == ("animal", "dog", "puppy")
    library.catalog.refuse_tag([photo], "animal")
    tagger(library).retag([photo])
    assert tags(library, photo) == ()


def test_who_confirms_a_part_keeps_it_without_the_whole(library: Library) -> None:
    (photo,) = put_in(library, 0)
    library.catalog.confirm_tag([photo], "puppy")
    library.catalog.refuse_tag([photo], "animal")
    tagger(library).run()
    found = library.catalog.tags_in_detail([photo])[photo]
    assert found == [("puppy", "user", None), ("dog", "auto", 1.0)]


@pytest.mark.parametrize("how", ["run", "another level", "from the beginning"])
def test_decisions_survive_tagging_again(library: Library, how: str) -> None:
    boats, lakes = taught(library)
    for _ in range(2):
        if how == "another level":
            choose(library.catalog, level=Level.LOOSE, own=None, shipped=False)
        if how == "from the beginning":
            library.catalog.set_setting("tags_applied", "")
        tagger(library).run()
    assert all(not set(tags(library, each)) & {"boat"} for each in lakes[:3])
    assert all(set(tags(library, each)) & {"Boat", "boat"} for each in boats[:3])


def test_decisions_survive_another_content_and_a_move(library: Library) -> None:
    boats, lakes = taught(library)
    tagger(library).run()
    before = likelihoods(library)
    items = [
        replace(indexed(below("photos", f"{seed}.jpg"), seed + 500), vector=photo_of(seed))
        for seed in OF_LAKES
    ]
    assert library.add(items, STAMP) == lakes, "as `index --full` does, with the same ids"
    library.move([(boats[0], seen(below("elsewhere", "boat.jpg"), OF_BOATS[0]))])
    assert tagger(library).run().scored == len(lakes)
    assert "boat" not in tags(library, lakes[0])
    assert "Boat" in tags(library, boats[0]) or "boat" in tags(library, boats[0])
    assert likelihoods(library) == pytest.approx(before, abs=1e-3)


def test_another_model_learns_from_its_own_vectors(library: Library) -> None:
    boats, lakes = taught(library)
    tagger(library).run()
    keys = library.catalog.content_keys()
    swapped = [NewVector(each, keys[each], photo_of(OF_LAKES[0])) for each in boats] + [
        NewVector(each, keys[each], photo_of(OF_BOATS[0])) for each in lakes
    ]
    library.add_vectors(swapped, OTHER_STAMP)
    other = tagger(library, OTHER_STAMP.sha256)
    other.run()
    ours, theirs = (
        library.catalog.heads(each)[0][2] for each in (STAMP.sha256, OTHER_STAMP.sha256)
    )
    confirmed = photo_of(OF_BOATS[0]) - photo_of(OF_LAKES[0])
    assert Head.unpacked(ours).shift @ confirmed > 0
    assert Head.unpacked(theirs).shift @ confirmed < 0, "there the boats look like lakes"
    assert "boat" not in tags(library, lakes[0])
    assert "Boat" in tags(library, boats[0]) or "boat" in tags(library, boats[0])
    tagger(library).run()
    assert library.catalog.heads(STAMP.sha256)[0][2] == ours


def test_forgotten_photos_take_their_answers_with_them(library: Library) -> None:
    boats, lakes = taught(library)
    tagger(library).run()
    library.forget([*boats[:3], *lakes[:3]])
    tagger(library).run()
    assert library.catalog.heads(STAMP.sha256) == []
    assert library.catalog.ids_due() == []
    assert library.catalog.faults() == []


def test_a_photo_is_due_from_its_edit_on_until_its_tags_have_followed(library: Library) -> None:
    boats, _ = taught(library)
    due = set(library.catalog.ids_due())
    assert set(boats[:3]) <= due
    tagger(library).retag(boats[:3])
    assert set(library.catalog.ids_due()) == due - set(boats[:3])
    tagger(library).run()
    assert library.catalog.ids_due() == []
    library.catalog.undo()
    assert len(library.catalog.ids_due()) == 3


def test_no_model_gives_what_was_refused_whatever_it_was_told(library: Library) -> None:
    _, lakes = taught(library)
    library.catalog.give_tags({lakes[0]: {"boat": 0.9, "cat": 0.8}})
    assert tags(library, lakes[0]) == ("cat",)


# -- what to ask about ----------------------------------------------------------------------


def test_the_least_sure_are_asked_about_first_and_nobody_twice(library: Library) -> None:
    boats, lakes = taught(library)
    put_in(library, 0, 1)
    tagger(library).run()
    asked = tagger(library).review("BOAT", 50)
    ids = [photo_id for photo_id, _ in asked]
    assert not set(ids) & {*boats[:3], *lakes[:3]}
    assert set(ids) >= {*boats[3:], *lakes[3:]}
    assert [photo_id for photo_id, _ in tagger(library).review("boat", 2)] == ids[:2]


def test_frames_of_a_burst_are_not_asked_about_in_a_row(library: Library) -> None:
    burst = [
        replace(indexed(below("photos", f"burst{n}.jpg"), 200 + n), vector=photo_of(OF_BOATS[0]))
        for n in range(6)
    ]
    frames = library.add(burst, STAMP)
    others = put_in(library, *OF_BOATS[1:])
    tagger(library).run()
    first = [photo_id for photo_id, _ in tagger(library).review("boat", 8)]
    assert sum(each in frames for each in first) <= 2
    assert set(first) <= {*frames, *others}


def test_of_a_tag_that_no_photo_has_the_nearest_are_asked_about(library: Library) -> None:
    ids = put_in(library, *range(20, 30))
    tagger(library).run()
    asked = tagger(library).review("cat", 4)
    assert len(asked) == 4
    assert {photo_id for photo_id, _ in asked} <= set(ids)
    assert tagger(library).photos_of("cat") == []


def test_an_unknown_tag_has_nothing_to_ask_about(library: Library) -> None:
    taught(library)
    assert tagger(library).review("submarine", 5) == []
    assert tagger(library).photos_of("submarine") == []


def test_a_whole_is_as_likely_as_its_likeliest_part(library: Library) -> None:
    (dog,) = put_in(library, 1)
    tagger(library).run()
    assert dict(tagger(library).photos_of("animal"))[dog] == pytest.approx(
        dict(tagger(library).photos_of("dog"))[dog]
    )
    assert tagger(library).photos_of("animal", least=0.99999) == []
