"""How a picture was exposed, as EXIF tells it: time, aperture, sensitivity, focal length.

A camera writes some of it twice, as plain numbers and as powers of two (APEX), and 0 for what it
does not know, as of a lens without contacts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import ExifTags

from indexer.decode.exif import numbers_of
from indexer.records import Exposure

if TYPE_CHECKING:
    from collections.abc import Mapping

_BASE = ExifTags.Base
TAGS: Final = (
    _BASE.ExposureTime,
    _BASE.ShutterSpeedValue,
    _BASE.FNumber,
    _BASE.ApertureValue,
    _BASE.ISOSpeedRatings,
    _BASE.RecommendedExposureIndex,
    _BASE.ISOSpeed,
    _BASE.StandardOutputSensitivity,
    _BASE.FocalLength,
)
"""Of EXIF's inner folder, what is needed here."""

_LONGEST: Final = 7 * 86_400.0
"""Seconds: the stars of some nights, put together."""

_WIDEST, _SMALLEST = 0.3, 2000.0
"""f-numbers: of the fastest lens that was made for a camera, and of a hole in a large box."""

_MOST_SENSITIVE: Final = 10_000_000
_FAR: Final = 65_535
"""What stands in a field of two bytes for all that is greater; another field tells it then."""

_LONGEST_LENS: Final = 100_000.0
"""Millimetres: a telescope of an observatory."""


def exposure_of(tags: Mapping[int, object]) -> Exposure:
    """Return how a picture was exposed.

    Args:
        tags: Those of `TAGS` that it has.
    """
    time, speed = _number(tags, _BASE.ExposureTime), _number(tags, _BASE.ShutterSpeedValue)
    opening, power = _number(tags, _BASE.FNumber), _number(tags, _BASE.ApertureValue)
    return Exposure(
        seconds=_within(time, 0, _LONGEST) or _within(_power(speed, -1.0), 0, _LONGEST),
        aperture=_within(opening, _WIDEST, _SMALLEST)
        or (_within(_power(power, 0.5), _WIDEST, _SMALLEST) if power else None),
        iso=_iso(tags),
        focal_length=_within(_number(tags, _BASE.FocalLength), 0, _LONGEST_LENS),
    )


def _iso(tags: Mapping[int, object]) -> int | None:
    told = [
        number
        for tag in (
            _BASE.ISOSpeedRatings,
            _BASE.RecommendedExposureIndex,
            _BASE.ISOSpeed,
            _BASE.StandardOutputSensitivity,
        )
        if (number := _within(_number(tags, tag), 0, _MOST_SENSITIVE)) and number != _FAR
    ]
    return round(told[0]) or None if told else None


def _number(tags: Mapping[int, object], tag: int) -> float | None:
    """Return a field's first number: of sensitivities, some cameras write several."""
    return next(iter(numbers_of(tags.get(tag))), None)


def _power(value: float | None, share: float) -> float | None:
    """Return 2 to the power of a share of a value, if that makes sense (EXIF 2.32, annex C)."""
    return 2 ** (share * value) if value is not None and abs(value) <= 64 else None


def _within(value: float | None, least: float, most: float) -> float | None:
    return value if value is not None and value > 0 and least <= value <= most else None
