"""What an accelerator did is remembered, for a while, and never gets in the way."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.session import CPU, TowerGraph, Trials, all_trials
from indexer.session.trials import DAY, MOST_FALLS, folder

TOWER = TowerGraph(Path("tiny/image.onnx"), Path("tiny/image.onnx"), sha256="1" * 64)
RUNG = replace(CPU, device="coreml", provider="CoreMLExecutionProvider")


def grow_old(days: float, **changes: object) -> None:
    """Have the one trial that is kept be so many days old."""
    (path,) = folder().glob("*.json")
    values = json.loads(path.read_text("utf-8")) | {"at": time.time() - days * DAY}
    path.write_text(json.dumps(values | changes), "utf-8")


def test_nothing_is_known_of_what_was_never_tried() -> None:
    trials = Trials(TOWER, RUNG)
    assert trials.objection() is None
    assert trials.last.outcome != "passed"
    assert all_trials() == ()


def test_what_died_is_left_alone_for_a_week() -> None:
    trials = Trials(TOWER, RUNG)
    trials.start()
    trials.end("died", reason="It died.")
    assert Trials(TOWER, RUNG).objection() == "It died. It will be tried again in 7 days."
    grow_old(6.4)
    assert Trials(TOWER, RUNG).objection() == "It died. It will be tried again tomorrow."
    grow_old(7.1)
    assert Trials(TOWER, RUNG).objection() is None


def test_what_failed_is_left_alone_for_a_day() -> None:
    Trials(TOWER, RUNG).end("failed", reason="It was wrong.")
    assert Trials(TOWER, RUNG).objection() == "It was wrong. It will be tried again tomorrow."
    grow_old(1.1)
    assert Trials(TOWER, RUNG).objection() is None


def test_what_passed_is_remembered_with_how_near_it_came() -> None:
    trials = Trials(TOWER, RUNG)
    trials.start()
    trials.end("passed", cosine=0.9998)
    assert Trials(TOWER, RUNG).last.outcome == "passed"
    (kept,) = all_trials()
    assert (kept.graph, kept.device, kept.cosine) == ("tiny/image.onnx", "coreml", 0.9998)
    assert kept.versions.startswith("ONNX Runtime 1.")


def test_another_graph_device_or_version_is_another_trial() -> None:
    Trials(TOWER, RUNG).end("died", reason="It died.")
    assert Trials(replace(TOWER, sha256="2" * 64), RUNG).objection() is None
    assert Trials(TOWER, replace(RUNG, device="cuda")).objection() is None
    assert Trials(TOWER, replace(RUNG, provider="QNNExecutionProvider")).objection() is None
    assert Trials(TOWER, RUNG).objection()


def test_a_machine_that_goes_down_over_it_again_and_again_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when the driver takes all with it: nobody is left to note it."""
    for number in range(MOST_FALLS):
        monkeypatch.setattr("indexer.session.trials.this_start", f"start {number}".strip)
        trials = Trials(TOWER, RUNG)
        assert trials.objection() is None
        trials.start()
    assert Trials(TOWER, RUNG).objection() is None
    monkeypatch.setattr("indexer.session.trials.this_start", "one more".strip)
    told = "This machine went down 3 times while Shoebox tried this device."
    assert Trials(TOWER, RUNG).objection() == f"{told} It will be tried again in 7 days."
    Trials(TOWER, RUNG).end("passed")
    Trials(TOWER, RUNG).start()
    assert Trials(TOWER, RUNG).last.falls == 0


def test_shoebox_ended_by_a_signal_is_no_fault_of_the_device() -> None:
    for _ in range(MOST_FALLS + 1):
        Trials(TOWER, RUNG).start()
    assert Trials(TOWER, RUNG).objection() is None


def test_a_start_that_was_broken_off_is_taken_back() -> None:
    for _ in range(MOST_FALLS + 1):
        trials = Trials(TOWER, RUNG)
        before = trials.last
        trials.start()
        trials.abandon(before)
    assert all_trials() == ()


def test_a_start_that_was_broken_off_lets_the_clock_run_on() -> None:
    Trials(TOWER, RUNG).end("died", reason="It died.")
    grow_old(5)
    trials = Trials(TOWER, RUNG)
    before = trials.last
    trials.start()
    trials.abandon(before)
    assert Trials(TOWER, RUNG).objection() == "It died. It will be tried again in 2 days."


@pytest.mark.parametrize("text", ["", "{", "[]", '{"of": "another version"}'])
def test_a_record_that_cannot_be_read_is_as_good_as_none(text: str) -> None:
    Trials(TOWER, RUNG).end("died", reason="It died.")
    (path,) = folder().glob("*.json")
    path.write_text(text, "utf-8")
    assert Trials(TOWER, RUNG).objection() is None
    assert all_trials() == ()


def test_a_cache_that_cannot_be_written_costs_only_the_memory() -> None:
    folder().parent.mkdir(parents=True)
    folder().write_text("a file where the folder should be")
    trials = Trials(TOWER, RUNG)
    trials.start()
    trials.end("passed", cosine=1.0)
    assert Trials(TOWER, RUNG).last.outcome != "passed"
