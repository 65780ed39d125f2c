"""A library with files of its own, and a folder for what goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        library.catalog.add_root(str(tmp_path / "photos"))
        yield library


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out"
