"""Names by a pattern, as every system takes them."""

from __future__ import annotations

import os
import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.export.names import FIELDS, Pattern, PatternError, fit, numbered
from indexer.records import Photo, PhotoFacts
from tests.indexer.making import below

PHOTO = Photo(
    id=42,
    path=below("Trips", "Norway: day 1", "IMG_1.2.JPG"),
    size=1,
    mtime_ns=1,
    content_key=b"",
    facts=PhotoFacts(1, 1, "JPEG", taken_at="2023-06-01T14:05:09.25", camera="Canon/EOS R6"),
    perceptual_hash=0,
    added_at="",
    updated_at="",
    rating=4,
)
BARE = replace(PHOTO, path=below("a"), facts=PhotoFacts(1, 1, "JPEG"), rating=None)


@pytest.mark.parametrize(
    ("pattern", "made"),
    [
        ("{name}", "IMG_1.2.JPG"),
        ("{date}_{time} {name}", "2023-06-01_14-05-09 IMG_1.2.JPG"),
        ("{rank:4}-{id}", "0007-42.JPG"),
        ("{year}/{month}/{day}/{rank}", os.path.join("2023", "06", "01", "7.JPG")),
        ("{camera} {rating}", "Canon_EOS R6 4.JPG"),
        ("{folder}: {name}?", "Norway_ day 1_ IMG_1.2_.JPG"),
        ("{{x}} {rank}", "{x} 7.JPG"),
        ("con", "_con.JPG"),
        ("{name}.jpg", "IMG_1.2.jpg"),
        ("{name}.png", "IMG_1.2.png.JPG"),
        ("trailing. ", "trailing.JPG"),
    ],
)
def test_a_pattern_makes_names(pattern: str, made: str) -> None:
    assert Pattern(pattern).name(PHOTO, 7) == made


def test_what_a_photo_does_not_tell_is_said_so() -> None:
    assert Pattern("{date} {time}").name(BARE, 1) == "undated undated"
    assert Pattern("{camera}-{rating}").name(BARE, 1) == "unknown-0"


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("{nam}", "There is no field {nam}: there are {name}, {date}, "),
        ("{}", "There is no field {}: "),
        ("{name", "“{name” makes no names: braces come in pairs"),
        ("{name:4}", "{name} is written just so; {rank:4} has four digits."),
        ("{rank:x}", "{rank} is written just so"),
        ("{rank:999}", "{rank} is written just so"),
        ("{name!r}", "{name} is written just so"),
        ("", "“” makes no names in the folder."),
        ("../{name}", "“../{name}” makes no names in the folder."),
        ("/{name}", "“/{name}” makes no names in the folder."),
        ("{name}/", "“{name}/” makes no names in the folder."),
        ("a/ ./{name}", "“a/ ./{name}” makes no names in the folder."),
    ],
)
def test_a_pattern_that_makes_none_is_told_in_one_line(pattern: str, told: str) -> None:
    with pytest.raises(PatternError) as raised:
        Pattern(pattern)
    assert str(raised.value).startswith(told)


def test_all_fields_can_be_used_at_once() -> None:
    made = Pattern(" ".join(f"{{{field}}}" for field in FIELDS)).name(PHOTO, 1)
    assert len(made.split()) >= len(FIELDS)


@given(part=st.text(st.characters(codec=None), max_size=300))
@example(part="a\ud800b")
def test_any_text_becomes_a_part_of_a_path_that_windows_takes(part: str) -> None:
    made = fit(part.replace("/", "_"))
    assert made
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', made)
    assert made == made.strip()
    assert not made.endswith(".")
    assert made.split(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    assert len(made.encode()) <= 181


@pytest.mark.parametrize(
    ("name", "second"),
    [("a.jpg", "a (2).jpg"), ("a", "a (2)"), (".a", ".a (2)"), ("x/a.b.jpg", "x/a.b (2).jpg")],
)
def test_the_second_of_a_name_has_a_number(name: str, second: str) -> None:
    assert numbered(name, 1) == name
    assert numbered(name, 2) == second
