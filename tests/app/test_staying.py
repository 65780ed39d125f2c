"""A message goes when its time is over, unless somebody is at it, whom the test plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.staying import Stay

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Message(QWidget):
    """A message with a button, in a window that has something else as well."""

    def __init__(self) -> None:
        super().__init__()
        self.message, self.other = QWidget(), QPushButton("Elsewhere")
        self.button = QPushButton("Undo")
        QHBoxLayout(self.message).addWidget(self.button)
        row = QHBoxLayout(self)
        row.addWidget(self.message)
        row.addWidget(self.other)
        self.stay = Stay(self.message)
        self.gone = 0
        self.stay.over.connect(self._count)
        self.stay.begin(3_600_000)

    def _count(self) -> None:
        self.gone += 1


@pytest.fixture
def shown(qtbot: QtBot) -> Message:
    made = Message()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.other.setFocus()
    _point(made.message, at=False)  # Offscreen, the pointer may lie over a new window.
    return made


def _point(widget: QWidget, *, at: bool) -> None:
    """Have Qt know that the pointer is on a widget, or has left it."""
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, at)


def test_it_goes_once_its_time_is_over(shown: Message) -> None:
    shown.stay.pass_by()
    assert shown.gone == 1
    assert not shown.stay.runs


def test_it_stays_under_the_pointer(shown: Message) -> None:
    _point(shown.message, at=True)
    shown.stay.pass_by()
    assert (shown.gone, shown.stay.runs) == (0, True)
    _point(shown.message, at=False)
    shown.stay.pass_by()
    assert shown.gone == 1


def test_it_stays_while_its_button_has_the_keyboard(shown: Message) -> None:
    shown.button.setFocus()
    shown.stay.pass_by()
    assert (shown.gone, shown.stay.runs) == (0, True)
    shown.other.setFocus()
    shown.stay.pass_by()
    assert shown.gone == 1


def test_it_stays_while_another_window_is_in_front(qtbot: QtBot, shown: Message) -> None:
    front = QWidget()
    qtbot.addWidget(front)
    front.show()
    front.activateWindow()
    qtbot.waitUntil(front.isActiveWindow)
    shown.stay.pass_by()
    assert (shown.gone, shown.stay.runs) == (0, True)


def test_its_clock_is_what_lets_it_go(qtbot: QtBot, shown: Message) -> None:
    shown.stay.attended = lambda: False
    with qtbot.waitSignal(shown.stay.over):
        shown.stay.begin(0)


def test_it_stays_for_as_long_as_it_likes_once_that_is_said(shown: Message) -> None:
    shown.stay.end()
    assert not shown.stay.runs
