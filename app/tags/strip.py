"""The photos of a review in a row: those that were judged, the one at hand, those to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.grid.pixmaps import Pixmaps, Shape
from app.tags.review import Review, Said

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from app.background import Background
    from app.questions import Questions

_SIDE, _GAP, _RADIUS = 56, 8, 6
_SIGN = 18
_RIGHT, _WRONG = "#3fae5a", "#e5484d"


class Strip(QWidget):
    """Draws them; the one at hand stays in the middle."""

    moved = Signal()

    def __init__(self, questions: Questions, background: Background) -> None:
        super().__init__()
        self._review = Review("", ())
        self._pixmaps = Pixmaps(background, questions.tiles, self)
        self._pixmaps.ready.connect(lambda _photo: self.update())
        self.setFixedHeight(_SIDE + 16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The photos before and after this one")

    def show_review(self, review: Review) -> None:
        """Show where a review has come to."""
        self._review = review
        self._want()
        self.update()

    def _reach(self) -> int:
        """How many photos have room on each side of the one at hand."""
        return max((self.width() - _SIDE) // 2 // (_SIDE + _GAP), 1)

    def _want(self) -> None:
        ratio, reach = self.devicePixelRatioF(), self._reach()
        near = self._review.near(ahead=2 * reach, behind=reach)
        shape = Shape(round(_SIDE * ratio), _RADIUS * ratio, ratio)
        self._pixmaps.want(near, shape, seen=min(len(near), 2 * reach + 1))

    @override
    def sizeHint(self) -> QSize:
        """Override of Qt's: a row of photos."""
        return QSize(600, _SIDE + 16)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: room for more of them, or for fewer."""
        super().resizeEvent(event)
        self._want()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: draw all that have room."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        at, reach = self._review.place, self._reach()
        last = min(at + reach + 1, len(self._review.doubts))
        for place in range(max(at - reach, 0), last):
            left = (self.width() - _SIDE) / 2 + (place - at) * (_SIDE + _GAP)
            self._paint_photo(painter, place, QRectF(left, 8, _SIDE, _SIDE), here=place == at)
        painter.end()

    def _paint_photo(self, painter: QPainter, place: int, where: QRectF, *, here: bool) -> None:
        pixmap = self._pixmaps.pixmap(self._review.doubts[place].photo_id)
        said = self._review.said_of(place)
        painter.setOpacity(1.0 if here else 0.45 if said is None else 0.7)
        if pixmap is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(255, 255, 255, 26))
            painter.drawRoundedRect(where, _RADIUS, _RADIUS)
        else:
            painter.drawPixmap(where.toRect(), pixmap)
        painter.setOpacity(1.0)
        if here:
            painter.setPen(QPen(QColor(theme.VIEWER_TEXT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(where.adjusted(-3, -3, 3, 3), _RADIUS + 2, _RADIUS + 2)
        elif said in (Said.RIGHT, Said.WRONG):
            self._paint_sign(painter, where, right=said is Said.RIGHT)

    def _paint_sign(self, painter: QPainter, where: QRectF, *, right: bool) -> None:
        box = QRectF(0, 0, _SIGN, _SIGN)
        box.moveCenter(where.bottomRight() - QPointF(_SIGN / 2 + 1, _SIGN / 2 + 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_RIGHT if right else _WRONG))
        painter.drawEllipse(box)
        ratio = self.devicePixelRatioF()
        sign = theme.drawing("done" if right else "close", "#ffffff", 14, ratio=ratio)
        painter.drawPixmap(box.center() - QPointF(7, 7), sign)
