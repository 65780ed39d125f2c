"""A golden set comes back as it was kept and tells its damage; near vectors are known from far."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import places
from indexer.encode import ImageEncoder, TextEncoder
from indexer.errors import LibraryError
from indexer.models import find_bundle, load_bundle
from indexer.models.golden import (
    Golden,
    agreement,
    golden_inputs,
    keep_golden,
    kept_golden,
    load_golden,
    meaning,
    save_golden,
)
from indexer.places import shipped_models, user_cache
from tests.bundles import DIM, SIZE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle


def some_golden(bundle: Bundle) -> Golden:
    pixels, sentences = golden_inputs(bundle.image)
    chance = np.random.default_rng(3)
    return Golden(
        pixels,
        chance.normal(size=(len(pixels), DIM)).astype(np.float32),
        sentences,
        chance.normal(size=(len(sentences), DIM)).astype(np.float32),
    )


def same(one: Golden, other: Golden) -> bool:
    return one.sentences == other.sentences and all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("pixels", "picture_vectors", "sentence_vectors")
    )


def with_golden(bundle: Bundle, folder: Path, golden: Golden) -> Bundle:
    """Copy a bundle and give it a golden set."""
    shutil.copytree(bundle.folder, folder)
    sha256 = save_golden(folder / "golden.npz", golden)
    described = json.loads((folder / "model.json").read_text("utf-8"))
    described["golden"] = {"file": "golden.npz", "sha256": sha256}
    (folder / "model.json").write_text(json.dumps(described), "utf-8")
    return load_bundle(folder)


# -- the inputs -----------------------------------------------------------------------------


def test_the_inputs_are_four_different_pictures_and_a_sentence_for_each(
    tiny_bundle: Bundle,
) -> None:
    pixels, sentences = golden_inputs(tiny_bundle.image)
    assert pixels.shape == (4, SIZE, SIZE, 3)
    assert pixels.dtype == np.uint8
    assert len({picture.tobytes() for picture in pixels}) == 4
    assert len(sentences) == len(set(sentences)) == 12
    assert all(sentence == sentence.strip() != "" for sentence in sentences)


def test_one_sentence_is_longer_than_any_text_tower_reads() -> None:
    from indexer.tokenizer import Tokenizer

    starter = find_bundle("starter", [shipped_models()])
    _, sentences = golden_inputs(starter.image)
    wide = replace(starter, text=replace(starter.text, context_length=200))
    ids = Tokenizer.load(wide).encode(sentences)
    lengths = (ids != starter.text.tokenizer.pad_id).sum(axis=1)
    assert lengths.max() > 77
    assert len(set(lengths.tolist())) >= 8


def test_the_inputs_are_small_enough_to_ship_and_their_readme_names_each() -> None:
    folder = places.shipped_golden_inputs()
    assert sum(path.stat().st_size for path in folder.iterdir()) < 600_000
    told = (folder / "README.md").read_text("utf-8")
    assert [path.name for path in folder.iterdir() if f"`{path.name}`" not in told] == ["README.md"]


# -- keeping --------------------------------------------------------------------------------


def test_a_golden_set_comes_back_as_it_was_saved(tiny_bundle: Bundle, tmp_path: Path) -> None:
    golden = some_golden(tiny_bundle)
    loaded = load_golden(with_golden(tiny_bundle, tmp_path / "golden", golden))
    assert loaded is not None
    assert same(loaded, golden)
    assert [path.name for path in (tmp_path / "golden").glob("*.part")] == []


def test_the_same_golden_set_is_the_same_file(tiny_bundle: Bundle, tmp_path: Path) -> None:
    golden = some_golden(tiny_bundle)
    assert save_golden(tmp_path / "a.npz", golden) == save_golden(tmp_path / "b.npz", golden)


def test_a_golden_set_has_no_say_in_what_a_model_is(tiny_bundle: Bundle, tmp_path: Path) -> None:
    proved = with_golden(tiny_bundle, tmp_path / "proved", some_golden(tiny_bundle))
    assert proved.sha256 == tiny_bundle.sha256


def test_a_model_without_a_golden_set_has_none(tiny_bundle: Bundle) -> None:
    assert load_golden(tiny_bundle) is None


def test_a_golden_set_that_was_changed_is_told(tiny_bundle: Bundle, tmp_path: Path) -> None:
    bundle = with_golden(tiny_bundle, tmp_path / "changed", some_golden(tiny_bundle))
    with (bundle.folder / "golden.npz").open("ab") as file:
        file.write(b"!")
    with pytest.raises(
        LibraryError, match=r"golden\.npz is not the file that model\.json promises"
    ):
        load_golden(bundle)


@pytest.mark.parametrize(
    ("part", "spoilt", "says"),
    [
        ("pixels", np.zeros((4, 9, 9, 3), np.uint8), "its pixels are"),
        ("pixels", np.zeros((4, SIZE, SIZE, 3), np.float32), "its pixels are float32"),
        ("picture_vectors", np.ones((3, DIM), np.float32), "its picture_vectors are"),
        ("picture_vectors", np.zeros((4, DIM), np.float32), "picture_vectors points nowhere"),
        ("sentence_vectors", np.full((12, DIM), np.nan, np.float32), "points nowhere"),
        ("sentences", ("a cat",), "its sentence_vectors are"),
    ],
)
def test_a_golden_set_that_does_not_fit_the_model_is_told(
    part: str, spoilt: Any, says: str, tiny_bundle: Bundle, tmp_path: Path
) -> None:
    golden = replace(some_golden(tiny_bundle), **{part: spoilt})
    bundle = with_golden(tiny_bundle, tmp_path / "unfit", golden)
    with pytest.raises(LibraryError, match=says):
        load_golden(bundle)


def test_a_lone_array_in_place_of_a_golden_set_is_told(tiny_bundle: Bundle, tmp_path: Path) -> None:
    bundle = with_golden(tiny_bundle, tmp_path / "lone", some_golden(tiny_bundle))
    assert bundle.golden is not None
    path = bundle.path(bundle.golden.file)
    with path.open("wb") as file:
        np.save(file, np.zeros(3, np.float32))
    said = replace(bundle.golden, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    with pytest.raises(LibraryError, match=r"golden\.npz holds no golden set \(it holds one"):
        load_golden(replace(bundle, golden=said))


def test_a_reference_of_this_machine_is_kept_by_model(tiny_bundle: Bundle) -> None:
    golden = some_golden(tiny_bundle)
    assert kept_golden(tiny_bundle) is None
    keep_golden(tiny_bundle, golden)
    kept = kept_golden(tiny_bundle)
    assert kept is not None
    assert same(kept, golden)
    assert kept_golden(replace(tiny_bundle, preprocess_version=2)) is None


@pytest.mark.parametrize("keep", [0, 10, 2_000])
def test_a_kept_reference_that_was_torn_is_none(keep: int, tiny_bundle: Bundle) -> None:
    keep_golden(tiny_bundle, some_golden(tiny_bundle))
    (path,) = (user_cache() / "golden").iterdir()
    path.write_bytes(path.read_bytes()[:keep])
    assert kept_golden(tiny_bundle) is None


def test_a_bit_that_flips_in_a_kept_reference_is_found(tiny_bundle: Bundle) -> None:
    keep_golden(tiny_bundle, some_golden(tiny_bundle))
    (path,) = (user_cache() / "golden").iterdir()
    content = bytearray(path.read_bytes())
    content[1_000] ^= 1
    path.write_bytes(content)
    assert kept_golden(tiny_bundle) is None


def test_where_nothing_can_be_kept_nothing_is(tiny_bundle: Bundle) -> None:
    user_cache().mkdir(parents=True)
    (user_cache() / "golden").write_text("a file where the folder should be")
    keep_golden(tiny_bundle, some_golden(tiny_bundle))
    assert kept_golden(tiny_bundle) is None


# -- agreement ------------------------------------------------------------------------------


def rows(*rows: tuple[float, ...]) -> NDArray[np.float32]:
    return np.array(rows, np.float32)


def test_vectors_agree_with_themselves() -> None:
    found = agreement(rows((3, 4), (0, 0.5)), rows((3, 4), (0, 0.5)))
    assert (found.cosine_min, found.norm_error_max, found.finite) == (1.0, 0.0, True)
    assert found.good


def test_the_pair_that_agrees_least_counts() -> None:
    found = agreement(rows((1, 0), (1, 1)), rows((1, 0), (1, 0)))
    assert found.cosine_min == pytest.approx(0.5**0.5)
    assert found.norm_error_max == pytest.approx(2**0.5 - 1)
    assert not found.good


def test_a_wrong_length_alone_is_not_good() -> None:
    found = agreement(rows((1.02, 0)), rows((1, 0)))
    assert found.cosine_min == 1.0
    assert found.norm_error_max == pytest.approx(0.02)
    assert not found.good


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_never_good_and_still_json(number: float) -> None:
    found = agreement(rows((1, 0), (number, 1)), rows((1, 0), (0, 1)))
    assert (found.cosine_min, found.norm_error_max, found.finite) == (0.0, 1.0, False)
    assert not found.good


def test_nothing_agrees_with_nothing() -> None:
    found = agreement(rows((0, 0)), rows((1, 0)))
    assert (found.cosine_min, found.norm_error_max) == (0.0, 1.0)
    assert not found.good


def test_other_shapes_are_our_fault() -> None:
    with pytest.raises(ValueError, match="cannot be held against"):
        agreement(rows((1, 0)), rows((1, 0), (0, 1)))
    with pytest.raises(ValueError, match="cannot be held against"):
        agreement(np.empty((0, 2), np.float32), np.empty((0, 2), np.float32))


@given(st.integers(0, 2**32 - 1), st.floats(1e-4, 0.2))
def test_the_cosine_is_that_of_plain_arithmetic(seed: int, noise: float) -> None:
    chance = np.random.default_rng(seed)
    reference = chance.normal(size=(5, 64)).astype(np.float32)
    vectors = (reference + noise * chance.normal(size=(5, 64))).astype(np.float32)
    plain = [
        float(np.dot(v.astype(float), r.astype(float)))
        / float(np.linalg.norm(v.astype(float)) * np.linalg.norm(r.astype(float)))
        for v, r in zip(vectors, reference, strict=True)
    ]
    assert agreement(vectors, reference).cosine_min == pytest.approx(min(plain), abs=1e-9)


# -- meaning --------------------------------------------------------------------------------


def test_the_starter_gives_each_picture_its_own_sentence() -> None:
    starter = find_bundle("starter", [shipped_models()])
    pixels, sentences = golden_inputs(starter.image)
    with (
        ImageEncoder.open(starter, device="cpu") as images,
        TextEncoder.open(starter, device="cpu") as texts,
    ):
        pictures, words = images.encode(pixels), texts.encode(sentences)
        turned = images.encode(
            np.ascontiguousarray(pixels.transpose(0, 3, 1, 2)).reshape(pixels.shape)
        )
    assert meaning(pictures, words)
    assert not meaning(turned, words), "a layout taken for another must be found out"
    assert not meaning(pictures, words[[1, 0, 2, 3]])


def test_the_starter_ships_with_its_golden_set_which_its_recipe_makes_again(
    tmp_path: Path,
) -> None:
    folder = shutil.copytree(shipped_models() / "starter", tmp_path / "starter")
    shipped = load_golden(load_bundle(folder))
    recipe = str(folder / "starter_golden.py")
    root = str(places.shipped_golden_inputs().parent.parent)
    subprocess.run([sys.executable, recipe], env={**os.environ, "PYTHONPATH": root}, check=True)
    again = load_golden(load_bundle(folder))
    assert shipped is not None
    assert again is not None
    assert np.array_equal(shipped.pixels, again.pixels)
    assert shipped.sentences == again.sentences
    assert agreement(again.picture_vectors, shipped.picture_vectors).good
    assert agreement(again.sentence_vectors, shipped.sentence_vectors).good
    assert (folder / "golden.npz").stat().st_size < 700_000


def test_vectors_that_are_all_alike_mean_nothing() -> None:
    assert not meaning(np.ones((4, 8), np.float32), np.ones((12, 8), np.float32))


@pytest.mark.parametrize("number", [0.0, np.nan])
def test_vectors_that_point_nowhere_mean_nothing(number: float) -> None:
    pictures = np.eye(4, 8, dtype=np.float32)
    assert meaning(pictures, np.eye(12, 8, dtype=np.float32))
    pictures[2] = number
    assert not meaning(pictures, np.eye(12, 8, dtype=np.float32))
