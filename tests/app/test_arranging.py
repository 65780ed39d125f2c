"""Shape and size of the photos are remembered, and what is given to them is seen on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.grid.model import PhotoModel
from app.grid.sheet import Mark
from app.heading import SIZES
from app.settings import IN_ROWS, PREVIEW_SIZE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.window import Window


def test_the_shape_of_the_photos_is_chosen_by_button_or_keys_and_remembered(
    window: Window,
) -> None:
    button, grid = window.surface.heading.rows_button, window.grid
    assert grid.row_rect(0).width() == grid.row_rect(0).height()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.accessibleName() == "Show photos cut square"
    assert window._settings.get(IN_ROWS) is True
    assert abs(grid.row_rect(0).width() * 3 / 4 - grid.row_rect(0).height()) <= 1
    window.deeds["rows"].trigger()
    assert button.accessibleName() == "Show photos whole, in rows"
    assert window._settings.get(IN_ROWS) is False
    assert grid.row_rect(0).width() == grid.row_rect(0).height()


def _turn(window: Window, notches: int) -> None:
    """Turn the wheel over the photos with Ctrl held, away from oneself or (below 0) back."""
    viewport = window.grid.viewport()
    here = viewport.rect().center()
    turned = QWheelEvent(
        QPointF(here), QPointF(viewport.mapToGlobal(here)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, turned)


def test_ctrl_and_the_wheel_move_the_slider_and_the_photos_grow_and_shrink(window: Window) -> None:
    slider, grid = window.surface.heading.slider, window.grid
    begin, side = slider.value(), grid.cells.side
    scrolled = grid.verticalScrollBar().value()
    _turn(window, 1)
    assert slider.value() == begin + 1
    assert grid.cells.side > side
    assert window._settings.get(PREVIEW_SIZE) == SIZES[begin + 1]
    for _ in range(len(SIZES)):
        _turn(window, -1)
    assert slider.value() == 0
    assert grid.cells.side < side
    assert grid.verticalScrollBar().value() == scrolled


def test_a_heart_is_seen_on_the_photo_as_soon_as_it_is_given_and_gone_when_undone(
    qtbot: QtBot, window: Window
) -> None:
    grid = window.grid
    photo = grid.photos.index(0)
    grid.go_to_first()
    window.deeds["favourite"].trigger()
    qtbot.waitUntil(lambda: photo.data(PhotoModel.MARKS) == Mark.FAVOURITE)
    window.deeds["stars-4"].trigger()
    qtbot.waitUntil(lambda: photo.data(PhotoModel.STARS) == 4)
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: photo.data(PhotoModel.STARS) == 0)
    assert photo.data(PhotoModel.MARKS) == Mark.FAVOURITE
    assert grid.current_photo() == grid.photos.photo_id(0)
