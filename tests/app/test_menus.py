"""In a menu the keys stand at the right edge, quieter than the words, and all else as in Qt's."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QActionGroup, QColor, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu

from app.theme import LIGHT, contrast

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.theme import Theme


@pytest.fixture
def menu(qtbot: QtBot, theme: Theme) -> QMenu:
    """A menu of two lines with keys, a line between, and one that is ticked."""
    made = QMenu()
    qtbot.addWidget(made)
    for words, keys in (("Look at it", "Return"), ("Export…", "Ctrl+E")):
        made.addAction(words).setShortcut(QKeySequence(keys))
    made.addSeparator()
    group = QActionGroup(made)
    ticked = group.addAction("Normally sure")
    ticked.setCheckable(True)
    ticked.setChecked(True)
    made.addAction(ticked)
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_keys_end_at_the_right_and_are_quieter_than_the_words(
    menu: QMenu, theme: Theme, scheme: str
) -> None:
    theme.use(scheme)
    drawn = _drawn(menu)
    for action in menu.actions()[:2]:
        place = menu.actionGeometry(action)
        words, keys = _apart(drawn, place)
        assert place.right() - 16 <= keys.right() <= place.right() - 8
        assert _loudness(drawn, keys) < 0.8 * _loudness(drawn, words)
    theme.use("light")


def test_keys_stand_at_the_left_where_words_run_from_the_right(
    menu: QMenu, qapp: QApplication
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    drawn, place = _drawn(menu), menu.actionGeometry(menu.actions()[0])
    qapp.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # As the language has it again.
    keys, words = _apart(drawn, place)
    assert place.left() + 8 <= keys.left() <= place.left() + 16
    assert _loudness(drawn, keys) < 0.8 * _loudness(drawn, words)


def test_a_tick_and_the_line_under_the_mouse_are_drawn(menu: QMenu) -> None:
    export, _, ticked = menu.actions()[1:]
    drawn, place = _drawn(menu), menu.actionGeometry(ticked)
    before = QRect(place.left(), place.top(), 20, place.height())
    assert _inked(drawn, before)
    assert not _inked(drawn, before.translated(0, menu.actionGeometry(export).top() - place.top()))
    menu.setActiveAction(export)
    at = menu.actionGeometry(export).center().x(), menu.actionGeometry(export).top() + 2
    assert _drawn(menu).pixelColor(*at) == QColor(LIGHT.soft)


def test_the_keys_in_the_menu_of_a_field_are_quiet_too(qtbot: QtBot, theme: Theme) -> None:
    field = QLineEdit("a dog in snow")
    qtbot.addWidget(field)
    made = field.createStandardContextMenu()
    last = made.actions()[-1]
    assert "\t" in last.text()
    drawn = _drawn(made)
    words, keys = _apart(drawn, made.actionGeometry(last))
    assert _loudness(drawn, keys) < 0.8 * _loudness(drawn, words)
    made.deleteLater()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_menu_that_is_higher_than_the_screen_scrolls_in_one_column_and_is_drawn_by_qt(
    menu: QMenu,
) -> None:
    high, first = menu.screen().availableGeometry().height(), menu.actions()[0]
    lines = [menu.addAction(f"Line {number}") for number in range(high // 10)]
    menu.popup(QPoint(0, 0))
    assert menu.height() <= high
    assert len({menu.actionGeometry(line).left() for line in lines}) == 1
    assert not menu.rect().contains(menu.actionGeometry(lines[-1]))
    # Qt draws it, with its arrows: the keys do not stand at the edge.
    place = menu.actionGeometry(first)
    _, keys = _apart(menu.grab().toImage(), place)
    assert keys.right() < place.right() - 16
    menu.setActiveAction(lines[-1])
    assert menu.rect().contains(menu.actionGeometry(lines[-1]))
    assert not menu.rect().contains(menu.actionGeometry(first))
    menu.close()


def _drawn(menu: QMenu) -> QImage:
    menu.ensurePolished()
    menu.resize(menu.sizeHint())
    return menu.grab().toImage()


def _inked(drawn: QImage, place: QRect) -> list[int]:
    """Return the columns of a line in which there is ink, from left to right."""
    rows = range(place.top(), place.bottom() + 1)
    ground = drawn.pixelColor(place.topLeft())
    columns = range(place.left(), place.right() + 1)
    return [x for x in columns if any(drawn.pixelColor(x, y) != ground for y in rows)]


def _apart(drawn: QImage, place: QRect) -> tuple[QRect, QRect]:
    """Return the two parts of a line between which there is most room, from left to right."""
    columns = _inked(drawn, place)
    _, here, there = max((after - before, before, after) for before, after in pairwise(columns))
    first, second = QRect(place), QRect(place)
    first.setRight(here)
    second.setLeft(there)
    second.setRight(columns[-1])
    first.setLeft(columns[0])
    return first, second


def _loudness(drawn: QImage, place: QRect) -> float:
    """Return the contrast of the strongest ink there is to what is behind it."""
    ground = drawn.pixelColor(place.left(), place.top()).name()
    points = ((x, y) for x in range(place.left(), place.right() + 1)
              for y in range(place.top(), place.bottom() + 1))  # fmt: skip
    return max(contrast(drawn.pixelColor(x, y).name(), ground) for x, y in points)
