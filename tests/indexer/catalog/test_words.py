"""Photos are found by what they are called, whatever is typed, and never by what they were."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.catalog import Catalog, words
from indexer.records import PlaceNames
from tests.indexer.making import STAMP, below, indexed, seen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.indexer.catalog.shelf import Shelf


def found(shelf: Shelf, text: str, limit: int = 50) -> list[int]:
    return [photo_id for photo_id, _ in shelf.catalog.by_words(text, limit)]


def assert_sound(catalog: Catalog) -> None:
    """The words are those that a catalog made anew would have."""
    assert [fault.sentence for fault in catalog.faults()] == []


# -- what is found ------------------------------------------------------------------------


def test_names_folders_tags_and_captions_are_found(shelf: Shelf) -> None:
    name = shelf.put("Birthday cake.jpg")
    folder = shelf.put("birthday", "a.jpg")
    tag = shelf.put("b.jpg", keywords=("Birthday",))
    caption = shelf.put("c.jpg", caption="At the birthday of my aunt")
    shelf.put("d.jpg")
    # A name and a tag weigh most, a caption among many other words least.
    assert set(found(shelf, "birthday")[:2]) == {name, tag}
    assert found(shelf, "birthday")[2:] == [folder, caption]


def test_places_are_found_by_all_their_names_and_before_captions(shelf: Shelf) -> None:
    told = shelf.put("a.jpg", caption="A postcard from Lisbon to my aunt in Porto")
    there = shelf.put("b.jpg", place=PlaceNames("Alfama", "Lisbon", None, "Portugal"))
    assert found(shelf, "lisbon") == [there, told]
    assert found(shelf, "alfama portugal") == [there]
    assert_sound(shelf.catalog)


def test_all_words_have_to_be_there_but_little_ones(shelf: Shelf) -> None:
    both = shelf.put("snow", "dog.jpg")
    shelf.put("snow", "cat.jpg")
    assert found(shelf, "a dog in the snow") == [both]
    assert found(shelf, "dog rain") == []
    assert found(shelf, "the") == []
    band = shelf.put("The The.jpg")
    assert found(shelf, "the") == [band]


def test_the_last_word_may_be_a_beginning(shelf: Shelf) -> None:
    photo = shelf.put("dogs in snow.jpg")
    assert found(shelf, "dog") == found(shelf, "snow dog") == [photo]
    assert found(shelf, "dog snow") == []
    assert found(shelf, "do") == []  # So short a beginning is of too many words.


@pytest.mark.parametrize(
    ("name", "typed", "is_whole"),
    [
        ("cattle.jpg", "cat", False),
        ("a cat.jpg", "cat", True),
        ("two cats.jpg", "CAT", True),
        ("bowl.jpg", "bow", False),
        ("cart.jpg", "car", False),
        ("cares.jpg", "car", False),
        ("two dogs.jpg", "dog", True),
        ("dogged.jpg", "dog", False),
        ("boxes.jpg", "box", True),
        ("photos.jpg", "photo", True),
        ("princess.jpg", "princes", False),
        ("BeachParty2023.jpg", "party", True),
        ("BeachParties.jpg", "BeachParty", False),
        ("snow dogfish.jpg", "snow dog", False),
        ("snow dogs.jpg", "the snow dog", True),
        ("IMG_1234.jpg", "IMG_12", False),
        ("do it.jpg", "do", True),
        ("北京旅行.jpg", "旅", True),
    ],
)
def test_a_whole_word_or_its_plural_is_told_from_a_beginning(
    shelf: Shelf, name: str, typed: str, *, is_whole: bool
) -> None:
    photo = shelf.put(name)
    shelf.put("other.jpg", caption=typed)
    assert shelf.catalog.with_whole_words(typed, [photo]) == ({photo} if is_whole else set())


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("IMG_1234.jpg", "1234"),
        ("IMG_1234.jpg", "img 1234"),
        ("IMG_1234.jpg", "IMG_1234.JPG"),
        ("DSC01234.jpg", "dsc"),
        ("DSC01234.jpg", "01234"),
        ("DSC01234.jpg", "DSC01234"),
        ("BeachParty2023.jpg", "party"),
        ("BeachParty2023.jpg", "beachparty"),
        ("BeachParty2023.jpg", "2023"),
        ("beach party.jpg", "BeachParty"),
        ("black-and-white.jpg", "black and white"),
        ("black and white.jpg", "black-and-white"),
        ("Zürich.jpg", "zurich"),
        ("Zu\u0308rich.jpg", "ZÜRICH"),
        ("北京旅行.jpg", "北京"),
        ("北京旅行.jpg", "旅行"),
        ("東京タワー.jpg", "タワー"),
        ("Москва.jpg", "москва"),
    ],
)
def test_words_are_found_however_they_are_joined(shelf: Shelf, name: str, typed: str) -> None:
    photo = shelf.put(name)
    shelf.put("other.jpg")
    assert found(shelf, typed) == [photo]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Anna's 2nd birthday", "2nd birthday"),
        ("Anna's 2nd birthday", "Anna's 2nd birthday"),
        ("Taken with an iPhone", "iPhone"),
        ("McDonald and the mp3", "McDonald mp3"),
        ("in the 1990s", "1990s"),
        ("covid 19", "covid19"),
        ("covid19", "covid19"),
        ("Eva mit 北京2023", "北京2023"),
    ],
)
def test_captions_and_tags_are_found_as_they_are_spelt(
    shelf: Shelf, written: str, typed: str
) -> None:
    caption = shelf.put("a.jpg", caption=written)
    tag = shelf.put("b.jpg", keywords=(written,))
    shelf.put("other.jpg")
    assert set(found(shelf, typed)) == {caption, tag}
    # Before other words as well, where it is no beginning.
    assert set(found(shelf, f"{typed} {written.split()[0]}")) == {caption, tag}


def test_a_name_is_found_whatever_its_capitals(shelf: Shelf) -> None:
    photo = shelf.put("gopro_1.jpg")
    assert found(shelf, "GoPro") == found(shelf, "goPR") == [photo]


def test_signs_written_without_spaces_have_to_follow_each_other(shelf: Shelf) -> None:
    shelf.put("京北.jpg")
    assert found(shelf, "北京") == []


def test_only_what_is_below_the_root_and_its_own_name_count(shelf: Shelf) -> None:
    photo = shelf.put("summer", "a.jpg")
    assert found(shelf, "photos") == found(shelf, "summer") == [photo]
    assert found(shelf, "nowhere") == []


def test_a_file_of_that_very_name_comes_first(shelf: Shelf) -> None:
    shelf.put("dog", "dog dog.jpg", keywords=("dog",))
    exact = shelf.put("Dog.jpg")
    assert shelf.catalog.by_words("dog", 9)[0] == (exact, True)
    assert [is_exact for _, is_exact in shelf.catalog.by_words("dog", 9)] == [True, False]
    assert shelf.catalog.by_words("DOG.JPG", 9)[0] == (exact, True)
    assert shelf.catalog.by_words("tag dog.jpg", 9) == []
    other = shelf.put("x", "dog.png")
    assert shelf.catalog.by_words("dog", 2) == [(other, True), (exact, True)]
    assert found(shelf, "dog", limit=0) == []


def test_a_name_with_points_is_not_taken_for_its_beginning(shelf: Shelf) -> None:
    photo = shelf.put("a.b.jpg")
    assert shelf.catalog.by_words("a.b", 9) == [(photo, True)]
    assert shelf.catalog.by_words("a", 9) == [(photo, False)]


def test_an_accent_may_be_written_both_ways(shelf: Shelf) -> None:
    composed = shelf.put("x", "café.jpg")
    apart = shelf.put("y", "cafe\u0301.jpg")
    assert shelf.catalog.by_words("café", 9) == [(apart, True), (composed, True)]
    assert shelf.catalog.by_words("cafe\u0301", 9) == [(apart, True), (composed, True)]


def test_only_photos_that_count_take_up_the_limits(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [shelf.put(f"{number}", "dog.jpg", caption="holidays") for number in range(3)]
    for number in range(5):
        shelf.put(f"new {number}", "dog.jpg", caption="holidays")
    monkeypatch.setattr(words, "MOST_JUDGED", 3)
    among = np.array(old, np.int64)
    for text, exact in (("holidays", False), ("dog", True)):
        assert shelf.catalog.by_words(text, 2, among=among) == [(old[2], exact), (old[1], exact)]
        assert shelf.catalog.by_words(text, 2, among=among[:0]) == []


HOSTILE = [
    "", " ", '"', '""', "*", "a*", "-", "--", "NOT", "AND", "OR", "NEAR", "a NOT", "AND b", "(",
    ")", "((a)", "name:", "name:a", "{name}: a", "^a", "a + b", "a AND (b", "NEAR(a b, 3)", '"a',
    "'; DROP TABLE words; --", "\0", "a\0b", "\udcff", "a\ud800", "😀", "ß", "İ", "\u0301", "_",
    "a\u0301", "👩\u200d👧", "%", "\\", "a" * 2000, "a " * 1000, 'a"b', "a-b", "x:y:z", "١٢٣",
    "हिन्दी", "ﬁ",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_is_words(shelf: Shelf, text: str) -> None:
    photo = shelf.put("a b.jpg")
    assert {found for found, _ in shelf.catalog.by_words(text, 9)} <= {photo}
    assert shelf.catalog.with_whole_words(text, [photo]) <= {photo}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.text(st.characters(), max_size=40))
def test_any_text_is_words(shelf: Shelf, text: str) -> None:
    shelf.catalog.by_words(text, 9)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text("abcü北1 -_A", min_size=1, max_size=12).filter(str.strip))
def test_a_name_is_found_by_itself(shelf: Shelf, stem: str) -> None:
    photo = shelf.put("x", f"{stem}.jpg")
    assert (photo, True) in shelf.catalog.by_words(stem, 50)


# -- words stay current -------------------------------------------------------------------


def test_words_come_go_and_change_with_their_photo(catalog: Catalog, shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", caption="old words", keywords=("old",))
    assert found(shelf, "old") == [photo]
    shelf.put("a.jpg", content=9, caption="new words", keywords=("new",))
    assert (found(shelf, "old"), found(shelf, "new")) == ([], [photo])
    assert catalog.tags_of([photo]) == {photo: ("new",)}
    assert_sound(catalog)
    catalog.forget([photo])
    assert found(shelf, "new") == []
    assert_sound(catalog)


def test_words_follow_a_move_of_a_photo_and_of_a_folder(catalog: Catalog, shelf: Shelf) -> None:
    a, b = shelf.put("spring", "a.jpg"), shelf.put("spring", "b.jpg")
    catalog.move([(a, seen(below("photos", "summer", "a.jpg"))),
                  (b, seen(below("photos", "summer", "a boat.jpg")))])  # fmt: skip
    assert found(shelf, "spring") == []
    assert (set(found(shelf, "summer")), found(shelf, "boat")) == ({a, b}, [b])
    assert_sound(catalog)


def test_photos_that_change_places_change_words(catalog: Catalog, shelf: Shelf) -> None:
    a, b = shelf.put("apple.jpg"), shelf.put("berry.jpg")
    catalog.move([(a, seen(below("photos", "berry.jpg"))), (b, seen(below("photos", "apple.jpg")))])
    assert (found(shelf, "apple"), found(shelf, "berry")) == ([b], [a])
    assert_sound(catalog)


def test_a_photo_whose_place_is_taken_is_found_no_more(catalog: Catalog, shelf: Shelf) -> None:
    a = shelf.put("apple.jpg", caption="first")
    shelf.put("berry.jpg", caption="second")
    catalog.move([(a, seen(below("photos", "berry.jpg")))])
    assert (found(shelf, "berry"), found(shelf, "second")) == ([a], [])
    assert_sound(catalog)


def test_a_root_above_others_adds_its_own_name(catalog: Catalog) -> None:
    catalog.add_root(below("usb", "pictures"))
    (photo,) = catalog.store([indexed(below("usb", "pictures", "a.jpg"), 1)], STAMP)
    assert catalog.by_words("usb", 9) == []
    catalog.add_root(below("usb"))
    assert catalog.by_words("usb", 9) == [(photo, False)]
    assert_sound(catalog)


def test_a_root_that_is_removed_takes_its_words(catalog: Catalog, shelf: Shelf) -> None:
    shelf.put("a.jpg")
    catalog.remove_root(below("photos"))
    assert found(shelf, "photos") == []
    assert_sound(catalog)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_that_are_not_utf8_are_found_by_the_rest_of_them(shelf: Shelf) -> None:
    photo = shelf.put("f\udcf6lder", "caf\udce9 boat.jpg")
    assert found(shelf, "boat") == [photo]
    assert shelf.catalog.by_words("caf\udce9 boat", 9) == [(photo, False)]
    assert_sound(shelf.catalog)


def test_a_batch_that_fails_leaves_no_words(catalog: Catalog, shelf: Shelf) -> None:
    with pytest.raises(ValueError, match="numbers"):
        catalog.store([indexed(below("photos", "boat.jpg"), 1), indexed("/x.jpg", 2, dim=3)], STAMP)
    assert found(shelf, "boat") == []
    assert_sound(catalog)


# -- words are made again -----------------------------------------------------------------


def test_words_of_another_version_are_made_again_by_the_next_writer(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with Catalog.open(path, write=True) as catalog:
        catalog.store([indexed(below("boat.jpg"), 1)], STAMP)
        with catalog._database.transaction() as connection:
            connection.execute("DELETE FROM words")
        catalog.set_setting("words", "0")
    with Catalog.open(path) as reader:
        assert reader.by_words("boa", 9) == []
    with Catalog.open(path, write=True) as catalog:
        assert catalog.by_words("boa", 9) == [(1, False)]
        assert_sound(catalog)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("DELETE FROM words WHERE rowid = 2",
         "Searches find 1 photos by words that are out of date: a repair writes these anew."),
        ("UPDATE words SET tags = 'x' WHERE rowid < 3",
         "Searches find 2 photos by words that are out of date: a repair writes these anew."),
        ("INSERT INTO words(rowid, name) VALUES (99, 'x')",
         "Searches find 1 photos by words that are out of date: a repair writes these anew."),
        ("UPDATE words_data SET block = zeroblob(7) WHERE id > 10",
         "The words that photos are found by are damaged."),
    ],
)  # fmt: skip
def test_wrong_words_are_found_and_made_again(
    catalog: Catalog, shelf: Shelf, damage: str, sentence: str
) -> None:
    for name in ("apple", "berry", "cherry"):
        shelf.put(f"{name}.jpg", keywords=(name,))
    with catalog._database.transaction() as connection:
        connection.execute(damage)
    faults = catalog.faults()
    assert [fault.sentence for fault in faults] == [sentence]
    catalog.mend(faults)
    assert_sound(catalog)
    assert (found(shelf, "cherry"), catalog.count()) == ([3], 3)
