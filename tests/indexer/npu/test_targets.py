"""Which NPU is meant, and the sentences that say why there is none."""

from __future__ import annotations

import os
import pickle
import platform
import sys
from pathlib import Path

import pytest

from indexer.npu import NpuError, find_target, installed
from indexer.npu.chips import chip
from indexer.npu.targets import Machine, refusal

X, QCS6490, QCS8550 = chip(60), chip(93), chip(66)
EMULATED = installed() and (sys.platform, platform.machine()) == ("linux", "x86_64")


@pytest.fixture
def drivers(tmp_path: Path) -> Path:
    """A `/dev` with what Qualcomm's driver puts there."""
    (tmp_path / "fastrpc-cdsp").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("machine", "sentence"),
    [
        (Machine("darwin", "arm64", None), "Macs have no Snapdragon"),
        (Machine("linux", "x86_64", None), "its processor is x86_64"),
        (Machine("win32", "AMD64", None), "its processor is AMD64"),
        (Machine("win32", "AMD64", X), "Python was built for AMD64 processors"),
        (Machine("win32", "ARM64", QCS6490), "whole numbers only"),
        (
            Machine("linux", "aarch64", None, Path("/nowhere")),
            f"there is no {Path('/nowhere/fastrpc-cdsp')}",
        ),
    ],
)
@pytest.mark.parametrize("plugin", [True, False])
def test_a_machine_without_a_usable_npu_is_told_why_before_it_is_told_of_the_plugin(
    machine: Machine, sentence: str, plugin: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.npu.targets.installed", lambda: plugin)
    reason = refusal(machine)
    assert reason is not None
    assert sentence in reason
    assert reason.endswith(".")


@pytest.mark.skipif(not installed(), reason="needs the plugin to be here")
@pytest.mark.parametrize("known", [X, None])
def test_nothing_speaks_against_a_snapdragon_known_or_not(drivers: Path, known: None) -> None:
    assert refusal(Machine("win32", "ARM64", known)) is None
    assert refusal(Machine("linux", "aarch64", known, drivers)) is None


def test_a_machine_without_the_plugin_is_told_so(
    drivers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.npu.targets.installed", lambda: False)
    reason = refusal(Machine("linux", "aarch64", QCS8550, drivers))
    assert reason is not None
    assert "onnxruntime-qnn" in reason


@pytest.mark.parametrize("plugin", [True, False])
def test_who_may_not_use_the_npu_is_told_so(
    drivers: Path, monkeypatch: pytest.MonkeyPatch, plugin: bool
) -> None:
    monkeypatch.setattr("indexer.npu.targets.installed", lambda: plugin)
    monkeypatch.setattr(os, "access", lambda *_: False)  # For root nothing is forbidden.
    machine = Machine("linux", "aarch64", None, drivers)
    reason = refusal(machine)
    assert reason is not None
    assert "This user may not use the NPU" in reason


def test_chips_without_half_precision_may_run_what_was_compiled_in_whole_numbers(
    drivers: Path,
) -> None:
    reason = refusal(Machine("linux", "aarch64", QCS6490, drivers))
    assert reason is not None
    assert "QCS6490" in reason
    if installed():
        assert refusal(Machine("linux", "aarch64", QCS6490, drivers), ready_made=True) is None


@pytest.mark.parametrize(
    ("system", "processor", "compiles", "emulates"),
    [
        ("linux", "x86_64", True, True),
        ("win32", "AMD64", True, False),
        ("win32", "ARM64", False, False),
        ("linux", "aarch64", False, False),
        ("darwin", "arm64", False, False),
    ],
)
def test_pcs_compile_for_other_chips_and_those_with_linux_emulate_them(
    system: str, processor: str, compiles: bool, emulates: bool
) -> None:
    machine = Machine(system, processor, None)
    assert (machine.compiles, machine.emulates) == (compiles, emulates)


def test_only_npus_are_looked_for() -> None:
    with pytest.raises(ValueError, match="no NPU"):
        find_target("cpu")


@pytest.mark.skipif(not EMULATED, reason="QNN's emulator exists for Linux on x86-64 only")
class TestEmulator:
    def test_it_plays_the_commonest_chip(self) -> None:
        target = find_target("htp-emulator")
        assert target.emulated
        assert target.chip is X
        assert X is not None
        assert X.hexagon == "V73"

    def test_it_plays_any_chip_of_the_table(self) -> None:
        assert find_target("htp-emulator", soc_model=66).chip is QCS8550

    @pytest.mark.parametrize("soc_model", [0, 999])
    def test_it_plays_no_unknown_chip(self, soc_model: int) -> None:
        with pytest.raises(NpuError, match=f"no chip known by the number {soc_model}"):
            find_target("htp-emulator", soc_model=soc_model)

    def test_a_target_can_be_sent_to_another_process(self) -> None:
        target = find_target("htp-emulator")
        assert pickle.loads(pickle.dumps(target)) == target


@pytest.mark.skipif(EMULATED, reason="there is an emulator here")
def test_elsewhere_there_is_no_emulator() -> None:
    with pytest.raises(NpuError, match="for Linux on x86-64"):
        find_target("htp-emulator")
