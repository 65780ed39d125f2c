"""Facts: when, where and with what, as far as it makes sense."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Any

import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from indexer.decode import DecodeRecipe, read_photo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from indexer.models import Bundle
    from indexer.records import PhotoFacts
    from tests.conftest import PaintPhoto

    # Of the numbers' enumerations: a mapping's keys are not covariant.
    Tags = Mapping[Any, object]

BASE, GPS, IFD = ExifTags.Base, ExifTags.GPS, ExifTags.IFD
BERN: Tags = {
    GPS.GPSLatitudeRef: "N",
    GPS.GPSLatitude: (46.0, 56.0, 53.16),
    GPS.GPSLongitudeRef: "E",
    GPS.GPSLongitude: (7.0, 26.0, 50.64),
}


class Camera:
    """Takes a photo with some EXIF and reads back what Shoebox makes of it."""

    def __init__(self, folder: Path, paint: PaintPhoto, bundle: Bundle) -> None:
        self._folder, self._paint = folder, paint
        self._recipe = DecodeRecipe(bundle.image)

    def take(
        self,
        main: Tags | None = None,
        *,
        inner: Tags | None = None,
        gps: Tags | None = None,
        name: str = "a.jpg",
    ) -> PhotoFacts:
        exif = Image.Exif()
        exif.update(main or {})
        if inner:
            exif.get_ifd(IFD.Exif).update(inner)
        if gps:
            exif.get_ifd(IFD.GPSInfo).update(gps)
        path = self._paint(self._folder / name, exif=exif.tobytes())
        return read_photo(str(path), self._recipe).facts


@pytest.fixture
def camera(tmp_path: Path, paint_photo: PaintPhoto, tiny_bundle: Bundle) -> Camera:
    return Camera(tmp_path, paint_photo, tiny_bundle)


def test_a_picture_without_exif_has_its_size_and_format(camera: Camera) -> None:
    facts = camera.take()
    assert (facts.width, facts.height, facts.format) == (320, 240, "JPEG")
    assert (facts.taken_at, facts.camera, facts.lens, facts.latitude) == (None,) * 4


def test_the_moment_of_the_shot_comes_before_that_of_the_scan_and_of_the_edit(
    camera: Camera,
) -> None:
    edited = {BASE.DateTime: "2023:05:03 10:00:00"}
    scanned = {BASE.DateTimeDigitized: "2023:05:02 10:00:00"}
    taken = {BASE.DateTimeOriginal: "2023:05:01 10:00:00"}
    assert camera.take(edited).taken_at == "2023-05-03T10:00:00"
    assert camera.take(edited, inner=scanned).taken_at == "2023-05-02T10:00:00"
    assert camera.take(edited, inner=scanned | taken).taken_at == "2023-05-01T10:00:00"


def test_each_moment_has_its_own_fraction_and_offset(camera: Camera) -> None:
    inner = {
        BASE.DateTimeOriginal: "0000:00:00 00:00:00",
        BASE.SubsecTimeOriginal: "99",
        BASE.OffsetTimeOriginal: "+09:00",
        BASE.DateTimeDigitized: "2023:05:02 10:00:00",
        BASE.SubsecTimeDigitized: "042",
        BASE.OffsetTimeDigitized: "-03:30",
    }
    facts = camera.take(inner=inner)
    assert facts.taken_at == "2023-05-02T10:00:00.042000"
    assert facts.taken_offset_minutes == -210


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2023:05:01 12:34:56", "2023-05-01T12:34:56"),
        ("2023-05-01 12:34:56", "2023-05-01T12:34:56"),
        ("2023-05-01T12:34:56+02:00", "2023-05-01T12:34:56"),
        ("2023:05:01 12:34", "2023-05-01T12:34:00"),
        ("2023:05:01 12:34:56\0garbage", "2023-05-01T12:34:56"),
        ("  2023:05:01 12:34:56  ", "2023-05-01T12:34:56"),
        ("1826:06:01 12:00:00", "1826-06-01T12:00:00"),
        ("0000:00:00 00:00:00", None),
        ("    :  :     :  :  ", None),
        ("2023:02:30 12:00:00", None),
        ("2023:05:01 24:00:00", None),
        ("1066:10:14 09:00:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_read_as_cameras_write_them(
    camera: Camera, written: str, read: str | None
) -> None:
    assert camera.take(inner={BASE.DateTimeOriginal: written}).taken_at == read


@pytest.mark.parametrize(
    ("written", "fraction"),
    [("5", ".500000"), ("123456789", ".123456"), ("000", ""), ("  12 ", ".120000"), ("x", "")],
)
def test_fractions_of_a_second_are_kept(camera: Camera, written: str, fraction: str) -> None:
    inner = {BASE.DateTimeOriginal: "2023:05:01 12:00:00", BASE.SubsecTimeOriginal: written}
    assert camera.take(inner=inner).taken_at == "2023-05-01T12:00:00" + fraction


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("+02:00", 120), ("-05:30", -330), ("+00:00", 0), ("Z", 0), ("+0545", 345), ("+14:00", 840),
        ("+15:00", None), ("+01:75", None), ("   :  ", None), ("local", None),
    ],
)  # fmt: skip
def test_the_offset_to_utc_is_kept(camera: Camera, written: str, minutes: int | None) -> None:
    inner = {BASE.DateTimeOriginal: "2023:05:01 12:00:00", BASE.OffsetTimeOriginal: written}
    facts = camera.take(inner=inner)
    assert (facts.taken_at, facts.taken_offset_minutes) == ("2023-05-01T12:00:00", minutes)


def test_a_place_is_degrees_minutes_and_seconds(camera: Camera) -> None:
    facts = camera.take(gps=BERN)
    assert facts.latitude == pytest.approx(46.9481, abs=1e-6)
    assert facts.longitude == pytest.approx(7.4474, abs=1e-6)


def test_south_and_west_are_negative(camera: Camera) -> None:
    facts = camera.take(gps={**BERN, GPS.GPSLatitudeRef: "S", GPS.GPSLongitudeRef: "w"})
    assert facts.latitude == pytest.approx(-46.9481, abs=1e-6)
    assert facts.longitude == pytest.approx(-7.4474, abs=1e-6)


def test_a_place_may_be_fractions_of_degrees_or_minutes(camera: Camera) -> None:
    facts = camera.take(
        gps={**BERN, GPS.GPSLatitude: (46.5, 0.0, 0.0), GPS.GPSLongitude: (7.0, 30.5, 0.0)}
    )
    assert facts.latitude == 46.5
    assert facts.longitude == pytest.approx(7.508333, abs=1e-6)


@pytest.mark.parametrize(
    "changed",
    [
        {GPS.GPSLatitude: (91.0, 0.0, 0.0)},
        {GPS.GPSLongitude: (180.0, 1.0, 0.0)},
        {GPS.GPSLatitude: (46.0, 60.0, 0.0)},
        {GPS.GPSLatitude: (46.0, 0.0, 61.0)},
        {GPS.GPSLatitude: (IFDRational(46, 0), IFDRational(0, 1), IFDRational(0, 1))},
        {GPS.GPSLatitudeRef: "X"},
        {GPS.GPSLatitudeRef: "\0"},
        {GPS.GPSLatitude: (0.0, 0.0, 0.0), GPS.GPSLongitude: (0.0, 0.0, 0.0)},
    ],
    ids=str,
)
def test_a_place_that_makes_no_sense_is_none(camera: Camera, changed: Tags) -> None:
    facts = camera.take(gps={**BERN, **changed})
    assert facts.latitude is facts.longitude is facts.altitude is None


def test_half_a_place_is_none(camera: Camera) -> None:
    half = {tag: value for tag, value in BERN.items() if tag != GPS.GPSLongitude}
    assert camera.take(gps=half).latitude is None


@pytest.mark.parametrize(
    ("written", "metres"),
    [
        ({GPS.GPSAltitude: 542.5}, 542.5),
        ({GPS.GPSAltitude: 542.5, GPS.GPSAltitudeRef: b"\0"}, 542.5),
        ({GPS.GPSAltitude: 430.0, GPS.GPSAltitudeRef: b"\1"}, -430.0),
        ({GPS.GPSAltitude: IFDRational(1, 0)}, None),
        ({GPS.GPSAltitude: 4_000_000.0}, None),
    ],
)
def test_the_height_is_metres_above_the_sea(
    camera: Camera, written: Tags, metres: float | None
) -> None:
    assert camera.take(gps={**BERN, **written}).altitude == metres


@pytest.mark.parametrize(
    ("make", "model", "camera_name"),
    [
        ("Canon", "Canon EOS R5", "Canon EOS R5"),
        ("NIKON CORPORATION", "NIKON D850", "NIKON D850"),
        ("NIKON CORPORATION", "COOLPIX P900", "NIKON COOLPIX P900"),
        ("Apple", "iPhone 15 Pro", "Apple iPhone 15 Pro"),
        ("OLYMPUS IMAGING CORP.", "E-M10", "OLYMPUS E-M10"),
        ("SONY", "ILCE-7M4\0\0\0", "SONY ILCE-7M4"),
        ("samsung", "SAMSUNG-SM-G930A", "SAMSUNG-SM-G930A"),
        ("Eastman Kodak Company", "KODAK DX4330", "KODAK DX4330"),
        ("Hewlett-Packard Company", "HP PhotoSmart", "Hewlett-Packard HP PhotoSmart"),
        ("LEICA CAMERA AG", "LEICA Q2", "LEICA Q2"),
        ("Xiaomi", "小米 13", "Xiaomi 小米 13"),
        ("", "Model only", "Model only"),
        ("Make only", "  ", "Make only"),
        ("\0\0", "", None),
    ],
)
def test_a_camera_is_its_maker_once_and_its_model(
    camera: Camera, make: str, model: str, camera_name: str | None
) -> None:
    # Cameras write UTF-8 where the standard says ASCII.
    facts = camera.take({BASE.Make: make.encode(), BASE.Model: model.encode()})
    assert facts.camera == camera_name


def test_the_lens_is_named(camera: Camera) -> None:
    assert camera.take(inner={BASE.LensModel: "RF 24-70mm F2.8 L \x07IS"}).lens == (
        "RF 24-70mm F2.8 L IS"
    )


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif", "a.avif"])
def test_other_formats_have_facts_too(camera: Camera, name: str) -> None:
    facts = camera.take(
        {BASE.Model: "X100V", BASE.Make: "FUJIFILM"},
        inner={BASE.DateTimeOriginal: "2023:05:01 12:00:00"},
        gps=BERN,
        name=name,
    )
    assert (facts.camera, facts.taken_at) == ("FUJIFILM X100V", "2023-05-01T12:00:00")
    assert facts.latitude is not None
    assert math.isclose(facts.latitude, 46.9481, abs_tol=1e-6)


def test_one_tag_that_cannot_be_read_costs_only_itself(
    tmp_path: Path, paint_photo: PaintPhoto, tiny_bundle: Bundle
) -> None:
    path = paint_photo(tmp_path / "a.tif", tiffinfo={BASE.Model: "X100V", BASE.Make: "FUJIFILM"})
    content = bytearray(path.read_bytes())
    entry = content.index(struct.pack("<HH", BASE.Make, 2))
    content[entry + 2] = 99  # A type that does not exist.
    path.write_bytes(content)
    facts = read_photo(str(path), DecodeRecipe(tiny_bundle.image)).facts
    assert (facts.camera, facts.width) == ("X100V", 320)


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"rubbish",
        b"Exif\0\0",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(40),
    ],
)
def test_broken_exif_costs_the_facts_and_not_the_picture(
    tmp_path: Path, paint_photo: PaintPhoto, tiny_bundle: Bundle, exif: bytes
) -> None:
    path = paint_photo(tmp_path / "a.jpg", exif=exif)
    facts = read_photo(str(path), DecodeRecipe(tiny_bundle.image)).facts
    assert (facts.width, facts.height, facts.camera) == (320, 240, None)
