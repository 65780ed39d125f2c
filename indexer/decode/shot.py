"""XMP -> with what and where a picture was taken, in the terms of EXIF, which it repeats.

Programs put a place that was found later into XMP, and scanners, editors and converters of RAW
photos what EXIF has no room for in their formats.
"""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from PIL import ExifTags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_BASE = ExifTags.Base
_TIFF: Final = "{http://ns.adobe.com/tiff/1.0/}"
_EXIF: Final = "{http://ns.adobe.com/exif/1.0/}"
_EXIF_EX: Final = "{http://cipa.jp/exif/1.0/}"
_AUX: Final = "{http://ns.adobe.com/exif/1.0/aux/}"
_TEXTS: Final = {
    _BASE.Make: (f"{_TIFF}Make",),
    _BASE.Model: (f"{_TIFF}Model",),
    _BASE.LensModel: (f"{_EXIF_EX}LensModel", f"{_AUX}Lens"),
}
_NUMBERS: Final = {
    _BASE.ExposureTime: (f"{_EXIF}ExposureTime",),
    _BASE.ShutterSpeedValue: (f"{_EXIF}ShutterSpeedValue",),
    _BASE.FNumber: (f"{_EXIF}FNumber",),
    _BASE.ApertureValue: (f"{_EXIF}ApertureValue",),
    _BASE.ISOSpeedRatings: (f"{_EXIF_EX}PhotographicSensitivity", f"{_EXIF}ISOSpeedRatings"),
    _BASE.FocalLength: (f"{_EXIF}FocalLength",),
}
_LATITUDE: Final = f"{_EXIF}GPSLatitude"
_LONGITUDE: Final = f"{_EXIF}GPSLongitude"
_ALTITUDE: Final = f"{_EXIF}GPSAltitude"
_BELOW: Final = f"{_EXIF}GPSAltitudeRef"
_DEGREES: Final = re.compile(
    r"\s*(\d{1,3})(?:,(\d{1,2}(?:\.\d{1,15})?)(?:,(\d{1,2}(?:\.\d{1,15})?))?)?([NSEW])\s*"
)
"""As "52,31.2N" or "52,31,12N" (XMP, part 2, GPSCoordinate)."""

_LONGEST: Final = 40
"""Signs of a number; longer ones are made to take time."""

_MOST_METRES: Final = 100_000


class Place(NamedTuple):
    """A place on the globe: degrees north and east, metres above the sea where they are told."""

    latitude: float
    longitude: float
    altitude: float | None = None


def tags_in(texts: Callable[[str], Iterable[str]]) -> dict[int, object]:
    """Return with what and how a picture was taken, by the numbers of EXIF's tags.

    Args:
        texts: Tells the texts of a property by its name.
    """
    found: dict[int, object] = {}
    for tag, names in _TEXTS.items():
        if text := next((text for name in names for text in texts(name) if text.strip()), None):
            found[tag] = text
    for tag, names in _NUMBERS.items():
        number = next((_number(text) for name in names for text in texts(name)), None)
        if number is not None:
            found[tag] = number
    return found


def place_in(texts: Callable[[str], Iterable[str]]) -> Place | None:
    """Return where a picture was taken.

    Args:
        texts: Tells the texts of a property by its name.
    """
    latitude = _degrees(next(iter(texts(_LATITUDE)), ""), "NS", 90)
    longitude = _degrees(next(iter(texts(_LONGITUDE)), ""), "EW", 180)
    # Zero and zero is what a receiver writes that knows nothing, and open sea.
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    altitude = _number(next(iter(texts(_ALTITUDE)), ""))
    if altitude is None or abs(altitude) > _MOST_METRES:
        return Place(latitude, longitude)
    below = next(iter(texts(_BELOW)), "").strip() == "1"
    return Place(latitude, longitude, -altitude if below else altitude)


def _number(text: str) -> float | None:
    """Return a number that is written as "1/250", "0.004" or "400"."""
    with suppress(ValueError, ZeroDivisionError, OverflowError):
        if len(text) <= _LONGEST and "e" not in text.casefold():
            return float(Fraction(text.strip()))
    return None


def _degrees(text: str, sides: str, most: float) -> float | None:
    match = _DEGREES.fullmatch(text[:_LONGEST])
    if match is None or match[4] not in sides:
        return None
    minutes, seconds = float(match[2] or 0), float(match[3] or 0)
    total = int(match[1]) + minutes / 60 + seconds / 3600
    if minutes >= 60 or seconds >= 60 or total > most:
        return None
    return -total if match[4] == sides[1] else total
