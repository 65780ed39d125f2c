"""A catalog that is filled photo by photo, with just the facts that a test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.query import parse
from tests.indexer.making import STAMP, below, indexed

if TYPE_CHECKING:
    from indexer.catalog import Catalog
    from indexer.query import Filter


TODAY: Final = date(2024, 6, 15)
"""The day on which filters are typed in these tests."""


class Shelf:
    """Puts photos into a catalog and asks it for them."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def put(self, *path: str, content: int | None = None, **facts: object) -> int:
        """Store a photo below the root "photos" with these facts of `PhotoFacts`; its id."""
        seed = content or self.catalog.count() + 1
        item = indexed(below("photos", *path), seed)
        known = replace(item.photo.facts, **facts)  # type: ignore[arg-type] # Each has its type.
        item = replace(item, photo=replace(item.photo, facts=known))
        return self.catalog.store([item], STAMP)[0]


def found(shelf: Shelf, wanted: Filter | str) -> list[int]:
    """The ids that a filter finds, as a tree or as it is typed."""
    if isinstance(wanted, str):
        query = parse(wanted, today=TODAY)
        assert query.filter is not None
        assert not query.visual
        wanted = query.filter
    ids = shelf.catalog.ids_where(wanted)
    assert ids.dtype == np.int64
    assert (np.diff(ids) > 0).all()
    return list(map(int, ids))
