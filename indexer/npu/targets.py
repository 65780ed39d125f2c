"""Which NPU a graph is to run on, or the sentence that says why there is none.

How a chip is recognised is told in `chips`, what is then asked of it in `options`.
"""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.npu.chips import Chip, chip, this_chip
from indexer.npu.plugin import NpuError, emulating_devices, installed, npu_devices

EMULATOR_SOC: Final = 60
"""Snapdragon X with a Hexagon V73, the most common NPU that this is for."""

_DEVICES: Final = Path("/dev")
_DRIVER: Final = "fastrpc-cdsp*"


@dataclass(frozen=True, slots=True)
class Target:
    """What a graph is compiled for and run on.

    Attributes:
        device: `npu` or `htp-emulator`.
        chip: None where the machine has an NPU whose chip the table does not know.
        hardware: What tells this machine's kind from others, for what is kept compiled.
    """

    device: str
    chip: Chip | None
    hardware: str

    @property
    def emulated(self) -> bool:
        """Whether this machine's processor plays the NPU: right in numbers, no measure of time."""
        return self.device == "htp-emulator"


@dataclass(frozen=True, slots=True)
class Machine:
    """What decides whether there can be an NPU: `sys.platform`, `platform.machine()`, the chip."""

    system: str
    processor: str
    chip: Chip | None
    devices: Path = _DEVICES

    @classmethod
    def this(cls) -> Machine:
        """Return the one that we run on."""
        return cls(sys.platform, platform.machine(), this_chip())

    @property
    def emulates(self) -> bool:
        """Whether QNN's emulator exists for it."""
        return (self.system, self.processor) == ("linux", "x86_64")

    @property
    def compiles(self) -> bool:
        """Whether QNN's compiler for other machines' chips exists for it."""
        return self.emulates or (self.system, self.processor.lower()) == ("win32", "amd64")


def find_target(device: str, *, soc_model: int | None = None, ready_made: bool = False) -> Target:
    """Return the NPU of this machine, or its emulator.

    Args:
        device: `npu` or `htp-emulator`.
        soc_model: Which chip to emulate, by QNN's number; the machine's own NPU is what it is.
        ready_made: Whether only graphs that were compiled elsewhere will be run, as those in
            whole numbers are for chips without half precision.

    Raises:
        NpuError: There is none that can be used.
    """
    machine = Machine.this()
    if device == "htp-emulator":
        return _emulator(machine, EMULATOR_SOC if soc_model is None else soc_model)
    if device != "npu":
        raise ValueError(f"“{device}” is no NPU")
    reason = refusal(machine, ready_made=ready_made)
    if reason:
        raise NpuError(reason)
    if not npu_devices():
        raise NpuError(
            "ONNX Runtime sees no NPU here; Qualcomm's driver for it may be missing or too old."
        )
    return Target("npu", machine.chip, _hardware(machine))


def find_compiler(soc_model: int) -> Target:
    """Return a chip to compile for ahead of time; nothing can be run there, except on Linux.

    Raises:
        NpuError: It is unknown, or QNN's compiler is not on this machine.
    """
    if not Machine.this().compiles:
        raise NpuError(
            "QNN compiles for other machines' chips on Linux and Windows with x86-64 processors "
            "only."
        )
    return _played(soc_model)


def refusal(machine: Machine, *, ready_made: bool = False) -> str | None:
    """Return the sentence that says why a machine's NPU cannot be used, as far as its looks tell.

    `ready_made` is `find_target`'s.
    """
    if (machine.system, machine.processor.lower()) == ("win32", "arm64"):
        missing = None
    elif (machine.system, machine.processor) == ("linux", "aarch64"):
        missing = _driver_refusal(machine.devices)
    else:
        return _no_snapdragon(machine)
    if machine.chip is not None and not machine.chip.fp16 and not ready_made:
        return without_fp16(machine.chip)
    if missing is None and not installed():
        return "The NPU's plugin for ONNX Runtime is not installed (the package onnxruntime-qnn)."
    return missing


def without_fp16(known: Chip) -> str:
    """Return the sentence for a chip whose NPU cannot run this program's models."""
    return (
        f"The NPU of this chip ({known.name}; Hexagon {known.hexagon}) calculates in whole numbers"
        " only, and the model needs half precision (FP16)."
    )


def _no_snapdragon(machine: Machine) -> str:
    if machine.chip is not None:
        return (
            f"This is a Snapdragon ({machine.chip.name}), but Python was built for"
            f" {machine.processor} processors; its NPU needs the one for Arm64."
        )
    if machine.system == "darwin":
        return "Macs have no Snapdragon NPU."
    return f"This machine has no Snapdragon NPU (its processor is {machine.processor})."


def _driver_refusal(devices: Path) -> str | None:
    found = sorted(devices.glob(_DRIVER))
    if not found:
        return f"Linux shows no NPU here: there is no {devices / _DRIVER}."
    if not any(os.access(path, os.R_OK | os.W_OK) for path in found):
        return f"This user may not use the NPU: {found[0]} can be opened by others only."
    return None


def _emulator(machine: Machine, soc_model: int) -> Target:
    if not machine.emulates:
        raise NpuError("The NPU's emulator exists for Linux on x86-64 processors only.")
    return _played(soc_model)


def _played(soc_model: int) -> Target:
    """Return a chip that this machine's processor plays."""
    known = chip(soc_model)
    if known is None:
        raise NpuError(f"There is no chip known by the number {soc_model}.")
    if not emulating_devices():
        raise NpuError("The NPU's plugin for ONNX Runtime offers no emulator here.")
    return Target("htp-emulator", known, "emulator")


def _hardware(machine: Machine) -> str:
    return machine.chip.name if machine.chip else platform.processor() or machine.processor
