"""Doctor tells what a machine has for the NPU, and its report runs on whatever goes wrong."""

from __future__ import annotations

import getpass
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from indexer.cli import main
from indexer.cli.chip_proofs import QUESTIONS, Findings, verdicts
from indexer.models import load_bundle
from indexer.models.bench import CompileTimes
from indexer.models.installing import describe, make_golden
from indexer.models.parity import prove
from indexer.npu import installed
from indexer.places import user_models
from indexer.records import Refusal
from indexer.session import CPU, Ladder, Rung, RungError, TowerGraph, ladder
from indexer.session.ladder import AIDLITE, EMULATOR, NPU
from indexer.session.trials import Trials
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from indexer.models import Bundle
    from indexer.models.parity import Proof
    from tests.conftest import PaintPhoto

DOCTOR = {
    *("shoebox", "python", "platform", "cores", "heif", "avif", "display", "library", "photos"),
    *("model", "models", "chip", "soc_model", "hexagon", "fp16", "onnxruntime_qnn", "qnn"),
    *("onnxruntime", "providers", "npu", "npu_ready", "emulator", "devices", "refusals"),
    *("trials", "wrong"),
}
ON_SNAPDRAGON = bool(ladder("npu").rungs)


@pytest.fixture
def proved() -> Bundle:
    """The model `tiny`, installed with its golden set."""
    bundle = load_bundle(make_tiny_bundle(user_models() / "tiny"))
    return describe(bundle, make_golden(bundle))


def answer(capsys: pytest.CaptureFixture[str], code: int, *words: str) -> Any:
    """The JSON that a command answers with."""
    assert main([*words, "--json", "--quiet"]) == code
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


def remember_a_death(bundle: Bundle, reason: str = "The NPU's process died.") -> None:
    rung = Rung("npu", "QNNExecutionProvider", "Snapdragon NPU")
    trials = Trials(TowerGraph.of(bundle, bundle.image), rung)
    trials.start()
    trials.end("died", reason=reason)


# -- doctor ---------------------------------------------------------------------------------


def test_doctor_answers_with_these_keys(proved: Bundle, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, 0, "doctor", "--model", "tiny")
    assert set(told) == DOCTOR
    assert told["devices"] == [rung.device for rung in ladder("auto").rungs]
    assert told["npu_ready"] is ON_SNAPDRAGON
    assert (told["qnn"] is not None) == installed()
    assert (told["wrong"], told["trials"]) == ([], [])


