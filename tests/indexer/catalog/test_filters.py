"""Each filter finds the photos that it names, and joined filters those that logic says."""

from __future__ import annotations

import operator
import os
import threading
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.catalog import Catalog
from indexer.query import (
    Album,
    All,
    Camera,
    Comparison,
    Either,
    Folder,
    Is,
    Lens,
    Name,
    Near,
    Not,
    Rating,
    Root,
    State,
    Tag,
    Taken,
    Type,
    parse,
)
from tests.indexer.catalog.shelf import Shelf
from tests.indexer.making import STAMP, below, indexed

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.query import Filter

TODAY = date(2024, 6, 15)


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
    (root,) = catalog.roots()
    offline = Is(State.OFFLINE)
    assert catalog.ids_where(offline).tolist() == []
    assert catalog.ids_where(offline, away=[root.id]).tolist() == [here]
    assert catalog.ids_where(Not(offline), away={root.id}).tolist() == []
    assert catalog.ids_where(offline, away=[root.id + 1]).tolist() == []


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


def test_shapes_are_of_the_upright_picture(shelf: Shelf) -> None:
    wide = shelf.put("a.jpg", width=4, height=3)
    tall = shelf.put("b.jpg", width=3, height=4)
    square = shelf.put("c.jpg", width=4, height=4)
    assert found(shelf, "is:landscape") == [wide]
    assert found(shelf, "is:portrait") == [tall]
    assert found(shelf, "is:square") == [square]


# -- what was given -----------------------------------------------------------------------


def test_tags_are_found_by_their_whole_name(shelf: Shelf) -> None:
    both = shelf.put("a.jpg", keywords=("Dog", "Zürich"))
    dog = shelf.put("b.jpg", keywords=("dog",))
    none = shelf.put("c.jpg")
    assert found(shelf, Tag("DOG")) == [both, dog]
    assert found(shelf, "tag:zurich") == [both]
    assert found(shelf, Tag("do")) == []
    assert found(shelf, "-tag:dog") == [none]
    assert found(shelf, "is:untagged") == [none]


def test_an_exact_name_comes_before_one_without_accents(shelf: Shelf) -> None:
    plain = shelf.put("a.jpg", keywords=("cafe",))
    accent = shelf.put("b.jpg", keywords=("café",))
    assert (found(shelf, Tag("cafe")), found(shelf, Tag("café"))) == ([plain], [accent])
    assert found(shelf, Tag("CAFÉ")) == [accent]
    assert found(shelf, Tag("Cafè")) == [plain, accent]


def test_albums_are_found_by_their_whole_name(catalog: Catalog, shelf: Shelf) -> None:
    ids = [shelf.put(f"{n}.jpg") for n in range(3)]
    with catalog._database.transaction() as connection:
        connection.execute("INSERT INTO albums(id, name) VALUES (7, 'Best of')")
        connection.executemany(
            "INSERT INTO album_photos(album_id, photo_id, position) VALUES (7, ?, 0)",
            [(ids[2],), (ids[0],)],
        )
    assert found(shelf, Album("best OF")) == [ids[0], ids[2]]
    assert found(shelf, Album("best")) == []
    catalog.forget([ids[0]])
    assert found(shelf, Album("best of")) == [ids[2]]


@pytest.mark.parametrize(
    ("comparison", "stars"), [(each, stars) for each in Comparison for stars in range(6)]
)
def test_no_stars_are_zero_stars(shelf: Shelf, comparison: Comparison, stars: int) -> None:
    given = [None, 1, 2, 3, 4, 5]
    ids = [shelf.put(f"{each}.jpg", rating=each) for each in given]
    compare = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt}.get(
        comparison, operator.ge
    )
    wanted = [id_ for id_, each in zip(ids, given, strict=True) if compare(each or 0, stars)]
    assert found(shelf, Rating(comparison, stars)) == wanted


def test_favourites_are_those_that_were_made_so(catalog: Catalog, shelf: Shelf) -> None:
    ids = [shelf.put(f"{n}.jpg") for n in range(3)]
    catalog.set_favourite([ids[0], ids[2], 999])
    catalog.set_favourite([ids[2]], False)
    assert found(shelf, "is:favourite") == found(shelf, "is:favorite") == [ids[0]]
    assert [photo.favourite for photo in catalog.photos(ids)] == [True, False, False]


def test_duplicates_share_their_content_or_a_group(catalog: Catalog, shelf: Shelf) -> None:
    a, b, c, d, e = (shelf.put(f"{n}.jpg", content=1 if n < 2 else n) for n in range(5))
    assert found(shelf, "is:duplicate") == [a, b]
    catalog.remember_near_duplicates([[c, d, 999], [e]])
    assert found(shelf, "is:duplicate") == [a, b, c, d]
    shelf.put("3.jpg", content=77)  # Its picture is another one now.
    assert found(shelf, "is:duplicate") == [a, b]
    catalog.remember_near_duplicates([[c, d], [d, e]])
    assert found(shelf, "is:duplicate") == [a, b, c, d]
    catalog.forget([c, a])
    assert found(shelf, "is:duplicate") == []


