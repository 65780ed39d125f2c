"""Stars and hearts are given by mouse and key, to all that is selected, and taken back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.stars import StarRow

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.theme import Theme
    from app.window import Window
    from tests.app.conftest import OpenWindow


@pytest.fixture
def row(qtbot: QtBot, theme: Theme) -> StarRow:
    made = StarRow(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def _click(row: StarRow, cell: int) -> None:
    at = QPoint(24 * cell + (20 if cell == 5 else 12), 13)
    QTest.mouseMove(row, at)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=at)


def test_a_click_gives_so_many_and_the_last_one_again_takes_them_away(
    qtbot: QtBot, row: StarRow
) -> None:
    for cell, stars in ((3, 4), (1, 2), (1, 0), (4, 5)):
        with qtbot.waitSignal(row.rated) as rated:
            _click(row, cell)
        assert rated.args == [stars]
        assert row.stars == stars
    row.grab()
    assert row.accessibleName() == "5 stars"


def test_the_heart_stands_apart_and_the_room_before_it_is_the_last_stars(row: StarRow) -> None:
    assert row.sizeHint().width() > 6 * 24
    assert [row._cell_at(x) for x in (-3, 12, 119, 122, 130, 400)] == [0, 0, 4, 4, 5, 5]


def test_the_heart_is_given_and_taken_away(qtbot: QtBot, row: StarRow) -> None:
    with qtbot.waitSignal(row.liked) as liked:
        _click(row, 5)
    assert liked.args == [True]
    with qtbot.waitSignal(row.liked) as liked:
        QTest.keyClick(row, Qt.Key.Key_Space)
    assert liked.args == [False]
    row.show_given(1, True)
    assert row.accessibleName() == "1 star, favourite"


def test_digits_and_arrows_give_stars(qtbot: QtBot, row: StarRow) -> None:
    keys = ((Qt.Key.Key_3, 3), (Qt.Key.Key_Right, 4), (Qt.Key.Key_Left, 3), (Qt.Key.Key_0, 0))
    for key, stars in keys:
        with qtbot.waitSignal(row.rated) as rated:
            QTest.keyClick(row, key)
        assert rated.args == [stars]
    QTest.keyClick(row, Qt.Key.Key_Left)
    assert row.stars == 0


def test_all_that_is_selected_gets_them_and_an_undo_takes_them_back(
    qtbot: QtBot, open_window: OpenWindow, filled_library: Path, tmp_path: Path
) -> None:
    window: Window = open_window(shutil.copytree(filled_library, tmp_path / "library"))
    window.begin()
    qtbot.waitUntil(lambda: window.grid.cells.count == 12)
    catalog = window._questions.library().catalog
    ids = window.grid.photos.ids.tolist()

    def given() -> set[tuple[int | None, bool]]:
        return {(photo.rating, photo.favourite) for photo in catalog.photos(ids)}

    window.grid.go_to(ids[0])
    window.grid.selectAll()
    window.deeds["stars-4"].trigger()
    window.deeds["favourite"].trigger()
    qtbot.waitUntil(lambda: given() == {(4, True)})
    row = window.surface.details.stars
    qtbot.waitUntil(lambda: (row.stars, row.favourite) == (4, True))
    assert "12 photos" in window.ledger.receipt.line.text()
    window.deeds["favourite"].trigger()
    qtbot.waitUntil(lambda: given() == {(4, False)})
    for _ in range(3):
        window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: given() == {(None, False)})
    qtbot.waitUntil(lambda: row.stars == 0)
