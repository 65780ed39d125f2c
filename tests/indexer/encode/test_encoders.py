"""Words and pictures meet: what is named alike lies near, whatever the graph's habits."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from indexer.encode import ImageEncoder, NoDirectionError, Stamp, TextEncoder
from indexer.models import load_bundle
from tests.bundles import COLOURS, DIM, SIZE, TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle

MODELS = (
    TinyModel(),
    TinyModel(batch=1),
    TinyModel(layout="NHWC"),
    TinyModel(dtype="float16", token_dtype="int32", batch=1),
)


def squares(count: int) -> NDArray[np.uint8]:
    """Return plain squares, one for each of the tiny model's colours and round again."""
    corners = [[255 * (at >> 2 & 1), 255 * (at >> 1 & 1), 255 * (at & 1)] for at in range(count)]
    colours = np.array(corners, np.uint8).reshape(count, 1, 1, 3)
    return np.broadcast_to(colours, (count, SIZE, SIZE, 3))


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_each_colour_s_name_finds_its_picture(model: TinyModel, tmp_path: Path) -> None:
    bundle = load_bundle(make_tiny_bundle(tmp_path, model))
    with ImageEncoder.open(bundle) as images, TextEncoder.open(bundle) as texts:
        cosines = texts.encode(COLOURS) @ images.encode(squares(len(COLOURS))).T
    assert cosines.argmax(axis=1).tolist() == list(range(len(COLOURS)))
    assert cosines.diagonal().min() > 0.99


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_vectors_are_unit_float32_and_do_not_depend_on_company(
    model: TinyModel, tmp_path: Path
) -> None:
    bundle = load_bundle(make_tiny_bundle(tmp_path, model))
    pixels = squares(11)
    with ImageEncoder.open(bundle) as images:
        together = images.encode(pixels)
        alone = np.concatenate([images.encode(pixels[at : at + 1]) for at in range(11)])
    assert together.dtype == np.float32
    assert together.shape == (11, DIM)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_nothing_in_is_nothing_out(tiny_bundle: Bundle) -> None:
    with ImageEncoder.open(tiny_bundle) as images, TextEncoder.open(tiny_bundle) as texts:
        assert images.encode(squares(0)).shape == (0, DIM)
        assert texts.encode([]).shape == (0, DIM)


def test_every_vector_s_maker_is_known(tiny_bundle: Bundle) -> None:
    stamp = Stamp(
        model="tiny",
        sha256=tiny_bundle.sha256,
        preprocess_version=1,
        precision="float32",
        device="cpu",
    )
    with ImageEncoder.open(tiny_bundle) as images, TextEncoder.open(tiny_bundle) as texts:
        assert images.stamp == texts.stamp == stamp
        assert images.spec == tiny_bundle.image


def test_a_graph_of_one_row_asks_for_one_row(tiny_bundle: Bundle, tmp_path: Path) -> None:
    single = load_bundle(make_tiny_bundle(tmp_path, TinyModel(batch=1)))
    with ImageEncoder.open(single) as one, ImageEncoder.open(tiny_bundle, threads=2) as several:
        assert one.batch_size == 1
        assert several.batch_size > 1


@pytest.mark.parametrize("value", [0, np.nan, np.inf])
def test_a_vector_that_points_nowhere_is_never_returned(value: float, tmp_path: Path) -> None:
    folder = make_tiny_bundle(tmp_path)
    graph = onnx.load(folder / "text.onnx")
    for weights in graph.graph.initializer:
        filled = np.full_like(numpy_helper.to_array(weights), value)
        weights.CopyFrom(numpy_helper.from_array(filled, weights.name))
    onnx.save(graph, folder / "text.onnx")
    with TextEncoder.open(load_bundle(folder)) as texts, pytest.raises(NoDirectionError):
        texts.encode(["red"])


def test_several_threads_may_encode_at_once(tiny_bundle: Bundle) -> None:
    pixels = squares(8)
    with ImageEncoder.open(tiny_bundle, threads=1) as images, ThreadPoolExecutor(4) as pool:
        expected = images.encode(pixels)
        for vectors in pool.map(images.encode, [pixels] * 40):
            np.testing.assert_array_equal(vectors, expected)


def test_searching_by_words_waits_for_nothing_that_it_does_not_use(tiny_bundle: Bundle) -> None:
    code = f"""
import sys
from pathlib import Path
from indexer.encode import TextEncoder
from indexer.models import load_bundle
TextEncoder.open(load_bundle(Path({str(tiny_bundle.folder)!r}))).encode(["red"])
heavy = {{"PIL", "pillow_heif", "ftfy", "huggingface_hub", "torch", "onnxruntime_qnn"}}
print(sorted((heavy | {{"indexer.session.isolated"}}) & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"
