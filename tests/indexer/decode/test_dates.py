"""When a picture was taken: whoever knows it, in the order in which they are believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PIL import ExifTags, Image

from indexer.decode import read_photo
from indexer.decode.dates import Taken, taken_of
from indexer.records import DateSource
from tests.indexer.decode.packets import iptc, photoshop, xmp

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.decode import DecodeRecipe
    from tests.conftest import PaintPhoto

BASE, GPS = ExifTags.Base, ExifTags.GPS
SHOT: dict[int, Any] = {BASE.DateTimeOriginal: "2023:05:01 14:30:00"}
CHANGED: dict[int, Any] = {BASE.DateTime: "2024:01:01 00:00:00"}
SATELLITES: dict[int, Any] = {
    GPS.GPSDateStamp: "2023:05:01",
    GPS.GPSTimeStamp: (12.0, 30.0, 21.0),
}
WRITTEN = "2023-04-30T10:00:00.5+01:00"
NAME = "IMG_20230601_143000.jpg"


def test_the_first_that_knows_it_is_believed() -> None:
    camera, written, program, satellites, _, name, _ = DateSource
    assert taken_of(SHOT | CHANGED, {}, WRITTEN, NAME) == Taken(
        "2023-05-01T14:30:00", source=camera
    )
    assert taken_of(CHANGED, {}, WRITTEN, NAME) == Taken("2023-04-30T10:00:00.500000", 60, written)
    changed = taken_of(CHANGED, SATELLITES, None, NAME)
    assert (changed.at, changed.source) == ("2024-01-01T00:00:00", program)
    assert taken_of({}, SATELLITES, None, NAME) == Taken("2023-05-01T12:30:21", 0, satellites)
    assert taken_of({}, {}, None, NAME) == Taken("2023-06-01T14:30:00", source=name)
    assert taken_of({}, {}, None, "IMG_4711.jpg") == Taken()


@pytest.mark.parametrize(
    ("written", "at", "offset"),
    [
        ("2023-12-31T22:00:00.25Z", "2024-01-01T00:00:00", 120),
        ("2023-12-31T22:00:00+00:00", "2024-01-01T00:00:00", 120),
        ("2023-12-31T22:00:01Z", "2023-12-31T22:00:01", 0),
        ("2023-12-31T23:00:00+01:00", "2023-12-31T23:00:00", 60),
        ("2023-12-31T22:00:00", "2023-12-31T22:00:00", None),
    ],
)
def test_of_one_moment_the_clock_there_counts_before_greenwichs(
    written: str, at: str, offset: int | None
) -> None:
    here = CHANGED | {BASE.OffsetTime: "+02:00"}
    assert taken_of(here, {}, written, NAME) == Taken(at, offset, DateSource.WRITTEN)


@pytest.mark.parametrize(
    ("shot", "minutes"),
    [
        ("2023:05:01 14:30:00", 120),
        ("2023:05:01 18:15:40", 345),
        ("2023:05:01 02:31:00", -600),
        ("2023:05:01 14:38:00", None),  # A clock that goes wrong.
        ("2023:05:03 14:30:00", None),
    ],
)
def test_satellites_tell_how_far_the_cameras_clock_was_ahead(
    shot: str, minutes: int | None
) -> None:
    told: dict[int, object] = {BASE.DateTimeOriginal: shot}
    assert taken_of(told, SATELLITES, None, NAME).offset == minutes
    told[BASE.OffsetTimeOriginal] = "+09:00"
    assert taken_of(told, SATELLITES, None, NAME).offset == 540


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("IMG_20230601_143000.jpg", "2023-06-01T14:30:00"),
        ("PXL_20230601_143000123.MP.jpg", "2023-06-01T14:30:00.123000"),
        ("VID_20230601_143000.mp4", "2023-06-01T14:30:00"),
        ("20230601_143000(1).jpg", "2023-06-01T14:30:00"),
        ("2023-06-01 14.30.00.jpg", "2023-06-01T14:30:00"),
        ("Screenshot 2023-06-01 at 14.30.00.png", "2023-06-01T14:30:00"),
        ("Screenshot_2023-06-01-14-30-00.png", "2023-06-01T14:30:00"),
        ("signal-2023-06-01-143000.jpeg", "2023-06-01T14:30:00"),
        ("WhatsApp Image 2023-06-01 at 14.30.00.jpeg", "2023-06-01T14:30:00"),
        ("WhatsApp Image 2023-06-01 at 2.30.00 PM.jpeg", "2023-06-01T14:30:00"),
        ("Screenshot 2023-06-01 at 2.30.00\u202fPM.png", "2023-06-01T14:30:00"),
        ("Screenshot 2023-06-01 at 12.05.00 AM.png", "2023-06-01T00:05:00"),
        ("Bildschirmfoto 2023-06-01 um 14.30.00.png", "2023-06-01T14:30:00"),
        ("Capture d’écran 2023-06-01 à 14.30.00.png", "2023-06-01T14:30:00"),
        ("Capture d’e\u0301cran 2023-06-01 a\u0300 14.30.00.png", "2023-06-01T14:30:00"),
        ("Captura de pantalla 2023-06-01 a las 9.30.00.png", "2023-06-01T09:30:00"),
        ("20230601-12345.jpg", "2023-06-01T00:00:00"),
        ("IMG-20230601-WA0001.jpg", "2023-06-01T00:00:00"),
        ("2023-06-01.jpg", "2023-06-01T00:00:00"),
        ("DSC_0001.jpg", None),
        ("20231301_120000.jpg", None),
        ("20230230_120000.jpg", None),
        ("IMG_120230601_143000.jpg", None),
        ("20230601143000123456.jpg", None),
        ("19010101_000000.jpg", None),
        ("20990101_000000.jpg", None),
    ],
)
def test_names_tell_it_as_phones_and_messengers_write_them(name: str, at: str | None) -> None:
    assert taken_of({}, {}, None, name).at == at


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("2023-05-01T12:30:00", Taken("2023-05-01T12:30:00")),
        ("2023-05-01T12:30Z", Taken("2023-05-01T12:30:00", 0)),
        ("2023:05:01 12:30:00.25", Taken("2023-05-01T12:30:00.250000")),
        ("2023-05-01", Taken("2023-05-01T00:00:00")),
        ("20230501123000+0200", Taken("2023-05-01T12:30:00", 120)),
        ("20230501", Taken("2023-05-01T00:00:00")),
        ("2023-05", Taken()),
        ("00000000", Taken()),
        ("some day", Taken()),
    ],
)
def test_programs_write_it_in_their_ways(written: str, taken: Taken) -> None:
    source = DateSource.WRITTEN if taken.at else None
    assert taken_of({}, {}, written, "a.jpg") == taken._replace(source=source)


@pytest.mark.parametrize("name", ["exif:DateTimeOriginal", "photoshop:DateCreated"])
def test_it_is_read_from_a_packet(
    tmp_path: Path, paint_photo: PaintPhoto, recipe: DecodeRecipe, name: str
) -> None:
    space = 'xmlns:exif="http://ns.adobe.com/exif/1.0/"'
    packet = xmp("", attributes=f'{space} {name}="2023-05-01T12:30:00+02:00"')
    facts = read_photo(str(paint_photo(tmp_path / "a.jpg", xmp=packet)), recipe).facts
    assert (facts.taken_at, facts.taken_offset_minutes) == ("2023-05-01T12:30:00", 120)


def test_it_is_read_from_a_block(tmp_path: Path, recipe: DecodeRecipe) -> None:
    block = photoshop(iptc({(2, 55): ["20230501"], (2, 60): ["123000+0200"]}))
    path = tmp_path / "a.jpg"
    Image.new("RGB", (40, 30)).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:2] + block + whole[2:])
    facts = read_photo(str(path), recipe).facts
    assert (facts.taken_at, facts.taken_offset_minutes) == ("2023-05-01T12:30:00", 120)


def test_it_is_read_from_a_name(
    tmp_path: Path, paint_photo: PaintPhoto, recipe: DecodeRecipe
) -> None:
    path = str(paint_photo(tmp_path / "PXL_20230601_143000123.jpg"))
    facts = read_photo(path, recipe).facts
    assert (facts.taken_at, facts.taken_from) == ("2023-06-01T14:30:00.123000", "name")
