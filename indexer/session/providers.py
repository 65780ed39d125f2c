"""The accelerators that ONNX Runtime may offer besides the NPU, and what each is told.

None of them could be run where this was written: what they compute is proved on the user's machine
before it is used, as the NPU's is. How a graph gets there is told in `loading`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

CACHE: Final = "{cache}"
"""Stands in an option for a folder that the provider may keep what it compiles in."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One of ONNX Runtime's own providers, and what it is told.

    Attributes:
        device: Our name for where it runs.
        name: ONNX Runtime's.
        title: What a person calls it.
        precision: Its arithmetic; `as stored`: that of the file's weights.
        options: Its options.
        sequential: Whether it takes neither memory patterns nor parallel steps.
    """

    device: str
    name: str
    title: str
    precision: str
    options: Mapping[str, str]
    sequential: bool = False


PROVIDERS: Final = (
    Provider(
        "cuda",
        "CUDAExecutionProvider",
        "NVIDIA graphics card",
        "as stored",
        # TF32 would round float32 to 10 bits; searching for the best convolution takes minutes.
        {
            "use_tf32": "0",
            "cudnn_conv_algo_search": "HEURISTIC",
            "arena_extend_strategy": "kSameAsRequested",
        },
    ),
    Provider(
        "coreml",
        "CoreMLExecutionProvider",
        "Apple Neural Engine or GPU",
        "float16",
        {"ModelFormat": "MLProgram", "MLComputeUnits": "ALL", "ModelCacheDirectory": CACHE},
    ),
    Provider(
        "openvino",
        "OpenVINOExecutionProvider",
        "Intel accelerator",
        "as stored",
        {"device_type": "AUTO", "precision": "ACCURACY", "cache_dir": CACHE},
    ),
    # It refuses memory patterns and parallel execution (its page on onnxruntime.ai).
    Provider("directml", "DmlExecutionProvider", "graphics card", "as stored", {}, sequential=True),
)
"""Best first, of those that a machine may have side by side; the names of the options are those of
each provider's page on onnxruntime.ai."""
