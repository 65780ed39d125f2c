"""A graph that ONNX Runtime has loaded in this process, as a `Session`, wherever it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.runtime import first_line, runtime_errors
from indexer.session.interface import ClosedError, ModelError, Port, cast_feeds

if TYPE_CHECKING:
    from collections.abc import Mapping

    import onnxruntime
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Place:
    """Where a loaded graph runs; the fields are those of `Session`."""

    device: str
    provider: str
    precision: str
    nodes_on_device: int | None = None
    nodes_elsewhere: int | None = None


class GraphSession:
    """A `Session` of this process.

    Args:
        name: What the graph is called in complaints.
        loaded: ONNX Runtime's session.
        place: Where that runs.
        batch_size: How many rows it is best given at once, if its graph takes any number of them.
        run_options: What ONNX Runtime is told with each run.
    """

    def __init__(
        self,
        name: str,
        loaded: onnxruntime.InferenceSession,
        place: Place,
        *,
        batch_size: int = 1,
        run_options: onnxruntime.RunOptions | None = None,
    ) -> None:
        self._name = name
        self._loaded: onnxruntime.InferenceSession | None = loaded
        self._run_options = run_options
        self.device, self.provider, self.precision = place.device, place.provider, place.precision
        self.nodes_on_device = place.nodes_on_device
        self.nodes_elsewhere = place.nodes_elsewhere
        self.inputs = tuple(_port(port) for port in loaded.get_inputs())
        self.outputs = tuple(_port(port) for port in loaded.get_outputs())
        self.batches = all(port.shape[:1] == (None,) for port in self.inputs)
        self.batch_size = batch_size if self.batches else 1

    def run(
        self, feeds: Mapping[str, NDArray[Any]], *, output: str | None = None
    ) -> NDArray[np.float32]:
        """Return one output, as `Session` says."""
        loaded = self._loaded  # Once: another thread may close the session meanwhile.
        if loaded is None:
            raise ClosedError(self._name)
        cast = cast_feeds(self._name, self.inputs, feeds)
        wanted = [output or self.outputs[0].name]
        try:
            (vectors,) = loaded.run(wanted, cast, self._run_options)
        except runtime_errors() as error:
            raise ModelError(f"{self._name} fails: {first_line(error)}") from error
        return np.asarray(vectors, np.float32)

    def close(self) -> None:
        """Let go of the model's memory."""
        self._loaded = None


def _port(port: onnxruntime.NodeArg) -> Port:
    shape = tuple(length if isinstance(length, int) else None for length in port.shape)
    element = port.type.removeprefix("tensor(").removesuffix(")")
    return Port(port.name, shape, {"float": "float32", "double": "float64"}.get(element, element))
