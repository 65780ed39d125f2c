"""Sidecars bring photos into albums, and no undo takes away what came that way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.catalog.sidecar_rows import Retold, Told
from indexer.records import AutoAlbum, SavedCut

if TYPE_CHECKING:
    from indexer.catalog import Catalog
    from tests.indexer.catalog.shelf import Shelf


@pytest.fixture
def ids(shelf: Shelf) -> list[int]:
    return [shelf.put(f"{name}.jpg") for name in "abc"]


def move(catalog: Catalog, ids: list[int], *, join: str = "", leave: str = "") -> None:
    """Have the sidecars of photos say that they come into an album, or go out of one."""

    def decide(told: Told) -> Retold:
        joined, left = ([name] if name else [] for name in (join, leave))
        facts = (told.caption, told.file_rating, told.rating, told.owner_rated)
        return Retold(told.photo_id, None, {}, *facts, join=joined, leave=left)

    catalog.retell(dict.fromkeys(ids, decide))


def held(catalog: Catalog) -> dict[str, list[int]]:
    """Name -> photos of all albums."""
    return {album.name: catalog.album_photos(album.id) for album in catalog.albums()}


def test_a_deleted_album_comes_back_beside_one_that_a_sidecar_brought(
    catalog: Catalog, ids: list[int]
) -> None:
    catalog.delete_album(catalog.make_album("Trip", ids[:1]).id)
    move(catalog, ids[1:], join="Wedding")
    catalog.undo()
    assert held(catalog) == {"Trip": ids[:1], "Wedding": ids[1:]}
    catalog.redo()
    assert held(catalog) == {"Wedding": ids[1:]}
    assert catalog.faults() == []


@pytest.mark.parametrize("other", ["Trip", "TRIP"])
def test_an_album_that_gets_its_old_name_back_pushes_no_other_aside(
    catalog: Catalog, ids: list[int], other: str
) -> None:
    album = catalog.make_album("Trip", ids[:1])
    catalog.rename_album(album.id, "Voyage")
    move(catalog, ids[1:], join=other)
    catalog.undo()
    assert held(catalog) == {other: ids[1:], "Trip (2)": ids[:1]}
    catalog.redo()
    assert held(catalog) == {other: ids[1:], "Voyage": ids[:1]}


def test_a_deleted_album_whose_name_is_taken_comes_back_under_one_like_it(
    catalog: Catalog, ids: list[int]
) -> None:
    catalog.delete_album(catalog.make_album("Trip", ids[:1]).id)
    move(catalog, ids[1:], join="trip")
    catalog.undo()
    assert held(catalog) == {"trip": ids[1:], "Trip (2)": ids[:1]}


def test_sidecars_name_albums_in_capitals_or_not(catalog: Catalog, ids: list[int]) -> None:
    catalog.make_album("märz", ids[:1])
    move(catalog, ids[1:], join="MÄRZ ")
    assert held(catalog) == {"märz": ids}
    move(catalog, ids[:2], leave="März")
    assert held(catalog) == {"märz": ids[2:]}


@pytest.mark.parametrize("name", ["x" * 201, "   ", "\n"])
def test_names_that_will_not_do_make_no_albums(catalog: Catalog, ids: list[int], name: str) -> None:
    move(catalog, ids, join=name)
    assert held(catalog) == {}


def test_albums_that_keep_themselves_take_no_photos_of_sidecars(
    catalog: Catalog, ids: list[int]
) -> None:
    catalog.save_album("Dogs", "tag:dog", SavedCut())
    catalog.follow_auto_albums([AutoAlbum("tag:cat", "cat", "tag:cat")], "")
    for name in ("Dogs", "cat"):
        move(catalog, ids, join=name)
        move(catalog, ids, leave=name)
    assert held(catalog) == {"Dogs": [], "cat": []}
