"""`shoebox tag` and `shoebox tags`, as people and scripts use them, with the model that ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.cli import main
from indexer.cli.tag_words import WHAT_TAKES_ITS_TIME, tagged
from indexer.library import Library
from indexer.models import find_bundle
from indexer.places import user_models
from indexer.tags import known_texts
from tests.bundles import make_tiny_bundle
from tests.indexer.commands import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import PaintPhoto

Told = pytest.CaptureFixture[str]


@pytest.fixture
def photos(tmp_path: Path, real_pictures: Path, capsys: Told) -> Path:
    """A folder that is indexed, under names that say nothing."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for picture in real_pictures.iterdir():
        (folder / f"{picture.stem[::-1]}{picture.suffix}").write_bytes(picture.read_bytes())
    assert main(["index", str(folder), "--workers", "1"]) == 0
    capsys.readouterr()
    return folder


def test_photos_are_tagged_and_found_by_their_tags(photos: Path, capsys: Told) -> None:
    done = run(capsys, "tag")
    assert (done["scored"], done["photos"], done["tagged"]) == (6, 6, 6)
    assert (done["level"], done["model"]) == ("normal", "starter")
    (cat,) = run(capsys, "search", "tag:cat")
    assert cat["path"] == str(photos / "tac.png")
    assert {"cat", "pet", "animal"} <= set(cat["tags"])
    assert run(capsys, "search", "tag:cat tag:rocket") == []
    found = run(capsys, "search", "animal")
    assert found[0]["path"] == str(photos / "tac.png")


def test_nothing_is_done_twice(photos: Path, capsys: Told) -> None:
    run(capsys, "tag")
    done = run(capsys, "tag")
    assert (done["scored"], done["changed"]) == (0, 0)


