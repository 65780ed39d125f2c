"""Each filter finds the photos that it names, and joined filters those that logic says."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.query import (
    Camera,
    Folder,
    Is,
    Lens,
    Name,
    Near,
    Not,
    Root,
    State,
    Taken,
    Type,
)
from indexer.records import PlaceNames
from tests.indexer.catalog.shelf import Shelf, found
from tests.indexer.making import STAMP, below, indexed

if TYPE_CHECKING:
    from indexer.catalog import Catalog

# -- when ---------------------------------------------------------------------------------


def test_days_are_whole_and_both_ends_belong_to_them(shelf: Shelf) -> None:
    taken = [
        "2023-04-30T23:59:59.999999", "2023-05-01T00:00:00", "2023-05-01T23:59:59.999999",
        "2023-05-02T00:00:00", None,
    ]  # fmt: skip
    ids = [shelf.put(f"{n}.jpg", taken_at=moment) for n, moment in enumerate(taken)]
    may = date(2023, 5, 1)
    assert found(shelf, Taken(may, may, "2023-05-01")) == ids[1:3]
    assert found(shelf, Taken(may, None, "2023-05-01..")) == ids[1:4]
    assert found(shelf, Taken(None, may, "..2023-05-01")) == ids[:3]
    assert found(shelf, Not(Taken(may, None, "2023-05-01.."))) == [ids[0], ids[4]]
    assert found(shelf, "taken:2023-05") == ids[1:4]


def test_times_are_whole_too_to_the_hour_the_minute_or_the_second(shelf: Shelf) -> None:
    taken = [
        "2023-05-01T13:59:59.999999", "2023-05-01T14:00:00", "2023-05-01T14:30:59.5",
        "2023-05-01T14:31:00", "2023-05-01T14:59:59.999999", "2023-05-01T15:00:00",
    ]  # fmt: skip
    ids = [shelf.put(f"{n}.jpg", taken_at=moment) for n, moment in enumerate(taken)]
    assert found(shelf, "taken:2023-05-01T14") == ids[1:5]
    assert found(shelf, "taken:2023-05-01T14:30") == ids[2:3]
    assert found(shelf, "taken:2023-05-01T14:30:59") == ids[2:3]
    assert found(shelf, "taken:2023-05-01T14:31..2023-05-01T14") == ids[3:5]
    assert found(shelf, "taken:..2023-05-01T14:30") == ids[:3]
    assert found(shelf, "taken:2023-05-01T14:31..2023-05-01") == ids[3:]


def test_the_first_and_the_last_day_there_are(shelf: Shelf) -> None:
    old = shelf.put("a.jpg", taken_at="1826-06-01T12:00:00")
    new = shelf.put("b.jpg", taken_at="9999-12-31T23:59:59")
    assert found(shelf, Taken(date.min, date.max, "ever")) == [old, new]
    assert found(shelf, Taken(date.max, None, "9999-12-31..")) == [new]


# -- where --------------------------------------------------------------------------------


def test_near_is_a_circle_on_the_earth(shelf: Shelf) -> None:
    bern = shelf.put("a.jpg", latitude=46.9481, longitude=7.4474)
    thun = shelf.put("b.jpg", latitude=46.7580, longitude=7.6280)
    shelf.put("c.jpg", latitude=-46.9481, longitude=7.4474)
    shelf.put("d.jpg")
    # Bern to Thun: 25.2 km (great circle).
    assert found(shelf, Near(46.9481, 7.4474, 25.0)) == [bern]
    assert found(shelf, Near(46.9481, 7.4474, 25.5)) == [bern, thun]


def test_near_reaches_over_the_date_line_and_the_pole(shelf: Shelf) -> None:
    west = shelf.put("a.jpg", latitude=-17.0, longitude=179.9)
    east = shelf.put("b.jpg", latitude=-17.0, longitude=-179.9)
    pole = shelf.put("c.jpg", latitude=89.9, longitude=10.0)
    beyond = shelf.put("d.jpg", latitude=89.9, longitude=-170.0)
    assert found(shelf, Near(-17.0, 179.95, 50)) == [west, east]
    assert found(shelf, Near(-17.0, -179.95, 50)) == [west, east]
    assert found(shelf, Near(89.95, 10.0, 25)) == [pole, beyond]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(0.1, 20_000))
def test_the_box_around_a_circle_leaves_nothing_of_it_out(
    grid: Shelf, latitude: float, longitude: float, km: float
) -> None:
    photos = grid.catalog.photos(grid.catalog.all_ids(newest_first=False))
    here, east = np.radians(latitude), np.radians(longitude)
    expected = []
    for photo in photos:
        assert photo.facts.latitude is not None
        assert photo.facts.longitude is not None
        there = np.radians(photo.facts.latitude)
        # The law of cosines on a sphere: another formula than the code's.
        cosine = np.sin(here) * np.sin(there) + np.cos(here) * np.cos(there) * np.cos(
            np.radians(photo.facts.longitude) - east
        )
        way = 6371.0088 * np.arccos(np.clip(cosine, -1, 1))
        if abs(way - km) < 0.01:
            return  # On the edge, where the two formulas may differ.
        if way < km:
            expected.append(photo.id)
    assert found(grid, Near(latitude, longitude, km)) == expected


@pytest.fixture
def grid(shelf: Shelf) -> Shelf:
    """Photos all over the earth."""
    for latitude in range(-90, 91, 30):
        for longitude in range(-180, 181, 60):
            name = f"{latitude} {longitude}.jpg"
            shelf.put(name, latitude=float(latitude), longitude=float(longitude))
    return shelf


# -- files and folders --------------------------------------------------------------------


@pytest.fixture
def folders(shelf: Shelf) -> dict[str, int]:
    """Photos in folders of all kinds: the folder's last name -> the photo's id."""
    paths = {
        "top": ("a.jpg",),
        "norway": ("2023 Norway_trip", "a.jpg"),
        "oslo": ("2023 Norway_trip", "Oslo", "a.jpg"),
        "norwayland": ("Norwayland", "a.jpg"),
        "art": ("Party", "a.jpg"),
        "zurich": ("Zu\u0308rich", "a.jpg"),  # As macOS writes it.
        "odd": ("odd \udcff", "a.jpg"),
    }
    return {name: shelf.put(*path) for name, path in paths.items()}


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("norway", {"norway", "oslo"}),
        ("NORWAY", {"norway", "oslo"}),
        ("norway trip", set()),
        ("norway*", {"norwayland"}),
        ("*norway*", {"norway", "oslo", "norwayland"}),
        ("2023*", {"norway", "oslo"}),
        ("2023*/oslo", {"oslo"}),
        ("norway/oslo", {"oslo"}),
        ("oslo/norway", set()),
        ("oslo/", {"oslo"}),
        ("art", set()),
        ("part?", {"art"}),
        ("zürich", {"zurich"}),
        ("Zurich", {"zurich"}),
        ("odd", {"odd"}),
        ("a.jpg", set()),
        ("[o]slo", set()),
        ("photos", {"top", "norway", "oslo", "norwayland", "art", "zurich", "odd"}),
        (below("photos"), {"top", "norway", "oslo", "norwayland", "art", "zurich", "odd"}),
        (below("PHOTOS", "2023 norway_trip"), {"norway", "oslo"}),
        (below("photos", "*", "oslo"), {"oslo"}),
        (below("photos", "2023"), set()),
        (below("photos", "Norwayland", "deeper"), set()),
        (os.sep, {"top", "norway", "oslo", "norwayland", "art", "zurich", "odd"}),
    ],
)
def test_a_folder_is_a_path_or_a_word_of_a_name(
    shelf: Shelf, folders: dict[str, int], pattern: str, names: set[str]
) -> None:
    pattern = pattern.replace("/", os.sep)
    assert found(shelf, Folder(pattern)) == sorted(folders[name] for name in names)


def test_a_tilde_is_home(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, below("photos"))
    inside = shelf.put("summer", "a.jpg")
    shelf.put("winter", "a.jpg")
    assert found(shelf, "folder:~/summer") == [inside]


def test_a_root_is_its_path_or_its_name(catalog: Catalog, shelf: Shelf) -> None:
    here = shelf.put("a.jpg")
    catalog.add_root(below("usb disk"))
    (there,) = catalog.store([indexed(below("usb disk", "deep", "b.jpg"), 2)], STAMP)
    assert found(shelf, Root("photos")) == found(shelf, Root(below("photos"))) == [here]
    assert found(shelf, Root("usb")) == found(shelf, Root("USB disk")) == [there]
    assert found(shelf, Root("deep")) == []


def test_what_is_away_is_offline(catalog: Catalog, shelf: Shelf) -> None:
    here = shelf.put("a.jpg")
    offline = Is(State.OFFLINE)
    assert catalog.ids_where(offline).tolist() == []
    away = np.array([here, here, here + 1])
    assert catalog.ids_where(offline, away=away).tolist() == [here]
    assert catalog.ids_where(Not(offline), away=away).tolist() == []
    assert catalog.ids_where(offline, away=away[2:]).tolist() == []


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("img", ["IMG_1.jpg", "img_22.PNG"]),
        ("IMG_?.jpg", ["IMG_1.jpg"]),
        ("img_*", ["IMG_1.jpg", "img_22.PNG"]),
        ("*.png", ["img_22.PNG"]),
        ("_", ["IMG_1.jpg", "img_22.PNG", "under_score.jpg"]),
        ("100%", ["100% ä.jpg"]),
        ("%", ["100% ä.jpg"]),
        ("a%b", []),
        ("back\\slash", ["back\\slash.jpg"]),
        ("[1]", ["copy [1].jpg"]),
        ("cafe", ["café.jpg", "Cafe\u0301 2.jpg"]),
        ("CAFÉ", ["café.jpg", "Cafe\u0301 2.jpg"]),
        ("caf?.jpg", ["café.jpg"]),
        ("ÄÖ", []),
        ("straße", ["STRASSE.jpg"]),
        ("北京", ["北京.jpg"]),
        ("odd*", ["odd \udcff.jpg"]),
        ("\udcff", ["odd \udcff.jpg"]),
        ("jp", ["IMG_1.jpg", "under_score.jpg", "100% ä.jpg", "back\\slash.jpg", "copy [1].jpg",
                "café.jpg", "Cafe\u0301 2.jpg", "STRASSE.jpg", "北京.jpg", "odd \udcff.jpg"]),
        ("*", None),
        ("'; DROP TABLE photos; --", []),
    ],
)  # fmt: skip
def test_a_name_is_a_part_or_a_whole_with_wildcards(
    shelf: Shelf, pattern: str, names: list[str] | None
) -> None:
    stored = [
        "IMG_1.jpg", "img_22.PNG", "under_score.jpg", "100% ä.jpg", "back\\slash.jpg",
        "copy [1].jpg", "café.jpg", "Cafe\u0301 2.jpg", "STRASSE.jpg", "北京.jpg", "odd \udcff.jpg",
    ]  # fmt: skip
    ids = {name: shelf.put(name) for name in stored if os.sep not in name}
    wanted = ids if names is None else [name for name in names if name in ids]
    assert found(shelf, Name(pattern)) == sorted(ids[name] for name in wanted)


def test_types_go_by_what_the_file_holds(shelf: Shelf) -> None:
    kinds = ["JPEG", "PNG", "HEIF", "TIFF", "WEBP", "AVIF"]
    ids = {kind: shelf.put(f"{kind}.jpg", format=kind) for kind in kinds}
    assert found(shelf, "type:jpg") == found(shelf, "type:jpeg") == [ids["JPEG"]]
    assert found(shelf, "type:heic") == found(shelf, "type:heif") == [ids["HEIF"]]
    assert found(shelf, "type:tif") == [ids["TIFF"]]
    assert found(shelf, Type("raw")) == found(shelf, "is:raw") == found(shelf, "is:video") == []
    assert found(shelf, "-is:raw") == sorted(ids.values())


# -- what the file says -------------------------------------------------------------------


def test_cameras_and_lenses_are_found_by_a_part_of_their_name(shelf: Shelf) -> None:
    canon = shelf.put("a.jpg", camera="Canon EOS R5", lens="RF 24-70mm F2.8 L")
    fuji = shelf.put("b.jpg", camera="FUJIFILM X100V")
    odd = shelf.put("c.jpg", camera="Caméra 小米")
    shelf.put("d.jpg")
    assert found(shelf, Camera("canon")) == [canon]
    assert found(shelf, "camera:camera") == [odd]
    assert found(shelf, Camera("小米")) == [odd]
    assert found(shelf, Camera("f")) == [fuji]
    assert found(shelf, Lens("24-70MM")) == [canon]
    assert found(shelf, Not(Camera("canon"))) == [2, 3, 4]


def test_places_are_found_by_whole_words_of_their_names(shelf: Shelf) -> None:
    lisbon = shelf.put("a.jpg", place=PlaceNames("Alfama", "Lisbon", "Estremadura", "Portugal"))
    city = shelf.put("b.jpg", place=PlaceNames(None, "New York", "NY", "USA"))
    county = shelf.put("c.jpg", place=PlaceNames(state="Yorkshire"))
    zurich = shelf.put("d.jpg", place=PlaceNames(city="Zürich"))
    shelf.put("e.jpg")
    assert found(shelf, "place:lisbon") == found(shelf, 'place:"lisbon, PORTUGAL"') == [lisbon]
    assert found(shelf, "place:lis") == found(shelf, 'place:"lisbon, spain"') == []
    assert found(shelf, 'place:"new york"') == found(shelf, "place:york") == [city]
    assert found(shelf, "place:york*") == [county]
    assert found(shelf, "place:zurich") == [zurich]
    assert found(shelf, "-place:zurich") == [1, 2, 3, 5]
    assert found(shelf, 'place:","') == []


def test_shapes_are_of_the_upright_picture(shelf: Shelf) -> None:
    wide = shelf.put("a.jpg", width=4, height=3)
    tall = shelf.put("b.jpg", width=3, height=4)
    square = shelf.put("c.jpg", width=4, height=4)
    assert found(shelf, "is:landscape") == [wide]
    assert found(shelf, "is:portrait") == [tall]
    assert found(shelf, "is:square") == [square]
