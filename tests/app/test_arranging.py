"""Shape and size of the photos are remembered, and what is given to them is seen on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.grid.model import PhotoModel
from app.grid.sheet import Mark
from app.settings import IN_ROWS

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
