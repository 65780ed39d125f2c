"""What this machine has and lacks for the NPU is told without loading a model."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

from indexer.npu import installed, survey
from indexer.npu.chips import chip
from indexer.npu.targets import Machine

if TYPE_CHECKING:
    import pytest


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
