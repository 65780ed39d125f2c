"""Real errands of the settings page: a model fetched from a local hub, a device tested."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.errands import Ending, Errand
from app.preferences.chores import Chores
from indexer.models import find_bundle, list_bundles, load_bundle
from indexer.models.golden import keep_golden
from indexer.models.installing import make_golden
from indexer.models.known import known_model
from indexer.places import user_models
from tests.bundles import make_tiny_bundle
from tests.hub import Fault, local_hub
from tests.ready_exports import ready_export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.preferences.verdict import Verdict
    from tests.hub import LocalHub

NAME = "mobileclip2-s0"


@pytest.fixture
def chores(qtbot: QtBot, _nothing_left: None) -> Iterator[Chores]:
    errands = Chores()
    yield errands
    if errands.running:
        with qtbot.waitSignal(errands.ended):
            errands.close()


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    """A hub that has the smallest MobileCLIP2, with graphs that know colours."""
    model = known_model(NAME)
    assert model is not None
    assert model.ready is not None
    files = ready_export(tmp_path / "export", model)
    with local_hub({model.ready.repo: files}) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


def test_a_model_is_fetched_with_its_progress_told(
    qtbot: QtBot, chores: Chores, hub: LocalHub
) -> None:
    stages: list[str] = []
    chores.changed.connect(lambda: stages.append(chores.fetch.stage if chores.fetch else "over"))
    with qtbot.waitSignals([chores.fetched, chores.ended]):
        chores.get(NAME)
    assert find_bundle(NAME).name == NAME
    assert (chores.fetch, chores.faults, chores.running) == (None, {}, False)
    assert stages[0] == ""
    assert "download" in stages
    assert stages[-1] == "over"


def test_a_fetch_that_is_broken_off_leaves_nothing_that_counts_and_is_no_fault(
    qtbot: QtBot, chores: Chores, hub: LocalHub
) -> None:
    hub.faults["text.onnx.data"].append(Fault(slow_after=1000))
    chores.get(NAME)
    qtbot.waitUntil(lambda: bool(hub.asked("text.onnx.data")))
    with qtbot.waitSignal(chores.ended):
        chores.stop_getting()
        assert chores.fetch is not None
        assert chores.fetch.called_off
    assert chores.faults == {}
    assert NAME not in [bundle.name for bundle in list_bundles()]
    hub.go_on.set()
    with qtbot.waitSignal(chores.fetched):
        chores.get(NAME)


def test_what_went_wrong_with_a_fetch_is_kept_in_one_sentence_until_the_next(
    qtbot: QtBot, chores: Chores, hub: LocalHub
) -> None:
    hub.repos.clear()
    with qtbot.waitSignal(chores.ended):
        chores.get(NAME)
    assert "\n" not in chores.faults[NAME]
    assert not chores.faults[NAME].startswith("shoebox")
    chores.get(NAME)
    assert chores.faults == {}


def test_what_cannot_even_begin_is_told_and_leaves_nothing_behind(
    chores: Chores, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Some systems tell within `start` that there is no such program.
    monkeypatch.setattr(Errand, "begin", lambda errand: errand._end(Ending(code=None)))
    judged: list[Verdict] = []
    chores.judged.connect(judged.append)
    chores.get(NAME)
    chores.test("tiny", "cpu")
    assert "could not be started" in chores.faults[NAME]
    assert [verdict.passed for verdict in judged] == [False]
    assert (chores.fetch, chores.exam, chores.running) == (None, None, False)


def test_one_model_is_fetched_at_a_time(qtbot: QtBot, chores: Chores, hub: LocalHub) -> None:
    hub.faults["*"].append(Fault(slow_after=10))
    chores.get(NAME)
    chores.get("mobileclip2-s3")
    assert chores.fetch is not None
    assert chores.fetch.model == NAME


def test_a_device_that_computes_what_it_should_passes(qtbot: QtBot, chores: Chores) -> None:
    make_tiny_bundle(user_models() / "tiny")
    verdict = _verdict_on(qtbot, chores, "tiny", "cpu")
    assert verdict.passed
    assert (verdict.model, verdict.device, verdict.precision) == ("tiny", "cpu", "float32")
    assert "on the CPU in FP32" in verdict.sentence
    assert (chores.exam, chores.running) == (None, False)


def test_a_model_that_gives_other_vectors_than_its_makers_fails(
    qtbot: QtBot, chores: Chores
) -> None:
    bundle = load_bundle(make_tiny_bundle(user_models() / "tiny"))
    golden = make_golden(bundle)
    keep_golden(bundle, replace(golden, picture_vectors=-golden.picture_vectors))
    verdict = _verdict_on(qtbot, chores, "tiny", "cpu")
    assert not verdict.passed
    assert verdict.pictures is not None
    assert verdict.pictures < 0
    assert "tiny failed on" in verdict.sentence


def test_a_device_that_is_not_there_is_told_in_its_own_words(qtbot: QtBot, chores: Chores) -> None:
    if sys.platform == "win32":
        pytest.skip("there may be an NPU")
    make_tiny_bundle(user_models() / "tiny")
    verdict = _verdict_on(qtbot, chores, "tiny", "npu")
    assert not verdict.passed
    assert verdict.device == "npu"
    assert "NPU" in verdict.reason


def test_a_test_that_is_broken_off_has_no_verdict(qtbot: QtBot, chores: Chores) -> None:
    make_tiny_bundle(user_models() / "tiny")
    judged: list[Verdict] = []
    chores.judged.connect(judged.append)
    chores.test("tiny", "cpu")
    with qtbot.waitSignal(chores.ended):
        chores.stop_testing()
    assert judged == []


def _verdict_on(qtbot: QtBot, chores: Chores, model: str, device: str) -> Verdict:
    judged: list[Verdict] = []
    chores.judged.connect(judged.append)
    with qtbot.waitSignal(chores.ended):
        chores.test(model, device)
    (verdict,) = judged
    return verdict
