"""`shoebox sidecars`, as people and scripts use it, and an index that keeps them up to date."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from indexer.cli import main
from indexer.cli.sidecars import keep_up
from indexer.library import Library
from indexer.places import default_library, user_models
from indexer.sidecars.packet import Packet
from indexer.sidecars.saying import said_in
from tests.bundles import make_tiny_bundle
from tests.indexer.sidecars.shapes import DARKTABLE, DIGIKAM

if TYPE_CHECKING:
    from tests.conftest import PaintPhoto

Told = pytest.CaptureFixture[str]


@pytest.fixture
def photos(tmp_path: Path, paint_photo: PaintPhoto, capsys: Told) -> Path:
    """A folder of three photos with a tag each, taken in with `tiny`."""
    make_tiny_bundle(user_models() / "tiny")
    for seed, name in enumerate(("a.jpg", "b.jpg", "deep/c.jpg")):
        paint_photo(tmp_path / "photos" / name, size=(64, 48), seed=seed)
    events(capsys, "index", str(tmp_path / "photos"), "--model", "tiny", "--workers", "1")
    with Library.open(default_library(), write=True) as library:
        ids = library.catalog.all_ids().tolist()
        library.catalog.give_tags({each: {"dog": 0.8} for each in ids})
    return tmp_path / "photos"


def events(capsys: Told, *words: str, code: int = 0) -> list[Any]:
    """Run a command; the lines that it said in JSON."""
    assert main([*words, "--json"]) == code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def sidecars_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.xmp"))


def test_what_is_chosen_and_what_waits_is_told(photos: Path, capsys: Told) -> None:
    (state,) = events(capsys, "sidecars")
    assert state == {
        "sidecars": "never", "tags": "all", "photos": 3, "read": 0, "waiting": 3, "problems": [],
    }  # fmt: skip
    (state,) = events(capsys, "sidecars", "always", "--tags", "confirmed")
    assert (state["sidecars"], state["tags"], state["waiting"]) == ("always", "confirmed", 0)
    (state,) = events(capsys, "sidecars", "on-demand", "--tags", "all")
    assert (state["sidecars"], state["tags"], state["waiting"]) == ("on-demand", "all", 3)
    assert main(["sidecars"]) == 0
    out, _ = capsys.readouterr()
    assert "on-demand, with all tags" in out
    assert "3 to be written" in out


def test_a_library_that_writes_none_says_how_to_change_that(photos: Path, capsys: Told) -> None:
    assert main(["sidecars", "write"]) == 1
    assert "`shoebox sidecars on-demand` lets you" in capsys.readouterr().err
    assert sidecars_in(photos) == []


def test_sidecars_are_written_and_nothing_is_written_twice(photos: Path, capsys: Told) -> None:
    events(capsys, "sidecars", "on-demand")
    told = events(capsys, "sidecars", "write", "--dry-run")
    assert [(Path(each["sidecar"]).name, each["new"]) for each in told] == [
        ("a.jpg.xmp", True), ("b.jpg.xmp", True), ("c.jpg.xmp", True),
    ]  # fmt: skip
    assert sidecars_in(photos) == []
    (done,) = events(capsys, "sidecars", "write")
    assert done == {"event": "done", "total": 3, "written": 3, "failed": 0}
    assert sidecars_in(photos) == ["a.jpg.xmp", "b.jpg.xmp", "deep/c.jpg.xmp"]
    assert main(["sidecars", "write"]) == 0
    assert capsys.readouterr().out == "0 sidecars written.\n"
    assert main(["sidecars", "write", "--dry-run"]) == 0
    assert capsys.readouterr().err == "All sidecars say what they shall.\n"


def test_photos_and_folders_are_written_by_name_and_strangers_are_told(
    photos: Path, capsys: Told
) -> None:
    events(capsys, "sidecars", "on-demand")
    assert events(capsys, "sidecars", "write", str(photos / "a.jpg"))[-1]["written"] == 1
    assert events(capsys, "sidecars", "write", str(photos / "deep"))[-1]["written"] == 1
    assert sidecars_in(photos) == ["a.jpg.xmp", "deep/c.jpg.xmp"]
    assert main(["sidecars", "write", str(photos / "no.jpg")]) == 1
    out, err = capsys.readouterr()
    assert out == "0 sidecars written.\n"
    assert "neither a photo of this library nor a folder" in err


@pytest.mark.parametrize(
    ("word", "told"),
    [("a.jpg", "`shoebox sidecars write` alone"), ("--dry-run", "`--dry-run` tells what `write`")],
)
def test_what_is_chosen_does_not_change_where_the_line_is_wrong(
    photos: Path, capsys: Told, word: str, told: str
) -> None:
    events(capsys, "sidecars", "always")
    with pytest.raises(SystemExit) as ended:
        main(["sidecars", "never", word])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
    assert events(capsys, "sidecars")[0]["sidecars"] == "always"


def test_photos_may_be_named_behind_an_option(photos: Path, capsys: Told) -> None:
    (told,) = events(capsys, "sidecars", "write", "--dry-run", str(photos / "a.jpg"))
    assert told["sidecar"] == str(photos / "a.jpg.xmp")


def test_a_broken_sidecar_is_told_and_the_others_are_written(photos: Path, capsys: Told) -> None:
    (photos / "a.jpg.xmp").write_bytes(DIGIKAM[:-40])
    events(capsys, "sidecars", "on-demand")
    failed, done = events(capsys, "sidecars", "write", code=1)
    assert (failed["event"], failed["folder"], failed["photos"]) == ("failed", str(photos), 1)
    assert failed["reason"].startswith("a.jpg.xmp: This sidecar cannot be read: it is not XML: ")
    assert (done["written"], done["failed"]) == (2, 1)
    (state,) = events(capsys, "sidecars")
    assert [Path(each["path"]).name for each in state["problems"]] == ["a.jpg.xmp"]
    (problem,) = events(capsys, "problems")[0]
    assert problem["reason"].startswith("This sidecar cannot be read: it is not XML: ")
    assert (photos / "a.jpg.xmp").read_bytes() == DIGIKAM[:-40]


def test_an_index_keeps_sidecars_up_to_date_where_that_is_wanted(
    photos: Path, capsys: Told
) -> None:
    (photos / "b.jpg.xmp").write_bytes(DARKTABLE)
    events(capsys, "sidecars", "always")
    done = events(capsys, "index", "--workers", "1")[-1]
    assert (done["event"], done["unchanged"], done["retold"]) == ("done", 3, 1)
    assert sidecars_in(photos) == ["a.jpg.xmp", "b.jpg.xmp", "deep/c.jpg.xmp"]
    said = said_in(Packet((photos / "b.jpg.xmp").read_bytes()).descriptions)
    assert [tag.name for tag in said.kept] == ["dog"]
    assert set(said.keywords) == {"Urlaub", "Strand & Meer"}
    assert events(capsys, "index", "--workers", "1")[-1]["retold"] == 0


def test_an_index_tells_what_it_could_not_write(photos: Path, capsys: Told) -> None:
    (photos / "a.jpg.xmp").write_bytes(b"broken")
    events(capsys, "sidecars", "always")
    told = events(capsys, "index", "--workers", "1")
    (remark,) = [each["message"] for each in told if each["event"] == "remark"]
    assert remark.startswith(f"{photos}: 1 sidecar not written. a.jpg.xmp: This sidecar cannot")
    assert told[-1]["event"] == "done"
    assert main(["index", "--workers", "1"]) == 0
    assert "with other sidecars" not in capsys.readouterr().out


def test_albums_are_said_in_sidecars_as_they_change_and_are_undone(
    photos: Path, capsys: Told
) -> None:
    def said() -> tuple[str, ...]:
        return said_in(Packet((photos / "a.jpg.xmp").read_bytes()).descriptions).albums

    events(capsys, "sidecars", "always")
    events(capsys, "album", "Best", "--add", str(photos / "a.jpg"))
    assert said() == ("Best",)
    events(capsys, "album", "Best", "--rename", "Ours")
    assert said() == ("Ours",)
    events(capsys, "undo")
    assert said() == ("Best",)
    events(capsys, "album", "Best", "--delete", "--yes")
    assert said() == ()
    events(capsys, "undo")
    assert said() == ("Best",)


def test_how_far_it_has_come_is_told_once(photos: Path, capsys: Told) -> None:
    events(capsys, "sidecars", "always")
    stages: list[str] = []
    with Library.open(default_library()) as library:
        one = library.catalog.all_ids().tolist()[:1]
        for ids in (one, None):
            keep_up(library, ids=ids, on_stage=stages.append, remark=pytest.fail)
    assert stages == ["Writing sidecars: 1 of 1", "Writing sidecars: 1 of 2"]


def test_a_watching_index_follows_a_sidecar_that_comes(photos: Path) -> None:
    command = [sys.executable, "-m", "indexer", "index", "--watch", "--json", "--workers", "1"]
    with subprocess.Popen(
        command,
        cwd=Path(__file__).parent.parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "idle":
                (photos / "a.jpg.xmp").write_bytes(DIGIKAM)
            elif event["event"] == "done" and event["retold"]:
                process.stdin.write("stop\n")
                process.stdin.flush()
    with Library.open(default_library()) as library:
        photo = library.catalog.photo_by_path(str(photos / "a.jpg"))
        assert photo is not None
        assert (photo.rating, photo.facts.caption) == (4, "Jörg im Boot")
        assert set(photo.facts.keywords) == {"Jörg", "Boot"}
