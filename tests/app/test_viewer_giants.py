"""A picture too large for memory is as sharp as any other, from the disk, while it is in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.viewer import files
from app.viewer.excerpt import Excerpt
from app.viewer.files import _longest_that_fits
from app.viewer.picture import PictureView
from indexer.giants import Giant, Giants
from indexer.places import user_cache

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.viewer.page import Viewer
    from app.window import Window

SIZE = (2400, 1600)


@pytest.fixture(scope="module")
def process() -> Iterator[Giants]:
    """The process that unfolds them."""
    made = Giants()
    yield made
    made.close()


@pytest.fixture
def giant(process: Giants, tmp_path: Path) -> Iterator[Giant]:
    """A picture whose red tells the column, green the row, and blue every second pixel."""
    columns, rows = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    pixels = np.stack([columns // 10, rows // 7, (columns + rows) % 2 * 255], axis=-1)
    Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / "a.png", compress_level=1)
    made = process.unfold(str(tmp_path / "a.png"), SIZE[0] * SIZE[1])
    yield made
    process.let_go(made)


@pytest.fixture
def view(qtbot: QtBot) -> PictureView:
    made = PictureView()
    qtbot.addWidget(made)
    made.resize(401, 301)
    made.show()
    blurred = QImage(400, 267, QImage.Format.Format_RGB32)
    blurred.fill(Qt.GlobalColor.gray)
    made.show_picture(blurred, QSize(*SIZE), another=True)
    return made


def _colour(view: PictureView, x: int, y: int) -> tuple[int, int, int]:
    colour = view.grab().toImage().pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()


def test_what_is_in_view_is_sharp_wherever_one_goes(
    qtbot: QtBot, view: PictureView, giant: Giant, background: Background
) -> None:
    excerpt = Excerpt(view, background)
    excerpt.follow(giant)
    assert view._excerpt.isNull()
    view.one_to_one()
    qtbot.waitUntil(lambda: background.idle)
    assert {_colour(view, 200, y)[2] for y in (150, 151)} == {0, 255}
    assert _colour(view, 204, 154)[:2] == (1203 // 10, 803 // 7)
    for _ in range(40):
        view.move_by(1, 1)
    qtbot.waitUntil(lambda: background.idle)
    assert _colour(view, 400, 300)[:2] == (2399 // 10, 1599 // 7)
    assert view._excerpt.width() < 700
    view.step(4)
    qtbot.waitUntil(lambda: background.idle)
    assert view._excerpt.width() < 400
    excerpt.follow(None)
    assert view._excerpt.isNull()


def test_between_fitted_and_all_it_has_the_pixels_of_the_screen(
    qtbot: QtBot, view: PictureView, giant: Giant, background: Background
) -> None:
    Excerpt(view, background, view).follow(giant)
    view.step(3)
    qtbot.waitUntil(lambda: background.idle)
    share = view._part.width()
    assert view._excerpt.width() == pytest.approx(share * view.across, abs=2)
    red, green, blue = _colour(view, 200, 150)
    assert red == pytest.approx(1200 / 10, abs=2)
    assert green == pytest.approx(800 / 7, abs=2)
    assert 100 < blue < 155


def test_turned_it_is_the_part_that_is_in_view(
    qtbot: QtBot, view: PictureView, giant: Giant, background: Background
) -> None:
    Excerpt(view, background, view).follow(giant)
    for quarters in (1, 2, 3):
        view.show_picture(None, QSize(*SIZE), another=False, turned=quarters)
        view.one_to_one()
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
        QTest.mouseMove(view, QPoint(390, 290))
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(390, 290))
        qtbot.waitUntil(lambda: background.idle)
        part = view.part
        middle = part.center()
        red, green, _ = _colour(view, 200, 150)
        assert red == pytest.approx(SIZE[0] * middle.x() / 10, abs=1.5)
        assert green == pytest.approx(SIZE[1] * middle.y() / 7, abs=1.5)
        assert QRectF(0, 0, 1, 1).contains(part)


@pytest.fixture
def giants_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the photos of the library be giants: they have 120,000 pixels."""
    monkeypatch.setattr(files, "_MOST_PIXELS", 100_000)


def _come_near(viewer: Viewer) -> None:
    """Come nearer than pixel for pixel: so far a preview is as sharp as such a small giant is."""
    QTest.keyClick(viewer, Qt.Key.Key_1)
    QTest.keyClick(viewer, Qt.Key.Key_Plus)


@pytest.mark.usefixtures("giants_from_here")
def test_a_giant_is_unfolded_when_one_comes_near_and_leaves_the_disk_with_the_eye(
    qtbot: QtBot, window: Window
) -> None:
    viewer, photos = window.viewer, window.grid.photos
    first, second = photos.photo_id(0), photos.photo_id(1)
    viewer.resize(300, 300)
    window.grid.opened.emit(first)
    qtbot.waitUntil(lambda: viewer.looks.of(first).sharp)
    assert viewer.looks.of(first).giant is None
    _come_near(viewer)
    if not viewer.looks.of(first).whole:
        assert viewer.bar.fault.text() == "Reading every pixel…"
    qtbot.waitUntil(lambda: viewer.looks.of(first).giant is not None)
    assert viewer.bar.fault.text() == ""
    assert viewer.looks.of(first).sharpness == 1
    assert not list((user_cache() / "giants").iterdir())
    assert window._questions.giants.has_process
    while viewer.picture.fitted:
        QTest.keyClick(viewer, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: not viewer.picture._excerpt.isNull())
    unfolded = viewer.looks.of(first).giant
    assert unfolded is not None
    QTest.keyClick(viewer, Qt.Key.Key_PageDown)
    assert viewer.picture._excerpt.isNull()
    assert viewer.looks.of(first).giant is None
    qtbot.waitUntil(lambda: unfolded._file.closed)
    qtbot.waitUntil(lambda: viewer.looks.of(second).sharp)
    viewer.closed.emit()
    qtbot.waitUntil(lambda: not window._questions.giants.has_process)


@pytest.mark.usefixtures("giants_from_here")
def test_who_closes_the_window_amid_it_leaves_nothing(qtbot: QtBot, window: Window) -> None:
    window.grid.opened.emit(window.grid.photos.photo_id(0))
    _come_near(window.viewer)
    qtbot.waitUntil(lambda: window._questions.giants.has_process)
    with qtbot.waitSignal(window.gone):
        window.close()
    assert not window._questions.giants.has_process
    folder = user_cache() / "giants"
    assert not folder.exists() or not list(folder.iterdir())


@pytest.mark.usefixtures("giants_from_here")
def test_where_it_cannot_be_unfolded_every_second_pixel_is_the_nearest(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.giants._BYTES_A_PIXEL", 10**12)
    viewer, first = window.viewer, window.grid.photos.photo_id(0)
    window.grid.opened.emit(first)
    _come_near(viewer)
    qtbot.waitUntil(lambda: viewer.looks.of(first).whole)
    look = viewer.looks.of(first)
    assert look.giant is None
    assert look.image is not None
    assert look.image.width() >= _longest_that_fits(QSize(400, 300)) == 200
    assert not look.fault


def test_how_long_a_gigantic_picture_may_be_to_stay_in_memory() -> None:
    assert _longest_that_fits(QSize(12_000, 8_000)) == 6_000
    assert _longest_that_fits(QSize(30_000, 20_000)) == 7_500
