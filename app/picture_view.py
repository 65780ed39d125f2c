"""One picture on black: fitted, or nearer, dragged about and brought nearer at the pointer.

What is drawn may be a preview at first and the whole picture later: the view stays where it is,
because it is told in shares of the picture and not in pixels of what is there to draw.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app import theme

_STEP = 1.25
#: Screen pixels a pixel of the picture can become.
_NEAREST = 8.0


class PictureView(QWidget):
    """Draws a picture.

    Signals:
        magnified(float): So many pixels of the screen are one of the picture now.
    """

    magnified = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self._natural = QSize(1, 1)
        self._zoom = 1.0
        self._centre = QPointF(0.5, 0.5)
        self._dragged_from: QPointF | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Photo")

    @property
    def fitted(self) -> bool:
        """Whether the whole picture is in view."""
        return self._zoom == 1.0

    @property
    def magnification(self) -> float:
        """Pixels of the screen for one of the picture."""
        return self._fit() * self._zoom * self.devicePixelRatioF()

    def show_picture(self, image: QImage | None, natural: QSize, *, another: bool) -> None:
        """Show a picture of `natural` pixels, as sharp as `image` is.

        Args:
            image: What there is to draw; None for nothing yet.
            natural: Width and height of the photo itself, upright.
            another: Another photo than before: begin with the whole of it.
        """
        self._pixmap = QPixmap.fromImage(image) if image else QPixmap()
        self._natural = natural if not natural.isEmpty() else QSize(1, 1)
        if another:
            self._zoom, self._centre = 1.0, QPointF(0.5, 0.5)
        self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        self._magnify(1.0, QRectF(self.rect()).center())

    def one_to_one(self) -> None:
        """Show a pixel of the picture as a pixel of the screen."""
        whole = 1 / (self._fit() * self.devicePixelRatioF())
        self._magnify(whole, QRectF(self.rect()).center())

    def step(self, direction: int) -> None:
        """Go nearer (+1) or further away (-1)."""
        self._magnify(self._zoom * _STEP**direction, QRectF(self.rect()).center())

    def _fit(self) -> float:
        """Return the points of the screen for a pixel of the picture, when all of it is shown."""
        wide = self.width() / self._natural.width()
        return max(min(wide, self.height() / self._natural.height()), 1e-6)

    def _size(self) -> tuple[float, float]:
        scale = self._fit() * self._zoom
        return self._natural.width() * scale, self._natural.height() * scale

    def _target(self) -> QRectF:
        width, height = self._size()
        left = self.width() / 2 - self._centre.x() * width
        top = self.height() / 2 - self._centre.y() * height
        return QRectF(left, top, width, height)

    def _magnify(self, zoom: float, at: QPointF) -> None:
        """Come nearer or go away, so that what lies at a point of the screen stays there."""
        target = self._target()
        share = QPointF(
            (at.x() - target.x()) / target.width(), (at.y() - target.y()) / target.height()
        )
        most = max(_NEAREST / (self._fit() * self.devicePixelRatioF()), 1.0)
        self._zoom = min(max(zoom, 1.0), most)
        width, height = self._size()
        self._look_at(
            share.x() + (self.width() / 2 - at.x()) / width,
            share.y() + (self.height() / 2 - at.y()) / height,
        )
        self.magnified.emit(self.magnification)

    def _look_at(self, x: float, y: float) -> None:
        """Put this share of the picture in the middle, as far as its edges allow."""
        width, height = self._size()
        half_x, half_y = min(self.width() / width / 2, 0.5), min(self.height() / height / 2, 0.5)
        self._centre = QPointF(min(max(x, half_x), 1 - half_x), min(max(y, half_y), 1 - half_y))
        shape = Qt.CursorShape.ArrowCursor if self.fitted else Qt.CursorShape.OpenHandCursor
        self.setCursor(shape)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: black, and the picture on it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.VIEWER))
        if not self._pixmap.isNull():
            near = self.magnification >= 3
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not near)
            painter.drawPixmap(self._target(), self._pixmap, QRectF(self._pixmap.rect()))
        painter.end()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: the same share of the picture stays in the middle."""
        super().resizeEvent(event)
        self._look_at(self._centre.x(), self._centre.y())

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Override of Qt's: nearer or further away, at the pointer."""
        turned = event.angleDelta().y() / 120
        self._magnify(self._zoom * _STEP**turned, event.position())
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: take hold of the picture."""
        if event.button() == Qt.MouseButton.LeftButton and not self.fitted:
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: move it."""
        if self._dragged_from is not None:
            moved = event.position() - self._dragged_from
            self._dragged_from = event.position()
            width, height = self._size()
            self._look_at(
                self._centre.x() - moved.x() / width, self._centre.y() - moved.y() / height
            )

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: let go of it."""
        self._dragged_from = None
        self._look_at(self._centre.x(), self._centre.y())

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: pixel for pixel at this point, or the whole again."""
        if self.fitted:
            whole = 1 / (self._fit() * self.devicePixelRatioF())
            self._magnify(max(whole, 2.0), event.position())
        else:
            self.fit()
