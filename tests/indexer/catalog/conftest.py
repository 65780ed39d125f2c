"""A catalog with one root, and a hand that fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.catalog import Catalog
from tests.indexer.catalog.shelf import Shelf
from tests.indexer.making import below

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "library.db", write=True) as catalog:
        catalog.add_root(below("photos"))
        yield catalog


@pytest.fixture
def shelf(catalog: Catalog) -> Shelf:
    return Shelf(catalog)
