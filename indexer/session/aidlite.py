"""Graphs on APLUX's boards through their own engine, AidLite: where ONNX Runtime's plugin fails.

UNPROVED ON HARDWARE. The calls are those of APLUX's samples and of public programs for their
boards; they have been tried against a strict imitation only. As on every rung, its vectors are
proved against the golden set before one of them is kept.

The engine takes real numbers for quantised inputs too, and gives them: no caller scales anything.
"""

from __future__ import annotations

from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from indexer.npu.wrapper import read_wrapper
from indexer.session.interface import LostSessionError, Port, RungError, cast_feeds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from indexer.npu.binary import BinaryTensor
    from indexer.session.interface import TowerGraph

PROVIDER: Final = "AidLite"

# Its method's name was misspelt for years, and was put right in a later version.
BUILD: Final = (
    "build_interpreter_from_model_and_config",
    "build_interpretper_from_model_and_config",
)
DESTROY: Final = ("destroy", "destory")


def installed() -> bool:
    """Whether APLUX's package is here; loads nothing."""
    return find_spec("aidlite") is not None


def open_aidlite(tower: TowerGraph) -> AidliteSession:
    """Load a compiled tower into AidLite.

    Args:
        tower: One with a context binary; `path` is the wrapper that tells what goes in and out.

    Raises:
        RungError: It is not compiled, or AidLite does not take it.
    """
    if tower.compiled is None:
        raise RungError("AidLite runs compiled models only.")
    try:
        import aidlite

        graph, qnn = read_wrapper(tower.path)
        interpreter = _interpreter(aidlite, tower, graph.inputs, graph.outputs, qnn=qnn)
    except (ImportError, AttributeError, OSError, ValueError) as error:
        raise RungError(f"AidLite cannot be used: {error}.") from error
    return AidliteSession(tower.path.name, interpreter, _ports(graph.inputs), _ports(graph.outputs))


class AidliteSession:
    """A `Session` of a loaded interpreter; it runs one row at a time."""

    device = "npu"
    provider = PROVIDER
    precision = "float16"
    batches = False
    batch_size = 1
    nodes_on_device = 1
    nodes_elsewhere = 0

    def __init__(
        self, name: str, interpreter: Any, inputs: tuple[Port, ...], outputs: tuple[Port, ...]
    ) -> None:
        self._name = name
        self._interpreter = interpreter
        self._running = Lock()
        self.inputs, self.outputs = inputs, outputs

    def run(
        self, feeds: Mapping[str, NDArray[Any]], *, output: str | None = None
    ) -> NDArray[np.float32]:
        """Return one output, as `Session` says."""
        cast = cast_feeds(self._name, self.inputs, feeds)
        place = [port.name for port in self.outputs].index(output or self.outputs[0].name)
        with self._running:
            if self._interpreter is None:
                raise RuntimeError(f"The session of {self._name} is closed.")
            for at, port in enumerate(self.inputs):
                row = np.ascontiguousarray(cast[port.name])
                self._demand(self._interpreter.set_input_tensor(at, row), "take its input")
            self._demand(self._interpreter.invoke(), "run")
            found = self._interpreter.get_output_tensor(place)
        lengths = self.outputs[place].shape
        if found is None or np.size(found) != np.prod([length or 1 for length in lengths]):
            raise LostSessionError(f"AidLite gave no answer of {self._name}'s size.")
        return np.array(found, np.float32).reshape([length or 1 for length in lengths])

    def close(self) -> None:
        """Let go of the model's memory."""
        with self._running:
            if self._interpreter is not None:
                _method(self._interpreter, DESTROY)()
            self._interpreter = None

    def _demand(self, status: int, what: str) -> None:
        if status != 0:
            raise LostSessionError(f"AidLite cannot {what} ({self._name}, status {status}).")


def _interpreter(
    aidlite: Any,
    tower: TowerGraph,
    inputs: Sequence[BinaryTensor],
    outputs: Sequence[BinaryTensor],
    *,
    qnn: str,
) -> Any:
    """Return an interpreter that has loaded a tower's binary.

    Raises:
        RungError: A step of it failed.
        AttributeError: This AidLite lacks something that the steps need.
    """
    model = _demand_made(aidlite.Model.create_instance(str(tower.compiled)), "open the model")
    model.set_model_properties(
        [list(each.shape) for each in inputs],
        getattr(aidlite.DataType, _type(inputs)),
        [list(each.shape) for each in outputs],
        aidlite.DataType.TYPE_FLOAT32,
    )
    config = _demand_made(aidlite.Config.create_instance(), "be configured")
    config.implement_type = aidlite.ImplementType.TYPE_LOCAL
    config.framework_type = _framework(aidlite.FrameworkType, qnn)
    config.accelerate_type = aidlite.AccelerateType.TYPE_DSP  # No other takes a binary (120010).
    config.is_quantify_model = 1
    build = _method(aidlite.InterpreterBuilder, BUILD)
    interpreter = _demand_made(build(model, config), "build an interpreter")
    for step in ("init", "load_model"):
        status = getattr(interpreter, step)()
        if status != 0:
            _method(interpreter, DESTROY)()
            raise RungError(f"AidLite does not load the model ({step}, status {status}).")
    return interpreter


def _framework(types: Any, qnn: str) -> Any:
    """Return the engine of the binary's own QNN where there is one: it takes no other's."""
    numbers = qnn.split(".")[:2]
    return getattr(types, f"TYPE_QNN{''.join(numbers)}", None) or types.TYPE_QNN


def _type(tensors: Sequence[BinaryTensor]) -> str:
    return "TYPE_INT32" if tensors[0].dtype in ("int32", "int64") else "TYPE_FLOAT32"


def _ports(tensors: Sequence[BinaryTensor]) -> tuple[Port, ...]:
    element = "int32" if _type(tensors) == "TYPE_INT32" else "float32"
    return tuple(Port(each.name, each.shape, element) for each in tensors)


def _method(owner: Any, spellings: Sequence[str]) -> Callable[..., Any]:
    found = next((name for name in spellings if hasattr(owner, name)), spellings[0])
    method: Callable[..., Any] = getattr(owner, found)
    return method


def _demand_made(made: Any, what: str) -> Any:
    if made is None:
        raise RungError(f"AidLite cannot {what}.")
    return made
