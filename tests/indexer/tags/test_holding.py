"""What is only told of tags is read: nothing is written for it, whatever the tags are by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.library import Library
from indexer.tags.lines import Mode
from tests.indexer.tags.test_tagging import NAMES, add, tagger, words

if TYPE_CHECKING:
    from pathlib import Path


def test_of_a_library_that_was_never_scored_nothing_is_known(tmp_path: Path) -> None:
    with Library.open(tmp_path / "other", write=True) as library:
        ids = add(library, 0, 1)
    with Library.open(tmp_path / "other") as library:
        reader = tagger(library)
        assert reader.review("one", 5) == []
        assert reader.photos_of("one") == []
        assert reader.suggestions(ids) == {}
        assert library.catalog.known_concepts() == {}


def test_a_tag_that_no_photo_was_held_against_yet_is_passed_over(library: Library) -> None:
    ids = add(library, 0, 3)
    tagger(library).run()
    before = library.catalog.known_concepts()
    with Library.open(library.folder) as reading:
        reader = tagger(reading, words(*NAMES, "four", "five"))
        assert {each for each, _ in reader.review("four", 5)} <= set(ids)
        assert reader.photos_of("five") == []
        assert dict(reader.photos_of("one")) == dict(tagger(library).photos_of("one"))
        assert reader.suggestions(ids) == tagger(library).suggestions(ids)
        assert reading.catalog.known_concepts() == before


def test_who_told_of_tags_before_they_were_scored_knows_them_then(library: Library) -> None:
    ids = add(library, 0, 3)
    tagger(library).run()
    more = words(*NAMES, "four", four=Mode.SUGGEST)
    with Library.open(library.folder) as reading:
        reader = tagger(reading, more)
        assert reader.suggestions(ids)[ids[1]] == []
        tagger(library, more).run()
        assert [each.name for each in reader.suggestions(ids)[ids[1]]] == ["four"]
