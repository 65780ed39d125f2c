"""`shoebox duplicates`: what it writes, what it asks, and what it leaves alone."""

from __future__ import annotations

import io
import json
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from indexer.cli import main
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.places import user_models
from tests.bundles import make_tiny_bundle
from tests.indexer.duplicates.trashes import own_trash

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle
    from tests.conftest import PaintPhoto

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the trash is its user's")


class Shelf:
    """Photos, two of them twice and one of these thrice, their library, and the command on it."""

    def __init__(self, folder: Path, bundle: Bundle, paint: PaintPhoto) -> None:
        self.photos, self.library = folder / "photos", folder / "library"
        for seed, name in enumerate("abc"):
            paint(self.photos / f"{name}.png", seed=seed)
        for name, copy in (("a", "a (1)"), ("a", "a (2)"), ("b", "b - Copy")):
            shutil.copy2(self.photos / f"{name}.png", self.photos / f"{copy}.png")
        with Library.open(self.library, write=True) as library:
            root = library.catalog.add_root(str(self.photos)).path
            *_, _last = ingest(library, bundle, IngestOptions(roots=(root,), workers=1))

    def run(self, *options: str) -> int:
        where = ("--library", str(self.library), "--model", "tiny")
        return main([*where, "duplicates", *options])

    def names(self) -> list[str]:
        return sorted(path.name for path in self.photos.iterdir())


@pytest.fixture
def shelf(tmp_path: Path, tiny_bundle: Bundle, paint_photo: PaintPhoto) -> Shelf:
    make_tiny_bundle(user_models() / "tiny")
    return Shelf(tmp_path, tiny_bundle, paint_photo)


def events(written: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.splitlines()]


def type_in(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Typed(f"{answer}\n"))


ALL = ["a (1).png", "a (2).png", "a.png", "b - Copy.png", "b.png", "c.png"]
BEST = ["a.png", "b.png", "c.png"]


def test_it_tells_people_which_to_keep_and_why(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shelf.run() == 0
    told = capsys.readouterr().out
    assert told.count("exact copies: keep the first (has an original name)") == 2
    assert told.index("a.png") < told.index("a (1).png")
    assert "c.png" not in told
    assert "Groups: 2 exact copies. The copies take " in told
    assert shelf.names() == ALL


def test_a_single_group_is_told_as_one(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (shelf.photos / "b - Copy.png").unlink()
    with Library.open(shelf.library, write=True) as library:
        photo = library.catalog.photo_by_path(str(shelf.photos / "b - Copy.png"))
        assert photo is not None
        library.catalog.forget([photo.id])
    type_in(monkeypatch, "no")
    assert shelf.run("--trash") == 0
    told = capsys.readouterr().out
    assert "Groups: 1 exact copy. The copies take " in told
    assert "1 group of exact copies: 2 photos would go, " in told


def test_json_is_a_line_for_each_event(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    assert shelf.run("--json") == 0
    first, *rest, last = events(capsys.readouterr().out)
    assert set(first) == {"event", "pid", "photos"}
    assert {each["event"] for each in rest} == {"progress", "group"}
    group = next(each for each in rest if each["event"] == "group")
    assert set(group) == {"event", "kind", "best", "why", "bytes", "photos"}
    assert group["best"] == group["photos"][0]["id"]
    assert set(group["photos"][0]) == {
        "id", "path", "size", "width", "height", "format", "taken_at", "distance", "sharpness",
        "unsure",
    }  # fmt: skip
    assert (last["event"], last["exact"], last["near"], last["photos"]) == ("done", 2, 0, 5)


def test_quiet_json_is_without_progress(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    assert shelf.run("--json", "--quiet", "--kind", "exact") == 0
    told = [each["event"] for each in events(capsys.readouterr().out)]
    assert told == ["started", "group", "group", "done"]


def test_bursts_alone_are_told_where_they_alone_are_asked_for(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shelf.run("--kind", "burst") == 0
    assert capsys.readouterr().out == "No duplicates.\n"


@pytest.mark.parametrize("distance", ["-1", "51", "near", "nan"])
def test_an_impossible_distance_is_told(
    shelf: Shelf, capsys: pytest.CaptureFixture[str], distance: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        shelf.run("--distance", distance)
    assert ended.value.code == 2
    assert "is not a number from 0 to 50" in capsys.readouterr().err


@on_linux
def test_the_trash_takes_all_but_the_best_once_it_is_confirmed(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trash = own_trash(monkeypatch)
    type_in(monkeypatch, "yes")
    assert shelf.run("--trash") == 0
    told = capsys.readouterr().out
    assert "2 groups of exact copies: 3 photos would go, " in told
    assert "3 photos moved to the trash" in told
    assert shelf.names() == BEST
    assert sorted(path.name for path in trash.iterdir()) == sorted(set(ALL) - set(BEST))
    with Library.open(shelf.library) as library:
        assert library.catalog.count() == 3


@pytest.mark.parametrize("answer", ["no", "", "y"])
def test_anything_but_yes_moves_nothing(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    type_in(monkeypatch, answer)
    assert shelf.run("--trash") == 0
    assert "Nothing was moved." in capsys.readouterr().err
    assert shelf.names() == ALL


def test_where_nobody_can_be_asked_nothing_is_moved(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shelf.run("--trash", "--json") == 1
    assert "needs `--yes`" in capsys.readouterr().err
    assert shelf.names() == ALL


@on_linux
def test_scripts_say_yes_and_read_what_went_and_what_was_left(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own_trash(monkeypatch)
    (shelf.photos / "b - Copy.png").write_bytes(b"somebody works on it")
    assert shelf.run("--trash", "--yes", "--json", "--quiet") == 1
    told = events(capsys.readouterr().out)
    assert sorted(each["event"] for each in told).count("trashed") == 2
    (kept,) = [each for each in told if each["event"] == "left"]
    assert kept["path"].endswith("b - Copy.png")
    assert kept["reason"] == "It has changed since it was indexed."
    assert (told[-1]["trashed"], told[-1]["left"]) == (2, 1)
    assert shelf.names() == ["a.png", "b - Copy.png", "b.png", "c.png"]
