"""A picture is fitted, turned, dragged about, and comes near at the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from app.viewer.picture import PictureView
from tests.app.wheels import NOTCH, turn

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def view(qtbot: QtBot) -> PictureView:
    made = PictureView()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    image.setPixelColor(0, 0, QColor("red"))
    made.show_picture(image, QSize(800, 600), another=True)
    return made


def test_what_lies_at_the_pointer_stays_there(view: PictureView) -> None:
    at = QPointF(100, 200)
    before = (at - view._target().topLeft()) / view._target().width()
    turn(view, NOTCH * 3, at=at)
    after = (at - view._target().topLeft()) / view._target().width()
    assert not view.fitted
    assert (before - after).manhattanLength() < 1e-6


def test_it_comes_no_nearer_than_eight_pixels_for_one_and_goes_no_further_than_all(
    view: PictureView,
) -> None:
    turn(view, NOTCH * 50, at=QPointF(200, 150))
    assert view.magnification == pytest.approx(8)
    view.grab()
    turn(view, NOTCH * -80, at=QPointF(200, 150))
    assert view.fitted
    assert view.magnification == pytest.approx(0.5)


def test_a_double_click_shows_pixel_for_pixel_and_the_whole_again(view: PictureView) -> None:
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert view.magnification == pytest.approx(1)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert view.fitted


def test_the_picture_can_be_dragged_as_far_as_its_edge(view: PictureView) -> None:
    view.one_to_one()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(view, QPoint(150, 120))
    assert view._target().topLeft() == QPointF(-150, -130)
    QTest.mouseMove(view, QPoint(390, 290))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(390, 290))
    assert view._target().topLeft() == QPointF(0, 0)


def test_a_sharper_picture_of_the_same_photo_stays_where_it_is(view: PictureView) -> None:
    view.one_to_one()
    where = view._target()
    view.show_picture(QImage(100, 75, QImage.Format.Format_RGB32), QSize(800, 600), another=False)
    assert view._target() == where
    view.show_picture(None, QSize(10, 10), another=True)
    assert view.fitted


def test_turned_by_a_quarter_the_upper_left_corner_is_on_the_right(view: PictureView) -> None:
    image = QImage(80, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    for x in range(40):
        for y in range(20):
            image.setPixelColor(x, y, QColor("red"))
    view.show_picture(image, QSize(80, 40), another=True, turned=1)
    target = view._target().toRect()
    drawn = view.grab().toImage()
    assert target.size() == QSize(150, 300)
    assert drawn.pixelColor(target.right() - 20, target.top() + 20) == QColor("red")
    assert drawn.pixelColor(target.left() + 20, target.top() + 20) == QColor("blue")


def test_a_small_picture_is_not_blown_up(qtbot: QtBot) -> None:
    small = PictureView(enlarges=False)
    qtbot.addWidget(small)
    small.resize(400, 300)
    small.show_picture(QImage(20, 10, QImage.Format.Format_RGB32), QSize(20, 10), another=True)
    assert small._target().width() == 40


def test_a_small_picture_that_fills_its_place_can_be_seen_as_it_is(view: PictureView) -> None:
    view.show_picture(QImage(200, 100, QImage.Format.Format_RGB32), QSize(200, 100), another=True)
    assert view.magnification == pytest.approx(2)
    view.one_to_one()
    assert view.magnification == pytest.approx(1)
    assert view._target() == QRectF(100, 100, 200, 100)
    assert not view.move_by(1, 0)
    turn(view, NOTCH * -3)
    assert view.magnification == pytest.approx(1)
    view.resize(100, 75)
    assert view.magnification == pytest.approx(0.5)
    view.fit()
    assert view._target().width() == 100


def test_a_picture_as_large_as_its_place_is_drawn_pixel_for_pixel(view: PictureView) -> None:
    view.resize(401, 300)
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    for x in range(400):
        for y in range(300):
            image.setPixelColor(x, y, QColor("white" if (x + y) % 2 else "black"))
    view.show_picture(image, QSize(800, 600), another=True)
    drawn = view.grab().toImage()
    seen = {drawn.pixelColor(x, y).lightness() for x in range(100, 120) for y in range(100, 120)}
    assert seen == {0, 255}


def test_a_fitted_picture_can_be_carried_away(qtbot: QtBot, view: PictureView) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    with qtbot.waitSignal(view.carried):
        QTest.mouseMove(view, QPoint(150, 150))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
