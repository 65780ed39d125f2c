"""A catalog that is filled photo by photo, with just the facts that a test is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.indexer.making import STAMP, below, indexed

if TYPE_CHECKING:
    from indexer.catalog import Catalog


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
