"""An export that others made becomes a bundle: by its graphs, and by what open_clip does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.errors import LibraryError
from indexer.models.adopt import (
    Adopted,
    ReadyFiles,
    UnusableExportError,
    adopt,
    choose_files,
)
from indexer.models.check import check_bundle
from indexer.models.golden import load_golden
from indexer.models.known import OPENAI_MEAN, OPENAI_STD, KnownModel, known_model
from indexer.preprocess import normalise
from indexer.session import open_session
from indexer.tokenizer import Tokenizer
from tests.bundles import COLOURS
from tests.ready_exports import END, ReadyExport, ready_export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle

    Adopt = Callable[..., Adopted]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "export"


@pytest.fixture
def adopt_export(tmp_path: Path, folder: Path) -> Adopt:
    """Makes an export of one model, has `mend` change its files, and adopts it as `name`."""

    def adopt_export(
        name: str = "mobileclip2-s0",
        export: ReadyExport | None = None,
        *,
        made_as: str = "",
        mend: Callable[[Path], None] = lambda _: None,
    ) -> Adopted:
        for path, content in ready_export(
            tmp_path / "made", model_of(made_as or name), export
        ).items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        mend(folder)
        return adopt(folder, files_of(folder, model_of(name)), model_of(name), source="a test")

    return adopt_export


def model_of(name: str) -> KnownModel:
    model = known_model(name)
    assert model is not None
    return model


def files_of(folder: Path, model: KnownModel) -> ReadyFiles:
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert model.ready is not None
    files = choose_files(paths, model.ready.folder)
    assert files is not None
    return files


def text_vectors(bundle: Bundle, tokens: NDArray[np.int64]) -> NDArray[np.float32]:
    session = open_session(bundle.path(bundle.text.file), device="cpu")
    try:
        return session.run({bundle.text.input: tokens}, output=bundle.text.output)
    finally:
        session.close()


def picture_vector(bundle: Bundle, colour: tuple[int, int, int]) -> NDArray[np.float32]:
    size = bundle.image.size
    pixels = np.broadcast_to(np.array(colour, np.uint8), (1, size, size, 3))
    session = open_session(bundle.path(bundle.image.file), device="cpu")
    try:
        fed = {bundle.image.input: normalise(np.ascontiguousarray(pixels), bundle.image)}
        (vector,) = session.run(fed, output=bundle.image.output)
    finally:
        session.close()
    return np.asarray(vector, np.float32)


def nearest_word(bundle: Bundle, colour: tuple[int, int, int]) -> str:
    words = text_vectors(bundle, Tokenizer.load(bundle).encode(COLOURS).astype(np.int64))
    words = words / np.linalg.norm(words, axis=1, keepdims=True)
    return COLOURS[int((words @ picture_vector(bundle, colour)).argmax())]


def test_the_bundle_says_what_the_graphs_take_and_give(adopt_export: Adopt) -> None:
    bundle = adopt_export().bundle
    image, text = bundle.image, bundle.text
    assert (image.file, image.input, image.output) == (
        *("visual.onnx", "pixel_values", "image_embeddings"),
    )
    assert (image.size, image.layout, image.dtype) == (256, "NCHW", "float32")
    assert (text.file, text.input, text.output) == ("text.onnx", "input_ids", "text_embeddings")
    assert (text.context_length, text.dtype, bundle.embedding_dim) == (77, "int64", 512)
    assert (bundle.licence, bundle.source) == (
        *("Apple Machine Learning Research Model License (apple-amlr)", "a test"),
    )
    check_bundle(bundle)


def test_weights_beside_a_graph_are_part_of_the_model(adopt_export: Adopt, folder: Path) -> None:
    bundle = adopt_export().bundle
    assert [name for name, _ in bundle.files] == [
        *("text.onnx", "text.onnx.data", "tokenizer.json", "visual.onnx"),
    ]
    (folder / "text.onnx.data").write_bytes(bytes(100))
    with pytest.raises(LibraryError, match=r"text\.onnx\.data is not the file"):
        check_bundle(bundle)


@pytest.mark.parametrize("name", ["mobileclip2-s0", "mobileclip2-s3"])
def test_pictures_are_normalised_as_the_model_was_trained(name: str, adopt_export: Adopt) -> None:
    """Trap 1: with S0's numbers in the place of S3's, colours are mistaken."""
    adopted = adopt_export(name)
    assert adopted.bundle.image.mean == model_of(name).mean
    for colour, word in (((250, 10, 10), "red"), ((40, 220, 30), "green"), ((5, 9, 2), "black")):
        assert nearest_word(adopted.bundle, colour) == word


def test_an_export_that_speaks_otherwise_is_told_and_not_followed(adopt_export: Adopt) -> None:
    """Trap 1: S3 takes OpenAI's mean and std, whatever its export says."""
    wrong = {"mean": [0.0, 0.0, 0.0], "std": [1.0, 1.0, 1.0], "interpolation": "bicubic"}
    adopted = adopt_export("mobileclip2-s3", ReadyExport(preprocessing=wrong))
    assert (adopted.bundle.image.mean, adopted.bundle.image.std) == (OPENAI_MEAN, OPENAI_STD)
    assert adopted.bundle.image.interpolation == "bilinear"
    told = [remark for remark in adopted.remarks if "open_clip_config.json" in remark]
    assert [remark.split()[3] for remark in told] == ["mean", "std", "interpolation"]
    assert nearest_word(adopted.bundle, (250, 10, 10)) == "red"


