"""A library that is tagged, and has no photos yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.library import Library
from indexer.tags import choose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        choose(library.catalog, level=None, own=None, shipped=False)
        yield library
