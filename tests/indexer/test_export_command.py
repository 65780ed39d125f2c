"""`shoebox export`, as people and scripts use it, with the starter."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from indexer.cli import main
from tests.indexer.commands import indexed, run

if TYPE_CHECKING:
    from pathlib import Path

Told = pytest.CaptureFixture[str]


@pytest.fixture
def photos(tmp_path: Path, real_pictures: Path, capsys: Told) -> Path:
    """A folder that is indexed."""
    return indexed(real_pictures, tmp_path / "photos", capsys)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_a_query_finds_is_exported_without_the_weak_ones(
    photos: Path, tmp_path: Path, capsys: Told
) -> None:
    done = run(capsys, "export", "a cat", str(tmp_path / "cats"), "--metadata", "json")
    assert (done["copied"], done["missing"], done["folder"]) == (1, 0, str(tmp_path / "cats"))
    assert done["photos"][0].items() >= {
        "path": str(photos / "cat.png"), "exported": "cat.png", "became": "copied", "reason": None,
    }.items()  # fmt: skip
    assert names(tmp_path / "cats") == {"cat.png", "photos.json"}
    (row,) = json.loads((tmp_path / "cats" / "photos.json").read_text())
    assert row["band"] in ("strong", "likely")
    assert 0 < row["score"] < 1
    assert (
        run(capsys, "export", "a cat", str(tmp_path / "all"), "--min-band", "weak")["copied"] == 6
    )
    assert run(capsys, "export", "-name:c*", "-k", "2", str(tmp_path / "two"))["copied"] == 2


def test_the_photos_of_an_album_are_exported_in_its_order(
    photos: Path, tmp_path: Path, capsys: Told
) -> None:
    order = [str(photos / name) for name in ("rocket.jpg", "cat.png")]
    run(capsys, "album", "Best of all", "--add", *order)
    out = tmp_path / "out"
    words = ("export", "Best", "of", "all", str(out), "--names", "{rank:2} {name}")
    assert run(capsys, *words)["copied"] == 2
    assert names(out) == {"01 rocket.jpg", "02 cat.png"}
    assert main(list(words)) == 0
    assert capsys.readouterr().out == "2 photos: 2 there already.\n"


def test_photos_are_exported_by_their_paths(photos: Path, tmp_path: Path, capsys: Told) -> None:
    chosen = [str(photos / name) for name in ("rocket.jpg", "cat.png", "rocket.jpg")]
    done = run(capsys, "export", *chosen, str(tmp_path / "out"), "--link")
    assert done["linked"] + done["copied"] == 2
    stranger = tmp_path / "x.jpg"
    stranger.write_bytes(b"x")
    assert main(["export", str(stranger), str(tmp_path / "out")]) == 1
    assert "x.jpg is no photo of this library." in capsys.readouterr().err


def test_a_dry_run_tells_each_photo_and_does_nothing(
    photos: Path, tmp_path: Path, capsys: Told
) -> None:
    assert main(["export", "name:cat", str(tmp_path / "out"), "--dry-run"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out == [f"cat.png  from {photos / 'cat.png'}", "1 photo: 1 would be put there."]
    assert not (tmp_path / "out").exists()


def test_a_missing_original_is_told_and_ends_with_1(
    photos: Path, tmp_path: Path, capsys: Told
) -> None:
    (photos / "cat.png").unlink()
    assert main(["export", "name:c*", str(tmp_path / "out")]) == 1
    out, err = capsys.readouterr()
    assert out == "2 photos: 1 copied; 1 left out.\n"
    assert err == f"shoebox: {photos / 'cat.png'}: its file is not there.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["name:c*", "{photos}/new"], "lies in {photos}, which belongs to the library"),
        (["name:c*", "{out}", "--names", "{{nam}}"], "There is no field {{nam}}"),
        (["takn:1", "{out}"], "Column 1: there is no filter “takn:”."),
        (["name:c*", "{photos}/cat.png"], "which belongs to the library"),
        (["Holiday", "{out}" + "x" * 300], "cannot be a folder to export to: File name too long"),
        (["Holliday", "{out}"], "There is no album “Holliday”. Did you mean “Holiday”?"),
        (["nope.jpg", "{out}"], "There is no file “nope.jpg”."),
        (["{photos}/cat.png", "nope.jpg", "{out}"], "There is no file “nope.jpg”."),
        (["{photos}/cat", "{out}"], "There is no file “{photos}/cat”."),
    ],
)
def test_what_cannot_be_exported_is_told_in_one_line(
    photos: Path, tmp_path: Path, capsys: Told, words: list[str], told: str
) -> None:
    run(capsys, "album", "Holiday", "--add", str(photos / "cat.png"))
    places = {"photos": photos, "out": tmp_path / "out"}
    assert main(["export", *(word.format(**places) for word in words)]) == 1
    err = capsys.readouterr().err
    assert told.format(**places) in err
    assert err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_nothing_found_is_told(photos: Path, tmp_path: Path, capsys: Told) -> None:
    assert main(["export", "name:nothing", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().err == "No photo found.\n"
    assert not (tmp_path / "out").exists()


def test_a_name_that_is_no_album_is_a_query_and_that_is_told(
    photos: Path, tmp_path: Path, capsys: Told
) -> None:
    run(capsys, "album", "Cats", "--add", str(photos / "rocket.jpg"))
    out = str(tmp_path / "out")
    assert main(["export", "rocket", out, "--dry-run"]) == 0
    assert capsys.readouterr().err == "“rocket” is taken for a query: 1 photo.\n"
    assert main(["export", '"cat"', out, "--dry-run"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("cat.png  from ")
    assert told.err == ""
    assert main(["export", "cats", out, "--dry-run"]) == 0
    assert capsys.readouterr().err == ""


def test_nothing_in_particular_is_not_exported(tmp_path: Path, capsys: Told) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "", str(tmp_path / "out")])
    assert ended.value.code == 2
    assert "say what to export" in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="has no folder like that")
def test_a_folder_that_the_system_keeps_for_itself_is_told(photos: Path, capsys: Told) -> None:
    assert main(["export", "name:c*", "/proc/out"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("shoebox: /proc/out cannot be a folder to export to: ")
    assert err.count("\n") == 1
