"""What a sidecar says: Shoebox's own words are known again, however they are written down."""

from __future__ import annotations

import pytest

from indexer.sidecars.packet import Packet
from indexer.sidecars.provenance import MOST_TAGS, WrittenTag
from indexer.sidecars.saying import Said, said_in, together
from tests.indexer.decode.packets import xmp

NAMESPACE = 'xmlns:shoebox="https://shoebox.invalid/ns/1.0/"'
SUBJECT = "<dc:subject><rdf:Bag><rdf:li>dog</rdf:li><rdf:li>sea</rdf:li></rdf:Bag></dc:subject>"
DOG = WrittenTag("dog", "auto", 0.83, "animal|dog", ("lr",))

SHAPES = {
    "as Shoebox does": (
        f"<shoebox:written {NAMESPACE} rdf:parseType='Resource'><shoebox:rating>4</shoebox:rating>"
        "<shoebox:tags><rdf:Bag><rdf:li rdf:parseType='Resource'>"
        "<shoebox:name>dog</shoebox:name><shoebox:source>auto</shoebox:source>"
        "<shoebox:score>0.83</shoebox:score><shoebox:path>animal|dog</shoebox:path>"
        "<shoebox:trees>lr</shoebox:trees></rdf:li></rdf:Bag></shoebox:tags></shoebox:written>"
    ),
    "with nodes inside": (
        f"<shoebox:written {NAMESPACE}><rdf:Description><shoebox:rating>4</shoebox:rating>"
        "<shoebox:tags><rdf:Bag><rdf:li><rdf:Description>"
        "<shoebox:name>dog</shoebox:name><shoebox:source>auto</shoebox:source>"
        "<shoebox:score>0.83</shoebox:score><shoebox:path>animal|dog</shoebox:path>"
        "<shoebox:trees>lr</shoebox:trees></rdf:Description></rdf:li></rdf:Bag></shoebox:tags>"
        "</rdf:Description></shoebox:written>"
    ),
    "with attributes, as Adobe's toolkit does": (
        f"<shoebox:written {NAMESPACE}><rdf:Description shoebox:rating='4'>"
        "<shoebox:tags><rdf:Bag><rdf:li shoebox:name='dog' shoebox:source='auto'"
        " shoebox:score='0.83' shoebox:path='animal|dog' shoebox:trees='lr'/></rdf:Bag>"
        "</shoebox:tags></rdf:Description></shoebox:written>"
    ),
}


def said(inside: str, attributes: str = "") -> Said:
    return said_in(Packet(xmp(inside, attributes=attributes)).descriptions)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_noted_is_read_in_each_way_to_write_a_structure(shape: str) -> None:
    tree = "<lr:hierarchicalSubject><rdf:Bag><rdf:li>animal|dog</rdf:li></rdf:Bag>"
    found = said(f"{SUBJECT}{tree}</lr:hierarchicalSubject>{SHAPES[shape]}", 'xmp:Rating="4"')
    assert (found.kept, found.removed, found.keywords) == ((DOG,), (), ("sea",))
    assert (found.rated, found.rated_by_others, found.rated_anew) == (4, False, False)


def test_a_tag_that_is_gone_from_the_keywords_is_taken_away_wherever_else_it_stands() -> None:
    tree = "<lr:hierarchicalSubject><rdf:Bag><rdf:li>animal|dog</rdf:li></rdf:Bag>"
    found = said(f"{tree}</lr:hierarchicalSubject>{SHAPES['as Shoebox does']}")
    assert (found.kept, found.removed, found.keywords) == ((), (DOG,), ())
    assert found.rated_anew


def test_a_place_in_a_tree_that_is_not_shoeboxes_is_another_programs_keyword() -> None:
    tree = "<lr:hierarchicalSubject><rdf:Bag><rdf:li>Pets|dog</rdf:li></rdf:Bag>"
    found = said(f"{SUBJECT}{tree}</lr:hierarchicalSubject>{SHAPES['as Shoebox does']}")
    assert found.keywords == ("sea", "dog")


@pytest.mark.parametrize(
    "note",
    [
        "<shoebox:written {}/>",
        "<shoebox:written {}>nothing</shoebox:written>",
        "<shoebox:written {}><shoebox:tags><rdf:li>dog</rdf:li></shoebox:tags></shoebox:written>",
        "<shoebox:written {} rdf:parseType='Resource'><shoebox:tags><rdf:Bag><rdf:li"
        " shoebox:name='dog' shoebox:source='nobody'/></rdf:Bag></shoebox:tags></shoebox:written>",
    ],
)
def test_a_note_that_makes_no_sense_claims_nothing(note: str) -> None:
    found = said(SUBJECT + note.format(NAMESPACE), 'xmp:Rating="3"')
    assert (found.keywords, found.kept, found.removed) == (("dog", "sea"), (), ())
    assert found.rated_by_others


def test_an_endless_note_is_bounded() -> None:
    items = "".join(
        f"<rdf:li shoebox:name='{number}' shoebox:source='auto' shoebox:score='1e999'/>"
        for number in range(MOST_TAGS + 10)
    )
    found = said(
        f"<shoebox:written {NAMESPACE} rdf:parseType='Resource'><shoebox:tags><rdf:Bag>{items}"
        "</rdf:Bag></shoebox:tags></shoebox:written>"
    )
    assert len(found.removed) == MOST_TAGS
    assert {tag.score for tag in found.removed} == {None}


def test_of_several_sidecars_the_first_counts_and_all_keywords() -> None:
    first = said(SUBJECT, 'xmp:Rating="2"')
    second = said(
        "<dc:title>Two</dc:title><dc:subject><rdf:Bag><rdf:li>Sea</rdf:li><rdf:li>sky</rdf:li>"
        "</rdf:Bag></dc:subject>",
        'xmp:Rating="5"',
    )
    both = together(first, second)
    assert (both.title, both.stars, both.keywords) == ("Two", 2, ("dog", "sea", "sky"))


def test_a_tag_that_one_of_two_sidecars_still_has_was_not_taken_away() -> None:
    own = said(SHAPES["as Shoebox does"])
    assert [tag.name for tag in own.removed] == ["dog"]
    assert together(said(SUBJECT), own).removed == ()
    assert together(own, said("")).removed == own.removed
