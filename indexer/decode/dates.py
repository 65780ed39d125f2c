"""When a picture was taken: told by its camera, by a program, by satellites, or by its name.

Each is asked in turn, and the first that makes sense counts. When a file was changed last is no
answer: copying changes it. By that a photo is put in order where nobody else knows, and no more is
made of it; see `catalog.photos`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from PIL import ExifTags

from indexer.decode.exif import numbers_of, text_of
from indexer.records import DateSource

if TYPE_CHECKING:
    from collections.abc import Mapping

_BASE = ExifTags.Base
_GPS = ExifTags.GPS
_EXIF: Final = (
    (_BASE.DateTimeOriginal, _BASE.SubsecTimeOriginal, _BASE.OffsetTimeOriginal),
    (_BASE.DateTimeDigitized, _BASE.SubsecTimeDigitized, _BASE.OffsetTimeDigitized),
)
_CHANGED: Final = ((_BASE.DateTime, _BASE.SubsecTime, _BASE.OffsetTime),)
TAGS: Final = tuple(tag for date in (*_EXIF, *_CHANGED) for tag in date)
"""Of EXIF's main and inner folder, what is needed here."""

GPS_TAGS: Final = (_GPS.GPSDateStamp, _GPS.GPSTimeStamp)

_DATE: Final = re.compile(r"(\d{4})[:\-/.](\d\d?)[:\-/.](\d\d?)[ T]+(\d\d?):(\d\d?)(?::(\d\d?))?")
_DAY: Final = re.compile(r"(\d{4})[:\-/.](\d\d?)[:\-/.](\d\d?)")
_OFFSET: Final = re.compile(r"([+-])(\d\d?):?(\d\d)")
_WRITTEN: Final = re.compile(
    r"(\d{4})[-:]?(\d\d)[-:]?(\d\d)"
    r"(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:\.(\d+))?)?\s*(Z|[+-]\d\d:?\d\d)?)?"
)
"""As XMP (ISO 8601) and IPTC, without its signs, write it; some know the day alone, and darktable
writes XMP as EXIF has it."""

_NAMED: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)([-_.]?)(?P<month>0[1-9]|1[0-2])\2"
    r"(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:(?:[-_ T.]|\b(?:at|um|à|alle|a las|om|kl|в)\b)*"
    r"(?P<hour>[01]\d|2[0-3]|\d(?=[-_.:]))(?P<between>[-_.: ]?)"
    r"(?P<minute>[0-5]\d)(?P=between)(?P<second>[0-5]\d)(?P<fraction>\d{3})?"
    r"(?:\s?(?P<half>[AP])M\b)?)?(?!\d)",
    re.IGNORECASE,
)
"""As phones, messengers and systems name what they save: IMG_20230601_143000,
PXL_20230601_143000123, 2023-06-01 14.30.00, Screenshot 2023-06-01 at 2.30.00 PM,
Bildschirmfoto 2023-06-01 um 14.30.00, IMG-20230601-WA0001."""

FIRST_PHOTO: Final = 1826
"""The year of the oldest photograph that is left."""

FIRST_NAMED: Final = 1990
"""The year from which on cameras and programs name files by the time."""

_QUARTER: Final = timedelta(minutes=15)
_LATE: Final = timedelta(minutes=2)
"""A camera's clock may be so far from that of the satellites."""

_MOST: Final = timedelta(hours=14)

_Clock: TypeAlias = tuple[datetime, int | None]
"""What a clock shows, and how far it is ahead of UTC, where that is told."""


class Taken(NamedTuple):
    """A moment, by the clock where it was.

    Attributes:
        at: As "2023-05-01T12:00:00[.ffffff]".
        offset: Minutes by which that clock was ahead of UTC, where it is told.
        source: Who tells it.
    """

    at: str | None = None
    offset: int | None = None
    source: DateSource | None = None


def taken_of(
    exif: Mapping[int, object], gps: Mapping[int, object], written: str | None, name: str
) -> Taken:
    """Return when a picture was taken.

    Args:
        exif: Those of `TAGS` that it has.
        gps: Those of `GPS_TAGS` that it has.
        written: What XMP or IPTC say.
        name: Of its file.
    """
    at_greenwich = _of_satellites(gps)
    told, changed = _of_text(written), _of_exif(exif, _CHANGED)
    for source, found in (
        (DateSource.CAMERA, _of_exif(exif, _EXIF)),
        (DateSource.WRITTEN, changed if _is_at_greenwich(told, changed) else told),
        (DateSource.PROGRAM, changed),
    ):
        if found is not None:
            moment, offset = found
            if offset is None and at_greenwich is not None:
                offset = _ahead(moment, at_greenwich)
            return Taken(moment.isoformat(), offset, source)
    if at_greenwich is not None:
        return Taken(at_greenwich.isoformat(), 0, DateSource.SATELLITES)
    named = _of_name(name)
    return Taken() if named is None else Taken(named.isoformat(), None, DateSource.NAME)


