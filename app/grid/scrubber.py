"""The dates beside the photos: takes the place of their scroll bar wherever they stand by date.

Years stand at the heights at which their photos begin, or months where there is one year alone. The
date under the mouse is told beside it, and the one that somebody drags or walks to by keyboard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractSlider, QWidget
from typing_extensions import override

from app import theme, wording
from app.grid.cells import GAP, MARGIN, TITLE
from app.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from app.grid.view import PhotoGrid
    from app.theme import Theme

#: Of the scroll bar, whose place it takes together with most of the margin of the photos, and a
#: little more.
_BAR, _SPARE = 14, 4
#: Above the first date and below the last.
_END: Final = 22
#: Least points from one word to the next, and from one tick to the next.
_WORDS_APART, _TICKS_APART = 20, 6
#: The handle, and how far words stay away from the edge for it.
_WIDE, _HIGH, _AWAY = 4, 36, 10
#: At least between the photos and the words: it is left to the rings around photos.
_AIR: Final = 8
_BUBBLE: Final = 30


@dataclass(frozen=True, slots=True)
class _Stops:
    """Where dates begin: sections, and months where these are longer.

    Attributes:
        values: Of the slider, to go to each, int64 [m], ascending.
        named: Those that begin a year, or a month where there is one year alone; int64.
        names: These names.
    """

    values: NDArray[np.int64]
    named: NDArray[np.intp]
    names: Sequence[str]


class Scrubber(QAbstractSlider):
    """A slider over the dates of a grid: drag it, or walk it by the arrow keys, date by date."""

    def __init__(self, grid: PhotoGrid, wearing: Theme) -> None:
        super().__init__(grid)
        self._grid = grid
        self._theme = wearing
        self._stops: _Stops | None = None
        self._bubble = _Bubble(grid)
        self.setOrientation(Qt.Orientation.Vertical)
        self.setAccessibleName(tr("Dates of the photos"))
        # A click leaves the keyboard with the photos; Tab brings it here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        bar = grid.verticalScrollBar()
        self.valueChanged.connect(bar.setValue)
        bar.valueChanged.connect(self.setValue)
        grid.laid_out.connect(self._follow)
        wearing.changed.connect(self.update)
        self._follow()

    def date_at(self, value: int) -> str:
        """Return the date of the photos that are at the top when it is scrolled so far."""
        sheet, cells = self._grid.photos.sheet, self._grid.cells
        # Of a line in which a month begins, the end: from there on photos are of that month.
        row = cells.nearest_row(QPoint(cells.right, value + TITLE))
        if sheet is None or row is None:
            return ""
        day = sheet.days[row]
        return tr("No date") if np.isnat(day) else wording.day(str(day))

    def _follow(self) -> None:
        """Stand where the photos stand now; hide where they are not by date, or all in sight."""
        grid, bar = self._grid, self._grid.verticalScrollBar()
        self.setRange(0, bar.maximum())
        self.setPageStep(bar.pageStep())
        self._stops = self._found_stops()
        shown = self._stops is not None and bar.maximum() > 0
        self.setVisible(shown)
        grid.cover_bar(_BAR if shown else 0, spare=_SPARE, margin=MARGIN - _AIR)
        if not shown:
            self._bubble.hide()
        wide = _BAR + _SPARE + MARGIN - _AIR
        self.setGeometry(grid.width() - wide, 0, wide, grid.height())
        self.raise_()
        self.update()

    def _found_stops(self) -> _Stops | None:
        grid, sheet = self._grid, self._grid.photos.sheet
        if grid.dates is None or sheet is None:
            return None
        months = sheet.days.astype("datetime64[M]").astype(np.int64)
        begins = np.concatenate(([False], np.diff(months) != 0))
        begins[grid.dates.firsts] = True
        firsts = np.flatnonzero(begins)
        days = sheet.days[firsts]
        years = days[~np.isnat(days)].astype("datetime64[Y]")
        unit = "Y" if years.size and years.min() != years.max() else "M"
        spans = days.astype(f"datetime64[{unit}]").astype(np.int64)
        named = np.flatnonzero((np.diff(spans, prepend=spans[0] - 1) != 0) & ~np.isnat(days))
        names = [wording.short_period(days[place], unit) for place in named]
        return _Stops(self._values_of(firsts), named, names)

    def _values_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how far to scroll until each of some rows is at the top, with its title."""
        cells = self._grid.cells
        tops = cells.tops[np.searchsorted(cells.firsts, rows, "right") - 1]
        tops = np.where(np.isin(rows, cells.parted.firsts), tops - TITLE, tops - GAP)
        tops[0] = 0
        return np.minimum(tops, self._grid.verticalScrollBar().maximum())

    def _y(self, value: float) -> float:
        room = self.height() - 2 * _END
        return _END + room * value / max(self.maximum(), 1)

    def _value_at(self, y: float) -> int:
        room = max(self.height() - 2 * _END, 1)
        return round(min(max((y - _END) / room, 0.0), 1.0) * self.maximum())

    def _tell(self, value: int) -> None:
        """Tell the date of a place beside it."""
        self._bubble.tell(self.date_at(value), QPoint(self.x() - _AIR - 4, round(self._y(value))))

    def _step_to(self, stops: NDArray[np.int64], step: int) -> None:
        """Go to the next (+1) or the last (-1) of some values."""
        ahead = stops[stops > self.value()] if step > 0 else stops[stops < self.value()]
        self.setValue(int(ahead[0 if step > 0 else -1]) if len(ahead) else self._end(step))

    def _end(self, step: int) -> int:
        return self.maximum() if step > 0 else 0

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: from one date to the next, or to the next year."""
        keys, stops = Qt.Key, self._stops
        steps = {keys.Key_Down: 1, keys.Key_Up: -1, keys.Key_PageDown: 1, keys.Key_PageUp: -1}
        ends = {keys.Key_Home: 0, keys.Key_End: self.maximum()}
        key = keys(event.key())
        if stops is None or not (key in steps or key in ends):
            super().keyPressEvent(event)
            return
        if key in ends:
            self.setValue(ends[key])
        else:
            years = key in (keys.Key_PageDown, keys.Key_PageUp)
            self._step_to(stops.values[stops.named] if years else stops.values, steps[key])
        self._tell(self.value())
        self.setAccessibleDescription(self.date_at(self.value()))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: go to the date under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._drag_to(event.position().y())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: drag, or tell the date under the mouse."""
        if self.isSliderDown():
            self._drag_to(event.position().y())
        else:
            self._tell(self._value_at(event.position().y()))

    def _drag_to(self, y: float) -> None:
        self.setValue(self._value_at(y))
        self._tell(self.value())
        self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: let go."""
        self.setSliderDown(False)
        if not self.rect().contains(event.position().toPoint()):
            self._bubble.hide()
        self.update()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        """Override of Qt's: show the finer dates."""
        super().enterEvent(event)
        self.update()

    @override
    def leaveEvent(self, event: object) -> None:
        """Override of Qt's: nobody asks for a date any more."""
        if not self.isSliderDown():
            self._bubble.hide()
        self.update()

    @override
    def focusInEvent(self, event: object) -> None:
        """Override of Qt's: tell the date from which the keyboard goes on."""
        self._tell(self.value())
        self.update()

    @override
    def focusOutEvent(self, event: object) -> None:
        """Override of Qt's: the keyboard is elsewhere."""
        self._bubble.hide()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: the names of years, ticks where somebody looks closer, the handle."""
        painter, colours = QPainter(self), self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._stops is not None:
            self._paint_dates(painter, self._stops)
        active = self.underMouse() or self.hasFocus() or self.isSliderDown()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent if active else colours.thumb))
        top = self._y(self.value()) - _HIGH / 2
        where = QRectF(self.width() - _WIDE - 2, top, _WIDE, _HIGH)
        painter.drawRoundedRect(where, _WIDE / 2, _WIDE / 2)
        painter.end()

    def _paint_dates(self, painter: QPainter, stops: _Stops) -> None:
        colours, font = self._theme.colours, QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.75)
        words = max(map(QFontMetricsF(font).horizontalAdvance, stops.names), default=0.0)
        room = self.width() - _AWAY
        # Who has large letters reads smaller ones here: there is no room for more beside photos.
        font.setPointSizeF(font.pointSizeF() * min(room / max(words, 1), 1))
        painter.setFont(font)
        painter.setPen(QColor(colours.quiet))
        taken = -float(_WORDS_APART)
        worded = []
        for place, name in zip(stops.named, stops.names, strict=True):
            y = self._y(float(stops.values[place]))
            if y - taken >= _WORDS_APART:
                where = QRectF(0, y - _WORDS_APART / 2, self.width() - _AWAY, _WORDS_APART)
                side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(where, side, name)
                worded.append(y)
                taken = y
        if self.underMouse() or self.hasFocus() or self.isSliderDown():
            self._paint_ticks(painter, stops, np.array(worded))

    def _paint_ticks(self, painter: QPainter, stops: _Stops, worded: NDArray[np.float64]) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self._theme.colours.thumb))
        taken = -float(_TICKS_APART)
        for value in stops.values:
            y = self._y(float(value))
            clear = not len(worded) or np.min(np.abs(worded - y)) > _WORDS_APART / 2
            if clear and y - taken >= _TICKS_APART:
                painter.drawEllipse(QRectF(self.width() - _AWAY - 4, y - 1.5, 3, 3))
                taken = y


class _Bubble(QWidget):
    """A date beside the place that it belongs to, light on dark."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def tell(self, words: str, beside: QPoint) -> None:
        """Show words left of a point of the widget over which it floats."""
        self._words = words
        self.setVisible(bool(words))
        wide = self.fontMetrics().horizontalAdvance(words) + 24
        lowest = self._over.height() - _BUBBLE - 4
        top = min(max(beside.y() - _BUBBLE // 2, 4), lowest)
        self.setGeometry(QRect(beside.x() - wide, top, wide, _BUBBLE))
        self.raise_()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: round and dark, by day and by night."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(15, 14, 14, 230))
        painter.drawRoundedRect(self.rect(), _BUBBLE / 2, _BUBBLE / 2)
        painter.setPen(QColor(theme.VIEWER_TEXT))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()
