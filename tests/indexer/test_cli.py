"""The command line keeps its contract: words, JSON, exit codes, one line for what is wrong."""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from indexer.cli import main
from indexer.cli.arguments import Options
from indexer.cli.chosen import device_for
from indexer.cli.terminal import read_lines
from indexer.library import Library
from indexer.models import Compiled
from indexer.places import default_library, user_models
from tests.bundles import make_tiny_bundle
from tests.indexer.damaging import overwrite_pages, root_page

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle

COLOURS = ("red", "green", "blue")
DONE = {
    "event", "seen", "added", "updated", "moved", "removed", "unreadable", "unchanged", "retold",
    "seconds", "photos_per_second", "device", "precision", "provider", "model",
}  # fmt: skip
HIT = {"rank", "id", "path", "score", "band", "taken_at", "tags"}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of a red, a green, a blue and a lying picture; the model `tiny` is installed."""
    make_tiny_bundle(user_models() / "tiny")
    folder = tmp_path / "photos"
    folder.mkdir()
    for colour in COLOURS:
        Image.new("RGB", (40, 30), "lime" if colour == "green" else colour).save(
            folder / f"{colour}.png"
        )
    (folder / "liar.jpg").write_text("I am no picture")
    return folder


@pytest.fixture
def indexed(photos: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The same folder, in the library."""
    assert main(["index", str(photos), "--model", "tiny", "--workers", "1", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    return photos


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """The JSON that a command answers with, and nothing else."""
    assert main([*words, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


# -- index --------------------------------------------------------------------------------


def test_index_tells_its_sums_in_the_last_json_line(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", str(photos), "--model", "tiny", "--json", "--workers", "1"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["event"] == "started"
    assert lines[0]["pid"] == os.getpid()
    assert {line["event"] for line in lines[1:-1]} <= {"progress", "stage"}
    assert set(lines[-1]) == DONE
    assert (lines[-1]["added"], lines[-1]["unreadable"], lines[-1]["seen"]) == (3, 1, 4)


def test_index_tells_people_what_it_did(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", str(photos), "--model", "tiny", "--workers", "1"]) == 0
    out, _ = capsys.readouterr()
    assert out.startswith("4 photos seen: 3 added;")
    assert "1 could not be read: `shoebox problems` tells why." in out


def test_index_without_a_folder_looks_at_all_it_knows(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (indexed / "red.png").unlink()
    assert main(["index"]) == 0
    assert capsys.readouterr().out.startswith("3 photos seen: 1 removed, 3 unchanged;")


def test_the_first_model_is_the_one_in_use(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(capsys, "status")["model"] == "tiny"


@pytest.mark.parametrize("what", ["nowhere", "photos/red.png"])
def test_what_is_no_folder_cannot_be_indexed(
    what: str, photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", str(photos.parent / what), "--model", "tiny"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("shoebox: ")
    assert err.count("\n") == 1


def test_what_is_left_out_is_left_out_of_every_later_run(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def photos() -> int:
        return int(answer(capsys, "status")["photos"])

    assert main(["index", "--exclude", "red.*", "--exclude", "b*e.png", "--quiet"]) == 0
    assert photos() == 1
    assert main(["index", "--quiet"]) == 0
    assert photos() == 1
    assert main(["index", "--exclude", "", "--quiet", "--workers", "1"]) == 0
    assert photos() == 3


# -- search and similar -------------------------------------------------------------------


def test_search_finds_by_words_without_quotes(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hits = answer(capsys, "search", "a", "photo", "of", "green", "-k", "2")
    assert [set(hit) for hit in hits] == [HIT, HIT]
    assert hits[0]["path"] == str(indexed / "green.png")
    assert hits[0]["rank"] == 1
    assert hits[0]["score"] >= hits[1]["score"]


def test_search_shows_people_rank_band_score_and_path(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "blue", "-k", "1"]) == 0
    rank, band, score, path = capsys.readouterr().out.split()
    assert (rank, band) == ("1", "strong")
    assert 0 < float(score) <= 1
    assert path == str(indexed / "blue.png")


def test_search_answers_each_line_of_a_file(
    indexed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "queries").write_text("red\n\nblue\n")
    assert main(["search", "--from", str(tmp_path / "queries"), "-k", "1", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["query"] for line in lines] == ["red", "", "blue"]
    assert [len(line["hits"]) for line in lines] == [1, 0, 1]
    assert lines[2]["hits"][0]["path"] == str(indexed / "blue.png")


def test_search_answers_each_line_of_standard_input(
    indexed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("green\n"))
    assert main(["search", "--from", "-", "-k", "1"]) == 0
    assert "green.png" in capsys.readouterr().out


def test_lines_that_no_person_types_are_utf_8_whatever_the_system_writes() -> None:
    piped = io.TextIOWrapper(io.BytesIO("\ufeffété\r\n雪".encode() + b"\xff\n"), "cp1252")
    assert list(read_lines(piped)) == ["été", "雪\ufffd"]


def test_similar_takes_a_path_or_an_id(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (red,) = answer(capsys, "search", "red", "-k", "1")
    by_path = answer(capsys, "similar", str(indexed / "red.png"))
    assert by_path == answer(capsys, "similar", str(red["id"]))
    assert len(by_path) == 2


def test_a_device_that_is_not_there_is_told_also_where_nothing_is_to_be_read(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "--device", "npu"]) == 1
    assert "NPU" in capsys.readouterr().err


def test_a_library_without_vectors_of_a_model_says_how_to_get_them(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.bundles import TinyModel

    make_tiny_bundle(user_models() / "other", TinyModel(name="other", layout="NHWC"))
    assert main(["search", "red", "--model", "other"]) == 1
    assert "shoebox index --model other" in capsys.readouterr().err


# -- status, problems, verify, model, doctor ----------------------------------------------


def test_status_counts(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = answer(capsys, "status")
    assert (status["photos"], status["vectors"], status["problems"]) == (3, 3, 1)
    (root,) = status["roots"]
    del root["drive"]  # As this machine calls it.
    assert root == {"path": str(indexed), "photos": 3, "away": False, "missing": 0}
    assert main(["status"]) == 0
    assert str(indexed) in capsys.readouterr().out


def test_problems_tell_why(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (problem,) = answer(capsys, "problems")
    assert set(problem) == {"path", "reason", "since", "advice"}
    assert problem["path"] == str(indexed / "liar.jpg")
    assert main(["problems"]) == 0
    out = capsys.readouterr().out
    assert f"{problem['reason']}\n    {problem['advice']}\n" in out


def test_a_folder_that_is_away_is_told_and_its_photos_are_kept(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    indexed.rename(indexed.with_name("unplugged"))
    assert main(["index"]) == 0
    assert f"{indexed} is away or empty: its 3 photos are kept." in capsys.readouterr().err
    assert answer(capsys, "status")["photos"] == 3


def test_what_is_ignored_is_told_with_its_rule(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (indexed / "letter.txt").write_text("Dear Ann")
    assert main(["index", "--quiet"]) == 0
    told = {row["path"]: row["rule"] for row in answer(capsys, "problems", "--ignored")}
    assert set(told) == {str(indexed / "letter.txt")}
    assert main(["problems", "--ignored"]) == 0
    assert told[str(indexed / "letter.txt")] in capsys.readouterr().out


def test_verify_finds_a_whole_library_whole(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(capsys, "verify")["wrong"] == []


def test_models_are_listed_shown_and_used(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = {each["name"]: each["in_use"] for each in answer(capsys, "model", "list")}
    assert listed["tiny"] is True
    assert answer(capsys, "model", "show", "tiny")["whole"] is True
    assert main(["model", "use", "tiny"]) == 0
    assert "tiny" in capsys.readouterr().err
    used = answer(capsys, "model", "use", "tiny")
    assert (used["name"], used["in_use"], used["not_encoded"]) == ("tiny", True, 0)
    assert main(["model", "use", "absent"]) == 1
    assert "absent" in capsys.readouterr().err


def test_a_broken_model_is_told(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (user_models() / "tiny" / "image.onnx").open("ab") as file:
        file.write(b"!")
    assert main(["model", "show", "tiny"]) == 1
    assert "image.onnx" in capsys.readouterr().out
    assert main(["doctor", "--model", "tiny"]) == 1


@pytest.mark.parametrize(
    ("tower", "changes"),
    [
        ("text", {"input": "words"}),
        ("text", {"context_length": 77}),
        ("image", {"size": 33}),
    ],
)
def test_a_model_that_does_not_fit_its_description_is_told_in_one_line(
    tower: str,
    changes: dict[str, object],
    indexed: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    described = user_models() / "tiny" / "model.json"
    values = json.loads(described.read_text("utf-8"))
    values[tower].update(changes)
    described.write_text(json.dumps(values), "utf-8")
    index = main(["index", "--workers", "1", "--quiet", "--model", "tiny"])
    assert index == (0 if tower == "text" else 1)
    if tower == "text":
        assert main(["search", "red", "--model", "tiny"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("shoebox: The model tiny is broken: ")
    assert err.endswith("`shoebox model show tiny` tells more.\n")
    assert err.count("\n") == 1


def test_doctor_says_what_the_machine_can_do(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer(capsys, "doctor", "--model", "tiny")
    assert told["heif"] is True
    assert told["avif"] is True
    assert "CPUExecutionProvider" in told["providers"]
    assert told["devices"][-1] == "cpu"
    assert told["wrong"] == []


@pytest.mark.parametrize("command", ["search red", "similar 1", "status", "problems", "verify"])
def test_without_a_library_one_line_says_what_to_do(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command.split()) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("shoebox: There is no library at")
    assert err.count("\n") == 1


def test_one_question_waits_for_no_accelerator_unless_it_is_named_or_needed(
    tiny_bundle: Bundle,
) -> None:
    compiled = Compiled("text.bin", graph="text", soc=60, qnn="2.51.0")
    for_npu = replace(tiny_bundle, text=replace(tiny_bundle.text, compiled=compiled))
    assert device_for(Options(), tiny_bundle, once=True) == "cpu"
    assert device_for(Options(), tiny_bundle, once=False) == "auto"
    assert device_for(Options(), for_npu, once=True) == "auto"
    assert device_for(Options(device="npu"), tiny_bundle, once=True) == "npu"


def test_an_index_leaves_a_backup_and_one_command_goes_back_to_it(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (backup,) = answer(capsys, "backups")
    assert backup["daily"] is True
    assert main(["tags", str(indexed / "red.png"), "--confirm", "beach"]) == 0
    capsys.readouterr()
    done = answer(capsys, "restore", backup["name"])
    assert done["restored"] == backup["name"]
    assert [each["path"] for each in answer(capsys, "backups")] == [done["kept"], backup["path"]]
    assert main(["backups", "--now", "--quiet"]) == 0
    assert capsys.readouterr().out.count(" MB\n") == 2


def test_a_damaged_library_is_saved_by_a_repair_and_the_old_file_is_kept(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tags", str(indexed / "red.png"), "--confirm", "beach"]) == 0
    capsys.readouterr()
    path = default_library() / "library.db"
    overwrite_pages(path, [root_page(path, "photos")])
    damaged = path.read_bytes()
    assert main(["verify", "--json"]) == 1
    assert "damaged" in json.loads(capsys.readouterr().out)["wrong"][0]
    first, *_ = answer(capsys, "verify", "--repair")["repaired"]
    assert "library.db was damaged" in first
    (kept,) = default_library().glob("backups/*-damaged.db")
    assert kept.read_bytes() == damaged
    assert answer(capsys, "verify")["wrong"] == []
    (tagged,) = answer(capsys, "search", "tag:beach")
    assert tagged["path"] == str(indexed / "red.png")


@pytest.mark.parametrize("words", [("verify", "--repair"), ("restore",), ("backups", "--now")])
def test_who_needs_the_library_alone_is_told_to_close_its_window(
    indexed: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with Library.open(default_library(), write=True):
        assert main([*words]) == 1
    assert "close its window first" in capsys.readouterr().err
    assert indexed.exists()


def test_files_that_could_not_be_read_are_read_again_on_request(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = indexed / "late.png"
    Image.new("RGB", (40, 30), "white").save(path)
    whole = path.read_bytes()
    path.write_bytes(bytes(len(whole)))
    assert main(["index", "--quiet"]) == 0
    assert len(answer(capsys, "problems")) == 2
    then = path.stat().st_mtime_ns
    path.write_bytes(whole)
    os.utime(path, ns=(then, then))
    assert main(["index", "--quiet"]) == 0
    assert len(answer(capsys, "problems")) == 2, "it looks like the file that could not be read"
    (left,) = answer(capsys, "problems", "--retry")
    assert left["path"] == str(indexed / "liar.jpg")
    assert answer(capsys, "status")["photos"] == 4
