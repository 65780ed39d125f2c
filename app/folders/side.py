"""The list of places in the sidebar, in which folders open to those below them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt
from typing_extensions import override

from app.asked import Folder
from app.lines import SideList, chevron_room

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from app.lines import LinesModel

_LEFT_BUTTON = Qt.MouseButton.LeftButton


class PlaceList(SideList):
    """The lines of places.

    A click on the chevron of a folder opens and closes it and shows nothing else; so does a double
    click anywhere on its line, and the keys to the right and to the left, which go on to the first
    folder below, and back to the one above.
    """

    _folding = False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: where there is nothing more to open or close, along the branch."""
        here, entry = self.currentIndex(), self.entry()
        steps_in = event.key() == Qt.Key.Key_Right and entry is not None and entry.opened
        steps_out = event.key() == Qt.Key.Key_Left and entry is not None and not entry.opened
        if steps_in:
            self.setCurrentIndex(here.siblingAtRow(here.row() + 1))
        elif steps_out and (above := self._above(here)).isValid():
            self.setCurrentIndex(above)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: a chevron opens and closes, and leads nowhere."""
        self._folding = event.button() == _LEFT_BUTTON and self._turn_by(event, chevron=True)
        if not self._folding:
            super().mousePressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: the first click has led there already."""
        self._folding = event.button() == _LEFT_BUTTON and self._turn_by(event, chevron=False)
        if not self._folding:
            super().mouseDoubleClickEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's, who would take it for a click on the line."""
        if self._folding:
            self._folding = False
        else:
            super().mouseReleaseEvent(event)

    def _turn_by(self, event: QMouseEvent, *, chevron: bool) -> bool:
        """Open or close the line under the mouse; False where it does neither."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        entry = self.entry(index)
        if entry is None or entry.opened is None:
            return False
        if chevron and not self._chevron_is_under(point, index):
            return False
        self.turn(entry)
        return True

    def _chevron_is_under(self, point: QPoint, index: QModelIndex) -> bool:
        entry = self.entry(index)
        return entry is not None and chevron_room(entry, self.visualRect(index)).contains(point)

    def _above(self, index: QModelIndex) -> QModelIndex:
        """The line of the folder that holds that of another one; none at the top."""
        entry = self.entry(index)
        depth = entry.depth if entry is not None else 0
        lines = (index.siblingAtRow(row) for row in range(index.row() - 1, -1, -1))
        entries = ((each, self.entry(each)) for each in lines)
        above = (each for each, its in entries if its is not None and its.depth < depth)
        return next(above, QModelIndex())


def line_of(goes_to: object, lines: LinesModel) -> int | None:
    """Return the row that leads to something, else that of the nearest folder around it, or None.

    Args:
        goes_to: What a line leads to; None for nothing.
        lines: Those that there are.
    """
    row = None if goes_to is None else lines.row_of(goes_to)
    while row is None and isinstance(goes_to, Folder):
        above = Folder(os.path.dirname(goes_to.path))
        if above == goes_to:
            break
        goes_to, row = above, lines.row_of(above)
    return row
