"""Whatever a library is like: its events share no photo, and another look finds the same albums."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.albums.by_event import by_event
from indexer.albums.by_place import by_place
from indexer.albums.by_tag import by_tag
from indexer.albums.by_town import by_town
from indexer.albums.by_year import by_year
from indexer.catalog.tags import Members
from indexer.catalog.whereabouts import Whereabouts
from indexer.query import parse
from indexer.records import Album, PlaceNames

if TYPE_CHECKING:
    from indexer.albums.found import Found

ROOT = os.path.join(os.path.abspath(os.sep), "photos")


def library(seed: int) -> tuple[Whereabouts, list[Members]]:
    """Photos by chance: some without a date, some without a place, close together or far apart."""
    chance = np.random.default_rng(seed)
    count = int(chance.integers(0, 300))
    taken = np.full(count, "NaT", "datetime64[s]")
    dated, span = int(chance.integers(0, count + 1)), 10 ** int(chance.integers(2, 9))
    seconds = np.sort(chance.integers(-span, span, dated))
    taken[:dated] = np.datetime64("1970-01-01", "s") + seconds
    north = chance.uniform(-90, 90) + chance.normal(0, 10 ** chance.uniform(-3, 1), count)
    north = np.where(chance.random(count) < 0.5, np.nan, np.clip(north, -90, 90))
    east = (chance.uniform(-180, 180) + chance.normal(0, 0.1, count) + 180) % 360 - 180
    photos = Whereabouts(
        ids=chance.permutation(np.arange(1, count + 1)),
        taken_at=taken,
        latitudes=north,
        longitudes=np.where(np.isnan(north), np.nan, east),
        folders=chance.integers(1, 4, count),
        merits=np.zeros(count, np.int64),
        paths={n: os.path.join(ROOT, name) for n, name in enumerate(("", "a", "Norway", "2023"))},
        roots=frozenset([ROOT]),
        named=chance.integers(-1, 3, count),
        names=(PlaceNames(city="Oslo"), PlaceNames("Oslo", "New York"), PlaceNames(city="York")),
    )
    tags = [
        Members(name, np.sort(chance.choice(photos.ids, int(chance.integers(1, count + 1)))), 0)
        for name in ("dog", "cat", "boat")
        if count
    ]
    return photos, [Members(each.name, np.unique(each.ids), 0) for each in tags]


def look(photos: Whereabouts, tags: list[Members], known: list[Album]) -> list[Found]:
    """All that the finders find beside these albums."""
    origins = {album.origin or "" for album in known}
    events = [album for album in known if (album.origin or "").startswith("event:")]
    places = [album for album in known if (album.origin or "").startswith("place:")]
    circles = list(by_place(photos, places))
    return [
        *by_event(photos, tags, events),
        *circles,
        *by_town(photos, origins, {each.name for each in circles}),
        *by_year(photos, origins),
        *by_tag(tags, len(photos), origins),
    ]


def kept(found: list[Found]) -> list[Album]:
    return [
        Album(number, each.name, each.query, origin=each.origin)
        for number, each in enumerate(found, start=1)
    ]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_albums_of_any_library_are_sound(seed: int) -> None:
    photos, tags = library(seed)
    found = look(photos, tags, [])
    assert len({each.origin for each in found}) == len(found)
    assert all(str(parse(each.query)) == each.query and each.name.strip() for each in found)
    events = [each.ids for each in found if each.origin.startswith("event:")]
    held = np.concatenate(events) if events else np.empty(0)
    assert len(np.unique(held)) == len(held)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_second_look_finds_the_same(seed: int) -> None:
    photos, tags = library(seed)
    # With albums there, smaller ones are worth keeping: from the second look on nothing changes.
    second = kept(look(photos, tags, kept(look(photos, tags, []))))
    third = kept(look(photos, tags, second))
    assert [(each.origin, each.query, each.name) for each in third] == [
        (each.origin, each.query, each.name) for each in second
    ]


def _of_years(*years: int) -> Whereabouts:
    """Photos of these years, some of which come several times."""
    taken = np.array(sorted(f"{year}-06-01" for year in years), "datetime64[s]")
    nowhere, nothing = np.full(len(years), np.nan), np.zeros(len(years), np.int64)
    ids = np.arange(1, len(years) + 1)
    return Whereabouts(
        ids, taken, nowhere, nowhere, np.ones(len(years), np.int64), nothing, {1: ROOT},
        frozenset([ROOT]),
    )  # fmt: skip


def test_a_small_library_of_many_years_has_an_album_of_each() -> None:
    photos = _of_years(*(year for year in range(2015, 2023) for _ in range(3)), 1999)
    names = [each.name for each in by_year(photos, [])]
    assert names == [str(year) for year in range(2015, 2023)]
    assert next(each.name for each in by_year(photos, ["year:1999"])) == "1999", "it was larger"


def test_a_few_wrong_clocks_make_no_album_in_a_large_library() -> None:
    photos = _of_years(*[2020] * 40_000, *[1980] * 4, *[2021] * 6)
    assert [each.name for each in by_year(photos, [])] == ["2020", "2021"]
