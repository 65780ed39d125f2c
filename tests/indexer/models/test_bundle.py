"""A model's description is read whole, and what is wrong with it is said in one line."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.errors import LibraryError
from indexer.models import (
    Compiled,
    GoldenFile,
    Quantisation,
    broken_bundles,
    find_bundle,
    list_bundles,
    load_bundle,
)
from indexer.places import shipped_models, user_models
from indexer.session import TowerGraph
from tests.bundles import CONTEXT, DIM, SIZE, TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indexer.models import Bundle


@pytest.fixture
def folder(tiny_bundle: Bundle, tmp_path: Path) -> Path:
    """A tiny bundle's folder that a test may spoil."""
    return shutil.copytree(tiny_bundle.folder, tmp_path / "spoiled")


def edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    file = folder / "model.json"
    values = json.loads(file.read_text("utf-8"))
    change(values)
    file.write_text(json.dumps(values), "utf-8")


def complaint(folder: Path) -> str:
    with pytest.raises(LibraryError) as caught:
        load_bundle(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_bundle_says_all_that_its_description_says(tiny_bundle: Bundle) -> None:
    assert (tiny_bundle.name, tiny_bundle.embedding_dim) == ("tiny", DIM)
    assert (tiny_bundle.image.size, tiny_bundle.image.mean) == (SIZE, (0.5, 0.5, 0.5))
    assert (tiny_bundle.text.context_length, tiny_bundle.text.tokenizer.pad_id) == (CONTEXT, 0)
    assert tiny_bundle.path("image.onnx").is_file()
    assert [name for name, _ in tiny_bundle.files] == ["image.onnx", "text.onnx", "tokenizer.json"]


def test_a_model_is_itself_wherever_it_lies_and_whatever_it_is_called(
    tiny_bundle: Bundle, folder: Path
) -> None:
    edit(folder, lambda values: values.update(name="other", title="Other", logit_scale=1))
    assert load_bundle(folder).sha256 == tiny_bundle.sha256


def test_what_proves_a_model_does_not_make_it_another(tiny_bundle: Bundle, folder: Path) -> None:
    (folder / "golden.npz").write_bytes(b"golden")
    edit(folder, lambda values: values.update(golden={"file": "golden.npz", "sha256": "AB"}))
    bundle = load_bundle(folder)
    assert bundle.golden == GoldenFile("golden.npz", "ab")
    assert bundle.sha256 == tiny_bundle.sha256


def test_models_of_before_are_known_by_the_hash_that_libraries_know_them_by() -> None:
    (starter,) = list_bundles([shipped_models()])
    known = "36c3de62474dca5c4ab0b94244f25b34d99c3004ab25c4e843d45b5828f083a1"
    assert starter.sha256 == known


def test_a_compiled_tower_says_for_what_it_was_compiled(folder: Path) -> None:
    (folder / "image.bin").write_bytes(b"binary")
    compiled = {"file": "image.bin", "graph": "tower", "soc": 66, "qnn": "2.36.0"}

    def compile_image(values: dict[str, Any]) -> None:
        values["image"].update(
            compiled=compiled,
            dtype="uint8",
            input_quantisation={"scale": 0.02, "zero_point": 114},
            output_quantisation={"scale": 0.001, "zero_point": -3},
        )
        values["files"]["image.bin"] = "00"

    edit(folder, compile_image)
    image = load_bundle(folder).image
    assert image.compiled == Compiled("image.bin", "tower", soc=66, qnn="2.36.0")
    assert image.input_quantisation == Quantisation(0.02, 114)
    assert image.output_quantisation == Quantisation(0.001, -3)


def test_the_precision_of_a_compiled_tower_makes_no_other_model(folder: Path) -> None:
    (folder / "text.bin").write_bytes(b"binary")
    compiled: dict[str, Any] = {"file": "text.bin", "graph": "tower", "soc": 66, "qnn": "2.36.0"}

    def compile_text(values: dict[str, Any]) -> None:
        values["text"]["compiled"] = compiled
        values["files"]["text.bin"] = "00"

    edit(folder, compile_text)
    before = load_bundle(folder)
    assert before.text.compiled == Compiled(**compiled)
    # As libraries know it that were made before there was such a field.
    said = {**asdict(before.text), "compiled": compiled}
    kept = {key: value for key, value in said.items() if value is not None}
    image = {key: value for key, value in asdict(before.image).items() if value is not None}
    decisive = {
        **{"files": sorted(before.files), "image": image, "text": kept},
        "preprocess_version": before.preprocess_version,
    }
    known = hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()
    assert before.sha256 == known
    edit(folder, lambda values: values["text"]["compiled"].update(precision="w8a16"))
    after = load_bundle(folder)
    assert after.text.compiled is not None
    assert after.text.compiled.precision == "w8a16"
    assert TowerGraph.of(after, after.text).precision == "w8a16"
    assert TowerGraph.of(before, before.text).precision is None
    assert after.sha256 == known


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values["image"].update(interpolation="bicubic"),
        lambda values: values["image"].update(mean=[0.5, 0.5, 0.4]),
        lambda values: values["text"].update(context_length=8),
        lambda values: values["text"]["tokenizer"].update(pad_id=1),
        lambda values: values.update(preprocess_version=2),
        lambda values: values["files"].update({"text.onnx": "0" * 64}),
    ],
)
def test_whatever_could_change_a_vector_makes_another_model(
    tiny_bundle: Bundle, folder: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    edit(folder, change)
    assert load_bundle(folder).sha256 != tiny_bundle.sha256


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda v: v.pop("title"), "title is missing"),
        (lambda v: v.pop("image"), "image is missing"),
        (lambda v: v["image"].pop("size"), "image.size is missing"),
        (lambda v: v["image"].update(size="32"), "image.size is not a whole number"),
        (lambda v: v["image"].update(size=True), "image.size is not a whole number"),
        (lambda v: v["image"].update(size=0), "image.size is 0, which is less than 1"),
        (lambda v: v["image"].update(mean=[0.5, 0.5]), "image.mean is not a list of three numbers"),
        (lambda v: v["image"].update(mean=[0, "1", 0]), "image.mean[1] is not a number"),
        (lambda v: v["image"].update(std=[1, 0, 1]), "image.std is not above zero"),
        (lambda v: v["image"].update(interpolation="best"), "image.interpolation is “best”"),
        (lambda v: v["image"].update(resize_mode=1), "image.resize_mode is not a text"),
        (lambda v: v["image"].update(layout="CHWN"), "image.layout is “CHWN”"),
        (lambda v: v["text"].update(dtype="int8"), "text.dtype is “int8”"),
        (lambda v: v["text"].update(tokenizer=[]), "text.tokenizer is not an object"),
        (
            lambda v: v["text"]["tokenizer"].update(kind="sentencepiece"),
            "text.tokenizer.kind is “sentencepiece”, which is none of clip, wordpiece",
        ),
        (lambda v: v["text"]["tokenizer"].update(pad_id=-1), "pad_id is -1"),
        (lambda v: v.update(logit_scale=float("inf")), "logit_scale is not a finite number"),
        (lambda v: v.update(name=""), "name is empty"),
        (lambda v: v["files"].pop("text.onnx"), "gives no SHA-256 of text.onnx"),
        (lambda v: v["files"].update({"extra.bin": "00"}), "extra.bin is missing"),
        (lambda v: v["files"].update({"../x": "00"}), "files.../x lies outside"),
        (lambda v: v.update(logit_scale=10**400), "logit_scale is not a finite number"),
        (lambda v: v["image"].update(cpu_file="fast.onnx"), "gives no SHA-256 of fast.onnx"),
        (lambda v: v["text"].update(compiled={"file": "x.bin"}), "text.compiled.graph is missing"),
        (
            lambda v: v["image"].update(
                compiled={"file": "x.bin", "graph": "g", "soc": 60, "qnn": "2.51.0"}
            ),
            "gives no SHA-256 of x.bin",
        ),
        (
            lambda v: v["image"].update(input_quantisation={"scale": 0, "zero_point": 0}),
            "image.input_quantisation.scale is not above zero",
        ),
        (
            lambda v: v.update(golden={"file": "golden.npz", "sha256": "00"}),
            "golden.npz is missing",
        ),
    ],
)
def test_each_flaw_is_named(
    folder: Path, change: Callable[[dict[str, Any]], object], says: str
) -> None:
    edit(folder, change)
    assert says in complaint(folder)


