"""A user's own tags are lines of a file that is theirs: one changes, all else stays as typed."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import pytest

from indexer.catalog.decisions import Decided
from indexer.errors import LibraryError
from indexer.library import Library
from indexer.query import Tag, parse
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
    state_of_wishes,
    vocabulary,
    vocabulary_of,
)
from indexer.tags.ending import tag_no_more
from indexer.tags.own import FILE
from tests.faults.test_disk import small_disk
from tests.indexer.making import STAMP, indexed
from tests.indexer.tags.own_file import TYPED

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.catalog import Catalog

# -- adding -------------------------------------------------------------------------------


def test_a_library_without_a_file_gets_one_of_its_own(catalog: Catalog) -> None:
    assert not is_tagged(catalog)
    path = add_tag(catalog, NewTag("our boat", ("a small red boat",), ("sailboat",), ("Möwe",)))
    assert path == own_vocabulary(catalog) == catalog.folder / FILE
    assert is_tagged(catalog)
    lines = path.read_text("utf-8").splitlines()
    assert all(line.startswith("#") for line in lines[:-1])
    assert lines[-1] == 'our boat < sailboat = Möwe "a small red boat"'
    boat = vocabulary_of(catalog).by_key["our boat"]
    assert (boat.sentences, boat.synonyms) == (("a small red boat",), ("Möwe",))
    assert vocabulary_of(catalog).ancestors("our boat")[:2] == ("sailboat", "boat")


def test_a_library_that_was_not_tagged_gets_the_own_tags_alone_until_it_asks_for_all(
    catalog: Catalog,
) -> None:
    def given() -> set[str]:
        return {each.name for each in vocabulary_of(catalog) if each.mode is not Mode.OFF}

    add_tag(catalog, NewTag("our boat"))
    add_tag(catalog, NewTag("sailboat"))  # One that comes with Shoebox is its owner's by this.
    assert has_only_own(catalog)
    assert given() == {"our boat", "sailboat"}
    remove_tag(catalog, "our boat")
    assert given() == {"sailboat"}
    before = state_of_wishes(catalog)
    choose(catalog, level=None, own=None, shipped=False)
    assert state_of_wishes(catalog) != before
    assert not has_only_own(catalog)
    assert given() == {each.name for each in vocabulary() if each.mode is not Mode.OFF}
    add_tag(catalog, NewTag("our boat"))
    assert not has_only_own(catalog)
    tag_no_more(catalog)
    add_tag(catalog, NewTag("our dog"))
    assert given() == {"our boat", "our dog", "sailboat"}


def test_a_library_that_moves_takes_its_tags_along(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", write=True) as library:
        add_tag(library.catalog, NewTag("our boat"))
    (tmp_path / "library").rename(tmp_path / "moved")
    with Library.open(tmp_path / "moved") as library:
        assert "our boat" in vocabulary_of(library.catalog).by_key


def test_a_new_tag_goes_to_the_end_and_nothing_else_changes(catalog: Catalog, own: Path) -> None:
    assert add_tag(catalog, NewTag("teasel", rivals=("FLOWER",))) == own
    assert own.read_bytes() == TYPED.encode() + b"teasel ~ flower\r\n"
    assert vocabulary_of(catalog).by_key["teasel"].parents == ()


def test_a_file_without_a_last_line_end_gets_one(catalog: Catalog, own: Path) -> None:
    own.write_bytes(b"\xef\xbb\xbfteasel")
    add_tag(catalog, NewTag("thistle tea"))
    assert own.read_bytes() == b"\xef\xbb\xbfteasel\nthistle tea\n"


def test_the_line_of_a_tag_that_is_there_is_written_anew_in_its_place(
    catalog: Catalog, own: Path
) -> None:
    add_tag(catalog, NewTag("Dibber", words=("a pointed stick",)))
    before = b"\tdibber   = planting stick\r\n"
    after = b'\tDibber = planting stick "a pointed stick"\r\n'
    assert own.read_bytes() == TYPED.encode().replace(before, after)
    words = vocabulary_of(catalog)
    assert words.ancestors("long dibber") == ("Dibber", "garden tool")


def test_what_is_not_said_of_a_tag_stays_as_it_was(catalog: Catalog) -> None:
    shipped = vocabulary_of(catalog).by_key["dog"]
    add_tag(catalog, NewTag("dog", words=("our dog Waldi",)))
    dog = vocabulary_of(catalog).by_key["dog"]
    assert dog.sentences == ("our dog Waldi",)
    assert (dog.parents, dog.synonyms, dog.rivals) == (
        shipped.parents, shipped.synonyms, shipped.rivals,
    )  # fmt: skip
    add_tag(catalog, NewTag("dog", words=(), synonyms=()))
    assert vocabulary_of(catalog).by_key["dog"].sentences == shipped.sentences
    assert vocabulary_of(catalog).by_key["dog"].synonyms == ()


def test_a_tag_that_is_off_and_is_added_is_given_again(catalog: Catalog) -> None:
    change_tag(catalog, "dog", Mode.OFF)
    add_tag(catalog, NewTag("dog"))
    assert vocabulary_of(catalog).by_key["dog"].mode is Mode.AUTO


# -- how it may be given ------------------------------------------------------------------


def test_how_a_tag_may_be_given_changes_a_sign_and_no_more(catalog: Catalog, own: Path) -> None:
    change_tag(catalog, "DOG", Mode.SUGGEST)
    change_tag(catalog, "trowel", Mode.AUTO, Level.STRICT)
    change_tag(catalog, "long dibber", Mode.OFF)
    changed = (
        TYPED.replace('dog < pet "our dog Waldi"   @loose', '? dog < pet "our dog Waldi"')
        .replace("\t? trowel", "\ttrowel @strict")
        .replace("\t\tlong dibber", "\t\t- long dibber")
    )
    assert own.read_bytes().decode() == changed
    words = vocabulary_of(catalog).by_key
    assert (words["trowel"].mode, words["trowel"].level) == (Mode.AUTO, Level.STRICT)
    assert words["long dibber"].mode is Mode.OFF


def test_a_tag_that_came_with_shoebox_gets_a_line_and_loses_it(catalog: Catalog) -> None:
    path = change_tag(catalog, "cat", Mode.AUTO, Level.STRICT)
    assert path.read_text("utf-8").endswith("\ncat @strict\n")
    cat = vocabulary_of(catalog).by_key["cat"]
    assert cat.level is Level.STRICT
    assert cat.synonyms
    remove_tag(catalog, "cat")
    assert vocabulary_of(catalog).by_key["cat"].level is None


def test_what_is_so_already_writes_nothing(catalog: Catalog, own: Path) -> None:
    change_tag(catalog, "cat", Mode.AUTO)
    change_tag(catalog, "animal", Mode.OFF)
    assert own.read_bytes() == TYPED.encode()


def test_several_edits_are_kept_together_or_not_at_all(catalog: Catalog, own: Path) -> None:
    def switch_off(*names: str) -> None:
        with editing(catalog) as file:
            for name in names:
                file.change(name, Mode.OFF, None)

    with pytest.raises(LibraryError, match="There is no tag “catt”"):
        switch_off("cat", "catt")
    assert own.read_bytes() == TYPED.encode()
    with editing(catalog) as file:
        file.change("cat", Mode.OFF, None)
        file.add(NewTag("tabby tom", parents=("cat",)))
        file.change("tabby tom", Mode.SUGGEST, None)
    assert own.read_bytes() == TYPED.encode() + b"- cat\r\n? tabby tom < cat\r\n"


# -- taking away --------------------------------------------------------------------------


def test_a_tag_of_ones_own_is_removed(catalog: Catalog, own: Path) -> None:
    remove_tag(catalog, "long dibber")
    assert own.read_bytes() == TYPED.replace("\t\tlong dibber\r\n", "").encode()
    assert "long dibber" not in vocabulary_of(catalog).by_key


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("dibber", "“long dibber” needs “dibber” in “"),
        ("cat", "“cat” came with Shoebox: it can be switched off, not removed."),
        ("dibbler", "There is no tag “dibbler”. Did you mean “dibber”?"),
        ("planting stick", "There is no tag “planting stick”. Did you mean “dibber”?"),
    ],
)
def test_what_cannot_be_removed_is_told(catalog: Catalog, own: Path, name: str, told: str) -> None:
    with pytest.raises(LibraryError) as caught:
        remove_tag(catalog, name)
    assert str(caught.value).startswith(told)
    assert own.read_bytes() == TYPED.encode()


def test_a_tag_that_another_speaks_of_is_not_removed(catalog: Catalog) -> None:
    add_tag(catalog, NewTag("our boat"))
    add_tag(catalog, NewTag("our cabin", parents=("our boat",)))
    with pytest.raises(LibraryError, match="“our cabin” needs “our boat” in “"):
        remove_tag(catalog, "our boat")
    assert "our boat" in vocabulary_of(catalog).by_key


# -- odd names ----------------------------------------------------------------------------

REFUSED = (
    "rating>=3", "rating:3", "tag:x", "is:raw", "Is: raw", "-foo", "- foo", "?foo", "#foo",
    "[foo]", "a < b", "a = b", "a ~ b", "a, b", 'the "best"', "x @strict", "x @home", "", "  ",
    "...", "\x00", "x" * 61, "x" * 10_000,
)  # fmt: skip

USABLE = (
    "and", "or", "NOT", "C++", "+1", "*2", "a*2", "a (b)", "(a", "a)", "me@home", "a:b", "http://x",
    "50:50", "rating", "tag", "Möwe", "犬", "it's", "“best”", "a\\b", "100 %", "x" * 60, "a\nb",
    "a\x07b",
)  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_means_something_else_is_refused_in_one_line(
    catalog: Catalog, own: Path, name: str
) -> None:
    with pytest.raises(LibraryError) as caught:
        add_tag(catalog, NewTag(name))
    told = str(caught.value)
    assert " cannot be a tag: its line " in told
    assert "\n" not in told
    assert len(told) < 200
    assert own.read_bytes() == TYPED.encode()


@pytest.mark.parametrize("name", USABLE)
def test_any_other_name_can_be_asked_for_by_its_filter(catalog: Catalog, name: str) -> None:
    add_tag(catalog, NewTag(name))
    written = vocabulary_of(catalog).concepts[-1].name
    assert written == name.replace("\n", "").replace("\x07", "")
    asked = Tag(written)
    assert parse(str(asked)).filter == asked
    remove_tag(catalog, written)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (NewTag("x", parents=("sailbot",)), "There is no tag “sailbot”. Did you mean “sailboat”?"),
        (NewTag("x", rivals=("y",)), "There is no tag “y”."),
        (NewTag("x", parents=("x",)), "There is no tag “x”."),
        (NewTag("x", synonyms=("a < b",)), "“x” cannot be a tag: its line has a sign in it"),
        (NewTag("x", synonyms=("",)), "“x” cannot be a tag: its line "),
        (NewTag("x", words=('a "quoted" thing',)), "“x” cannot be a tag: its line has a sign"),
        (NewTag("x", words=("y" * 3000,)), "“x” cannot be a tag: its line is longer than 2,000"),
        (NewTag("animal", parents=("puppy",)), "“"),
    ],
)
def test_what_is_wrong_with_a_new_tag_is_told_and_nothing_is_written(
    catalog: Catalog, new: NewTag, told: str
) -> None:
    with pytest.raises(LibraryError) as caught:
        add_tag(catalog, new)
    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)
    assert not (catalog.folder / FILE).exists()
    assert not is_tagged(catalog)


# -- the file -----------------------------------------------------------------------------


def test_a_file_that_is_wrong_already_is_not_made_worse(catalog: Catalog, own: Path) -> None:
    own.write_text("dog\ndog\n", "utf-8")
    with pytest.raises(LibraryError, match="line 2, names “dog” again"):
        add_tag(catalog, NewTag("teasel"))
    assert own.read_text("utf-8") == "dog\ndog\n"


def test_a_file_that_is_gone_is_told_and_not_begun_anew(catalog: Catalog, own: Path) -> None:
    own.unlink()
    with pytest.raises(LibraryError, match="cannot be read: No such file"):
        add_tag(catalog, NewTag("teasel"))
    assert not own.exists()


def test_what_was_given_up_stays_so_and_its_lines_are_kept_beside(catalog: Catalog) -> None:
    for number, name in enumerate(("our boat", "our hut", "our tent"), start=1):
        path = add_tag(catalog, NewTag(name))
        assert [each.name for each in vocabulary_of(catalog) if each.own] == [name]
        choose(catalog, level=None, own=None, shipped=True)
        change_tag(catalog, "dog", Mode.AUTO)
        assert own_vocabulary(catalog) is None, "nothing was changed"
        assert len(list(catalog.folder.glob("tags-before-*.txt"))) == number - 1
    change_tag(catalog, "dog", Mode.OFF)
    assert path.read_text("utf-8").splitlines()[-1] == "- dog"
    last = [
        (catalog.folder / f"tags-before-{number}.txt").read_text("utf-8").split("\n")[-2]
        for number in (1, 2, 3)
    ]
    assert last == ["our boat", "our hut", "our tent"]


def test_a_folder_in_the_place_of_the_file_is_told(catalog: Catalog) -> None:
    (catalog.folder / FILE).mkdir()
    with pytest.raises(LibraryError, match="cannot be read: Is a directory"):
        add_tag(catalog, NewTag("teasel"))
    assert own_vocabulary(catalog) is None


@pytest.mark.skipif(sys.platform == "win32", reason="links and rights are others there")
def test_a_link_to_the_file_stays_one_and_its_rights_stay(
    catalog: Catalog, own: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(own)
    own.chmod(0o640)
    choose(catalog, level=None, own=link, shipped=False)
    add_tag(catalog, NewTag("teasel"))
    assert link.is_symlink()
    assert own.read_bytes().endswith(b"teasel\r\n")
    assert own.stat().st_mode & 0o777 == 0o640


def test_a_full_disk_is_told_and_the_file_stays_whole(catalog: Catalog, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 16) as disk:
        own = disk / "own.txt"
        before = b"# " + 9000 * b"." + b"\nteasel\n"
        own.write_bytes(before)
        choose(catalog, level=None, own=own, shipped=False)
        with pytest.raises(LibraryError, match="cannot be written: No space left"):
            add_tag(catalog, NewTag("thistle tea"))
        assert own.read_bytes() == before
        assert list(disk.iterdir()) == [own]


def test_two_that_add_at_once_lose_nothing(catalog: Catalog) -> None:
    adding = [
        threading.Thread(target=add_tag, args=(catalog, NewTag(f"boat {number}")))
        for number in range(6)
    ]
    for thread in adding:
        thread.start()
    for thread in adding:
        thread.join()
    words = vocabulary_of(catalog).by_key
    assert all(f"boat {number}" in words for number in range(6))


# -- photos that show it ------------------------------------------------------------------


@pytest.fixture
def photos(catalog: Catalog) -> list[int]:
    """The ids of photos."""
    return catalog.store([indexed(f"/photos/{seed}.jpg", seed) for seed in (1, 2, 3)], STAMP)


def test_photos_that_show_a_tag_have_it_and_others_never(
    catalog: Catalog, photos: list[int]
) -> None:
    first, second, third = photos
    add_tag(catalog, NewTag("Our boat", examples=(first, second), others=(third, second)))
    assert catalog.decided() == [Decided("Our boat", (first, second), (third,))]
    edit = catalog.last_edit()
    assert edit is not None
    assert edit.title == (
        "Make the tag “Our boat”, add “Our boat” to 2 photos, refuse it for 1 photo"
    )


def test_a_tag_that_is_there_learns_from_photos_and_stays_as_it_is(
    catalog: Catalog, own: Path, photos: list[int]
) -> None:
    add_tag(catalog, NewTag("CAT", examples=tuple(photos)))
    assert own.read_bytes() == TYPED.encode()
    assert catalog.decided()[0].confirmed == tuple(photos)


def test_nothing_is_said_of_photos_where_the_tag_cannot_be(
    catalog: Catalog, photos: list[int]
) -> None:
    with pytest.raises(LibraryError):
        add_tag(catalog, NewTag("is:raw", examples=tuple(photos)))
    assert catalog.decided() == []
    assert catalog.last_edit() is None
