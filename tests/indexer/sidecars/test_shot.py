"""When, where and with what a photo was taken, as its sidecar says: it counts, until it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import ExifTags, Image

from indexer.decode.dates import Taken, retaken
from indexer.records import DateSource, Exposure, changed_at
from tests.indexer.decode.packets import xmp
from tests.indexer.sidecars.shapes import DARKTABLE, LIGHTROOM

if TYPE_CHECKING:
    from indexer.records import Photo
    from tests.conftest import PaintPhoto
    from tests.indexer.sidecars.conftest import Shelf

NAMES = (
    'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
    ' xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" '
)
PLACE = 'exif:GPSLatitude="52,30N" exif:GPSLongitude="13,24.3E" '


def told(attributes: str) -> bytes:
    return xmp("", attributes=NAMES + attributes)


def photo_of(shelf: Shelf, name: str) -> Photo:
    return shelf.library.catalog.photos([shelf.id_of(name)])[0]


def test_a_place_and_a_moment_that_were_found_later_count_until_their_sidecar_is_gone(
    shelf: Shelf, paint_photo: PaintPhoto
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = "2023:05:01 12:30:00"
    paint_photo(shelf.folder / "a.jpg", size=(64, 48), exif=exif.tobytes())
    shelf.look()
    before = photo_of(shelf, "a.jpg")
    number = shelf.library.catalog.auto_albums_due()
    shelf.sidecar("a.jpg.xmp").write_bytes(
        told(PLACE + 'exif:DateTimeOriginal="2021-06-01T08:00:00+02:00"')
    )
    last = shelf.look()
    assert (last.retold, last.total) == (1, 0)
    facts = photo_of(shelf, "a.jpg").facts
    assert (facts.taken_at, facts.taken_offset_minutes) == ("2021-06-01T08:00:00", 120)
    assert (facts.taken_from, facts.latitude, facts.longitude) == ("written", 52.5, 13.405)
    assert photo_of(shelf, "a.jpg").dated_at == "2021-06-01T08:00:00"
    assert shelf.library.catalog.all_ids().tolist()[-1] == before.id
    assert shelf.library.catalog.auto_albums_due() != number
    shelf.sidecar("a.jpg.xmp").unlink()
    shelf.look()
    assert photo_of(shelf, "a.jpg").facts == before.facts
    assert shelf.library.catalog.faults() == []


def test_a_photo_without_a_date_has_that_of_its_sidecar_and_loses_it_again(shelf: Shelf) -> None:
    shelf.sidecar("a.xmp").write_bytes(LIGHTROOM)
    shelf.sidecar("c.png.xmp").write_bytes(DARKTABLE)
    shelf.look()
    for name in ("a.jpg", "c.png"):
        assert photo_of(shelf, name).dated_at == "2023-08-12T09:14:05.480000"
    shelf.sidecar("a.xmp").unlink()
    shelf.look()
    photo = photo_of(shelf, "a.jpg")
    assert (photo.dated_at, photo.dated_from) == (changed_at(photo.mtime_ns), "file")


def test_a_sidecar_tells_camera_lens_and_exposure_where_the_file_does_not(shelf: Shelf) -> None:
    shelf.sidecar("a.xmp").write_bytes(LIGHTROOM)
    shelf.look()
    facts = photo_of(shelf, "a.jpg").facts
    assert (facts.camera, facts.lens) == ("Canon EOS R6", "RF24-105mm F4 L IS USM")
    assert facts.exposure == Exposure(seconds=0.004, iso=200)
    shelf.sidecar("a.xmp").unlink()
    shelf.look()
    facts = photo_of(shelf, "a.jpg").facts
    assert (facts.camera, facts.lens, facts.exposure) == (None, None, Exposure())


@pytest.fixture
def scan(shelf: Shelf, paint_photo: PaintPhoto) -> Shelf:
    """The library, looked at, with a photo whose file tells its camera and its exposure."""
    exif = Image.Exif()
    exif.update({ExifTags.Base.Make: "EPSON", ExifTags.Base.Model: "EPSON Perfection V600"})
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {ExifTags.Base.LensModel: "A lens of glass", ExifTags.Base.FNumber: 8.0}
    )
    paint_photo(shelf.folder / "a.jpg", size=(64, 48), exif=exif.tobytes())
    shelf.look()
    return shelf


@pytest.mark.parametrize(
    ("attributes", "camera", "lens", "exposure"),
    [
        ('tiff:Make="Nikon" tiff:Model="F3"', "Nikon F3", "A lens of glass", Exposure(aperture=8)),
        ('tiff:Make="EPSON"', "EPSON Perfection V600", "A lens of glass", Exposure(aperture=8)),
        ('aux:Lens="Noct"', "EPSON Perfection V600", "Noct", Exposure(aperture=8)),
        (
            'exif:FNumber="56/10" exif:FocalLength="50/1"',
            "EPSON Perfection V600",
            "A lens of glass",
            Exposure(aperture=5.6, focal_length=50),
        ),
    ],
)
def test_each_thing_that_a_sidecar_tells_of_the_camera_counts_before_the_file(
    scan: Shelf, attributes: str, camera: str, lens: str, exposure: Exposure
) -> None:
    before = photo_of(scan, "a.jpg").facts
    scan.sidecar("a.jpg.xmp").write_bytes(told(attributes))
    last = scan.look()
    assert (last.retold, last.total) == (1, 0)
    facts = photo_of(scan, "a.jpg").facts
    assert (facts.camera, facts.lens, facts.exposure) == (camera, lens, exposure)
    scan.sidecar("a.jpg.xmp").unlink()
    scan.look()
    assert photo_of(scan, "a.jpg").facts == before


def test_two_sidecars_tell_of_one_camera_together(shelf: Shelf) -> None:
    shelf.sidecar("a.jpg.xmp").write_bytes(told('tiff:Model="F3"'))
    shelf.sidecar("a.xmp").write_bytes(told('tiff:Model="FM2" aux:Lens="Noct"'))
    shelf.look()
    facts = photo_of(shelf, "a.jpg").facts
    assert (facts.camera, facts.lens) == ("F3", "Noct")


def test_what_an_older_shoebox_noted_of_a_sidecar_does_not_hide_what_the_file_says(
    shelf: Shelf,
) -> None:
    shelf.sidecar("a.jpg.xmp").write_bytes(told(""))
    shelf.look()
    before = photo_of(shelf, "a.jpg").facts
    known = shelf.library.catalog.told([shelf.id_of("a.jpg")])[shelf.id_of("a.jpg")]
    del known.said["file"]["shot"], known.said["file"]["gear"]
    state = (known.state[0], known.state[1], 1) if known.state else ("", 0, 0)
    unread = [(known.photo_id, state, known.said)]
    shelf.library.catalog.retell({}, unread=unread)
    shelf.look()
    assert photo_of(shelf, "a.jpg").facts == before


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        (None, None),
        ("some day", None),
        ("2023-05-01T12:30:00", None),
        ("2023-05-01T12:30:00+02:00", None),
        ("2023-05-01T12:30", None),
        ("2023-05-01", None),
        ("2023-05-01T12:30:01", Taken("2023-05-01T12:30:01")),
        ("2023-05-01T12:30:00+03:00", Taken("2023-05-01T12:30:00", 180)),
        ("2023-05-02", Taken("2023-05-02T00:00:00")),
        ("2023-05-01T00:00:00", Taken("2023-05-01T00:00:00")),
    ],
)
def test_only_what_says_something_else_changes_when_it_was_taken(
    written: str | None, taken: Taken | None
) -> None:
    own = Taken("2023-05-01T12:30:00.250000", 120, DateSource.CAMERA)
    expected = own if taken is None else taken._replace(source=DateSource.WRITTEN)
    assert retaken(written, own) == expected


@pytest.mark.parametrize("written", ["2023-05-01T12:30", "2023-05-01T12:30+02:00", "2023-05-01"])
def test_a_file_that_knows_it_more_exactly_than_its_sidecar_counts(written: str) -> None:
    own = Taken("2023-05-01T12:30:45", 120, DateSource.CAMERA)
    assert retaken(written, own) == own
