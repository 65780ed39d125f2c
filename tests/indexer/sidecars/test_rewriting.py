"""A sidecar as it shall be: others' words stay to the byte, Shoebox's come, change and go."""

from __future__ import annotations

import difflib
import json
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sidecars.names import ALBUMS, RATING, SUBJECT, TREES
from indexer.sidecars.packet import NotXmpError, Packet
from indexer.sidecars.provenance import WRITTEN, WrittenTag
from indexer.sidecars.rewriting import EMPTY, Wish, rewritten
from indexer.sidecars.saying import Said, is_writable, key_of, path_of, said_in
from tests.indexer.decode.packets import xmp
from tests.indexer.sidecars.shapes import DIGIKAM, LIGHTROOM, ODD, SHAPES

if TYPE_CHECKING:
    from pathlib import Path

DOG = WrittenTag("dog", "auto", 0.83, "animal|dog")
ANNA = WrittenTag("Anna Karenina", "user", None, "Anna Karenina")
SNOW = WrittenTag("snow", "file", None, "weather|snow")
WISH = Wish(
    tags=(DOG, ANNA, SNOW),
    rating=5,
    albums=("Iceland 2023",),
    refused=("cat",),
    model="starter",
    model_sha256="ab" * 32,
)
OURS = (SUBJECT, *TREES, ALBUMS, WRITTEN)


def said(data: bytes) -> Said:
    return said_in(Packet(data).descriptions)


def canonical(data: bytes) -> str:
    """All that is in a packet besides what Shoebox may change, written in the one canonical way."""
    return ElementTree.canonicalize(
        data.decode(),
        with_comments=True,
        strip_text=True,
        exclude_tags=OURS,
        exclude_attrs=(RATING,),
    )


def listed(data: bytes, name: str) -> list[str]:
    """The texts of a list, found without any of our own code."""
    rdf = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
    root = ElementTree.fromstring(data.decode().encode())
    return [item.text or "" for found in root.iter(name) for item in found.iter(rdf)]


@pytest.mark.parametrize("shape", SHAPES)
def test_what_others_wrote_stays_in_meaning(shape: str) -> None:
    before, after = SHAPES[shape], rewritten(SHAPES[shape], WISH)
    assert canonical(after) == canonical(before)
    for name in OURS[:-1]:
        there = listed(before, name)
        assert listed(after, name)[: len(there)] == there


@pytest.mark.parametrize("shape", ["lightroom", "darktable", "digikam"])
def test_what_others_wrote_stays_to_the_byte(shape: str) -> None:
    before, after = SHAPES[shape].splitlines(True), rewritten(SHAPES[shape], WISH).splitlines(True)
    changes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    gone = [line for kind, at, end, *_ in changes if kind != "equal" for line in before[at:end]]
    assert [line.strip().split(b"=")[0] for line in gone] == [b"xmp:Rating"]


@pytest.mark.parametrize("shape", ["lightroom", "darktable", "digikam"])
def test_a_sidecar_is_as_it_was_once_nothing_is_to_be_said(shape: str) -> None:
    assert rewritten(rewritten(SHAPES[shape], WISH), Wish()) == SHAPES[shape]
    assert rewritten(rewritten(EMPTY, WISH), Wish()) == EMPTY


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_there_already_is_not_written_again(shape: str) -> None:
    after = rewritten(SHAPES[shape], WISH)
    assert rewritten(after, WISH) == after
    assert rewritten(SHAPES[shape], Wish()) == SHAPES[shape]


@pytest.mark.parametrize("before", [EMPTY, *SHAPES.values()], ids=["new", *SHAPES])
def test_each_word_comes_back_with_who_says_so(before: bytes) -> None:
    after = said(rewritten(before, WISH))
    assert after.noted is not None
    kept = [(tag.name, tag.source, tag.score) for tag in after.kept]
    assert kept == [("dog", "auto", 0.83), ("Anna Karenina", "user", None), ("snow", "file", None)]
    assert (after.removed, after.keywords) == ((), said(before).keywords)
    assert (after.stars, after.rated_by_others, after.rated_anew) == (5, False, False)
    assert after.albums == ("Iceland 2023",)
    assert after.noted.refused == ("cat",)
    assert (after.noted.model, after.noted.model_sha256) == ("starter", "ab" * 32)


