"""`shoebox tags` with a person's word, `undo` and `redo`, with the model that ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.cli import main
from indexer.library import Library
from indexer.places import default_library
from indexer.tags import own_vocabulary
from tests.indexer.commands import indexed, run

if TYPE_CHECKING:
    from pathlib import Path

Told = pytest.CaptureFixture[str]


@pytest.fixture
def photos(tmp_path: Path, real_pictures: Path, capsys: Told) -> Path:
    """A folder that is indexed and tagged."""
    folder = indexed(real_pictures, tmp_path / "photos", capsys)
    assert main(["tag"]) == 0
    capsys.readouterr()
    return folder


def tags(capsys: Told, path: Path) -> dict[str, set[str]]:
    """Tag -> who says that the photo has it."""
    (told,) = run(capsys, "tags", str(path))
    found: dict[str, set[str]] = {}
    for row in told["tags"]:
        found.setdefault(row["tag"], set()).add(row["source"])
    return found


def test_a_confirmed_tag_brings_what_follows_from_it(photos: Path, capsys: Told) -> None:
    rocket = next(photos.glob("rocket*"))
    (told,) = run(capsys, "tags", str(rocket), "--confirm", "puppy")
    given = {row["tag"]: row["source"] for row in told["tags"] if row["source"] != "suggested"}
    assert given["puppy"] == "user"
    assert {given[name] for name in ("dog", "animal")} == {"auto"}
    assert [hit["path"] for hit in run(capsys, "search", "tag:puppy")] == [str(rocket)]


def test_a_refused_tag_goes_with_its_parts_and_stays_away(photos: Path, capsys: Told) -> None:
    cat = next(photos.glob("cat*"))
    assert "cat" in tags(capsys, cat)
    run(capsys, "tags", str(cat), "--refuse", "Animal")
    assert not {"cat", "pet", "animal"} & set(tags(capsys, cat))
    run(capsys, "tag", "--level", "loose")
    assert not {"cat", "pet", "animal"} & set(tags(capsys, cat))


def test_what_was_decided_survives_a_move_and_reading_all_again(photos: Path, capsys: Told) -> None:
    cat, rocket = photos / "cat.png", photos / "rocket.jpg"
    run(capsys, "tags", str(cat), "--refuse", "cat")
    run(capsys, "tags", str(rocket), "--confirm", "puppy")
    (photos / "far away").mkdir()
    moved = cat.rename(photos / "far away" / "that one.png")
    assert main(["index", "--quiet", "--workers", "1"]) == 0
    assert main(["index", "--full", "--quiet", "--workers", "1"]) == 0
    capsys.readouterr()
    assert "cat" not in tags(capsys, moved)
    found = tags(capsys, rocket)
    assert (found["puppy"], found["animal"]) == ({"user"}, {"auto"})


def test_what_was_done_is_undone_and_done_again_with_all_that_followed(
    photos: Path, capsys: Told
) -> None:
    cat = next(photos.glob("cat*"))
    before = tags(capsys, cat)
    run(capsys, "tags", str(cat), "--remove", "cat")
    without = tags(capsys, cat)
    assert "cat" not in without
    undone = run(capsys, "undo")
    assert (undone["undone"], undone["photos"]) == ("Take “cat” off 1 photo", 1)
    assert tags(capsys, cat) == before
    assert main(["redo"]) == 0
    assert capsys.readouterr().out == "Redone: Take “cat” off 1 photo.\n"
    assert tags(capsys, cat) == without


def test_with_nothing_to_take_back_it_says_so(photos: Path, capsys: Told) -> None:
    assert main(["undo"]) == 1
    assert capsys.readouterr().err == "shoebox: There is nothing to undo.\n"
    assert main(["redo"]) == 1
    assert capsys.readouterr().err == "shoebox: There is nothing to do again.\n"


def _has(capsys: Told, photo: Path) -> set[str]:
    return {row["tag"] for row in run(capsys, "tags", str(photo))[0]["tags"]}


def test_what_was_said_of_a_tag_itself_is_undone_and_done_again_with_its_line_and_photos(
    photos: Path, capsys: Told
) -> None:
    cat, flower = (next(photos.glob(f"{name}*")) for name in ("cat", "flower"))
    run(capsys, "tag", "--off", "cat")
    assert "cat" not in _has(capsys, cat)
    made = ("tag", "--add", "our flower", "--words", "a flower", "--like", str(cat))
    run(capsys, *made)
    assert "our flower" in _has(capsys, cat) & _has(capsys, flower)
    undone = run(capsys, "undo")
    assert undone["undone"] == "Make the tag “our flower”, add “our flower” to 1 photo"
    assert "our flower" not in _has(capsys, cat) | _has(capsys, flower)
    assert run(capsys, "undo")["undone"] == "Change the tag “cat”"
    assert "cat" in _has(capsys, cat)
    for _ in range(2):
        run(capsys, "redo")
    assert "our flower" in _has(capsys, cat) & _has(capsys, flower)
    assert "cat" not in _has(capsys, cat)


def test_a_line_that_was_edited_since_stays_and_that_is_said(photos: Path, capsys: Told) -> None:
    run(capsys, "tag", "--add", "our flower")
    with Library.open(default_library()) as library:
        own = own_vocabulary(library.catalog)
    assert own is not None
    own.write_text(own.read_text("utf-8").replace("our flower", "our flower @strict"), "utf-8")
    assert main(["undo"]) == 0
    assert "stays: it says something else by now" in capsys.readouterr().err
    assert "our flower @strict" in own.read_text("utf-8")
    assert main(["undo"]) == 1
    assert capsys.readouterr().err == "shoebox: There is nothing to undo.\n"


def test_several_tags_are_said_of_several_photos_at_once(photos: Path, capsys: Told) -> None:
    paths = [str(path) for path in sorted(photos.iterdir())[:2]]
    told = run(capsys, "tags", *paths, "--confirm", "test shots", "--confirm", "samples")
    for photo in told:
        given = {row["tag"] for row in photo["tags"] if row["source"] == "user"}
        assert given == {"test shots", "samples"}
    undone = run(capsys, "undo")
    assert undone["undone"] == "Add “test shots” to 2 photos, add “samples” to 2 photos"
    for photo in run(capsys, "tags", *paths):
        assert not {"samples", "test shots"} & {row["tag"] for row in photo["tags"]}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--confirm", "puppy", "--refuse", "Dog"], "Whatever is “puppy” is “dog” as well"),
        (["--confirm", "x" * 100], "its line has a name of more than 60 signs."),
        (["--confirm", "rating>=3"], "“rating>=3” cannot be a tag: its line "),
        (["--confirm", 'a "b"'], "cannot be a tag: its line has a sign in it"),
        (["--refuse", "dgo"], "There is no tag “dgo”. Did you mean “dog”?"),
    ],
)
def test_what_cannot_be_said_is_told_in_one_line_and_nothing_has_changed(
    photos: Path, capsys: Told, words: list[str], told: str
) -> None:
    cat = next(photos.glob("cat*"))
    before = tags(capsys, cat)
    assert main(["tags", str(cat), *words]) == 1
    err = capsys.readouterr().err
    assert told in err
    assert err.count("\n") == 1
    assert tags(capsys, cat) == before


def test_a_tag_that_is_new_is_told(photos: Path, capsys: Told) -> None:
    cat = str(next(photos.glob("cat*")))
    assert main(["tags", cat, "--confirm", "dgo"]) == 0
    assert capsys.readouterr().err == (
        "“dgo” is a new tag. Did you mean “dog”?\n“dgo” is given to 1 photo from now on.\n"
    )
    assert main(["tags", cat, "--remove", "dgo"]) == 0
    assert capsys.readouterr().err == "Took “dgo” off 1 photo.\n"
    assert main(["tags", "no.jpg", "--confirm", "dog"]) == 1
    assert capsys.readouterr().err == "shoebox: no.jpg is no photo of this library.\n"
    assert main(["tags", "--review", "sailbot"]) == 1
    assert "There is no tag “sailbot”. Did you mean “sailboat”?" in capsys.readouterr().err


def test_photos_to_ask_about_are_listed_and_not_those_of_which_something_was_said(
    photos: Path, capsys: Told
) -> None:
    listed = run(capsys, "tags", "--review", "cat")
    cat = next(photos.glob("cat*"))
    assert [row["path"] for row in listed] == [str(cat)], "the others are hopeless"
    assert 0.5 <= listed[0]["score"] <= 1
    run(capsys, "tags", str(cat), "--confirm", "cat")
    left = run(capsys, "tags", "--review", "cat", "-k", "3")
    assert len(left) == 3
    assert str(cat) not in {row["path"] for row in left}
    assert main(["tags", "--review", "cat"]) == 0
    assert "--confirm cat" in capsys.readouterr().err


def test_in_a_library_that_was_never_tagged_there_is_no_photo_to_ask_about(
    real_pictures: Path, tmp_path: Path, capsys: Told
) -> None:
    indexed(real_pictures, tmp_path / "photos", capsys)
    assert run(capsys, "tags", "--review", "dog") == []


def test_tags_are_told_though_their_owner_has_written_a_new_one_down_since(
    photos: Path, capsys: Told
) -> None:
    cat = next(photos.glob("cat*"))
    before = tags(capsys, cat)
    run(capsys, "tag", "--add", "our cabin")
    own = default_library() / "tags.txt"
    own.write_text(own.read_text("utf-8") + "our hut\n", "utf-8")
    assert tags(capsys, cat) == before
    assert all(0 <= row["score"] <= 1 for row in run(capsys, "tags", "--review", "our hut"))


def test_it_needs_no_write_lock(photos: Path, capsys: Told) -> None:
    cat = next(photos.glob("cat*"))
    with Library.open(default_library(), write=True):
        run(capsys, "tags", str(cat), "--refuse", "cat")
        assert "cat" not in tags(capsys, cat)
        run(capsys, "undo")
        assert "cat" in tags(capsys, cat)


def test_in_a_library_that_is_not_tagged_a_word_counts_all_the_same(
    real_pictures: Path, capsys: Told
) -> None:
    assert main(["index", str(real_pictures), "--workers", "1"]) == 0
    capsys.readouterr()
    cat = next(real_pictures.glob("cat*"))
    run(capsys, "tags", str(cat), "--confirm", "cat")
    assert tags(capsys, cat) == {"cat": {"user"}}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--confirm", "cat"], "name the photos"),
        (["--review", "cat", "a.jpg"], "give it alone"),
        (["a.jpg", "--confirm", "dog", "--refuse", "Dog"], "“dog” is named twice"),
        (["a.jpg", "--refuse", " "], "a tag has a name"),
        (["--review", ""], "a tag has a name"),
    ],
)
def test_what_does_not_go_together_is_told(words: list[str], told: str, capsys: Told) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["tags", *words])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_a_path_that_is_no_photo_is_told_and_the_others_are_tagged(
    photos: Path, capsys: Told
) -> None:
    cat = next(photos.glob("cat*"))
    assert main(["tags", str(photos / "nothing.jpg"), str(cat), "--confirm", "ours"]) == 1
    assert "nothing.jpg is no photo of this library." in capsys.readouterr().err
    assert tags(capsys, cat)["ours"] == {"user"}
    (told,) = run(capsys, "tags", str(cat))
    assert run(capsys, "tags", str(told["id"])) == [told]
