"""What the window asks about tags, of a library that is tagged and of one that is not."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.questions import Questions
from app.tags.asking import TagQuestions, spread
from indexer.errors import LibraryError
from indexer.tags import Level, NewTag, add_tag
from tests.app.tags.conftest import id_of, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def plain(plain_library: Path, tmp_path: Path) -> Iterator[Questions]:
    """The library that was never tagged."""
    asked = Questions(shutil.copytree(plain_library, tmp_path / "plain"), device="cpu")
    yield asked
    asked.close()


def test_the_tags_of_a_library_are_families_with_counts(asking: TagQuestions) -> None:
    tags = asking.tags()
    assert tags.asked
    animal = next(each for each in tags.families if each.name == "animal")
    below = {each.name: each for each in animal.children}
    assert [each.name for each in below["pet"].children] == ["cat"]
    assert animal.photos == 1


def test_a_library_that_was_never_tagged_has_none_and_suggests_none(plain: Questions) -> None:
    asking = TagQuestions(plain)
    tags = asking.tags()
    assert (tags.families, tags.asked) == ((), False)
    assert asking.suggestions(plain.library().catalog.all_ids().tolist()) == ()
    assert not asking.chosen().asked
    assert "dog" in asking.names()


def test_names_in_use_come_before_all_others(asking: TagQuestions, questions: Questions) -> None:
    with questions.library().small_edit() as catalog:
        catalog.confirm_tag([id_of(questions, "cat")], "Mimi")
    names = asking.names()
    used = [each.name for each in asking.tags().every()]
    assert set(names[: len(used)]) == set(used)
    assert "Mimi" in used
    assert len(names) > 1400


def test_what_was_said_of_a_photo_changes_its_other_tags(
    asking: TagQuestions, questions: Questions
) -> None:
    cat = id_of(questions, "cat")
    with questions.library().small_edit() as catalog:
        catalog.refuse_tag([cat], "pet")
    asking.choose_anew([cat])
    assert not {"pet", "cat", "tabby cat"} & set(tags_of(questions, cat))
    with questions.library().small_edit() as catalog:
        catalog.undo()
    asking.choose_anew([cat])
    assert {"pet", "cat"} <= set(tags_of(questions, cat))


def test_a_tag_learns_from_what_was_said(asking: TagQuestions, questions: Questions) -> None:
    rocket, cat = id_of(questions, "rocket"), id_of(questions, "cat")
    others = [each for each in asking._questions.library().catalog.all_ids().tolist()]
    before = dict(asking.review("beach", 6).photos)
    with questions.library().small_edit() as catalog:
        catalog.confirm_tag([rocket], "beach")
        catalog.refuse_tag([each for each in others if each not in (rocket, cat)], "beach")
    asking.learn({"beach"})
    after = dict(asking.review("beach", 6).photos)
    assert set(after) == {cat}
    assert set(before) == set(others)


def test_a_word_of_ones_own_and_a_vocabulary_that_is_wrong_are_no_hindrance(
    asking: TagQuestions, questions: Questions, tmp_path: Path
) -> None:
    cat = id_of(questions, "cat")
    with questions.library().small_edit() as catalog:
        catalog.confirm_tag([cat], "Mimi")
    asking.choose_anew([cat])
    asking.learn({"Mimi"})
    assert {"Mimi", "cat"} <= set(tags_of(questions, cat))
    own = tmp_path / "own.txt"
    own.write_text("our boat < dog\n", "utf-8")
    asking.choose(own=own)
    own.write_text("our boat < dogg\n", "utf-8")
    asking.choose_anew([cat])
    asking.learn({"cat"})
    assert {"Mimi", "cat"} <= set(tags_of(questions, cat))


def test_suggestions_for_many_photos_are_those_that_are_likely_for_all(
    asking: TagQuestions, questions: Questions
) -> None:
    cat = id_of(questions, "cat")
    alone = {each.name for each in asking.suggestions([cat])}
    assert alone
    together = asking.suggestions(questions.library().catalog.all_ids().tolist())
    assert all(each.likelihood >= 0.15 for each in together)
    assert asking.suggestions([]) == ()


def test_a_selection_is_asked_about_evenly() -> None:
    assert spread([1, 2, 3], 5) == [1, 2, 3]
    assert spread(range(100), 4) == [0, 25, 50, 75]


def test_another_level_is_kept_and_counts_from_then_on(asking: TagQuestions) -> None:
    asking.choose(level=Level.STRICT)
    assert asking.chosen().level is Level.STRICT
    assert asking.chosen().asked


def test_a_file_that_is_wrong_is_refused_and_one_that_became_wrong_is_told(
    asking: TagQuestions, tmp_path: Path
) -> None:
    own = tmp_path / "own.txt"
    own.write_text("our boat < dogg\n", "utf-8")
    with pytest.raises(LibraryError, match="dogg"):
        asking.choose(own=own)
    assert asking.chosen().own is None
    own.write_text("our boat < dog\n", "utf-8")
    asking.choose(own=own)
    assert (asking.chosen().own, asking.chosen().fault) == (own, "")
    own.write_text("our boat < dogg\n", "utf-8")
    assert "line 1" in asking.chosen().fault
    assert asking.tags().families


def test_tagging_is_ended_and_begun_again_and_what_people_gave_stays(
    asking: TagQuestions, questions: Questions
) -> None:
    cat = id_of(questions, "cat")
    with questions.library().small_edit() as catalog:
        catalog.confirm_tag([cat], "Mimi")
    asking.tag_no_more()
    assert tags_of(questions, cat) == {"Mimi": {"user"}}
    assert not asking.chosen().asked
    asking.choose()
    asking.choose_anew([cat])
    assert {"cat", "pet", "Mimi"} <= set(tags_of(questions, cat))


def test_a_new_tag_is_previewed_before_it_is_and_then_kept(
    asking: TagQuestions, questions: Questions
) -> None:
    questions.warm_up()
    found = asking.preview(NewTag("rocket launch"))
    assert found.sure
    assert found.ids.tolist() == [id_of(questions, "rocket")]
    _add(asking, NewTag("rocket launch"))
    own = asking.chosen().own
    assert own is not None
    assert "rocket launch" in own.read_text("utf-8")
    assert "rocket launch" in asking.names()


def test_of_a_tag_that_no_photo_would_get_the_nearest_are_shown(
    asking: TagQuestions, questions: Questions
) -> None:
    found = asking.preview(NewTag("zither", words=("a zither on a table",)))
    assert not found.sure
    assert sorted(found.ids.tolist()) == sorted(questions.library().catalog.all_ids().tolist())


def test_a_tag_that_is_named_like_a_filter_cannot_be(asking: TagQuestions) -> None:
    with pytest.raises(LibraryError, match="is:"):
        asking.preview(NewTag("is:raw"))
    with pytest.raises(LibraryError, match="is:"):
        _add(asking, NewTag("is:raw"))
    assert asking.chosen().own is None


def _add(asking: TagQuestions, new: NewTag) -> None:
    with asking._questions.library().small_edit() as catalog:
        add_tag(catalog, new)
