"""What this machine has for the NPU and what it lacks, for those who ask (`shoebox doctor`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.npu.plugin import NpuError, Versions, installed, versions
from indexer.npu.targets import Machine, find_target

if TYPE_CHECKING:
    from indexer.npu.chips import Chip


@dataclass(frozen=True, slots=True)
class Survey:
    """The answers.

    Attributes:
        versions: Of QNN and ONNX Runtime; None where the plugin is not installed.
        chip: This machine's, None where it is no Snapdragon that is known.
        ready: Whether the NPU can be used, as far as can be told without loading a model.
        npu: The same in one sentence: ready, or why not.
        emulator: Whether QNN's emulator of the NPU can run here.
    """

    versions: Versions | None
    chip: Chip | None
    ready: bool
    npu: str
    emulator: bool


def survey() -> Survey:
    """Look at this machine; opens no session, and registers the plugin only on a Snapdragon."""
    machine, here, reason = Machine.this(), installed(), _reason()
    return Survey(
        versions=versions() if here else None,
        chip=machine.chip,
        ready=reason is None,
        npu=reason or "The NPU is ready.",
        emulator=here and machine.emulates,
    )


def _reason() -> str | None:
    try:
        find_target("npu")
    except NpuError as error:
        return str(error)
    return None
