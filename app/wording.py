"""Numbers, sizes, spans of time, moments and names, as a person reads them, by their own locale."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QLocale, Qt

from app.language import QT_TR_NOOP, locale, tr, translated
from app.language import day as day
from app.language import days as days
from app.language import joined as joined
from indexer.records import DateSource

if TYPE_CHECKING:
    import numpy as np

    from indexer.records import Exposure, Photo

_LONGEST_SHARE = 0.26
"""Seconds that are told as a share of one: a quarter at the most."""


def number(value: int) -> str:
    """Return a whole number with its separators: "12,431"."""
    return locale().toString(value)


def photos(count: int) -> str:
    """Return so many photos, as "1 photo" and "12,431 photos"."""
    return tr("{n} photos", "{n} photo", count)


def stars(count: int) -> str:
    """Return so many stars: "1 star", "5 stars"."""
    return tr("{n} stars", "{n} star", count)


def quoted(words: str) -> str:
    """Return words in quotation marks: “golden hour”."""
    return tr("“{words}”", words=words)


def shortened(words: str, most: int) -> str:
    """Return the beginning of words that have more letters than `most`, up to the end of one."""
    if len(words) <= most:
        return words
    beginning = words[:most]
    return f"{beginning.rpartition(' ')[0] or beginning}…"


def rate(photos_per_second: float) -> str:
    """Return a speed: "7.5 photos/s", from ten on without the fraction."""
    digits = 1 if photos_per_second < 10 else 0
    return tr("{number} photos/s", number=decimal(photos_per_second, digits=digits))


def span(seconds: float) -> str:
    """Return a span as people say it while they wait: "a few seconds", "40 s", "12 min", "3 h"."""
    if seconds < 5:
        return tr("a few seconds")
    if seconds < 90:
        return tr("{number} s", number=number(round(seconds / 5) * 5))
    if seconds < 90 * 60:
        return tr("{number} min", number=number(round(seconds / 60)))
    return tr("{number} h", number=number(round(seconds / 3600)))


def size(of_bytes: int) -> str:
    """Return the size of a file: "3.4 MB"."""
    style = QLocale.DataSizeFormat.DataSizeSIFormat
    return locale().formattedDataSize(of_bytes, 1, style)


def about(megabytes: float) -> str:
    """Return the size of something large, without what nobody minds: "215 MB", "1.8 GB"."""
    if megabytes < 999.5:
        return tr("{number} MB", number=number(round(megabytes)))
    return tr("{number} GB", number=decimal(megabytes / 1000, digits=1))


def megapixels(width: int, height: int) -> str:
    """Return how many pixels a photo has: "24.0 MP"."""
    return tr("{number} MP", number=decimal(width * height / 1e6, digits=1))


def moment(taken_at: str) -> str:
    """Return a moment that is told as local ISO time: "Monday, 1 May 2023, 12:00"."""
    when = QDateTime.fromString(taken_at[:19], Qt.DateFormat.ISODate)
    if not when.isValid():
        return taken_at
    day = locale().toString(when.date(), QLocale.FormatType.LongFormat)
    time = locale().toString(when.time(), QLocale.FormatType.ShortFormat)
    return tr("{day}, {time}", day=day, time=time)


_DATE_SOURCES: dict[str, str] = {
    DateSource.WRITTEN: QT_TR_NOOP("as written in its description"),
    DateSource.PROGRAM: QT_TR_NOOP("as a program noted it"),
    DateSource.SATELLITES: QT_TR_NOOP("by the satellites, at Greenwich"),
    DateSource.VIDEO: QT_TR_NOOP("as the video says"),
    DateSource.NAME: QT_TR_NOOP("from the file’s name"),
}


def taken(photo: Photo) -> tuple[str, str]:
    """Return when a photo was taken and who says so, with a caption: what is shown of its date.

    Of a camera nothing is said, for that is what everybody expects. Both are "" where nothing is
    known.
    """
    if not photo.dated_at:
        return "", ""
    if photo.dated_from == DateSource.FILE:
        nobody = tr("Nobody says when it was taken.")
        return tr("File changed"), f"{moment(photo.dated_at)}\n{nobody}"
    source = _DATE_SOURCES.get(photo.dated_from or "")
    told = (moment(photo.dated_at), tr(source) if source else "")
    return tr("Taken"), "\n".join(filter(None, told))


def dated(photo: Photo) -> str:
    """Return the same in one line: "Monday, 1 May 2023, 12:00", "File changed 1 May 2023"."""
    if photo.dated_at and photo.dated_from == DateSource.FILE:
        return tr("File changed {day}", day=day(photo.dated_at[:10]))
    return moment(photo.dated_at) if photo.dated_at else ""


def playing_time(seconds: float) -> str:
    """Return how long a video plays, as players write it: "0:42", "1:02:05"."""
    whole = max(1, round(seconds))
    minutes, hours = whole // 60 % 60, whole // 3600
    told = f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
    return _in_figures(told)


def pixels(width: int, height: int) -> str:
    """Return how many pixels a picture has, as everybody writes it: "4032 × 3024"."""
    return _in_figures(f"{width} × {height}")


def _in_figures(told: str) -> str:
    """Return what is told in figures in those of the locale: "٠:٤٢"."""
    zero = ord(locale().zeroDigit())
    return told.translate({ord("0") + digit: zero + digit for digit in range(10)})


def period(day: np.datetime64, unit: str) -> str:
    """Return when photos were taken: "Monday, 1 May 2023", "May 2023", "2023".

    Args:
        day: The first or any day of it, datetime64[D]; NaT is "No date".
        unit: How long it is: "D" for a day, "M", "Y".
    """
    when = QDate.fromString(str(day), Qt.DateFormat.ISODate)
    if not when.isValid():
        return tr("No date")
    if unit == "D":
        return locale().toString(when, QLocale.FormatType.LongFormat)
    shape = tr("MMMM yyyy", "a date") if unit == "M" else tr("yyyy", "a date")
    return locale().toString(when, shape)


def short_period(day: np.datetime64, unit: str) -> str:
    """Return a year, or a month of a year that is known, as short as it can be told: "May".

    Args:
        day: Any day of it, datetime64[D].
        unit: Which of them: "Y" or "M".
    """
    when = QDate.fromString(str(day), Qt.DateFormat.ISODate)
    shape = tr("MMM", "a date") if unit == "M" else tr("yyyy", "a date")
    return locale().toString(when, shape)


def exposure(told: Exposure) -> str:
    """Return how a picture was exposed, as far as it is told: "1/250 s  ·  f/2.8  ·  ISO 200"."""
    parts = []
    if told.seconds is not None:
        parts.append(_shutter(told.seconds))
    if told.aperture is not None:
        parts.append(tr("f/{number}", number=_short(told.aperture)))
    if told.iso is not None:
        parts.append(tr("ISO {number}", number=_in_figures(str(told.iso))))
    if told.focal_length is not None:
        parts.append(tr("{number} mm", number=_short(told.focal_length)))
    return "  ·  ".join(parts)


def _shutter(seconds: float) -> str:
    """Return how long a shutter was open, as cameras show it: "1/250 s", "0.6 s", "30 s"."""
    if seconds <= _LONGEST_SHARE:
        return tr("1/{number} s", number=_in_figures(str(round(1 / seconds))))
    return tr("{number} s", number=_short(seconds))


def _short(value: float) -> str:
    """Return a number with one digit behind the point, or none where that says as much."""
    return decimal(value, digits=0 if abs(value - round(value)) < 0.05 or value >= 100 else 1)


def cosine(value: float) -> str:
    """Return how near two vectors are, cut and not rounded: "0.9999" for 0.99996."""
    return locale().toString(int(value * 10_000) / 10_000, "f", 4)


def decimal(value: float, *, digits: int) -> str:
    """Return a number with so many digits behind the point, and a true minus sign."""
    return locale().toString(value, "f", digits).replace("-", "−")


def signed(value: float, *, digits: int) -> str:
    """Return a number that adds or takes away: "+0.213", "−0.040"."""
    return f"{'' if value < 0 else '+'}{decimal(value, digits=digits)}"


def place(latitude: float, longitude: float) -> str:
    """Return a place on the globe: "47.3769° N, 8.5417° E"."""
    north = tr("N", "north") if latitude >= 0 else tr("S", "south")
    east = tr("E", "east") if longitude >= 0 else tr("W", "west")
    up, along = decimal(abs(latitude), digits=4), decimal(abs(longitude), digits=4)
    return tr("{up}° {north}, {along}° {east}", up=up, north=north, along=along, east=east)


def readable(path: str) -> str:
    """Return a path or name that can be shown: bytes that are no text become question marks."""
    return os.fsencode(path).decode("utf-8", "replace")


def name(path: str) -> str:
    """Return the last part of a path, as it can be shown; of a root itself, the root."""
    return readable(os.path.basename(path.rstrip("/\\")) or path)


def unwritten(folder: str, sidecars: int, reason: str) -> str:
    """Return where sidecars could not be written, how many, and why."""
    return tr(
        "{folder}: {n} sidecars not written. {reason}",
        "{folder}: {n} sidecar not written. {reason}",
        sidecars,
        folder=readable(folder),
        reason=translated(reason),
    )


def picture(reference: str) -> str:
    """Return what a picture of a query is called, as long as nobody knows better."""
    return tr("photo {id}", id=reference) if reference.isdecimal() else name(reference)


def folder(path: str) -> str:
    """Return the folder of a file, as it can be shown; the user's own home is "~"."""
    shown = readable(os.path.dirname(path))
    home = os.path.expanduser("~")
    return f"~{shown[len(home) :]}" if shown == home or shown.startswith(home + os.sep) else shown


