"""Where dragged photos can be dropped: a line of a list, or a button, which lights up meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget
from typing_extensions import override

from app.carrying import carried

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.theme import Theme

    #: Returns what lies under a point and takes photos, and its place; None where nothing does.
    TargetAt = Callable[[QPoint], tuple[object, QRect] | None]


class Receiving(QObject):
    """Watches over a widget onto which photos are dragged.

    Signals:
        dropped(target, list of int): These photos were dropped onto this.
        moved(QPoint): Photos are dragged across it, and are here.
    """

    dropped = Signal(object, list)
    moved = Signal(QPoint)

    def __init__(self, widget: QWidget, target_at: TargetAt, library: Path, wearing: Theme) -> None:
        """Watch over a widget, for photos of the library in a folder."""
        super().__init__(widget)
        self._widget = widget
        self._target_at = target_at
        self._library = library
        self._carried: list[int] = []
        self._glow = _Glow(widget, wearing)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def _on_enter(self, event: QDragEnterEvent) -> None:
        # Once: what is dragged stays the same, and to read many ids takes longer than a frame.
        self._carried = carried(event.mimeData(), self._library)
        self._on_move(event)

    def _on_move(self, event: QDragMoveEvent) -> None:
        at = event.position().toPoint()
        self.moved.emit(at)
        found = self._target_at(at) if self._carried else None
        if found is None:
            self._glow.hide()
            event.ignore()
            return
        self._glow.lie_on(found[1])
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _on_leave(self) -> None:
        self._glow.hide()
        self._carried = []

    def _on_drop(self, event: QDropEvent) -> None:
        found, ids = self._target_at(event.position().toPoint()), self._carried
        self._on_leave()
        if found is not None and ids:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(found[0], ids)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: what is dragged belongs to us, all else to the widget."""
        if isinstance(event, QDragEnterEvent):  # It is a QDragMoveEvent too.
            self._on_enter(event)
        elif isinstance(event, QDragMoveEvent):
            self._on_move(event)
        elif event.type() is QEvent.Type.DragLeave:
            self._on_leave()
        elif event.type() is QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._on_drop(event)
        else:
            return False
        return True


def on_lines(
    view: QAbstractItemView, target_of: Callable[..., object | None]
) -> tuple[QWidget, TargetAt]:
    """Return what to watch over where the lines of a list take photos.

    Args:
        view: The list.
        target_of: Returns what a line, a `QModelIndex`, stands for; None where it takes no photos.
    """

    def target_at(point: QPoint) -> tuple[object, QRect] | None:
        index = view.indexAt(point)
        target = target_of(index) if index.isValid() else None
        return None if target is None else (target, view.visualRect(index))

    return view.viewport(), target_at


class _Glow(QWidget):
    """Lies on what would take the photos if they were let go."""

    def __init__(self, over: QWidget, wearing: Theme) -> None:
        super().__init__(over)
        self._theme = wearing
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def lie_on(self, where: QRect) -> None:
        """Lie here, and be seen."""
        self.setGeometry(where)
        self.show()
        self.raise_()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: a frame in the accent, and a veil of it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(self._theme.colours.accent)
        painter.setPen(QPen(accent, 2))
        accent.setAlpha(36)
        painter.setBrush(accent)
        inset = 8 if self.width() > 100 else 1
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, 1, -inset, -1), 8, 8)
        painter.end()
