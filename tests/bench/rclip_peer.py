"""rclip 4.0.8 made ready to index with one of our image graphs: the peer that ingest is held to.

rclip looks for two ONNX graphs and a vocabulary in `$RCLIP_DATADIR`; it feeds 256 x 256 pictures
and keeps 512 numbers. Our graph is rewritten to that size and to rclip's names; its words go
through a graph that only answers, since no words are measured.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper

if TYPE_CHECKING:
    from indexer.models import Bundle

VERSION = "4.0.8"
SIDE = 256
_FOLDER = "ViT-B-32-256-datacomp_s34b_b86k"
_LEGAL = ("LICENSE", "OPENAI-CLIP-MIT.txt", "README.md", "THIRD_PARTY_NOTICES.md")


@dataclass(frozen=True, slots=True)
class Peer:
    """An installed rclip and the data folder that holds our graph."""

    program: Path
    data: Path

    def index(self, photos: Path) -> float:
        """Wall seconds of indexing a folder from nothing, one query included."""
        for database in self.data.glob("db.sqlite3*"):
            database.unlink()
        start = time.perf_counter()
        self._ask(photos, "--top", "1")
        return time.perf_counter() - start

    def search(self, photos: Path) -> float:
        """Wall seconds of one cold search in an indexed folder."""
        start = time.perf_counter()
        self._ask(photos, "--no-indexing", "--filepath-only")
        return time.perf_counter() - start

    def _ask(self, photos: Path, *options: str) -> None:
        ran = subprocess.run(
            [self.program, *options, "a dog"],
            cwd=photos,
            env={**os.environ, "RCLIP_DATADIR": str(self.data)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            raise RuntimeError(f"rclip failed: {ran.stderr[-800:]}")


def find_rclip(scratch: Path) -> Path | None:
    """Return rclip: `$SHOEBOX_RCLIP`, else installed aside where Python 3.12 is at hand."""
    named = os.environ.get("SHOEBOX_RCLIP")
    if named:
        return Path(named)
    python = shutil.which("python3.12")
    if python is None:
        return None
    home = scratch / "rclip"
    steps = (
        [python, "-m", "venv", str(home)],
        [str(home / "bin" / "pip"), "install", "-q", f"rclip=={VERSION}"],
    )
    for step in steps:
        if subprocess.run(step, capture_output=True, check=False).returncode:
            return None
    return home / "bin" / "rclip"


def prepare(program: Path, bundle: Bundle, data: Path) -> Peer:
    """Fill rclip's data folder with the bundle's image graph at rclip's size."""
    models = data / _FOLDER
    models.mkdir(parents=True)
    onnx.save(resized_graph(bundle, input_name="input"), str(models / "visual.onnx"))
    onnx.save(_answering_graph(bundle.embedding_dim), str(models / "textual.onnx"))
    vocabulary = data / "tokenizer" / "bpe_simple_vocab_16e6.txt.gz"
    vocabulary.parent.mkdir()
    vocabulary.write_bytes(gzip.compress(b"#version\n" + b"a b\n" * 48_895))
    for name in _LEGAL:
        (data / name).write_text("", encoding="utf-8")
    return Peer(program, data)


def write_resized_bundle(bundle: Bundle, folder: Path) -> None:
    """Write the same model as rclip runs it, for 256 pixels, as a bundle of its own."""
    shutil.copytree(bundle.folder, folder)
    graph = folder / bundle.image.file
    onnx.save(resized_graph(bundle, input_name=bundle.image.input), str(graph))
    description = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    description["name"] = folder.name
    description["image"]["size"] = SIDE
    description["files"][graph.name] = hashlib.sha256(graph.read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps(description), encoding="utf-8")


def resized_graph(bundle: Bundle, *, input_name: str) -> onnx.ModelProto:
    """Return the image graph for 256 x 256 pictures, its input under another name."""
    model = onnx.load(bundle.path(bundle.image.file))
    port = model.graph.input[0]
    old, port.name = port.name, input_name
    for length in port.type.tensor_type.shape.dim[2:4]:
        length.dim_value = SIDE
    del model.graph.value_info[:]
    for node in model.graph.node:
        node.input[:] = [input_name if name == old else name for name in node.input]
    return model


def _answering_graph(width: int) -> onnx.ModelProto:
    """Return a text graph: tokens int64 [n, 77] -> the same unit vector for any words."""
    answer = np.full((1, width), width**-0.5, np.float32)
    nodes = [
        helper.make_node("Cast", ["input"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["numbers"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["mean", "nothing"], ["zeros"]),
        helper.make_node("Add", ["zeros", "answer"], ["output"]),
    ]
    constants = [
        helper.make_tensor("nothing", TensorProto.FLOAT, [1], [0.0]),
        helper.make_tensor("answer", TensorProto.FLOAT, answer.shape, answer.ravel().tolist()),
    ]
    graph = helper.make_graph(
        nodes,
        "words",
        [helper.make_tensor_value_info("input", TensorProto.INT64, ["n", 77])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["n", width])],
        constants,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
