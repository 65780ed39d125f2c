"""Tagging is ended: what was found goes, what people gave stays, and it can be begun again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.tags import is_tagged, tagging
from indexer.tags.ending import tag_no_more
from indexer.tags.wanted import choose
from tests.indexer.making import STAMP
from tests.indexer.tags.test_tagging import add, tagger

if TYPE_CHECKING:
    import pytest

    from indexer.library import Library


def test_what_was_found_goes_and_what_people_gave_stays(library: Library) -> None:
    ids = add(library, 0, 1)
    tagger(library).run()
    library.catalog.confirm_tag(ids[:1], "mine")
    assert tag_no_more(library.catalog) == 2
    assert not is_tagged(library.catalog)
    assert library.catalog.tags_of(ids) == {ids[0]: ("mine",)}
    assert tag_no_more(library.catalog) == 0


def test_begun_again_the_same_is_found_without_scoring_anew(library: Library) -> None:
    ids = add(library, 0, 1)
    tagger(library).run()
    before = library.catalog.tags_of(ids)
    tag_no_more(library.catalog)
    choose(library.catalog, level=None, own=None, shipped=False)
    done = tagger(library).run()
    assert (done.scored, done.changed) == (0, 2)
    assert library.catalog.tags_of(ids) == before


def test_tags_that_are_switched_off_while_they_are_written_down_stay_away(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagging, "_IN_A_BLOCK", 1)
    ids = add(library, 0, 1, 2)

    def switch_off(stage: str) -> None:
        if stage.startswith("Writing down") and is_tagged(library.catalog):
            tag_no_more(library.catalog)

    tagger(library).run(switch_off)
    assert library.catalog.tags_of(ids) == {}
    given = {each: {"one": 0.9} for each in ids}
    assert library.catalog.decide_tags(STAMP.sha256, ids, lambda _: given, heads=[]) == 0
    assert library.catalog.tags_of(ids) == {}
    choose(library.catalog, level=None, own=None, shipped=False)
    assert tagger(library).run().changed == 3


def test_tags_that_are_switched_off_and_on_again_meanwhile_are_all_there(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagging, "_IN_A_BLOCK", 1)
    ids = add(library, 0, 1, 2)
    stages: list[str] = []

    def switch_off_and_on(stage: str) -> None:
        stages.append(stage)
        if stage.startswith("Writing down tags: 2") and stages.count(stage) == 1:
            tag_no_more(library.catalog)
            choose(library.catalog, level=None, own=None, shipped=False)

    tagger(library).run(switch_off_and_on)
    assert set(library.catalog.tags_of(ids)) == set(ids)
    assert library.catalog.take_found_tags(ids) is None