def retaken(written: str | None, own: Taken) -> Taken:
    """Return when a picture was taken, once a sidecar tells it too, which counts.

    The same second changes nothing, or the same minute or day where no more is told: the picture's
    own file may know more exactly.

    Args:
        written: What the sidecar tells, as it is written there.
        own: What the file says.
    """
    found = _of_text(written)
    if found is None:
        return own
    moment, offset = found
    told = moment.isoformat()
    shared = told[: _exactness(written or "")]
    if own.at is not None and own.at.startswith(shared) and offset in {None, own.offset}:
        return own
    return Taken(told, offset, DateSource.WRITTEN)


def _exactness(written: str) -> int:
    """How many signs of a moment are told, as ISO 8601 writes it."""
    match = _WRITTEN.match(written.strip())
    hour, second = (None, None) if match is None else match.group(4, 6)
    whole = "2023-05-01T12:00:00" if second else "2023-05-01T12:00" if hour else "2023-05-01"
    return len(whole)


def _of_exif(tags: Mapping[int, object], dates: tuple[tuple[int, int, int], ...]) -> _Clock | None:
    for date_tag, fraction_tag, offset_tag in dates:
        match = _DATE.match(text_of(tags.get(date_tag)) or "")
        fraction = text_of(tags.get(fraction_tag))
        taken = _moment(match.groups() if match else (), fraction)
        if taken is not None:
            return taken, _offset(text_of(tags.get(offset_tag)))
    return None


def _of_text(text: str | None) -> _Clock | None:
    match = _WRITTEN.match((text or "").strip())
    if match is None:
        return None
    *parts, fraction, offset = match.groups()
    taken = _moment(parts, fraction)
    return None if taken is None else (taken, _offset(offset))


def _is_at_greenwich(told: _Clock | None, here: _Clock | None) -> bool:
    """Whether both are one moment, by Greenwich's clock, as programs write films', and by ours."""
    if told is None or here is None or told[1] != 0 or here[1] is None:
        return False
    return abs(here[0] - timedelta(minutes=here[1]) - told[0]) < timedelta(seconds=1)


def _of_satellites(gps: Mapping[int, object]) -> datetime | None:
    """Return the moment at Greenwich: a day as text, and hours, minutes and seconds."""
    day = re.match(
        r"(\d{4})[:\-/.](\d\d?)[:\-/.](\d\d?)", text_of(gps.get(_GPS.GPSDateStamp)) or ""
    )
    clock = numbers_of(gps.get(_GPS.GPSTimeStamp))
    if day is None or len(clock) != 3:
        return None
    return _moment([*day.groups(), *(str(int(part)) for part in clock)], None)


def _of_name(name: str) -> datetime | None:
    # A Mac may write the sign above a letter apart from it.
    match = _NAMED.search(unicodedata.normalize("NFC", name))
    if match is None:
        return None
    parts = match.group("year", "month", "day", "hour", "minute", "second")
    taken = _moment(parts, match["fraction"])
    if taken is not None and match["half"]:
        taken = _of_half_a_day(taken, is_afternoon=match["half"] in "Pp")
    soon = datetime.now() + timedelta(days=1)
    return taken if taken is not None and taken.year >= FIRST_NAMED and taken < soon else None


def _of_half_a_day(taken: datetime, *, is_afternoon: bool) -> datetime:
    """Return a moment whose hour is told as 12, 1, 2 to 11."""
    return taken.replace(hour=taken.hour % 12 + 12 * is_afternoon)


def _moment(parts: list[str] | tuple[str | None, ...], fraction: str | None) -> datetime | None:
    if not parts:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
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


def _ahead(here: datetime, at_greenwich: datetime) -> int | None:
    """Return the minutes between two clocks, if that is what the difference is."""
    ahead = here.replace(microsecond=0) - at_greenwich
    quarters = round(ahead / _QUARTER)
    is_offset = abs(ahead - quarters * _QUARTER) <= _LATE and abs(ahead) <= _MOST
    return 15 * quarters if is_offset else None
