"""Menus and tool tips have round corners, whoever makes them, in both schemes and on any screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolTip, QWidget

from app.popups import MENU_RADIUS, Cutter
from app.theme import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from app.theme import Theme

_TRANSLUCENT = Qt.WidgetAttribute.WA_TranslucentBackground


@pytest.fixture
def menu(qtbot: QtBot, theme: Theme) -> QMenu:
    """A menu with one below it."""
    made = QMenu()
    qtbot.addWidget(made)
    made.addAction("Open")
    made.addMenu("How sure it has to be").addAction("Normally sure")
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_sees_through_the_corners_of_a_menu(menu: QMenu, theme: Theme, scheme: str) -> None:
    theme.use(scheme)
    colours = DARK if scheme == "dark" else LIGHT
    for each in (menu, *menu.findChildren(QMenu)):
        drawn = _drawn(each)
        right, bottom = drawn.width() - 1, drawn.height() - 1
        for x, y in ((0, 0), (right, 0), (0, bottom), (right, bottom)):
            assert drawn.pixelColor(x, y).alpha() == 0
        assert drawn.pixelColor(drawn.width() // 2, 0) == QColor(colours.field_line)
        assert drawn.pixelColor(MENU_RADIUS, 3) == QColor(colours.raised)
    theme.use("light")


def test_a_menu_that_qt_makes_by_itself_is_round_as_well(qtbot: QtBot, theme: Theme) -> None:
    field = QLineEdit("a dog in snow")
    qtbot.addWidget(field)
    made = field.createStandardContextMenu()
    assert _drawn(made).pixelColor(0, 0).alpha() == 0
    made.deleteLater()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # Qt's own, offscreen.
def test_a_tool_tip_is_round_as_well(qtbot: QtBot, theme: Theme) -> None:
    button = QWidget()
    qtbot.addWidget(button)
    button.show()
    QToolTip.showText(button.mapToGlobal(QPoint(5, 5)), "Show the sidebar  (Ctrl+B)", button)
    (tip,) = (each for each in QApplication.topLevelWidgets() if each.inherits("QTipLabel"))
    assert _drawn(tip).pixelColor(0, 0).alpha() == 0
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_window_stays_one_through_which_nobody_sees(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.ensurePolished()
    assert not window.testAttribute(_TRANSLUCENT)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_where_nobody_lays_windows_over_each_other_corners_are_cut_and_nothing_that_is_drawn(
    menu: QMenu,
) -> None:
    cutter = Cutter()
    menu.ensurePolished()
    menu.installEventFilter(cutter)
    menu.popup(QPoint(20, 20))
    drawn, stays = _drawn(menu), menu.mask()
    assert not stays.contains(QPoint(0, 0))
    assert stays.contains(QPoint(0, menu.height() // 2))
    cut = [place for place in _places(drawn) if not stays.contains(place)]
    # The faintest of a smooth edge is not missed.
    assert cut
    assert all(drawn.pixelColor(place).alpha() < 32 for place in cut)
    menu.close()


def _drawn(popup: QWidget) -> QImage:
    popup.ensurePolished()
    popup.adjustSize()
    return popup.grab().toImage()


def _places(drawn: QImage) -> Iterator[QPoint]:
    return (QPoint(x, y) for x in range(drawn.width()) for y in range(drawn.height()))
