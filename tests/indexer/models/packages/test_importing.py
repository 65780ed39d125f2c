"""A package becomes a model once it is proved on the NPU's emulator; else nothing is installed."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("onnxruntime_qnn")
if sys.platform != "linux":
    pytest.skip("QNN's emulator exists for Linux only", allow_module_level=True)

from indexer import places
from indexer.encode import ImageEncoder, TextEncoder
from indexer.errors import LibraryError
from indexer.models import find_bundle
from indexer.models.check import check_files
from indexer.models.golden import agreement, load_golden, meaning
from indexer.models.installing import incoming
from indexer.models.packages.importing import Imported, ImportWish, import_package
from indexer.models.packages.opening import PackageError
from tests.context_binaries import ELITE_GEN_5, compile_together
from tests.indexer.models.packages.farm import Farm, image_tower, install_original, text_tower

if TYPE_CHECKING:
    from pathlib import Path


def take_in(path: Path, **wish: str) -> Imported:
    stages: list[str] = []
    return import_package(path, ImportWish(**wish), on_stage=stages.append)


def refusal(path: Path, **wish: str) -> str:
    """Return why a package is refused, and see that nothing of it stays."""
    with pytest.raises(LibraryError) as caught:
        take_in(path, **wish)
    assert "\n" not in str(caught.value)
    left = {entry.name for entry in places.user_models().glob("*")}
    assert left <= {incoming().name, "mobileclip2-s0"}
    assert not list(incoming().glob("*"))
    return str(caught.value)


def test_a_zip_of_the_old_layout_becomes_a_model_that_searches(farm: Farm, tmp_path: Path) -> None:
    folder = farm.old(tmp_path)
    path = tmp_path / "downloaded.zip"
    shutil.make_archive(str(path.with_suffix("")), "zip", folder.parent, folder.name)
    done = take_in(path)
    bundle = find_bundle("mobileclip2-s0-npu")
    assert bundle == done.bundle
    check_files(bundle)
    assert (bundle.image.layout, bundle.image.dtype, bundle.text.dtype) == (
        *("NCHW", "float32", "int32"),
    )
    assert bundle.image.compiled is not None
    assert (bundle.image.compiled.soc, bundle.image.compiled.qnn) == (66, "2.51.0")
    assert "QCS8550" in bundle.title
    assert (done.tried.device, done.tried.image_cosine) == ("htp-emulator", None)
    assert "by finding four pictures" in done.tried.remarks[0]
    assert not list(incoming().iterdir())
    golden = load_golden(bundle)
    assert golden is not None
    with (
        ImageEncoder.open(bundle, device="htp-emulator") as images,
        TextEncoder.open(bundle, device="htp-emulator") as texts,
    ):
        assert meaning(images.encode(golden.pixels), texts.encode(golden.sentences))


def test_a_layout_that_a_binary_lies_about_is_found_out_by_trying(
    farm: Farm, tmp_path: Path
) -> None:
    lie = image_tower(told="NCHW", takes="NHWC")
    both = farm.binaries / "both.bin"
    compile_together(text_tower(dtype="int64"), lie, both, soc=66)
    folder = tmp_path / "MobileCLIP2-S0"
    folder.mkdir()
    shutil.copy(both, folder / "clip.bin")
    shutil.copy(farm.new(tmp_path / "new") / "code/python/bpe_simple_vocab_16e6.txt.gz", folder)
    done = take_in(folder, save_as="lying")
    assert done.bundle.image.layout == "NHWC"
    assert "clip.bin tells the wrong layout of its pictures" in done.tried.remarks[-1]
    assert done.bundle.text.dtype == "int64"
    assert done.bundle.image.compiled is not None
    assert done.bundle.text.compiled is not None
    assert done.bundle.image.compiled.file == done.bundle.text.compiled.file == "towers.bin"


def test_whole_numbers_are_taken_for_what_they_stand_for(farm: Farm, tmp_path: Path) -> None:
    install_original()
    whole = farm.binary("whole", image_tower(told="NHWC", dtype="uint8"))
    words = farm.binary("words", text_tower(dtype="float32"))
    done = take_in(farm.new(tmp_path, whole, words), like="mobileclip2-s0")
    bundle, tried = done.bundle, done.tried
    assert (bundle.image.layout, bundle.image.dtype, bundle.text.dtype) == (
        *("NHWC", "uint8", "float32"),
    )
    assert bundle.image.input_quantisation is not None
    assert bundle.image.compiled is not None
    assert bundle.image.compiled.precision == "int8"
    assert bundle.image.output_quantisation is not None
    assert tried.image_cosine is not None
    assert tried.text_cosine is not None
    assert 0.95 < tried.image_cosine < 0.999 < tried.text_cosine
    assert "calculates in whole numbers" in tried.remarks[0]
    golden = load_golden(bundle)
    assert golden is not None
    with ImageEncoder.open(bundle, device="htp-emulator") as encoder:
        np.testing.assert_allclose(encoder.raw(golden.pixels), golden.picture_vectors, atol=1e-3)
        assert encoder.stamp.precision == "int8"


def test_half_precision_goes_in_and_comes_out_as_it_is(farm: Farm, tmp_path: Path) -> None:
    """As the FP16 packages of Model Farm, which take rows of pixels."""
    original = install_original()
    half = farm.binary("half", image_tower(told="NHWC", dtype="float16"))
    words = farm.binary("half-words", text_tower(half=True))
    done = take_in(farm.new(tmp_path, half, words), like="mobileclip2-s0")
    bundle, tried = done.bundle, done.tried
    assert (bundle.image.layout, bundle.image.dtype) == ("NHWC", "float16")
    assert bundle.image.compiled is not None
    assert bundle.image.compiled.precision is None
    assert bundle.image.input_quantisation is bundle.image.output_quantisation is None
    assert tried.image_cosine is not None
    assert tried.text_cosine is not None
    assert min(tried.image_cosine, tried.text_cosine) > 0.999
    assert not any("whole numbers" in remark for remark in tried.remarks)
    wanted = load_golden(original)
    assert wanted is not None
    with (
        ImageEncoder.open(bundle, device="htp-emulator") as images,
        TextEncoder.open(bundle, device="htp-emulator") as texts,
    ):
        assert (images.stamp.precision, texts.stamp.precision) == ("float16", "float16")
        assert [port.dtype for port in (*images.session.inputs, *images.session.outputs)] == (
            ["float16"] * 2
        )
        assert [port.dtype for port in texts.session.outputs] == ["float16"]
        few = wanted.sentences[:4]
        assert agreement(images.raw(wanted.pixels), wanted.picture_vectors).good
        assert agreement(texts.raw(few), wanted.sentence_vectors[:4]).good


def test_vectors_of_another_length_are_those_of_the_model_all_the_same(
    farm: Farm, tmp_path: Path
) -> None:
    """As of a graph that ends in a normalisation, where the model's own does not."""
    install_original()
    short = image_tower()
    (sight,) = (weights for weights in short.graph.initializer if weights.name == "sight")
    sight.raw_data = (np.frombuffer(sight.raw_data, np.float32) / 10).tobytes()
    done = take_in(farm.new(tmp_path, farm.binary("tenth", short)), like="mobileclip2-s0")
    assert done.tried.image_cosine is not None
    assert done.tried.image_cosine > 0.999
    assert not any("whole numbers" in remark for remark in done.tried.remarks)
    golden = load_golden(done.bundle)
    assert golden is not None
    with ImageEncoder.open(done.bundle, device="htp-emulator") as encoder:
        assert agreement(encoder.raw(golden.pixels), golden.picture_vectors).good


