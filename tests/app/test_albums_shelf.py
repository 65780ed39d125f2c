"""Albums as they are shown: in groups, by name or by time, told in a few words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import wording
from app.albums.shelf import Group, Shelf
from app.searches import Search
from tests.app.album_shelves import EVENTS, FULL, OWN, SAVED, TAG, YEAR, shown


def test_an_album_knows_where_it_comes_from() -> None:
    assert [each.group for each in (OWN, SAVED, EVENTS[0], YEAR, TAG)] == [
        Group.OWN, Group.OWN, Group.EVENT, Group.YEAR, Group.TAG,
    ]  # fmt: skip
    assert (OWN.is_manual, SAVED.is_manual, TAG.is_manual) == (True, False, False)
    assert (OWN.is_saved, SAVED.is_saved, TAG.is_saved) == (False, True, False)
    assert {each.icon for each in (OWN, SAVED, EVENTS[0], YEAR, TAG)} == {
        "album", "smart-album", "event", "calendar", "tag",
    }  # fmt: skip


def test_it_is_told_by_its_photos_and_their_days() -> None:
    assert OWN.told == "1 photo"
    assert replace(OWN, days=("2024-05-03", "2024-05-05")).told == "1 photo · May 3 – 5, 2024"
    assert replace(SAVED, count=None).told == "Saved search"
    assert replace(YEAR, days=("2023-01-01", "2023-12-31")).told == "30 photos"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2024-05-03", "2024-05-03", "May 3, 2024"),
        ("2024-05-03", "2024-05-05", "May 3 – 5, 2024"),
        ("2024-05-03", "2024-07-01", "May – Jul 2024"),
        ("2019-05-03", "2024-07-01", "2019 – 2024"),
        ("", "2024-07-01", ""),
        ("nonsense", "2024-07-01", ""),
    ],
)
def test_days_are_as_short_as_tells_them(first: str, last: str, said: str) -> None:
    assert wording.days(first, last) == said


@pytest.mark.parametrize(
    "name", ["Iceland", "Best of 2023", 'Say "cheese"', "a (b) - c", "album:x"]
)
def test_the_search_for_an_album_is_known_as_that_whatever_its_name(name: str) -> None:
    album = shown(7, name)
    assert album.search.album == name
    assert Shelf((OWN, album)).asked_for(album.search) == album
    assert Shelf((OWN, album)).asked_for(Search(album.search.text + " dog")) is None


def test_capitals_make_no_difference_to_who_types_its_name() -> None:
    assert FULL.asked_for(Search("album:ICELAND")) == OWN
    assert FULL.asked_for(Search("album:Greenland")) is None
    assert FULL.asked_for(None) is None


def test_hidden_ones_are_left_out_and_counted() -> None:
    hidden = replace(TAG, album=replace(TAG.album, hidden=True, pinned=True))
    shelf = Shelf((OWN, hidden))
    assert shelf.hidden == 1
    assert [title for title, _ in shelf.sections()] == ["Your albums"]
    assert [title for title, _ in shelf.sections(hidden=True)] == ["Your albums", "Albums of tags"]
    assert shelf.pinned == ()
