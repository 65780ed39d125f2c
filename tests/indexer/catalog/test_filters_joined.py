"""Filters by what was given find their photos, and joined filters those that logic says."""

from __future__ import annotations

import operator
import threading
from functools import reduce
from typing import TYPE_CHECKING

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
    Place,
    Rating,
    Root,
    State,
    Tag,
    parse,
)
from indexer.records import PlaceNames
from tests.indexer.catalog.shelf import Shelf, found

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.query import Filter


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
    shelf.put(
        "x", "a.jpg", keywords=("dog",), camera="Canon", lens="RF", place=PlaceNames(city="Bath")
    )
    known = parse(
        "tag:dog camera:can lens:rf folder:x root:photos -taken:1990 name:zzz rating:3 place:bath"
    )
    assert known.filter is not None
    assert catalog.unknown_in(known.filter) == []
    unknown: list[Filter] = [
        Tag("cat"), Album("dog"), Camera("nikon"), Lens("z"), Folder("y"), Root("x"),
        Place("Bat"),
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
