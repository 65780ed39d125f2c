"""What somebody wrote into a file is read wherever a program put it, and nothing else is."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest
from PIL import ExifTags, Image

from indexer.decode import DecodeRecipe, read_photo
from indexer.decode.written import LONGEST_NAME
from indexer.records import PlaceNames
from tests.indexer.decode.packets import iptc, photoshop, xmp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from indexer.models import Bundle
    from indexer.records import PhotoFacts
    from tests.conftest import PaintPhoto

    Tags = Mapping[Any, object]
    Read = Callable[..., PhotoFacts]

BASE, IFD = ExifTags.Base, ExifTags.IFD
RATING = 0x4746
IPTC_TAG = 33723


@pytest.fixture
def read(tmp_path: Path, paint_photo: PaintPhoto, tiny_bundle: Bundle) -> Read:
    """Write a picture with words in it, and read back what Shoebox makes of them."""

    def write_and_read(
        name: str = "a.jpg", *, exif: Tags | None = None, comment: object = None, **save: object
    ) -> PhotoFacts:
        tags = Image.Exif()
        tags.update(exif or {})
        if comment is not None:
            tags.get_ifd(IFD.Exif)[BASE.UserComment] = comment
        if exif or comment is not None:
            save["exif"] = tags.tobytes()
        path = paint_photo(tmp_path / name, size=(320, 240), seed=0, **save)
        return read_photo(str(path), DecodeRecipe(tiny_bundle.image)).facts

    return write_and_read


def wide(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


def test_a_picture_that_nobody_wrote_about_has_no_words(read: Read) -> None:
    facts = read()
    assert (facts.caption, facts.rating, facts.keywords) == (None, None, ())


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.avif"])
def test_xmp_is_read_in_each_format(read: Read, name: str) -> None:
    packet = xmp("<dc:description><rdf:Alt><rdf:li>Snow</rdf:li></rdf:Alt></dc:description>")
    # Each writer of Pillow's has its own way to be told.
    options: dict[str, object] = {"xmp": packet}
    if name == "a.png":
        from PIL.PngImagePlugin import PngInfo

        chunk = PngInfo()
        chunk.add_itxt("XML:com.adobe.xmp", packet.decode())
        options = {"pnginfo": chunk}
    elif name == "a.tif":
        options = {"tiffinfo": {700: packet}}
    assert read(name, **options).caption == "Snow"


def test_iptc_is_read_from_jpeg(read: Read, tmp_path: Path, tiny_bundle: Bundle) -> None:
    read()
    path = tmp_path / "a.jpg"
    content = path.read_bytes()
    block = iptc({(2, 5): ["Title"], (2, 25): ["fjord", "Sommer"], (2, 120): ["Zürich"]})
    path.write_bytes(content[:2] + photoshop(block) + content[2:])
    facts = read_photo(str(path), DecodeRecipe(tiny_bundle.image)).facts
    assert (facts.caption, facts.keywords) == ("Title\nZürich", ("fjord", "Sommer"))


def test_iptc_is_read_from_tiff_also_where_it_was_written_as_numbers(
    read: Read, tmp_path: Path, tiny_bundle: Bundle
) -> None:
    block = iptc({(2, 120): ["A boat"]})
    block += bytes(-len(block) % 4)
    assert read("a.tif", tiffinfo={IPTC_TAG: block}).caption == "A boat"
    path = tmp_path / "a.tif"
    content = path.read_bytes()
    entry = struct.pack("<HHI", IPTC_TAG, 7, len(block))
    assert content.count(entry) == 1
    path.write_bytes(content.replace(entry, struct.pack("<HHI", IPTC_TAG, 4, len(block) // 4)))
    assert read_photo(str(path), DecodeRecipe(tiny_bundle.image)).facts.caption == "A boat"


@pytest.mark.parametrize(
    ("exif", "caption"),
    [
        ({BASE.ImageDescription: "A boat "}, "A boat"),
        ({BASE.ImageDescription: "Zürich".encode()}, "Zürich"),
        ({BASE.XPComment: wide("Ein Boot")}, "Ein Boot"),
        ({BASE.XPTitle: wide("小船")}, "小船"),
        ({BASE.ImageDescription: "On the lake", BASE.XPTitle: wide("Boat")}, "Boat\nOn the lake"),
        ({BASE.ImageDescription: "A boat", BASE.XPTitle: wide("A boat")}, "A boat"),
        ({BASE.ImageDescription: "line one\nline two"}, "line one line two"),
        ({BASE.ImageDescription: "OLYMPUS DIGITAL CAMERA         "}, None),
        ({BASE.ImageDescription: "SONY DSC"}, None),
        ({BASE.ImageDescription: "DCIM\\100MEDIA\\DJI_0001.JPG"}, None),
        ({BASE.ImageDescription: '{"shape": [120, 200, 3]}'}, None),
        ({BASE.ImageDescription: "ImageJ=1.53k\nunit=micron\nmin=0.0"}, None),
        ({BASE.ImageDescription: '<?xml version="1.0"?><OME><Image ID="Image:0"/></OME>'}, None),
        ({BASE.ImageDescription: "Created with GIMP"}, None),
        ({BASE.ImageDescription: "   \0"}, None),
        ({BASE.ImageDescription: "--- !"}, None),
        ({BASE.ImageDescription: "My camera collection"}, "My camera collection"),
        ({BASE.ImageDescription: "The {old} mill"}, "The {old} mill"),
    ],
)
def test_exif_captions_are_those_that_a_person_wrote(
    read: Read, exif: Tags, caption: str | None
) -> None:
    assert read(exif=exif).caption == caption


@pytest.mark.parametrize(
    ("comment", "caption"),
    [
        (b"ASCII\0\0\0Screenshot", "Screenshot"),
        (b"UNICODE\0" + "Großmutter".encode("utf-16-le"), "Großmutter"),
        (b"UNICODE\0" + "Großmutter".encode("utf-16-be"), "Großmutter"),
        (b"UNICODE\0\xff\xfe" + "Omi".encode("utf-16-le"), "Omi"),
        (b"JIS\0\0\0\0\0" + "富士山".encode("iso2022_jp"), "富士山"),
        (bytes(8) + "Zürich".encode(), "Zürich"),
        (b"ASCII\0\0\0" + b" " * 200, None),
        (b"ASCII\0\0\0oplus_32", None),
        (bytes(8) + bytes(range(1, 32)) * 4, None),
        (b"", None),
        (b"ASCII", None),
        (b"UNICODE\0\xd8", None),
    ],
)
def test_user_comments_are_read_however_they_are_written(
    read: Read, comment: bytes, caption: str | None
) -> None:
    assert read(comment=comment).caption == caption


def test_of_an_endless_comment_the_beginning_is_the_caption(read: Read) -> None:
    for moved in range(2):
        said = "a" * moved + "\N{DOG FACE} at the sea " * 2000
        caption = read(comment=b"UNICODE\0" + said.encode("utf-16-le")[:60_000]).caption
        assert caption
        assert said.startswith(caption)
        assert 3900 < len(caption) <= 4000
    # More than is looked at: what would follow is no part of it.
    assert read(comment=b"ASCII\0\0\0" + b" " * 20_000 + b"x").caption is None


def test_stars_are_one_to_five(read: Read) -> None:
    assert [read(exif={RATING: stars}).rating for stars in (0, 1, 5, 6, 65535)] == [
        None, 1, 5, None, None,
    ]  # fmt: skip


def test_keywords_of_all_places_are_taken_once(read: Read) -> None:
    packet = xmp("<dc:subject><rdf:Bag><rdf:li>Fjord</rdf:li></rdf:Bag></dc:subject>")
    facts = read(exif={BASE.XPKeywords: wide("fjord;Boot; ;Boot")}, xmp=packet)
    assert facts.keywords == ("Fjord", "Boot")


def test_xmp_comes_before_exif(read: Read) -> None:
    packet = xmp(
        "<xmp:Rating>2</xmp:Rating><dc:title><rdf:Alt><rdf:li>X</rdf:li></rdf:Alt></dc:title>"
    )
    facts = read(exif={RATING: 5, BASE.XPTitle: wide("E")}, xmp=packet)
    assert (facts.caption, facts.rating) == ("X", 2)


def test_the_place_is_told_beside_the_caption(read: Read) -> None:
    city = 'photoshop:City="Lisbon" photoshop:Country="Portugal"'
    told = "<dc:description><rdf:Alt><rdf:li>A yellow tram</rdf:li></rdf:Alt></dc:description>"
    place = PlaceNames(city="Lisbon", country="Portugal")
    alone = read(xmp=xmp("", attributes=city))
    assert (alone.caption, alone.place) == (None, place)
    tram = read(xmp=xmp(told, attributes=city))
    assert (tram.caption, tram.place) == ("A yellow tram", place)


def test_the_name_of_a_place_is_cut_where_it_is_endless(read: Read) -> None:
    place = read(xmp=xmp("", attributes=f'photoshop:City="{"Llan" * 900}"')).place
    assert place.city == "Llan" * (LONGEST_NAME // 4)
