"""What the rest of the house may ask of a graph that runs somewhere, and how it says no."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle, ImageSpec, TextSpec


class ModelError(RuntimeError):
    """A model that runs but gives no usable answer: a fault of it or of ours, not of the user's."""


class RungError(Exception):
    """A graph cannot be run on some device; the text says why, in one sentence."""


class LostSessionError(ModelError):
    """A session died, hung or failed while it ran, and is no more; the text is one sentence."""


class DiedError(RungError, LostSessionError):
    """The process that was to run a graph died or hung: it may do so again."""


class BrokenOffError(LostSessionError):
    """A session was broken off from outside while it ran: for no fault of the device."""


class ClosedError(RuntimeError):
    """A session was asked to run after it was closed, or was closed while it ran."""

    def __init__(self, graph: str) -> None:
        super().__init__(f"The session of {graph} is closed.")


@dataclass(frozen=True, slots=True)
class Port:
    """One input or output of a graph; a `None` in `shape` is a length that the caller chooses."""

    name: str
    shape: tuple[int | None, ...]
    dtype: str


@dataclass(frozen=True, slots=True)
class TowerGraph:
    """The files of one tower of a model.

    Attributes:
        path: The graph.
        cpu_path: The graph that the CPU runs; None where the tower is compiled for an NPU alone.
        sha256: What the graph and its weights are known by, hexadecimal.
        compiled: The context binary that `path` wraps, where the tower is compiled.
        precision: What that calculates in; None: in half precision, or nobody said.
    """

    path: Path
    cpu_path: Path | None
    sha256: str
    compiled: Path | None = None
    precision: str | None = None

    @classmethod
    def of(cls, bundle: Bundle, spec: ImageSpec | TextSpec) -> Self:
        """Return the files of the tower that `spec` describes."""
        path = bundle.path(spec.file)
        cpu_path = bundle.path(spec.cpu_file) if spec.cpu_file else path
        return cls(
            path=path,
            cpu_path=None if spec.compiled and not spec.cpu_file else cpu_path,
            # Not the file's own: weights may lie beside it.
            sha256=hashlib.sha256(f"{bundle.sha256} {spec.file}".encode()).hexdigest(),
            compiled=bundle.path(spec.compiled.file) if spec.compiled else None,
            precision=spec.compiled.precision if spec.compiled else None,
        )


class Session(Protocol):
    """One graph, loaded on one device.

    Attributes:
        device: Where it runs: `cpu`, `npu`, `htp-emulator` or another of the ladder's.
        provider: ONNX Runtime's name of what runs it.
        precision: The arithmetic of the device, whatever type the file's weights are stored in.
        inputs: What must be fed.
        outputs: What can be asked for.
        batches: Whether the first length of the inputs is free; if not, it is 1.
        batch_size: How many rows it is best given at once.
        nodes_on_device: How many of the graph's steps the device runs; None on the CPU.
        nodes_elsewhere: How many the CPU runs for it; None on the CPU.
    """

    device: str
    provider: str
    precision: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    batches: bool
    batch_size: int
    nodes_on_device: int | None
    nodes_elsewhere: int | None

    def run(
        self, feeds: Mapping[str, NDArray[Any]], *, output: str | None = None
    ) -> NDArray[np.float32]:
        """Return one output (the first, unless named); feeds are cast to their ports' types.

        Several threads may call this at once.

        Raises:
            ClosedError: The session is closed.
            LostSessionError: The session is no more; on another rung the same may succeed.
            ModelError: The graph does not take this, or gives no answer to it.
        """
        ...

    def close(self) -> None:
        """Let go of the model's memory; the session cannot run after that."""
        ...


def cast_feeds(
    name: str, inputs: tuple[Port, ...], feeds: Mapping[str, NDArray[Any]]
) -> dict[str, NDArray[Any]]:
    """Return the feeds in the types of their ports.

    Raises:
        ModelError: They are not what the graph called `name` takes.
    """
    types = {port.name: np.dtype(port.dtype) for port in inputs}
    if feeds.keys() != types.keys():
        raise ModelError(f"{name} takes {_told(types)}, not {_told(feeds)}")
    return {port: feed.astype(types[port], copy=False) for port, feed in feeds.items()}


def _told(names: Mapping[str, object]) -> str:
    return ", ".join(f"“{name}”" for name in names)
