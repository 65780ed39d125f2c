"""Loads a graph onto an accelerator; runs in a process of its own, which `isolated` starts.

The NPU is `npu`'s business; the other providers are simple enough to be one table. What such a
provider does not take falls to the processor, step by step; if it takes nothing, it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from indexer import places
from indexer.runtime import first_line, runtime, runtime_errors
from indexer.session.graph import GraphSession, Place
from indexer.session.interface import RungError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from indexer.session.interface import Session, TowerGraph
    from indexer.session.isolated import Loader

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
"""Names of options as on onnxruntime.ai's page of each provider. None could be run where this was
written: what they compute is proved on the user's machine before it is used, as the NPU's is."""


def npu_loader(device: str, *, background: bool) -> Loader:
    """Return what loads a graph onto the NPU or its emulator."""
    return partial(_on_npu, device=device, background=background)


def provider_loader(provider: Provider) -> Loader:
    """Return what loads a graph onto one of ONNX Runtime's own providers."""
    return partial(_on_provider, provider=provider)


def _on_npu(
    tower: TowerGraph, on_stage: Callable[[str], None], *, device: str, background: bool
) -> Session:
    from indexer import npu

    try:
        target = npu.find_target(device, ready_made=tower.compiled is not None)
        loaded = npu.load(
            tower.path,
            target,
            npu.Purpose(background=background),
            sha256=tower.sha256,
            on_stage=on_stage,
        )
    except npu.NpuError as error:
        raise RungError(str(error)) from error
    place = Place(
        device,
        "QNNExecutionProvider",
        _npu_precision(loaded.session),
        nodes_on_device=loaded.nodes_on_device,
        nodes_elsewhere=loaded.nodes_elsewhere,
    )
    return GraphSession(tower.path.name, loaded.session, place, run_options=npu.run_options())


def _npu_precision(loaded: Any) -> str:
    """Return the NPU's arithmetic: half precision, unless the graph gives whole numbers."""
    given = loaded.get_outputs()[0].type.removeprefix("tensor(").removesuffix(")")
    whole = given not in ("float", "float16", "double")
    return str(np.dtype(given)) if whole else "float16"


def _on_provider(
    tower: TowerGraph, on_stage: Callable[[str], None], *, provider: Provider
) -> Session:
    onnx = runtime()
    options = onnx.SessionOptions()
    options.log_severity_level = 4  # Fatal only: whatever it complains of is raised as well.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
    if provider.sequential:
        options.enable_mem_pattern = False
        options.execution_mode = onnx.ExecutionMode.ORT_SEQUENTIAL
    on_stage(f"Loading the model onto the {provider.title}")
    told = _options(provider, places.user_cache() / provider.device / tower.sha256)
    try:
        loaded = onnx.InferenceSession(
            str(tower.path), options, providers=[(provider.name, told)], enable_fallback=0
        )
    except runtime_errors() as error:
        raise RungError(
            f"The {provider.title} does not take this model: {first_line(error)}"
        ) from error
    taken, left = _assigned(loaded, provider.name)
    if not taken:
        raise RungError(f"The {provider.title} takes no step of this model.")
    place = Place(provider.device, provider.name, provider.precision, taken, left)
    return GraphSession(tower.path.name, loaded, place, batch_size=4)


def _options(provider: Provider, cache: Path) -> dict[str, str]:
    if CACHE in provider.options.values():
        cache.mkdir(parents=True, exist_ok=True)
    return {key: str(cache) if value == CACHE else value for key, value in provider.options.items()}


def _assigned(loaded: Any, provider: str) -> tuple[int, int]:
    """Return how many steps a provider took and how many it left; `get_providers` tells neither."""
    counts = [
        (part.ep_name == provider, len(part.get_nodes()))
        for part in loaded.get_provider_graph_assignment_info()
    ]
    return sum(n for its, n in counts if its), sum(n for its, n in counts if not its)
