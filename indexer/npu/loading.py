"""A graph file -> a session on the NPU, compiled at most once; or a compiled file for another chip.

`contexts` keeps what was compiled, `options` says how it is done. Nothing is ever left to the
processor here: a graph goes to the NPU whole, or `NpuError` says why not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from indexer.npu.contexts import Context, ContextCache, ContextKey
from indexer.npu.graph_file import GraphFileError, GraphOutline, read_outline
from indexer.npu.options import FOREGROUND, Purpose, compile_options, session_options
from indexer.npu.plugin import PROVIDER, NpuError, versions
from indexer.npu.targets import find_compiler, without_fp16
from indexer.runtime import first_line, runtime, runtime_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from indexer.npu.targets import Target

COMPILING: Final = "Compiling the model for the NPU"
WAITING: Final = "Waiting for another program that compiles the same model"
LOADING: Final = "Loading the compiled model"
_COMPATIBILITY: Final = f"ep_compatibility_info.{PROVIDER}"
_INCOMPLETE: Final = ("fallback to CPU EP has been explicitly disabled", "not selected by that EP")


class IncompleteError(NpuError):
    """The NPU cannot run all of the graph's steps, however often it is asked."""


def _unheard(stage: str) -> None:
    """Listen to no stage."""


@dataclass(frozen=True, slots=True)
class LoadedGraph:
    """A graph that is ready to run.

    Attributes:
        session: ONNX Runtime's `InferenceSession`; give each run `run_options()`.
        nodes_on_device: Steps of the graph that the NPU has taken.
        nodes_elsewhere: Steps that anything else would run: 0.
        cached: Whether it had been compiled before.
    """

    session: Any
    nodes_on_device: int
    nodes_elsewhere: int
    cached: bool


@dataclass(frozen=True, slots=True)
class CompiledGraph:
    """A graph that was compiled for another machine: wrapper and compiled file beside it."""

    wrapper: Path
    binary: Path
    nodes_on_device: int


@dataclass(frozen=True, slots=True)
class _Job:
    """A graph, what it is compiled for, and the free lengths of its inputs as they are fixed."""

    graph: Path
    target: Target
    purpose: Purpose
    lengths: Mapping[str, int]
    on_stage: Callable[[str], None]

    def key(self, sha256: str) -> ContextKey:
        used = versions()
        fixed = {name: str(length) for name, length in self.lengths.items()}
        return ContextKey(
            graph=sha256,
            qnn=used.qnn,
            runtime=used.runtime,
            hardware=self.target.hardware,
            options=tuple(sorted({**compile_options(self.target), **fixed}.items())),
        )


def load(
    graph: Path,
    target: Target,
    purpose: Purpose = FOREGROUND,
    *,
    sha256: str,
    on_stage: Callable[[str], None] = _unheard,
    cache: ContextCache | None = None,
) -> LoadedGraph:
    """Load a graph onto the NPU, wholly.

    The first time it is compiled, which takes seconds to minutes, and kept; where it cannot be kept
    (a full disk) it is loaded all the same. One that was compiled elsewhere is loaded as it is.

    Args:
        graph: An ONNX file; its folder need not be writable.
        target: From `find_target`.
        purpose: What for.
        sha256: What the graph is known by, its weights included wherever they lie.
        on_stage: Is told what takes its time, in a few words for the user.
        cache: Where compiled graphs are kept; by default in the user's cache.

    Raises:
        NpuError: The NPU does not take it.
    """
    outline = _read(graph)
    job = _Job(graph, target, purpose, _fixed_lengths(graph, outline), on_stage)
    if outline.is_compiled:
        return _loaded_at_once(job, compiled=True)
    _demand_fp16(target)
    kept = _kept(job, cache or ContextCache(), job.key(sha256))
    return kept or _loaded_at_once(job, compiled=False)


def compile_ahead(graph: Path, *, soc_model: int, to: Path) -> CompiledGraph:
    """Compile a graph for a chip that need not be this machine's.

    Args:
        graph: An ONNX file.
        soc_model: QNN's number of the chip, one of `CHIPS`.
        to: An existing folder; the files are named after the graph's, and replace older ones.

    Raises:
        NpuError: It cannot be compiled here, or not for that chip.
    """
    target = find_compiler(soc_model)
    _demand_fp16(target)
    lengths = _fixed_lengths(graph, _read(graph))
    wrapper, binary = to / f"{graph.stem}_ctx.onnx", to / f"{graph.stem}_ctx_qnn.bin"
    for older in (wrapper, binary):
        older.unlink(missing_ok=True)
    on_device, _ = _compiled(_Job(graph, target, FOREGROUND, lengths, _unheard), wrapper)
    return CompiledGraph(wrapper, binary, on_device)


