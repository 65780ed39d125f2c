"""A packet taken apart: each element lies where it says; what is hostile or broken is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.decode.xmp import LONGEST, RATING, RDF
from indexer.sidecars.packet import NotXmpError, Packet, Splice
from tests.indexer.decode.packets import xmp
from tests.indexer.sidecars.shapes import LIGHTROOM, ODD, SHAPES

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize("shape", SHAPES)
def test_each_element_lies_where_it_says(shape: str) -> None:
    packet = Packet(SHAPES[shape])
    for element in packet.root.iter():
        span = packet.span(element)
        local = element.tag.rpartition("}")[2].encode()
        assert re.match(
            rb"<(\w[\w-]*:)?" + local + rb"[\s/>]", packet.body[span.start : span.inside]
        )
        if span.inside == span.end:
            assert packet.body[: span.end].endswith(b"/>")
            assert (len(element), element.text) == (0, None)
        else:
            assert re.fullmatch(
                rb"</(\w[\w-]*:)?" + local + rb"\s*>", packet.body[span.outside : span.end]
            )


@pytest.mark.parametrize("shape", SHAPES)
def test_a_packet_without_a_change_is_the_same_to_the_byte(shape: str) -> None:
    assert Packet(SHAPES[shape]).spliced([]) == SHAPES[shape]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"),
     ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b""), ("utf-16-be", b""),
     ("utf-32-le", b"\xff\xfe\0\0"), ("utf-32-be", b"\0\0\xfe\xff")],
)  # fmt: skip
def test_a_packet_stays_in_its_encoding_with_its_mark(encoding: str, mark: bytes) -> None:
    text = LIGHTROOM.decode().replace("Anna", "Änna 北京")
    data = mark + text.encode(encoding)
    packet = Packet(data)
    assert packet.spliced([]) == data
    place = packet.body.index(b"Red")
    changed = packet.spliced([Splice(place, place + 3, "Größe".encode())])
    assert changed == mark + text.replace("Red", "Größe").encode(encoding)


def test_an_encoding_of_one_byte_is_kept_and_what_it_lacks_is_spelled_out() -> None:
    said = LIGHTROOM.decode().replace("Anna", "Jörg", 1)
    text = f'<?xml version="1.0" encoding="ISO-8859-1"?>{said}'
    packet = Packet(text.encode("latin-1"))
    place = packet.body.index("Jörg".encode())
    assert packet.spliced([]) == text.encode("latin-1")
    changed = packet.spliced([Splice(place, place, "北 ü ".encode())])
    assert changed == text.replace("Jörg", "&#21271; ü Jörg").encode("latin-1")


def test_an_attribute_is_found_by_its_name_and_not_by_what_stands_in_others() -> None:
    packet = Packet(xmp("", attributes="""lr:a=" xmp:Rating='9'" xmp:Rating = "3" lr:b='>'"""))
    (about,) = packet.descriptions
    whole, value = packet.attribute(about, RATING)
    assert packet.body[whole.start : whole.end] == b' xmp:Rating = "3"'
    assert packet.body[value.start : value.end] == b"3"


def test_a_short_name_that_means_something_else_inside_is_not_taken_for_it() -> None:
    inner = "<dc:a xmlns:dc='urn:other'><dc:b/></dc:a>"
    packet = Packet(xmp(inner))
    (about,) = packet.descriptions
    address = "http://purl.org/dc/elements/1.1/"
    assert packet.scope(about)[address] == "dc"
    assert address not in packet.scope(about[0])
    assert packet.scope(about[0][0])["urn:other"] == "dc"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not XML"),
        (b"I am no sidecar", "not XML"),
        (LIGHTROOM[:-30], "not XML"),
        (LIGHTROOM.replace(b"</dc:subject>", b"</dc:subjekt>"), "not XML: mismatched tag in line"),
        (LIGHTROOM + b"\0\0", "not XML"),
        (LIGHTROOM.replace(b"Anna", b"\xff\xfe"), "no UTF-8"),
        (b"\xff\xfe<\0x", "no UTF-16-LE"),
        (b"<html><body/></html>", "no XMP"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "document type"),
        (f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l11;</x>'.encode(), "document type"),
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "document type"),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>', "document type"),
        (xmp("&undefined;"), "not XML: undefined entity"),
        (xmp(" " * LONGEST), "longer than 4,000,000 bytes"),
    ],
    ids=range(14),
)
def test_what_is_broken_or_hostile_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(NotXmpError, match=why):
        Packet(data)


def test_a_deep_nest_costs_no_stack() -> None:
    packet = Packet(xmp("<xmp:a>" * 50_000 + "</xmp:a>" * 50_000))
    assert len(packet.descriptions) == 1


@given(st.binary(max_size=200))
def test_any_bytes_are_a_packet_or_refused(data: bytes) -> None:
    with pytest.raises(NotXmpError):
        Packet(data)


@given(st.integers(0, len(ODD) - 1), st.integers(0, 255))
def test_any_change_of_a_byte_is_read_or_refused(place: int, byte: int) -> None:
    data = bytearray(ODD)
    data[place] = byte
    try:
        packet = Packet(bytes(data))
    except NotXmpError:
        return
    assert packet.spliced([]) == bytes(data)
    assert packet.rdf.tag == f"{RDF}RDF"
