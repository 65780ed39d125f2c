"""What was done to the owner's file of tags is taken back and done again, sign for sign."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from indexer.catalog.decisions import Decided
from indexer.errors import LibraryError
from indexer.tags import (
    Level,
    Mode,
    NewTag,
    add_tag,
    change_tag,
    choose,
    editing,
    has_only_own,
    is_tagged,
    own_vocabulary,
    remove_tag,
    undoing,
    vocabulary_of,
)
from indexer.tags.own_text import write
from indexer.tags.undoing import redo, undo
from tests.indexer.making import STAMP, indexed
from tests.indexer.tags.own_file import TYPED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indexer.catalog import Catalog


def test_a_tag_goes_with_its_line_and_its_answers_in_one_step_and_comes_back(
    catalog: Catalog,
) -> None:
    first, second = catalog.store([indexed(f"/photos/{seed}.jpg", seed) for seed in (1, 2)], STAMP)
    boat = NewTag("our boat", ("a red boat",), examples=(first,), others=(second,))
    path = add_tag(catalog, boat)
    made = path.read_bytes()
    for _ in range(2):
        back = undo(catalog)
        assert back is not None
        assert back.edit.title.startswith("Make the tag “our boat”")
        assert (back.photos, back.words) == ([first, second], True)
        assert "our boat" not in vocabulary_of(catalog).by_key
        assert b"our boat" not in path.read_bytes()
        assert catalog.decided() == []
        assert undo(catalog) is None
        again = redo(catalog)
        assert again is not None
        assert again.words is True
        assert path.read_bytes() == made
        assert catalog.decided() == [Decided("our boat", (first,), (second,))]
        assert redo(catalog) is None


def test_with_the_first_own_tag_goes_that_the_library_is_tagged_and_comes_back(
    catalog: Catalog,
) -> None:
    (photo,) = catalog.store([indexed("/photos/1.jpg", 1)], STAMP)
    add_tag(catalog, NewTag("our boat"))
    add_tag(catalog, NewTag("our dog"))
    catalog.give_tags({photo: {"our dog": 0.9, "our boat": 0.9}})
    undo(catalog)
    assert has_only_own(catalog)
    undo(catalog)
    assert not is_tagged(catalog)
    assert catalog.tag_counts() == []
    redo(catalog)
    assert has_only_own(catalog)
    assert "our boat" in vocabulary_of(catalog).by_key


def test_a_library_that_asked_for_all_tags_keeps_them_when_its_first_own_one_goes(
    catalog: Catalog,
) -> None:
    add_tag(catalog, NewTag("our boat"))
    choose(catalog, level=None, own=None, shipped=False)
    undo(catalog)
    assert is_tagged(catalog)
    assert not has_only_own(catalog)


def test_an_edit_made_between_the_file_and_the_catalog_is_undone_first_and_alone(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    (photo,) = catalog.store([indexed("/photos/1.jpg", 1)], STAMP)
    path = add_tag(catalog, NewTag("our boat", ("a red boat",), examples=(photo,)))
    made = path.read_bytes()

    def write_while_another_gives_stars(path: Path, text: str) -> None:
        monkeypatch.undo()
        write(path, text)
        catalog.set_rating([photo], 4)

    monkeypatch.setattr(undoing, "write", write_while_another_gives_stars)
    back = undo(catalog)
    assert back is not None
    assert (back.edit.title, back.words) == ("Give 1 photo 4 stars", None)
    assert path.read_bytes() == made
    assert catalog.decided() == [Decided("our boat", (photo,), ())]
    back = undo(catalog)
    assert back is not None
    assert back.words is True
    assert b"our boat" not in path.read_bytes()


@pytest.mark.parametrize(
    "act",
    [
        lambda catalog: add_tag(catalog, NewTag("Dibber", words=("a pointed stick",))),
        lambda catalog: add_tag(catalog, NewTag("teasel")),
        lambda catalog: change_tag(catalog, "trowel", Mode.OFF, Level.STRICT),
        lambda catalog: change_tag(catalog, "cat", Mode.SUGGEST),
        lambda catalog: remove_tag(catalog, "long dibber"),
    ],
)
def test_the_file_is_as_it_was_sign_for_sign(
    catalog: Catalog, own: Path, act: Callable[[Catalog], object]
) -> None:
    act(catalog)
    changed = own.read_bytes()
    assert changed != TYPED.encode()
    undo(catalog)
    assert own.read_bytes() == TYPED.encode()
    redo(catalog)
    assert own.read_bytes() == changed


def test_all_that_was_said_at_one_time_is_one_step(catalog: Catalog, own: Path) -> None:
    with editing(catalog) as file:
        file.remove("long dibber")
        file.add(NewTag("teasel"))
        file.change("cat", Mode.OFF, None)
    edit = catalog.last_edit()
    assert edit is not None
    assert edit.title == (
        "Remove the tag “long dibber”, make the tag “teasel”, change the tag “cat”"
    )
    undo(catalog)
    assert own.read_bytes() == TYPED.encode()


def test_what_was_typed_elsewhere_in_the_file_since_stays(catalog: Catalog, own: Path) -> None:
    add_tag(catalog, NewTag("teasel"))
    own.write_bytes(b"thistle\r\n" + own.read_bytes())
    back = undo(catalog)
    assert back is not None
    assert back.words is True
    assert own.read_bytes() == b"thistle\r\n" + TYPED.encode()


def _edited(own: Path) -> None:
    own.write_bytes(own.read_bytes().replace(b"teasel", b"teasel @strict"))


def _needed(own: Path) -> None:
    own.write_bytes(own.read_bytes() + b"small teasel < teasel\r\n")


def _broken(own: Path) -> None:
    own.write_bytes(own.read_bytes() + b'"\r\n')


@pytest.mark.parametrize("do", [_edited, _needed, _broken, lambda own: own.unlink()])
def test_a_line_that_the_owner_has_made_their_own_stays_and_the_rest_is_undone(
    catalog: Catalog, own: Path, do: Callable[[Path], object]
) -> None:
    (photo,) = catalog.store([indexed("/photos/1.jpg", 1)], STAMP)
    add_tag(catalog, NewTag("teasel", examples=(photo,)))
    do(own)
    before = own.read_bytes() if own.exists() else None
    back = undo(catalog)
    assert back is not None
    assert back.words is False
    assert (own.read_bytes() if own.exists() else None) == before
    assert catalog.decided() == []


def test_a_file_that_was_given_up_since_is_left_alone(catalog: Catalog, own: Path) -> None:
    add_tag(catalog, NewTag("teasel"))
    before = own.read_bytes()
    choose(catalog, level=None, own=None, shipped=True)
    back = undo(catalog)
    assert back is not None
    assert back.words is False
    assert own_vocabulary(catalog) is None
    assert own.read_bytes() == before


def test_a_file_that_cannot_be_written_keeps_all_as_it_is(catalog: Catalog) -> None:
    path = add_tag(catalog, NewTag("teasel"))
    before, edit = path.read_bytes(), catalog.last_edit()
    path.with_name(f"{path.name}.{os.getpid()}.part").mkdir()
    with pytest.raises(LibraryError, match="cannot be written"):
        undo(catalog)
    assert catalog.last_edit() == edit
    assert path.read_bytes() == before


def test_other_edits_say_nothing_of_tags(catalog: Catalog) -> None:
    (photo,) = catalog.store([indexed("/photos/1.jpg", 1)], STAMP)
    catalog.confirm_tag([photo], "ours")
    back = undo(catalog)
    assert back is not None
    assert (back.photos, back.words) == ([photo], None)
