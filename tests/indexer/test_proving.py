"""`shoebox model check` and `bench` keep their contract: keys, exit codes, and nobody's name."""

from __future__ import annotations

import getpass
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from indexer.cli import main
from indexer.models import load_bundle
from indexer.models.golden import load_golden
from indexer.models.installing import describe, hash_files, make_golden
from indexer.places import user_models
from indexer.session import ladder
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from indexer.models import Bundle

CHECK = {
    *("model", "device", "provider", "precision", "image_cosine_min", "text_cosine_min"),
    *("nodes_on_device", "nodes_elsewhere", "image_norm_error_max", "text_norm_error_max"),
    *("rank_correlation", "finite", "image_opening_seconds", "text_opening_seconds"),
    *("reference", "meaningful", "good", "wrong", "refusals"),
}
ROW = {
    *("device", "backend", "precision", "weights", "power", "emulated", "image_ms", "text_ms"),
    *("image_opening_seconds", "text_opening_seconds", "image_loss", "text_loss"),
    *("rank_correlation", "good", "nodes_on_device", "nodes_elsewhere", "megabytes"),
}
COLUMNS = ("Device", "Backend", "Precision", "Image p50/p95", "Text p50/p95", "Accuracy loss")


@pytest.fixture
def proved() -> Bundle:
    """The model `tiny`, installed with its golden set."""
    bundle = load_bundle(make_tiny_bundle(user_models() / "tiny"))
    return describe(bundle, make_golden(bundle))


def spoil(bundle: Bundle, tower: str) -> None:
    """Have a graph add a constant to its vectors, and mend the hashes, as a bad export would."""
    path = bundle.path(f"{tower}.onnx")
    model = onnx.load(path)
    model.graph.node[-1].output[0] = "right"
    model.graph.initializer.append(numpy_helper.from_array(np.array(0.5, np.float32), "half"))
    model.graph.node.append(helper.make_node("Add", ["right", "half"], ["embedding"]))
    onnx.save(model, path)
    golden = load_golden(bundle)
    assert golden is not None
    names = [name for name, _ in bundle.files]
    describe(replace(bundle, files=hash_files(bundle.folder, names)), golden)


def answer(capsys: pytest.CaptureFixture[str], code: int, *words: str) -> Any:
    """The JSON that a command answers with."""
    assert main([*words, "--json", "--quiet"]) == code
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


