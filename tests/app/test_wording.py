"""Numbers, spans and names read as a person would say them."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QLocale

from app import wording
from indexer.records import Exposure, Photo, PhotoFacts


def test_counts_know_one_from_many() -> None:
    assert wording.photos(1) == "1 photo"
    assert wording.photos(12431) == "12,431 photos"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "a few seconds"),
        (42, "40 s"),
        (75, "75 s"),
        (150, "2 min"),
        (5000, "83 min"),
        (9000, "2 h"),
    ],
)
def test_a_span_is_as_exact_as_anybody_wants(seconds: float, said: str) -> None:
    assert wording.span(seconds) == said


def test_long_words_end_with_a_whole_one() -> None:
    assert wording.shortened("a dog in snow", 13) == "a dog in snow"
    assert wording.shortened("a dog in snow", 10) == "a dog in…"
    assert wording.shortened("雪の中を走る犬", 4) == "雪の中を…"


def test_a_rate_has_a_fraction_only_where_it_matters() -> None:
    assert wording.rate(7.46) == "7.5 photos/s"
    assert wording.rate(41.2) == "41 photos/s"


def test_a_period_is_told_as_exactly_as_it_is_long() -> None:
    day = np.datetime64("2023-05-01")
    assert wording.period(day, "D").startswith("Monday")
    assert wording.period(day, "M") == "May 2023"
    assert wording.period(day, "Y") == "2023"
    assert wording.period(np.datetime64("NaT", "D"), "D") == "No date"


def test_a_moment_is_told_with_its_day() -> None:
    assert "2023" in wording.moment("2023-05-01T12:00:00.250")
    assert "Monday" in wording.moment("2023-05-01T12:00:00")


def test_a_moment_that_is_none_is_told_as_it_is() -> None:
    assert wording.moment("some day") == "some day"


def test_a_place_is_told_by_its_half_of_the_globe() -> None:
    assert wording.place(-33.8568, 151.2153) == "33.8568° S, 151.2153° E"


def test_a_name_of_odd_bytes_can_be_shown() -> None:
    path = os.fsdecode(b"/photos/caf\xe9.jpg")
    assert wording.name(path) == "caf\ufffd.jpg"


@pytest.mark.parametrize(
    ("place", "written", "short", "several"),
    [
        ("en_US", "June 1, 2023", "Jun 1, 2023", "Jun 1 – 3, 2023"),
        ("en_GB", "1 June 2023", "1 Jun 2023", "1 – 3 Jun 2023"),
        ("cs_CZ", "1. června 2023", "1. čvn 2023", "1. – 3. čvn 2023"),
        ("es_ES", "1 de junio de 2023", "1 de jun de 2023", "1 – 3 de jun de 2023"),
        ("ja_JP", "2023年6月1日", "2023年6月1日", "2023年6月1 – 3日"),
    ],
)
def test_days_are_written_as_people_do_where_they_live(
    place: str, written: str, short: str, several: str
) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(place))
    try:
        assert wording.day("2023-06-01") == written
        assert wording.days("2023-06-01", "2023-06-01") == short
        assert wording.days("2023-06-01", "2023-06-03") == several
    finally:
        QLocale.setDefault(before)
    assert wording.day("long ago") == "long ago"


def test_a_photo_that_only_its_file_dates_is_told_as_that() -> None:
    known, changed = PhotoFacts(40, 30, "PNG"), 1_682_942_400_000_000_000  # Noon of 1 May 2023.
    photo = Photo(1, "/photos/a.png", 3, changed, b"", known, 0, "", "")
    assert wording.dated(photo) == "File changed May 1, 2023"
    taken = replace(known, taken_at="2023-05-01T12:00:00")
    assert wording.dated(replace(photo, facts=taken)).startswith("Monday")
    assert wording.dated(replace(photo, mtime_ns=10**30)) == ""


def test_the_name_of_a_drive_is_the_drive() -> None:
    assert wording.name("/") == "/"
    assert wording.name("/photos/2023/") == "2023"


def test_the_home_folder_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setenv("USERPROFILE", "/home/ann")
    assert wording.folder("/home/ann/Pictures/a.jpg") == "~/Pictures"
    assert wording.folder("/home/anna/Pictures/a.jpg") == "/home/anna/Pictures"


@pytest.mark.parametrize(
    ("title", "done"),
    [
        ("Add “dog” to 2 photos", "Added “dog” to 2 photos"),
        ("Take “dog” off 1 photo", "Took “dog” off 1 photo"),
        ("Refuse “dog” for 2 photos", "Refused “dog” for 2 photos"),
        ("Give 3 photos 4 stars", "Gave 3 photos 4 stars"),
        ("Rename an album", "Renamed an album"),
        ("Make 1 photo a favourite", "Made 1 photo a favourite"),
        (
            "Make the tag “lost, take it”, add “boat” to 2 photos, refuse it for 1 photo",
            "Made the tag “lost, take it”, added “boat” to 2 photos, refused it for 1 photo",
        ),
    ],
)
def test_what_an_edit_is_called_says_what_it_has_done(title: str, done: str) -> None:
    assert wording.done(title) == done


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Exposure(), ""),
        (Exposure(seconds=1 / 8000), "1/8000 s"),
        (Exposure(seconds=0.25), "1/4 s"),
        (Exposure(seconds=0.6, aperture=16.0), "0.6 s  ·  f/16"),
        (Exposure(seconds=30.0, focal_length=4.3), "30 s  ·  4.3 mm"),
        (Exposure(iso=100, focal_length=200.04), "ISO 100  ·  200 mm"),
    ],
)
def test_how_a_picture_was_exposed_is_told_as_cameras_show_it(told: Exposure, words: str) -> None:
    assert wording.exposure(told) == words


def test_figures_are_those_of_the_locale() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("ar_EG"))
    try:
        assert wording.playing_time(42) == "٠:٤٢"
        assert wording.pixels(4032, 3024) == "٤٠٣٢ × ٣٠٢٤"
        assert wording.exposure(Exposure(seconds=1 / 8000)) == "1/٨٠٠٠ s"
        assert wording.moment("2023-05-01T15:04:00").endswith(" ٣:٠٤ م")
    finally:
        QLocale.setDefault(before)


def test_the_hours_of_a_day_are_counted_as_the_country_does() -> None:
    before = QLocale()
    try:
        QLocale.setDefault(QLocale("de_DE"))
        assert wording.moment("2023-05-01T15:04:00") == "Montag, 1. Mai 2023, 15:04"
        QLocale.setDefault(QLocale("en_US"))
        assert wording.moment("2023-05-01T15:04:00").endswith("3:04\u202fPM")
    finally:
        QLocale.setDefault(before)
