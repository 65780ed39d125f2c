"""A wheel is counted in whole notches, however small the steps are in which it is turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from app.notches import Notches
from tests.app.wheels import NOTCH, wheel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def _counted(notches: Notches, *turns: QPoint) -> list[int]:
    return [notches.of(wheel(each)) for each in turns]


def test_each_notch_of_a_mouse_counts_at_once(qtbot: QtBot) -> None:
    assert _counted(Notches(), NOTCH, -NOTCH, NOTCH * 3) == [1, -1, 3]


def test_the_small_steps_of_a_touchpad_make_a_notch_together(qtbot: QtBot) -> None:
    assert _counted(Notches(), *[QPoint(0, 50)] * 5) == [0, 0, 1, 0, 1]
    assert _counted(Notches(), *[QPoint(0, -15)] * 16) == [*[0] * 7, -1, *[0] * 7, -1]


def test_who_turns_back_begins_at_none(qtbot: QtBot) -> None:
    assert _counted(Notches(), QPoint(0, 110), QPoint(0, -110), QPoint(0, -10)) == [0, 0, -1]


def test_another_touch_begins_at_none(qtbot: QtBot) -> None:
    notches = Notches()
    assert _counted(notches, QPoint(0, 110)) == [0]
    assert notches.of(wheel(QPoint(0, 110), begins=True)) == 0
    assert _counted(notches, QPoint(0, 10)) == [1]


def test_a_tilt_counts_only_where_that_is_wanted(qtbot: QtBot) -> None:
    tilted = QPoint(120, 0)
    assert _counted(Notches(), tilted, tilted) == [0, 0]
    assert _counted(Notches(sideways=True), tilted, -tilted, NOTCH) == [1, -1, 1]
