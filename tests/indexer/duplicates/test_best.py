"""Which photo of a group is kept, and the words that say why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from indexer.duplicates.best import best, why
from indexer.duplicates.records import Member
from indexer.records import Photo, PhotoFacts


def member(number: int, name: str = "IMG_1.jpg", **other: Any) -> Member:
    facts = PhotoFacts(width=4000, height=3000, format="JPEG")
    of_facts = {key: value for key, value in other.items() if hasattr(facts, key)}
    of_photo = {
        key: value
        for key, value in other.items()
        if key in ("size", "rating", "favourite", "mtime_ns")
    }
    photo = Photo(number, f"/p/{name}", 4_000_000, 0, b"", replace(facts, **of_facts), 0, "", "")
    return Member(replace(photo, **of_photo), sharpness=other.get("sharpness", 1.0))


@pytest.mark.parametrize(
    ("better", "worse", "reason"),
    [
        ({}, {"width": 2000, "height": 1500}, "larger"),
        ({"sharpness": 1.0}, {"sharpness": 0.3}, "sharper"),
        ({"format": "PNG"}, {}, "in a format that loses less"),
        ({}, {"format": "GIF", "size": 9_000_000}, "in a format that loses less"),
        ({"format": "HEIC", "size": 1_500_000}, {}, "in a format that loses less"),
        ({}, {"format": "WEBP", "size": 9_000_000}, "in a format that loses less"),
        ({"size": 4_000_000}, {"size": 1_000_000}, "less compressed"),
        ({"format": "DNG"}, {"size": 9_000_000}, "RAW"),
        ({"taken_at": "2023-05-01T12:00:00"}, {}, "has a date"),
        ({"latitude": 1.0, "longitude": 2.0}, {}, "has a place"),
        ({"camera": "EOS R6"}, {}, "names its camera"),
        ({"favourite": True}, {}, "yours: a favourite or with more stars"),
        ({"rating": 4}, {"rating": 2, "width": 9000}, "yours: a favourite or with more stars"),
        ({"name": "IMG_1.jpg"}, {"name": "IMG_1 (2).jpg"}, "has an original name"),
        ({"name": "IMG_1.jpg"}, {"name": "Copy of IMG_1.jpg"}, "has an original name"),
        ({"name": "IMG_1.jpg"}, {"name": "IMG_1-edited.jpg"}, "has an original name"),
        ({"name": "IMG_1.jpg"}, {"name": "IMG-20230501-WA0007.jpg"}, "has an original name"),
    ],
)
def test_the_better_one_is_kept_and_it_is_told_why(
    better: dict[str, Any], worse: dict[str, Any], reason: str
) -> None:
    kept, other = member(2, **better), member(1, **worse)
    assert best([other, kept]) is kept
    assert best([kept, other]) is kept
    assert reason in why(kept, [other])


def test_a_blurred_frame_is_passed_over_even_if_it_is_larger() -> None:
    blurred, sharp = member(1, width=5000, sharpness=0.2), member(2, sharpness=1.0)
    assert best([blurred, sharp]) is sharp


def test_of_equals_the_oldest_file_stays() -> None:
    young, old = member(1, mtime_ns=2), member(2, mtime_ns=1)
    assert best([young, old]) is old
    assert why(old, [young]) == "the oldest file"


def test_where_nothing_tells_them_apart_that_is_told() -> None:
    assert why(member(1), [member(2)]) == "as good as the others"


def test_a_smaller_picture_is_not_called_less_compressed() -> None:
    small = member(1, width=300, height=200, size=60_000, sharpness=2.0)
    assert why(small, [member(2, size=2_000_000)]) == "sharper"
