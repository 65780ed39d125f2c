"""Context binaries as Qualcomm's compiler writes them, made in the test run from small graphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, compose, helper, numpy_helper

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

X_ELITE, ELITE_GEN_5 = 60, 87
"""QNN's numbers of a chip with a Hexagon V73 and of one with a V81."""


@dataclass(frozen=True, slots=True)
class SmallGraph:
    """A graph of one product, weights and all: `embedding = flat(picture) @ weights`.

    Attributes:
        shape: Of the input, as it is declared: `(1, 3, 8, 8)`.
        order: The axes' order in which the input is read before it is flattened.
        read_as: What the input's bytes are taken for first, where the declared shape is a lie.
    """

    shape: tuple[int, ...] = (1, 3, 8, 8)
    order: tuple[int, ...] = (0, 1, 2, 3)
    read_as: tuple[int, ...] | None = None
    width: int = 16
    seed: int = 0

    @property
    def weights(self) -> NDArray[np.float32]:
        rows = int(np.prod(self.shape))
        chance = np.random.default_rng(self.seed)
        return chance.normal(size=(rows, self.width)).astype(np.float32)

    def model(self) -> onnx.ModelProto:
        """Return it as ONNX."""
        flat = np.array([1, -1], np.int64)
        read_as = np.array(self.read_as or self.shape, np.int64)
        graph = helper.make_graph(
            [
                helper.make_node("Reshape", ["image", "read_as"], ["taken"]),
                helper.make_node("Transpose", ["taken"], ["ordered"], perm=self.order),
                helper.make_node("Reshape", ["ordered", "flat"], ["row"]),
                helper.make_node("MatMul", ["row", "weights"], ["embedding"]),
            ],
            "small",
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, self.shape)],
            [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, self.width])],
            [
                numpy_helper.from_array(flat, "flat"),
                numpy_helper.from_array(read_as, "read_as"),
                numpy_helper.from_array(self.weights, "weights"),
            ],
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)


def quantised() -> onnx.ModelProto:
    """Return a graph whose input and output are whole numbers that stand for others."""
    scales = {"in_scale": 0.02, "out_scale": 0.5}
    zeros = {"in_zero": 128, "out_zero": 100}
    graph = helper.make_graph(
        [
            helper.make_node("DequantizeLinear", ["image", "in_scale", "in_zero"], ["real"]),
            helper.make_node("Relu", ["real"], ["positive"]),
            helper.make_node(
                "QuantizeLinear", ["positive", "out_scale", "out_zero"], ["embedding"]
            ),
        ],
        "quantised",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, [1, 3, 8, 8])],
        [helper.make_tensor_value_info("embedding", TensorProto.UINT8, [1, 3, 8, 8])],
        [
            *(_scalar(np.float32, value, name) for name, value in scales.items()),
            *(_scalar(np.uint8, value, name) for name, value in zeros.items()),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)


def _scalar(dtype: type, value: float, name: str) -> onnx.TensorProto:
    return numpy_helper.from_array(np.array(value, dtype), name)


def compile_binary(model: onnx.ModelProto, path: Path, *, soc: int = X_ELITE) -> Path:
    """Compile an ONNX graph for a chip, ahead of time, into the bare context binary `path`."""
    return _compile(model, path, soc=soc, whole=True)


def compile_together(
    first: onnx.ModelProto, second: onnx.ModelProto, path: Path, *, soc: int = X_ELITE
) -> Path:
    """Compile two graphs into one context binary; the second's names begin with `second_`.

    The second is made to wait for the first by steps that no NPU has (sequences of tensors), so
    that the compiler keeps them apart; its input must be of the type of the first's output.
    """
    both = compose.add_prefix(second, "second_").graph
    (taken,) = both.input
    given = onnx.ValueInfoProto()
    given.CopyFrom(taken)
    given.name = "second_given"
    (done,) = first.graph.output
    apart = [
        helper.make_node("SequenceConstruct", [given.name, done.name], ["pair"]),
        helper.make_node("SequenceAt", ["pair", "first_place"], [taken.name]),
    ]
    graph = helper.make_graph(
        [*first.graph.node, *apart, *both.node],
        "both",
        [*first.graph.input, given],
        [done, *both.output],
        [
            *(*first.graph.initializer, *both.initializer),
            numpy_helper.from_array(np.array(0, np.int64), "first_place"),
        ],
        value_info=[taken],
    )
    model = helper.make_model(graph, opset_imports=first.opset_import, ir_version=10)
    return _compile(model, path, soc=soc, whole=False)


def _compile(model: onnx.ModelProto, path: Path, *, soc: int, whole: bool) -> Path:
    from indexer.npu.options import Purpose, session_options
    from indexer.npu.targets import find_target
    from indexer.runtime import runtime

    target = find_target("htp-emulator", soc_model=soc)
    graph, context = path.with_name("graph.onnx"), path.with_name("context.onnx")
    onnx.save(model, graph)
    options = session_options(target, Purpose(), lengths={}, context=context)
    if not whole:
        options.add_session_config_entry("session.disable_cpu_ep_fallback", "0")
    runtime().InferenceSession(str(graph), options)
    context.with_name("context_qnn.bin").rename(path)
    graph.unlink()
    context.unlink()
    return path
