"""`shoebox tag` with tags of one's own, which are previewed, added and changed beside an index."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from indexer.cli import main
from indexer.cli.tagging import LATER
from indexer.library import Library
from indexer.places import default_library
from tests.faults.conftest import Shoebox, told
from tests.faults.test_disk import run_without_privileges
from tests.indexer.commands import run
from tests.indexer.test_control import Child

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Told = pytest.CaptureFixture[str]

TOM = (
    "--add", "our tom", "--words", "a close-up of a tabby cat", "--part-of", "cat", "--also", "Tim",
)  # fmt: skip


@pytest.fixture
def photos(real_pictures: Path, capsys: Told) -> Path:
    """A folder that is indexed."""
    assert main(["index", str(real_pictures), "--workers", "1"]) == 0
    capsys.readouterr()
    return real_pictures


def names(capsys: Told, query: str) -> list[str]:
    return sorted(hit["path"].rpartition("/")[2] for hit in run(capsys, "search", query))


# -- adding and previewing ----------------------------------------------------------------


def test_a_tag_is_previewed_before_it_is_saved_and_found_once_it_is(
    photos: Path, capsys: Told
) -> None:
    shown = run(capsys, "tag", *TOM, "--preview")
    assert (shown["tag"], shown["photos"], shown["more"]) == ("our tom", 1, False)
    (hit,) = shown["hits"]
    assert (hit["rank"], hit["path"]) == (1, str(photos / "cat.png"))
    assert 0.3 <= hit["score"] <= 1
    assert shown["levels"]["strict"] <= shown["levels"]["normal"] == 1 <= shown["levels"]["loose"]
    assert run(capsys, "tags") == [], "nothing was changed"
    assert list(default_library().glob("tags*")) == []

    done = run(capsys, "tag", *TOM)
    assert done["added"] == {"tag": "our tom", "photos": 1}
    assert done["vocabulary"] == str(default_library() / "tags.txt")
    assert not done["pending"]
    (found,) = run(capsys, "search", 'tag:"our tom"')
    assert found["path"] == hit["path"]
    assert found["tags"] == ["our tom"], "nobody asked for any other"
    (told,) = run(capsys, "tags", str(photos / "cat.png"))
    scores = {row["tag"]: row["score"] for row in told["tags"]}
    assert scores["our tom"] == pytest.approx(hit["score"], abs=1e-3)


def test_people_are_told_what_a_tag_would_get_and_what_it_got(photos: Path, capsys: Told) -> None:
    assert main(["tag", *TOM, "--preview"]) == 0
    shown = capsys.readouterr()
    assert shown.out.endswith("cat.png\n")
    assert "1 photo would get it: " in shown.err
    assert main(["tag", *TOM]) == 0
    told = capsys.readouterr()
    assert "Only your own tags are given; `shoebox tag` gives those of Shoebox" in told.err
    lines = told.out.splitlines()
    assert lines[0].startswith("“our tom” is a tag now, of 1 photo; it is in ")
    assert "1 of 6 photos have tags" in lines[1]
    assert main(["tag"]) == 0
    assert "6 of 6 photos have tags" in capsys.readouterr().out


def test_another_word_for_a_tag_finds_it_and_says_so(photos: Path, capsys: Told) -> None:
    run(capsys, "tag", *TOM)
    assert main(["search", "tag:Tim", "--json"]) == 0
    told = capsys.readouterr()
    assert [hit["path"] for hit in json.loads(told.out)] == [str(photos / "cat.png")]
    assert 'tag:Tim is another word for tag:"our tom", which was looked for.' in told.err


def test_what_is_said_again_is_changed_and_the_rest_stays(photos: Path, capsys: Told) -> None:
    run(capsys, "tag", *TOM)
    run(capsys, "tag", "--add", "Our tom", "--also", "brew")
    line = (default_library() / "tags.txt").read_text("utf-8").splitlines()[-1]
    assert line == 'Our tom < cat = brew "a close-up of a tabby cat"'
    assert names(capsys, "tag:brew") == ["cat.png"]


# -- photos that show it ------------------------------------------------------------------


def test_photos_that_show_a_tag_are_previewed_with_it_and_have_it_once_it_is_saved(
    photos: Path, capsys: Told
) -> None:
    cat, flower = str(photos / "cat.png"), str(photos / "flower.jpg")
    (coffee,) = [hit["id"] for hit in run(capsys, "search", "name:coffee.png")]
    words = ("tag", "--add", "zorp", "--like", cat, str(coffee), "--unlike", flower)
    plain = run(capsys, "tag", "--add", "zorp", "--preview")
    shown = run(capsys, *words, "--preview")
    assert plain["levels"]["loose"] < shown["levels"]["loose"]
    assert run(capsys, "tags") == [], "nothing was changed"

    done = run(capsys, *words)
    assert done["added"] == {"tag": "zorp", "photos": 2}
    assert names(capsys, "tag:zorp") == ["cat.png", "coffee.png"]
    told = {each["path"]: each["tags"] for each in run(capsys, "tags", cat, flower)}
    sources = {row["source"]: row["score"] for row in told[cat] if row["tag"] == "zorp"}
    assert "user" in sources
    found = {hit["path"]: hit["score"] for hit in shown["hits"]}
    assert sources.get("auto", 0) == pytest.approx(found.get(cat, 0), abs=1e-3)

    assert run(capsys, "undo")["photos"] == 3
    run(capsys, "tag")
    assert len(names(capsys, "tag:zorp")) == plain["photos"]


def test_who_gets_no_photo_is_told_what_to_try(photos: Path, capsys: Told) -> None:
    assert main(["tag", "--add", "a rocket on its launch pad at night", "--preview"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "No photo would get it: 0 if it were strict, " in shown.err
    assert "(--like)" in shown.err


def test_a_photo_that_is_none_is_told_and_nothing_has_changed(photos: Path, capsys: Told) -> None:
    for named, sentence in (
        ("nowhere.jpg", "nowhere.jpg is no photo of this library."),
        ("12345", "There is no photo with the id 12345 in this library."),
    ):
        for words in (("--like", named), ("--unlike", named, "--preview")):
            assert main(["tag", "--add", "zorp", *words]) == 1
            assert capsys.readouterr().err == f"shoebox: {sentence}\n"
    assert not (default_library() / "tags.txt").exists()


# -- how a tag may be given ---------------------------------------------------------------


def test_a_single_tag_is_switched_off_suggested_and_given_again(photos: Path, capsys: Told) -> None:
    run(capsys, "tag")
    cats = [str(photos / "cat.png")]
    assert names(capsys, "tag:cat") == ["cat.png"]
    run(capsys, "tag", "--suggest", "cat", "--off", "Animal")
    assert names(capsys, "tag:cat") == names(capsys, "tag:animal") == []
    (told,) = run(capsys, "tags", *cats)
    assert {row["source"] for row in told["tags"] if row["tag"] == "cat"} == {"suggested"}
    run(capsys, "tag", "--auto", "cat", "--auto", "animal")
    assert names(capsys, "tag:cat") == names(capsys, "tag:animal") == ["cat.png"]


def test_a_single_tag_may_be_stricter_or_looser_than_the_others(photos: Path, capsys: Told) -> None:
    for level in ("normal", "strict", "loose"):
        run(capsys, "tag", "--level", level)
        counts = {row["tag"]: row["photos"] for row in run(capsys, "tags")}
        if level == "normal":
            normal = counts
        elif level == "loose":
            only_loose = next(tag for tag in counts if tag not in normal)
    run(capsys, "tag", "--level", "strict")
    assert names(capsys, f'tag:"{only_loose}"') == []
    done = run(capsys, "tag", "--loose", only_loose)
    assert done["level"] == "strict"
    assert names(capsys, f'tag:"{only_loose}"') != []
    run(capsys, "tag", "--auto", only_loose)
    assert names(capsys, f'tag:"{only_loose}"') == []


def test_a_tag_of_ones_own_is_removed(photos: Path, capsys: Told) -> None:
    run(capsys, "tag", *TOM)
    run(capsys, "tag", "--remove", "our tom")
    assert "our tom" not in [row["tag"] for row in run(capsys, "tags")]


def test_it_is_told_what_is_left_of_a_tag_that_is_removed(photos: Path, capsys: Told) -> None:
    run(capsys, "tag", "--strict", "dog")
    assert main(["tag", "--remove", "Dog"]) == 0
    assert "“dog” is as it came with Shoebox again." in capsys.readouterr().err
    run(capsys, "tag", *TOM)
    run(capsys, "tags", str(next(photos.iterdir())), "--confirm", "our tom")
    assert main(["tag", "--remove", "our tom"]) == 0
    assert "1 photo has “our tom” by your word still" in capsys.readouterr().err


# -- what is wrong ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("--add", "rating>=3"),
            "“rating>=3” cannot be a tag: its line begins like the filter",
        ),
        (
            ("--add", "is:raw", "--preview"),
            "“is:raw” cannot be a tag: its line begins like the filter",
        ),
        (
            ("--add", "x", "--part-of", "sailbot"),
            "There is no tag “sailbot”. Did you mean",
        ),
        (("--add", "x", "--part-of", "hound"), "There is no tag “hound”. Did you mean “dog”?"),
        (("--off", "cat", "--off", "catt"), "There is no tag “catt”. Did you mean “cat”?"),
        (("--remove", "cat"), "“cat” came with Shoebox: it can be switched off, not removed."),
        (("--add", "x" * 10_000), "“xxx"),
    ],
)
def test_what_cannot_be_is_told_in_one_line_and_nothing_has_changed(
    photos: Path, capsys: Told, words: tuple[str, ...], told: str
) -> None:
    assert main(["tag", *words]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"shoebox: {told}")
    assert said.err.count("\n") == 1
    assert run(capsys, "tags") == []
    assert not (default_library() / "tags.txt").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there, rights are others")
def test_a_library_that_may_not_be_changed_is_told(photos: Path) -> None:
    shoebox = Shoebox(default_library())
    assert run_without_privileges(shoebox, "tag").returncode == 0
    default_library().chmod(0o555)
    for path in default_library().rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        for words in (("--add", "x"), ("--off", "cat"), ("--level", "loose")):
            assert "may" in told(run_without_privileges(shoebox, "tag", *words))
        shown = run_without_privileges(shoebox, "tag", *TOM, "--preview")
        assert shown.returncode == 0
    finally:
        for path in (default_library(), *default_library().rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize(
    "words",
    [
        ("--words", "a dog"),
        ("--preview",),
        ("--like", "a.jpg"),
        ("--off", "cat", "--unlike", "a.jpg"),
        ("--add", "x", "--level", "strict"),
        ("--off", "cat", "--vocabulary", "own.txt"),
        ("--add", "x", "--preview", "--off", "cat"),
    ],
)
def test_words_that_do_not_go_together_are_wrong_usage(
    capsys: Told, words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["tag", *words])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


# -- beside an index ----------------------------------------------------------------------


@pytest.fixture
def child(real_pictures: Path) -> Iterator[Child]:
    """An index that watches, as the window starts it, in a process of its own."""
    process = Shoebox(default_library()).start(
        "index", real_pictures, "--watch", "--until-closed", "--json", "--workers", "1"
    )
    yield Child(process)
    process.kill()
    process.communicate()


def test_tags_are_wished_for_beside_an_index_which_follows_at_once(
    child: Child, capsys: Told
) -> None:
    child.hear("idle")
    done = run(capsys, "tag")
    assert (done["pending"], done["tagged"]) == (True, 0)
    assert child.hear("tagged")["changed"] == 6
    child.hear("idle")
    assert names(capsys, "tag:cat") == ["cat.png"]

    assert main(["tag", *TOM]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("“our tom” is a tag now; it is in ")
    assert told[1:] == [LATER]
    assert child.hear("tagged")["changed"] == 1
    assert names(capsys, 'tag:"our tom"') == ["cat.png"]

    run(capsys, "tag", "--off", "cat")
    assert child.hear("tagged")["changed"] == 1
    assert names(capsys, "tag:cat") == []

    (default_library() / "tags.txt").write_text("- flower\n", "utf-8")
    assert child.hear("tagged")["changed"] >= 1
    assert names(capsys, "tag:cat") == ["cat.png"]
    assert child.end() == 0


def test_a_tag_learns_from_photos_beside_an_index(child: Child, capsys: Told) -> None:
    child.hear("idle")
    run(capsys, "tag")
    child.hear("tagged")
    child.hear("idle")
    (cat,) = [str(hit["id"]) for hit in run(capsys, "search", "tag:cat")]
    assert run(capsys, "tag", "--add", "cat", "--unlike", cat)["pending"]
    assert names(capsys, "tag:cat") == names(capsys, 'tag:"tabby cat"') == []
    run(capsys, "tag", "--add", "zorp", "--like", cat)
    assert names(capsys, "tag:zorp") == ["cat.png"]
    assert child.end() == 0


def test_tags_that_are_given_up_do_not_come_back_with_the_next_change(
    photos: Path, capsys: Told
) -> None:
    run(capsys, "tag", *TOM)
    run(capsys, "tag", "--vocabulary", "shipped")
    assert main(["tag", "--off", "animal"]) == 0
    told = capsys.readouterr().err
    assert f"The tags that you gave up are in {default_library() / 'tags-before-1.txt'}.\n" in told
    assert names(capsys, 'tag:"our tom"') == []
    run(capsys, "tag", "--vocabulary", str(default_library() / "tags-before-1.txt"))
    assert names(capsys, 'tag:"our tom"') == ["cat.png"]


def test_a_file_that_goes_wrong_beside_an_index_is_told_once_and_it_goes_on(
    child: Child, capsys: Told, tmp_path: Path
) -> None:
    child.hear("idle")
    own = tmp_path / "own.txt"
    own.write_text("- cat\n", "utf-8")
    run(capsys, "tag", "--vocabulary", str(own))
    child.hear("tagged")
    own.write_text("- cat\n- cat\n", "utf-8")
    assert "line 2, names “cat” again" in child.hear("remark")["message"]
    own.unlink()
    assert "own.txt” cannot be read: " in child.hear("remark")["message"]
    child.hear("idle")
    run(capsys, "tag", "--vocabulary", "shipped")
    assert child.hear("tagged")["changed"] == 1
    assert child.end() == 0


def test_who_tags_beside_another_writer_leaves_it_to_that(photos: Path, capsys: Told) -> None:
    with Library.open(default_library(), write=True):
        assert run(capsys, "tag", "--level", "loose")["pending"]
        assert main(["tag", "--add", "is:raw"]) == 1
        assert "cannot be a tag" in capsys.readouterr().err
    assert main(["index", "--workers", "1"]) == 0
    told = capsys.readouterr()
    assert "6 photos have other tags than before." in told.err
    done = run(capsys, "tag")
    assert (done["level"], done["changed"], done["pending"]) == ("loose", 0, False)
