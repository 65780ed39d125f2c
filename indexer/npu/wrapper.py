"""The ONNX file through which ONNX Runtime runs a context binary: one `EPContext` node.

The only file of the app that builds ONNX graphs. What goes in and out is told by `binary`; the
rules that the file keeps are those of the QNN plugin 2.7, which checks sizes in bytes alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.atomic import written_whole
from indexer.npu.binary import BinaryGraph, BinaryTensor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import onnx

IR_VERSION: Final = 10
OPSET: Final = 17
"""The newest that ONNX Runtime 1.24, the oldest we run on, reads for certain."""


def write_wrapper(path: Path, graph: BinaryGraph, *, binary: str, qnn: str) -> None:
    """Write an ONNX file that runs one graph of a context binary beside it.

    Args:
        path: The ONNX file; the binary must lie in its folder.
        graph: What goes in and out. Shapes may be told otherwise than the binary tells them, as
            long as the bytes are as many: so a layout is corrected that a binary tells wrongly.
        binary: The binary's file name.
        qnn: The version of its compiler, as in "2.51.0"; may be empty.

    Raises:
        ValueError: `binary` is not a plain name; the plugin refuses every other.
    """
    import onnx
    from onnx import helper

    if not binary or set(binary) & set("/\\:") or binary in (".", ".."):
        raise ValueError(f"{binary!r} is not the name of a file beside {path}")
    node = helper.make_node(
        "EPContext",
        [tensor.name for tensor in graph.inputs],
        [tensor.name for tensor in graph.outputs],
        # Where a binary holds several graphs, this name says which.
        name=graph.name,
        domain="com.microsoft",
        main_context=1,
        embed_mode=0,
        ep_cache_context=binary,
        source="Qnn",
        partition_name=graph.name,
        ep_sdk_version=qnn,
    )
    whole = helper.make_graph([node], graph.name, _ports(graph.inputs), _ports(graph.outputs))
    model = helper.make_model(
        whole,
        producer_name="shoebox",
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)],
    )
    with written_whole(path) as aside:
        onnx.save(model, aside)


def read_wrapper(path: Path) -> tuple[BinaryGraph, str]:
    """Return what `write_wrapper` was told of a graph, and the version of its compiler.

    Quantisation is not written there; a bundle says it.

    Raises:
        ValueError: The file is no such wrapper.
        OSError: It cannot be read.
    """
    import onnx
    from google.protobuf.message import DecodeError

    try:
        graph = onnx.load(path, load_external_data=False).graph
    except DecodeError as error:
        raise ValueError(f"{path} is no ONNX file") from error
    if [node.op_type for node in graph.node] != ["EPContext"]:
        raise ValueError(f"{path} wraps no compiled graph")
    (node,) = graph.node
    said = {attribute.name: attribute.s.decode() for attribute in node.attribute}
    told = BinaryGraph(node.name, _tensors(graph.input), _tensors(graph.output))
    return told, said.get("ep_sdk_version", "")


def _tensors(ports: Iterable[onnx.ValueInfoProto]) -> tuple[BinaryTensor, ...]:
    from onnx import helper

    return tuple(
        BinaryTensor(
            name=port.name,
            shape=tuple(length.dim_value for length in port.type.tensor_type.shape.dim),
            dtype=helper.tensor_dtype_to_np_dtype(port.type.tensor_type.elem_type).name,
        )
        for port in ports
    )


def _ports(tensors: Iterable[BinaryTensor]) -> list[onnx.ValueInfoProto]:
    import numpy as np
    from onnx import helper

    return [
        helper.make_tensor_value_info(
            tensor.name, helper.np_dtype_to_tensor_dtype(np.dtype(tensor.dtype)), tensor.shape
        )
        for tensor in tensors
    ]
