"""A device is held against what the model gives in float32 on a CPU, and a spoilt one is found."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import helper, numpy_helper
from scipy.stats import spearmanr

from indexer.errors import LibraryError
from indexer.models import Compiled, find_bundle, load_bundle
from indexer.models.golden import kept_golden, load_golden
from indexer.models.installing import describe, hash_files, make_golden
from indexer.models.parity import (
    MEANINGLESS,
    Reference,
    Repeat,
    find_reference,
    prove,
    prove_on,
    rank_correlation,
)
from indexer.npu import compile_ahead
from indexer.npu.apart import call_apart
from indexer.places import shipped_models
from indexer.session import ladder
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle

FILES = ("image.onnx", "text.onnx", "tokenizer.json")


@pytest.fixture(scope="module")
def proved_bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A tiny model with its golden set; all tests share its folder, so change only copies."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    bundle = load_bundle(make_tiny_bundle(folder, TinyModel()))
    return describe(bundle, make_golden(bundle))


def spoilt(bundle: Bundle, folder: Path, tower: str, *, last: str, by: float) -> Bundle:
    """Copy a bundle and have one of its graphs end in one more step; the hashes are mended."""
    shutil.copytree(bundle.folder, folder)
    path = folder / f"{tower}.onnx"
    model = onnx.load(path)
    step = model.graph.node[-1]
    step.output[0] = "spoilt"
    model.graph.initializer.append(numpy_helper.from_array(np.array(by, np.float32), "by"))
    model.graph.node.append(helper.make_node(last, ["spoilt", "by"], ["embedding"]))
    onnx.save(model, path)
    golden = load_golden(bundle)
    assert golden is not None
    return describe(replace(bundle, folder=folder, files=hash_files(folder, FILES)), golden)


# -- proving --------------------------------------------------------------------------------


def test_the_starter_gives_on_this_processor_what_its_golden_set_says() -> None:
    proof = prove(find_bundle("starter", [shipped_models()]), device="cpu")
    assert proof.wrong == ()
    assert proof.reference == "golden"
    assert proof.image.agreement is not None
    assert proof.text.agreement is not None
    assert min(proof.image.agreement.cosine_min, proof.text.agreement.cosine_min) > 0.99999
    assert proof.rank_correlation == pytest.approx(1, abs=1e-3)
    assert (proof.image.device, proof.image.precision) == ("cpu", "float32")
    assert (len(proof.image.runs), len(proof.text.runs)) == (4, 12)


@pytest.mark.parametrize(
    ("tower", "last", "by", "says"),
    [
        ("image", "Add", 0.5, "the image tower's vectors point elsewhere (cosine 0."),
        ("text", "Add", -0.5, "the text tower's vectors point elsewhere (cosine "),
        ("image", "Mul", 1.05, "the image tower's vectors are 5.0% too long or too short"),
        ("text", "Mul", np.nan, "the text tower gives what is no number"),
        ("image", "Mul", np.inf, "the image tower gives what is no number"),
        ("text", "Mul", 0.0, "the text tower's vectors point elsewhere (cosine 0.00000)"),
    ],
)
def test_a_spoilt_graph_is_found_and_the_other_tower_is_not_blamed(
    tower: str, last: str, by: float, says: str, proved_bundle: Bundle, tmp_path: Path
) -> None:
    (wrong,) = prove(
        spoilt(proved_bundle, tmp_path / "spoilt", tower, last=last, by=by), device="cpu"
    ).wrong
    assert wrong.startswith(says)


def test_a_length_that_is_but_a_little_off_does_no_harm(
    proved_bundle: Bundle, tmp_path: Path
) -> None:
    bundle = spoilt(proved_bundle, tmp_path / "longer", "image", last="Mul", by=1.005)
    proof = prove(bundle, device="cpu")
    assert proof.wrong == ()
    assert proof.image.agreement is not None
    assert proof.image.agreement.norm_error_max == pytest.approx(0.005, rel=1e-3)


def test_a_file_that_was_changed_is_not_even_run(proved_bundle: Bundle, tmp_path: Path) -> None:
    folder = shutil.copytree(proved_bundle.folder, tmp_path / "changed")
    with (folder / "image.onnx").open("ab") as file:
        file.write(b"!")
    with pytest.raises(LibraryError, match=r"image\.onnx is not the file"):
        prove(load_bundle(folder), device="cpu")


def test_where_a_better_device_is_not_there_its_reason_is_told(proved_bundle: Bundle) -> None:
    found = ladder("auto")
    proof = prove(proved_bundle)
    assert proof.refusals[: len(found.refusals)] == found.refusals
    assert proof.wrong == ()


def test_each_row_is_run_as_often_as_is_wished(proved_bundle: Bundle) -> None:
    (cpu,) = ladder("cpu").rungs
    reference = find_reference(proved_bundle)
    proof = prove_on(proved_bundle, cpu, reference, repeat=Repeat(runs=20, seconds=60))
    assert (len(proof.image.runs), len(proof.text.runs)) == (20, 20)
    assert min(proof.image.runs) > 0


# -- what is known to be right --------------------------------------------------------------


def test_the_golden_set_that_came_with_a_model_is_the_reference(proved_bundle: Bundle) -> None:
    assert find_reference(proved_bundle).kind == "golden"


def test_without_one_the_processor_makes_the_reference_once(tiny_bundle: Bundle) -> None:
    assert kept_golden(tiny_bundle) is None
    made = find_reference(tiny_bundle)
    assert made.kind == "cpu"
    kept = kept_golden(tiny_bundle)
    assert kept is not None
    assert np.array_equal(kept.picture_vectors, made.golden.picture_vectors)
    assert prove(tiny_bundle, device="cpu").wrong == ()


def test_what_no_processor_can_run_has_no_reference(tiny_bundle: Bundle) -> None:
    compiled = Compiled("image.bin", "image", 60, "2.51.0")
    bundle = replace(tiny_bundle, image=replace(tiny_bundle.image, compiled=compiled))
    reference = find_reference(bundle)
    assert (reference.kind, reference.known) == ("none", False)
    assert len(reference.golden.pixels) == 4


def test_without_any_reference_the_pictures_must_find_their_sentences() -> None:
    starter = find_bundle("starter", [shipped_models()])
    known = find_reference(starter)
    (cpu,) = ladder("cpu").rungs
    proof = prove_on(starter, cpu, Reference("none", known.golden))
    assert (proof.meaningful, proof.wrong, proof.rank_correlation) == (True, (), None)
    assert proof.image.agreement is None


def test_a_model_that_means_nothing_is_told(proved_bundle: Bundle) -> None:
    (cpu,) = ladder("cpu").rungs
    reference = Reference("none", find_reference(proved_bundle).golden)
    assert prove_on(proved_bundle, cpu, reference).wrong == (MEANINGLESS,)


@pytest.mark.skipif(not ladder("htp-emulator").rungs, reason="the emulator is not here")
def test_what_is_compiled_and_came_without_a_reference_is_asked_for_its_meaning(
    tiny_bundle: Bundle, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_bundle.folder, tmp_path / "compiled")
    names = ["tokenizer.json"]
    for tower in ("image", "text"):
        made = call_apart(120, compile_ahead, folder / f"{tower}.onnx", soc_model=60, to=folder)
        names += [made.wrapper.name, made.binary.name]
    compiled = [Compiled(names[at], "graph", 60, "2.51.0") for at in (2, 4)]
    bundle = replace(
        tiny_bundle,
        folder=folder,
        image=replace(tiny_bundle.image, file=names[1], compiled=compiled[0]),
        text=replace(tiny_bundle.text, file=names[3], compiled=compiled[1]),
        files=hash_files(folder, names),
    )
    proof = prove(bundle, device="htp-emulator")
    assert (proof.reference, proof.meaningful) == ("none", False)
    assert proof.wrong == (MEANINGLESS,)
    assert (proof.finite, proof.image.device) == (True, "htp-emulator")
    with pytest.raises(LibraryError, match="compiled for the Snapdragon NPU and runs there only"):
        prove(bundle, device="cpu")


# -- rank correlation -----------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(-4, 4), st.floats(-9, 9)), min_size=2, max_size=40))
def test_the_rank_correlation_is_spearmans(pairs: list[tuple[int, float]]) -> None:
    one, other = (np.array(series, float) for series in zip(*pairs, strict=True))
    found = rank_correlation(one, other)
    if len(set(one)) == 1 or len(set(other)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(spearmanr(one, other).statistic, abs=1e-9)


def test_what_is_no_number_has_no_rank() -> None:
    assert rank_correlation(np.array([1, 2, np.nan]), np.arange(3.0)) is None
