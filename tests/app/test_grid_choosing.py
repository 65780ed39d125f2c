"""With Ctrl held, photos of the grid join what is selected, or leave it, by mouse and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.grid.model import PhotoModel
from app.grid.pixmaps import Pixmaps
from app.grid.view import PhotoGrid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.grid.pixmaps import Shape, Tile

CTRL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


def _nobody_has_them(photo_ids: Sequence[int], shape: Shape, *, large: bool) -> Mapping[int, Tile]:
    assert photo_ids
    assert shape
    assert not large
    return {}


@pytest.fixture
def grid(qtbot: QtBot, background: Background) -> PhotoGrid:
    """A grid of forty photos, whose previews nobody has yet; the second is selected."""
    pixmaps = Pixmaps(background, _nobody_has_them)
    made = PhotoGrid(PhotoModel(pixmaps.name), pixmaps)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.show_photos(np.arange(1, 41, dtype=np.int64))
    made.go_to(2)
    return made


def _selected(grid: PhotoGrid) -> list[int]:
    return sorted(grid.selected_photos().tolist())


def test_a_click_with_ctrl_adds_a_photo_and_takes_it_away_again(grid: PhotoGrid) -> None:
    at = grid.row_rect(4).center()
    QTest.mouseClick(grid.viewport(), LEFT, CTRL, at)
    assert _selected(grid) == [2, 5]
    QTest.mouseClick(grid.viewport(), LEFT, CTRL, at)
    assert _selected(grid) == [2]
    QTest.mouseClick(grid.viewport(), LEFT, pos=at)
    assert _selected(grid) == [5]


def test_with_ctrl_the_arrows_walk_and_space_adds_where_they_led(
    qtbot: QtBot, grid: PhotoGrid
) -> None:
    for _ in range(2):
        QTest.keyClick(grid, Qt.Key.Key_Right, CTRL)
    assert (_selected(grid), grid.current_photo()) == ([2], 4)
    with qtbot.assertNotEmitted(grid.opened):
        QTest.keyClick(grid, Qt.Key.Key_Space, CTRL)
        assert _selected(grid) == [2, 4]
        QTest.keyClick(grid, Qt.Key.Key_Space, CTRL)
    assert _selected(grid) == [2]


def test_a_rubber_band_with_ctrl_adds_to_what_is_selected(grid: PhotoGrid) -> None:
    columns, viewport = grid.cells.columns, grid.viewport()
    start = grid.row_rect(columns).topLeft() - QPoint(10, 6)
    end = grid.row_rect(columns + 1).center()
    QTest.mousePress(viewport, LEFT, CTRL, start)
    # QTest's own moves hold no key.
    for at in (end - QPoint(9, 9), end):
        _move_with_ctrl(grid, at)
    QTest.mouseRelease(viewport, LEFT, CTRL, end)
    assert _selected(grid) == [2, columns + 1, columns + 2]


def _move_with_ctrl(grid: PhotoGrid, at: QPoint) -> None:
    viewport = grid.viewport()
    point = QPointF(at)
    there = QPointF(viewport.mapToGlobal(at))
    moved = QMouseEvent(QEvent.Type.MouseMove, point, there, Qt.MouseButton.NoButton, LEFT, CTRL)
    QApplication.sendEvent(viewport, moved)
