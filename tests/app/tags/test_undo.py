"""One key takes back whatever was done last, of every kind, in the order in which it was done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.albums.asking import NameQuestion
from app.tags.asking import Given
from indexer.tags import Mode
from tests.app.tags.conftest import id_of, tags_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow

_OURS = "our own rocket"


def _open(qtbot: QtBot, open_window: OpenWindow, library: Path) -> Window:
    window = open_window(library, model=None)
    window.begin()
    tree = window.surface.tags.tree
    qtbot.waitUntil(lambda: window.grid.cells.count == 6 and bool(tree.tags.places_of("animal")))
    return window


def _deeds(
    qtbot: QtBot, window: Window, photo: int
) -> list[tuple[Callable[[], object], Callable[[], bool]]]:
    """Return each kind of deed, and whether it is done."""
    desk, asked, curating = window.desk, window._questions, window.albums.curating

    def make_tag() -> None:
        window.deeds["new-tag"].trigger()
        QTest.keyClicks(window.surface.new_tag.name, _OURS)
        qtbot.waitUntil(window.surface.new_tag.save_button.isEnabled)
        QTest.keyClick(window.surface.new_tag.name, Qt.Key.Key_Return)
        browsing = window.looking.browsing
        qtbot.waitUntil(lambda: getattr(browsing.question, "tag", None) == _OURS)
        window.deeds["back"].trigger()  # From its photos, of which there may be none.
        qtbot.waitUntil(lambda: window.grid.cells.count == 6)
        window.grid.go_to(photo)

    def make_album() -> None:
        curating.new([photo])
        question = curating.question
        assert isinstance(question, NameQuestion)
        question.field.setText("Kept")
        question.yes.click()

    def given() -> Given | None:
        known = desk.asking.given("cat")
        return known.told if known else None

    def has(name: str) -> bool:
        shown = asked.photo(photo)
        return shown is not None and bool(getattr(shown, name))

    never = Given(Mode.OFF)
    return [
        (window.deeds["stars-3"].trigger, lambda: has("rating")),
        (make_tag, lambda: desk.asking.given(_OURS) is not None),
        (window.deeds["favourite"].trigger, lambda: has("favourite")),
        (lambda: desk.levels.choose("cat", never, Given(Mode.AUTO)), lambda: given() == never),
        (lambda: desk.confirm([photo], "mine"), lambda: "mine" in tags_of(asked, photo)),
        (
            make_album,
            lambda: any(each.name == "Kept" for each in window.albums.shelving.shelf.albums),
        ),
    ]


def _is_undone(is_done: Callable[[], bool]) -> bool:
    return not is_done()


def test_undo_takes_back_each_kind_of_deed_the_last_one_first(
    qtbot: QtBot, open_window: OpenWindow, library: Path
) -> None:
    window = _open(qtbot, open_window, library)
    photo = id_of(window._questions, "rocket")
    window.grid.go_to(photo)
    deeds = _deeds(qtbot, window, photo)

    def rests() -> bool:
        return window._background.idle and not window.ledger.running

    for act, is_done in deeds:
        qtbot.waitUntil(lambda: window.grid.isVisible() and rests())
        act()
        qtbot.waitUntil(is_done)
    qtbot.waitUntil(rests)
    for place in reversed(range(len(deeds))):
        window.deeds["undo"].trigger()
        qtbot.waitUntil(partial(_is_undone, deeds[place][1]))
        assert all(is_done() for _, is_done in deeds[:place])
        assert window.ledger.receipt.line.text().startswith("Undone: ")
        qtbot.waitUntil(rests)
