"""A model small enough to be made in each test run, and true enough to be searched with.

Its image tower counts colours in the upper and the lower half of a picture, its text tower knows
the colours' names: “red” lies near red pictures, “blue green” near blue-green ones. A text of
which no word is known points nowhere in particular.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SIZE = 32
CONTEXT = 16
# The corners of the cube of red, green and blue, from (0, 0, 0) to (1, 1, 1).
COLOURS = ("black", "blue", "green", "cyan", "red", "magenta", "yellow", "white")
DIM = 2 * len(COLOURS)
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
PLAIN = ("a", "the", "of", "and", "photo", "picture", "##ish", ",", ".")
VOCABULARY = (*SPECIAL, *COLOURS, *PLAIN)
# Newest format that the oldest ONNX Runtime of pyproject.toml reads.
IR_VERSION, OPSET = 10, 17


@dataclass(frozen=True, slots=True)
class TinyModel:
    """What may differ between tiny bundles; `batch` 1 makes graphs that take one row at a time."""

    name: str = "tiny"
    batch: int | None = None
    layout: str = "NCHW"
    dtype: str = "float32"
    token_dtype: str = "int64"

    @property
    def rows(self) -> int | str:
        return self.batch or "batch"


def make_tiny_bundle(folder: Path, model: TinyModel | None = None) -> Path:
    """Write a whole, valid bundle into `folder` and return `folder`."""
    model = model or TinyModel()
    folder.mkdir(parents=True, exist_ok=True)
    _save(_image_graph(model), folder / "image.onnx")
    _save(_text_graph(model), folder / "text.onnx")
    (folder / "tokenizer.json").write_text(wordpiece_json(VOCABULARY), "utf-8")
    describe(folder, description(model))
    return folder


def description(model: TinyModel) -> dict[str, object]:
    """Return the tiny model's `model.json`, all but the hashes of its files."""
    return {
        "name": model.name,
        "title": "Counts colours (for tests)",
        "licence": "Apache-2.0",
        "source": "tests/bundles.py",
        "embedding_dim": DIM,
        "image": {
            "file": "image.onnx",
            "input": "image",
            "output": "embedding",
            "size": SIZE,
            "mean": [0.5, 0.5, 0.5],
            "std": [0.5, 0.5, 0.5],
            "interpolation": "bilinear",
            "resize_mode": "squash",
            "layout": model.layout,
            "dtype": model.dtype,
        },
        "text": {
            "file": "text.onnx",
            "input": "tokens",
            "output": "embedding",
            "context_length": CONTEXT,
            "tokenizer": {"kind": "wordpiece", "file": "tokenizer.json", "pad_id": 0},
            "dtype": model.token_dtype,
        },
        "logit_scale": 10.0,
        "preprocess_version": 1,
    }


def describe(folder: Path, values: dict[str, object]) -> None:
    """Write `values` as the `model.json` of `folder`, with the hashes of the files as they are."""
    names = ("image.onnx", "text.onnx", "tokenizer.json")
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    text = json.dumps({**values, "files": files}, indent=2)
    (folder / "model.json").write_text(text + "\n", "utf-8")


def wordpiece_json(vocabulary: tuple[str, ...]) -> str:
    """Return a tokenizer file of BERT's uncased kind with these pieces."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    words = Tokenizer(
        models.WordPiece({piece: at for at, piece in enumerate(vocabulary)}, unk_token="[UNK]")
    )
    words.normalizer = normalizers.BertNormalizer(lowercase=True)
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words.add_special_tokens(list(SPECIAL))
    return words.to_str()


def _image_graph(model: TinyModel) -> onnx.GraphProto:
    """Each pixel votes for the nearest corners of the colour cube; halves are averaged."""
    corners = np.array(list(product((-1, 1), repeat=3)), np.float32).reshape(-1, 3, 1, 1)
    shapes = {"NCHW": [model.rows, 3, SIZE, SIZE], "NHWC": [model.rows, SIZE, SIZE, 3]}
    element = {"float32": TensorProto.FLOAT, "float16": TensorProto.FLOAT16}[model.dtype]
    order = {"NCHW": [0, 1, 2, 3], "NHWC": [0, 3, 1, 2]}[model.layout]
    return helper.make_graph(
        [
            helper.make_node("Cast", ["image"], ["wide"], to=TensorProto.FLOAT),
            helper.make_node("Transpose", ["wide"], ["pixels"], perm=order),
            helper.make_node("Conv", ["pixels", "corners"], ["votes"]),
            helper.make_node("Softmax", ["votes"], ["shares"], axis=1),
            helper.make_node(
                "AveragePool",
                ["shares"],
                ["halves"],
                kernel_shape=[SIZE // 2, SIZE],
                strides=[SIZE // 2, SIZE],
            ),
            helper.make_node("Flatten", ["halves"], ["embedding"]),
        ],
        "image",
        [helper.make_tensor_value_info("image", element, shapes[model.layout])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [model.rows, DIM])],
        [numpy_helper.from_array(3 * corners, "corners")],
    )


def _text_graph(model: TinyModel) -> onnx.GraphProto:
    """The mean of the words' vectors, and a little of everything so that no text is nothing."""
    element = {"int64": TensorProto.INT64, "int32": TensorProto.INT32}[model.token_dtype]
    return helper.make_graph(
        [
            helper.make_node("Gather", ["table", "tokens"], ["words"]),
            helper.make_node("ReduceMean", ["words"], ["mean"], axes=[1], keepdims=0),
            helper.make_node("Add", ["mean", "little"], ["embedding"]),
        ],
        "text",
        [helper.make_tensor_value_info("tokens", element, [model.rows, CONTEXT])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [model.rows, DIM])],
        [
            numpy_helper.from_array(_word_vectors(), "table"),
            numpy_helper.from_array(np.full(DIM, 1e-4, np.float32), "little"),
        ],
    )


def _word_vectors() -> NDArray[np.float32]:
    table = np.zeros((len(VOCABULARY), DIM), np.float32)
    for at, colour in enumerate(COLOURS):
        table[VOCABULARY.index(colour), [2 * at, 2 * at + 1]] = 1
    return table


def _save(graph: onnx.GraphProto, path: Path) -> None:
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
