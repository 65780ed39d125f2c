"""What is left out can be written on the settings page, and goes from the library at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.indexing import Phase
from app.preferences.excludes import ExcludesCard
from indexer.excludes import kept_excludes

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.theme import Theme
    from app.window import Window


def test_what_is_left_out_goes_from_the_photos(qtbot: QtBot, window: Window) -> None:
    indexing, card = window.keeping.indexing, window.surface.preferences.excludes
    qtbot.waitUntil(lambda: indexing.ingest.phase is Phase.UP_TO_DATE)
    window.deeds["settings"].trigger()
    card.field.setPlainText("red-*\n\n  blue-0.png ")
    assert card.button.isEnabled()
    card.button.click()
    qtbot.waitUntil(lambda: window.grid.cells.count == 8)
    assert kept_excludes(window._questions.library().catalog) == ("red-*", "blue-0.png")
    assert not card.button.isEnabled()


def test_what_somebody_is_writing_is_not_taken_from_them(qtbot: QtBot, theme: Theme) -> None:
    card = ExcludesCard(theme)
    qtbot.addWidget(card)
    card.show_kept(["raw/"])
    assert card.field.toPlainText() == "raw/"
    assert not card.button.isEnabled()
    card.field.setPlainText("raw/\n*.png")
    card.show_kept(["raw/"])
    assert card.patterns == ["raw/", "*.png"]
    assert card.button.isEnabled()


@pytest.mark.skipif(sys.platform == "win32", reason="there Windows itself tells of these keys")
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_keyboard_opens_the_menu_of_the_field(qtbot: QtBot, window: Window) -> None:
    field = window.surface.preferences.excludes.field
    window.activateWindow()
    window.deeds["settings"].trigger()
    field.setFocus()
    assert QApplication.focusWidget() is field
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()
