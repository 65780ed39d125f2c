"""What the window says, in the user's own language: each text in English, and how it is translated.

Every text that a person reads goes through `tr`, with names in braces for what is filled in and,
where it counts, one form for one and one for many: so a translator may turn each sentence around.
Qt's `pyside6-lupdate` finds them all by this name. A text that stands in a table, made before the
language is known, is marked there and goes through `tr` when it is shown.
"""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TRANSLATIONS = Path(__file__).parent.parent / "resources" / "translations"


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
    ours = QTranslator(application)
    for name in takewhile(_is_foreign, languages):
        if ours.load(f"shoebox_{name.replace('-', '_')}", str(folder)):
            spoken = [*_of_qt(application, QLocale(name)), ours]
            for each in spoken:
                application.installTranslator(each)
            return spoken
    return []


def _is_foreign(name: str) -> bool:
    return QLocale(name).language() != QLocale.Language.English


def _of_qt(application: QCoreApplication, language: QLocale) -> Iterator[QTranslator]:
    """Yield what Qt's own dialogs and menus say, which also tells which way a language is read."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    made = QTranslator(application)
    if made.load(language, "qtbase", "_", folder):
        yield made