def test_words_stand_where_each_program_looks_for_them() -> None:
    after = rewritten(EMPTY, WISH)
    assert listed(after, SUBJECT) == ["dog", "Anna Karenina", "snow"]
    lightroom, digikam = (listed(after, tree) for tree in TREES)
    assert lightroom == ["animal|dog", "Anna Karenina", "weather|snow"]
    assert digikam == ["animal/dog", "Anna Karenina", "weather/snow"]
    assert listed(after, ALBUMS) == ["Iceland 2023"]


def test_words_that_are_no_longer_true_go_and_those_of_others_never() -> None:
    after = rewritten(DIGIKAM, replace(WISH, tags=(DOG, WrittenTag("Boot", "user", None, "Boot"))))
    left = rewritten(after, replace(WISH, tags=(ANNA,)))
    assert listed(left, SUBJECT) == ["Jörg", "Boot", "Anna Karenina"]
    assert [listed(left, tree) for tree in TREES] == [
        ["Leute|Jörg", "Boot", "Anna Karenina"],
        ["Leute/Jörg", "Boot", "Anna Karenina"],
    ]


def test_a_word_that_another_program_has_too_is_theirs() -> None:
    after = rewritten(LIGHTROOM, Wish(tags=(WrittenTag("anna", "user", None, "anna"), DOG)))
    assert [tag.name for tag in said(after).kept] == ["dog"]
    assert listed(after, SUBJECT).count("anna") == 0


def test_a_new_tree_holds_the_words_of_others_with_their_place() -> None:
    tree = list(TREES)[1]
    after = rewritten(LIGHTROOM, WISH)
    assert listed(after, tree)[3:] == ["Norway", "Places/Norway/Oslo", "People/Anna"]
    fewer = after.replace(b"     <rdf:li>Anna</rdf:li>\n", b"")
    assert "Anna" not in said(fewer.replace(b"<rdf:li>People|Anna</rdf:li>", b"")).keywords
    assert listed(rewritten(fewer, WISH), tree)[3:] == ["Norway", "Places/Norway/Oslo"]


def test_stars_of_others_come_back_where_the_owner_takes_their_own_away() -> None:
    after = rewritten(LIGHTROOM, Wish(rating=5))
    assert said(after).rated == 5
    assert said(after).stars_before == 3
    again = rewritten(after, Wish(rating=1))
    assert said(again).rated == 1
    assert rewritten(again, Wish()) == LIGHTROOM


def test_stars_that_others_have_given_since_are_theirs() -> None:
    after = rewritten(EMPTY, Wish(rating=5)).replace(b"Rating>5<", b"Rating>2<")
    assert said(after).rated_anew
    assert rewritten(after, Wish()).count(b"Rating>2<") == 1


def test_no_stars_are_written_over_those_of_others_alone() -> None:
    assert rewritten(EMPTY, Wish(rating=0)) == EMPTY
    assert said(rewritten(LIGHTROOM, Wish(rating=0))).rated == 0


@pytest.mark.parametrize(
    "inside",
    [
        "<dc:subject>boat</dc:subject>",
        "<dc:subject/>",
        "<dc:subject><rdf:Bag/></dc:subject>",
        "<dc:subject><rdf:Bag></rdf:Bag></dc:subject>",
        "<dc:subject>\n <rdf:Seq>\n  <rdf:li>boat</rdf:li>\n </rdf:Seq>\n</dc:subject>",
        "<dc:subject><rdf:Alt><rdf:li xml:lang='en'>boat</rdf:li></rdf:Alt></dc:subject>",
        "",
    ],
)
def test_every_way_to_write_a_list_is_added_to(inside: str) -> None:
    for packet in (xmp(inside), xmp("", attributes='dc:subject="boat"')):
        others = said(packet).keywords
        after = rewritten(packet, WISH)
        assert said(after).keywords == others
        assert [tag.name for tag in said(after).kept] == ["dog", "Anna Karenina", "snow"]
        assert said(rewritten(after, Wish())).keywords == others


@pytest.mark.parametrize(
    "inside",
    [
        "<dc:subject rdf:parseType='Literal'>boat</dc:subject>",
        "<dc:subject rdf:resource='urn:boat'/>",
        "<dc:subject><rdf:Bag/><rdf:Bag/></dc:subject>",
        "<dc:subject><xmp:boat/></dc:subject>",
    ],
)
def test_what_is_no_list_is_left_alone(inside: str) -> None:
    with pytest.raises(NotXmpError, match="“subject” is written in a way that nobody knows"):
        rewritten(xmp(inside), WISH)


