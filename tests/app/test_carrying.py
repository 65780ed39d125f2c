"""Photos are dragged: out of the grid, onto albums, into another order, to other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.carrying import PHOTOS, carried, packed
from app.drop import paths_in
from app.receiving import Receiving

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from app.theme import Theme
    from app.window import Window

COPY, LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
NOTHING = Qt.KeyboardModifier.NoModifier


def test_what_is_dragged_is_ids_for_this_library_and_files_for_others(tmp_path: Path) -> None:
    files = [str(tmp_path / "a b.jpg"), str(tmp_path / "ü.jpg")]
    mime = packed(tmp_path, [7, 8, 9], files)
    assert carried(mime, tmp_path) == [7, 8, 9]
    assert carried(mime, tmp_path / "other") == []
    assert list(paths_in(mime)) == files
    assert carried(QMimeData(), tmp_path) == []


def test_the_mouse_on_a_photo_drags_all_that_are_selected(qtbot: QtBot, window: Window) -> None:
    grid = window.grid
    grid.go_to_first()
    QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    start = grid.row_rect(1).center() + QPoint(0, 30)
    with qtbot.waitSignal(grid.carried):
        QTest.mousePress(grid.viewport(), LEFT, pos=start)
        QTest.mouseMove(grid.viewport(), start + QPoint(4, 4))
        QTest.mouseMove(grid.viewport(), start + QPoint(30, 30))
    assert grid.selected_count() == 2
    QTest.mouseRelease(grid.viewport(), LEFT, pos=start + QPoint(30, 30))


def test_whoever_lets_go_before_the_files_are_known_drags_nothing(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[QDrag] = []
    monkeypatch.setattr(QDrag, "exec", lambda self, _action: begun.append(self))
    window.grid.go_to_first()
    window.grid.carried.emit()
    qtbot.waitUntil(lambda: window._background.idle)
    assert begun == []


def test_a_drag_carries_ids_files_and_a_picture_of_the_photos(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid, handle, folder = window.grid, window.windowHandle(), window._questions.folder
    begun: list[tuple[list[int], tuple[str, ...], bool]] = []

    def begin(drag: QDrag, _action: object) -> None:  # Offscreen, Qt drags nothing.
        mime = drag.mimeData()
        begun.append((carried(mime, folder), paths_in(mime), drag.pixmap().isNull()))

    monkeypatch.setattr(QDrag, "exec", begin)
    grid.go_to_first()
    at = grid.viewport().mapTo(window, grid.row_rect(0).center())
    QTest.mousePress(handle, LEFT, NOTHING, at)
    grid.selectAll()
    grid.carried.emit()
    qtbot.waitUntil(lambda: bool(begun))
    QTest.mouseRelease(handle, LEFT, NOTHING, at)
    ids = grid.photos.ids.tolist()
    assert begun == [(ids, tuple(window._questions.paths(ids)), False)]


def test_a_line_shows_where_photos_of_an_album_would_go_and_there_they_go(
    qtbot: QtBot, window: Window
) -> None:
    grid, ids = window.grid, window.grid.photos.ids[:5].tolist()
    window.ledger.editing.make(lambda catalog: catalog.make_album("Mine", ids))
    qtbot.waitUntil(lambda: bool(window.albums.shelving.shelf.albums))
    assert not grid.viewport().acceptDrops()
    window.albums.act("open", window.albums.shelving.shelf.albums[0])
    qtbot.waitUntil(lambda: grid.cells.count == 5)
    assert grid.viewport().acceptDrops()
    ordering = window.albums.ordering
    left, right = grid.row_rect(3).center() - QPoint(9, 0), grid.row_rect(3).center() + QPoint(9, 0)
    assert (ordering.place_at(left), ordering.place_at(right)) == (3, 4)
    grid.go_to(ids[0])
    ordering._at = right
    ordering._show_place()
    assert ordering._mark.isVisible()
    ordering._mark.grab()
    ordering._end()
    assert not ordering._mark.isVisible()
    ordering._move(grid.selected_photos().tolist(), 4)
    wanted = [*ids[1:4], ids[0], ids[4]]
    qtbot.waitUntil(lambda: grid.photos.ids.tolist() == wanted)


def test_what_comes_from_elsewhere_changes_no_order(qtbot: QtBot, window: Window) -> None:
    grid = window.grid
    mime = packed(window._questions.folder, [1], ())
    moved = QDragMoveEvent(grid.row_rect(3).center(), COPY, mime, LEFT, NOTHING)
    window.albums.ordering._on_move(moved)
    assert not moved.isAccepted()
    assert not window.albums.ordering._mark.isVisible()


def test_what_would_take_photos_lights_up_as_long_as_they_are_over_it(
    qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    button = QPushButton("Album")
    qtbot.addWidget(button)
    button.resize(200, 40)
    button.show()
    receiving = Receiving(button, lambda _at: ("it", button.rect()), tmp_path, theme)
    at, mime = QPoint(5, 5), packed(tmp_path, [3, 4], ())
    QApplication.sendEvent(button, QDragEnterEvent(at, COPY, mime, LEFT, NOTHING))
    QApplication.sendEvent(button, QDragMoveEvent(at, COPY, mime, LEFT, NOTHING))
    assert receiving._glow.isVisible()
    button.grab()
    QApplication.sendEvent(button, QDragLeaveEvent())
    assert not receiving._glow.isVisible()
    QApplication.sendEvent(button, QDragEnterEvent(at, COPY, mime, LEFT, NOTHING))
    with qtbot.waitSignal(receiving.dropped) as dropped:
        QApplication.sendEvent(button, QDropEvent(at, COPY, mime, LEFT, NOTHING))
    assert dropped.args == ["it", [3, 4]]
    stranger = QMimeData()
    stranger.setData(PHOTOS, b'{"library": "/elsewhere", "ids": [3]}')
    QApplication.sendEvent(button, QDragEnterEvent(at, COPY, stranger, LEFT, NOTHING))
    with qtbot.assertNotEmitted(receiving.dropped):
        QApplication.sendEvent(button, QDropEvent(at, COPY, stranger, LEFT, NOTHING))


def test_what_is_dragged_is_read_once_however_far_it_is_dragged(
    qtbot: QtBot, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[QMimeData] = []

    def read_ids(mime: QMimeData, library: Path) -> list[int]:
        read.append(mime)
        return carried(mime, library)

    monkeypatch.setattr("app.receiving.carried", read_ids)
    button = QPushButton("Album")
    qtbot.addWidget(button)
    receiving = Receiving(button, lambda _at: ("it", button.rect()), tmp_path, theme)
    at, mime = QPoint(5, 5), packed(tmp_path, [3, 4], ())
    QApplication.sendEvent(button, QDragEnterEvent(at, COPY, mime, LEFT, NOTHING))
    for _ in range(20):
        moved = QDragMoveEvent(at, COPY, mime, LEFT, NOTHING)
        QApplication.sendEvent(button, moved)
        assert moved.isAccepted()
    with qtbot.waitSignal(receiving.dropped) as dropped:
        QApplication.sendEvent(button, QDropEvent(at, COPY, mime, LEFT, NOTHING))
    assert (dropped.args, len(read)) == (["it", [3, 4]], 1)
