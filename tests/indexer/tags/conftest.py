"""A library that is tagged, and has no photos yet; and one with a file of its user's own tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.library import Library
from indexer.tags import choose
from tests.indexer.tags.own_file import TYPED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.catalog import Catalog


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        choose(library.catalog, level=None, own=None, shipped=False)
        yield library


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Library.open(tmp_path / "library", write=True) as library:
        yield library.catalog


@pytest.fixture
def own(catalog: Catalog, tmp_path: Path) -> Path:
    """A file that its user has written and named."""
    path = tmp_path / "my-tags.txt"
    path.write_bytes(TYPED.encode())
    choose(catalog, level=None, own=path, shipped=False)
    return path