@pytest.mark.parametrize("rdf", ["<r:RDF xmlns:r='{}'/>", "<RDF xmlns='{}'></RDF>"])
def test_a_packet_that_says_nothing_is_added_to(rdf: str) -> None:
    packet = rdf.format("http://www.w3.org/1999/02/22-rdf-syntax-ns#").encode()
    after = rewritten(packet, WISH)
    assert [tag.name for tag in said(after).kept] == ["dog", "Anna Karenina", "snow"]


def test_what_a_newer_shoebox_wrote_is_left_alone() -> None:
    newer = rewritten(EMPTY, WISH).replace(b"version>1<", b"version>2<")
    with pytest.raises(NotXmpError, match="newer Shoebox"):
        rewritten(newer, Wish())


NAMES = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("|/<>&\"'\r\n\t ]]>🐕‏אב\u202e\u200d\xa0"),
    min_size=1,
    max_size=20,
).filter(lambda name: is_writable(name) and name == " ".join(name.split()))


@given(st.lists(NAMES, min_size=1, max_size=5, unique_by=key_of), st.sampled_from([EMPTY, ODD]))
def test_a_name_of_any_signs_comes_back_as_it_was(names: list[str], before: bytes) -> None:
    others = set(map(key_of, said(before).keywords))
    names = [name for name in names if key_of(name) not in others]
    wish = Wish(
        tags=tuple(WrittenTag(name, "user", None, path_of(name, "animal")) for name in names),
        albums=tuple(names),
        refused=tuple(names),
    )
    after = rewritten(before, wish)
    found = said(after)
    assert [tag.name for tag in found.kept] == names
    assert list(found.albums) == names
    assert list(found.noted.refused if found.noted else ()) == names
    assert (found.removed, found.keywords) == ((), said(before).keywords)
    assert rewritten(after, wish) == after


def exiftool(path: Path) -> dict[str, Any]:
    """What an independent reader finds in a sidecar."""
    asked = ["exiftool", "-json", "-struct", "-G1", "-a", "-charset", "utf8", str(path)]
    done = subprocess.run(asked, capture_output=True, check=True)
    (told,) = json.loads(done.stdout)
    return {name: value for name, value in told.items() if name.startswith("XMP")}


needs_exiftool = pytest.mark.skipif(
    shutil.which("exiftool") is None, reason="exiftool is not installed"
)


@needs_exiftool
@pytest.mark.parametrize("shape", SHAPES)
def test_an_independent_reader_finds_all_of_it(shape: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg.xmp"
    path.write_bytes(SHAPES[shape])
    before = exiftool(path)
    path.write_bytes(rewritten(SHAPES[shape], WISH))
    after = exiftool(path)
    assert (after.pop("XMP-xmp:Rating"), before.pop("XMP-xmp:Rating")) != (None, None)
    written = after.pop("XMP-shoebox:Written")
    tags = {tag["Name"]: tag for tag in written["Tags"]}
    assert (tags["dog"]["Source"], float(tags["dog"]["Score"])) == ("auto", 0.83)
    assert tags["Anna Karenina"]["Source"] == "user"
    assert written["Model"] == "starter"
    for name in ("dc:Subject", "lr:HierarchicalSubject", "digiKam:TagsList"):
        there = _as_list(before.pop(f"XMP-{name}", []))
        found = _as_list(after.pop(f"XMP-{name}"))
        assert found[: len(there)] == there
        assert {each.rpartition("|")[2].rpartition("/")[2] for each in found} >= {
            "dog", "Anna Karenina", "snow",
        }  # fmt: skip
    assert "Iceland 2023" in _as_list(after.pop("XMP-mediapro:CatalogSets"))
    before.pop("XMP-mediapro:CatalogSets", None)
    assert after == before


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


@needs_exiftool
def test_what_another_program_rewrites_is_read_as_before(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg.xmp"
    path.write_bytes(rewritten(LIGHTROOM, WISH))
    before = said(path.read_bytes())
    asked = ["exiftool", "-q", "-overwrite_original", "-XMP-dc:Subject-=dog", str(path)]
    subprocess.run([*asked, "-XMP-dc:Subject+=Möwe"], check=True)
    after = said(path.read_bytes())
    assert [tag.name for tag in after.removed] == ["dog"]
    assert [tag.name for tag in after.kept] == ["Anna Karenina", "snow"]
    assert after.keywords == (*before.keywords, "Möwe")
    assert after.noted == before.noted
