"""ONNX exports as others put them on the hub, but small enough to be made in each test run.

The towers are those of `bundles`, which know colours, behind the inputs of a real export: pictures
of the model's size, normalised with its mean and std, and the 49,408 words of CLIP.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import tokenizers
from onnx import TensorProto, helper, numpy_helper

from indexer.tokenizer import clip_tokenizer_json
from tests.bundles import COLOURS, DIM, IR_VERSION, OPSET

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.models.known import KnownModel

REFERENCES = Path(__file__).parent / "indexer" / "references"
WORDS, END = 49408, 49407


@dataclass(frozen=True, slots=True)
class ReadyExport:
    """What may differ between exports.

    Attributes:
        rows: First length of the inputs: a name where it is free.
        dtype: Element type of the pictures: `float32` or `uint8`.
        preprocessing: Said of it in `open_clip_config.json`, in place of what is true.
        graphs: Names of the two graphs.
    """

    rows: int | str = "batch_size"
    dtype: str = "float32"
    preprocessing: dict[str, Any] | None = None
    graphs: tuple[str, str] = ("visual.onnx", "text.onnx")


def ready_export(
    folder: Path, model: KnownModel, export: ReadyExport | None = None
) -> dict[str, bytes]:
    """Return the files of an export of `model`, path -> content; `folder` is for making them."""
    export = export or ReadyExport()
    folder.mkdir(parents=True, exist_ok=True)
    image, text = export.graphs
    _save(_image_graph(model, export), folder / image, data=None)
    _save(_text_graph(model, export), folder / text, data=f"{text}.data")
    said = {
        "open_clip_config.json": _open_clip_config(model, export),
        "model_config.json": {"logit_scale": 87.5, "logit_bias": 0.0, "pad_id": 0},
    }
    for name, values in said.items():
        (folder / name).write_text(json.dumps(values), "utf-8")
    (folder / "tokenizer.json").write_text(tokenizer_of_the_hub(), "utf-8")
    (folder / "README.md").write_text("# An export for tests\n", "utf-8")
    (folder / "unwanted.bin").write_bytes(b"nobody asks for it")
    prefix = f"{model.ready.folder}/" if model.ready and model.ready.folder else ""
    at_the_top = ("tokenizer.json", "README.md")
    return {
        path.name if path.name in at_the_top else prefix + path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
    }


@cache
def tokenizer_of_the_hub() -> str:
    """CLIP's tokenizer as the hub has it: other names for the marks, and the wrong pad token."""
    merges = gzip.decompress((REFERENCES / "clip_merges.txt.gz").read_bytes()).decode().split("\n")
    text = clip_tokenizer_json(merges)
    for ours, theirs in (("start_of_text", "startoftext"), ("end_of_text", "endoftext")):
        text = text.replace(f"<{ours}>", f"<|{theirs}|>")
    words = tokenizers.Tokenizer.from_str(text)
    words.enable_truncation(77)
    words.enable_padding(pad_id=END, pad_token="<|endoftext|>", length=77)
    return words.to_str()


def _open_clip_config(model: KnownModel, export: ReadyExport) -> dict[str, Any]:
    preprocessing = {
        "mean": model.mean,
        "std": model.std,
        "interpolation": model.interpolation,
        "resize_mode": model.resize_mode,
        **(export.preprocessing or {}),
    }
    towers = {"embed_dim": model.embedding_dim, "vision_cfg": {"image_size": model.image_size}}
    return {"model_cfg": towers, "preprocess_cfg": preprocessing}


def _image_graph(model: KnownModel, export: ReadyExport) -> onnx.GraphProto:
    """Each pixel votes for the nearest corners of the colour cube; halves are averaged."""
    corners = np.array(list(product((-1, 1), repeat=3)), np.float32)
    mean, std = np.array(model.mean, np.float32), np.array(model.std, np.float32)
    size = model.image_size
    element = {"float32": TensorProto.FLOAT, "uint8": TensorProto.UINT8}[export.dtype]
    return helper.make_graph(
        [
            helper.make_node("Cast", ["pixel_values"], ["pixels"], to=TensorProto.FLOAT),
            helper.make_node("Conv", ["pixels", "corners", "middle"], ["votes"]),
            helper.make_node("Softmax", ["votes"], ["shares"], axis=1),
            helper.make_node(
                "AveragePool",
                ["shares"],
                ["halves"],
                kernel_shape=[size // 2, size],
                strides=[size // 2, size],
            ),
            helper.make_node("Flatten", ["halves"], ["colours"]),
            helper.make_node("MatMul", ["colours", "wide"], ["image_embeddings"]),
        ],
        "image",
        [helper.make_tensor_value_info("pixel_values", element, [export.rows, 3, size, size])],
        [_embeddings("image_embeddings", model, export)],
        [
            numpy_helper.from_array((6 * corners * std).reshape(-1, 3, 1, 1), "corners"),
            numpy_helper.from_array(3 * corners @ (2 * mean - 1), "middle"),
            numpy_helper.from_array(_wide(model), "wide"),
        ],
    )


def _text_graph(model: KnownModel, export: ReadyExport) -> onnx.GraphProto:
    """The mean of the words' vectors; the end mark weighs much, so that padding with it shows."""
    length = model.context_length
    tokens = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [export.rows, length])
    return helper.make_graph(
        [
            helper.make_node("Gather", ["table", "input_ids"], ["words"]),
            helper.make_node("ReduceMean", ["words"], ["mean"], axes=[1], keepdims=0),
            helper.make_node("MatMul", ["mean", "wide"], ["text_embeddings"]),
        ],
        "text",
        [tokens],
        [_embeddings("text_embeddings", model, export)],
        [
            numpy_helper.from_array(_word_vectors(), "table"),
            numpy_helper.from_array(_wide(model), "wide"),
        ],
    )


def _embeddings(name: str, model: KnownModel, export: ReadyExport) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(
        name, TensorProto.FLOAT, [export.rows, model.embedding_dim]
    )


@cache
def _word_vectors() -> NDArray[np.float32]:
    words = tokenizers.Tokenizer.from_str(tokenizer_of_the_hub())
    table = np.zeros((WORDS, DIM), np.float32)
    table[END] = 0.01
    for at, colour in enumerate(COLOURS):
        table[words.token_to_id(f"{colour}</w>"), [2 * at, 2 * at + 1]] = 1
    return table


def _wide(model: KnownModel) -> NDArray[np.float32]:
    return np.eye(DIM, model.embedding_dim, dtype=np.float32)


def _save(graph: onnx.GraphProto, path: Path, *, data: str | None) -> None:
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path, save_as_external_data=data is not None, location=data)
