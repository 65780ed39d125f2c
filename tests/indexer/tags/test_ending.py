"""Tagging is ended: what was found goes, what people gave stays, and it can be begun again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.tags import is_tagged
from indexer.tags.ending import tag_no_more
from indexer.tags.wanted import choose
from tests.indexer.tags.test_tagging import add, tagger

if TYPE_CHECKING:
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
