"""What is seen of an album at a glance is asked for near the eye, kept, and looked at again."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.albums.glances import Glance, Glances, glance
from app.questions import Questions
from indexer import albums
from indexer.places import user_models
from indexer.records import SavedCut
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from indexer.library import Library
    from indexer.records import Album


@pytest.fixture
def questions(filled_library: Path, tmp_path: Path) -> Iterator[Questions]:
    """A copy of the filled library, asked with the tiny model."""
    make_tiny_bundle(user_models() / "tiny")
    asked = Questions(shutil.copytree(filled_library, tmp_path / "library"), model="tiny")
    yield asked
    asked.close()


def _library(questions: Questions) -> Library:
    return questions.library()


def _make(questions: Questions, name: str, ids: list[int]) -> Album:
    with _library(questions).small_edit() as catalog:
        return catalog.make_album(name, ids)


def test_an_album_of_ones_own_is_counted_and_has_a_cover_of_its_photos(
    questions: Questions,
) -> None:
    ids = _library(questions).catalog.all_ids()[3:6].tolist()
    seen = glance(questions, _make(questions, "Iceland", ids))
    assert seen.count == 3
    assert seen.cover in ids
    assert glance(questions, _make(questions, "Nothing", [])) == Glance(0)


def test_a_saved_search_is_asked_for_what_it_finds_now(questions: Questions) -> None:
    with _library(questions).small_edit() as catalog:
        album = albums.save(catalog, "Red", "red name:red*", SavedCut())
    seen = glance(questions, album)
    assert seen.count == 3
    found = questions.photo(seen.cover or 0)
    assert found is not None
    assert "red-" in found.path


def test_what_cannot_be_asked_any_more_has_no_count(questions: Questions) -> None:
    with _library(questions).small_edit() as catalog:
        catalog.make_album("Inner")
        album = albums.save(catalog, "Outer", "like:/nowhere/a.jpg", SavedCut())
    assert glance(questions, album) == Glance()


def test_only_who_is_wanted_is_looked_at_and_once(
    qtbot: QtBot, background: Background, questions: Questions
) -> None:
    ids = _library(questions).catalog.all_ids().tolist()
    one, other = _make(questions, "One", ids[:2]), _make(questions, "Other", ids[:5])
    glances = Glances(questions, background, background)
    assert glances.of(one) == Glance(2)
    with qtbot.waitSignal(glances.seen):
        glances.want([one])
    assert glances.of(one).cover in ids[:2]
    assert glances.of(other) == Glance(5)
    with qtbot.assertNotEmitted(glances.seen, wait=200):
        glances.want([one])
    glances.grow_stale()
    with _library(questions).small_edit() as catalog:
        catalog.remove_from_album(one.id, ids[:1])
    assert glances.of(one).count == 2
    with qtbot.waitSignal(glances.seen):
        glances.want([one])
    assert glances.of(one) == Glance(1, ids[1])


def test_albums_of_the_same_photos_have_other_covers_where_they_can(
    qtbot: QtBot, background: Background, questions: Questions
) -> None:
    ids = _library(questions).catalog.all_ids()[:5].tolist()
    one, other = _make(questions, "One", ids), _make(questions, "Other", ids)
    glances = Glances(questions, background, background)
    glances.want([one, other])
    qtbot.waitUntil(lambda: glances.of(other).cover is not None)
    first, second = glances.of(one).cover, glances.of(other).cover
    assert {first, second} < set(ids)
    assert first != second
    single = _make(questions, "Single", [first or 0])
    assert glance(questions, single, frozenset({first})).cover == first
