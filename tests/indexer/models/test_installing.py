"""A folder of graphs becomes a bundle, and is installed whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from indexer import places
from indexer.errors import LibraryError
from indexer.models import find_bundle, load_bundle
from indexer.models.check import check_bundle
from indexer.models.golden import load_golden
from indexer.models.installing import (
    GOLDEN,
    describe,
    hash_files,
    incoming,
    install,
    make_golden,
    require_free_name,
)
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from indexer.models import Bundle


@pytest.fixture
def staged() -> Bundle:
    """A bundle on its way, described by this module."""
    folder = make_tiny_bundle(incoming() / "colours")
    bundle = replace(load_bundle(folder), name="colours")
    return describe(bundle, make_golden(bundle))


def test_a_description_is_read_back_as_it_was_meant(staged: Bundle) -> None:
    meant = load_bundle(make_tiny_bundle(staged.folder.parent / "meant"))
    assert staged.image == meant.image
    assert staged.text == meant.text
    assert staged.sha256 == meant.sha256, "the golden set is not part of a model's identity"
    assert staged.files == hash_files(staged.folder, ["image.onnx", "text.onnx", "tokenizer.json"])


def test_the_golden_set_is_what_the_graphs_give(staged: Bundle) -> None:
    golden = load_golden(staged)
    assert golden is not None
    again = make_golden(staged)
    assert (golden.picture_vectors == again.picture_vectors).all()
    assert (golden.sentence_vectors == again.sentence_vectors).all()
    assert len(golden.pixels) == 4
    assert len(golden.sentences) >= 12


def test_a_graph_that_takes_one_row_at_a_time_gets_a_golden_set_too() -> None:
    folder = make_tiny_bundle(incoming() / "tiny", TinyModel(batch=1))
    assert describe(load_bundle(folder), make_golden(load_bundle(folder))).golden is not None


def test_an_installed_model_is_found_and_nothing_is_left_on_the_way(staged: Bundle) -> None:
    home = install(staged.folder, "colours").folder
    assert home == places.user_models() / "colours"
    assert find_bundle("colours").folder == home
    check_bundle(find_bundle("colours"))
    assert list(incoming().iterdir()) == []


def test_a_broken_model_of_that_name_is_replaced(staged: Bundle) -> None:
    broken = places.user_models() / "colours"
    broken.mkdir()
    (broken / "model.json").write_text("{")
    install(staged.folder, "colours")
    assert (broken / GOLDEN).is_file()
    assert list(incoming().iterdir()) == []


def test_a_new_model_may_hide_none_that_is_here(staged: Bundle) -> None:
    install(staged.folder, "colours")
    for taken in ("colours", "starter"):
        with pytest.raises(LibraryError, match=f"There is a model named “{taken}” already"):
            require_free_name(taken)
    for wrong in ("", ".hidden", "../elsewhere", "a" * 65):
        with pytest.raises(LibraryError, match="is no name for a model"):
            require_free_name(wrong)
    require_free_name("colours-2")
