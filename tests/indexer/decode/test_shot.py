"""With what and where a picture was taken, as XMP tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import ExifTags, Image

from indexer.decode import DecodeRecipe, read_photo
from indexer.decode.shot import Place
from indexer.decode.xmp import read_xmp
from indexer.records import Exposure
from tests.indexer.decode.packets import xmp

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle
    from indexer.records import PhotoFacts
    from tests.conftest import PaintPhoto

NAMES = (
    'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"'
    ' xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" xmlns:exifEX="http://cipa.jp/exif/1.0/" '
)
WHOLE = xmp(
    "<exif:ISOSpeedRatings><rdf:Seq><rdf:li>400</rdf:li></rdf:Seq></exif:ISOSpeedRatings>"
    "<exif:FNumber>28/10</exif:FNumber>",
    attributes=NAMES + 'tiff:Make="FUJIFILM" tiff:Model="X-T5" aux:Lens="XF 35mm F2"'
    ' exif:ExposureTime="1/250" exif:FocalLength="35"'
    ' exif:GPSLatitude="52,31.2N" exif:GPSLongitude="13,24,18W"'
    ' exif:GPSAltitude="345/10" exif:GPSAltitudeRef="1"',
)


class Camera:
    """Takes a photo with a packet and some EXIF, and reads back what Shoebox makes of it."""

    def __init__(self, folder: Path, paint: PaintPhoto, bundle: Bundle) -> None:
        self._folder, self._paint = folder, paint
        self._recipe = DecodeRecipe(bundle.image)

    def take(self, packet: bytes, exif: Image.Exif | None = None) -> PhotoFacts:
        told = (exif or Image.Exif()).tobytes()
        path = self._paint(self._folder / "a.jpg", exif=told, xmp=packet)
        return read_photo(str(path), self._recipe).facts


@pytest.fixture
def camera(tmp_path: Path, paint_photo: PaintPhoto, tiny_bundle: Bundle) -> Camera:
    return Camera(tmp_path, paint_photo, tiny_bundle)


def test_what_exif_does_not_tell_a_packet_does(camera: Camera) -> None:
    facts = camera.take(WHOLE)
    assert (facts.camera, facts.lens) == ("FUJIFILM X-T5", "XF 35mm F2")
    assert facts.exposure == Exposure(1 / 250, 2.8, 400, 35.0)
    assert (facts.latitude, facts.altitude) == (52.52, -34.5)
    assert facts.longitude == pytest.approx(-13.405)


def test_what_exif_tells_counts(camera: Camera) -> None:
    base, gps = ExifTags.Base, ExifTags.GPS
    exif = Image.Exif()
    exif[base.Model] = "Canon EOS R6"
    exif.get_ifd(ExifTags.IFD.Exif)[base.ISOSpeedRatings] = 100
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            gps.GPSLatitudeRef: "N",
            gps.GPSLatitude: (46.0, 57.0, 0.0),
            gps.GPSLongitudeRef: "E",
            gps.GPSLongitude: (7.0, 27.0, 0.0),
        }
    )
    facts = camera.take(WHOLE, exif)
    assert (facts.latitude, facts.longitude, facts.altitude) == (46.95, 7.45, None)
    assert facts.exposure == Exposure(1 / 250, 2.8, 100, 35.0)
    assert facts.camera == "Canon EOS R6"


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("", ""),
        ("52,31.2N", ""),
        ("52,31.2E", "13,24N"),
        ("91,0N", "13,24E"),
        ("52,60N", "13,24E"),
        ("0,0N", "0,0E"),
        ("52.5", "13.4"),
        ("52,31.2" + "0" * 99 + "N", "13,24E"),
    ],
)
def test_a_place_that_makes_no_sense_is_none(latitude: str, longitude: str) -> None:
    place = f'exif:GPSLatitude="{latitude}" exif:GPSLongitude="{longitude}"'
    assert read_xmp(xmp("", attributes=NAMES + place)).where is None


@pytest.mark.parametrize("altitude", ["", "1/0", "1e9", "nan", "9999999", "1" * 1000])
def test_a_height_that_makes_no_sense_leaves_the_place(altitude: str) -> None:
    place = f'exif:GPSLatitude="52,30N" exif:GPSLongitude="13,30E" exif:GPSAltitude="{altitude}"'
    assert read_xmp(xmp("", attributes=NAMES + place)).where == Place(52.5, 13.5)


def test_numbers_that_are_none_are_not_told() -> None:
    packet = xmp("", attributes=NAMES + 'exif:ExposureTime="1/0" exif:FNumber="x" tiff:Make=" "')
    assert read_xmp(packet).tags == {}
