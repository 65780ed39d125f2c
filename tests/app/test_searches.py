"""A search is one text; its pictures can be taken out of it and put into it again."""

from __future__ import annotations

import pytest

from app.searches import Picture, Search


def test_a_search_without_pictures_stays_as_it_was_typed() -> None:
    search = Search.of('  a "golden hour"  AND tag:x', ())
    assert search.text == 'a "golden hour"  AND tag:x'
    assert search.words == search.text
    assert search.pictures == ()


def test_pictures_are_terms_and_can_be_told_apart_from_words() -> None:
    search = Search.like("/my photos/me.png").with_picture(12, weight=-0.5)
    assert search.text == 'like:"/my photos/me.png" - like:12 *0.5'
    assert search.words == ""
    assert search.pictures == (
        Picture("/my photos/me.png"),
        Picture("12", -0.5),
    )
    assert search.weight_of(12) == -0.5
    assert search.weight_of(13) is None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("a dog", "a dog + like:7"),
        ("dog OR cat", "dog + like:7 OR cat + like:7"),
        ("is:raw OR rating>3", "like:7 (is:raw OR rating>3)"),
        ("", "like:7"),
    ],
)
def test_a_picture_stands_beside_any_words(words: str, text: str) -> None:
    search = Search.of(words, [Picture("7")])
    assert search.text.strip() == text
    assert search.words == words
    assert search.pictures == (Picture("7"),)
    assert Search.of(search.words, search.pictures) == search


def test_a_picture_is_weighed_otherwise() -> None:
    search = Search("in snow").with_picture(7).with_picture(8)
    assert search.with_picture(7, weight=-1).pictures == (
        Picture("7", -1),
        Picture("8"),
    )


def test_a_picture_of_one_alternative_alone_stays_in_the_words() -> None:
    search = Search("like:3 OR a cat")
    assert search.pictures == ()
    assert search.words == search.text


def test_what_cannot_be_read_is_left_as_it_is() -> None:
    broken = Search.of("(a dog", [Picture("7")])
    assert broken.text == "(a dog"
    assert broken.words == "(a dog"
    assert broken.pictures == ()


@pytest.mark.parametrize("name", ["Iceland", "Best of 2023", 'Say "cheese"', "a (b) -c", "like:3"])
def test_the_photos_of_an_album_are_a_search_of_their_own(name: str) -> None:
    search = Search.in_album(name)
    assert search.album == name
    assert Search(f"{search.text} dog").album is None
    assert Search(f"-{search.text}").album is None
    assert Search(name).album is None


def test_a_search_for_a_tag_alone_is_known_as_one() -> None:
    search = Search.tagged("New York: night")
    assert search.text == 'tag:"New York: night"'
    assert search.tag == "New York: night"
    assert Search("tag:dog").tag == "dog"
    for other in ("dog", "tag:dog beach", "-tag:dog", "tag:dog tag:cat", '"a', ""):
        assert Search(other).tag is None


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("a beach", "a beach tag:dog"),
        ("tag:cat", "tag:cat tag:dog"),
        ("is:raw OR rating>3", "(is:raw OR rating>3) tag:dog"),
        ("like:7", "like:7 tag:dog"),
        ('"a', "tag:dog"),
    ],
)
def test_any_search_can_be_made_among_the_photos_of_a_tag(text: str, among: str) -> None:
    assert Search(text).and_tagged("dog").text == among
