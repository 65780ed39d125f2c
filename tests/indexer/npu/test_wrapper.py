"""A context binary runs in ONNX Runtime through the file that is written around it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest

pytest.importorskip("onnxruntime_qnn")
if sys.platform != "linux":
    pytest.skip("QNN's emulator exists for Linux only", allow_module_level=True)

from indexer.npu.binary import BinaryGraph, BinaryTensor, read_binary
from indexer.npu.options import Purpose, session_options
from indexer.npu.targets import find_target
from indexer.npu.wrapper import read_wrapper, write_wrapper
from indexer.runtime import runtime
from tests.context_binaries import SmallGraph, compile_binary, compile_together

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PIXELS = np.random.default_rng(5).normal(size=(1, 8, 8, 3)).astype(np.float32)
PLANES = np.ascontiguousarray(PIXELS.transpose(0, 3, 1, 2))
NHWC = SmallGraph(shape=(1, 8, 8, 3), order=(0, 3, 1, 2))


def run(wrapper: Path, feed: NDArray[Any]) -> NDArray[Any]:
    """Run a wrapper's graph on the emulator; every node of it, or none."""
    options = session_options(find_target("htp-emulator"), Purpose(), lengths={})
    session = runtime().InferenceSession(str(wrapper), options)
    found: NDArray[Any] = session.run(None, {session.get_inputs()[0].name: feed})[0]
    return found


def wrapped(binary: Path, **told: Any) -> Path:
    graph = replace(read_binary(binary).graphs[0], **told)
    wrapper = binary.with_suffix(".onnx")
    write_wrapper(wrapper, graph, binary=binary.name, qnn="2.51.0")
    return wrapper


@pytest.mark.parametrize(("graph", "feed"), [(SmallGraph(), PLANES), (NHWC, PIXELS)])
def test_a_wrapped_binary_computes_what_was_compiled(
    tmp_path: Path, graph: SmallGraph, feed: NDArray[np.float32]
) -> None:
    found = run(wrapped(compile_binary(graph.model(), tmp_path / "small.bin")), feed)
    np.testing.assert_allclose(found, PLANES.reshape(1, -1) @ graph.weights, atol=0.1)


def test_a_layout_that_a_binary_tells_wrongly_can_be_told_rightly(tmp_path: Path) -> None:
    lying = SmallGraph(shape=(1, 3, 8, 8), read_as=(1, 8, 8, 3), order=(0, 3, 1, 2))
    binary = compile_binary(lying.model(), tmp_path / "lying.bin")
    right = PLANES.reshape(1, -1) @ lying.weights
    assert np.abs(run(wrapped(binary), PLANES) - right).max() > 1, "rubbish, and not a word"
    found = run(wrapped(binary, inputs=(BinaryTensor("image", (1, 8, 8, 3), "float32"),)), PIXELS)
    np.testing.assert_allclose(found, right, atol=0.1)


def test_each_graph_of_a_binary_is_wrapped_by_its_name(tmp_path: Path) -> None:
    graphs = [SmallGraph(seed=seed) for seed in (1, 2)]
    binary = compile_together(graphs[0].model(), graphs[1].model(), tmp_path / "both.bin")
    for graph, told in zip(graphs, read_binary(binary).graphs, strict=True):
        wrapper = tmp_path / f"{graph.seed}.onnx"
        write_wrapper(wrapper, told, binary=binary.name, qnn="")
        right = PLANES.reshape(1, -1) @ graph.weights
        np.testing.assert_allclose(run(wrapper, PLANES), right, atol=0.1)


def test_the_file_is_sound_onnx_and_nothing_else_is_left(tmp_path: Path) -> None:
    ports = (BinaryTensor("in", (1, 77), "int32"),), (BinaryTensor("out", (1, 8), "float16"),)
    write_wrapper(tmp_path / "text.onnx", BinaryGraph("clip", *ports), binary="text.bin", qnn="")
    assert [path.name for path in tmp_path.iterdir()] == ["text.onnx"]
    model = onnx.load(tmp_path / "text.onnx")
    onnx.checker.check_model(model)
    assert model.graph.input[0].type.tensor_type.elem_type == onnx.TensorProto.INT32
    assert model.graph.output[0].type.tensor_type.elem_type == onnx.TensorProto.FLOAT16


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    ports = (BinaryTensor("in", (1, 77), "int32"),), (BinaryTensor("out", (1, 8), "float16"),)
    graph = BinaryGraph("clip", *ports)
    write_wrapper(tmp_path / "text.onnx", graph, binary="text.bin", qnn="2.36.0")
    assert read_wrapper(tmp_path / "text.onnx") == (graph, "2.36.0")


def test_another_file_is_no_wrapper(tmp_path: Path) -> None:
    (tmp_path / "other.onnx").write_bytes(b"other")
    onnx.save(SmallGraph().model(), tmp_path / "plain.onnx")
    for name in ("other.onnx", "plain.onnx"):
        with pytest.raises(ValueError, match=name):
            read_wrapper(tmp_path / name)


@pytest.mark.parametrize("name", ["", "..", "../x.bin", "/x.bin", "a\\x.bin", "C:x.bin"])
def test_a_binary_that_lies_elsewhere_is_not_wrapped(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a file beside"):
        write_wrapper(tmp_path / "x.onnx", BinaryGraph("clip", (), ()), binary=name, qnn="")
