"""EXIF -> what a file says of its picture: when, where and with what it was taken.

What somebody has written about it is read by `words`, when it was, is judged by `dates`.
Cameras and programs write nonsense into every field; a fact that makes no sense is no fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import ExifTags

from indexer.decode.bursts import burst_of
from indexer.decode.dates import GPS_TAGS, TAGS, taken_of
from indexer.decode.exif import numbers_of, tags_of, text_of
from indexer.decode.exposure import TAGS as EXPOSURE
from indexer.decode.exposure import exposure_of
from indexer.decode.gear import TAGS as GEAR
from indexer.decode.gear import camera_of, lens_of
from indexer.decode.shot import Place
from indexer.decode.words import words_of
from indexer.records import PhotoFacts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL import Image

_BASE = ExifTags.Base
_GPS = ExifTags.GPS
_SAME_FORMAT: Final = {"MPO": "JPEG", "DIB": "BMP"}
_SHOT: Final = (_BASE.MakerNote, *TAGS, *GEAR, *EXPOSURE)
_PLACE: Final = (
    _GPS.GPSLatitude,
    _GPS.GPSLatitudeRef,
    _GPS.GPSLongitude,
    _GPS.GPSLongitudeRef,
    _GPS.GPSAltitude,
    _GPS.GPSAltitudeRef,
    *GPS_TAGS,
)


def orientation_of(picture: Image.Image) -> int:
    """Return how the decoded picture still has to be turned: EXIF's 1 (upright) to 8."""
    value = tags_of(picture, None, (_BASE.Orientation,)).get(_BASE.Orientation, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def facts_of(
    picture: Image.Image, stored: tuple[int, int], orientation: int, name: str
) -> PhotoFacts:
    """Return what a decoded picture says of itself.

    Args:
        picture: The picture, after its pixels were decoded.
        stored: Width and height of the picture in its file.
        orientation: What `orientation_of` says.
        name: Of the file.
    """
    width, height = stored if orientation < 5 else stored[::-1]
    words = words_of(picture)
    tags = tags_of(picture, None, _SHOT) | tags_of(picture, ExifTags.IFD.Exif, _SHOT)
    tags = {**_not_of_another_camera(words.tags, tags), **tags}
    gps = tags_of(picture, ExifTags.IFD.GPSInfo, _PLACE)
    latitude, longitude, altitude = _place(gps) or words.where or (None, None, None)
    taken = taken_of(tags, gps, words.taken, name)
    format_ = picture.format or ""
    return PhotoFacts(
        width=width,
        height=height,
        format=_SAME_FORMAT.get(format_, format_),
        taken_at=taken.at,
        taken_offset_minutes=taken.offset,
        latitude=latitude,
        longitude=longitude,
        altitude=altitude,
        camera=camera_of(tags),
        lens=lens_of(tags),
        caption=words.caption,
        rating=words.rating,
        keywords=words.keywords,
        taken_from=taken.source,
        burst=burst_of(name, words.burst, tags.get(_BASE.MakerNote)),
        exposure=exposure_of(tags),
        place=words.place,
    )


def _not_of_another_camera(
    written: Mapping[int, object], tags: Mapping[int, object]
) -> Mapping[int, object]:
    """Return what XMP says, without the maker of a camera whose model EXIF tells, or both."""
    names = (_BASE.Make, _BASE.Model)
    if not any(name in tags for name in names):
        return written
    return {tag: value for tag, value in written.items() if tag not in names}


def _place(gps: Mapping[int, object]) -> Place | None:
    latitude = _degrees(gps.get(_GPS.GPSLatitude), text_of(gps.get(_GPS.GPSLatitudeRef)), "NS", 90)
    longitude = _degrees(
        gps.get(_GPS.GPSLongitude), text_of(gps.get(_GPS.GPSLongitudeRef)), "EW", 180
    )
    # Zero and zero is what a receiver writes that knows nothing, and open sea.
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    return Place(latitude, longitude, _altitude(gps))


def _degrees(value: object, side: str | None, sides: str, most: float) -> float | None:
    parts = numbers_of(value)
    if not side or side[0].upper() not in sides or not 1 <= len(parts) <= 3:
        return None
    degrees, minutes, seconds = (*parts, 0.0, 0.0)[:3]
    total = degrees + minutes / 60 + seconds / 3600
    if not (0 <= minutes < 60 and 0 <= seconds < 60.0001 and 0 <= total <= most):
        return None
    return -total if side[0].upper() == sides[1] else total


def _altitude(gps: Mapping[int, object]) -> float | None:
    metres = numbers_of(gps.get(_GPS.GPSAltitude))
    if len(metres) != 1 or abs(metres[0]) > 100_000:
        return None
    below = gps.get(_GPS.GPSAltitudeRef) in (1, b"\x01")
    return -metres[0] if below else metres[0]
