"""What is made later is made once, by whoever wants it first, and all who wait are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.later import Later

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.app.conftest import OpenWindow


def test_it_is_made_once_when_it_is_first_wanted() -> None:
    made: list[str] = []

    def make() -> list[str]:
        made.append("made")
        return made

    later, told = Later(make), list[str]()
    later.once_made(lambda _made: told.append("before"))
    assert later.made is None
    assert not told
    assert later.get() is later.get()
    later.once_made(lambda _made: told.append("after"))
    assert made == ["made"]
    assert told == ["before", "after"]


def test_whoever_wants_it_while_it_is_told_of_gets_the_same() -> None:
    later: Later[object] = Later(object)
    seen: list[object] = []
    later.once_made(lambda _made: seen.append(later.get()))
    assert [later.get()] == seen


def test_a_window_opens_without_the_pages_that_nobody_has_asked_for(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    assert window.surface.later_preferences.made is None
    window.deeds["settings"].trigger()
    made = window.surface.later_preferences.made
    assert made is not None
    assert made.isVisible()
    window.deeds["settings"].trigger()
    assert not made.isVisible()
    window.deeds["settings"].trigger()
    assert window.surface.later_preferences.made is made


def test_tab_comes_to_the_settings_before_the_foot_although_they_were_made_later(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    window.deeds["settings"].trigger()
    page, foot = window.surface.preferences, window.surface.foot
    part, way = window.surface.settings_button.nextInFocusChain(), list[QWidget]()
    while part is not None and part is not window.surface.settings_button:
        way.append(part)
        part = part.nextInFocusChain()
    of_page = [place for place, each in enumerate(way) if page.isAncestorOf(each)]
    stops = [place for place in of_page if way[place].focusPolicy() != Qt.FocusPolicy.NoFocus]
    of_foot = [place for place, each in enumerate(way) if foot.isAncestorOf(each)]
    assert stops
    assert max(stops) < min(of_foot)
