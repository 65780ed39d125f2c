"""What tags a library is put together from what its model has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.errors import LibraryError
from indexer.library import Library
from indexer.models import find_bundle, load_bundle
from indexer.tags import choose
from indexer.tags.opening import tagger_of
from tests.bundles import DIM, make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


def test_the_model_that_ships_has_read_all_tags(tmp_path: Path) -> None:
    def read(texts: Sequence[str]) -> NDArray[np.float32]:
        raise AssertionError(texts)

    with Library.open(tmp_path / "library", write=True) as library:
        assert tagger_of(library.catalog, find_bundle("starter"), read).run().scored == 0


def test_a_tag_of_ones_own_is_read_and_no_other(tmp_path: Path) -> None:
    asked: list[str] = []

    def read(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(texts)
        return np.eye(512, dtype=np.float32)[: len(texts)]

    own = tmp_path / "own.txt"
    own.write_text('our boat "a red boat"\n', "utf-8")
    with Library.open(tmp_path / "library", write=True) as library:
        choose(library.catalog, level=None, own=own, shipped=False)
        tagger_of(library.catalog, find_bundle("starter"), read)
    assert asked == ["a red boat"]


def test_a_model_that_has_not_read_everyday_words_is_told_of(tmp_path: Path) -> None:
    bundle = load_bundle(make_tiny_bundle(tmp_path / "tiny"))
    with (
        Library.open(tmp_path / "library", write=True) as library,
        pytest.raises(LibraryError, match="has not read the words"),
    ):
        tagger_of(library.catalog, bundle, lambda texts: np.ones((len(texts), DIM), np.float32))
