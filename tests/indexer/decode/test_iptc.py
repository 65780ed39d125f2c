"""IPTC's blocks: whole, broken off, and with lengths that lie."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.decode.iptc import read_iptc
from indexer.decode.written import Written
from indexer.records import PlaceNames
from tests.indexer.decode.packets import iptc

BLOCK = iptc({(1, 90): ["\x1b%G"], (2, 5): ["Title"], (2, 25): ["a", "b"], (2, 120): ["Caption"]})


def test_title_caption_and_keywords_are_read() -> None:
    assert read_iptc(BLOCK) == Written("Title", "Caption", None, ("a", "b"))


def test_the_headline_stands_in_for_a_title() -> None:
    assert read_iptc(iptc({(2, 105): ["Head"]})).title == "Head"


def test_the_place_is_told_from_the_spot_to_the_country() -> None:
    block = iptc({(2, 90): ["Lisbon"], (2, 92): ["Alfama"], (2, 95): [""], (2, 101): ["Portugal"]})
    assert read_iptc(block).place == PlaceNames("Alfama", "Lisbon", None, "Portugal")
    twice = read_iptc(iptc({(2, 90): ["Singapore"], (2, 101): ["Singapore"]})).place
    assert (twice.city, twice.country, str(twice)) == ("Singapore", "Singapore", "Singapore")


def test_latin_1_is_read_as_well_as_utf8() -> None:
    fields = {(2, 120): ["Zürich"]}
    assert read_iptc(iptc(fields, encoding="latin-1")).description == "Zürich"
    assert read_iptc(iptc(fields)).description == "Zürich"


def test_a_long_length_is_read() -> None:
    content = b"x" * 3000
    block = b"\x1c\x02\x78\x80\x04" + len(content).to_bytes(4, "big") + content
    assert read_iptc(block + iptc({(2, 25): ["after"]})) == Written(
        description="x" * 3000, keywords=("after",)
    )


def test_a_broken_block_says_what_came_before_the_break() -> None:
    assert read_iptc(BLOCK[:30]).title == "Title"
    assert read_iptc(BLOCK + b"garbage") == read_iptc(BLOCK)
    assert read_iptc(b"\x1c\x02\x78\xff\xff") == Written()
    assert read_iptc(b"\x1c\x02\x78\x80\x04\xff\xff\xff\xff") == Written()
    assert read_iptc(b"") == Written()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_fault(block: bytes) -> None:
    assert isinstance(read_iptc(block), Written)
    assert isinstance(read_iptc(b"\x1c\x02" + block), Written)
