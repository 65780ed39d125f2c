"""The photos of a review in a row: those that were judged, the one at hand, those to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from app import theme
from app.tags.review import Review, Said
from app.viewer.strip import Strip

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.background import Background
    from app.questions import Questions

_SIGN = 18
_RIGHT, _WRONG = "#3fae5a", "#e5484d"


class ReviewStrip(Strip):
    """Draws them; the one at hand stays in the middle."""

    def __init__(self, questions: Questions, background: Background) -> None:
        super().__init__(questions, background)
        self._review = Review("", ())
        self.moved.connect(self._show)

    def show_review(self, review: Review) -> None:
        """Show where a review has come to."""
        self._review = review
        self._show()

    def _show(self) -> None:
        self.show_photos(self._review.near(ahead=2 * self.reach, behind=self.reach))

    @override
    def _opacity(self, step: int) -> float:
        said = self._review.said_of(self._review.place + step)
        return 1.0 if step == 0 else 0.45 if said is None else 0.7

    @override
    def _paint_photo(self, painter: QPainter, step: int, photo_id: int) -> None:
        super()._paint_photo(painter, step, photo_id)
        said = self._review.said_of(self._review.place + step)
        if step and said in (Said.RIGHT, Said.WRONG):
            self._paint_sign(painter, self._place(step), right=said is Said.RIGHT)

    def _paint_sign(self, painter: QPainter, where: QRectF, *, right: bool) -> None:
        box = QRectF(0, 0, _SIGN, _SIGN)
        box.moveCenter(where.bottomRight() - QPointF(_SIGN / 2 + 1, _SIGN / 2 + 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_RIGHT if right else _WRONG))
        painter.drawEllipse(box)
        ratio = self.devicePixelRatioF()
        sign = theme.drawing("done" if right else "close", "#ffffff", 14, ratio=ratio)
        painter.drawPixmap(box.center() - QPointF(7, 7), sign)