def one_line(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What is told of what is wrong."""
    assert main([*words, "--quiet"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


# -- check ----------------------------------------------------------------------------------


def test_check_tells_a_good_model(proved: Bundle, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, 0, "model", "check", "tiny", "--device", "cpu")
    assert set(told) == CHECK
    assert (told["model"], told["device"], told["precision"]) == ("tiny", "cpu", "float32")
    assert min(told["image_cosine_min"], told["text_cosine_min"]) > 0.9999
    assert (told["good"], told["wrong"], told["reference"]) == (True, [], "golden")
    assert (told["nodes_on_device"], told["nodes_elsewhere"]) == (None, None)
    assert main(["model", "check", "tiny", "--device", "cpu"]) == 0
    assert "It gives what it should." in capsys.readouterr().out


@pytest.mark.parametrize("tower", ["image", "text"])
def test_check_fails_a_spoilt_tower(
    tower: str, proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(proved, tower)
    told = answer(capsys, 1, "model", "check", "tiny", "--device", "cpu")
    assert set(told) == CHECK
    assert told[f"{tower}_cosine_min"] < 0.999
    assert told["good"] is False
    assert told["wrong"][0].startswith(f"the {tower} tower's vectors point elsewhere")
    assert main(["model", "check", "tiny", "--device", "cpu"]) == 1
    assert f"Do not use it there: the {tower} tower" in capsys.readouterr().out


def test_check_fails_a_golden_set_that_was_changed(
    proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    with proved.path("golden.npz").open("ab") as file:
        file.write(b"!")
    told = one_line(capsys, "model", "check", "tiny", "--device", "cpu")
    assert "golden.npz is not the file that model.json promises" in told


def test_check_says_that_a_model_came_without_a_golden_set(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_tiny_bundle(user_models() / "tiny")
    told = answer(capsys, 0, "model", "check", "tiny", "--device", "cpu")
    assert (told["reference"], told["image_cosine_min"]) == ("cpu", pytest.approx(1))
    assert main(["model", "check", "tiny", "--device", "cpu"]) == 0
    assert "the model came without a golden set" in capsys.readouterr().out


def test_check_on_a_device_that_is_not_there_says_why(
    proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ladder("npu")
    if found.rungs:
        pytest.skip("this machine has an NPU")
    told = one_line(capsys, "model", "check", "tiny", "--device", "npu")
    assert told == f"shoebox: {found.refusals[0].reason}\n"


def test_check_tells_why_better_devices_were_passed_over(
    proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer(capsys, 0, "model", "check", "tiny")
    expected = [refusal.reason for refusal in ladder("auto").refusals]
    assert [refusal["reason"] for refusal in told["refusals"]][: len(expected)] == expected


@pytest.mark.skipif(not ladder("htp-emulator").rungs, reason="the emulator is not here")
def test_check_proves_every_step_on_the_emulator(
    proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer(capsys, 0, "model", "check", "tiny", "--device", "htp-emulator")
    assert (told["device"], told["precision"]) == ("htp-emulator", "float16")
    assert told["provider"] == "QNNExecutionProvider"
    assert told["nodes_on_device"] > 0
    assert told["nodes_elsewhere"] == 0
    assert 0.999 <= told["image_cosine_min"] < 1
    assert told["rank_correlation"] > 0.9


@pytest.mark.skipif(not ladder("htp-emulator").rungs, reason="the emulator is not here")
def test_check_measures_a_spoilt_model_on_an_accelerator_too(
    proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(proved, "image")
    told = answer(capsys, 1, "model", "check", "tiny", "--device", "htp-emulator")
    assert told["device"] == "htp-emulator"
    assert told["image_cosine_min"] < 0.999 <= told["text_cosine_min"]


# -- bench ----------------------------------------------------------------------------------


def test_bench_writes_the_table(proved: Bundle, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "bench", "tiny", "--device", "cpu", "--quiet"]) == 0
    heading, row = capsys.readouterr().out.splitlines()
    assert [column in heading for column in COLUMNS] == [True] * len(COLUMNS)
    assert row.startswith("processor")
    assert "ONNX Runtime CPU" in row
    assert row.endswith(" MB")


def test_bench_saves_what_it_tells(
    proved: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "table.json"
    told = answer(capsys, 0, "model", "bench", "tiny", "--device", "cpu", "--to", str(path))
    assert json.loads(path.read_text("utf-8")) == told
    assert set(told) == {"model", "machine", "rows", "refusals"}
    assert told["model"] == {"name": "tiny", "title": proved.title, "sha256": proved.sha256}
    (row,) = told["rows"]
    assert set(row) == ROW
    assert set(row["image_ms"]) == set(row["text_ms"]) == {"p50", "p95", "runs"}
    assert (row["device"], row["emulated"], row["good"]) == ("cpu", False, True)
    assert 0 <= row["image_loss"] < 1e-6


def test_what_bench_saves_names_nobody(
    proved: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "annbeeline")
    assert getpass.getuser() == "annbeeline"
    path = tmp_path / "table.json"
    assert main(["model", "bench", "tiny", "--device", "cpu", "--quiet", "--to", str(path)]) == 0
    saved = path.read_text("utf-8")
    assert "annbeeline" not in saved
    assert str(Path.home()) not in saved
    assert str(tmp_path) not in saved


def test_bench_says_where_it_cannot_save(
    proved: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "no such folder" / "table.json"
    words = ("model", "bench", "tiny", "--device", "cpu", "--to", str(path))
    assert f"{path} cannot be written" in one_line(capsys, *words)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk is full here at will")
@pytest.mark.parametrize("as_json", [False, True])
def test_bench_tells_what_it_measured_where_the_disk_is_full_in_the_end(
    proved: Bundle, capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    words = ["model", "bench", "tiny", "--device", "cpu", "--to", "/dev/full", "--quiet"]
    assert main([*words, *(["--json"] if as_json else [])]) == 1
    out, err = capsys.readouterr()
    assert err.startswith("shoebox: /dev/full cannot be written: ")
    assert len(json.loads(out)["rows"]) == 1 if as_json else "ONNX Runtime CPU" in out


def test_bench_measures_nothing_that_it_could_not_save(
    proved: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(*_: object, **__: object) -> None:
        raise AssertionError("the target was not tried first")

    monkeypatch.setattr("indexer.models.bench.bench", measured)
    words = ("model", "bench", "tiny", "--device", "cpu", "--quiet", "--to", str(tmp_path))
    assert main([*words]) == 1


def test_bench_that_fails_leaves_the_file_as_it_was(
    proved: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text("{}", "utf-8")
    shutil.copy(proved.path("text.onnx"), proved.path("image.onnx"))
    for path in (old, new):
        one_line(capsys, "model", "bench", "tiny", "--device", "cpu", "--to", str(path))
    assert old.read_text("utf-8") == "{}"
    assert not new.exists()


def test_bench_says_why_a_device_has_no_row(
    proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    if ladder("npu").rungs:
        pytest.skip("this machine has an NPU")
    told = answer(capsys, 1, "model", "bench", "tiny", "--device", "npu")
    assert told["rows"] == []
    assert [refusal["device"] for refusal in told["refusals"]] == ["npu"]
    assert main(["model", "bench", "tiny", "--device", "npu", "--quiet"]) == 1
    assert "No row for npu: " in capsys.readouterr().out


def test_a_changed_file_is_neither_checked_nor_timed(
    proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(proved.path("text.onnx"), proved.path("image.onnx"))
    for action in ("check", "bench"):
        assert "image.onnx is not the file" in one_line(capsys, "model", action, "tiny")
