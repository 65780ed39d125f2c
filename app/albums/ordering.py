"""The order of an album whose photos were put there: changed by dragging, or by keys.

Where the photos would go is shown by a line between two of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.carrying import carries_photos
from app.grid.cells import GAP

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.albums.shelf import Shown
    from app.grid.view import PhotoGrid

#: Points from the upper and lower edge in which dragging scrolls, and how far each time.
_EDGE, _SCROLL = 48, 24
#: Milliseconds between two of these times.
_EVERY: Final = 30
_WIDTH: Final = 4


class Ordering(QObject):
    """Lets the photos of a grid be put in another order, as long as it shows such an album."""

    def __init__(self, grid: PhotoGrid, move: Callable[[list[int], int], object]) -> None:
        """Watch over a grid; `move` is told photos, and how many of those shown come before."""
        super().__init__(grid)
        self._grid = grid
        self._move = move
        self._mark = _Mark(grid.viewport())
        self._at = QPoint()
        self._scrolling = QTimer(self, interval=_EVERY)
        self._scrolling.timeout.connect(self._scroll)
        grid.viewport().installEventFilter(self)

    def follow(self, album: Shown | None) -> None:
        """Let the photos of this album be put in order; None for none."""
        self._grid.viewport().setAcceptDrops(album is not None)

    def step(self, by: int) -> None:
        """Move the selected photos one place earlier (-1) or later (+1), together."""
        ids = self._grid.selected_photos().tolist()
        rows = self._grid.photos.rows_of(self._grid.selected_photos())
        if not len(rows):
            return
        last = self._grid.photos.rowCount() - 1
        if by < 0 and rows[0] > 0:
            self._move(ids, int(rows[0]) - 1)
        elif by > 0 and rows[-1] < last:
            self._move(ids, int(rows[-1]) + 2)
        elif rows[-1] - rows[0] >= len(rows):  # At an edge, but not yet together.
            self._move(ids, 0 if by < 0 else last + 1)

    def place_at(self, point: QPoint) -> int | None:
        """Return before which row photos would go that are dropped at a point of the viewport."""
        cells = self._grid.cells
        row = cells.nearest_row(point + QPoint(0, self._grid.verticalOffset()))
        if row is None:
            return None
        return row + int(point.x() > self._grid.row_rect(row).center().x())

    def _show_place(self) -> None:
        place, cells = self.place_at(self._at), self._grid.cells
        if place is None:
            self._mark.hide()
            return
        # At the end of a line it stands behind the photo that the mouse is nearest to.
        row = cells.nearest_row(self._at + QPoint(0, self._grid.verticalOffset()))
        assert row is not None
        rect, behind = self._grid.row_rect(row), place > row
        left = (
            rect.right() + 1 + (GAP - _WIDTH) // 2 if behind else rect.left() - (GAP + _WIDTH) // 2
        )
        self._mark.setGeometry(QRect(left, rect.top(), _WIDTH, rect.height()))
        self._mark.show()
        self._mark.raise_()

    def _scroll(self) -> None:
        bar, height = self._grid.verticalScrollBar(), self._grid.viewport().height()
        step = _SCROLL * (int(self._at.y() > height - _EDGE) - int(self._at.y() < _EDGE))
        if step:
            bar.setValue(bar.value() + step)
            self._show_place()

    def _on_move(self, event: QDragMoveEvent) -> None:
        if event.source() is not self._grid or not carries_photos(event.mimeData()):
            event.ignore()
            return
        self._at = event.position().toPoint()
        self._show_place()
        self._scrolling.start()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _end(self) -> None:
        self._scrolling.stop()
        self._mark.hide()

    def _on_drop(self, event: QDropEvent) -> None:
        self._end()
        place = self.place_at(event.position().toPoint())
        if event.source() is self._grid and place is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._move(self._grid.selected_photos().tolist(), place)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: what is dragged belongs to us, all else to the grid."""
        if isinstance(event, QDragMoveEvent):  # A QDragEnterEvent is one too.
            self._on_move(event)
        elif event.type() is QEvent.Type.DragLeave:
            self._end()
        elif event.type() is QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._on_drop(event)
        else:
            return False
        return True


class _Mark(QWidget):
    """The line between two photos."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: round at both ends, in the accent."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.palette().highlight().color()))
        painter.drawRoundedRect(self.rect(), _WIDTH / 2, _WIDTH / 2)
        painter.end()
