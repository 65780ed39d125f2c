"""What ONNX Runtime and its plugin are told about a graph for the NPU.

The plugin takes unknown options and wrong values without a word: whoever adds one here proves that
it exists (a test looks each up in the plugin itself).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from indexer.npu.plugin import emulating_devices, htp_library, npu_devices
from indexer.runtime import runtime

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from indexer.npu.targets import Target

BASE: Final = {
    # Most optimised; compiling is done once. (Qualcomm AI Hub compiles so.)
    "htp_graph_finalization_optimization_mode": "3",
    # Without it a convolution that overflows gives infinity on Hexagon V79 and newer.
    "enable_htp_fp16_clamp_overflow": "1",
    # Quantising inputs would otherwise be left to the processor, which is locked out.
    "offload_graph_io_quantization": "0",
}
"""Options of the plugin that are part of what a compiled graph is."""

STRICT: Final = {
    # No step may land on the processor unnoticed: then rather no session at all.
    "session.disable_cpu_ep_fallback": "1",
    "session.record_ep_graph_assignment_info": "1",
    # No thread of ours has anything to do but to wait.
    "session.intra_op.allow_spinning": "0",
}
"""Settings of each session."""

BURST: Final = "burst"
"""The NPU's mode of power in which it is as fast as it can be; `default` is the one that spares."""

RUN: Final = {
    # As fast as it can while it runs (a browser's burst, a photo's 10 ms), as it was afterwards.
    "qnn.htp_perf_mode": BURST,
    "qnn.htp_perf_mode_post_run": "default",
    # Microseconds that the processor may wait for the NPU awake; Qualcomm's samples use it.
    "qnn.rpc_control_latency": "100",
}
"""Settings of each run."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a graph is loaded for; work in the background lets other programs' graphs go first."""

    background: bool = False


FOREGROUND: Final = Purpose()


def compile_options(target: Target) -> dict[str, str]:
    """Return the plugin's options that decide what a compiled graph is.

    On the chip itself QNN knows best what it is; elsewhere it must be told, by number.
    """
    if not target.emulated or target.chip is None:
        return dict(BASE)
    return {**BASE, "soc_model": str(target.chip.soc_model), "htp_arch": str(target.chip.arch)}


def session_options(
    target: Target, purpose: Purpose, *, lengths: Mapping[str, int], context: Path | None = None
) -> Any:
    """Return the `SessionOptions` with which a graph is loaded, or compiled into a file.

    Args:
        target: Where it is to run.
        purpose: What for.
        lengths: Free lengths of the graph's inputs by name, and what they are fixed to: the NPU
            takes no other, and would leave the whole graph to the processor.
        context: Where the compiled graph is to be written, if it is.

    Raises:
        NpuError: The plugin cannot be loaded.
    """
    options = runtime().SessionOptions()
    options.log_severity_level = 4  # Fatal only: whatever it complains of is raised as well.
    options.intra_op_num_threads = 1
    settings = {**STRICT, **({} if context is None else _writing(context))}
    for key, value in settings.items():
        options.add_session_config_entry(key, value)
    for name, length in lengths.items():
        options.add_free_dimension_override_by_name(name, length)
    devices = (emulating_devices() if target.emulated else npu_devices())[:1]
    options.add_provider_for_devices(devices, _plugin_options(target, purpose))
    return options


def run_options(power: str = BURST) -> Any:
    """Return the `RunOptions` for each run: full speed, and back to normal after it.

    Args:
        power: Another mode than full speed, to see what that is worth.
    """
    options = runtime().RunOptions()
    options.log_severity_level = 4
    for key, value in {**RUN, "qnn.htp_perf_mode": power}.items():
        options.add_run_config_entry(key, value)
    return options


def _plugin_options(target: Target, purpose: Purpose) -> dict[str, str]:
    return {
        **compile_options(target),
        "backend_path": htp_library(),
        "qnn_context_priority": "low" if purpose.background else "normal",
    }


def _writing(context: Path) -> dict[str, str]:
    return {
        "ep.context_enable": "1",
        "ep.context_file_path": str(context),
        "ep.context_embed_mode": "0",
    }
