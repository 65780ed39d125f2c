"""The title of a section and its count stand beside each other, from whichever side one reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.grid.painting import paint_title
from app.theme import LIGHT

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QApplication

WHERE = QRect(24, 0, 352, 40)


def _inked(title: str, count: str, side: Qt.LayoutDirection) -> NDArray[np.intp]:
    """Return the columns of an image, 400 wide, in which something of a title is drawn."""
    image = QImage(400, 40, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setLayoutDirection(side)
    paint_title(painter, WHERE, (title, count), LIGHT)
    painter.end()
    drawn = np.frombuffer(image.constBits(), np.uint8).reshape(40, image.bytesPerLine())
    return np.flatnonzero((drawn < 200).any(axis=0))


@pytest.mark.parametrize("side", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_the_count_stands_behind_the_title(qapp: QApplication, side: Qt.LayoutDirection) -> None:
    title, both = _inked("May 2024", "", side), _inked("May 2024", "1,236", side)
    count = np.setdiff1d(both, title)
    assert np.isin(title, both).all()
    if side == Qt.LayoutDirection.LeftToRight:
        assert 24 <= title.min() < 30
        assert title.max() + 4 < count.min() < title.max() + 16
    else:
        assert 370 < title.max() < 376
        assert title.min() - 16 < count.max() < title.min() - 4
    assert len(count) > 15
