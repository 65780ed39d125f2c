"""EXIF -> what a file says of its picture: when, where and with what it was taken.

What somebody has written about it is read by `words`.
Cameras and programs write nonsense into every field; a fact that makes no sense is no fact.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PIL import ExifTags

from indexer.decode.exif import tags_of, text_of
from indexer.decode.words import words_of
from indexer.records import PhotoFacts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL import Image

_BASE = ExifTags.Base
_GPS = ExifTags.GPS
_SAME_FORMAT: Final = {"MPO": "JPEG", "DIB": "BMP"}
_DATES: Final = (
    (_BASE.DateTimeOriginal, _BASE.SubsecTimeOriginal, _BASE.OffsetTimeOriginal),
    (_BASE.DateTimeDigitized, _BASE.SubsecTimeDigitized, _BASE.OffsetTimeDigitized),
    (_BASE.DateTime, _BASE.SubsecTime, _BASE.OffsetTime),
)
_SHOT: Final = (_BASE.Make, _BASE.Model, _BASE.LensModel, *(tag for date in _DATES for tag in date))
_PLACE: Final = (
    _GPS.GPSLatitude,
    _GPS.GPSLatitudeRef,
    _GPS.GPSLongitude,
    _GPS.GPSLongitudeRef,
    _GPS.GPSAltitude,
    _GPS.GPSAltitudeRef,
)
_DATE: Final = re.compile(r"(\d{4})[:\-/.](\d\d?)[:\-/.](\d\d?)[ T]+(\d\d?):(\d\d?)(?::(\d\d?))?")
_OFFSET: Final = re.compile(r"([+-])(\d\d?):?(\d\d)")
FIRST_PHOTO: Final = 1826
"""The year of the oldest photograph that is left."""
_COMPANY: Final = re.compile(
    r"[\s,]+(corporation|corp|company|co|ltd|inc|gmbh|ag|imaging|optical|electronics|digital)"
    r"\b\.?(?=[\s,]|$)",
    re.IGNORECASE,
)


def orientation_of(picture: Image.Image) -> int:
    """Return how the decoded picture still has to be turned: EXIF's 1 (upright) to 8."""
    value = tags_of(picture, None, (_BASE.Orientation,)).get(_BASE.Orientation, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def facts_of(picture: Image.Image, stored: tuple[int, int], orientation: int) -> PhotoFacts:
    """Return what a decoded picture says of itself.

    Args:
        picture: The picture, after its pixels were decoded.
        stored: Width and height of the picture in its file.
        orientation: What `orientation_of` says.
    """
    width, height = stored if orientation < 5 else stored[::-1]
    tags = tags_of(picture, None, _SHOT) | tags_of(picture, ExifTags.IFD.Exif, _SHOT)
    taken_at, offset = _taken(tags)
    latitude, longitude, altitude = _place(tags_of(picture, ExifTags.IFD.GPSInfo, _PLACE))
    words = words_of(picture)
    format_ = picture.format or ""
    return PhotoFacts(
        width=width,
        height=height,
        format=_SAME_FORMAT.get(format_, format_),
        taken_at=taken_at,
        taken_offset_minutes=offset,
        latitude=latitude,
        longitude=longitude,
        altitude=altitude,
        camera=_camera(text_of(tags.get(_BASE.Make)), text_of(tags.get(_BASE.Model))),
        lens=text_of(tags.get(_BASE.LensModel)),
        caption=words.caption,
        rating=words.rating,
        keywords=words.keywords,
    )


def _taken(tags: Mapping[int, object]) -> tuple[str | None, int | None]:
    for date_tag, fraction_tag, offset_tag in _DATES:
        taken = _date(text_of(tags.get(date_tag)), text_of(tags.get(fraction_tag)))
        if taken is not None:
            return taken.isoformat(), _offset(text_of(tags.get(offset_tag)))
    return None, None


def _date(text: str | None, fraction: str | None) -> datetime | None:
    match = _DATE.match(text or "")
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    digits = fraction[:6] if fraction and fraction.isdecimal() else ""
    try:
        taken = datetime(year, month, day, hour, minute, second, int(digits.ljust(6, "0")))
    except ValueError:
        return None
    return taken if taken.year >= FIRST_PHOTO else None


def _offset(text: str | None) -> int | None:
    if text in {"Z", "z"}:
        return 0
    match = _OFFSET.fullmatch(text or "")
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    if int(match[3]) >= 60 or minutes > 14 * 60:
        return None
    return -minutes if match[1] == "-" else minutes


def _place(gps: Mapping[int, object]) -> tuple[float | None, float | None, float | None]:
    latitude = _degrees(gps.get(_GPS.GPSLatitude), text_of(gps.get(_GPS.GPSLatitudeRef)), "NS", 90)
    longitude = _degrees(
        gps.get(_GPS.GPSLongitude), text_of(gps.get(_GPS.GPSLongitudeRef)), "EW", 180
    )
    # Zero and zero is what a receiver writes that knows nothing, and open sea.
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None, None
    return latitude, longitude, _altitude(gps)


def _degrees(value: object, side: str | None, sides: str, most: float) -> float | None:
    parts = _numbers(value)
    if not side or side[0].upper() not in sides or not 1 <= len(parts) <= 3:
        return None
    degrees, minutes, seconds = (*parts, 0.0, 0.0)[:3]
    total = degrees + minutes / 60 + seconds / 3600
    if not (0 <= minutes < 60 and 0 <= seconds < 60.0001 and 0 <= total <= most):
        return None
    return -total if side[0].upper() == sides[1] else total


def _altitude(gps: Mapping[int, object]) -> float | None:
    metres = _numbers(gps.get(_GPS.GPSAltitude))
    if len(metres) != 1 or abs(metres[0]) > 100_000:
        return None
    below = gps.get(_GPS.GPSAltitudeRef) in (1, b"\x01")
    return -metres[0] if below else metres[0]


def _numbers(value: object) -> list[float]:
    """Return a field's fractions as floats, or nothing if one of them is none."""
    values = value if isinstance(value, (tuple, list)) else (value,)
    try:
        numbers = [float(part) for part in values]
    except (TypeError, ValueError, ZeroDivisionError):
        return []
    return numbers if all(math.isfinite(number) for number in numbers) else []


def _camera(make: str | None, model: str | None) -> str | None:
    """Return maker and model, the maker once and without "Corporation"."""
    if make is None or model is None:
        return model or make
    maker = _COMPANY.sub("", make).strip(" ,.") or make
    if model.casefold().startswith(tuple(maker.casefold().split())):
        return model
    return f"{maker} {model}"