def test_towers_that_are_right_in_no_layout_are_refused(farm: Farm, tmp_path: Path) -> None:
    install_original()
    noise = image_tower()
    (sight,) = (weights for weights in noise.graph.initializer if weights.name == "sight")
    sight.raw_data = np.random.default_rng(3).normal(size=(192, 512)).astype("f4").tobytes()
    package = farm.new(tmp_path, farm.binary("noise", noise))
    said = refusal(package, like="mobileclip2-s0", save_as="noise")
    assert "is not mobileclip2-s0: fed as NCHW, its vectors are not those of" in said
    assert "fed as NHWC, its vectors are not those of the model “mobileclip2-s0” (cosine" in said


def test_a_text_tower_of_another_model_is_refused(farm: Farm, tmp_path: Path) -> None:
    install_original()
    package = farm.new(tmp_path, text=farm.binary("other", text_tower(keys=(1, 2, 3, 4))))
    said = refusal(package, like="mobileclip2-s0", save_as="other")
    assert "The text tower models/QCS8550/FP16/clip_text_encoder" in said
    assert "is not mobileclip2-s0" in said


def test_a_model_of_other_numbers_is_refused_before_it_is_run(farm: Farm, tmp_path: Path) -> None:
    short = farm.binary("short", text_tower(length=64))
    said = refusal(farm.new(tmp_path, text=short))
    assert "it takes token ids in a row of 64" in said
    assert "what is known of mobileclip2-s0 says 77" in said


