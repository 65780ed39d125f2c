"""The plugin that brings the NPU to ONNX Runtime: whether it is here, and its devices.

This folder alone imports `onnxruntime_qnn`. The plugin is registered once in a process, and only
when a device is asked for: on a PC it registers the processor itself as its device, after which
ONNX Runtime can no longer choose devices by its own policies (which are never used here).
"""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from indexer.runtime import first_line, runtime, runtime_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

PROVIDER: Final = "QNNExecutionProvider"
"""The name to register under: compiled graphs name it as the one who can run them."""

DRIVER_PATH: Final = "ADSP_LIBRARY_PATH"
_REGISTERING: Final = Lock()
_registered = False


class NpuError(Exception):
    """The NPU cannot do what was asked of it; `str(error)` says why in one clear sentence."""


@dataclass(frozen=True, slots=True)
class Versions:
    """What compiled graphs depend on: versions of QNN (Qualcomm's runtime) and ONNX Runtime."""

    qnn: str
    runtime: str


def installed() -> bool:
    """Whether the plugin is here at all; loads nothing."""
    return find_spec("onnxruntime_qnn") is not None


def versions() -> Versions:
    """Return the versions in use.

    Raises:
        NpuError: The plugin is not installed.
    """
    package = _package()
    return Versions(package.build_and_package_info.qnn_version, runtime().__version__)


def htp_library() -> str:
    """Return the path of QNN's library for the Hexagon NPU, which on a PC is its emulator.

    Raises:
        NpuError: The plugin is not installed.
    """
    return str(_package().get_qnn_htp_path())


def npu_devices() -> list[Any]:
    """Return the plugin's devices that are real NPUs, nothing else.

    Raises:
        NpuError: The plugin is not installed or cannot be loaded.
    """
    return [found for found in _devices() if _kind(found) == "NPU"]


def emulating_devices() -> list[Any]:
    """Return the plugin's devices that are this machine's own processor.

    Raises:
        NpuError: The plugin is not installed or cannot be loaded.
    """
    return [found for found in _devices() if _kind(found) == "CPU"]


def driver_environment(
    environ: Mapping[str, str], *, system: str, processor: str, folder: str
) -> dict[str, str]:
    """Return the variables by which the NPU's driver finds the code that runs on the NPU itself.

    On Windows nobody else sets it, and without it the driver may find none. On Linux the plugin
    sets it; but a value that somebody else gave (a vendor's older code, say) would win.

    Args:
        environ: The process's variables.
        system: `sys.platform`.
        processor: `platform.machine()`.
        folder: Where the plugin's libraries lie.
    """
    given = environ.get(DRIVER_PATH, "")
    arm = (system, processor.lower()) in (("win32", "arm64"), ("linux", "aarch64"))
    if not arm or (system == "linux" and not given) or given.split(";")[0] == folder:
        return {}
    return {DRIVER_PATH: f"{folder};{given}" if given else folder}


def _kind(device: Any) -> str:
    return str(device.device.type.name)


def _devices() -> list[Any]:
    _register()
    return [found for found in runtime().get_ep_devices() if found.ep_name == PROVIDER]


def _register() -> None:
    global _registered
    with _REGISTERING:
        if _registered:
            return
        package = _package()
        os.environ.update(
            driver_environment(
                os.environ,
                system=sys.platform,
                processor=platform.machine(),
                folder=package.LIB_DIR_FULL_PATH,
            )
        )
        try:
            runtime().register_execution_provider_library(PROVIDER, package.get_library_path())
        except runtime_errors() as error:
            raise NpuError(
                f"The NPU's plugin for ONNX Runtime cannot be loaded: {first_line(error)}"
            ) from error
        _registered = True


def _package() -> Any:
    if not installed():
        raise NpuError(
            "The NPU's plugin for ONNX Runtime is not installed (the package onnxruntime-qnn)."
        )
    import onnxruntime_qnn

    return onnxruntime_qnn
