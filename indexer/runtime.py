"""The one door to ONNX Runtime: loads it so that it tells nobody of its use.

What is run with it is the business of `session` and `npu`.
"""

from __future__ import annotations

import os
from typing import Any


def runtime() -> Any:
    """Return ONNX Runtime, loaded so that it tells nobody of its use.

    Since 1.32 its wheels report to their maker by default, and keep a diary in the user's cache
    until they can (`Privacy.md` in the wheel); the variable counts only before it is loaded.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    # Imported here: whoever only reads a catalog must not wait for it.
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # Windows' own tracing does not know the variable.
    return onnxruntime


def runtime_errors() -> tuple[type[Exception], ...]:
    """Return what ONNX Runtime raises of its own, which has no base class of its own."""
    own = vars(runtime().capi.onnxruntime_pybind11_state).values()
    return tuple(kind for kind in own if isinstance(kind, type) and issubclass(kind, Exception))


def first_line(error: Exception) -> str:
    """Return what an error says, without the lines that only its maker understands."""
    return str(error).splitlines()[0].strip()


def half_precision(model: Any) -> Any:
    """Return an `onnx.ModelProto` computing in FP16; what goes in and out keeps its type.

    By the converter that ONNX Runtime brings: `onnxconverter_common` trips over casts that are in
    a graph already.
    """
    runtime()
    from onnxruntime.transformers.float16 import convert_float_to_float16

    return convert_float_to_float16(model, keep_io_types=True)
