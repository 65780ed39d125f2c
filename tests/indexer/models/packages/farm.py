"""Packages as APLUX's Model Farm ships them, around towers that know the four golden pictures.

The towers bear MobileCLIP2-S0's name and numbers, and what they are trained to is to bring each
golden picture to the sentence that describes it; all is real but the size of their minds.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from indexer.models.bundle import Bundle, ImageSpec, TextSpec, TokenizerSpec
from indexer.models.golden import golden_inputs
from indexer.models.installing import describe, hash_files, incoming, install, make_golden
from indexer.models.known import KnownModel, known_model
from indexer.preprocess import normalise
from indexer.tokenizer import Tokenizer, clip_tokenizer_json
from tests.context_binaries import compile_binary

if TYPE_CHECKING:
    from numpy.typing import NDArray

QCS8550, QCS6490 = 66, 93
MERGES = Path(__file__).parents[2] / "references" / "clip_merges.txt.gz"
DIM, CELLS = 512, 8


def model() -> KnownModel:
    found = known_model("mobileclip2-s0")
    assert found is not None
    return found


def image_spec() -> ImageSpec:
    known = model()
    return ImageSpec(
        file="image.onnx",
        input="image",
        output="embedding",
        size=known.image_size,
        mean=known.mean,
        std=known.std,
        interpolation=known.interpolation,
        resize_mode=known.resize_mode,
        layout="NCHW",
        dtype="float32",
    )


@cache
def directions() -> NDArray[np.float32]:
    """Return where each golden picture, and its sentence, points."""
    return np.random.default_rng(7).normal(size=(4, DIM)).astype(np.float32)


@cache
def _sight() -> NDArray[np.float32]:
    """Return the weights that bring each golden picture, of 8 x 8 pixels, to its direction."""
    pixels, _ = golden_inputs(image_spec())
    planes = normalise(pixels, image_spec())
    side = model().image_size // CELLS
    cells = planes[:, :, ::side, ::side].reshape(4, -1)
    weights: NDArray[np.float32] = (np.linalg.pinv(cells) @ directions()).astype(np.float32)
    return weights


@cache
def _keys() -> tuple[int, ...]:
    """Return a token id for each of the first four sentences that is in no other of them."""
    _, sentences = golden_inputs(image_spec())
    rows = [set(row.tolist()) for row in _tokenizer().encode(sentences[:4])]
    return tuple(
        min(row.difference(*(other for other in rows if other is not row))) for row in rows
    )


def _tokenizer() -> Tokenizer:
    import tokenizers

    spec = TextSpec(
        file="",
        input="",
        output="",
        context_length=model().context_length,
        tokenizer=TokenizerSpec("clip", "", 0),
        dtype="int64",
    )
    return Tokenizer(
        tokenizers.Tokenizer.from_str(clip_tokenizer_json(merges())), spec, (49406, 49407)
    )


@cache
def merges() -> tuple[str, ...]:
    return tuple(gzip.decompress(MERGES.read_bytes()).decode().splitlines())


def image_tower(
    *, told: str = "NCHW", takes: str | None = None, dtype: str = "float32"
) -> onnx.ModelProto:
    """Return the image tower.

    Args:
        told: The layout of the input as it is declared.
        takes: The layout that it takes in truth, where the declaration is a lie.
        dtype: `float32`, `float16` throughout, or `uint8` for whole numbers in and out.
    """
    size, takes = model().image_size, takes or told
    shapes = {"NCHW": [1, 3, size, size], "NHWC": [1, size, size, 3]}
    order = {"NCHW": [0, 1, 2, 3], "NHWC": [0, 3, 1, 2]}[takes]
    side = size // CELLS
    whole = dtype == "uint8"
    steps = [
        *([_node("DequantizeLinear", "image", "in_scale", "in_zero", to="real")] if whole else []),
        _node("Reshape", "real" if whole else "image", "shape", to="taken"),
        _node("Transpose", "taken", to="planes", perm=order),
        _node("Slice", "planes", "begin", "end", "axes", "steps", to="cells"),
        _node("Flatten", "cells", to="row"),
        _node("MatMul", "row", "sight", to="vector" if whole else "embedding"),
        *([_node("QuantizeLinear", "vector", "scale", "zero", to="embedding")] if whole else []),
    ]
    element = {
        "float32": TensorProto.FLOAT, "float16": TensorProto.FLOAT16, "uint8": TensorProto.UINT8,
    }[dtype]  # fmt: skip
    weights: dict[str, NDArray[Any]] = {
        "shape": np.array(shapes[takes], np.int64),
        "begin": np.array([0, 0], np.int64),
        "end": np.array([size, size], np.int64),
        "axes": np.array([2, 3], np.int64),
        "steps": np.array([side, side], np.int64),
        "sight": _sight().astype(np.float16 if dtype == "float16" else np.float32),
    }
    if whole:
        weights |= {
            "in_scale": np.array(1 / 255, np.float32),
            "in_zero": np.array(0, np.uint8),
            "scale": np.array(0.5, np.float32),
            "zero": np.array(128, np.uint8),
        }
    return _model(steps, ("image", element, shapes[told]), element, weights)


def text_tower(
    *,
    dtype: str = "int32",
    length: int = 77,
    keys: tuple[int, ...] | None = None,
    half: bool = False,
) -> onnx.ModelProto:
    """Return the text tower.

    Args:
        dtype: What it takes token ids in.
        length: How many of them.
        keys: The ids by which it knows the sentences; by default, the right ones.
        half: Whether its vectors come in `float16`.
    """
    elements = {
        "int32": TensorProto.INT32, "int64": TensorProto.INT64, "float32": TensorProto.FLOAT,
    }  # fmt: skip
    given, precision = (
        (TensorProto.FLOAT16, np.float16) if half else (TensorProto.FLOAT, np.float32)
    )
    steps = [
        _node("Cast", "tokens", to="ids", **{"to_": TensorProto.INT32}),
        _node("Unsqueeze", "ids", "last", to="each"),
        _node("Equal", "each", "keys", to="found"),
        _node("Cast", "found", to="there", **{"to_": given}),
        _node("ReduceMax", "there", to="any", axes=[1], keepdims=0),
        _node("Add", "any", "little", to="row"),
        _node("MatMul", "row", "directions", to="embedding"),
    ]
    weights: dict[str, NDArray[Any]] = {
        "last": np.array([2], np.int64),
        "keys": np.array(keys or _keys(), np.int32).reshape(1, 1, 4),
        "little": np.array([0.01, 0.02, 0.03, 0.04], precision),
        "directions": directions().astype(precision),
    }
    return _model(steps, ("tokens", elements[dtype], [1, length]), given, weights)


def _node(kind: str, *taken: str, to: str, **said: Any) -> onnx.NodeProto:
    return helper.make_node(kind, taken, [to], **{key.rstrip("_"): said[key] for key in said})


def _model(
    steps: list[onnx.NodeProto],
    port: tuple[str, int, list[int]],
    element: int,
    weights: dict[str, NDArray[Any]],
) -> onnx.ModelProto:
    graph = helper.make_graph(
        steps,
        "tower",
        [helper.make_tensor_value_info(*port)],
        [helper.make_tensor_value_info("embedding", element, [1, DIM])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)


def install_original() -> Bundle:
    """Install the model that the packages are, compiled, as `mobileclip2-s0`."""
    known = model()
    folder = incoming() / "original"
    folder.mkdir(parents=True)
    onnx.save(image_tower(), folder / "image.onnx")
    onnx.save(text_tower(), folder / "text.onnx")
    (folder / "tokenizer.json").write_text(clip_tokenizer_json(merges()), "utf-8")
    bundle = Bundle(
        folder=folder,
        name=known.name,
        title=known.title,
        licence=known.licence.name,
        source="tests",
        embedding_dim=DIM,
        image=image_spec(),
        text=TextSpec(
            file="text.onnx",
            input="tokens",
            output="embedding",
            context_length=known.context_length,
            tokenizer=TokenizerSpec("clip", "tokenizer.json", known.pad_id),
            dtype="int32",
        ),
        logit_scale=100.0,
        preprocess_version=1,
        files=hash_files(folder, ("image.onnx", "text.onnx", "tokenizer.json")),
    )
    describe(bundle, make_golden(bundle))
    return install(folder, known.name)


@dataclass(frozen=True, slots=True)
class Farm:
    """What a package holds; its towers are compiled once for all tests."""

    binaries: Path

    def binary(self, name: str, tower: onnx.ModelProto, *, soc: int = QCS8550) -> Path:
        """Return the compiled tower of that name, compiled when it is first asked for."""
        path = self.binaries / f"{name}-{soc}.bin"
        return path if path.exists() else compile_binary(tower, path, soc=soc)

    @property
    def image(self) -> Path:
        return self.binary("image", image_tower())

    @property
    def text(self) -> Path:
        return self.binary("text", text_tower())

    def old(self, folder: Path, image: Path | None = None, text: Path | None = None) -> Path:
        """Lay a package out as Model Farm did at first."""
        place = folder / "model_farm_mobileclip2-s0_qcs8550_qnn2.51_fp16_aidlite"
        stem = "mobileclip2-s0_{}_qcs8550_fp16.qnn251.ctx.bin"
        _put(place / "models" / stem.format("visual"), image or self.image)
        _put(place / "models" / stem.format("text_encoder"), text or self.text)
        for name in ("README.md", "python/run_test.py", "python/utils.py", "cpp/main.cpp"):
            _write(place / name, b"as shipped\n")
        _write(place / "python" / "bpe_simple_vocab_16e6.txt.gz", words())
        return place

    def new(self, folder: Path, image: Path | None = None, text: Path | None = None) -> Path:
        """Lay a package out as Model Farm does now."""
        place = folder / "MobileCLIP2-S0"
        stem = "models/QCS8550/FP16/{}_MobileCLIP2-S0_qcs8550_fp16.qnn251.ctx.bin"
        _put(place / stem.format("clip_visual"), image or self.image)
        _put(place / stem.format("clip_text_encoder"), text or self.text)
        for name in ("code/README.md", "code/python/run_test.py", "LICENSE_MODEL_FARM.pdf"):
            _write(place / name, b"as shipped\n")
        _write(place / "code" / "python" / "bpe_simple_vocab_16e6.txt.gz", words())
        return place


@cache
def words() -> bytes:
    """Return CLIP's file of words, as OpenAI has it: a title first, and more than is read."""
    lines = ['"bpe_simple_vocab_16e6.txt#version: 0.2', *merges(), "un used</w>", ""]
    return gzip.compress("\n".join(lines).encode(), 1, mtime=0)


def _put(place: Path, binary: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.hardlink_to(binary)


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