@pytest.mark.parametrize(
    "name",
    [
        "../image.onnx",
        "/etc/passwd",
        "a/../../b",
        "C:\\x.onnx",
        "..\\x",
        "C:x",
        "\\\\host\\x",
        "x\0",
    ],
)
def test_a_file_s_name_cannot_lead_out_of_the_folder(folder: Path, name: str) -> None:
    edit(folder, lambda values: values["image"].update(file=name))
    assert "outside the model's folder" in complaint(folder)


def test_a_file_may_lie_deeper(folder: Path) -> None:
    (folder / "onnx").mkdir()
    (folder / "image.onnx").rename(folder / "onnx" / "image.onnx")

    def move(values: dict[str, Any]) -> None:
        values["image"]["file"] = "onnx/image.onnx"
        values["files"]["onnx/image.onnx"] = values["files"].pop("image.onnx")

    edit(folder, move)
    assert load_bundle(folder).path("onnx/image.onnx").is_file()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"[" * 100_000], ids=range(6)
)
def test_a_description_that_is_no_object_is_told(folder: Path, content: bytes) -> None:
    (folder / "model.json").write_bytes(content)
    assert "model.json" in complaint(folder)


def test_a_folder_without_a_description_is_no_model(tmp_path: Path) -> None:
    assert "model.json cannot be read" in complaint(tmp_path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(
    st.sampled_from(
        [
            ("name",),
            ("image",),
            ("image", "std"),
            ("text", "tokenizer"),
            ("files",),
            ("image", "file"),
        ]
    ),
    json_values,
)
@example(("files",), {"\n": 0})
def test_no_value_in_no_place_is_more_than_one_line_of_trouble(
    tiny_bundle: Bundle,
    tmp_path_factory: pytest.TempPathFactory,
    where: tuple[str, ...],
    value: object,
) -> None:
    values = json.loads(tiny_bundle.path("model.json").read_text("utf-8"))
    inner = values
    for key in where[:-1]:
        inner = inner[key]
    inner[where[-1]] = value
    folder = tmp_path_factory.mktemp("any")
    (folder / "model.json").write_text(json.dumps(values), "utf-8")
    complaint(folder)  # At the latest because the graphs are not there.


def test_the_user_s_model_replaces_the_shipped_one_of_that_name(tmp_path: Path) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    for parent in (own, shipped):
        make_tiny_bundle(parent / "tiny")
    make_tiny_bundle(shipped / "second", TinyModel(name="second"))
    assert find_bundle("tiny", (own, shipped)).folder == own / "tiny"
    assert find_bundle("second", (own, shipped)).folder == shipped / "second"
    assert [bundle.name for bundle in list_bundles((own, shipped))] == ["second", "tiny"]


def test_models_are_found_where_the_user_keeps_them() -> None:
    make_tiny_bundle(user_models() / "tiny")
    assert find_bundle("tiny").folder == user_models() / "tiny"


def test_a_model_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no model named “big”; none is installed"):
        find_bundle("big", (tmp_path,))
    make_tiny_bundle(tmp_path / "tiny")
    with pytest.raises(LibraryError, match="no model named “big”; there are: tiny"):
        find_bundle("big", (tmp_path,))


def test_a_broken_model_hides_no_other_and_tells_its_trouble_when_asked_for(tmp_path: Path) -> None:
    make_tiny_bundle(tmp_path / "tiny")
    spoiled = make_tiny_bundle(tmp_path / "spoiled", TinyModel(name="spoiled"))
    (spoiled / "text.onnx").unlink()
    assert [bundle.name for bundle in list_bundles((tmp_path,))] == ["tiny"]
    assert [str(error) for error in broken_bundles((tmp_path,))] == [
        f"The model in {spoiled} is broken: text.onnx is missing."
    ]
    with pytest.raises(LibraryError, match=r"text\.onnx is missing"):
        find_bundle("spoiled", (tmp_path,))


def test_two_bundles_of_other_content_are_two_models(tiny_bundle: Bundle) -> None:
    other = replace(tiny_bundle, files=(("image.onnx", "00"), *tiny_bundle.files[1:]))
    assert other.sha256 != tiny_bundle.sha256


def test_a_model_that_could_be_fetched_is_told_with_how(tmp_path: Path) -> None:
    make_tiny_bundle(tmp_path / "tiny")
    with pytest.raises(LibraryError) as told:
        find_bundle("mobileclip2-s3", (tmp_path,))
    assert str(told.value) == (
        "There is no model named “mobileclip2-s3”; there are: tiny. "
        "`shoebox model get mobileclip2-s3` fetches it."
    )