# -- joined -------------------------------------------------------------------------------

LEAVES: list[Filter] = [
    Rating(Comparison.AT_LEAST, 3), Camera("canon"), Tag("dog"), Is(State.LANDSCAPE), Name("1"),
    Tag("nowhere"),
]  # fmt: skip


def logic(wanted: Filter, leaves: dict[Filter, frozenset[int]], whole: frozenset[int]) -> set[int]:
    """What a filter finds by plain sets."""
    if isinstance(wanted, Not):
        return set(whole - logic(wanted.filter, leaves, whole))
    if isinstance(wanted, All):
        return reduce(operator.and_, (logic(each, leaves, whole) for each in wanted.filters))
    if isinstance(wanted, Either):
        return reduce(operator.or_, (logic(each, leaves, whole) for each in wanted.filters))
    return set(leaves[wanted])


def trees(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        inner.filter(lambda each: not isinstance(each, Not)).map(Not),
        several.filter(lambda parts: not any(isinstance(each, All) for each in parts)).map(All),
        several.filter(lambda parts: not any(isinstance(each, Either) for each in parts)).map(
            Either
        ),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.recursive(st.sampled_from(LEAVES), trees, max_leaves=8))
def test_filters_are_joined_as_sets_are(mixed: Shelf, wanted: Filter) -> None:
    leaves = {leaf: frozenset(found(mixed, leaf)) for leaf in LEAVES}
    whole = frozenset(mixed.catalog.all_ids().tolist())
    assert found(mixed, wanted) == sorted(logic(wanted, leaves, whole))


@pytest.fixture
def mixed(shelf: Shelf) -> Shelf:
    """Photos with all combinations of a few facts, and gaps between their ids."""
    for number in range(16):
        shelf.put(
            f"{number}.jpg",
            rating=4 if number & 1 else None,
            camera="Canon" if number & 2 else None,
            keywords=("dog",) if number & 4 else (),
            width=4 if number & 8 else 2,
        )
    shelf.catalog.forget([3, 7, 16])
    return shelf


def test_an_empty_library_has_nothing_of_anything(shelf: Shelf) -> None:
    for leaf in LEAVES:
        assert found(shelf, leaf) == found(shelf, Not(leaf)) == []
    assert found(shelf, Near(0, 0, 10)) == found(shelf, "taken:2023") == []


def test_an_answer_is_of_one_moment_while_photos_come_in(tmp_path: Path) -> None:
    count = 150
    with Catalog.open(tmp_path / "library.db", write=True) as writer:
        shelf = Shelf(writer)
        shelf.put("first.jpg", keywords=("dog",))

        def fill() -> None:
            for number in range(count):
                shelf.put(f"{number}.jpg", keywords=("dog",) if number % 2 else ())

        thread = threading.Thread(target=fill)
        with Catalog.open(tmp_path / "library.db") as reader:
            thread.start()
            seen = 0
            while seen <= count:
                # Each photo is of one kind or the other; what comes meanwhile is of neither.
                whole = reader.ids_where(Either((Not(Tag("dog")), Tag("dog"))))
                assert whole.tolist() == list(range(1, len(whole) + 1))
                assert len(whole) >= seen
                seen = len(whole)
            thread.join()


def test_what_is_not_there_is_told_of(catalog: Catalog, shelf: Shelf) -> None:
    shelf.put("x", "a.jpg", keywords=("dog",), camera="Canon", lens="RF")
    known = parse("tag:dog camera:can lens:rf folder:x root:photos -taken:1990 name:zzz rating:3")
    assert known.filter is not None
    assert catalog.unknown_in(known.filter) == []
    unknown: list[Filter] = [
        Tag("cat"), Album("dog"), Camera("nikon"), Lens("z"), Folder("y"), Root("x"),
    ]  # fmt: skip
    assert catalog.unknown_in(Either((All((Tag("dog"), *unknown[:2])), *unknown[2:]))) == unknown
    assert catalog.unknown_in(Not(Tag("cat"))) == [], "it keeps no photo out"


def test_tags_that_differ_in_capitals_alone_are_found_together(shelf: Shelf) -> None:
    first, second = shelf.put("a.jpg", keywords=("Été",)), shelf.put("b.jpg", keywords=("x",))
    plain = shelf.put("c.jpg", keywords=("ete",))
    with shelf.catalog._database.transaction() as connection:  # As older libraries may have it.
        connection.execute("UPDATE tags SET name = 'été' WHERE name = 'x'")
    assert found(shelf, "tag:été") == found(shelf, "tag:E\u0301TÉ") == [first, second]
    assert found(shelf, "tag:ete") == [plain]
    assert found(shelf, "tag:eté") == [first, second, plain]


def test_a_tag_of_a_photo_that_is_gone_finds_nothing(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", keywords=("dog",))
    database = shelf.catalog._database
    with database.connection() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO photo_tags VALUES (99, 1, 'user', NULL)")
        connection.commit()
    assert found(shelf, "tag:dog") == [photo]
    assert found(shelf, "is:untagged") == []
