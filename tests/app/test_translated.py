"""What `indexer` says is shown in the user's language, and nowhere as it came."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale

from app import language
from app.albums.shelf import Shown
from app.language import translated
from app.searches import Search
from indexer.errors import LibraryError
from indexer.migrations import NoLibraryError
from indexer.query import QueryError, parse
from indexer.records import Album
from resources.translations.sentences import reads_as_one, sentences
from tests.app.translations import ROOT, Speaking, is_bare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.window import Window

_HOLE, _BRACKETS = re.compile(r"\{\w*\}"), re.compile("⟦[^⟦⟧]*⟧")
_COUNTED = ("1 photo", "2 photos", "1,000 photos")
#: What takes a sentence of `indexer`, and has it shown in the user's language.
_TAKERS = ("translated", "LibraryError", "unwritten")
#: What is no sentence of `indexer`: words of the window, whether there are any, faults of ours.
_OUR_OWN = (
    "app/complaining.py: error",
    "app/duplicates/card.py: group.reason",
    "app/preferences/verdict.py: self.reason",
)


def test_what_the_library_says_is_nowhere_shown_as_it_came() -> None:
    bare = [
        f"{path.relative_to(ROOT).as_posix()}:{line}: `{words}` is English: "
        f"show `translated({words})`, of app.language"
        for path in sorted((ROOT / "app").rglob("*.py"))
        for line, words in _shown_bare(ast.parse(path.read_text("utf-8")))
        if f"{path.relative_to(ROOT).as_posix()}: {words}" not in _OUR_OWN
    ]
    assert not bare, "\n".join(bare)


def _shown_bare(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield errors that become text and reasons that are used, as they come from `indexer`."""
    constants = set(_constants(tree))
    spared = {id(each) for node in ast.walk(tree) for each in _spared(node)}
    for node in ast.walk(tree):
        if id(node) in spared:
            continue
        match node:
            case ast.Call(func=ast.Name(id="str"), args=[ast.Name(id="error")]):
                yield node.lineno, "error"
            case ast.FormattedValue(value=ast.Name(id="error")):
                yield node.lineno, "error"
            case ast.Attribute(attr="reason", ctx=ast.Load()):
                yield node.lineno, ast.unparse(node)
            case ast.Name(id=name, ctx=ast.Load()) if name in constants:
                yield node.lineno, name


