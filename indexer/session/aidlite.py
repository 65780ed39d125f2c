"""Graphs on APLUX's boards through their own engine, AidLite: where ONNX Runtime's plugin fails.

UNPROVED ON HARDWARE: the calls are those of APLUX's samples and of public programs for their
boards, tried against a strict imitation only. As on every rung, its vectors are proved against the
golden set before one of them is kept. It takes and gives real numbers for quantised tensors too.
"""

from __future__ import annotations

from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from indexer.npu.wrapper import read_wrapper
from indexer.session.interface import ClosedError, LostSessionError, Port, RungError, cast_feeds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from indexer.npu.binary import BinaryTensor
    from indexer.session.interface import TowerGraph

    Ports = tuple[Port, ...]

PROVIDER: Final = "AidLite"
BUILD: Final = (
    "build_interpreter_from_model_and_config",
    "build_interpretper_from_model_and_config",  # As it was misspelt for years.
)
DESTROY: Final = ("destroy", "destory")


def installed() -> bool:
    """Whether APLUX's package is here; loads nothing."""
    return find_spec("aidlite") is not None


def open_aidlite(tower: TowerGraph) -> AidliteSession:
    """Load a compiled tower into AidLite; its wrapper tells what goes in and out.

    Raises:
        RungError: It is not compiled, or AidLite does not take it.
    """
    if tower.compiled is None:
        raise RungError("AidLite runs compiled models only.")
    try:
        import aidlite

        graph, qnn = read_wrapper(tower.path)
        inputs, outputs = _ports(graph.inputs), _ports(graph.outputs)
        model = _made(aidlite.Model.create_instance(str(tower.compiled)))
        _declare(aidlite.DataType, model, inputs, outputs)
        interpreter = _load(aidlite, model, _configured(aidlite, qnn))
    except (ImportError, AttributeError, OSError, ValueError) as error:
        raise RungError(f"AidLite cannot be used: {error}.") from error
    return AidliteSession(tower, interpreter, inputs, outputs)


class AidliteSession:
    """A `Session` of a loaded interpreter; it runs one row at a time."""

    device, provider = "npu", PROVIDER
    batches, batch_size = False, 1
    nodes_on_device: int | None = 1  # The compiled graph is one step, as in its wrapper.
    nodes_elsewhere: int | None = 0

    def __init__(self, tower: TowerGraph, interpreter: Any, inputs: Ports, outputs: Ports) -> None:
        self._name, self.precision = tower.path.name, tower.precision or "float16"
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
                raise ClosedError(self._name)
            for at, port in enumerate(self.inputs):
                row = np.ascontiguousarray(cast[port.name])
                self._demand(self._interpreter.set_input_tensor(at, row), "take its input")
            self._demand(self._interpreter.invoke(), "run")
            found = self._interpreter.get_output_tensor(place)
        shape = [length or 1 for length in self.outputs[place].shape]
        if found is None or np.size(found) != np.prod(shape):
            raise LostSessionError(f"AidLite gave no answer of the size that {self._name} gives.")
        return np.array(found, np.float32).reshape(shape)

    def close(self) -> None:
        """Let go of the model's memory."""
        with self._running:
            if self._interpreter is not None:
                _method(self._interpreter, DESTROY)()
            self._interpreter = None

    def _demand(self, status: int, what: str) -> None:
        if status != 0:
            raise LostSessionError(f"AidLite cannot {what} ({self._name}, status {status}).")


def _declare(types: Any, model: Any, inputs: Sequence[Port], outputs: Sequence[Port]) -> None:
    """Tell AidLite what goes in and out: it does not look into the binary."""
    taken = types.TYPE_INT32 if inputs[0].dtype == "int32" else types.TYPE_FLOAT32
    shapes = [[list(port.shape) for port in ports] for ports in (inputs, outputs)]
    model.set_model_properties(shapes[0], taken, shapes[1], types.TYPE_FLOAT32)


def _configured(aidlite: Any, qnn: str) -> Any:
    """Return a configuration for the engine of a binary's own QNN, which takes no other's."""
    config = _made(aidlite.Config.create_instance())
    own = f"TYPE_QNN{''.join(qnn.split('.')[:2])}"
    config.implement_type = aidlite.ImplementType.TYPE_LOCAL
    config.framework_type = getattr(aidlite.FrameworkType, own, aidlite.FrameworkType.TYPE_QNN)
    config.accelerate_type = aidlite.AccelerateType.TYPE_DSP  # No other takes a binary (120010).
    config.is_quantify_model = 1
    return config


def _load(aidlite: Any, model: Any, config: Any) -> Any:
    interpreter = _made(_method(aidlite.InterpreterBuilder, BUILD)(model, config))
    for step in (interpreter.init, interpreter.load_model):
        status = step()
        if status != 0:
            _method(interpreter, DESTROY)()
            raise RungError(f"AidLite does not load the model (status {status}).")
    return interpreter


def _ports(tensors: Sequence[BinaryTensor]) -> Ports:
    whole = ("int32", "int64")  # Token ids; quantised tensors go in and out as real numbers.
    types = ("int32" if each.dtype in whole else "float32" for each in tensors)
    return tuple(Port(each.name, each.shape, t) for each, t in zip(tensors, types, strict=True))


def _method(owner: Any, spellings: Sequence[str]) -> Any:
    return getattr(owner, next((name for name in spellings if hasattr(owner, name)), spellings[0]))


def _made(made: Any) -> Any:
    if made is None:
        raise RungError("AidLite does not take the model.")
    return made
