"""A click into the search line selects all that stands there, a second one places the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.search_field.line import SearchLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[SearchLine]:
    """A line that says "flower", while the keyboard is elsewhere."""
    window = QWidget()
    qtbot.addWidget(window)
    elsewhere, made = QPushButton("Elsewhere"), SearchLine("Describe a photo")
    column = QVBoxLayout(window)
    column.addWidget(elsewhere)
    column.addWidget(made)
    made.setText("flower")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    elsewhere.setFocus()
    yield made
    window.close()


def _click(line: SearchLine) -> None:
    QTest.mouseClick(
        line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() - 4, line.height() // 2)
    )


def test_what_is_typed_after_a_click_takes_the_place_of_what_stood_there(line: SearchLine) -> None:
    _click(line)
    QTest.keyClicks(line, "cat")
    assert line.text() == "cat"


def test_a_second_click_places_the_cursor(line: SearchLine) -> None:
    _click(line)
    _click(line)
    QTest.keyClicks(line, "s")
    assert line.text() == "flowers"


def test_who_draws_over_a_part_has_only_that_selected(line: SearchLine) -> None:
    middle = line.height() // 2
    QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() - 4, middle))
    line.setSelection(0, 3)
    QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(0, middle))
    assert line.selectedText() == "flo"
