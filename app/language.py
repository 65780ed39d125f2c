"""What the window says, in the user's own language: each text in English, and how it is translated.

Every text that a person reads goes through `tr`, with names in braces for what is filled in and,
where it counts, one form for one and one for many: so a translator may turn each sentence around.
Qt's `pyside6-lupdate` finds them all by this name. A text that stands in a table, made before the
language is known, is marked there and goes through `tr` when it is shown.

What `indexer` says comes in English, from its errors, its processes and the library. Where it is
shown it goes through `translated`, which knows each of its sentences by its words (`sentences`).
"""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QDate,
    QLibraryInfo,
    QLocale,
    Qt,
    QTime,
    QTranslator,
)

from app.commands import without_commands
from app.sentences import CONTEXT, Said, Sentences, filled, sentences_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TRANSLATIONS = Path(__file__).parent.parent / "resources" / "translations"
#: Under this name the application keeps what it knows of `indexer`'s sentences.
_SENTENCES = "sentences"
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?")
_NAME = re.compile(r'“[^“”]*”|\w+:(?:"[^"]*"|[^\s"]+)')
_NAMES = re.compile(rf"(?:{_NAME.pattern})(?: and (?:{_NAME.pattern}))+")
_PATH = re.compile(r"[/\\]")
_MONTHS = [QLocale.c().monthName(month) for month in range(1, 13)]
_MONTH = "|".join(_MONTHS)
_ENGLISH_DAYS = re.compile(
    rf"\b(?:(?P<day1>\d\d?)(?: (?P<month1>{_MONTH})(?: (?P<year1>\d{{4}}))?)?(?:–| – ))?"
    rf"(?P<day>\d\d?) (?P<month>{_MONTH}) (?P<year>\d{{4}})\b"
)
#: The day of the week in a locale's long form of a date, with what parts it from the rest.
_WEEKDAY = re.compile(r"^dddd[,،]?\s*|[,،]?\s*dddd")
#: The day in such a form, which is no letter of a word that stands there in quotation marks.
_DAY_OF_MONTH = re.compile(r"(?<![A-Za-z'])(dd?\.?)(?![A-Za-z])")
_DAY, _TIME = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d\d:\d\d")


def QT_TR_NOOP(text: str) -> str:  # noqa: N802 # The name by which Qt's tools find it.
    """Mark a text that `tr` will be given when it is shown."""
    return text


def tr(text: str, comment: str = "", count: int | None = None, /, **parts: object) -> str:
    """Return a text in the user's language, or in English where nobody has translated it.

    Qt's tools read the first three by their places, and a third place as a count: a text with a
    comment of the other kind takes no parts.

    Args:
        text: In English; of what is counted, its form for many: "{n} photos of {folder}".
        comment: Tells apart what English calls by one name; of what is counted, the form for one.
        count: How many there are, which is filled in as {n}, with separators.
        parts: What is filled in by name.
    """
    if count is None:
        told = QCoreApplication.translate("", text, comment)
        return told.format(**parts) if parts else told
    told = QCoreApplication.translate("", text, comment, count)
    if told == text and count == 1:
        told = comment
    return told.format(n=locale().toString(count), **parts)


def translated(sentence: object) -> str:
    """Return what `indexer` says in the user's language, or as it is where it is not translated.

    A command for the terminal is what the window does instead, or in quotation marks.

    Args:
        sentence: An error of `indexer`, or any text that comes from it.
    """
    application = QCoreApplication.instance()
    known = application.property(_SENTENCES) if application is not None else None
    told = known.told if isinstance(known, Sentences) else str
    return without_commands(str(sentence), told, tr)


def day(iso: str) -> str:
    """Return an ISO day as people write it where they live: "24 November 2026"."""
    when = QDate.fromString(iso, Qt.DateFormat.ISODate)
    return locale().toString(when, _whole_day()) if when.isValid() else iso


def _whole_day() -> str:
    """Return in what order people write day, month and year where they live: "d MMMM yyyy"."""
    return _WEEKDAY.sub("", locale().dateFormat(QLocale.FormatType.LongFormat))


def days(first: str, last: str) -> str:
    """Return from when to when, given ISO days: "3 – 5 May 2024", "May – Jun 2023", "2019 – 2024".

    As short as tells it: days within a month, months within a year, else years; "" for no days.
    The days stand where people write them where they live: "May 3 – 5, 2024".
    """
    begin = QDate.fromString(first, Qt.DateFormat.ISODate)
    end = QDate.fromString(last, Qt.DateFormat.ISODate)
    if not (begin.isValid() and end.isValid()):
        return ""
    if (begin.year(), begin.month()) == (end.year(), end.month()):
        return _days_of_month(begin, end)
    shapes = (tr("yyyy", "a date"), tr("yyyy", "a date"))
    if begin.year() == end.year():
        shapes = (tr("MMM", "a date"), tr("MMM yyyy", "a date"))
    return _from_to(*map(locale().toString, (begin, end), shapes))


