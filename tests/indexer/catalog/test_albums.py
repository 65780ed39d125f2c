"""Albums hold photos in order, have names of their own, and every edit of them can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import LibraryError
from indexer.query import Album, parse
from indexer.records import AutoAlbum, SavedCut

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.catalog import Catalog
    from tests.indexer.catalog.shelf import Shelf


@pytest.fixture
def ids(shelf: Shelf) -> list[int]:
    return [shelf.put(f"{name}.jpg") for name in "abcde"]


def everything(catalog: Catalog) -> object:
    """All that is known of albums."""
    albums = catalog.albums()
    return albums, [catalog.album_photos(album.id) for album in albums]


def test_an_album_holds_its_photos_in_the_order_that_they_were_given(
    catalog: Catalog, ids: list[int]
) -> None:
    album = catalog.make_album("Best", [ids[2], ids[0], 99, ids[2]])
    assert (album.kind, album.held) == ("manual", 2)
    assert catalog.add_to_album(album.id, [ids[0], ids[4]]) == 1
    assert catalog.album_photos(album.id) == [ids[2], ids[0], ids[4]]
    assert catalog.ids_where(Album("best")).tolist() == [ids[0], ids[2], ids[4]]


@pytest.mark.parametrize(
    ("moved", "at", "order"),
    [
        ("e", 0, "eabcd"),
        ("a", 5, "bcdea"),
        ("db", 3, "acdbe"),
        ("bx", 99, "acdeb"),
        ("c", 2, "abcde"),
    ],
)
def test_photos_move_to_any_place(
    catalog: Catalog, ids: list[int], moved: str, at: int, order: str
) -> None:
    by_name = dict(zip("abcde", ids, strict=True)) | {"x": 99}
    album = catalog.make_album("Best", ids)
    catalog.move_in_album(album.id, [by_name[name] for name in moved], at)
    assert catalog.album_photos(album.id) == [by_name[name] for name in order]


def test_photos_are_put_in_at_any_place(catalog: Catalog, ids: list[int]) -> None:
    album = catalog.make_album("Best", ids[:3])
    assert catalog.add_to_album(album.id, [ids[3], ids[2]], at=1) == 1
    assert catalog.album_photos(album.id) == [ids[0], ids[3], ids[2], ids[1]]
    assert catalog.added_to_album(album.id, ids[3]) is not None
    assert catalog.added_to_album(album.id, ids[4]) is None


def test_an_album_is_named_in_capitals_or_not_and_with_accents_or_not(catalog: Catalog) -> None:
    catalog.make_album("Málaga")
    catalog.make_album("ÉTÉ")
    for name in ("Málaga", "MÁLAGA", "malaga", "Ma\u0301laga"):
        assert [each.name for each in catalog.albums_named(name)] == ["Málaga"]
    assert [each.name for each in catalog.albums_named("été")] == ["ÉTÉ"]
    assert catalog.albums_named("mala") == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ZÜRICH", "There is an album “Zürich” already."),
        ("  \n ", "An album needs a name."),
        ("x" * 201, "A name of 201 signs is too long: 200 will do."),
        ("secret", "There is an album “Secret” already, which is hidden."),
    ],
)
def test_a_name_that_will_not_do_is_refused_in_one_line(
    catalog: Catalog, name: str, told: str
) -> None:
    catalog.make_album("Zürich")
    catalog.hide_album(catalog.make_album("Secret").id)
    other = catalog.make_album("Other")
    before = everything(catalog)
    attempts: list[Callable[[], object]] = [
        lambda: catalog.make_album(name),
        lambda: catalog.save_album(name, "tag:dog", SavedCut()),
        lambda: catalog.rename_album(other.id, name),
    ]
    for attempt in attempts:
        with pytest.raises(LibraryError) as raised:
            attempt()
        assert str(raised.value) == told
    assert everything(catalog) == before


def test_an_album_may_change_the_capitals_of_its_name(catalog: Catalog) -> None:
    album = catalog.make_album("zürich")
    assert catalog.rename_album(album.id, " ZÜRICH\n2023 ").name == "ZÜRICH 2023"
    assert catalog.rename_album(album.id, "Zürich 2023").name == "Zürich 2023"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(name=st.text(max_size=30))
def test_a_name_of_any_signs_can_be_asked_for(catalog: Catalog, shelf: Shelf, name: str) -> None:
    photo = shelf.put("a.jpg", content=1)
    try:
        album = catalog.make_album(name, [photo])
    except LibraryError:
        return
    wanted = parse(str(Album(album.name))).filter
    assert wanted == Album(album.name)
    assert catalog.ids_where(Album(album.name)).tolist() == [photo]
    catalog.delete_album(album.id)


def test_a_saved_album_holds_no_photos_of_its_own(catalog: Catalog, ids: list[int]) -> None:
    cut = SavedCut("strong", 0.75, "date")
    album = catalog.save_album("Dogs", "dog tag:dog", cut)
    assert (album.kind, album.query, album.cut) == ("smart", "dog tag:dog", cut)
    for attempt in (
        lambda: catalog.add_to_album(album.id, ids),
        lambda: catalog.remove_from_album(album.id, ids),
        lambda: catalog.move_in_album(album.id, ids, 0),
    ):
        with pytest.raises(LibraryError, match="“Dogs” keeps itself: it holds what dog tag:dog"):
            attempt()
    with pytest.raises(LibraryError, match="“Best” holds photos that were put there"):
        catalog.ask_album(catalog.make_album("Best").id, "cat", cut)


def test_pinned_albums_come_first_and_then_names_decide(catalog: Catalog) -> None:
    for name in ("b", "Ä", "a", "C"):
        catalog.make_album(name)
    catalog.pin_album(catalog.albums_named("C")[0].id)
    assert [each.name for each in catalog.albums()] == ["C", "a", "Ä", "b"]


def test_those_of_a_person_come_before_those_that_make_themselves(catalog: Catalog) -> None:
    catalog.make_album("Z")
    made = ["tag:dog", "year:2022", "year:2023", "event:2023-06-14T14:00", "event:2023-07-01T10:00"]
    catalog.follow_auto_albums([AutoAlbum(each, f"A {each}", "tag:x") for each in made], "")
    assert [each.origin for each in catalog.albums()] == [
        None, "event:2023-07-01T10:00", "event:2023-06-14T14:00", "tag:dog", "year:2023",
        "year:2022",
    ]  # fmt: skip


def test_a_cover_has_to_be_there_and_goes_with_its_photo(catalog: Catalog, ids: list[int]) -> None:
    album = catalog.make_album("Best", ids)
    catalog.cover_album(album.id, ids[1])
    assert catalog.album(album.id).cover_id == ids[1]
    with pytest.raises(LibraryError, match="That photo is not in the library any more"):
        catalog.cover_album(album.id, 99)
    catalog.forget([ids[1]])
    assert catalog.album(album.id).cover_id is None
    assert catalog.album_photos(album.id) == [ids[0], *ids[2:]]


def test_a_cover_that_is_gone_does_not_come_back(catalog: Catalog, ids: list[int]) -> None:
    album = catalog.make_album("Best", ids)
    catalog.cover_album(album.id, ids[0])
    catalog.cover_album(album.id, ids[1])
    catalog.delete_album(album.id)
    catalog.forget(ids[:2])
    for _ in range(3):
        assert catalog.undo() is not None
        assert catalog.album(album.id).cover_id is None
    for _ in range(2):
        assert catalog.redo() is not None
        assert catalog.album(album.id).cover_id is None
    assert catalog.faults() == []


def test_merged_albums_keep_each_photo_once_in_their_orders(
    catalog: Catalog, ids: list[int]
) -> None:
    first, second = catalog.make_album("1", [ids[1], ids[0]]), catalog.make_album("2", ids[1:4])
    catalog.merge_albums(first.id, second.id)
    assert catalog.album_photos(first.id) == [ids[1], ids[0], ids[2], ids[3]]
    assert [each.name for each in catalog.albums()] == ["1"]


def test_every_edit_of_albums_is_undone_and_done_again(catalog: Catalog, ids: list[int]) -> None:
    best = catalog.make_album("Best", ids[:3])
    other = catalog.make_album("Other", ids[3:])
    smart = catalog.save_album("Dogs", "dog", SavedCut())
    steps: list[Callable[[], object]] = [
        lambda: catalog.add_to_album(best.id, [ids[4]], at=1),
        lambda: catalog.move_in_album(best.id, [ids[0]], 3),
        lambda: catalog.remove_from_album(best.id, [ids[1]]),
        lambda: catalog.rename_album(best.id, "Worst", queries={smart.id: "cat"}),
        lambda: catalog.cover_album(best.id, ids[0]),
        lambda: catalog.pin_album(best.id),
        lambda: catalog.hide_album(other.id),
        lambda: catalog.merge_albums(best.id, other.id),
        lambda: catalog.ask_album(smart.id, "wolf", SavedCut("weak")),
        lambda: catalog.delete_album(best.id),
    ]
    moments = [everything(catalog)]
    for step in steps:
        step()
        moments.append(everything(catalog))
    for moment in reversed(moments[:-1]):
        assert catalog.undo() is not None
        assert everything(catalog) == moment
    for moment in moments[1:]:
        assert catalog.redo() is not None
        assert everything(catalog) == moment
    assert catalog.faults() == []


def test_an_album_that_comes_back_takes_no_other_ones_place(
    catalog: Catalog, ids: list[int]
) -> None:
    gone = catalog.make_album("Gone", ids[:2])
    catalog.delete_album(gone.id)
    assert catalog.make_album("New", ids[2:]).id != gone.id
    catalog.undo()
    catalog.undo()
    assert [each.name for each in catalog.albums()] == ["Gone"]
    assert catalog.album_photos(gone.id) == ids[:2]


def test_what_is_done_to_an_album_is_told_with_its_name(catalog: Catalog, ids: list[int]) -> None:
    album = catalog.make_album("Best")
    told = []
    for step in (
        lambda: catalog.add_to_album(album.id, ids[:2]),
        lambda: catalog.rename_album(album.id, "{}"),
        lambda: catalog.remove_from_album(album.id, ids[:1]),
        lambda: catalog.delete_album(album.id),
    ):
        step()
        last = catalog.last_edit()
        assert last is not None
        told.append(last.title)
    assert told == [
        "Add 2 photos to “Best”",
        "Rename “Best” to “{}”",
        "Take 1 photo out of “{}”",
        "Delete the album “{}”",
    ]


def test_an_album_that_is_gone_is_told_in_one_line(catalog: Catalog) -> None:
    with pytest.raises(LibraryError, match="That album is not there any more"):
        catalog.pin_album(7)
