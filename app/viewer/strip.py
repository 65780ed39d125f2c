"""Photos in a row on black, small: the one at hand in the middle, those before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.grid.pixmaps import Pixmaps, Shape
from app.language import tr
from app.notches import Notches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from app.background import Background
    from app.questions import Questions

_SIDE: Final = 56
_GAP, _RADIUS = 8, 6
#: Points of air: the frame around the one at hand reaches into it, and stands on no window's edge.
_ABOVE, _BELOW = 8, 12
_VEIL: Final = QColor(15, 14, 14, 200)


class Strip(QWidget):
    """Draws them.

    Signals:
        moved(): There is room for more photos, or for fewer.
        chosen(int): Somebody wants the photo so many steps further.
    """

    moved = Signal()
    chosen = Signal(int)

    def __init__(self, questions: Questions, background: Background) -> None:
        super().__init__()
        self._near: dict[int, int] = {}
        #: Whether it lies over a photo.
        self.over = False
        self._notches = Notches(sideways=True)
        self._pixmaps = Pixmaps(background, questions.tiles, self)
        self._pixmaps.ready.connect(lambda _photo: self.update())
        self.setFixedHeight(_ABOVE + _SIDE + _BELOW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("The photos before and after this one"))

    @property
    def reach(self) -> int:
        """How many photos have room on each side of the one at hand, the last of them in part."""
        return max((self.width() - _SIDE) // 2 // (_SIDE + _GAP), 0) + 1

    def show_photos(self, near: Mapping[int, int]) -> None:
        """Show photos by how many steps away they are, the nearest first."""
        self._near = dict(near)
        ratio = self.devicePixelRatioF()
        shape = Shape(round(_SIDE * ratio), _RADIUS * ratio, ratio)
        self._pixmaps.want(list(self._near.values()), shape, seen=len(self._near))
        self.update()

    def look_again(self) -> None:
        """Read all anew, because files have changed."""
        self._pixmaps.look_again(at_all=True)
        self.show_photos(self._near)

    def _place(self, step: int) -> QRectF:
        left = (self.width() - _SIDE) / 2 + step * (_SIDE + _GAP)
        return QRectF(round(left), _ABOVE, _SIDE, _SIDE)

    def _step_at(self, point: QPointF) -> int | None:
        return next((each for each in self._near if self._place(each).contains(point)), None)

    @override
    def sizeHint(self) -> QSize:
        """Override of Qt's: a row of photos."""
        return QSize(600, _ABOVE + _SIDE + _BELOW)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: room for more of them, or for fewer."""
        super().resizeEvent(event)
        self.moved.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: draw all of them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.over:
            painter.fillRect(self.rect(), _VEIL)
        for step, photo_id in self._near.items():
            self._paint_photo(painter, step, photo_id)
        painter.end()

    def _paint_photo(self, painter: QPainter, step: int, photo_id: int) -> None:
        pixmap, where = self._pixmaps.pixmap(photo_id), self._place(step)
        painter.setOpacity(self._opacity(step))
        if pixmap is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(255, 255, 255, 26))
            painter.drawRoundedRect(where, _RADIUS, _RADIUS)
        else:
            painter.drawPixmap(where.toRect(), pixmap)
        painter.setOpacity(1.0)
        if step == 0:
            painter.setPen(QPen(QColor(theme.VIEWER_TEXT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(where.adjusted(-3, -3, 3, 3), _RADIUS + 2, _RADIUS + 2)

    def _opacity(self, step: int) -> float:
        """Return how much of a photo is seen: the one at hand stands out."""
        return 1.0 if step == 0 else 0.6

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: go to the photo under the mouse."""
        step = self._step_at(event.position())
        if step is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(step)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Override of Qt's: a photo further, or back, for each notch."""
        notches = self._notches.of(event)
        # One after the other: a longer step past the last photo would lead nowhere.
        for _ in range(abs(notches)):
            self.chosen.emit(-1 if notches > 0 else 1)
        event.accept()
