"""A model reads the words that answers are held against once, at the end of an index."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from indexer.cli import everyday_words, main
from indexer.cli.everyday_words import FEW, WHAT_TAKES_ITS_TIME, learn_words
from indexer.cut.background import background_of, concepts
from indexer.models import find_bundle
from indexer.places import user_models
from indexer.session import all_trials, ladder
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle
    from tests.conftest import PaintPhoto


def test_the_words_are_read_once_and_kept(tiny_bundle: Bundle) -> None:
    told: list[str] = []
    for _ in range(2):
        learn_words(tiny_bundle, device="cpu", on_stage=told.append, stopped=lambda: False)
    assert told == [WHAT_TAKES_ITS_TIME]
    background = background_of(tiny_bundle)
    assert background is not None
    assert background.words.shape == (len(concepts()), tiny_bundle.embedding_dim)


def test_who_is_stopped_keeps_nothing(tiny_bundle: Bundle) -> None:
    asked: list[bool] = []

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > 2

    learn_words(tiny_bundle, device="cpu", on_stage=lambda _: None, stopped=stopped)
    assert len(asked) == 3
    assert background_of(tiny_bundle) is None


def test_who_would_stop_is_asked_every_few_texts(tiny_bundle: Bundle) -> None:
    asked: list[bool] = []

    def stopped() -> bool:
        asked.append(True)
        return False

    learn_words(tiny_bundle, device="cpu", on_stage=lambda _: None, stopped=stopped)
    assert background_of(tiny_bundle) is not None
    assert len(asked) > len(concepts()) / FEW


def test_it_is_told_how_far_it_has_come(
    tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everyday_words, "SECONDS_BETWEEN_COUNTS", 0.0)
    told: list[str] = []
    learn_words(tiny_bundle, device="cpu", on_stage=told.append, stopped=lambda: False)
    assert told[0] == WHAT_TAKES_ITS_TIME
    assert told[1] == f"{WHAT_TAKES_ITS_TIME}: {FEW} of 1,000"
    assert told[-1] == f"{WHAT_TAKES_ITS_TIME}: 1,000 of 1,000"


@pytest.mark.parametrize("device", ["npu", "htp-emulator"])
def test_a_model_that_the_processor_runs_reads_there_whatever_is_named(
    tiny_bundle: Bundle, device: str
) -> None:
    learn_words(tiny_bundle, device=device, on_stage=lambda _: None, stopped=lambda: False)
    assert background_of(tiny_bundle) is not None
    assert all_trials() == ()


@pytest.mark.skipif(not ladder("htp-emulator").rungs, reason="the emulator is not here")
def test_an_index_on_the_emulator_gives_it_no_text_to_read(
    tmp_path: Path, paint_photo: PaintPhoto, capsys: pytest.CaptureFixture[str]
) -> None:
    make_tiny_bundle(user_models() / "tiny")
    paint_photo(tmp_path / "photos" / "a.jpg")
    words = ["--model", "tiny", "--device", "htp-emulator", "--workers", "1", "--json"]
    assert main(["index", str(tmp_path / "photos"), *words]) == 0
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (done["event"], done["device"], done["added"]) == ("done", "htp-emulator", 1)
    assert [trial.graph for trial in all_trials()] == ["tiny/image.onnx"]
    assert background_of(find_bundle("tiny")) is not None


def test_a_text_tower_that_is_broken_harms_no_index(tiny_bundle: Bundle) -> None:
    from dataclasses import replace

    broken = replace(tiny_bundle, text=replace(tiny_bundle.text, file="nowhere.onnx"))
    learn_words(broken, device="cpu", on_stage=lambda _: None, stopped=lambda: False)
    assert background_of(broken) is None