def test_an_export_that_agrees_is_not_remarked_on(adopt_export: Adopt) -> None:
    rounded = {"mean": [0.481, 0.458, 0.408], "std": [0.269, 0.261, 0.276]}
    adopted = adopt_export("mobileclip2-s3", ReadyExport(preprocessing=rounded))
    assert [remark for remark in adopted.remarks if "config" in remark] == []


def test_what_transformers_says_of_preprocessing_is_compared_too(adopt_export: Adopt) -> None:
    def say(folder: Path) -> None:
        (folder / "open_clip_config.json").unlink()
        said = {"image_mean": [0.5, 0.5, 0.5], "image_std": list(OPENAI_STD), "resample": 3}
        (folder / "preprocessor_config.json").write_text(json.dumps(said))

    remarks = adopt_export("mobileclip2-s3", mend=say).remarks
    assert [r.split()[3] for r in remarks if "preprocessor" in r] == ["mean", "interpolation"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('{"resample": [3]}', []),
        ('{"resample": {"how": 3}}', []),
        ('{"image_mean": [' + "9" * 400 + ", 0, 0]}", ["mean"]),
        ("[" * 100_000, []),
    ],
    ids=["a list", "an object", "too large", "too deep"],
)
def test_what_is_said_of_preprocessing_without_sense_does_no_harm(
    said: str, told: list[str], adopt_export: Adopt
) -> None:
    def say(folder: Path) -> None:
        (folder / "open_clip_config.json").unlink()
        (folder / "preprocessor_config.json").write_text(said)

    remarks = adopt_export("mobileclip2-s3", mend=say).remarks
    assert [r.split()[3] for r in remarks if "preprocessor" in r] == told


def test_short_texts_are_filled_up_with_0_whatever_the_tokenizer_says(
    adopt_export: Adopt, folder: Path
) -> None:
    """Trap 2: the hub's tokenizers fill up with 49407, and that gives other vectors."""
    bundle = adopt_export().bundle
    said = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    assert said["padding"]["pad_id"] == END
    assert bundle.text.tokenizer.pad_id == 0
    tokens = Tokenizer.load(bundle).encode(["red"]).astype(np.int64)
    assert tokens.shape == (1, 77)
    assert tokens[0, 2] == END
    assert not tokens[0, 3:].any()
    wrong = np.where(tokens == 0, END, tokens)
    right, other = text_vectors(bundle, np.concatenate([tokens, wrong]))
    assert right @ other < 0.9 * np.linalg.norm(right) * np.linalg.norm(other)
    golden = load_golden(bundle)
    assert golden is not None
    sentence = Tokenizer.load(bundle).encode(golden.sentences[:1]).astype(np.int64)
    np.testing.assert_allclose(golden.sentence_vectors[0], text_vectors(bundle, sentence)[0])


def test_graphs_of_one_row_are_taken_too(adopt_export: Adopt) -> None:
    bundle = adopt_export(export=ReadyExport(rows=1)).bundle
    check_bundle(bundle)
    assert nearest_word_row_by_row(bundle, (250, 10, 10)) == "red"


