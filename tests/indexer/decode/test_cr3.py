"""A Canon CR3 says when, where and with what it was taken, in boxes as Canon lays them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from PIL import ExifTags, Image

from indexer.decode.facts import facts_of
from indexer.decode.raw import add_canons
from tests.indexer.decode.packets import xmp

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE, GPS = ExifTags.Base, ExifTags.GPS
CANON = UUID("85c0b687-820f-11e0-8111-f4ce462b6a48").bytes
XMP = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes


def box(kind: bytes, content: bytes, *, wide: bool = False) -> bytes:
    if wide:
        return b"\0\0\0\x01" + kind + (16 + len(content)).to_bytes(8, "big") + content
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def tiff(tags: Mapping[int, object]) -> bytes:
    """One folder of EXIF as a file of its own."""
    exif = Image.Exif()
    exif.update(tags)
    return exif.tobytes()[6:]


def header(*, wide: bool = False) -> bytes:
    """The beginning of a CR3, as far as anybody reads it."""
    canon = box(b"CNCV", b"CanonCR3_001/01.09.00/00.00.00")
    canon += box(
        b"CMT1", tiff({BASE.Make: "Canon", BASE.Model: "Canon EOS R5", BASE.Orientation: 8})
    )
    canon += box(
        b"CMT2",
        tiff(
            {
                BASE.DateTimeOriginal: "2023:05:01 12:30:00",
                BASE.SubsecTimeOriginal: "25",
                BASE.OffsetTimeOriginal: "+02:00",
                BASE.LensModel: "RF35mm F1.8 MACRO IS STM",
            }
        ),
    )
    canon += box(
        b"CMT4",
        tiff(
            {
                GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (47.0, 22.0, 36.0),
                GPS.GPSLongitudeRef: "E", GPS.GPSLongitude: (8.0, 32.0, 24.0),
            }
        ),
    )  # fmt: skip
    moov = box(b"moov", box(b"uuid", CANON + canon) + box(b"mvhd", bytes(8)), wide=wide)
    packet = xmp("", attributes='xmp:Rating="4"')
    return box(b"ftyp", b"crx \0\0\0\x01crx isom") + moov + box(b"uuid", XMP + packet)


@pytest.mark.parametrize("wide", [False, True])
def test_all_of_its_folders_are_read(wide: bool) -> None:
    picture = Image.new("RGB", (6, 4))
    picture.format = "CR3"
    add_canons(picture, header(wide=wide))
    facts = facts_of(picture, picture.size, 1, "_MG_0001.CR3")
    assert (facts.taken_at, facts.taken_offset_minutes) == ("2023-05-01T12:30:00.250000", 120)
    assert facts.taken_from == "camera"
    assert (facts.camera, facts.lens) == ("Canon EOS R5", "RF35mm F1.8 MACRO IS STM")
    assert facts.latitude == pytest.approx(47.3767, abs=1e-4)
    assert facts.longitude == pytest.approx(8.54)
    assert facts.rating == 4


def test_of_what_is_cut_short_or_broken_the_rest_counts() -> None:
    whole = header()
    for length in range(0, len(whole), 7):
        picture = Image.new("RGB", (6, 4))
        add_canons(picture, whole[:length])
        assert facts_of(picture, picture.size, 1, "a.CR3").width == 6
    broken = whole.replace(b"CMT4", b"CMT9")
    picture = Image.new("RGB", (6, 4))
    add_canons(picture, broken)
    facts = facts_of(picture, picture.size, 1, "a.CR3")
    assert (facts.camera, facts.latitude) == ("Canon EOS R5", None)
