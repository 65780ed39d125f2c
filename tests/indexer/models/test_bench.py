"""The table has a row for each device and file, says what each costs, and marks the emulator."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from indexer.models import Compiled, load_bundle
from indexer.models.bench import Row, bench, time_compiling, times
from indexer.models.installing import describe, hash_files, make_golden
from indexer.models.parity import Repeat, find_reference, prove_on
from indexer.places import user_cache
from indexer.records import Refusal
from indexer.session import Ladder, Rung, Session, TowerGraph, ladder, open_rung
from indexer.session.ladder import CPU, NPU
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle

FEW = Repeat(runs=20, seconds=60)


@pytest.fixture(scope="module")
def two_image_files(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A tiny model whose image tower has a file of its own for the CPU, which takes any batch."""
    folder = make_tiny_bundle(tmp_path_factory.mktemp("models") / "tiny", TinyModel(batch=1))
    other = make_tiny_bundle(tmp_path_factory.mktemp("other"), TinyModel())
    shutil.copy(other / "image.onnx", folder / "image-cpu.onnx")
    bundle = load_bundle(folder)
    names = ("image.onnx", "image-cpu.onnx", "text.onnx", "tokenizer.json")
    described = replace(
        bundle,
        image=replace(bundle.image, cpu_file="image-cpu.onnx"),
        files=hash_files(folder, names),
    )
    return describe(described, make_golden(described))


def table(bundle: Bundle, device: str) -> list[Row | Refusal]:
    return list(bench(bundle, device=device, repeat=FEW))


def test_half_and_most_of_the_runs_are_told_and_the_first_is_left_out() -> None:
    summed = times([9.0, *(at / 1000 for at in range(1, 102))])
    assert [summed.p50, summed.p95] == pytest.approx([51, 96])
    assert summed.runs == 101


def test_a_single_run_counts() -> None:
    summed = times([0.25])
    assert (summed.p50, summed.p95, summed.runs) == (250, 250, 1)


def test_the_processor_has_a_row_with_its_accuracy_and_size(tiny_bundle: Bundle) -> None:
    (row,) = table(tiny_bundle, "cpu")
    assert isinstance(row, Row)
    assert (row.device, row.weights, row.emulated, row.power) == ("cpu", "FP32", False, None)
    assert (row.image.runs, row.text.runs) == (19, 19)
    assert 0 < row.image.p50 <= row.image.p95
    assert row.proof.wrong == ()
    sizes = [tiny_bundle.path(name).stat().st_size for name in ("image.onnx", "text.onnx")]
    assert row.megabytes == pytest.approx(sum(sizes) / 1e6)


def test_each_file_that_the_processor_may_run_has_a_row(two_image_files: Bundle) -> None:
    chosen, plain = table(two_image_files, "cpu")
    assert isinstance(chosen, Row)
    assert isinstance(plain, Row)
    assert {chosen.device, plain.device} == {"cpu"}
    sizes = {name: two_image_files.path(name).stat().st_size for name, _ in two_image_files.files}
    assert chosen.megabytes == pytest.approx((sizes["image-cpu.onnx"] + sizes["text.onnx"]) / 1e6)
    assert plain.megabytes == pytest.approx((sizes["image.onnx"] + sizes["text.onnx"]) / 1e6)


def test_weights_beside_a_graph_count_as_its_size(tiny_bundle: Bundle, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_bundle.folder, tmp_path / "beside")
    (folder / "image.onnx.data").write_bytes(bytes(1_000_000))
    names = ("image.onnx", "image.onnx.data", "text.onnx", "tokenizer.json")
    bundle = replace(tiny_bundle, folder=folder, files=hash_files(folder, names))
    (row,) = table(bundle, "cpu")
    (before,) = table(tiny_bundle, "cpu")
    assert isinstance(row, Row)
    assert isinstance(before, Row)
    assert row.megabytes - before.megabytes == pytest.approx(1)


def test_a_device_that_is_not_there_has_a_reason_in_place_of_a_row(tiny_bundle: Bundle) -> None:
    found = ladder("npu")
    if found.rungs:
        pytest.skip("this machine has an NPU")
    assert table(tiny_bundle, "npu") == list(found.refusals)


def test_what_is_compiled_for_the_npu_has_no_row_for_the_processor(tiny_bundle: Bundle) -> None:
    compiled = Compiled("image.onnx", "image", 60, "2.51.0")
    bundle = replace(tiny_bundle, image=replace(tiny_bundle.image, compiled=compiled))
    (refusal,) = table(bundle, "cpu")
    assert isinstance(refusal, Refusal)
    assert "compiled for the NPU" in refusal.reason


@pytest.mark.skipif(not ladder("htp-emulator").rungs, reason="the emulator is not here")
def test_a_mode_of_power_changes_no_number(tiny_bundle: Bundle) -> None:
    (burst,) = ladder("htp-emulator").rungs
    asked = find_reference(tiny_bundle)
    spared, fast = (
        prove_on(tiny_bundle, replace(burst, power=power), asked) for power in ("default", "burst")
    )
    assert fast.wrong == ()
    assert fast.image.agreement == spared.image.agreement
    assert fast.text.agreement == spared.text.agreement


def test_a_real_npu_has_a_row_for_each_mode_of_power(
    tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No chip is here: the processor stands in for one, and its times are not looked at."""
    monkeypatch.setattr("indexer.models.bench.ladder", lambda *_, **__: Ladder((NPU, CPU), ()))

    def on_cpu(_rung: Rung, tower: TowerGraph, **_other: object) -> Session:
        return open_rung(CPU, tower)

    monkeypatch.setattr("indexer.models.parity.open_rung", on_cpu)
    rows = [row for row in table(tiny_bundle, "npu") if isinstance(row, Row)]
    assert [row.power for row in rows] == ["burst", "default", None]


@pytest.mark.skipif(not ladder("htp-emulator").rungs, reason="the emulator is not here")
def test_the_emulator_runs_its_golden_inputs_alone_and_is_marked(two_image_files: Bundle) -> None:
    (row,) = table(two_image_files, "htp-emulator")
    assert isinstance(row, Row)
    assert row.emulated
    assert (len(row.proof.image.runs), len(row.proof.text.runs)) == (4, 12)
    assert row.proof.wrong == ()
    assert (row.proof.image.precision, row.proof.image.nodes_elsewhere) == ("float16", 0)
    assert (row.proof.image.nodes_on_device or 0) > 0


@pytest.mark.skipif(not ladder("htp-emulator").rungs, reason="the emulator is not here")
def test_compiling_is_timed_beside_the_cache_that_is_in_use(tiny_bundle: Bundle) -> None:
    image, text = time_compiling(tiny_bundle, "htp-emulator")
    for tower in (image, text):
        assert tower.cached
        assert tower.compiling > 0
        assert tower.loading > 0
        assert tower.megabytes > 0
    assert not (user_cache() / "npu" / "contexts").exists()
