"""What this machine has for the NPU and what it lacks, for those who ask (`shoebox doctor`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.npu.plugin import NpuError, Versions, installed, versions
from indexer.npu.targets import Machine, find_target, refusal

if TYPE_CHECKING:
    from indexer.npu.chips import Chip

SECONDS: Final = 30.0
"""How long the driver may take to tell its devices, the start of a process included."""


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
    """Look at this machine; opens no session, and loads the driver only on a Snapdragon, apart."""
    machine, here = Machine.this(), installed()
    reason = refusal(machine) or _driver_reason()
    return Survey(
        versions=versions() if here else None,
        chip=machine.chip,
        ready=reason is None,
        npu=reason or "The NPU is ready.",
        emulator=here and machine.emulates,
    )


def _driver_reason() -> str | None:
    """Ask the driver, which may hang or fall: that may be why a person has come here."""
    from indexer.npu.apart import ApartError, HungError, call_apart

    try:
        call_apart(SECONDS, find_target, "npu")
    except NpuError as error:
        return str(error)
    except HungError:
        return f"The NPU's driver did not answer within {SECONDS:g} s."
    except ApartError:
        return "The NPU's driver brought down the process that asked for the NPU."
    return None
