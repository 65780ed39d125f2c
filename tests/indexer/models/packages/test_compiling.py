"""A model is compiled for named chips into a package that the other end takes in."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("onnxruntime_qnn")
if sys.platform != "linux":
    pytest.skip("QNN compiles for chips on PCs only", allow_module_level=True)

from indexer import places
from indexer.cli import main
from indexer.encode import ImageEncoder
from indexer.errors import LibraryError
from indexer.models import load_bundle
from indexer.models.check import check_files
from indexer.models.golden import load_golden
from indexer.models.packages.compiling import README, compile_package
from indexer.models.packages.importing import ImportWish, import_package
from indexer.npu.binary import read_binary
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle

X_ELITE, QCS8550, GEN_5 = 60, 66, 87


@pytest.fixture(scope="module")
def package(tiny_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model, compiled for two chips."""
    stages: list[str] = []
    to = tmp_path_factory.mktemp("compiled")
    made = compile_package(tiny_bundle, (GEN_5, X_ELITE), to, on_stage=stages.append)
    assert [chip.soc_model for chip in made.chips] == [GEN_5, X_ELITE]
    assert stages[0].startswith("Compiling the image tower for SM8850")
    assert len(stages) == 4
    return made.folder


def unheard(stage: str) -> None:
    """Listen to no stage."""


def refusal(bundle: Bundle, soc: int, to: Path) -> str:
    with pytest.raises(LibraryError) as caught:
        compile_package(bundle, (soc,), to, on_stage=unheard)
    assert not list(to.glob("*")), "nothing is left"
    return str(caught.value)


def test_a_package_holds_both_towers_for_each_chip_and_all_that_they_need(package: Path) -> None:
    assert sorted(path.relative_to(package).as_posix() for path in package.rglob("*.*")) == [
        *("README.txt", "golden.npz", "model.json"),
        *(f"soc-60/{name}" for name in ("image.bin", "image.onnx", "text.bin", "text.onnx")),
        *(f"soc-87/{name}" for name in ("image.bin", "image.onnx", "text.bin", "text.onnx")),
        "tokenizer.json",
    ]
    assert read_binary(package / "soc-60/text.bin").soc_model == X_ELITE
    assert read_binary(package / "soc-87/image.bin").soc_model == GEN_5


def test_a_package_is_a_bundle_of_its_first_chip(package: Path, tiny_bundle: Bundle) -> None:
    bundle = load_bundle(package)
    check_files(bundle)
    assert bundle.image.compiled is not None
    assert bundle.image.compiled.soc == GEN_5
    assert bundle.image.mean == tiny_bundle.image.mean
    golden = load_golden(bundle)
    assert golden is not None
    assert golden.picture_vectors.shape == (4, tiny_bundle.embedding_dim)


def test_its_letter_tells_licence_chips_and_what_to_do(package: Path) -> None:
    letter = (package / README).read_text("utf-8")
    for told in ("Apache-2.0", "Snapdragon X", "shoebox model import", "tiny-npu"):
        assert told in letter


@pytest.mark.parametrize("as_zip", [False, True])
def test_the_other_end_takes_it_in(
    package: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], *, as_zip: bool
) -> None:
    path = str(package)
    if as_zip:
        path = shutil.make_archive(str(tmp_path / "sent"), "zip", package.parent, package.name)
    assert main(["model", "import", path, "--json", *(["--as", "sent"] if as_zip else [])]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["name"] == ("sent" if as_zip else "tiny-npu")
    assert (told["device"], told["layout"]) == ("htp-emulator", "NCHW")
    assert min(told["image_cosine_min"], told["text_cosine_min"]) > 0.9999
    bundle = load_bundle(places.user_models() / told["name"])
    assert bundle.sha256 == told["sha256"]
    assert bundle.image.compiled is not None
    assert bundle.image.compiled.soc == X_ELITE, "the one that this machine's NPU runs"
    golden = load_golden(bundle)
    assert golden is not None
    with ImageEncoder.open(bundle, device="htp-emulator") as encoder:
        near = encoder.raw(golden.pixels)
    np.testing.assert_allclose(near, golden.picture_vectors, atol=2e-3)


def test_a_package_that_was_tampered_with_is_refused(package: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(package, tmp_path / "copy")
    with (copy / "soc-60" / "image.bin").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(LibraryError, match=r"image\.bin"):
        import_package(copy, ImportWish(), on_stage=unheard)


@pytest.mark.parametrize(
    ("soc", "told"),
    [
        (93, "calculates in whole numbers only"),
        (4711, "by the number 4711. Those known are 88 (SC8480XP, Snapdragon X2), 60 (SC8380XP, "),
    ],
)
def test_a_chip_that_cannot_or_is_not_known_is_refused(
    tiny_bundle: Bundle, tmp_path: Path, soc: int, told: str
) -> None:
    assert told in refusal(tiny_bundle, soc, tmp_path)


def test_what_is_compiled_already_is_not_compiled_again(package: Path, tmp_path: Path) -> None:
    assert "is compiled already" in refusal(load_bundle(package), X_ELITE, tmp_path)


def test_a_graph_that_no_npu_takes_is_told_so(tmp_path: Path) -> None:
    bundle = load_bundle(make_tiny_bundle(tmp_path / "tiny", TinyModel(batch=1)))
    (tmp_path / "to").mkdir()
    (bundle.folder / "text.onnx").write_bytes(b"no graph")
    with pytest.raises(LibraryError):
        compile_package(bundle, (X_ELITE,), tmp_path / "to", on_stage=unheard)
    assert not list((tmp_path / "to").iterdir())


def test_what_lies_there_already_is_not_touched(tiny_bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "tiny-npu").mkdir()
    (tmp_path / "tiny-npu" / "mine.txt").write_text("mine")
    with pytest.raises(LibraryError, match="move it away first"):
        compile_package(tiny_bundle, (X_ELITE,), tmp_path, on_stage=unheard)
    assert (tmp_path / "tiny-npu" / "mine.txt").read_text() == "mine"


def test_one_that_is_killed_half_way_leaves_nothing_that_looks_whole(
    tiny_bundle: Bundle, tmp_path: Path
) -> None:
    shutil.copytree(tiny_bundle.folder, places.user_models() / "tiny")
    with subprocess.Popen(
        [sys.executable, "-m", "indexer", "model", "compile", "tiny", "--soc", "60"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stderr is not None
        stages = iter(command.stderr.readline, "")
        assert any("text tower" in stage for stage in stages)
        command.send_signal(signal.SIGKILL)
    left = [path.name for path in tmp_path.iterdir() if path.name != "home"]
    assert left == [".tiny-npu.making"]
    assert not (tmp_path / left[0] / "model.json").exists()
    assert main(["model", "compile", "tiny", "--soc", "60", "--to", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["tiny-npu"]


def test_the_command_says_where_the_package_lies_and_nothing_else(
    tiny_bundle: Bundle, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(tiny_bundle.folder, places.user_models() / "tiny")
    words = ["model", "compile", "tiny", "--soc", "66", "--to", str(tmp_path / "out"), "--json"]
    assert main(words) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["folder"] == str(tmp_path / "out" / "tiny-npu")
    assert [chip["soc"] for chip in told["chips"]] == [QCS8550]
