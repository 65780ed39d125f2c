"""An exported model gives open_clip's vectors: on the CPU, and in half precision on the emulator.

The weights are random, but tell pictures apart: with weights that do not, any device agrees.
"""

from __future__ import annotations

import platform
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from scipy.stats import spearmanr

from indexer.encode import ImageEncoder, TextEncoder
from indexer.models.golden import golden_inputs, load_golden
from indexer.preprocess import normalise
from indexer.tokenizer import Tokenizer
from tests.export.rehearsals import COUNT, asked_as_open_clip_does, cosines, squares
from tests.indexer.references.texts import reference_texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.models import Bundle, ImageSpec, TextSpec
    from indexer.npu import LoadedGraph
    from tests.export.rehearsals import Rehearsal

# Exporting S3 takes a minute, and five beside other work.
pytestmark = pytest.mark.timeout(1200)

LEAST_FULL, LEAST_HALF, LEAST_RANK = 0.99999, 0.999, 0.999

emulated = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"),
    reason="QNN's emulator exists for Linux on x86-64 only",
)


def sentences() -> list[str]:
    """Fifty sentences and words of all kinds."""
    texts = reference_texts()
    return texts[:: len(texts) // COUNT][:COUNT]


def on_the_cpu(
    bundle: Bundle, pictures: list[Image.Image], texts: list[str]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The vectors that the app makes of the pictures and the texts."""
    with ImageEncoder.open(bundle, device="cpu") as images:
        seen = images.encode(squares(bundle, pictures))
    with TextEncoder.open(bundle, device="cpu") as words:
        return seen, words.encode(texts)


def on_the_emulator(bundle: Bundle, spec: ImageSpec | TextSpec) -> LoadedGraph:
    """One tower on the emulated NPU: compiled, or from the cache of this test's own home."""
    from indexer.npu import Purpose, find_target, load

    target = find_target("htp-emulator")
    hashed = dict(bundle.files)[spec.file]
    return load(
        bundle.path(spec.file),
        target,
        Purpose(background=False),
        sha256=hashed,
        on_stage=lambda _: None,
    )


def run(loaded: LoadedGraph, spec: ImageSpec | TextSpec, rows: NDArray[Any]) -> Any:
    """Give it rows one by one."""
    from indexer.npu import run_options

    answers = [
        loaded.session.run([spec.output], {spec.input: row[None]}, run_options())[0] for row in rows
    ]
    return np.concatenate(answers)


def spread(vectors: NDArray[np.float32]) -> float:
    """The largest angle between any two, as 1 - cosine."""
    return float(1 - (vectors @ vectors.T).min())


@pytest.mark.parametrize("name", ["s0", "s3"])
def test_it_is_open_clip_s_on_the_cpu_and_ranks_alike(
    name: str, photographs: list[Image.Image], request: pytest.FixtureRequest
) -> None:
    rehearsal: Rehearsal = request.getfixturevalue(name)
    texts = sentences()
    seen, read = on_the_cpu(rehearsal.bundle, photographs, texts)
    wanted_seen, wanted_read = asked_as_open_clip_does(rehearsal, photographs, texts)
    assert spread(wanted_seen) > 0.5
    assert cosines(seen, wanted_seen).min() >= LEAST_FULL
    assert cosines(read, wanted_read).min() >= LEAST_FULL
    similar, wanted = seen @ read.T, wanted_seen @ wanted_read.T
    assert similar.shape == (COUNT, COUNT)
    assert spearmanr(similar.ravel(), wanted.ravel()).statistic >= LEAST_RANK


@pytest.mark.parametrize("name", ["s0", "s3"])
def test_its_files_in_half_precision_rank_as_open_clip_does(
    name: str, photographs: list[Image.Image], request: pytest.FixtureRequest
) -> None:
    """The files that the NPU runs, on the processor, which runs them as well and far sooner."""
    rehearsal: Rehearsal = request.getfixturevalue(name)
    bundle, texts = rehearsal.bundle, sentences()
    image = bundle.image
    assert image.cpu_file is not None
    half, full = (bundle.path(file).stat().st_size for file in (image.file, image.cpu_file))
    assert half < 0.6 * full
    assert bundle.text.cpu_file is None
    halved = replace(bundle, image=replace(image, cpu_file=None))
    seen, read = on_the_cpu(halved, photographs, texts)
    wanted_seen, wanted_read = asked_as_open_clip_does(rehearsal, photographs, texts)
    assert cosines(seen, wanted_seen).min() >= LEAST_HALF
    assert cosines(read, wanted_read).min() >= LEAST_HALF
    similar, wanted = seen @ read.T, wanted_seen @ wanted_read.T
    assert similar.shape == (COUNT, COUNT)
    assert spearmanr(similar.ravel(), wanted.ravel()).statistic >= LEAST_RANK


def test_the_golden_set_is_open_clip_s(s0: Rehearsal) -> None:
    golden = load_golden(s0.bundle)
    pixels, texts = golden_inputs(s0.recipe.image)
    assert golden is not None
    np.testing.assert_array_equal(golden.pixels, pixels)
    assert golden.sentences == texts
    pictures = [Image.fromarray(square) for square in golden.pixels]
    seen, read = asked_as_open_clip_does(s0, pictures, texts)
    assert cosines(golden.picture_vectors, seen).min() >= LEAST_FULL
    assert cosines(golden.sentence_vectors, read).min() >= LEAST_FULL


@emulated
def test_s0_is_wholly_on_the_npu_and_the_cpu_s(
    s0: Rehearsal, photographs: list[Image.Image]
) -> None:
    pytest.importorskip("onnxruntime_qnn")
    bundle, pictures, texts = s0.bundle, photographs[:6], sentences()[:5]
    seen, read = on_the_cpu(bundle, pictures, texts)
    images = on_the_emulator(bundle, bundle.image)
    words = on_the_emulator(bundle, bundle.text)
    assert images.nodes_on_device > 0
    assert words.nodes_on_device > 0
    assert images.nodes_elsewhere == words.nodes_elsewhere == 0
    shown = run(images, bundle.image, normalise(squares(bundle, pictures), bundle.image))
    told = run(words, bundle.text, Tokenizer.load(bundle).encode(texts))
    assert cosines(shown, seen).min() >= LEAST_HALF
    assert cosines(told, read).min() >= LEAST_HALF


@emulated
def test_s3_is_wholly_on_the_npu_and_the_second_time_from_the_cache(
    s3: Rehearsal, photographs: list[Image.Image]
) -> None:
    pytest.importorskip("onnxruntime_qnn")
    bundle, picture, text = s3.bundle, photographs[1:2], ["a dog jumping over a log in the snow"]
    seen, read = on_the_cpu(bundle, picture, text)
    rows = {
        bundle.image: normalise(squares(bundle, picture), bundle.image),
        bundle.text: Tokenizer.load(bundle).encode(text),
    }
    for spec, wanted in ((bundle.image, seen), (bundle.text, read)):
        first = on_the_emulator(bundle, spec)
        assert not first.cached
        assert first.nodes_on_device > 0
        assert first.nodes_elsewhere == 0
        del first
        again = on_the_emulator(bundle, spec)
        assert again.cached
        assert cosines(run(again, spec, rows[spec]), wanted).min() >= LEAST_HALF
