"""A glance at all photos tells what a grid shows of them besides their pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.formats import FILMS
from indexer.records import changed_at

if TYPE_CHECKING:
    from indexer.catalog import Catalog
    from tests.indexer.catalog.shelf import Shelf


def test_a_library_without_photos_has_nothing_to_see(catalog: Catalog) -> None:
    assert len(catalog.glances()) == 0


def test_shape_day_stars_and_heart_are_seen_of_each_photo(catalog: Catalog, shelf: Shelf) -> None:
    shelf.put(
        "a.jpg", width=6000, height=4000, taken_at="2023-05-01T12:00:00", rating=3, format="NEF"
    )
    shelf.put("b.jpg", width=3000, height=4000, format=next(iter(FILMS)), seconds=42.5)
    shelf.put("c.jpg", width=100, height=100, taken_at="2023-13-99T12:00:00")
    catalog.set_favourite([2])
    seen = catalog.glances()
    assert seen.ids.tolist() == [1, 2, 3]
    assert seen.ratios.tolist() == [1.5, 0.75, 1.0]
    changed = changed_at(catalog.photos([2])[0].mtime_ns)[:10]
    assert seen.days.astype(str).tolist() == ["2023-05-01", changed, "NaT"]
    assert seen.stars.tolist() == [3, 0, 0]
    assert seen.favourites.tolist() == [False, True, False]
    assert seen.raws.tolist() == [True, False, False]
    assert seen.videos.tolist() == [False, True, False]
    assert seen.seconds.tolist() == [0, 42.5, 0]
