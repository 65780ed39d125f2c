"""The settings page through the real window: keys, the self-test, where models run."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.indexing import Phase
from app.preferences.face import Offer
from app.searches import Search
from app.settings import DEVICE, Settings
from tests.app.conftest import paint_colours
from tests.app.preferences.conftest import answering, first, opened, page_of, row_of, wait_for_phase

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow


def test_the_settings_open_by_their_keys_and_escape_leads_back(window: Window) -> None:
    page, surface = page_of(window), window.surface
    assert page.isVisible()
    assert page.hasFocus()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert window.grid.isVisible()
    assert window.grid.hasFocus()
    surface.settings_button.click()
    assert page.isVisible()
    surface.settings_button.click()
    assert not page.isVisible()
    assert window.deeds["settings"].shortcut().toString() == "Ctrl+,"


def test_the_badge_leads_to_the_settings(window: Window) -> None:
    page_of(window).left.emit()
    badge = window.surface.foot.badge
    assert badge.isVisible()
    assert badge.text() == "CPU  ·  FP32"
    badge.click()
    assert page_of(window).isVisible()


def test_a_search_leads_from_the_settings_to_its_photos(qtbot: QtBot, window: Window) -> None:
    window.surface.search.begin()
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClicks(window.surface.search.field, "blue")
    assert not page_of(window).isVisible()
    assert window.surface.search.field.hasFocus()
    window.deeds["settings"].trigger()
    QTest.keyClick(page_of(window), Qt.Key.Key_Escape)
    assert window.looking.browsing.question == Search("blue")


def test_from_the_viewer_the_settings_are_one_key_away(window: Window) -> None:
    page_of(window).left.emit()
    window.grid.opened.emit(int(window.grid.photos.ids[0]))
    assert window.viewer.isVisible()
    window.deeds["settings"].trigger()
    assert page_of(window).isVisible()


def test_whatever_can_be_pressed_on_the_page_has_a_name(window: Window) -> None:
    for row in page_of(window).rows.values():
        if row.button.text() == Offer.GET.caption:
            row.button.click()
    nameless = []
    for widget in page_of(window).findChildren(QWidget):
        heard = QAccessible.queryAccessibleInterface(widget)
        focusable = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if focusable and heard is not None and not heard.text(QAccessible.Text.Name):
            nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    assert nameless == []
    buttons = [row.button.accessibleName() for row in page_of(window).rows.values()]
    assert len(set(buttons)) == len(buttons)


def test_the_keyboard_goes_through_all_on_the_left_before_what_is_beside_it(window: Window) -> None:
    page = page_of(window)
    order, part = [], page.about_button.nextInFocusChain()
    while part is not None and part is not page.about_button:
        order.append(part)
        part = part.nextInFocusChain()
    takes_tab = [each for each in order if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    left = [each for each in takes_tab if page._left_half.isAncestorOf(each)]
    right = [each for each in takes_tab if page._right_half.isAncestorOf(each)]
    assert {page.excludes.field, page.sidecars.button} <= set(left)
    assert page.tags.add_button in right
    assert takes_tab.index(left[-1]) < takes_tab.index(right[0])


def test_the_self_test_is_told_and_remembered(
    qtbot: QtBot, open_window: OpenWindow, window: Window, library: Path
) -> None:
    test = page_of(window).test
    qtbot.waitUntil(lambda: "tiny was not tested" in test.sentence.text())
    test.button.click()
    assert test.button.text() == "Cancel"
    assert test.bar.isVisible()
    qtbot.waitUntil(lambda: "tiny passed on" in test.sentence.text())
    assert "on the CPU in FP32" in test.sentence.text()
    assert test.button.text() == "Test now"
    with qtbot.waitSignal(window.gone):
        window.close()
    again = opened(qtbot, open_window, library)
    qtbot.waitUntil(lambda: "tiny passed on" in page_of(again).test.sentence.text())


def test_the_device_that_is_chosen_is_kept_and_the_child_begins_anew_there(
    qtbot: QtBot, open_window: OpenWindow, window: Window, library: Path
) -> None:
    indexing = window.keeping.indexing
    first = indexing.process_id
    page_of(window).devices.buttons["cpu"].click()
    qtbot.waitUntil(lambda: indexing.process_id not in (0, first))
    wait_for_phase(qtbot, window, Phase.UP_TO_DATE)
    assert indexing._words(())[3] == "cpu"
    qtbot.waitUntil(lambda: _made_on(window) == "cpu")
    with qtbot.waitSignal(window.gone):
        window.close()
    again = opened(qtbot, open_window, library)
    assert again._settings.get(DEVICE) == "cpu"
    assert page_of(again).devices.buttons["cpu"].isChecked()
    assert again.keeping.indexing._words(())[3] == "cpu"


def _made_on(window: Window) -> str:
    answering(window)
    ready = window._questions._searcher
    assert ready is not None
    return ready.made_of[1]


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the emulator's machine"
)
def test_on_the_emulator_the_foot_says_so_from_compiling_to_done(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    pytest.importorskip("onnxruntime_qnn")
    Settings(tmp_path / "window.ini").set(DEVICE, "htp-emulator")
    window = open_window(tmp_path / "library")
    states: set[str] = set()
    foot = window.surface.foot
    window.keeping.indexing.changed.connect(lambda _: states.add(foot.state.text()))
    window.begin([str(paint_colours(tmp_path / "photos"))])
    qtbot.waitUntil(lambda: window.grid.cells.count == 12)
    wait_for_phase(qtbot, window, Phase.UP_TO_DATE)
    # Either is over so soon with so small a model that a busy machine may tell of one alone.
    slow = {"Compiling the model for the NPU, once", "Checking what the device computes"}
    assert slow & states
    assert foot.badge.text() == "HTP emulator  ·  FP16"
    assert foot.badge.property("emulated") is True
    assert _made_on(window) == "htp-emulator"
    assert first(window, "blue").startswith("blue")


def test_what_the_command_line_has_chosen_cannot_be_changed_here(
    qtbot: QtBot, open_window: OpenWindow, library: Path
) -> None:
    window = open_window(library, model="tiny")
    window._settings.fix(DEVICE, "htp-emulator")
    window.begin()
    window.deeds["settings"].trigger()
    qtbot.waitUntil(lambda: "other" in page_of(window).rows)
    devices = page_of(window).devices
    assert not any(button.isEnabled() for button in devices.buttons.values())
    assert not any(button.isChecked() for button in devices.buttons.values())
    assert "HTP emulator" in devices.fixed.text()
    assert row_of(window, "other").button.isHidden()
    assert "tiny" in page_of(window).fixed.text()
