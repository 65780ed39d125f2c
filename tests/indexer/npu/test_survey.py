"""What this machine has and lacks for the NPU is told without loading a model."""

from __future__ import annotations

import os
import platform
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from indexer.npu import NpuError, installed, survey
from indexer.npu.chips import chip
from indexer.npu.targets import Machine

if TYPE_CHECKING:
    from collections.abc import Callable

surveying = sys.modules["indexer.npu.survey"]  # Its function goes by the same name.


def test_this_machine_is_told_the_truth() -> None:
    found = survey()
    emulates = (sys.platform, platform.machine()) == ("linux", "x86_64")
    assert (found.versions is not None) == installed()
    assert found.emulator == (installed() and emulates)
    assert found.npu.endswith(".")
    if emulates or sys.platform == "darwin":
        assert (found.chip, found.ready) == (None, False)
        assert "no Snapdragon NPU" in found.npu


def test_a_chip_without_half_precision_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    board = Machine("linux", "aarch64", chip(93))
    monkeypatch.setattr(Machine, "this", lambda: board)
    found = survey()
    assert not found.ready
    assert found.chip is chip(93)
    assert "QCS6490" in found.npu
    assert "half precision" in found.npu


def hangs(device: str) -> None:
    threading.Event().wait()


def falls(device: str) -> None:
    os._exit(3)


def sees_none(device: str) -> None:
    raise NpuError("ONNX Runtime sees no NPU here.")


def sees_one(device: str) -> None:
    """Find it, as the NPU's driver does."""


@pytest.mark.parametrize(
    ("driver", "told"),
    [
        (hangs, "The NPU's driver did not answer within 2 s."),
        (falls, "The NPU's driver brought down the process that asked for the NPU."),
        (sees_none, "ONNX Runtime sees no NPU here."),
        (sees_one, "The NPU is ready."),
    ],
)
def test_a_driver_that_hangs_or_falls_does_so_in_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch, driver: Callable[[str], None], told: str
) -> None:
    monkeypatch.setattr(surveying, "refusal", lambda _: None)  # As on a Snapdragon.
    monkeypatch.setattr(surveying, "find_target", driver)
    if driver is hangs:
        monkeypatch.setattr(surveying, "SECONDS", 2.0)
    found = survey()
    assert (found.npu, found.ready) == (told, driver is sees_one)
