"""What somebody wrote is found in each container that Pillow does not look through, and bounded."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from indexer.decode import read_photo
from indexer.decode.boxes import XMP, boxes_in, content_at
from indexer.decode.containers import tell
from indexer.decode.extension import EXTENSION, extension_of
from indexer.decode.xmp import LONGEST
from tests.indexer.decode.films import Film
from tests.indexer.decode.packets import iptc, photoshop, xmp
from tests.indexer.decode.pictures import four_corners

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indexer.decode import DecodeRecipe

EXIF_BOX = b"JpgTiffExif->JP2"
IPTC_BOX = UUID("33c7a4d2-b81d-4723-a0ba-f1a3e097ad38").bytes
SIDEWAYS = 'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"'
SNOW = xmp(
    "<dc:description><rdf:Alt><rdf:li>Snow</rdf:li></rdf:Alt></dc:description>",
    attributes=f'xmp:Rating="4" {SIDEWAYS}',
)


def box(kind: bytes, content: bytes) -> bytes:
    named = kind if len(kind) == 4 else b"uuid" + kind
    return struct.pack(">I", 4 + len(named) + len(content)) + named + content


def saved(format_: str, **save: object) -> bytes:
    file = io.BytesIO()
    four_corners().save(file, format_, **save)
    return file.getvalue()


def jxl(packet: bytes) -> bytes:
    pytest.importorskip("pillow_jxl")
    head = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    return head + box(b"jxlc", saved("JXL")) + box(b"xml ", packet)


def jpeg_2000(packet: bytes) -> bytes:
    return saved("JPEG2000") + box(XMP, packet)


def gif(packet: bytes) -> bytes:
    whole = saved("GIF", comment=b"a")
    at = whole.index(b"\x21\xfe")
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    return whole[:at] + b"\x21\xff\x0bXMP DataXMP" + packet + trailer + whole[at:]


def png(packet: bytes, kind: str = "xmp", *, is_packed: bool = True) -> bytes:
    """As ImageMagick writes it: lines of 72 digits."""
    digits = packet.hex()
    lines = "\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    info = PngImagePlugin.PngInfo()
    text = f"\n{kind}\n{len(packet):8}\n{lines}\n"
    info.add_text(f"Raw profile type {kind}", text, zip=is_packed)
    return saved("PNG", pnginfo=info)


def named_png(packet: bytes) -> bytes:
    return png(b"http://ns.adobe.com/xap/1.0/\0" + packet, "APP1", is_packed=False)


WRITERS = {
    "JXL": jxl,
    "JPEG2000": jpeg_2000,
    "GIF": gif,
    "PNG": png,
    "PNG, named": named_png,
}


@pytest.mark.parametrize("name", WRITERS)
def test_xmp_is_found_and_turns_no_picture(tmp_path: Path, recipe: DecodeRecipe, name: str) -> None:
    (tmp_path / "a").write_bytes(WRITERS[name](SNOW))
    facts = read_photo(str(tmp_path / "a"), recipe).facts
    assert (facts.caption, facts.rating, facts.format) == ("Snow", 4, name.split(",")[0])
    assert (facts.width, facts.height) == four_corners().size


def by_adobe(packet: bytes) -> bytes:
    return box(XMP, packet)


def by_apple(packet: bytes) -> bytes:
    return box(b"moov", box(b"udta", box(b"XMP_", packet)))


@pytest.mark.parametrize("suffix", ["mp4", "mov"])
@pytest.mark.parametrize("laid", [by_adobe, by_apple])
def test_xmp_of_a_film_is_found_before_and_behind_its_pictures(
    tmp_path: Path, recipe: DecodeRecipe, suffix: str, laid: Callable[[bytes], bytes]
) -> None:
    pytest.importorskip("av")
    path = Film(four_corners(192, 128)).write(tmp_path / f"a.{suffix}")
    whole = path.read_bytes()
    if laid is by_apple:
        # At the end of the film's own box of facts, which lies behind its pictures.
        at = whole.rindex(b"moov") - 4
        (length,) = struct.unpack_from(">I", whole, at)
        assert at + length == len(whole)
        inside = whole[at + 8 :].replace(b"udta", b"free")
        added = box(b"moov", inside + laid(SNOW)[8:])
        path.write_bytes(whole[:at] + added)
    else:
        path.write_bytes(whole + laid(SNOW))
    facts = read_photo(str(path), recipe).facts
    assert (facts.caption, facts.rating) == ("Snow", 4)
    assert (facts.width, facts.height, facts.format) == (192, 128, suffix.upper())


def test_a_jpeg_2000_has_exif_and_iptc_too(tmp_path: Path, recipe: DecodeRecipe) -> None:
    exif = Image.Exif()
    exif.update({ExifTags.Base.Model: "F3", ExifTags.Base.Orientation: 6})
    block = iptc({(2, 25): ["fjord"]})
    (tmp_path / "a.jp2").write_bytes(
        jpeg_2000(SNOW) + box(EXIF_BOX, exif.tobytes()[6:]) + box(IPTC_BOX, block)
    )
    facts = read_photo(str(tmp_path / "a.jp2"), recipe).facts
    assert (facts.camera, facts.keywords, facts.caption) == ("F3", ("fjord",), "Snow")
    assert (facts.height, facts.width) == four_corners().size


@pytest.mark.parametrize("kind", ["iptc", "8bim", "APP1"])
def test_iptc_and_exif_are_found_in_what_imagemagick_wrote(
    tmp_path: Path, recipe: DecodeRecipe, kind: str
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "Snow"
    block = iptc({(2, 120): ["Snow"]})
    packed = {"iptc": block, "8bim": photoshop(block)[4:], "APP1": exif.tobytes()}[kind]
    (tmp_path / "a.png").write_bytes(png(packed, kind))
    assert read_photo(str(tmp_path / "a.png"), recipe).facts.caption == "Snow"


REST = xmp("<dc:subject><rdf:Bag><rdf:li>fjord</rdf:li></rdf:Bag></dc:subject>" + " " * 100_000)
NAME = b"0123456789ABCDEF0123456789ABCDEF"
BEGINNING = xmp(
    "<dc:title><rdf:Alt><rdf:li>Winter</rdf:li></rdf:Alt></dc:title>",
    attributes='xmlns:xmpNote="http://ns.adobe.com/xmp/note/"'
    f' xmpNote:HasExtendedXMP="{NAME.decode()}"',
)


def part(at: int, length: int, *, name: bytes = NAME, whole: int = len(REST)) -> bytes:
    head = b"http://ns.adobe.com/xmp/extension/\0" + name + struct.pack(">II", whole, at)
    return head + REST[at : at + length]


@pytest.mark.parametrize("format_", ["JPEG", "MPO"])
def test_the_rest_of_a_packet_is_found_in_any_order(
    tmp_path: Path, recipe: DecodeRecipe, format_: str
) -> None:
    more = {"save_all": True, "append_images": [four_corners()]} if format_ == "MPO" else {}
    whole = saved(format_, xmp=BEGINNING, **more)
    parts = [part(60_000, 60_000), part(0, 60_000), part(0, 9, name=NAME[::-1], whole=9)]
    segments = b"".join(b"\xff\xe1" + struct.pack(">H", len(each) + 2) + each for each in parts)
    (tmp_path / "a.jpg").write_bytes(whole[:2] + segments + whole[2:])
    facts = read_photo(str(tmp_path / "a.jpg"), recipe).facts
    assert (facts.caption, facts.keywords) == ("Winter", ("fjord",))


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [part(0, 60_000)],
        [part(0, 50_000), part(60_000, 60_000)],
        [part(0, 60_000), part(50_000, 60_000)],
        [part(0, 60_000), part(60_000, 60_000, whole=LONGEST + 1)],
        [part(0, 60_000, name=NAME[::-1]), part(60_000, 60_000)],
        [part(0, 0)[:50]],
        [part(at, 60_000, whole=0) for at in range(0, 100 * len(REST), len(REST))],
    ],
)
def test_a_rest_that_is_not_whole_or_endless_is_left(parts: list[bytes]) -> None:
    assert extension_of([("APP1", each) for each in parts], BEGINNING) == b""
    assert extension_of([("APP1", part(0, len(REST)))], SNOW) == b""


def test_what_is_longer_than_a_packet_may_be_is_left() -> None:
    long = SNOW + b" " * LONGEST
    text = f"\nxmp\n {len(long)}\n{long.hex()}{' ' * LONGEST}"
    for content, format_ in ((gif(long), "GIF"), (box(b"xml ", long), "JXL"), (b"", "PNG")):
        picture = Image.new("RGB", (6, 4))
        picture.format = format_
        picture.info = {"Raw profile type xmp": text} if format_ == "PNG" else {}
        tell(picture, io.BytesIO(content))
        assert "xmp" not in picture.info


@pytest.mark.parametrize("kind", ["xmp", "APP1", "8bim"])
@pytest.mark.parametrize("text", ["", "\n", "\nxmp\n", "\nxmp\n  9\nzz", "\nxmp\n 4\n3842494d", 7])
def test_a_profile_that_is_broken_says_nothing(kind: str, text: object) -> None:
    picture = Image.new("RGB", (6, 4))
    picture.format = "PNG"
    picture.info = {f"Raw profile type {kind}": text}
    tell(picture, io.BytesIO())
    assert not {"xmp", "exif", EXTENSION} & picture.info.keys()
    assert not picture.info.get("photoshop")


@pytest.mark.parametrize(
    "head",
    [
        b"\0\0\0\x07moov" + bytes(99),
        b"\0\0\0\x01moov" + b"\xff" * 8 + bytes(99),
        b"\xff\xff\xff\xffmoov" + bytes(99),
        b"\0\0\0\x10uuid" + bytes(99),
        b"\0\0\0\0moov",
        b"\0\0\0\x08moov" * 200_000,
    ],
)
def test_boxes_that_lie_come_to_an_end(head: bytes) -> None:
    found = list(boxes_in(io.BytesIO(head)))
    assert len(found) <= 10_000
    assert all(each.end <= len(head) for each in found)
    assert content_at(io.BytesIO(head), b"moov", b"udta", most=LONGEST) == b""


@pytest.mark.parametrize("format_", ["JPEG2000", "GIF", "MP4"])
def test_what_is_cut_short_anywhere_harms_nothing(format_: str) -> None:
    film = box(b"ftyp", b"isom") + by_apple(SNOW) + by_adobe(SNOW)
    whole = {"JPEG2000": jpeg_2000(SNOW), "GIF": gif(SNOW), "MP4": film}[format_]
    for length in range(0, len(whole), 11):
        picture = Image.new("RGB", (6, 4))
        picture.format = format_
        tell(picture, io.BytesIO(whole[:length]))
        assert picture.size == (6, 4)
