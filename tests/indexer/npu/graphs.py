"""Graphs of a few steps, for what the tiny bundle's have no step for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import onnx
from onnx import TensorProto, helper

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def save_steps(path: Path, shape: Sequence[int | str | None], *operators: str) -> Path:
    """Write a graph that does one step after another to a tensor `x0` of that shape."""
    nodes = [
        helper.make_node(operator, [f"x{at}"], [f"x{at + 1}"])
        for at, operator in enumerate(operators)
    ]
    ports = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))
        for name in ("x0", f"x{len(nodes)}")
    ]
    graph = helper.make_graph(nodes, "steps", ports[:1], ports[1:])
    opset = helper.make_opsetid("", 17)
    onnx.save(helper.make_model(graph, opset_imports=[opset], ir_version=10), path)
    return path
