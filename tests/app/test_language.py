"""Every text of the window can be translated, counts as its language does, and is found by Qt."""

from __future__ import annotations

import ast
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app import language
from app.asked import Everything
from app.help.licences import licences
from app.indexing import Ingest, Phase
from app.language import tr
from app.searches import Search
from app.sidebar import Problems
from app.viewer.keys import OF_VIEWER
from indexer.migrations import NoLibraryError
from indexer.models.known import KNOWN
from indexer.query.manual import SECTIONS
from resources.translations.gather import gather
from resources.translations.sentences import sentences
from tests.app.translations import ROOT, make_language, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtCore import QTranslator
    from pytestqt.qtbot import QtBot

    from app.window import Window

#: What stands in a text as nobody's language: names of photos, of models and of parts, formats.
_NAMES = re.compile(
    r"(red|green|blue|yellow)-\d\.png|broken\.jpg|photos|tiny|red|blue|Shoebox|CSV|JSON|MIT"
    r"|NPU|CPU|FP32|PNG|kB"
    r"|Screenshots/|\*_small\.jpg|CLIP ViT-B/32|Apache-2\.0|Apple\S*|Counts colours \(for tests\)"
    r"|\S*/filled\S*|x86_64|aarch64|arm64|AMD64|ARM64"
)
#: Values, what the library's own lines begin with, and the name of an emulator.
_NO_TEXTS = ("up to date", "stop getting", " cannot take over", "HTP emulator")
_COUNTED = ("1 photo", "2 photos", "1,000 photos")
_SENTENCE = re.compile("[A-Za-z]{2}…? [a-z]{2}")
_LETTERS = re.compile("[A-Za-z]{2}")
_BRACKETS = re.compile("⟦[^⟦⟧]*⟧")
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