def _kept(job: _Job, cache: ContextCache, key: ContextKey) -> LoadedGraph | None:
    """Load a graph by way of the cache; None where the cache cannot help, for whatever reason."""

    def from_cache(context: Context | None, *, cached: bool) -> LoadedGraph | None:
        found = None
        if context is not None:
            with cache.loading(key):
                found = _loaded_again(job, context, cached=cached)
        if found is None:  # Stale, or broken although it is whole.
            cache.remove(key)
        return found

    try:
        with cache.held(key, on_wait=lambda: job.on_stage(WAITING)):
            return from_cache(cache.find(key), cached=True) or from_cache(
                _made(job, cache, key), cached=False
            )
    except OSError:  # No room, no right, or another process that never ends.
        return None


def _made(job: _Job, cache: ContextCache, key: ContextKey) -> Context | None:
    """Compile a graph into the cache; None if that fails, by the disk's fault or the graph's.

    Raises:
        IncompleteError: It is the graph's, for certain: without the cache it would fail likewise.
    """
    if not cache.has_room(2 * job.graph.stat().st_size):
        return None
    try:
        on_device, elsewhere = _compiled(job, cache.place(key))
        return cache.keep(key, nodes_on_device=on_device, nodes_elsewhere=elsewhere)
    except IncompleteError:
        raise
    except NpuError:
        return None
    finally:
        cache.abandon(key)


def _compiled(job: _Job, wrapper: Path) -> tuple[int, int]:
    """Write the compiled graph; return how many of its steps run on the NPU and elsewhere."""
    job.on_stage(COMPILING)
    counts = _assigned(_session(job, context=wrapper))
    told = _read(wrapper).metadata.get(_COMPATIBILITY, "")
    chosen = compile_options(job.target).get("soc_model")
    # "v2:6:2.51.0:5.51.0:73:60:0:0": backend, QNN, its interface, architecture, chip, ...
    if chosen and told.split(":")[5:6] != [chosen]:
        raise NpuError(f"QNN compiled for another chip than number {chosen} (“{told}”).")
    return counts


def _loaded_again(job: _Job, context: Context, *, cached: bool) -> LoadedGraph | None:
    """Load what was compiled; None if QNN does not know it any more."""
    job.on_stage(LOADING)
    try:
        session = _session(replace(job, graph=context.wrapper, lengths={}))
    except NpuError:
        return None
    return LoadedGraph(session, context.nodes_on_device, context.nodes_elsewhere, cached)


def _loaded_at_once(job: _Job, *, compiled: bool) -> LoadedGraph:
    """Load a graph, compiled elsewhere or not, and keep nothing of it."""
    job.on_stage(LOADING if compiled else COMPILING)
    session = _session(job)
    return LoadedGraph(session, *_assigned(session), cached=compiled)


def _session(job: _Job, *, context: Path | None = None) -> Any:
    """Return an `InferenceSession` of the graph, or raise why the NPU does not take it."""
    options = session_options(job.target, job.purpose, lengths=job.lengths, context=context)
    try:
        # `providers` would leave it all to the processor, silently; `enable_fallback` would do so
        # when a run fails.
        session = runtime().InferenceSession(str(job.graph), options, enable_fallback=0)
    except runtime_errors() as error:
        raise _told(error) from error
    session.disable_fallback()
    on_device, elsewhere = _assigned(session)
    if elsewhere or not on_device:
        steps = on_device + elsewhere
        raise IncompleteError(f"Only {on_device} of {steps} steps would run on the NPU.")
    return session


def _assigned(session: Any) -> tuple[int, int]:
    """Return how many steps the plugin took, and how many anything else did, by its own record.

    (`get_providers` names the plugin even where it took none.)
    """
    record = session.get_provider_graph_assignment_info()
    counts = [(part.ep_name == PROVIDER, len(part.get_nodes())) for part in record]
    return sum(n for ours, n in counts if ours), sum(n for ours, n in counts if not ours)


def _told(error: Exception) -> NpuError:
    if any(sign in str(error) for sign in _INCOMPLETE):
        return IncompleteError("The NPU cannot calculate every step of this model.")
    return NpuError(f"The NPU does not take this model: {first_line(error)}")


def _read(graph: Path) -> GraphOutline:
    try:
        return read_outline(graph)
    except GraphFileError as error:
        raise NpuError(f"The model cannot be loaded: {error}.") from error


def _fixed_lengths(graph: Path, outline: GraphOutline) -> dict[str, int]:
    """Return the free first lengths of the inputs by name, each fixed to one row.

    Raises:
        NpuError: Another length is free as well, or a free one has no name to be fixed by.
    """
    firsts = [taken.shape[0] for taken in outline.inputs if taken.shape]
    fixed = {first: 1 for first in firsts if isinstance(first, str)}
    for taken in outline.inputs:
        if any(length not in fixed and not isinstance(length, int) for length in taken.shape):
            raise NpuError(
                f"The NPU takes fixed sizes only; “{taken.name}” of {graph.name} has a free one."
            )
    return fixed


def _demand_fp16(target: Target) -> None:
    """Refuse chips that fail at each step of a float graph, after a long while or at once."""
    if target.chip is not None and not target.chip.fp16:
        raise NpuError(without_fp16(target.chip))
