"""Stars and the heart that a person gives to photos: shown in the details, given by any means."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import wording
from app.language import listed, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from app.chosen import Chosen
    from app.details import Details
    from app.editing import Editing
    from app.theme import Theme
    from indexer.catalog import Catalog

MOST: Final = 5
_CELL, _HEIGHT = 24, 26
#: Points between the last star and the heart: it is none of them.
_APART: Final = 8
_HEART: Final = MOST
_OUTER, _INNER = 8.0, 3.6
#: Points between the edge of the row and its first star.
STAR_AIR: Final = 4


class StarRow(QWidget):
    """Five stars and a heart.

    Signals:
        rated(int): Somebody gives so many stars; 0 takes them away.
        liked(bool): Somebody likes it above others, or no longer.
    """

    rated = Signal(int)
    liked = Signal(bool)

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing
        self.stars, self.favourite = 0, False
        self._under: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        wearing.changed.connect(self.update)
        self.show_given(0, False)

    def show_given(self, stars: int | None, favourite: bool) -> None:
        """Show what was given; None for photos that have not all as many stars."""
        self.stars, self.favourite = stars or 0, favourite
        none = tr("No stars") if stars == 0 else tr("Not all as many stars")
        told = [wording.stars(stars) if stars else none]
        told += [tr("favourite")] if favourite else []
        self.setAccessibleName(listed(told))
        self.setToolTip(tr("Stars: Ctrl+1 to Ctrl+5, none: Ctrl+0\nFavourite: Ctrl+D"))
        self.update()

    def _cell_at(self, x: float) -> int:
        if x >= MOST * _CELL + _APART / 2:
            return _HEART
        return min(max(int(x) // _CELL, 0), MOST - 1)

    def _give(self, cell: int) -> None:
        if cell == _HEART:
            self.show_given(self.stars, not self.favourite)
            self.liked.emit(self.favourite)
        else:
            # A press on the last star that is given takes all of them away.
            stars = 0 if cell + 1 == self.stars else cell + 1
            self.show_given(stars, self.favourite)
            self.rated.emit(stars)

    @override
    def sizeHint(self) -> QSize:
        """Override of Qt's: a cell each."""
        return QSize((MOST + 1) * _CELL + _APART, _HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: what is given is filled; under the mouse, what would be."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        shown = self.stars if self._under in (None, _HEART) else (self._under or 0) + 1
        for cell in range(MOST + 1):
            given = self.favourite if cell == _HEART else cell < shown
            painter.setPen(QPen(QColor(colours.accent if given else colours.quiet), 1.3))
            painter.setBrush(QColor(colours.accent) if given else Qt.BrushStyle.NoBrush)
            centre = QPointF(_CELL * (cell + 0.5), _HEIGHT / 2)
            if cell == _HEART:
                painter.drawPath(_heart(centre + QPointF(_APART, 0)))
            else:
                painter.drawPolygon(_star(centre))
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        painter.end()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: show what a press would give."""
        self._under = self._cell_at(event.position().x())
        self.update()

    @override
    def leaveEvent(self, event: object) -> None:
        """Override of Qt's: show what is given."""
        self._under = None
        self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: give it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._give(self._cell_at(event.position().x()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: a digit, or one more and one less."""
        digit = event.key() - Qt.Key.Key_0
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if 0 <= digit <= MOST:
            self.show_given(digit, self.favourite)
            self.rated.emit(digit)
        elif event.key() in steps:
            stars = min(max(self.stars + steps[Qt.Key(event.key())], 0), MOST)
            self.show_given(stars, self.favourite)
            self.rated.emit(stars)
        elif event.key() == Qt.Key.Key_Space:
            self._give(_HEART)
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Override of Qt's: show it."""
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Override of Qt's: show it."""
        super().focusOutEvent(event)
        self.update()


class Stars(QObject):
    """Gives stars and hearts to the photos that are chosen; each is an edit."""

    def __init__(self, details: Details, chosen: Chosen, editing: Editing) -> None:
        super().__init__(details)
        self._chosen, self._editing = chosen, editing
        details.stars.rated.connect(self.rate)
        details.stars.liked.connect(self.like)
        editing.changed.connect(details.look_again)

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what the deeds of stars do, by their names."""
        rates = {f"stars-{stars}": partial(self.rate, stars) for stars in range(MOST + 1)}
        return {**rates, "favourite": partial(self._chosen.all, self._turn)}

    def rate(self, stars: int) -> None:
        """Give the chosen photos so many stars; 0 for none."""
        self._chosen.all(partial(self._rate, stars))

    def _rate(self, stars: int, ids: Sequence[int]) -> None:
        doing = (
            tr("Giving stars to {n} photos…", "Giving stars to {n} photo…", len(ids))
            if stars
            else tr("Taking stars off {n} photos…", "Taking stars off {n} photo…", len(ids))
        )
        self._editing.make(lambda catalog: catalog.set_rating(ids, stars or None), doing=doing)

    def like(self, favourite: bool) -> None:
        """Make the chosen photos favourites, or no longer."""
        self._chosen.all(
            lambda ids: self._like(ids, lambda catalog: catalog.set_favourite(ids, favourite))
        )

    def _turn(self, ids: Sequence[int]) -> None:
        self._like(ids, partial(_turned, ids))

    def _like(self, ids: Sequence[int], change: Callable[[Catalog], object]) -> None:
        doing = tr("Changing {n} favourites…", "Changing {n} favourite…", len(ids))
        self._editing.make(change, doing=doing)


def _turned(ids: Sequence[int], catalog: Catalog) -> None:
    """Make photos favourites; where all of them are, no longer."""
    catalog.set_favourite(ids, not all(photo.favourite for photo in catalog.photos(ids)))


def _star(centre: QPointF) -> QPolygonF:
    points = []
    for corner in range(10):
        angle = math.pi * (corner / 5 - 0.5)
        reach = _OUTER if corner % 2 == 0 else _INNER
        across, down = reach * math.cos(angle), reach * math.sin(angle)
        points.append(QPointF(centre.x() + across, centre.y() + down))
    return QPolygonF(points)


def _heart(centre: QPointF) -> QPainterPath:
    path = QPainterPath(centre + QPointF(0, 7))
    path.cubicTo(centre + QPointF(-12, -1), centre + QPointF(-6, -9), centre + QPointF(0, -3.5))
    path.cubicTo(centre + QPointF(6, -9), centre + QPointF(12, -1), centre + QPointF(0, 7))
    return path
