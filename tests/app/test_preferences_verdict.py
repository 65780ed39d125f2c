"""What a self-test found is told in a sentence, and remembered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.preferences.verdict import Verdict, keep_verdict, last_verdict, unproved, verdict_on
from app.settings import VERDICTS, Settings

if TYPE_CHECKING:
    from pathlib import Path

REPORT: dict[str, Any] = {
    "model": "mobileclip2-s3", "device": "npu", "precision": "float16",
    "image_cosine_min": 0.99996, "text_cosine_min": 0.9998, "good": True, "wrong": [],
}  # fmt: skip


def test_a_device_that_passed_is_named_with_its_cosines_and_none_is_flattered() -> None:
    verdict = verdict_on(REPORT)
    assert verdict.passed
    assert "MobileCLIP2-S3 passed on" in verdict.sentence
    assert "on the NPU in FP16" in verdict.sentence
    assert "pictures 0.9999, words 0.9998" in verdict.sentence


def test_a_device_that_failed_is_told_with_the_reason() -> None:
    verdict = verdict_on({**REPORT, "good": False, "wrong": ["pictures: cosine 0.97"]})
    assert not verdict.passed
    assert "MobileCLIP2-S3 failed on" in verdict.sentence
    assert "cosine 0.97" in verdict.sentence


def test_without_a_reference_no_more_is_claimed_than_is_known() -> None:
    verdict = verdict_on({**REPORT, "image_cosine_min": None, "text_cosine_min": None})
    assert verdict.passed
    assert "make sense" in verdict.sentence
    assert "cosine" not in verdict.sentence


def test_a_test_that_came_to_nothing_has_failed() -> None:
    verdict = unproved("starter", "npu", "Macs have no Snapdragon NPU.")
    assert not verdict.passed
    assert "Macs" in verdict.sentence


def test_the_last_verdict_on_each_model_is_kept(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "window.ini")
    first, second = Verdict("one", "cpu", day="2026-11-24"), Verdict("two", "npu", reason="No.")
    for verdict in (Verdict("one", "npu", reason="No."), first, second):
        keep_verdict(settings, verdict)
    settings.save()
    again = Settings(tmp_path / "window.ini")
    assert last_verdict(again, "one") == first
    assert last_verdict(again, "two") == second
    assert last_verdict(again, "three") is None


@pytest.mark.parametrize("kept", ["nonsense", "[]", json.dumps({"one": {"colour": "red"}})])
def test_nonsense_in_the_file_is_no_verdict(tmp_path: Path, kept: str) -> None:
    settings = Settings(tmp_path / "window.ini")
    settings.set(VERDICTS, kept)
    assert last_verdict(settings, "one") is None
