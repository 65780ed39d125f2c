"""XMP as each program writes it; what is hostile or broken says nothing and harms nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.decode.written import LONGEST_CAPTION, MOST_KEYWORDS, Written
from indexer.decode.xmp import LONGEST, read_xmp
from indexer.records import PlaceNames
from tests.indexer.decode.packets import xmp

NOTHING = Written()


def bag(name: str, *items: str, kind: str = "Bag") -> str:
    inside = "".join(f"<rdf:li>{item}</rdf:li>" for item in items)
    return f"<{name}><rdf:{kind}>{inside}</rdf:{kind}></{name}>"


def test_what_lightroom_writes() -> None:
    written = read_xmp(
        xmp(
            bag("dc:subject", "Oslo", "Norway")
            + bag("lr:hierarchicalSubject", "Places|Norway|Oslo", "People|Anna")
            + bag("dc:description", "By the fjord", kind="Alt")
            + bag("dc:title", "Summer", kind="Alt"),
            attributes='xmp:Rating="4"',
        )
    )
    assert written == Written("Summer", "By the fjord", 4, ("Oslo", "Norway", "Anna"))


def test_what_digikam_writes() -> None:
    tags = bag("digiKam:TagsList", "Places/Norway/Oslo", "Boat", kind="Seq")
    assert read_xmp(xmp(tags + "<xmp:Rating>3</xmp:Rating>")) == Written(
        rating=3, keywords=("Oslo", "Boat")
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<photoshop:City>Lisbon</photoshop:City><photoshop:Country>Portugal</photoshop:Country>"
        "<Iptc4xmpCore:Location>Alfama</Iptc4xmpCore:Location>",
        bag("Iptc4xmpExt:LocationShown", "<rdf:Description/>")
        + "<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li rdf:parseType='Resource'>"
        "<Iptc4xmpExt:City>Lisbon</Iptc4xmpExt:City>"
        "<Iptc4xmpExt:Sublocation>Alfama</Iptc4xmpExt:Sublocation>"
        "<Iptc4xmpExt:CountryName>Portugal</Iptc4xmpExt:CountryName></rdf:li></rdf:Bag>"
        "</Iptc4xmpExt:LocationCreated>",
        "<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li><rdf:Description Iptc4xmpExt:City='Lisbon'"
        " Iptc4xmpExt:Sublocation='Alfama' Iptc4xmpExt:CountryName='Portugal'/></rdf:li></rdf:Bag>"
        "</Iptc4xmpExt:LocationCreated>",
    ],
)
def test_the_place_is_told_wherever_a_program_wrote_it(inside: str) -> None:
    place = PlaceNames("Alfama", "Lisbon", None, "Portugal")
    assert read_xmp(xmp(inside)).place == place


def test_the_default_language_comes_first() -> None:
    items = '<rdf:li xml:lang="de">Boot</rdf:li><rdf:li xml:lang="x-default">Boat</rdf:li>'
    packet = xmp(f"<dc:title><rdf:Alt>{items}</rdf:Alt></dc:title>")
    assert read_xmp(packet).title == "Boat"


@pytest.mark.parametrize(
    ("written", "stars"),
    [("5", 5), ("4.0", 4), ("0", None), ("-1", None), ("6", None), ("nan", None), ("1e400", None),
     ("five", None), ("", None)],
)  # fmt: skip
def test_stars_are_one_to_five(written: str, stars: int | None) -> None:
    assert read_xmp(xmp(f"<xmp:Rating>{written}</xmp:Rating>")).rating == stars
    assert read_xmp(xmp("", attributes=f'xmp:Rating="{written}"')).rating == stars


def test_what_was_pasted_into_a_picture_is_not_said_of_it() -> None:
    inner = f"<rdf:Description>{bag('dc:subject', 'other')}</rdf:Description>"
    packet = xmp(f"<xmp:Pantry><rdf:Bag><rdf:li>{inner}</rdf:li></rdf:Bag></xmp:Pantry>")
    assert read_xmp(packet) == NOTHING


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_each_encoding_of_a_packet_is_read(encoding: str) -> None:
    text = xmp(bag("dc:subject", "Zürich 北京")).decode().replace("\ufeff", "")
    start = text.index("<x:")
    assert read_xmp(text[start:].encode(encoding)).keywords == ("Zürich 北京",)


def test_what_stands_around_a_packet_does_no_harm() -> None:
    packet = xmp(bag("dc:subject", "boat"))
    assert read_xmp(packet + b" \n" * 2000 + b"\0").keywords == ("boat",)
    assert read_xmp(b'<?xml version="1.0" encoding="latin-1"?>' + packet).keywords == ("boat",)
    assert read_xmp(packet.decode()).keywords == ("boat",)
    assert read_xmp(xmp(bag("dc:subject", "bo\x00at"))).keywords == ("bo at",)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "{}">]>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\0" * 100,
        b"not XML",
        b"<",
        b"<x:xmpmeta",
        b"\xff\xfe",
        b"<\0",
        xmp(bag("dc:subject", "boat"))[:-20],
        b"<rdf:RDF><rdf:Description/></rdf:RDF>",
        (ENTITIES.format("boat") + xmp(bag("dc:subject", "&a;")).decode()).encode(),
        (ENTITIES.format("boat") + xmp(bag("dc:subject", "x")).decode()).encode("utf-16"),
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l11;</x>'.encode(),
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
        xmp(bag("dc:subject", "&undefined;")),
        xmp("<a>" * 50_000 + "</a>" * 50_000) + b"<",
        xmp(bag("dc:subject", "boat") + " " * LONGEST),
    ],
    ids=range(17),
)
def test_what_is_broken_or_hostile_says_nothing(packet: bytes) -> None:
    start = time.process_time()
    assert read_xmp(packet) == NOTHING
    # Not a measurement: a billion laughs would take hours.
    assert time.process_time() - start < 20


def test_a_deep_nest_costs_no_stack() -> None:
    deep = "<xmp:a>" * 100_000 + "</xmp:a>" * 100_000
    assert read_xmp(xmp(deep + bag("dc:subject", "boat"))).keywords == ("boat",)


def test_endless_words_are_bounded() -> None:
    written = read_xmp(
        xmp(
            bag("dc:subject", *(f"k{number}" for number in range(5000)), "x" * 1000)
            + bag("dc:description", "word " * 100_000, kind="Alt")
        )
    )
    assert len(written.keywords) == MOST_KEYWORDS
    assert written.description is not None
    assert len(written.description) <= LONGEST_CAPTION
    assert read_xmp(xmp(bag("dc:subject", "x" * 1000))).keywords == ()


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_any_bytes_are_read_without_a_fault(packet: bytes | str) -> None:
    assert len(read_xmp(packet).keywords) <= MOST_KEYWORDS


@given(st.text(max_size=60), st.integers(0, 600), st.integers(0, 255))
def test_any_change_to_a_packet_is_read_without_a_fault(text: str, place: int, byte: int) -> None:
    packet = bytearray(xmp(bag("dc:subject", "boat") + bag("dc:title", "a", kind="Alt")))
    packet[place % len(packet)] = byte
    packet += text.encode(errors="replace")
    read_xmp(bytes(packet))
