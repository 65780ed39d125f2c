"""What the files do not say is taken from whoever knows: ourselves, an installed model, a name."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from indexer import places
from indexer.errors import LibraryError
from indexer.models import Compiled, load_bundle
from indexer.models.golden import load_golden
from indexer.models.installing import describe
from indexer.models.packages.facts import CLIP_WORDS, settle_facts
from indexer.models.packages.opening import PackageError
from indexer.tokenizer import Tokenizer
from tests.bundles import make_tiny_bundle
from tests.indexer.models.packages.farm import install_original, words

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models.packages.facts import Facts


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package that tells nothing of itself."""
    folder = tmp_path / "package"
    folder.mkdir()
    return folder


def settled(
    package: Path, *, like: str | None = None, called: str = "package.zip"
) -> tuple[Facts, Path]:
    staged = package.parent / "staged"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir()
    return settle_facts(package, staged, like=like, called=called), staged


@pytest.mark.parametrize(
    ("called", "meant"),
    [
        ("model_farm_MobileClip2-S3_qcs8550_qnn2.36_fp16_aidlite", "mobileclip2-s3"),
        ("mobileclip2_s0.zip", "mobileclip2-s0"),
        ("MobileCLIP2 L 14", "mobileclip2-l14"),
        ("ViT-B-32-256_visual", "vit-b-32-256"),
    ],
)
def test_a_model_is_known_by_its_name_however_it_is_joined(
    package: Path, called: str, meant: str
) -> None:
    (package / CLIP_WORDS).write_bytes(words())
    facts, _ = settled(package, called=called)
    assert facts.model.name == meant
    assert facts.reference is None


def test_a_name_inside_the_package_tells_as_well(package: Path) -> None:
    (package / CLIP_WORDS).write_bytes(words())
    (package / "MobileClip2-S3_visual.qnn236.ctx.bin").touch()
    facts, _ = settled(package)
    assert facts.model.name == "mobileclip2-s3"
    assert facts.model.image.mean == pytest.approx((0.48145466, 0.4578275, 0.40821073))


@pytest.mark.parametrize("called", ["clip.zip", "MobileClip2-S31", "mobileclip2-build.zip"])
def test_a_name_that_tells_nothing_asks_for_one(package: Path, called: str) -> None:
    with pytest.raises(PackageError, match="`--like NAME`"):
        settled(package, called=called)


def test_the_words_that_come_with_a_package_are_read_as_open_clip_reads_them(
    package: Path,
) -> None:
    (package / CLIP_WORDS).write_bytes(words())
    facts, _ = settled(package, called="mobileclip2-s0")
    (row,) = Tokenizer.load(facts.model).encode(["a photo of a cat"]).tolist()
    assert row[:8] == [49406, 320, 1125, 539, 320, 2368, 49407, 0]


@pytest.mark.parametrize("content", [b"no gzip", words()[:5000], b""])
def test_words_that_cannot_be_read_are_told_so(package: Path, content: bytes) -> None:
    (package / CLIP_WORDS).write_bytes(content)
    with pytest.raises(PackageError, match="bpe_simple_vocab"):
        settled(package, called="mobileclip2-s0")


def test_without_words_those_of_an_installed_model_are_taken(package: Path) -> None:
    with pytest.raises(PackageError, match="does not bring the words"):
        settled(package, called="mobileclip2-s3")
    install_original()
    facts, _ = settled(package, called="mobileclip2-s3")
    assert facts.model.name == "mobileclip2-s3"
    (row,) = Tokenizer.load(facts.model).encode(["cat"]).tolist()
    assert row[:3] == [49406, 2368, 49407]


def test_the_installed_model_of_that_name_tells_all_if_it_is_whole(package: Path) -> None:
    original = install_original()
    facts, staged = settled(package, called="MobileCLIP2-S0.zip")
    assert facts.model == original
    assert facts.told_by == "the model “mobileclip2-s0”"
    assert facts.reference is not None
    assert (staged / "tokenizer.json").exists()
    (package / CLIP_WORDS).write_bytes(words())
    with original.path("image.onnx").open("ab") as file:
        file.write(b"!")
    facts, _ = settled(package, called="MobileCLIP2-S0.zip")
    assert facts.reference is None
    assert facts.told_by == "what is known of mobileclip2-s0"


def test_an_installed_model_that_is_compiled_itself_tells_nothing(package: Path) -> None:
    original = install_original()
    compiled = Compiled("image.onnx", "tower", 60, "2.51.0")
    golden = load_golden(original)
    assert golden is not None
    describe(replace(original, image=replace(original.image, compiled=compiled)), golden)
    facts, _ = settled(package, called="MobileCLIP2-S0.zip")
    assert facts.reference is None


def test_the_model_that_a_package_is_like_tells_all_and_proves_it(package: Path) -> None:
    tiny = make_tiny_bundle(places.user_models() / "tiny")
    facts, staged = settled(package, like="tiny", called="mobileclip2-s0.zip")
    assert facts.model == load_bundle(tiny)
    assert facts.reference is not None
    assert facts.reference.picture_vectors.shape == (4, facts.model.embedding_dim)
    assert (staged / "tokenizer.json").read_bytes() == (tiny / "tokenizer.json").read_bytes()


def test_a_model_that_is_not_there_cannot_tell(package: Path) -> None:
    with pytest.raises(LibraryError, match="There is no model named “absent”"):
        settled(package, like="absent")


def test_a_package_of_ours_tells_all_by_itself_if_its_files_are_whole(package: Path) -> None:
    make_tiny_bundle(package)
    facts, _ = settled(package)
    assert facts.model.name == "tiny"
    with (package / "tokenizer.json").open("a") as file:
        file.write("\n")
    with pytest.raises(LibraryError, match=r"tokenizer\.json is not the file"):
        settled(package)


def test_of_a_package_of_ours_nobody_else_tells(package: Path) -> None:
    make_tiny_bundle(package)
    make_tiny_bundle(places.user_models() / "other")
    for like in ("other", "absent"):
        with pytest.raises(PackageError, match="which model it is, tiny: take it in without"):
            settled(package, like=like)


def test_another_file_of_that_name_is_not_ours(package: Path) -> None:
    (package / "model.json").write_text('{"model": "MobileClip2-S3", "precision": "fp16"}')
    (package / CLIP_WORDS).write_bytes(words())
    facts, _ = settled(package, called="MobileClip2-S3")
    assert facts.model.name == "mobileclip2-s3"