def _days_of_month(begin: QDate, end: QDate) -> str:
    shape, here = _whole_day().replace("MMMM", "MMM"), locale()
    if begin == end:
        return here.toString(end, shape)
    before, day, after = _DAY_OF_MONTH.split(shape, maxsplit=1)
    both = _from_to(here.toString(begin, day), here.toString(end, day))
    return f"{here.toString(end, before)}{both}{here.toString(end, after)}"


def _from_to(first: str, last: str) -> str:
    return tr("{first} – {last}", first=first, last=last)


def listed(words: Iterable[str]) -> str:
    """Return words one behind the other: "a, b, c"; empty ones are left out."""
    return tr(", ").join(filter(None, words))


def joined(names: Sequence[str]) -> str:
    """Return names as they stand in a sentence: "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return tr("{names} and {last}", names=listed(names[:-1]), last=names[-1])


def locale() -> QLocale:
    """Return the user's locale; where there is none ("C"), English with its separators."""
    system = QLocale()
    return QLocale("en") if system.language() == QLocale.Language.C else system


def speak(
    application: QCoreApplication, languages: Sequence[str], *, folder: Path = TRANSLATIONS
) -> list[QTranslator]:
    """Let the window speak the first of some languages that it knows, English being one of them.

    Args:
        application: Keeps the translations; those of Qt's own words first, then ours.
        languages: The user's, the one that they read best first: "de-AT".
        folder: Where translations lie: "shoebox_de.qm".

    Returns:
        What is spoken from now on; nothing where it is English.
    """
    application.setProperty(_SENTENCES, None)
    ours = QTranslator(application)
    for name in takewhile(_is_foreign, languages):
        if ours.load(f"shoebox_{name.replace('-', '_')}", str(folder)):
            spoken = [*_of_qt(application, QLocale(name)), ours]
            for each in spoken:
                application.installTranslator(each)
            known = sentences_in(Path(ours.filePath()).with_suffix(".ts"))
            spoken_of = Sentences(known, said=_said, by_locale=_by_locale, listed=listed)
            application.setProperty(_SENTENCES, spoken_of)
            return spoken
    return []


def _said(said: Said) -> str:
    """Return a sentence of `indexer` in the user's language."""
    text, one = said.sentence.text, said.sentence.one
    if not one:
        return filled(QCoreApplication.translate(CONTEXT, text), said.parts)
    count = int(said.count.replace(",", ""))
    spoken = QCoreApplication.translate(CONTEXT, text, one, count)
    if spoken == text and count == 1:
        spoken = one
    return filled(spoken, {**said.parts, "n": locale().toString(count)})


def _by_locale(words: str) -> str:
    """Return what `indexer` fills in as it is written here: numbers, days, and names in a row.

    A path stays as it is: its words are the names of folders.
    """
    if _NAMES.fullmatch(words):
        return joined(_NAME.findall(words))
    if _PATH.search(words):
        return words
    return _figures(words) or _ENGLISH_DAYS.sub(_days_by_locale, words)


def _figures(words: str) -> str:
    """Return a number, a share, a day or a time of day as it is written here; "" of all else."""
    here = locale()
    if _NUMBER.fullmatch(words):
        digits = len(words.partition(".")[2])
        if "," not in words:  # As it is of years and ids, which have no separators.
            here.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        return here.toString(float(words.replace(",", "")), "f", digits)
    if _NUMBER.fullmatch(words.removesuffix("%")):
        return tr("{number} %", number=_figures(words.removesuffix("%")))
    if _TIME.fullmatch(words):
        time = QTime.fromString(words, "HH:mm")
        return here.toString(time, QLocale.FormatType.ShortFormat) if time.isValid() else words
    return day(words) if _DAY.fullmatch(words) else ""


def _days_by_locale(found: re.Match[str]) -> str:
    """Return days of an album's name as they are written here: "1–3 June 2023"."""
    last = QDate(int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"]))
    month = _MONTHS.index(found["month1"]) + 1 if found["month1"] else last.month()
    first = QDate(int(found["year1"] or last.year()), month, int(found["day1"] or last.day()))
    iso = Qt.DateFormat.ISODate
    return days(first.toString(iso), last.toString(iso)) or found[0]


def _is_foreign(name: str) -> bool:
    return QLocale(name).language() != QLocale.Language.English


def _of_qt(application: QCoreApplication, language: QLocale) -> Iterator[QTranslator]:
    """Yield what Qt's own dialogs and menus say, which also tells which way a language is read."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    made = QTranslator(application)
    if made.load(language, "qtbase", "_", folder):
        yield made