@pytest.fixture(scope="session")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three made-up languages in the places of German, Polish and Arabic."""
    folder = tmp_path_factory.mktemp("translations")
    for name, forms in (("de", 2), ("pl", 3), ("ar", 6)):
        make_language(folder, name, forms=forms)
    return folder


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


@pytest.fixture
def speak(qapp: QApplication, translations: Path) -> Iterator[Speaking]:
    """Speak one of these languages, until the test ends."""
    speaking = Speaking(qapp, translations)
    yield speaking
    speaking.end()


@pytest.fixture
def german(speak: Speaking) -> None:
    """Speak the one that stands for German; asked for before the window."""
    speak("de")


@pytest.fixture
def arabic(speak: Speaking) -> None:
    """Speak the one that stands for Arabic; asked for before the window."""
    speak("ar")


def _calls(name: str, within: str) -> Iterator[ast.Call]:
    for path in sorted((ROOT / within).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                yield node


def test_english_tells_one_from_many() -> None:
    assert tr("{n} photos", "{n} photo", 1) == "1 photo"
    assert tr("{n} photos", "{n} photo", 12431) == "12,431 photos"


def test_what_is_filled_in_is_taken_as_it_is() -> None:
    assert tr("{n} went into “{folder}”", "", 2, folder="{n}") == "2 went into “{n}”"
    assert tr("In braces: {date}") == "In braces: {date}"


def test_a_language_counts_by_its_own_rules(speak: Speaking) -> None:
    speak("pl")
    said = [tr("{n} photos", "{n} photo", count) for count in (1, 2, 5, 1022)]
    assert said == [
        "⟦0: ⟧1⟦ photos⟧",
        "⟦1: ⟧2⟦ photos⟧",
        "⟦2: ⟧5⟦ photos⟧",
        "⟦1: ⟧1,022⟦ photos⟧",
    ]


def test_what_the_library_says_is_told_in_the_language(speak: Speaking) -> None:
    speak("pl")
    told = language.translated
    assert told("It is gone: no such thing") == "It is gone: no such thing"
    assert told(
        "The picture breaks off after 43 %: it is damaged, or was not copied to its end."
    ) == ("⟦The picture breaks off after ⟧43⟦ %: it is damaged, or was not copied to its end.⟧")
    assert told(NoLibraryError(Path("there"))).startswith("⟦There is no library at ⟧there⟦ yet:")


def test_what_the_library_counts_is_told_as_the_language_counts(speak: Speaking) -> None:
    speak("pl")
    said = [language.translated(f"Take the stars off {photos}") for photos in _COUNTED]
    assert said == [
        "⟦0: Take the stars off ⟧1⟦ photos⟧",
        "⟦1: Take the stars off ⟧2⟦ photos⟧",
        "⟦2: Take the stars off ⟧1,000⟦ photos⟧",
    ]


def test_what_the_library_fills_in_is_written_as_it_is_written_here(
    speak: Speaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak("de")
    monkeypatch.setattr(language, "locale", lambda: QLocale("de"))
    told = language.translated
    assert told("Exporting x needs 1,234 MB, but the disk of y has 12.5 MB free.") == (
        "⟦Exporting ⟧x⟦ needs ⟧1.234⟦ MB, but the disk of ⟧y⟦ has ⟧12,5⟦ MB free.⟧"
    )
    assert told("by the model, likelihood 43%") == "⟦by the model, likelihood ⟧43⟦ %⟧"
    assert told("There is no photo with the id 1234 in this library.") == (
        "⟦There is no photo with the id ⟧1234⟦ in this library.⟧"
    )


def test_what_the_library_says_stays_english_where_the_window_does(
    qapp: QApplication, translations: Path
) -> None:
    language.speak(qapp, ["en-GB"], folder=translations)
    for words in ("Take the stars off 1 photo", "It took 12.5 MB.", "There is no such file."):
        assert language.translated(words) == words


def test_a_language_that_is_not_there_is_english(qapp: QApplication, tmp_path: Path) -> None:
    assert language.speak(qapp, ["C", "de-AT"], folder=tmp_path) == []


def test_who_reads_english_best_is_spoken_to_in_english(
    qapp: QApplication, translations: Path
) -> None:
    assert language.speak(qapp, ["en-GB", "de"], folder=translations) == []


def test_a_country_speaks_the_language_of_another(speak: Speaking) -> None:
    speak("de-AT")
    assert tr("Settings") == "⟦Settings⟧"


def test_qts_tools_find_every_text(tmp_path: Path) -> None:
    found = texts(gather(tmp_path / "found.ts"))
    plain = {(text, comment) for text, comment, counts in found if not counts}
    counted = {(text, comment) for text, comment, counts in found if counts}
    for name in ("tr", "QT_TR_NOOP"):
        for call in _calls(name, "app"):
            words = [each.value for each in call.args[:2] if isinstance(each, ast.Constant)]
            if not words:
                continue  # Marked where it is made.
            text = (words[0], words[1] if len(words) > 1 else "")
            assert text in (counted if len(call.args) > 2 else plain), text
    for said in sentences():
        text = (said.form.text, said.form.one)
        assert text in (counted if said.form.one else plain), said
    assert len(found) > 600 + len(sentences())


def test_no_sentence_is_forgotten() -> None:
    forgotten = [
        f"{path.relative_to(ROOT)}:{line}: {words}"
        for path in sorted((ROOT / "app").rglob("*.py"))
        if path.name not in ("__main__.py", "settings.py")
        for line, words in _sentences(ast.parse(path.read_text("utf-8")))
    ]
    assert not forgotten, "\n".join(forgotten)


def _sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield what reads as a sentence, and goes neither through `tr` nor into the log."""
    spared = {id(each) for node in ast.walk(tree) for each in _spared(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in spared:
            words = str(node.value)
            if _SENTENCE.search(words) and words not in _NO_TEXTS:
                yield node.lineno, words


def _spared(node: ast.AST) -> Iterator[ast.expr]:
    """Yield docstrings, and what is translated, marked or noted."""
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.Call):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in ("tr", "QT_TR_NOOP", "log", "info"):
            yield from node.args


def _pages(window: Window, qtbot: QtBot) -> dict[str, Callable[[], object]]:
    return {
        "photos": lambda: window.looking.browsing.go(Everything()),
        "details": lambda: window.grid.go_to(window.grid.photos.photo_id(0)),
        "trash": window.deeds["trash"].trigger,
        "export": window.deeds["export"].trigger,
        "tag": window.deeds["tag"].trigger,
        "answer": lambda: window.looking.search(Search("red - blue")),
        "why": partial(_ask_why, window, qtbot),
        "cut": window.surface.heading.cut_button.click,
        "similar": window.deeds["similar"].trigger,
        "settings": window.deeds["settings"].trigger,
        "albums": window.albums.show_page,
        "new album": window.deeds["new-album"].trigger,
        "duplicates": window.surface.sidebar.duplicates.emit,
        "problems": lambda: window.surface.sidebar.chosen.emit(Problems()),
        "new tag": window.desk.make,
        "keys": window.deeds["shortcuts"].trigger,
        "about": window.deeds["about"].trigger,
        "manual": window.surface.search.help_button.click,
        "viewer": window.deeds["view"].trigger,
    }


def _ask_why(window: Window, qtbot: QtBot) -> None:
    window.deeds["why"].trigger()
    why = window.surface.details.why
    qtbot.waitUntil(why.isVisible)


def _begin_anew(window: Window) -> None:
    for dialog in window.findChildren(QDialog):
        dialog.close()
    window.help.sheet.close_card()
    window.help.about.close_card()
    window.desk.leave()
    window.grid.setFocus()
    window.grid.go_to(window.grid.photos.photo_id(0))


def test_each_page_speaks_the_language(qtbot: QtBot, german: None, window: Window) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    seen: dict[str, str] = {}
    for name, show in _pages(window, qtbot).items():
        _begin_anew(window)
        show()
        qtbot.waitUntil(lambda: window._background.idle)
        seen |= dict.fromkeys(_said(window), name)
    for phase in Phase:
        for total in (0, 12):
            window.surface.foot.show_ingest(
                Ingest(phase, seen=total, total=total, done=1, photos_per_second=3.5,
                       remaining_seconds=63, device="cpu", model="tiny")
            )  # fmt: skip
            seen |= dict.fromkeys(_said(window.surface.foot), phase.value)
    _begin_anew(window)
    nobodys = _of_nobody(window)
    assert {"⟦Why this photo⟧", "⟦Into the folder⟧", "⟦Up to date⟧"} <= set(seen)
    english = [f"{where}: {words}" for words, where in seen.items() if _is_bare(words, nobodys)]
    assert not english, "\n".join(english)


def test_a_language_that_is_read_from_the_right_mirrors_the_window(
    qtbot: QtBot, arabic: None, window: Window
) -> None:
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    window.grid.go_to(window.grid.photos.photo_id(0))
    qtbot.waitUntil(lambda: window._background.idle)
    surface = window.surface
    assert _left(surface.details) < _left(window.grid) < _left(surface.sidebar)
    assert _cut(window) == []


def _left(part: QWidget) -> int:
    return part.mapTo(part.window(), QPoint()).x()


def _cut(window: Window) -> list[str]:
    """Return what lies outside of where it is shown, by more than a splitter's line."""
    return [
        f"{type(part).__name__} {part.objectName() or part.accessibleName()}"
        for part in window.findChildren(QWidget)
        if part.isVisible()
        and part.rect().isValid()
        and part.visibleRegion().boundingRect().width() < part.width() - 1
    ]


def _said(window: QWidget) -> Iterator[str]:
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


def _is_bare(words: str, nobodys: Sequence[str]) -> bool:
    """Whether something stands in it that was not translated and is no name."""
    left = _BRACKETS.sub("", words)
    if not _LETTERS.search(_NAMES.sub("", left)):
        return False
    for each in nobodys:
        left = left.replace(each, "")
    return bool(_LETTERS.search(_NAMES.sub("", left)))


def _of_nobody(window: QWidget) -> list[str]:
    """Return what need not be translated, longest first.

    That is days and months by locale, how keys are called, on this system and within a text, the
    names of what others have made, and what is typed into the search field.
    """
    ways = [keys for action in window.findChildren(QAction) for keys in action.shortcuts()]
    ways += [QKeySequence(keys) for deed in OF_VIEWER for keys in deed.keys]
    ways += [QKeySequence(keys) for keys in ("F1", "Esc", "Backspace")]
    shapes = (QKeySequence.SequenceFormat.NativeText, QKeySequence.SequenceFormat.PortableText)
    said = {each.toString(shape) for each in ways for shape in shapes}
    said |= {word for each in licences() for word in (each.name, each.version, each.licence)}
    here = language.locale()
    said |= {here.amText(), here.pmText(), *map(here.dayName, range(1, 8))}
    said |= set(map(here.monthName, range(1, 13)))
    said |= {known.open_clip_name for known in KNOWN}
    said |= {each.query for section in SECTIONS for each in section.examples}
    return sorted((each for each in said if len(each) > 1), key=len, reverse=True)