def nearest_word_row_by_row(bundle: Bundle, colour: tuple[int, int, int]) -> str:
    rows = Tokenizer.load(bundle).encode(COLOURS).astype(np.int64)
    words = np.concatenate([text_vectors(bundle, row[None]) for row in rows])
    words /= np.linalg.norm(words, axis=1, keepdims=True)
    return COLOURS[int((words @ picture_vector(bundle, colour)).argmax())]


def test_a_graph_that_takes_raw_pixels_is_refused_in_a_sentence(adopt_export: Adopt) -> None:
    with pytest.raises(UnusableExportError) as told:
        adopt_export(export=ReadyExport(dtype="uint8"))
    assert str(told.value) == (
        "visual.onnx takes “pixel_values” uint8 [n, 3, 256, 256]; Shoebox can feed it normalised "
        "pixels only, as float32 [n, 3, 256, 256]."
    )


@pytest.mark.parametrize(
    ("name", "made_as", "words"),
    [
        ("mobileclip2-b", "mobileclip2-s0", r"takes .* 256\].* 224\]\.$"),
        ("mobileclip2-s3", "mobileclip2-s0", r"gives .* 512\], but not vectors \[n, 768\]"),
    ],
)
def test_an_export_of_another_model_is_refused(
    name: str, made_as: str, words: str, adopt_export: Adopt
) -> None:
    with pytest.raises(UnusableExportError, match=words):
        adopt_export(name, made_as=made_as)


@pytest.mark.parametrize("file", ["visual.onnx", "text.onnx", "tokenizer.json"])
def test_what_cannot_be_loaded_is_unusable(file: str, adopt_export: Adopt) -> None:
    def break_it(folder: Path) -> None:
        (folder / file).write_bytes(b"broken")

    with pytest.raises(UnusableExportError, match=rf"{file} cannot be loaded: .*[^.]\.$"):
        adopt_export(mend=break_it)


def test_a_tokenizer_with_another_vocabulary_is_refused(adopt_export: Adopt) -> None:
    def swap_words(folder: Path) -> None:
        file = folder / "tokenizer.json"
        said = json.loads(file.read_text("utf-8"))
        ids = said["model"]["vocab"]
        ids["cats</w>"], ids["dogs</w>"] = ids["dogs</w>"], ids["cats</w>"]
        file.write_text(json.dumps(said), "utf-8")

    with pytest.raises(UnusableExportError, match=r"tokenizer\.json reads words otherwise"):
        adopt_export(mend=swap_words)


@pytest.mark.parametrize(
    ("said", "scale"),
    [('{"logit_scale": 87.5}', 87.5), ("{}", 100), ('{"logit_scale": "x"}', 100), ("{", 100)],
)
def test_the_scale_is_the_export_s_where_it_says_one(
    said: str, scale: float, adopt_export: Adopt
) -> None:
    def say(folder: Path) -> None:
        (folder / "model_config.json").write_text(said)

    assert adopt_export(mend=say).bundle.logit_scale == scale


def test_an_export_in_a_folder_of_its_own_is_taken_where_it_lies(adopt_export: Adopt) -> None:
    graphs = ("vision_model.onnx", "text_model.onnx")
    bundle = adopt_export("mobileclip2-l14", ReadyExport(graphs=graphs)).bundle
    assert bundle.image.file == "onnx/l14/vision_model.onnx"
    assert bundle.text.tokenizer.file == "tokenizer.json"
    assert (bundle.image.size, bundle.image.interpolation) == (224, "bicubic")
    check_bundle(bundle)


def test_an_export_that_finds_no_test_picture_is_remarked_on(adopt_export: Adopt) -> None:
    """The towers of these tests know colours only, so none of the four pictures is found."""
    (remark,) = adopt_export().remarks
    assert remark.startswith("mobileclip2-s0 does not find the four test pictures")


def test_only_files_of_use_are_chosen() -> None:
    useful = ["visual.onnx", "text.onnx", "text.onnx.data", "tokenizer.json", "LICENSE"]
    files = choose_files([*useful, "visual_int8.onnx", ".gitattributes", "merges.txt"], "")
    assert files is not None
    assert sorted({*files.decisive, *files.beside}) == sorted(useful)
    assert choose_files(["open_clip_model.safetensors", "tokenizer.json"], "") is None
    assert choose_files(useful, "onnx/l14") is None
