"""A name that is too long says so where reading ends: on the left of Hebrew, else on the right."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication

from app.labels import OneLine, shortened

_DOTS = "…"
_HEBREW = "רגעים משפחתיים בחוף הים של תל אביב"
_ARABIC = "صور العائلة من الصيف الماضي على البحر"
_ENGLISH = "The garden through the year, from the first snowdrops to the last roses"


@pytest.mark.parametrize(
    ("name", "on_the_left"),
    [(_HEBREW, True), (_ARABIC, True), ("2024: " + _HEBREW, True), (_ENGLISH, False)],
)
def test_the_dots_stand_where_reading_comes_to_them(
    qapp: QApplication, name: str, *, on_the_left: bool
) -> None:
    shown = shortened(name, QFontMetrics(qapp.font()), 120)
    assert len(shown) < len(name)
    letters = [place for place, each in enumerate(shown) if each.isalpha()]
    assert all((_x(shown, shown.index(_DOTS)) < _x(shown, each)) == on_the_left for each in letters)


def test_what_fits_stays_as_it_is(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    assert [shortened(each, metrics, 5000) for each in (_HEBREW, _ENGLISH, "")] == [
        _HEBREW, _ENGLISH, "",
    ]  # fmt: skip


def test_a_line_that_is_shortened_says_all_of_it_in_its_tool_tip(qapp: QApplication) -> None:
    line = OneLine(to_be_read=True)
    line.setText(_HEBREW)
    assert line.toolTip() == _HEBREW
    line.deleteLater()


def _x(words: str, place: int) -> float:
    """Where a letter stands in a line of a window that is read from the left."""
    layout, option = QTextLayout(words, QFont(QApplication.font())), QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    found = line.cursorToX(place), line.cursorToX(place + 1)
    # Each is two numbers, the first of them the x, which Qt's stub leaves open.
    left, right = (each[0] for each in found if isinstance(each, tuple))
    return (float(left) + float(right)) / 2
