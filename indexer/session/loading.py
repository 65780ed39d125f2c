"""Loads a graph onto an accelerator; runs in a process of its own, which `isolated` starts.

The NPU is `npu`'s business, a second way to it that of `aidlite`; what others are told stands in
`providers`. What such a provider does not take falls to the processor, step by step; if it takes
nothing, it is refused.
"""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer import places
from indexer.runtime import first_line, runtime, runtime_errors
from indexer.session.graph import GraphSession, Place
from indexer.session.interface import RungError
from indexer.session.providers import CACHE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indexer.session.interface import Session, TowerGraph
    from indexer.session.isolated import Loader
    from indexer.session.providers import Provider


def npu_loader(device: str, *, background: bool, power: str) -> Loader:
    """Return what loads a graph onto the NPU or its emulator."""
    return partial(_on_npu, device=device, background=background, power=power)


def aidlite_loader() -> Loader:
    """Return what loads a compiled graph onto the NPU by way of AidLite."""
    return _on_aidlite


def provider_loader(provider: Provider) -> Loader:
    """Return what loads a graph onto one of ONNX Runtime's own providers."""
    return partial(_on_provider, provider=provider)


def _on_npu(
    tower: TowerGraph,
    on_stage: Callable[[str], None],
    *,
    device: str,
    background: bool,
    power: str,
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
        tower.precision or _npu_precision(loaded.session),
        nodes_on_device=loaded.nodes_on_device,
        nodes_elsewhere=loaded.nodes_elsewhere,
    )
    run_options = npu.run_options(power)
    return GraphSession(tower.path.name, loaded.session, place, run_options=run_options)


def _npu_precision(loaded: Any) -> str:
    """Return the NPU's arithmetic: half precision, unless the graph gives whole numbers."""
    given = loaded.get_outputs()[0].type.removeprefix("tensor(").removesuffix(")")
    whole = given not in ("float", "float16", "double")
    return str(np.dtype(given)) if whole else "float16"


def _on_aidlite(tower: TowerGraph, on_stage: Callable[[str], None]) -> Session:
    from indexer.session.aidlite import open_aidlite

    on_stage("Loading the model with AidLite")
    return open_aidlite(tower)


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
    cache = _cache(provider, tower)
    try:
        loaded = _opened(tower, options, provider, cache)
    except RungError:
        if not cache.exists():
            raise
        # What is kept there may be broken, or of a driver that was here before.
        shutil.rmtree(cache, ignore_errors=True)
        loaded = _opened(tower, options, provider, cache)
    taken, left = _assigned(loaded, provider.name)
    if not taken:
        raise RungError(f"The {provider.title} takes no step of this model.")
    place = Place(provider.device, provider.name, provider.precision, taken, left)
    return GraphSession(tower.path.name, loaded, place, batch_size=4)


def _opened(tower: TowerGraph, options: Any, provider: Provider, cache: Path) -> Any:
    asked = [(provider.name, _options(provider, cache))]
    try:
        return runtime().InferenceSession(
            str(tower.path), options, providers=asked, enable_fallback=0
        )
    except runtime_errors() as error:
        raise RungError(
            f"The {provider.title} does not take this model: {first_line(error)}"
        ) from error


def _cache(provider: Provider, tower: TowerGraph) -> Path:
    """Where a provider keeps what it compiles; what it kept for another ONNX Runtime goes."""
    kept = places.user_cache() / provider.device
    version = str(runtime().__version__)
    for other in kept.glob("*"):
        if other.name != version:
            shutil.rmtree(other, ignore_errors=True)
    return kept / version / tower.sha256


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
