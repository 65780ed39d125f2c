"""One picture on black: fitted, or nearer, turned, dragged about and brought nearer at the pointer.

What is drawn may be a preview at first and the whole picture later: the view stays where it is,
because it is told in shares of the picture and not in pixels of what is there to draw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QEvent,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from app import theme
from app.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

#: Points of the screen that a pixel of a small picture fills at most, when it is fitted: blown up
#: further it would only be blurred.
_ENLARGED: Final = 2.0
_STEP: Final = 1.25
#: Screen pixels a pixel of the picture can become.
_NEAREST: Final = 8.0
#: The share of the screen that one press of a key moves a picture by.
_MOVED: Final = 0.12
#: Milliseconds in which one photo of a slideshow becomes the next.
_FADE: Final = 500


class PictureView(QWidget):
    """Draws a picture.

    Signals:
        magnified(float): So many pixels of the screen are one of the picture now.
        looked(): Another part of it is in view, or it is nearer or further away.
        resized(): There is more room for it, or less.
        carried(): The mouse drags the fitted picture: somebody wants it elsewhere.
    """

    magnified = Signal(float)
    looked = Signal()
    resized = Signal()
    carried = Signal()

    def __init__(self, parent: QWidget | None = None, *, enlarges: bool = True) -> None:
        """Make one; `enlarges` says whether a small picture fills it as well."""
        super().__init__(parent)
        self._enlarges = enlarges
        self._pixmap = QPixmap()
        self._excerpt, self._part = QPixmap(), QRectF()
        self._natural = QSize(1, 1)
        self._zoom = 1.0
        self._turned = 0
        self._centre = QPointF(0.5, 0.5)
        self._dragged_from: QPointF | None = None
        self._pressed_at: QPoint | None = None
        self._before: Callable[[QPainter], None] | None = None
        self._fade = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=_FADE)
        self._fade.valueChanged.connect(lambda _share: self.update())
        self._fade.finished.connect(self._forget_before)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Photo"))

    @property
    def fitted(self) -> bool:
        """Whether the whole picture is in view, be it as large as fits or smaller."""
        return self._zoom <= 1.0

    @property
    def magnification(self) -> float:
        """Pixels of the screen for one of the picture."""
        return self._fit() * self._zoom * self.devicePixelRatioF()

    @property
    def across(self) -> float:
        """Pixels of the screen across the whole picture, before it is turned."""
        return self._natural.width() * self.magnification

    @property
    def part(self) -> QRectF:
        """What of the picture is in view, in shares of it, before it is turned."""
        whole, seen = self._target(), QRectF(self.rect()).intersected(self._target())
        part = QRectF(
            (seen.x() - whole.x()) / whole.width(), (seen.y() - whole.y()) / whole.height(),
            seen.width() / whole.width(), seen.height() / whole.height(),
        )  # fmt: skip
        return _turned(part, -self._turned)

    def room(self, *, turned: int = 0) -> QSize:
        """Return the pixels of screen that a picture is fitted into, turned by so many quarters."""
        room = QSize(max(self.width(), 64), max(self.height(), 64)) * self.devicePixelRatioF()
        return room.transposed() if turned % 2 else room

    def show_picture(
        self, image: QImage | None, natural: QSize, *, another: bool, turned: int = 0,
        fades: bool = False,
    ) -> None:  # fmt: skip
        """Show a picture of `natural` pixels, as sharp as `image` is.

        Args:
            image: What there is to draw; None for nothing yet.
            natural: Width and height of the photo itself, upright.
            another: Another photo than before: begin with the whole of it.
            turned: Quarters of a circle that it is turned by, with the clock.
            fades: Whether it comes slowly out of the one before.
        """
        if fades:
            self._fade_from_this()
        turns = turned % 4 != self._turned
        self._pixmap = QPixmap.fromImage(image) if image else QPixmap()
        self._natural = natural if not natural.isEmpty() else QSize(1, 1)
        self._turned = turned % 4
        if another or turns:
            self._zoom, self._centre = 1.0, QPointF(0.5, 0.5)
            self._look_at(0.5, 0.5)
        self.update()

    def show_excerpt(self, image: QImage | None, part: QRectF) -> None:
        """Show a part of the picture sharper than all of it; None: none.

        Args:
            image: The part, not turned.
            part: Where it lies, in shares of the picture.
        """
        self._excerpt, self._part = QPixmap.fromImage(image) if image else QPixmap(), part
        self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        self._magnify(1.0, QRectF(self.rect()).center())

    def one_to_one(self) -> None:
        """Show a pixel of the picture as a pixel of the screen."""
        self._magnify(self._pixel_for_pixel(), QRectF(self.rect()).center())

    def step(self, direction: int) -> None:
        """Go nearer (+1) or further away (-1)."""
        self._magnify(self._zoom * _STEP**direction, QRectF(self.rect()).center())

    def move_by(self, across: int, down: int) -> bool:
        """Look further right (+1) or left, down (+1) or up; False where all of it is in view."""
        if self.fitted:
            return False
        width, height = self._size()
        self._look_at(
            self._centre.x() + across * _MOVED * self.width() / width,
            self._centre.y() + down * _MOVED * self.height() / height,
        )
        return True

    def _upright(self) -> QSize:
        """Return width and height of the picture as it is turned."""
        return self._natural.transposed() if self._turned % 2 else self._natural

    def _fit(self) -> float:
        """Return the points of the screen for a pixel of the picture, when all of it is shown."""
        seen = self._upright()
        fits = max(min(self.width() / seen.width(), self.height() / seen.height()), 1e-6)
        return fits if self._enlarges else min(fits, _ENLARGED)

    def _pixel_for_pixel(self) -> float:
        """Return how much nearer than fitted a pixel of the picture is one of the screen."""
        return 1 / (self._fit() * self.devicePixelRatioF())

    def _least(self) -> float:
        """Return how far away it can go: to the whole of it, a small one to its own pixels."""
        return min(self._pixel_for_pixel(), 1.0)

    def _size(self) -> tuple[float, float]:
        scale, seen = self._fit() * self._zoom, self._upright()
        return seen.width() * scale, seen.height() * scale

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
        most = max(_NEAREST * self._pixel_for_pixel(), 1.0)
        self._zoom = min(max(zoom, self._least()), most)
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
        if self.cursor().shape() != Qt.CursorShape.BlankCursor:
            self.setCursor(shape)
        self.update()
        self.looked.emit()

    def _fade_from_this(self) -> None:
        pixmap, turned = self._pixmap, self._turned
        target = self._on_pixels(self._target(), pixmap)
        self._before = lambda painter: _draw(painter, pixmap, target, turned)
        self._fade.start()

    def _forget_before(self) -> None:
        self._before = None
        self.update()

    def _on_pixels(self, target: QRectF, pixmap: QPixmap) -> QRectF:
        """Return where to draw: what has just as many pixels as its place lies on those."""
        ratio = self.devicePixelRatioF()
        drawn = pixmap.size().transposed() if self._turned % 2 else pixmap.size()
        off = abs(target.width() * ratio - drawn.width())
        if max(off, abs(target.height() * ratio - drawn.height())) >= 1:
            return target
        left, top = round(target.x() * ratio), round(target.y() * ratio)
        return QRectF(left / ratio, top / ratio, drawn.width() / ratio, drawn.height() / ratio)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: black, and the picture on it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.VIEWER))
        # Single pixels are for whoever goes near; a small picture that fits is drawn smooth.
        near = not self.fitted and self.magnification >= 3
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not near)
        if self._before is not None:
            share = self._fade.currentValue()
            painter.setOpacity(1 - share)
            self._before(painter)
            painter.setOpacity(share)
        self._paint_picture(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter) -> None:
        whole, part = self._target(), _turned(self._part, self._turned)
        left, top = whole.x() + part.x() * whole.width(), whole.y() + part.y() * whole.height()
        place = QRectF(left, top, part.width() * whole.width(), part.height() * whole.height())
        covered = whole.intersected(QRectF(self.rect())).adjusted(1, 1, -1, -1)
        if self._excerpt.isNull() or not place.contains(covered):
            _draw(painter, self._pixmap, self._on_pixels(whole, self._pixmap), self._turned)
        _draw(painter, self._excerpt, self._on_pixels(place, self._excerpt), self._turned)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: the same share of the picture stays in the middle."""
        super().resizeEvent(event)
        self._zoom = max(self._zoom, self._least())
        self._look_at(self._centre.x(), self._centre.y())
        self.resized.emit()

    @override
    def event(self, event: QEvent) -> bool:
        """Override of Qt's: two fingers on a touchpad draw it nearer."""
        pinches = Qt.NativeGestureType.ZoomNativeGesture
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == pinches:
            self._magnify(self._zoom * (1 + event.value()), event.position())
            return True
        return super().event(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Override of Qt's: nearer or further away, at the pointer."""
        turned = event.angleDelta().y() / 120
        self._magnify(self._zoom * _STEP**turned, event.position())
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: take hold of the picture."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif self.fitted:
            self._pressed_at = event.position().toPoint()
        else:
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: move it, or carry it away."""
        if self._dragged_from is not None:
            moved = event.position() - self._dragged_from
            self._dragged_from = event.position()
            width, height = self._size()
            self._look_at(
                self._centre.x() - moved.x() / width, self._centre.y() - moved.y() / height
            )
        elif self._pressed_at is not None:
            moved_by = (event.position().toPoint() - self._pressed_at).manhattanLength()
            if moved_by >= QApplication.startDragDistance():
                self._pressed_at = None
                self.carried.emit()
        else:
            super().mouseMoveEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: let go of it."""
        self._dragged_from = self._pressed_at = None
        self._look_at(self._centre.x(), self._centre.y())

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: pixel for pixel at this point, or the whole again."""
        if self.fitted:
            self._magnify(max(self._pixel_for_pixel(), 2.0), event.position())
        else:
            self.fit()


def _turned(part: QRectF, quarters: int) -> QRectF:
    """Return where a part of a picture lies, in shares, once that is turned with the clock."""
    for _ in range(quarters % 4):
        part = QRectF(1 - part.bottom(), part.x(), part.height(), part.width())
    return part


def _draw(painter: QPainter, pixmap: QPixmap, target: QRectF, turned: int) -> None:
    """Draw a picture into its place, turned by so many quarters."""
    if pixmap.isNull():
        return
    painter.save()
    painter.translate(target.center())
    painter.rotate(90 * turned)
    size = target.size().transposed() if turned % 2 else target.size()
    place = QRectF(-size.width() / 2, -size.height() / 2, size.width(), size.height())
    painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
    painter.restore()
