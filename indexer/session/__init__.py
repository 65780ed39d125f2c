"""Runs one graph, on whatever this machine has for it.

`Session` says what the rest of the house may ask of a graph that runs somewhere; what the numbers
mean is `encode`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from indexer.errors import LibraryError
from indexer.machine import cores
from indexer.runtime import first_line, runtime, runtime_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import onnxruntime
    from numpy.typing import NDArray

DEVICES = ("auto", "cpu", "npu", "htp-emulator")
MOST_THREADS = 8


class ModelError(RuntimeError):
    """A model that runs but gives no usable answer: a fault of it or of ours, not of the user's."""


@dataclass(frozen=True, slots=True)
class Port:
    """One input or output of a graph; a `None` in `shape` is a length that the caller chooses."""

    name: str
    shape: tuple[int | None, ...]
    dtype: str


class Session(Protocol):
    """One graph, loaded on one device.

    Attributes:
        device: Where it runs: `cpu` (`npu`, `htp-emulator`).
        provider: ONNX Runtime's name of what runs it.
        precision: The arithmetic of the device, whatever type the file's weights are stored in.
        inputs: What must be fed.
        outputs: What can be asked for.
        batches: Whether the first length of the inputs is free; if not, it is 1.
        batch_size: How many rows it is best given at once.
    """

    device: str
    provider: str
    precision: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    batches: bool
    batch_size: int

    def run(
        self, feeds: Mapping[str, NDArray[Any]], *, output: str | None = None
    ) -> NDArray[np.float32]:
        """Return one output (the first, unless named); feeds are cast to their ports' types.

        Several threads may call this at once.
        """
        ...

    def close(self) -> None:
        """Let go of the model's memory; the session cannot run after that."""
        ...


def open_session(graph: Path, *, device: str = "auto", threads: int | None = None) -> Session:
    """Load a graph.

    Args:
        graph: An ONNX file.
        device: One of `DEVICES`; `auto` takes the best that this machine has.
        threads: How many CPU threads one run may use; by default, one for each processor that this
            process may use, up to `MOST_THREADS`.

    Raises:
        LibraryError: The file cannot be loaded, or the machine has no such device.
    """
    check_device(device)
    return CpuSession(graph, threads=threads or _processors())


def check_device(device: str) -> None:
    """Ask whether models can be run there, before there is any to be loaded.

    Raises:
        LibraryError: They cannot.
    """
    if device not in DEVICES:
        raise LibraryError(f"There is no device “{device}”; there are {', '.join(DEVICES)}.")
    if device not in ("auto", "cpu"):
        raise LibraryError(
            f"This version of Shoebox cannot run a model on “{device}” yet; use “cpu”."
        )


class CpuSession:
    """A graph on ONNX Runtime's CPU provider.

    Its threads sleep when they have nothing to do. By default they spin, which gains 4 % on an
    idle machine and loses far more beside decoding: on two busy cores a starter picture then costs
    33 ms of processor time instead of 21, and a query 31 ms instead of 18. The number of threads
    is always given, since ONNX Runtime otherwise ties each to one processor, even one that this
    process may not use. Left as they are, since measuring gave nothing for changing them: the
    optimisation level (below the highest, pictures take twice as long), prepacking, the arena.
    """

    device = "cpu"
    provider = "CPUExecutionProvider"
    precision = "float32"

    def __init__(self, graph: Path, *, threads: int) -> None:
        self._graph = graph
        self._loaded: onnxruntime.InferenceSession | None = _load(graph, threads)
        self.inputs = tuple(_port(port) for port in self._loaded.get_inputs())
        self.outputs = tuple(_port(port) for port in self._loaded.get_outputs())
        self.batches = all(port.shape[:1] == (None,) for port in self.inputs)
        # Processor time per row is the same from 1 to 32 rows, and each picture takes 20 MB while
        # it is under way (starter model); but two threads share four rows better than one (7 %).
        self.batch_size = 4 if self.batches and threads > 1 else 1
        self._types = {port.name: np.dtype(port.dtype) for port in self.inputs}

    def run(
        self, feeds: Mapping[str, NDArray[Any]], *, output: str | None = None
    ) -> NDArray[np.float32]:
        """Return one output, as `Session` says."""
        if self._loaded is None:
            raise RuntimeError(f"The session of {self._graph} is closed.")
        if feeds.keys() != self._types.keys():
            raise ModelError(f"{self._graph.name} takes {_told(self._types)}, not {_told(feeds)}")
        cast = {name: feed.astype(self._types[name], copy=False) for name, feed in feeds.items()}
        try:
            (vectors,) = self._loaded.run([output or self.outputs[0].name], cast)
        except runtime_errors() as error:
            raise ModelError(f"{self._graph.name} fails: {first_line(error)}") from error
        return np.asarray(vectors, np.float32)

    def close(self) -> None:
        """Let go of the model's memory."""
        self._loaded = None


def providers() -> tuple[str, ...]:
    """Return what ONNX Runtime can run graphs on here, by its own names."""
    return tuple(runtime().get_available_providers())


def _load(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    onnx = runtime()
    options = onnx.SessionOptions()
    options.log_severity_level = 4  # Fatal only: whatever it complains of is raised as well.
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        # Without `enable_fallback=0` it prints when a provider fails, and tries another.
        return onnx.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"], enable_fallback=0
        )
    except runtime_errors() as error:
        raise LibraryError(
            f"The model file {graph} cannot be loaded: {first_line(error)}"
        ) from error


def _processors() -> int:
    """Return how many threads a run should use on this machine.

    One more than there are processors costs 5 % (measured with two), so sibling threads of one core
    are not told apart. The limit is a judgement: graphs of 100 small steps do not share out well.
    """
    return min(cores(), MOST_THREADS)


def _told(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _port(port: onnxruntime.NodeArg) -> Port:
    shape = tuple(length if isinstance(length, int) else None for length in port.shape)
    element = port.type.removeprefix("tensor(").removesuffix(")")
    return Port(port.name, shape, {"float": "float32", "double": "float64"}.get(element, element))
