"""Badges are drawn once, sharp on every screen, and only so many of them are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.grid import badges
from app.grid.badges import paint_badges
from app.grid.sheet import Given, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

CELL = QRect(0, 0, 180, 180)


@pytest.fixture(autouse=True)
def _nothing_drawn(qapp: QApplication) -> Iterator[None]:
    badges._drawn.cache_clear()
    yield
    badges._drawn.cache_clear()


def _painted(given: Given, *, ratio: int = 1, cell: QRect = CELL, points: int = 10) -> QImage:
    image = QImage(180 * ratio, 180 * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    painter = QPainter(image)
    font = painter.font()
    font.setPointSize(points)
    painter.setFont(font)
    paint_badges(painter, cell, given)
    painter.end()
    return image


def _dark(image: QImage) -> QRect:
    """Return where, in pixels, a badge is on the white image."""
    bits = image.convertToFormat(QImage.Format.Format_Grayscale8)
    places = [
        (x, y)
        for y in range(bits.height())
        for x in range(bits.width())
        if bits.pixelColor(x, y).value() < 150
    ]
    xs, ys = zip(*places, strict=True)
    return QRect(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


def test_a_badge_is_drawn_once_for_all_photos_that_have_it() -> None:
    given = Given(Mark.AWAY | Mark.FAVOURITE, stars=3)
    first = _painted(given)
    for _ in range(5):
        assert _painted(given) == first
    assert badges._drawn.cache_info().misses == 3


def test_a_badge_stands_in_the_corner_and_is_sharp_on_a_dense_screen() -> None:
    plain, dense = _painted(Given(Mark.RAW)), _painted(Given(Mark.RAW), ratio=2)
    where = _dark(plain)
    assert (where.right(), where.bottom()) == (180 - 7, 180 - 7)
    assert where.height() == 20
    assert _dark(dense).height() == 40
    large = plain.scaled(dense.size(), mode=Qt.TransformationMode.SmoothTransformation)
    large.setDevicePixelRatio(2)
    assert dense != large


def test_those_without_room_are_left_out() -> None:
    both = Given(Mark.FAVOURITE | Mark.RAW)
    narrow = QRect(130, 0, 50, 180)
    assert _painted(both, cell=narrow) == _painted(Given(Mark.FAVOURITE), cell=narrow)
    assert _painted(both) != _painted(Given(Mark.FAVOURITE))


def test_only_so_many_are_kept() -> None:
    for second in range(badges._MOST + 20):
        _painted(Given(Mark.VIDEO, seconds=60 + second))
    assert badges._drawn.cache_info().currsize == badges._MOST
