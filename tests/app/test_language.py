"""Every text of the window can be translated, counts as its language does, and is found by Qt."""

from __future__ import annotations

import ast
import re
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app import language
from app.asked import Everything
from app.indexing import Ingest, Phase
from app.language import tr
from app.searches import Search
from app.sidebar import Problems
from resources.translations.gather import gather
from resources.translations.sentences import sentences
from tests.app.translations import ROOT, Speaking, is_bare, of_nobody, texts, written_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window

#: Values, what the library's own lines begin with, and the name of an emulator.
_NO_TEXTS = ("up to date", "stop getting", " cannot take over", "HTP emulator")
_SENTENCE = re.compile("[A-Za-z]{2}…? [a-z]{2}")


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
    """Yield docstrings, and what is translated, marked, noted or known again."""
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.Call):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in ("tr", "QT_TR_NOOP", "log", "info", "compile"):
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
        seen |= dict.fromkeys(written_in(window), name)
    for phase in Phase:
        for total in (0, 12):
            window.surface.foot.show_ingest(
                Ingest(phase, seen=total, total=total, done=1, photos_per_second=3.5,
                       remaining_seconds=63, device="cpu", model="tiny")
            )  # fmt: skip
            seen |= dict.fromkeys(written_in(window.surface.foot), phase.value)
    _begin_anew(window)
    nobodys = of_nobody(window)
    assert {"⟦Why this photo⟧", "⟦Into the folder⟧", "⟦Up to date⟧"} <= set(seen)
    english = [f"{where}: {words}" for words, where in seen.items() if is_bare(words, nobodys)]
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
        if part.isVisible() and part.rect().isValid() and _seen(part).width() < part.width() - 1
    ]


def _seen(part: QWidget) -> QRect:
    """Return what of a part lies inside all that it lies in."""
    seen, above = part.rect(), part.parentWidget()
    while above is not None:
        seen &= QRect(part.mapFrom(above, QPoint()), above.size())
        above = above.parentWidget()
    return seen
