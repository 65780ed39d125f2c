"""Numbers, sizes, spans of time, moments and names, as a person reads them, by their own locale."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QLocale, Qt

from indexer.records import DateSource

if TYPE_CHECKING:
    import numpy as np

    from indexer.records import Photo


def locale() -> QLocale:
    """Return the user's locale; where there is none ("C"), English with its separators."""
    system = QLocale()
    return QLocale("en") if system.language() == QLocale.Language.C else system


def number(value: int) -> str:
    """Return a whole number with its separators: "12,431"."""
    return locale().toString(value)


def counted(value: int, thing: str, *, many: str = "") -> str:
    """Return so many of a thing, as "1 photo" and "12,431 photos"; `many` is an odd plural."""
    return f"{number(value)} {thing}" if value == 1 else f"{number(value)} {many or thing + 's'}"


def rate(photos_per_second: float) -> str:
    """Return a speed: "7.5 photos/s", from ten on without the fraction."""
    digits = 1 if photos_per_second < 10 else 0
    return f"{locale().toString(photos_per_second, 'f', digits)} photos/s"


def span(seconds: float) -> str:
    """Return a span as people say it while they wait: "a few seconds", "40 s", "12 min", "3 h"."""
    if seconds < 5:
        return "a few seconds"
    if seconds < 90:
        return f"{round(seconds / 5) * 5} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{round(seconds / 3600)} h"


def size(of_bytes: int) -> str:
    """Return the size of a file: "3.4 MB"."""
    style = QLocale.DataSizeFormat.DataSizeSIFormat
    return locale().formattedDataSize(of_bytes, 1, style)


def about(megabytes: float) -> str:
    """Return the size of something large, without what nobody minds: "215 MB", "1.8 GB"."""
    if megabytes < 999.5:
        return f"{number(round(megabytes))} MB"
    return f"{locale().toString(megabytes / 1000, 'f', 1)} GB"


def moment(taken_at: str) -> str:
    """Return a moment that is told as local ISO time: "Monday, 1 May 2023, 12:00"."""
    when = QDateTime.fromString(taken_at[:19], Qt.DateFormat.ISODate)
    if not when.isValid():
        return taken_at
    day = locale().toString(when.date(), QLocale.FormatType.LongFormat)
    return f"{day}, {locale().toString(when.time(), QLocale.FormatType.ShortFormat)}"


_DATE_SOURCES: dict[str, str] = {
    DateSource.WRITTEN: "as written in its description",
    DateSource.PROGRAM: "as a program noted it",
    DateSource.SATELLITES: "by the satellites, at Greenwich",
    DateSource.VIDEO: "as the video says",
    DateSource.NAME: "from the file’s name",
}


def taken(photo: Photo) -> tuple[str, str]:
    """Return when a photo was taken and who says so, with a caption: what is shown of its date.

    Of a camera nothing is said, for that is what everybody expects. Both are "" where nothing is
    known.
    """
    if not photo.dated_at:
        return "", ""
    if photo.dated_from == DateSource.FILE:
        return "File changed", f"{moment(photo.dated_at)}\nNobody says when it was taken."
    source = _DATE_SOURCES.get(photo.dated_from or "")
    return "Taken", "\n".join(filter(None, (moment(photo.dated_at), source)))


def playing_time(seconds: float) -> str:
    """Return how long a video plays, as players write it: "0:42", "1:02:05"."""
    whole = max(1, round(seconds))
    minutes, hours = whole // 60 % 60, whole // 3600
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def day(iso: str) -> str:
    """Return an ISO day as people write it: "24 November 2026"."""
    when = QDate.fromString(iso, Qt.DateFormat.ISODate)
    return locale().toString(when, "d MMMM yyyy") if when.isValid() else iso


def days(first: str, last: str) -> str:
    """Return from when to when, given ISO days: "3 – 5 May 2024", "May – Jun 2023", "2019 – 2024".

    As short as tells it: days within a month, months within a year, else years; "" for no days.
    """
    begin = QDate.fromString(first, Qt.DateFormat.ISODate)
    end = QDate.fromString(last, Qt.DateFormat.ISODate)
    if not (begin.isValid() and end.isValid()):
        return ""
    if begin == end:
        return locale().toString(end, "d MMM yyyy")
    shapes = ("yyyy", "yyyy")
    if (begin.year(), begin.month()) == (end.year(), end.month()):
        shapes = ("d", "d MMM yyyy")
    elif begin.year() == end.year():
        shapes = ("MMM", "MMM yyyy")
    return " – ".join(
        locale().toString(each, shape) for each, shape in zip((begin, end), shapes, strict=True)
    )


def period(day: np.datetime64, unit: str) -> str:
    """Return when photos were taken: "Monday, 1 May 2023", "May 2023", "2023".

    Args:
        day: The first or any day of it, datetime64[D]; NaT is "No date".
        unit: How long it is: "D" for a day, "M", "Y".
    """
    when = QDate.fromString(str(day), Qt.DateFormat.ISODate)
    if not when.isValid():
        return "No date"
    if unit == "D":
        return locale().toString(when, QLocale.FormatType.LongFormat)
    return locale().toString(when, "MMMM yyyy" if unit == "M" else "yyyy")


def short_period(day: np.datetime64, unit: str) -> str:
    """Return a year, or a month of a year that is known, as short as it can be told: "May".

    Args:
        day: Any day of it, datetime64[D].
        unit: Which of them: "Y" or "M".
    """
    when = QDate.fromString(str(day), Qt.DateFormat.ISODate)
    return locale().toString(when, "MMM" if unit == "M" else "yyyy")


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
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.4f}° {north}, {abs(longitude):.4f}° {east}"


def readable(path: str) -> str:
    """Return a path or name that can be shown: bytes that are no text become question marks."""
    return os.fsencode(path).decode("utf-8", "replace")


def name(path: str) -> str:
    """Return the last part of a path, as it can be shown; of a root itself, the root."""
    return readable(os.path.basename(path.rstrip("/\\")) or path)


def unwritten(folder: str, sidecars: int, reason: str) -> str:
    """Return where sidecars could not be written, how many, and why."""
    return f"{readable(folder)}: {counted(sidecars, 'sidecar')} not written. {reason}"


def picture(reference: str) -> str:
    """Return what a picture of a query is called, as long as nobody knows better."""
    return f"photo {reference}" if reference.isdecimal() else name(reference)


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
    return f"{told}, once" if told.startswith("Compiling") else told


def search_stage(told: str) -> str:
    """Return what takes long before the first search is answered, in words."""
    return f"Getting search ready: {told[:1].lower()}{stage(told)[1:]}"


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


def done(title: str) -> str:
    """Return what an edit has done, by its title: "Added “dog” to 2 photos"."""
    verb, _, rest = title.partition(" ")
    past = _PAST.get(verb) or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")
    return f"{past} {rest}".rstrip()


def share(done: int, total: int) -> str:
    """Return how much of something there is, never "100 %" before it is all: "43 %"."""
    return f"{min(done * 100 // total, 100) if total else 100} %"
