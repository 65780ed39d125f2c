"""Tab walks through each page and round again, and Return presses what has the keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from app import trashing
from app.asked import Everything
from app.searches import Search
from app.settings import PREVIEW_SIZE, REDUCE_MOTION
from app.sidebar import Problems
from tests.app.tab_walk import here, press, walk, walks_round

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, filled_library: Path) -> Window:
    """The window on twelve photos, with the keyboard; no child reads further ones."""
    opened = open_window(filled_library)
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    opened.navigating.follow(opened.deeds["back"], opened.deeds["forward"], opened.windowHandle())
    opened.navigating.begin()
    opened.keeping.look()
    qtbot.waitUntil(lambda: opened.grid.cells.count == 12 and opened.keeping.overview is not None)
    opened.grid.go_to_first()
    return opened


def _pages(window: Window) -> dict[str, Callable[[], object]]:
    return {
        "photos": partial(window.looking.browsing.go, Everything()),
        "viewer": window.deeds["view"].trigger,
        "answer": partial(window.looking.search, Search("red OR blue")),
        "settings": window.deeds["settings"].trigger,
        "albums": window.deeds["albums"].trigger,
        "duplicates": window.surface.sidebar.duplicates.emit,
        "new tag": window.deeds["new-tag"].trigger,
        "problems": partial(window.surface.sidebar.chosen.emit, Problems()),
        "keys": window.deeds["shortcuts"].trigger,
        "about": window.deeds["about"].trigger,
    }


def test_tab_walks_round_each_page_and_back_the_same_way(qtbot: QtBot, window: Window) -> None:
    for name, show in _pages(window).items():
        show()
        qtbot.waitUntil(lambda: window._background.idle)
        here()
        qtbot.waitUntil(lambda: walks_round(window))
        if name in ("viewer", "keys", "about"):
            press(window, Qt.Key.Key_Escape)
            here()


def test_tab_goes_through_the_window_as_it_is_read(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(window.surface.details.stars.isVisible)
    order = walk(window, Qt.Key.Key_Tab)
    surface = window.surface
    parts = [surface.search.field, surface.sidebar.list, surface.heading.slider, window.grid]
    first = order.index(parts[0])
    turned = [*order[first:], *order[:first]]
    places = [turned.index(each) for each in (*parts, surface.details.stars)]
    assert places == sorted(places)


def test_on_a_card_tab_never_goes_to_what_lies_behind_it(window: Window) -> None:
    window.deeds["about"].trigger()
    card = window.help.about
    assert all(card.isAncestorOf(each) for each in walk(window, Qt.Key.Key_Tab))
    assert all(card.isAncestorOf(each) for each in walk(window, Qt.Key.Key_Backtab))


@pytest.mark.parametrize("covering", ["settings", "new-tag", "view"])
def test_albums_are_shown_in_place_of_whatever_lies_over_the_photos(
    window: Window, covering: str
) -> None:
    window.deeds[covering].trigger()
    window.deeds["albums"].trigger()
    assert window.surface.albums.isVisible()
    assert window.surface.albums.isAncestorOf(here())


def test_a_tag_can_be_made_while_a_photo_is_large(window: Window) -> None:
    window.deeds["view"].trigger()
    assert window.viewer.isVisible()
    window.deeds["new-tag"].trigger()
    assert window.surface.new_tag.isVisible()
    assert window.surface.new_tag.isAncestorOf(here())


def test_return_presses_every_kind_of_button(window: Window) -> None:
    surface, kept = window.surface, window._settings
    surface.sidebar_button.setFocus()
    press(window, Qt.Key.Key_Return)
    assert surface.sidebar.isHidden()
    surface.notice.say("Something is new.", offer="Look", act=window.deeds["settings"].trigger)
    surface.notice.button.setFocus()
    press(window, Qt.Key.Key_Enter)
    assert surface.shows_preferences
    rows, before = surface.preferences.looks.rows, kept.get(REDUCE_MOTION)
    box, sizes = rows[REDUCE_MOTION.key], rows[PREVIEW_SIZE.key]
    assert isinstance(box, QCheckBox)
    box.setFocus()
    press(window, Qt.Key.Key_Return)
    assert kept.get(REDUCE_MOTION) is not before
    large = next(each for each in sizes.findChildren(QWidget) if "Large" in each.accessibleName())
    large.setFocus()
    press(window, Qt.Key.Key_Return)
    assert kept.get(PREVIEW_SIZE) == 248


def test_who_holds_return_down_presses_once(window: Window) -> None:
    window.surface.details_button.setFocus()
    shown = window.surface.details_button.isChecked()
    press(window, Qt.Key.Key_Return)
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True
    )
    QApplication.sendEvent(window.windowHandle(), held)
    assert window.surface.details_button.isChecked() is not shown


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize(
    ("photos", "undone", "careful"), [(1, True, False), (12, True, True), (1, False, True)]
)
def test_return_moves_a_few_photos_to_the_trash_and_many_only_when_asked(
    qtbot: QtBot,
    window: Window,
    monkeypatch: pytest.MonkeyPatch,
    photos: int,
    undone: bool,
    careful: bool,
) -> None:
    monkeypatch.setattr(trashing, "CAN_BRING_BACK", undone)
    moved: list[object] = []
    monkeypatch.setattr(window.trashing, "_move", moved.append)
    window.trashing.ask(window.grid.photos.ids[:photos].tolist())
    question = window.trashing.question
    assert question is not None
    qtbot.waitUntil(question.isActiveWindow)
    assert here() is (question.no if careful else question.yes)
    press(question, Qt.Key.Key_Return)
    assert bool(moved) is not careful