def _constants(tree: ast.Module) -> Iterator[str]:
    """Yield the names of `indexer`'s that stand for a sentence."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("indexer"):
            module = import_module(node.module or "")
            for each in node.names:
                value = getattr(module, each.name, None)
                if isinstance(value, str) and reads_as_one(value):
                    yield each.asname or each.name


def _spared(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.If | ast.IfExp):
        yield from ast.walk(node.test)
    elif isinstance(node, ast.Call):
        yield node.func  # Qt's events have reasons, too, which are asked for.
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in _TAKERS:
            yield from ast.walk(node)


def test_what_the_library_says_is_told_in_the_language(speak: Speaking) -> None:
    speak("pl")
    assert translated("It is gone: no such thing") == "It is gone: no such thing"
    assert translated(
        "The picture breaks off after 43 %: it is damaged, or was not copied to its end."
    ) == ("⟦The picture breaks off after ⟧43⟦ %: it is damaged, or was not copied to its end.⟧")
    assert translated(NoLibraryError(Path("there"))).startswith(
        "⟦There is no library at ⟧there⟦ yet:"
    )


def test_what_the_library_counts_is_told_as_the_language_counts(speak: Speaking) -> None:
    speak("pl")
    said = [translated(f"Take the stars off {photos}") for photos in _COUNTED]
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
    assert translated("Exporting x needs 1,234 MB, but the disk of y has 12.5 MB free.") == (
        "⟦Exporting ⟧x⟦ needs ⟧1.234⟦ MB, but the disk of ⟧y⟦ has ⟧12,5⟦ MB free.⟧"
    )
    assert translated("by the model, likelihood 43%") == "⟦by the model, likelihood ⟧43⟦ %⟧"
    assert translated("There is no photo with the id 1234 in this library.") == (
        "⟦There is no photo with the id ⟧1234⟦ in this library.⟧"
    )


@pytest.mark.parametrize("path", ["/photos/3 June 2023/a.jpg", r"C:\photos\3 June 2023\a.jpg"])
def test_a_path_stays_as_it_is_though_days_are_in_it(
    speak: Speaking, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    speak("de")
    monkeypatch.setattr(language, "locale", lambda: QLocale("de"))
    assert translated(path) == path
    assert translated("3 June 2023") == "3. Juni 2023"
    told = translated(f"{path}: There is no photo with the id 7 in this library.")
    assert told == f"{path}: ⟦There is no photo with the id ⟧7⟦ in this library.⟧"
    assert translated(f"Exporting {path} needs 12.5 MB, but the disk of x has 2 MB free.") == (
        f"⟦Exporting ⟧{path}⟦ needs ⟧12,5⟦ MB, but the disk of ⟧x⟦ has ⟧2⟦ MB free.⟧"
    )


def test_names_in_a_row_are_joined_as_the_language_does(speak: Speaking) -> None:
    speak("de")
    told = translated('tag:a is another word for tag:b and tag:"c d", which was looked for.')
    assert told == 'tag:a⟦ is another word for ⟧tag:b⟦ and ⟧tag:"c d"⟦, which was looked for.⟧'
    assert translated("“salt” and “pepper”") == "“salt”⟦ and ⟧“pepper”"
    assert translated("salt and pepper") == "salt and pepper"


def test_what_the_library_says_stays_english_where_the_window_does(
    qapp: QApplication, translations: Path
) -> None:
    language.speak(qapp, ["en-GB"], folder=translations)
    for words in ("Take the stars off 1 photo", "It took 12.5 MB.", "There is no such file."):
        assert translated(words) == words


def test_days_of_an_album_that_made_itself_are_written_as_they_are_here(
    speak: Speaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak("de")
    monkeypatch.setattr(language, "locale", lambda: QLocale("de"))
    made = Album(1, "1–3 June 2023, beach", "taken:2023", origin="event:1")
    assert Shown(made).title == "1.⟦ – ⟧3. Juni 2023⟦, ⟧beach"
    assert Shown(replace(made, owner_named=True)).title == made.name


def test_what_an_edit_was_is_told_in_the_language(
    qtbot: QtBot, german: None, window: Window
) -> None:
    line, photo = window.ledger.receipt.line, window.grid.photos.photo_id(0)
    window.ledger.editing.make(lambda catalog: catalog.confirm_tag([photo], "a dog"))
    qtbot.waitUntil(lambda: line.text() == "⟦Done: ⟧⟦0: Add “⟧a dog⟦” to ⟧1⟦ photos⟧")
    window.ledger.undo()
    qtbot.waitUntil(lambda: line.text() == "⟦Undone: ⟧⟦0: Add “⟧a dog⟦” to ⟧1⟦ photos⟧")
    window.ledger.redo()
    qtbot.waitUntil(lambda: line.text() == "⟦Done again: ⟧⟦0: Add “⟧a dog⟦” to ⟧1⟦ photos⟧")


def test_what_is_wrong_or_to_be_known_of_a_search_is_told_in_the_language(
    qtbot: QtBot, german: None, window: Window
) -> None:
    about, below = window.surface.heading.about, window.surface.search.below
    window.looking.search(Search("red tag:nowhere"))
    qtbot.waitUntil(lambda: "tag:nowhere" in about.remark.text())
    assert about.remark.text() == "⟦Nothing in this library goes by ⟧tag:nowhere⟦.⟧"
    with pytest.raises(QueryError) as fault:
        parse("red tkan:2023")
    below.show_fault(fault.value)
    assert not is_bare(below.fault.text(), ["tkan:", "taken:"])


def test_what_goes_wrong_is_told_in_the_language(german: None, window: Window) -> None:
    said = window.surface.notice.line
    window.complain(LibraryError("The disk that holds there is full: make room and try again."))
    assert said.text() == "⟦The disk that holds ⟧there⟦ is full: make room and try again.⟧"


def test_each_sentence_of_the_library_is_known_again(speak: Speaking) -> None:
    speak("de")
    strange = []
    for said in sentences():
        told = translated(_HOLE.sub("12", said.form.text))
        if re.search("[A-Za-z]", _BRACKETS.sub("", told)):
            strange.append(f"{said.where}: {said.form.text!r} became {told!r}")
    assert not strange, "\n".join(strange)