_DEVICES = {
    "npu": "NPU",
    "cpu": "CPU",
    "htp-emulator": "HTP emulator",
    "coreml": "CoreML",
    "directml": "DirectML",
    "openvino": "OpenVINO",
    "cuda": "CUDA",
}


def device(name: str) -> str:
    """Return what a device is called: "NPU", "HTP emulator"."""
    return _DEVICES.get(name, name)


def precision(name: str) -> str:
    """Return in what numbers a device counts, in short: "FP16" for "float16"."""
    return name.replace("float", "FP").upper()


def stage(told: str) -> str:
    """Return what takes long, in words; of what need not be done again, it says so."""
    said = translated(told)
    return tr("{stage}, once", stage=said) if told.startswith("Compiling") else said


def search_stage(told: str) -> str:
    """Return what takes long before the first search is answered, in words."""
    said = stage(told)
    return tr("Getting search ready: {stage}", stage=said[:1].lower() + said[1:])


_PAST = {
    "Add": "Added",
    "Give": "Gave",
    "Hide": "Hid",
    "Make": "Made",
    "Pin": "Pinned",
    "Refuse": "Refused",
    "Show": "Showed",
    "Take": "Took",
    "Unpin": "Unpinned",
}
#: What an edit does, and what else it does: "Make the tag “boat”, add “boat” to 2 photos".
_DEED = re.compile(r"“[^”]*”|^\w+|(?<=, )(?:add|change|make|refuse|remove|take)\b")


def done(title: str) -> str:
    """Return what an edit has done, by its title: "Added “dog” to 2 photos"."""
    said = translated(title)
    if said != title:
        return tr("Done: {edit}", edit=said)
    return _DEED.sub(lambda found: found[0] if found[0][0] == "“" else _past(found[0]), title)


def _past(verb: str) -> str:
    """Return what was done where it is told what is done: "Took" of "Take", "added" of "add"."""
    known = _PAST.get(verb.capitalize())
    if known is not None:
        return known if verb[0].isupper() else known.lower()
    return f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def share(done: int, total: int) -> str:
    """Return how much of something there is, never "100 %" before it is all: "43 %"."""
    return percent(min(done * 100 // total, 100) if total else 100)


def percent(value: int) -> str:
    """Return so many in a hundred: "43 %"."""
    return tr("{number} %", number=number(value))