def test_doctor_explains_the_npu_in_five_lines(
    proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--model", "tiny"]) == 0
    lines = capsys.readouterr().out.split("\nfor the NPU\n")[1].splitlines()
    subjects = ["chip", "plugin", "runtime", "NPU", "in use"]
    assert [line[2:9].strip() for line in lines] == subjects
    assert all(line.endswith(".") for line in lines)
    assert "ONNX Runtime" in lines[2]
    assert lines[4].endswith("processor.")


def test_doctor_tells_what_died_here_before(
    proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    remember_a_death(proved)
    (trial,) = answer(capsys, 0, "doctor", "--model", "tiny")["trials"]
    assert (trial["device"], trial["outcome"]) == ("npu", "died")
    assert main(["doctor", "--model", "tiny"]) == 0
    told = capsys.readouterr().out.split("\ntried before\n")[1]
    assert "tiny/image.onnx died" in told
    assert "The NPU's process died." in told


def on_a_machine_with_an_npu(monkeypatch: pytest.MonkeyPatch) -> None:
    """The NPU heads the ladder; nothing opens it."""

    def found(device: str = "auto", *, compiled: bool = False) -> Ladder:
        assert not compiled
        return Ladder(tuple(rung for rung in (NPU, CPU) if device in ("auto", rung.device)), ())

    monkeypatch.setattr("indexer.encode.climbing.ladder", found)


def in_use(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What `doctor` says of where the model runs."""
    assert main(["doctor", "--model", "tiny", *words]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "  in use" in line]
    return line.split("in use")[1].strip()


def test_doctor_says_what_the_device_that_is_named_means(
    proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    assert in_use(capsys, "--device", "cpu") == "tiny runs on the processor."
    assert answer(capsys, 0, "doctor", "--model", "tiny", "--device", "cpu")["devices"] == ["cpu"]


@pytest.mark.skipif(ON_SNAPDRAGON, reason="an NPU is here")
def test_doctor_does_not_promise_a_device_that_is_not_here(
    proved: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    line = in_use(capsys, "--device", "npu")
    assert line.startswith("tiny runs nowhere with the device that is asked for. ")
    told = answer(capsys, 0, "doctor", "--model", "tiny", "--device", "npu")
    assert told["devices"] == []
    assert line.endswith(told["refusals"][0]["reason"])


def test_doctor_does_not_count_on_what_died_here_lately_unless_it_is_named(
    proved: Bundle, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_a_machine_with_an_npu(monkeypatch)
    assert in_use(capsys) == "tiny runs on the Snapdragon NPU, else the processor."
    remember_a_death(proved)
    why = "The NPU's process died. It will be tried again in 7 days."
    assert in_use(capsys) == f"tiny runs on the processor. {why}"
    told = answer(capsys, 0, "doctor", "--model", "tiny")
    assert told["devices"] == ["cpu"]
    assert told["refusals"] == [{"device": "npu", "reason": why, "tried": True}]
    assert in_use(capsys, "--device", "npu") == "tiny runs on the Snapdragon NPU."


def test_doctor_says_of_a_missing_model_what_any_would_run_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = answer(capsys, 1, "doctor", "--model", "nobody", "--device", "cpu")
    assert told["devices"] == ["cpu"]
    assert "nobody" in told["wrong"][0]


# -- the report -----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def saved(folder: Path) -> dict[str, Any]:
    (path,) = folder.glob("shoebox-report-*.json")
    return dict(json.loads(path.read_text("utf-8")))


REPORT = ("doctor", "--report", "--model", "tiny", "--device", "cpu")
STEPS = [
    "The machine",
    "The library",
    "Where models can run",
    "What was tried here before",
    "The model",
    "Self-test on the processor",
    "Times",
    "What only a chip can prove",
]


def test_the_report_says_what_each_step_proves_and_names_its_file(
    proved: Bundle, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*REPORT, "--quiet"]) == 0
    told, facts = capsys.readouterr().out, saved(folder)
    assert [step["step"] for step in facts["steps"]] == STEPS
    for step in facts["steps"]:
        assert set(step) == {"step", "proves", "result", "seconds"}
        assert f"{step['step']}: {step['proves']}" in told
    (path,) = folder.iterdir()
    assert f"Saved as {path.name}" in told
    for question in QUESTIONS:
        assert question in told


def test_the_report_is_saved_where_it_is_told_with_what_was_noted_and_no_name_of_a_photo(
    proved: Bundle, folder: Path, paint_photo: PaintPhoto, capsys: pytest.CaptureFixture[str]
) -> None:
    paint_photo(folder / "secret holiday" / "grandmother.jpg")
    (folder / "secret holiday" / "liar.jpg").write_text("I am no picture")
    index = ["index", str(folder / "secret holiday"), "--model", "tiny", "--workers", "1"]
    assert main([*index, "--quiet"]) == 0
    assert main(["search", "--from", str(folder / "secret list")]) == 1
    capsys.readouterr()
    where = folder / "sub" / "mine.json"
    where.parent.mkdir()
    assert main(["doctor", "--report", str(where), *REPORT[2:], "--quiet"]) == 0
    text = where.read_text("utf-8")
    (library,) = [s["result"] for s in json.loads(text)["steps"] if s["step"] == "The library"]
    assert (library["photos"], library["vectors"], library["problems"]) == (1, 1, 1)
    assert (library["frames_of_videos"], library["dates_from"]) == (0, {"file": 1})
    assert library["milliseconds_to_find_the_nearest"] >= 0
    assert any("done with tiny" in line for line in library["log"]["index.log"])
    assert any("LibraryError" in line for line in library["log"]["commands.log"])
    assert not [word for word in ("secret", "grandmother", "liar") if word in text]


def test_the_report_holds_the_self_test_and_the_times(
    proved: Bundle, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer(capsys, 0, *REPORT)
    (path,) = folder.iterdir()
    assert told.pop("file") == str(path)
    assert told == saved(folder)
    steps = {step["step"]: step["result"] for step in told["steps"]}
    assert steps["Self-test on the processor"]["good"] is True
    assert steps["Times"]["rows"][0]["device"] == "cpu"
    assert [each["question"] for each in steps["What only a chip can prove"]] == list(QUESTIONS)


def test_a_step_that_fails_does_not_end_the_others(
    proved: Bundle, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with proved.path("golden.npz").open("ab") as file:
        file.write(b"!")
    assert main([*REPORT, "--quiet"]) == 1
    assert "  Failed: The model in " in capsys.readouterr().out
    steps = {step["step"]: step for step in saved(folder)["steps"]}
    assert list(steps) == STEPS
    failed = [name for name, step in steps.items() if "failure" in step]
    assert failed == ["The model", "Self-test on the processor", "Times"]
    assert "golden.npz is not the file" in steps["Times"]["failure"]
    assert "LibraryError" in steps["Times"]["traceback"][-1]


def test_the_report_counts_on_no_device_that_died_lately(
    proved: Bundle,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    on_a_machine_with_an_npu(monkeypatch)
    remember_a_death(proved)
    monkeypatch.setattr("indexer.cli.report.ladder", lambda *_, **__: Ladder((), ()))
    monkeypatch.setattr("indexer.cli.report.bench", lambda *_, **__: [])
    told = answer(capsys, 0, *REPORT[:-1], "auto")
    (step,) = [each for each in told["steps"] if each["step"] == "Where models can run"]
    assert step["result"]["devices"] == ["cpu"]
    assert [each["tried"] for each in step["result"]["refusals"]] == [True]


@pytest.mark.skipif(not ladder("htp-emulator").rungs, reason="the emulator is not here")
def test_the_report_goes_the_whole_way_of_an_npu(
    proved: Bundle, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer(capsys, 0, *REPORT[:-1], "htp-emulator")
    steps = {step["step"]: step["result"] for step in told["steps"]}
    title = "emulator of the Snapdragon NPU"
    assert steps[f"Compiling for the {title}"]["text"]["cached"] is True
    test = steps[f"Self-test on the {title}"]
    assert (test["precision"], test["nodes_elsewhere"], test["good"]) == ("float16", 0, True)
    assert test["stages"]
    assert [row["emulated"] for row in steps["Times"]["rows"]] == [True]
    # The emulator proves nothing of a chip.
    assert {each["proved"] for each in steps["What only a chip can prove"]} == {None}


def test_a_fault_of_ours_is_in_the_report(
    proved: Bundle, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a chip that nobody has seen")

    monkeypatch.setattr("indexer.cli.report.prove_on", fault)
    assert main([*REPORT, "--quiet"]) == 1
    steps = {step["step"]: step for step in saved(folder)["steps"]}
    failure = steps["Self-test on the processor"]["failure"]
    assert failure == "ZeroDivisionError: a chip that nobody has seen"
    assert "failure" not in steps["Times"]


def test_the_report_names_nobody(
    proved: Bundle,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "annbeeline")
    assert getpass.getuser() == "annbeeline"
    remember_a_death(proved, "no entry in /srv/photos of ann/models/image.onnx of annbeeline")
    with proved.path("image.onnx").open("ab") as file:
        file.write(b"!")
    told = answer(capsys, 1, *REPORT)
    (path,) = folder.iterdir()
    assert told.pop("file") == str(path)  # Where it lies here is told here alone.
    text = path.read_text("utf-8")
    assert told == json.loads(text)
    assert "image.onnx is not the file" in text
    assert text.count("no entry in image.onnx of USER") == 2
    private = ("annbeeline", "photos of ann", str(Path.home()), str(folder), str(user_models()))
    assert not [name for name in private if name in text]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder that one is in")
def test_the_findings_are_told_where_they_cannot_be_saved(
    proved: Bundle,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def verdicts_and_the_folder_goes(found: Findings) -> object:
        folder.rmdir()
        return verdicts(found)

    monkeypatch.setattr("indexer.cli.report.verdicts", verdicts_and_the_folder_goes)
    assert main([*REPORT, "--json", "--quiet"]) == 1
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told["file"] is None
    assert [step["step"] for step in told["steps"]] == STEPS
    assert "cannot be written" in err


def test_what_a_self_test_was_refused_names_nobody_in_the_report(
    proved: Bundle, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = prove(proved, device="cpu")
    refusals = (Refusal("npu", "No /srv/of ann/plugin.so is here.", tried=True),)
    found = replace(found, refusals=refusals)
    monkeypatch.setattr("indexer.cli.report.prove_on", lambda *_, **__: found)
    assert main([*REPORT, "--quiet"]) == 0
    (test,) = [
        each["result"] for each in saved(folder)["steps"] if each["step"].startswith("Self-test")
    ]
    assert [each["reason"] for each in test["refusals"]] == ["No plugin.so is here."]


def test_what_aidlite_ran_is_the_chips_and_what_the_emulator_lost_is_not(
    proved: Bundle, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = prove(proved, device="cpu")
    seen: list[Findings] = []

    def on(_bundle: Bundle, rung: Rung, *_: object, **__: object) -> Proof:
        if rung == EMULATOR:
            raise RungError("It died.")
        return found

    def verdicts_of(findings: Findings) -> object:
        seen.append(findings)
        return verdicts(findings)

    times_of_both = [CompileTimes(1.0, 0.5, 1.0, cached=True)] * 2
    rungs = Ladder((AIDLITE, EMULATOR), ())
    monkeypatch.setattr("indexer.cli.report.ladder", lambda *_, **__: rungs)
    monkeypatch.setattr("indexer.cli.report.time_compiling", lambda *_: times_of_both)
    monkeypatch.setattr("indexer.cli.report.bench", lambda *_, **__: [])
    monkeypatch.setattr("indexer.cli.report.prove_on", on)
    monkeypatch.setattr("indexer.cli.report.verdicts", verdicts_of)
    assert main([*REPORT, "--quiet"]) == 1
    steps = {step["step"]: step.get("failure") for step in saved(folder)["steps"]}
    assert [step for step in steps if steps[step]] == [f"Self-test on the {EMULATOR.title}"]
    (of_the_chip,) = seen
    assert of_the_chip.proof is found
    assert of_the_chip.failures == []