def test_a_binary_for_a_newer_chip_is_refused_by_both_names(farm: Farm, tmp_path: Path) -> None:
    image = farm.binary("image", image_tower(), soc=ELITE_GEN_5)
    text = farm.binary("text", text_tower(), soc=ELITE_GEN_5)
    said = refusal(farm.old(tmp_path, image, text))
    assert "Hexagon V81" in said
    assert "the emulator here is of an older chip" in said
    assert "Snapdragon X, Hexagon V73" in said


def test_what_the_npu_does_not_load_is_told_with_both_versions_of_qnn(
    farm: Farm, tmp_path: Path
) -> None:
    content = farm.text.read_bytes()
    # Behind the head, which the System library reads: the NPU's own part.
    damaged = farm.binaries / "damaged.bin"
    damaged.write_bytes(content[:4096] + bytes(8192) + content[12288:])
    assert "The NPU does not take" in refusal(farm.new(tmp_path / "same", text=damaged))
    older = farm.binaries / "older.bin"
    older.write_bytes(damaged.read_bytes().replace(b"v2.51.0", b"v2.36.0", 1))
    said = refusal(farm.new(tmp_path / "older", text=older))
    assert "was compiled with QNN 2.36.0, and this machine has QNN 2.51.0" in said
    assert "`shoebox model compile mobileclip2-s0 --soc 66`" in said


def test_a_damaged_binary_does_not_take_us_with_it(farm: Farm, tmp_path: Path) -> None:
    content = bytearray(farm.text.read_bytes())
    content[60] ^= 1
    damaged = farm.binaries / "deadly.bin"
    damaged.write_bytes(content)
    assert "is damaged" in refusal(farm.new(tmp_path, text=damaged))


def test_a_name_that_is_taken_or_odd_is_refused_at_once(farm: Farm, tmp_path: Path) -> None:
    install_original()
    package = farm.new(tmp_path)
    assert "named “mobileclip2-s0” already" in refusal(package, save_as="mobileclip2-s0")
    assert "named “starter” already" in refusal(package, save_as="starter")
    assert "is no name for a model" in refusal(package, save_as="../elsewhere")


@pytest.mark.parametrize(
    ("device", "reason"),
    [("cpu", "the processor cannot run it"), ("npu", "This machine has no Snapdragon NPU")],
)
def test_where_it_cannot_be_proved_it_is_not_taken_in(
    farm: Farm, tmp_path: Path, device: str, reason: str
) -> None:
    assert reason in refusal(farm.new(tmp_path), device=device)


def test_what_is_not_there_is_told_before_anything_about_the_machine(tmp_path: Path) -> None:
    for device in ("auto", "cpu", "npu"):
        told = refusal(tmp_path / "package", device=device)
        assert told == f"There is no folder or zip “{tmp_path / 'package'}”."


def test_a_folder_of_models_that_is_none_is_told(farm: Farm, tmp_path: Path) -> None:
    package = farm.new(tmp_path)
    places.user_models().parent.mkdir(parents=True, exist_ok=True)
    places.user_models().write_bytes(b"a file")
    with pytest.raises(PackageError, match="incoming cannot be used: Not a directory"):
        take_in(package)


def test_a_full_disk_is_told_before_anything_is_copied(
    farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.models.packages.importing.RESERVE", 1 << 62)
    assert "There is no room for the model" in refusal(farm.new(tmp_path))
