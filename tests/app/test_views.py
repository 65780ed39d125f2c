"""What was in view comes back from a line of text, and nonsense is nothing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from app.albums.lines import AllAlbums
from app.albums.shelf import Group
from app.asked import Everything, Folder, Recent
from app.grid.view import Place
from app.searches import Search
from app.sidebar import Duplicates, Problems
from app.views import (
    MOST_SELECTED,
    LookThrough,
    Page,
    Preferences,
    View,
    read_view,
    written_view,
)

HERE = Path("/library")
WAY = (Everything(), Recent(), Folder("/photos/Bücher \udcff"), Search("a dog + like:3"))


def test_a_view_comes_back() -> None:
    place = Place(top=4, above=7, current=5, selected=np.array([5, 9], np.int64))
    view = read_view(written_view(View(WAY, place), HERE), HERE)
    assert view is not None
    assert view.way == WAY
    assert (view.place.top, view.place.above, view.place.current) == (4, 7, 5)
    assert view.place.selected.tolist() == [5, 9]


@pytest.mark.parametrize(
    "page",
    [AllAlbums(), AllAlbums(Group.EVENT), Duplicates(), Problems(), LookThrough("a “dog”")],
)
def test_the_pages_over_the_photos_come_back(page: Page) -> None:
    written = written_view(View(WAY, Place(), (page, Preferences())), HERE)
    view = read_view(written, HERE)
    assert view is not None
    assert view.pages == (page, Preferences())


def test_a_view_that_an_older_window_wrote_has_no_pages() -> None:
    told = json.loads(written_view(View(WAY, Place()), HERE))
    del told["pages"]
    view = read_view(json.dumps(told), HERE)
    assert view is not None
    assert (view.way, view.pages) == (WAY, ())


def test_of_a_great_many_selected_photos_none_is_remembered() -> None:
    place = Place(selected=np.arange(MOST_SELECTED + 1))
    view = read_view(written_view(View(WAY, place), HERE), HERE)
    assert view is not None
    assert not view.place.selected.size
    assert view.place.top is None


def test_a_view_of_another_library_is_none() -> None:
    assert read_view(written_view(View(WAY, Place()), HERE), Path("/other")) is None


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('["everything"]', '["nothing"]'),
        ('["everything"]', '["search"]'),
        ('["everything"]', "[]"),
        ('[["everything"]]', "[]"),
        ('[["everything"]]', "7"),
        ('"above": 0', '"above": "much"'),
        ('"selected": []', '"selected": [1e99]'),
        ('"top": null', '"high": null'),
        ('"pages": []', '"pages": [["nowhere"]]'),
        ('"pages": []', '"pages": [["tag"]]'),
        ('"pages": []', '"pages": [["albums", "weekday"]]'),
        ("{", "["),
    ],
)
def test_nonsense_is_nothing(written: str, instead: str) -> None:
    told = written_view(View((Everything(),), Place()), HERE)
    assert written in told
    assert read_view(told.replace(written, instead, 1), HERE) is None
    assert read_view("", HERE) is None
    assert read_view("[]", HERE) is None
