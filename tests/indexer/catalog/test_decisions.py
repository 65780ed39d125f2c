"""What a person says of a tag wins over models and files, and every edit can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from indexer.catalog import Catalog, edits
from indexer.catalog.decisions import Decided, titled
from indexer.query import Tag
from tests.indexer.making import STAMP, indexed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.records import IndexedPhoto


def filed_under(item: IndexedPhoto, *keywords: str) -> IndexedPhoto:
    """The photo, with keywords in its file."""
    facts = replace(item.photo.facts, keywords=keywords)
    return replace(item, photo=replace(item.photo, facts=facts))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """Three photos: the file of the first says "Snow", a model finds a dog on the second."""
    with Catalog.open(tmp_path / "library.db", write=True) as made:
        made.add_root("/photos")
        batch = [indexed(f"/photos/{seed}.jpg", seed) for seed in (1, 2, 3)]
        batch[0] = filed_under(batch[0], "Snow")
        made.store(batch, STAMP)
        made.give_tags({2: {"dog": 0.6}})
        yield made


def everything(catalog: Catalog) -> object:
    """All that edits may change."""
    ids = [1, 2, 3]
    photos = [(photo.id, photo.facts.rating) for photo in catalog.photos(ids)]
    found = [catalog.by_words(word, 9) for word in ("snow", "dog", "cat")]
    return catalog.tags_in_detail(ids), catalog.refused_tags(ids), photos, found


def test_a_confirmed_tag_stays_beside_what_the_model_said(catalog: Catalog) -> None:
    assert catalog.confirm_tag([2, 3, 99], "Dog") == 2
    assert catalog.tags_in_detail([2, 3]) == {
        2: [("dog", "user", None), ("dog", "auto", 0.6)],
        3: [("dog", "user", None)],
    }
    assert catalog.confirm_tag([2], "dog") == 0


def test_a_confirmed_tag_is_found_by_its_word_and_survives_what_the_model_says_later(
    catalog: Catalog,
) -> None:
    catalog.confirm_tag([3], "dog")
    catalog.give_tags({2: {}, 3: {}})
    assert [each for each, _ in catalog.by_words("dog", 9)] == [3]
    assert catalog.ids_where(Tag("dog")).tolist() == [3]


def test_a_refused_tag_goes_whoever_gave_it_and_the_file_cannot_bring_it_back(
    catalog: Catalog,
) -> None:
    catalog.confirm_tag([2], "dog")
    assert catalog.refuse_tag([2], "DOG") == 1
    assert catalog.refuse_tag([1], "snow") == 1
    catalog.store([filed_under(indexed("/photos/1.jpg", 1), "Snow", "Alps")], STAMP)
    assert catalog.tags_of([1, 2]) == {1: ("Alps",)}
    assert catalog.by_words("snow", 9) == []


def test_to_confirm_takes_a_refusal_back(catalog: Catalog) -> None:
    catalog.refuse_tag([2], "dog")
    catalog.confirm_tag([2], "dog")
    assert catalog.refused_tags([2]) == []
    assert catalog.tags_of([2]) == {2: ("dog",)}


def test_to_remove_what_its_owner_alone_gave_refuses_nothing(catalog: Catalog) -> None:
    catalog.confirm_tag([3], "cat")
    assert catalog.remove_tag([1, 3], "cat") == 1
    assert catalog.tags_of([3]) == {}
    assert catalog.refused_tags([1, 3]) == []


def test_to_remove_what_a_model_or_the_file_says_refuses_it(catalog: Catalog) -> None:
    assert catalog.remove_tag([1, 2, 3], "dog") == 1
    assert catalog.remove_tag([1], "snow") == 1
    assert catalog.refused_tags([1, 2, 3]) == [(1, "Snow"), (2, "dog")]


def test_what_was_said_of_each_tag_is_told_by_name(catalog: Catalog) -> None:
    catalog.confirm_tag([3, 1], "cat")
    catalog.refuse_tag([2], "dog")
    assert [(each.name, each.confirmed, each.refused) for each in catalog.decided()] == [
        ("cat", (1, 3), ()),
        ("dog", (), (2,)),
    ]


def test_every_edit_can_be_undone_and_done_again_in_its_order(catalog: Catalog) -> None:
    moments = [everything(catalog)]
    catalog.confirm_tag([1, 2, 3], "cat")
    moments.append(everything(catalog))
    catalog.refuse_tag([2], "dog")
    moments.append(everything(catalog))
    catalog.remove_tag([1, 2], "cat")
    moments.append(everything(catalog))
    catalog.set_rating([1, 2], 4)
    moments.append(everything(catalog))
    for moment in reversed(moments[:-1]):
        assert catalog.undo() is not None
        assert everything(catalog) == moment
    assert catalog.undo() is None
    for moment in moments[1:]:
        assert catalog.redo() is not None
        assert everything(catalog) == moment
    assert catalog.redo() is None
    assert catalog.faults() == []


def test_an_edit_is_told_in_a_few_words_with_its_photos(catalog: Catalog) -> None:
    catalog.set_favourite([1])
    catalog.confirm_tag([1, 2], "cat")
    last = catalog.last_edit()
    assert last is not None
    assert last.title == "Add “cat” to 2 photos"
    assert catalog.undo() == (last, [1, 2])
    assert catalog.undone_edit() == last
    assert catalog.last_edit() is not None


def test_what_changes_nothing_is_no_edit(catalog: Catalog) -> None:
    catalog.confirm_tag([99], "cat")
    catalog.set_rating([1], None)
    catalog.undo()
    catalog.set_favourite([1], favourite=False)
    assert catalog.last_edit() is None


def test_a_new_edit_ends_what_could_be_done_again(catalog: Catalog) -> None:
    catalog.confirm_tag([1], "cat")
    catalog.undo()
    catalog.confirm_tag([2], "cat")
    assert catalog.redo() is None


def test_what_was_said_of_a_photo_that_is_gone_stays_away(catalog: Catalog) -> None:
    catalog.confirm_tag([1, 2], "cat")
    catalog.refuse_tag([1, 2], "cat")
    catalog.forget([1])
    assert catalog.undo() is not None
    assert catalog.tags_of([1, 2])[2] == ("cat", "dog")
    assert catalog.faults() == []


def test_only_so_many_edits_are_kept(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "MOST_KEPT", 2)
    for name in ("a", "b", "c"):
        catalog.confirm_tag([1], name)
    assert catalog.undo() is not None
    assert catalog.undo() is not None
    assert catalog.undo() is None
    assert catalog.tags_of([1]) == {1: ("a", "Snow")}


def _decide(catalog: Catalog, said: Decided) -> None:
    catalog.keep_tags(titled(said), [said])


def test_only_so_many_rows_are_kept_but_the_last_edit_in_any_case(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "MOST_ROWS", 4)
    for name in ("a", "b", "c"):
        catalog.confirm_tag([1, 2], name)
    assert [catalog.undo() is not None for _ in range(3)] == [True, True, False]
    catalog.confirm_tag([1, 2, 3], "d")
    _decide(catalog, Decided("dog", (1, 3), ()))
    assert [catalog.undo() is not None for _ in range(2)] == [True, False]
    monkeypatch.setattr(edits, "MOST_ROWS", 1)
    catalog.confirm_tag([1, 2, 3], "e")
    assert [catalog.undo() is not None for _ in range(2)] == [True, False]


def test_ingest_and_models_are_no_edits(catalog: Catalog) -> None:
    catalog.confirm_tag([1], "cat")
    catalog.give_tags({3: {"dog": 0.9}})
    catalog.forget([2])
    last = catalog.last_edit()
    assert last is not None
    assert last.title == "Add “cat” to 1 photo"


def test_who_keeps_the_names_of_tags_at_hand_is_told_of_each_edit(catalog: Catalog) -> None:
    seen = [catalog.changes_of_tags()]
    for change in (
        lambda: catalog.confirm_tag([1], "cat"),
        lambda: catalog.refuse_tag([2], "dog"),
        lambda: catalog.remove_tag([1], "cat"),
        lambda: _decide(catalog, Decided("boat", (1,), (2,))),
        catalog.undo,
        catalog.redo,
    ):
        change()
        seen.append(catalog.changes_of_tags())
    assert seen == sorted(set(seen))
    catalog.set_rating([1], 3)
    catalog.undo()
    assert catalog.changes_of_tags() == seen[-1], "stars are no tags"


def test_photos_that_show_a_tag_and_photos_that_do_not_are_one_edit(catalog: Catalog) -> None:
    catalog.refuse_tag([1], "dog")
    before = everything(catalog)
    _decide(catalog, Decided("Dog", (1, 3, 99), (2, 3)))
    assert catalog.decided() == [Decided("dog", (1, 3), (2,))]
    edit = catalog.last_edit()
    assert edit is not None
    assert edit.title == "Add “Dog” to 3 photos, refuse it for 2 photos"
    after = everything(catalog)
    catalog.undo()
    assert everything(catalog) == before
    catalog.redo()
    assert everything(catalog) == after
