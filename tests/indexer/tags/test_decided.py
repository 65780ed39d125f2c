"""What a person decides wins over models, brings what follows from it, and stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from indexer.records import NewVector
from indexer.tags import Level, choose
from indexer.tags.heads import Head
from tests.indexer.making import OTHER_STAMP, STAMP, below, indexed, seen
from tests.indexer.tags.harbour import (
    OF_BOATS,
    OF_LAKES,
    likelihoods,
    photo_of,
    put_in,
    tagger,
    tags,
    taught,
)

if TYPE_CHECKING:
    from indexer.library import Library


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
