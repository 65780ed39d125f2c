"""A bundle whose files do not keep what its description promises says which and how."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from indexer.errors import LibraryError
from indexer.models import load_bundle
from indexer.models.check import check_bundle
from tests.bundles import TinyModel, describe, description, make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle


def complaint(folder: Path) -> str:
    with pytest.raises(LibraryError) as caught:
        check_bundle(load_bundle(folder))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def described(folder: Path, *, towers: dict[str, dict[str, Any]], **values: object) -> Path:
    """Make a tiny bundle whose description is changed but gives the right hashes."""
    make_tiny_bundle(folder)
    told: dict[str, Any] = description(TinyModel())
    for tower, changes in towers.items():
        told[tower].update(changes)
    describe(folder, {**told, **values})
    return folder


@pytest.mark.parametrize(
    "model",
    [
        TinyModel(),
        TinyModel(batch=1),
        TinyModel(layout="NHWC"),
        TinyModel(dtype="float16", token_dtype="int32"),
    ],
)
def test_a_whole_bundle_has_nothing_wrong(model: TinyModel, tmp_path: Path) -> None:
    check_bundle(load_bundle(make_tiny_bundle(tmp_path, model)))


def test_a_file_that_was_changed_is_named(tiny_bundle: Bundle, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_bundle.folder, tmp_path / "changed")
    with (folder / "tokenizer.json").open("a") as file:
        file.write("\n")
    assert "tokenizer.json is not the file that model.json promises" in complaint(folder)


@pytest.mark.parametrize(
    ("tower", "changes", "says"),
    [
        ("image", {"input": "pixels"}, "image.onnx takes “image”, not “pixels” alone"),
        ("image", {"output": "vector"}, "image.onnx gives “embedding”, not “vector”"),
        ("image", {"dtype": "float16"}, "image.onnx takes float32, not float16"),
        (
            "image",
            {"size": 33},
            "image.onnx takes the shape [n, 3, 32, 32], not [n, 3, 33, 33]",
        ),
        (
            "image",
            {"layout": "NHWC"},
            "image.onnx takes the shape [n, 3, 32, 32], not [n, 32, 32, 3]",
        ),
        ("text", {"dtype": "int32"}, "text.onnx takes int64, not int32"),
        ("text", {"context_length": 77}, "text.onnx takes the shape [n, 16], not [n, 77]"),
        ("text", {"file": "image.onnx"}, "image.onnx takes “image”, not “tokens” alone"),
    ],
)
def test_a_graph_that_takes_something_else_says_what(
    tower: str, changes: dict[str, Any], says: str, tmp_path: Path
) -> None:
    assert says in complaint(described(tmp_path, towers={tower: changes}))


def test_a_graph_of_several_pictures_at_a_time_is_refused(tmp_path: Path) -> None:
    make_tiny_bundle(tmp_path, TinyModel(batch=4))
    assert "takes the shape [4, 3, 32, 32], not [n, 3, 32, 32]" in complaint(tmp_path)


def test_vectors_of_another_length_are_told(tmp_path: Path) -> None:
    folder = described(tmp_path, towers={}, embedding_dim=512)
    assert "the model gives the shape (1, 16), not (1, 512)" in complaint(folder)


def test_ids_that_the_graph_does_not_know_are_told(tmp_path: Path) -> None:
    tokenizer = {"kind": "wordpiece", "file": "tokenizer.json", "pad_id": 99}
    folder = described(tmp_path, towers={"text": {"tokenizer": tokenizer}})
    assert "text.onnx fails" in complaint(folder)


def test_a_graph_that_points_nowhere_is_told(tmp_path: Path) -> None:
    make_tiny_bundle(tmp_path)
    graph = onnx.load(tmp_path / "text.onnx")
    for weights in graph.graph.initializer:
        weights.CopyFrom(numpy_helper.from_array(0 * numpy_helper.to_array(weights), weights.name))
    onnx.save(graph, tmp_path / "text.onnx")
    describe(tmp_path, description(TinyModel()))
    assert "a vector that points nowhere" in complaint(tmp_path)


@pytest.mark.parametrize("name", ["image.onnx", "text.onnx", "tokenizer.json"])
@pytest.mark.parametrize("content", [b"", b"not what it says", np.arange(999).tobytes()])
def test_a_file_of_nonsense_cannot_be_loaded(name: str, content: bytes, tmp_path: Path) -> None:
    make_tiny_bundle(tmp_path)
    (tmp_path / name).write_bytes(content)
    describe(tmp_path, description(TinyModel()))
    assert f"{name} cannot be loaded" in complaint(tmp_path)


def test_a_tokenizer_without_the_marks_of_its_kind_is_told(tmp_path: Path) -> None:
    tokenizer = {"kind": "clip", "file": "tokenizer.json", "pad_id": 0}
    folder = described(tmp_path, towers={"text": {"tokenizer": tokenizer}})
    assert "lacks the marks <start_of_text> and <end_of_text>" in complaint(folder)
