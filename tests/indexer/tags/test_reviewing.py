"""Photos to ask about: the least sure first, unlike each other, and none twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.indexer.making import STAMP, below, indexed
from tests.indexer.tags.harbour import OF_BOATS, photo_of, put_in, tagger, taught

if TYPE_CHECKING:
    from indexer.library import Library


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


def test_what_is_hopeless_is_not_asked_about_where_others_are_left(library: Library) -> None:
    boats = put_in(library, *OF_BOATS)
    hopeless = put_in(library, *range(28, 32))
    tagger(library).run()
    assert {photo_id for photo_id, _ in tagger(library).review("boat", 50)} == set(boats)
    library.catalog.refuse_tag(boats, "boat")
    assert {photo_id for photo_id, _ in tagger(library).review("boat", 50)} == set(hopeless)


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