def test_the_tags_of_a_library_are_told_with_their_numbers(photos: Path, capsys: Told) -> None:
    assert main(["tags"]) == 0
    assert "No photo has a tag yet" in capsys.readouterr().err
    run(capsys, "tag")
    told = {row["tag"]: row for row in run(capsys, "tags")}
    assert told["cat"] == {"tag": "cat", "photos": 1, "file": 0, "auto": 1, "user": 0}
    assert main(["tags"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split() == ["1", "cat", "1", "found"] for line in lines)


def test_the_tags_of_a_photo_are_told_with_score_and_source(photos: Path, capsys: Told) -> None:
    run(capsys, "tag")
    (told,) = run(capsys, "tags", str(photos / "tac.png"))
    tags = {row["tag"]: row for row in told["tags"]}
    assert tags["cat"]["source"] == "auto"
    assert 0.3 <= tags["cat"]["score"] <= 1
    assert {row["source"] for row in told["tags"]} == {"auto", "suggested"}
    assert main(["tags", str(photos / "tac.png")]) == 0
    shown = capsys.readouterr().out
    assert "tac.png" in shown
    assert "cat  found" in shown


def test_a_path_that_is_no_photo_is_told(photos: Path, capsys: Told) -> None:
    run(capsys, "tag")
    assert main(["tags", str(photos / "nothing.jpg"), str(photos / "tac.png")]) == 1
    told = capsys.readouterr()
    assert "nothing.jpg is no photo of this library." in told.err
    assert "tac.png" in told.out


def test_a_level_is_remembered_and_changes_the_tags(photos: Path, capsys: Told) -> None:
    counts = {}
    for level in ("strict", "normal", "loose"):
        assert run(capsys, "tag", "--level", level)["level"] == level
        counts[level] = sum(row["auto"] for row in run(capsys, "tags"))
    assert counts["strict"] < counts["normal"] < counts["loose"]
    assert run(capsys, "tag")["level"] == "loose"


def test_a_file_of_ones_own_is_remembered_until_it_is_given_up(
    photos: Path, tmp_path: Path, capsys: Told
) -> None:
    own = tmp_path / "own.txt"
    own.write_text('- animal\nour cat < cat "a close-up of a tabby cat"\n', "utf-8")
    run(capsys, "tag", "--vocabulary", str(own))
    (cat,) = run(capsys, "search", "tag:cat")
    assert "our cat" in cat["tags"]
    assert "animal" not in cat["tags"]
    own.write_text("- cat\n", "utf-8")
    run(capsys, "tag")
    assert run(capsys, "search", "tag:cat") == []
    run(capsys, "tag", "--vocabulary", "shipped")
    own.unlink()
    assert run(capsys, "tag")["changed"] == 0
    assert len(run(capsys, "search", "tag:cat")) == 1


@pytest.mark.parametrize("text", ["a < b\n", "dog\ndog\n", "is:raw\n"])
def test_a_vocabulary_that_is_wrong_changes_nothing(
    photos: Path, tmp_path: Path, capsys: Told, text: str
) -> None:
    run(capsys, "tag")
    before = run(capsys, "tags")
    own = tmp_path / "own.txt"
    own.write_text(text, "utf-8")
    assert main(["tag", "--vocabulary", str(own), "--level", "loose"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "own.txt”, line " in told
    assert run(capsys, "tags") == before
    assert run(capsys, "tag")["level"] == "normal"


def test_an_index_tags_what_is_new_once_the_library_has_been_tagged(
    photos: Path, paint_photo: PaintPhoto, capsys: Told
) -> None:
    (photos / "other").mkdir()
    (photos / "other" / "new.png").write_bytes((photos / "tac.png").read_bytes() + b" ")
    assert main(["index", "--workers", "1"]) == 0
    assert run(capsys, "tags") == [] if not capsys.readouterr().out else True
    run(capsys, "tag")
    (photos / "other" / "newer.png").write_bytes((photos / "tac.png").read_bytes() + b"  ")
    assert main(["index", "--workers", "1"]) == 0
    capsys.readouterr()
    found = {row["path"] for row in run(capsys, "search", "tag:cat")}
    assert str(photos / "other" / "newer.png") in found


def test_an_index_goes_on_where_the_vocabulary_is_gone(
    photos: Path, tmp_path: Path, capsys: Told
) -> None:
    own = tmp_path / "own.txt"
    own.write_text("- animal\n", "utf-8")
    run(capsys, "tag", "--vocabulary", str(own))
    own.unlink()
    assert main(["index", "--workers", "1"]) == 0
    assert "Nothing is tagged: " in capsys.readouterr().err
    assert main(["tag"]) == 1
    assert "own.txt” cannot be read" in capsys.readouterr().err


def test_a_model_that_knows_no_tag_yet_reads_them_once(
    tmp_path: Path, paint_photo: PaintPhoto, capsys: Told
) -> None:
    make_tiny_bundle(user_models() / "tiny")
    paint_photo(tmp_path / "photos" / "a.png")
    words = ["--model", "tiny", "--workers", "1"]
    assert main(["index", str(tmp_path / "photos"), *words]) == 0
    capsys.readouterr()
    for reads in (True, False):
        assert main(["tag"]) == 0
        told = capsys.readouterr()
        assert (WHAT_TAKES_ITS_TIME in told.err) == reads
        assert "of 1 photos have tags" in told.out


def test_who_is_stopped_while_tags_are_read_has_nothing_done(
    tmp_path: Path, paint_photo: PaintPhoto, capsys: Told
) -> None:
    make_tiny_bundle(user_models() / "tiny")
    paint_photo(tmp_path / "photos" / "a.png")
    words = ["--model", "tiny", "--workers", "1", "--library", str(tmp_path / "library")]
    assert main(["index", str(tmp_path / "photos"), *words]) == 0
    with Library.open(tmp_path / "library", write=True) as library:
        done = tagged(
            library,
            find_bundle("tiny"),
            device="cpu",
            on_stage=lambda _: None,
            stopped=lambda: True,
        )
        assert (done.scored, done.changed) == (0, 0)
        assert known_texts(find_bundle("tiny")) == {}


def test_a_library_that_no_model_knows_cannot_be_tagged(tmp_path: Path, capsys: Told) -> None:
    assert main(["tag"]) == 1
    assert main(["tags"]) == 1
    assert "There is no library at" in capsys.readouterr().err
