"""A made-up language, in which each text of the window stands in brackets: what has none is not.

Real tools make it: Qt's `lupdate` finds the texts, its `lrelease` compiles them.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app import language
from app.help.licences import licences
from app.help.places import PLACES
from app.help.shortcuts import OF_LINES
from indexer.models.known import KNOWN
from indexer.query.manual import SECTIONS
from resources.translations.gather import run_tool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtCore import QTranslator
    from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).parent.parent.parent
#: What stands in a text as nobody's language: names of photos, of models and of parts, formats.
_NAMES = re.compile(
    r"(red|green|blue|yellow)-\d\.png|broken\.jpg|photos|tiny|red|blue|Shoebox|CSV|JSON|MIT"
    r"|NPU|CPU|FP32|PNG|kB"
    r"|Screenshots/|\*_small\.jpg|CLIP ViT-B/32|Apache-2\.0|Apple\S*|Counts colours \(for tests\)"
    r"|\S*/filled\S*|x86_64|aarch64|arm64|AMD64|ARM64"
)
_LETTERS = re.compile("[A-Za-z]{2}")
_BRACKETS = re.compile("⟦[^⟦⟧]*⟧")
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_PIECES = re.compile(r"(\{\w*\})")


def texts(found: Path) -> list[tuple[str, str, bool]]:
    """Return each text of such a file, its comment, and whether it counts."""
    return [
        (each.findtext("source", ""), each.findtext("comment", ""), each.get("numerus") == "yes")
        for each in ET.parse(found).iter("message")
    ]


def make_language(found: Path, language: str, *, forms: int = 2) -> None:
    """Translate all texts into brackets, and compile that; it lies beside the texts.

    Args:
        found: The texts, as `gather` finds them.
        language: Whose place it takes, "de", with that language's rules of counting.
        forms: How many forms it has of what is counted.
    """
    tree = ET.parse(found)
    tree.getroot().set("language", language)
    for message in tree.iter("message"):
        _translate(message, forms)
    made = found.with_name(f"shoebox_{language}.ts")
    tree.write(made, encoding="utf-8", xml_declaration=True)
    run_tool("lrelease", "-silent", str(made))


def _translate(message: ET.Element, forms: int) -> None:
    translation, source = message.find("translation"), message.findtext("source", "")
    assert translation is not None
    translation.attrib.pop("type", None)
    if message.get("numerus") != "yes":
        translation.text = in_brackets(source)
        return
    for each in list(translation):
        translation.remove(each)
    for form in range(forms):
        ET.SubElement(translation, "numerusform").text = in_brackets(f"{form}: {source}")


def in_brackets(text: str) -> str:
    """Return a text with each of its own pieces in brackets, and not what is filled in."""
    pieces = (each for each in _PIECES.split(text) if each)
    return "".join(each if _PIECES.fullmatch(each) else f"⟦{each}⟧" for each in pieces)


class Speaking:
    """Lets the application speak a language, and English again."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application, self._folder = application, folder
        self._spoken: list[QTranslator] = []

    def __call__(self, name: str) -> None:
        self._spoken = language.speak(self._application, [name], folder=self._folder)
        self._settle()

    def end(self) -> None:
        for each in self._spoken:
            self._application.removeTranslator(each)
            each.deleteLater()
        language.speak(self._application, ["en"])
        self._settle()

    def _settle(self) -> None:
        QCoreApplication.sendPostedEvents(self._application, QEvent.Type.LanguageChange)


def written_in(window: QWidget) -> Iterator[str]:
    """Yield whatever is written, read out or shown beside the mouse."""
    for part in [window, *window.findChildren(QWidget)]:
        if part.isVisible():
            yield from (part.toolTip(), part.accessibleName(), part.accessibleDescription())
            yield from _written(part)
    yield from (action.text() for action in window.findChildren(QAction))


def _written(part: QWidget) -> Iterator[str]:
    if isinstance(part, QLabel | QAbstractButton):
        yield part.text()
    elif isinstance(part, QLineEdit | QPlainTextEdit):
        yield part.placeholderText()
    elif isinstance(part, QAbstractItemView):
        model = part.model()
        for row in range(min(model.rowCount(), 60)):
            yield from (str(model.index(row, 0).data(role) or "") for role in _ROLES)


def is_bare(words: str, nobodys: Sequence[str]) -> bool:
    """Whether something stands in it that was not translated and is no name."""
    left = _BRACKETS.sub("", words)
    if not _LETTERS.search(_NAMES.sub("", left)):
        return False
    for each in nobodys:
        left = left.replace(each, "")
    return bool(_LETTERS.search(_NAMES.sub("", left)))


def of_nobody(window: QWidget) -> list[str]:
    """Return what need not be translated, longest first.

    That is days and months by locale, how keys are called, on this system and within a text, the
    names of what others have made, and what is typed into the search field.
    """
    ways = [keys for action in window.findChildren(QAction) for keys in action.shortcuts()]
    of_places = (deed for deeds in PLACES.values() for deed in deeds)
    ways += [QKeySequence(keys) for deed in of_places for keys in deed.keys]
    verbs = (verb for groups in OF_LINES.values() for group in groups for verb in group)
    ways += [QKeySequence(verb.keys) for verb in verbs if verb.keys]
    shapes = (QKeySequence.SequenceFormat.NativeText, QKeySequence.SequenceFormat.PortableText)
    said = {each.toString(shape) for each in ways for shape in shapes}
    said |= {word for each in licences() for word in (each.name, each.version, each.licence)}
    here = language.locale()
    said |= {here.amText(), here.pmText(), *map(here.dayName, range(1, 8))}
    said |= set(map(here.monthName, range(1, 13)))
    said |= {known.open_clip_name for known in KNOWN}
    said |= {each.query for section in SECTIONS for each in section.examples}
    return sorted((each for each in said if len(each) > 1), key=len, reverse=True)
