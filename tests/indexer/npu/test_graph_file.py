"""A graph's inputs and steps are read from its file, without its weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import onnx
import pytest
from onnx import TensorProto, helper

from indexer.npu.graph_file import GraphFileError, GraphInput, read_outline, read_weights
from indexer.places import shipped_models
from tests.bundles import CONTEXT, SIZE, TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("batch", [None, 1, 300])
def test_lengths_are_numbers_or_names(tmp_path: Path, batch: int | None) -> None:
    folder = make_tiny_bundle(tmp_path, TinyModel(batch=batch))
    rows = batch or "batch"
    image = read_outline(folder / "image.onnx")
    text = read_outline(folder / "text.onnx")
    assert image.inputs == (GraphInput("image", (rows, 3, SIZE, SIZE)),)
    assert text.inputs == (GraphInput("tokens", (rows, CONTEXT)),)


@pytest.mark.parametrize("tower", ["image", "text"])
def test_what_is_read_is_what_the_onnx_package_reads(tower: str) -> None:
    path = shipped_models() / "starter" / f"{tower}.onnx"
    whole = onnx.load(path)
    outline = read_outline(path)
    assert outline.operators == tuple(node.op_type for node in whole.graph.node)
    assert [taken.name for taken in outline.inputs] == [put.name for put in whole.graph.input]
    assert dict(outline.metadata) == {entry.key: entry.value for entry in whole.metadata_props}
    assert not outline.is_compiled


def test_a_free_length_may_have_no_name(tmp_path: Path) -> None:
    port = helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 3])
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "g", [port], [])
    onnx.save(helper.make_model(graph), tmp_path / "g.onnx")
    assert read_outline(tmp_path / "g.onnx").inputs == (GraphInput("x", (None, 3)),)


def test_metadata_and_every_kind_of_field_are_understood(tmp_path: Path) -> None:
    # Attributes hold floats (four bytes) and, here, doubles (eight).
    value = helper.make_tensor("value", TensorProto.DOUBLE, [], [2.5])
    nodes = [
        helper.make_node("Constant", [], ["c"], value=value),
        helper.make_node("LeakyRelu", ["x"], ["y"], alpha=0.5),
    ]
    graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info("x", 1, [2])], [])
    model = helper.make_model(graph)
    helper.set_model_props(model, {"origin": "here", "empty": ""})
    onnx.save(model, tmp_path / "g.onnx")
    outline = read_outline(tmp_path / "g.onnx")
    assert outline.operators == ("Constant", "LeakyRelu")
    assert outline.metadata == {"origin": "here", "empty": ""}


def test_what_is_cut_short_is_no_graph(tmp_path: Path) -> None:
    folder = make_tiny_bundle(tmp_path / "tiny")
    whole = (folder / "image.onnx").read_bytes()
    short = tmp_path / "short.onnx"
    for length in range(len(whole) - 20):  # The last bytes come after the graph.
        short.write_bytes(whole[:length])
        with pytest.raises(GraphFileError, match="short"):
            read_outline(short)


@pytest.mark.parametrize("content", [b"", b"\0", b"no graph at all", b"\xff" * 64, b"\x3a\x00"])
def test_rubbish_is_no_graph(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rubbish.onnx").write_bytes(content)
    with pytest.raises(GraphFileError, match=r"rubbish\.onnx is no ONNX graph"):
        read_outline(tmp_path / "rubbish.onnx")


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(GraphFileError, match=r"gone\.onnx cannot be read"):
        read_outline(tmp_path / "gone.onnx")


@pytest.mark.parametrize("tower", ["image", "text"])
def test_stored_weights_are_counted_as_the_onnx_package_counts_them(tower: str) -> None:
    path = shipped_models() / "starter" / f"{tower}.onnx"
    wanted: dict[str, int] = {}
    for tensor in onnx.load(path).graph.initializer:
        element = TensorProto.DataType.Name(tensor.data_type).lower()
        name = {"float": "float32"}.get(element, element)
        if name not in ("int64", "int32"):
            wanted[name] = wanted.get(name, 0) + onnx.numpy_helper.to_array(tensor).size
    assert read_weights(path) == wanted


def test_what_is_no_graph_has_no_weights_to_count(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"no graph at all")
    with pytest.raises(GraphFileError):
        read_weights(tmp_path / "a.onnx")
