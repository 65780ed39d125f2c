"""A list view whose geometry is the arithmetic of `cells`: laid out at once, whatever its length.

It keeps of `QListView` the keyboard, the selection and the voice (a screen reader hears a list),
and takes over where things lie, how they are selected with the mouse, and what lights up under it.
What a cell shows is the delegate's business; what the photos are, that of `view`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from app.grid.laying import Room, squares

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from app.grid.cells import Cells, Section

Index = QModelIndex | QPersistentModelIndex

#: Milliseconds after the last movement until previews are asked for: scrolling fast costs nothing.
SETTLE = 12
#: Screens above and below that are read ahead and remembered.
_SCREENS = 2
#: Points from the upper and lower edge in which a rubber band scrolls, the faster the farther out,
#: and milliseconds from one time to the next.
_EDGE, _EVERY = 24, 30
#: Pixels by which a selected cell's ring stands out of it.
_OUTSTANDING = 8


class CellView(QListView):
    """Shows the rows of a list model in cells, in reading order: in squares, if in nothing else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted_side = 184
        self._caption = 0
        #: Points of the margin on the right that are no part of the viewport.
        self._lent = 0
        self._cells = squares(0, Room(width=1, wanted=1))
        self._fitted: tuple[object, ...] = ()
        self._titled: NDArray[np.int64] | Sequence[int] = ()
        self._hovered: int | None = None
        self._pressed_at: QPoint | None = None
        self._mouse_at = QPoint()
        self._at_edge = QTimer(self, interval=_EVERY)
        self._at_edge.timeout.connect(self._scroll_on)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAcceptDrops(False)
        # Qt moves pixels only where nothing shines through and nothing lies above.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setTabKeyNavigation(False)

    @property
    def cells(self) -> Cells:
        """Where everything lies now."""
        return self._cells

    def lay_out(self) -> None:
        """Find the place of each row anew: for another count, width or size of cell."""
        count = self.model().rowCount() if self.model() else 0
        width, seen = self.viewport().width() + self._lent, self.viewport().height()
        room = Room(width, self._wanted_side, self._titled, self._caption)
        grounds = (count, width, room.wanted, room.titled, room.caption, *self._wishes())
        # Qt asks again and again, as after each reset of the model.
        if len(grounds) != len(self._fitted) or not all(map(_is_same, grounds, self._fitted)):
            self._fitted = grounds
            self._cells = self._fit(count, room)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(self._cells.height - seen, 0))
        bar.setPageStep(seen)
        bar.setSingleStep(max(self._cells.line_pitch // 3, 1))
        bar.setEnabled(bar.maximum() > 0)
        self.viewport().update()

    def _wishes(self) -> tuple[object, ...]:
        """Return what else decides where cells lie: as long as all is the same, they stay."""
        return ()

    def _fit(self, count: int, room: Room) -> Cells:
        """Lay so many cells out; in squares, where nobody has another wish."""
        return squares(count, room)

    def row_rect(self, row: int) -> QRect:
        """Return a row's place in the viewport."""
        return self._cells.rect(row).translated(0, -self.verticalOffset())

    def row_under(self, point: QPoint) -> int | None:
        """Return the row under a point of the viewport."""
        return self._cells.row_at(point + QPoint(0, self.verticalOffset()))

    def rows_on_screen(self, *, screens: int = 0) -> range:
        """Return the rows in sight, and those of some screens above and below them."""
        top, seen = self.verticalOffset(), self.viewport().height()
        return self._cells.rows_between(top - screens * seen, top + (screens + 1) * seen)

    def rows_near_the_eye(self) -> tuple[list[int], int]:
        """Return the rows in sight in reading order, then those around; and how many are seen."""
        screen, around = self.rows_on_screen(), self.rows_on_screen(screens=_SCREENS)
        below, above = range(screen.stop, around.stop), range(around.start, screen.start)
        return [*screen, *_alternate(below, above[::-1])], len(screen)

    def _row_under_mouse(self) -> int | None:
        return self.row_under(self.viewport().mapFromGlobal(self.cursor().pos()))

    def _hover(self, row: int | None) -> None:
        for each in {self._hovered, row} if self._hovered != row else ():
            if each is not None:
                self.viewport().update(self.row_rect(each))
        self._hovered = row

    def _band(self) -> QRect | None:
        """Return the rubber band that the mouse is drawing, in the viewport."""
        if self._pressed_at is None or self.state() != QListView.State.DragSelectingState:
            return None
        begin = self._pressed_at - QPoint(0, self.verticalOffset())
        return QRect(begin, self._mouse_at).normalized()

    def _scroll_on(self) -> None:
        """Scroll and select on as long as a rubber band is held at an edge, or beyond."""
        here, height = self._mouse_at, self.viewport().height()
        step = max(here.y() - height + _EDGE, 0) - max(_EDGE - here.y(), 0)
        if self._band() is None or not step:
            self._at_edge.stop()
            return
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + step)
        moved = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(here), QPointF(self.viewport().mapToGlobal(here)),
            Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, QApplication.keyboardModifiers(),
        )  # fmt: skip
        QAbstractItemView.mouseMoveEvent(self, moved)
        self.viewport().update()

    def _rows_in(self, area: QRegion) -> list[int]:
        """Return the rows whose cells lie in a part of the viewport, or stand out into it."""
        out, offset = _OUTSTANDING, self.verticalOffset()
        rects: Iterable[QRect] = area  # type: ignore[assignment] # Qt's stubs do not tell.
        parts = (each.adjusted(-out, offset - out, out, offset + out) for each in rects)
        runs = (run for each in parts for run in self._cells.runs_in(each))
        return sorted({row for first, last in runs for row in range(first, last + 1)})

    def _paint_cells(self, painter: QPainter, area: QRegion) -> None:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain, chosen = option.state, self.selectionModel()
        current = self.currentIndex().row() if self.hasFocus() else -1
        for row in self._rows_in(area):
            index = self.model().index(row, 0)
            option.rect = self.row_rect(row)
            option.state = plain
            if chosen.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if row == current:
                option.state |= QStyle.StateFlag.State_HasFocus
            if row == self._hovered:
                option.state |= QStyle.StateFlag.State_MouseOver
            self.itemDelegate().paint(painter, option, index)

    def _paint_titles(self, painter: QPainter, area: QRegion) -> None:
        offset, whole = self.verticalOffset(), area.boundingRect()
        for section in self._cells.sections_between(whole.top() + offset, whole.bottom() + offset):
            where = self._cells.title_rect(section).translated(0, -offset)
            if section.titled and area.intersects(where):
                self._paint_title(painter, where, section)

    def _paint_title(self, painter: QPainter, where: QRect, section: Section) -> None:
        """Draw the title of a section; what it is, is known to whoever knows the rows."""

    def _paint_band(self, painter: QPainter, band: QRect) -> None:
        accent = QColor(self.palette().highlight().color())
        painter.setPen(accent)
        accent.setAlpha(40)
        painter.fillRect(band, accent)
        painter.drawRect(band.adjusted(0, 0, -1, -1))

    def _rows_of(self, rect: QRect) -> list[tuple[int, int]]:
        """Return what a selection takes: a rubber band what it touches, Shift all in between."""
        offset = QPoint(0, self.verticalOffset())
        if self.state() == QListView.State.DragSelectingState:
            return self._cells.runs_in(rect.normalized().translated(offset))
        ends = map(self._cells.nearest_row, (rect.topLeft() + offset, rect.bottomRight() + offset))
        rows = [row for row in ends if row is not None]
        return [(min(rows), max(rows))] if rows else []

    # Qt's own, in the order of its documentation.

    @override
    def doItemsLayout(self) -> None:
        """Override of Qt's: the arithmetic of `cells` instead of a walk over all rows."""
        self.lay_out()

    @override
    def updateGeometries(self) -> None:
        """Override of Qt's: `lay_out` has set the scroll bar."""

    @override
    def visualRect(self, index: Index) -> QRect:
        """Override of Qt's: where a cell is in the viewport."""
        return self.row_rect(index.row()) if index.isValid() else QRect()

    @override
    def indexAt(self, point: QPoint) -> QModelIndex:
        """Override of Qt's: which cell lies under a point of the viewport."""
        row = self.row_under(point)
        return QModelIndex() if row is None else self.model().index(row, 0)

    @override
    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Override of Qt's: scroll as little as brings the whole cell into view."""
        if not index.isValid():
            return
        bar, seen = self.verticalScrollBar(), self.viewport().height()
        rect = self._cells.rect(index.row()).adjusted(0, -_OUTSTANDING, 0, _OUTSTANDING)
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(rect.center().y() - seen // 2)
        elif rect.top() < bar.value():
            bar.setValue(rect.top())
        elif rect.bottom() > bar.value() + seen:
            bar.setValue(rect.bottom() - seen)

    @override
    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Override of Qt's: where a key of the keyboard leads."""
        cells, row = self._cells, self.currentIndex().row()
        if not cells.count:
            return QModelIndex()
        page = self.viewport().height()
        moves, here = QAbstractItemView.CursorAction, max(row, 0)
        targets = {
            moves.MoveLeft: row - 1, moves.MovePrevious: row - 1,
            moves.MoveRight: row + 1, moves.MoveNext: row + 1,
            moves.MoveUp: cells.above(here), moves.MoveDown: cells.below(here),
            moves.MovePageUp: cells.at_distance(here, -page),
            moves.MovePageDown: cells.at_distance(here, page),
            moves.MoveHome: 0, moves.MoveEnd: cells.count - 1,
        }  # fmt: skip
        target = 0 if row < 0 else targets[action]
        return self.model().index(min(max(target, 0), cells.count - 1), 0)

    @override
    def horizontalOffset(self) -> int:
        """Override of Qt's: cells never scroll sideways."""
        return 0

    @override
    def verticalOffset(self) -> int:
        """Override of Qt's: pixels that are scrolled away above."""
        return self.verticalScrollBar().value()

    @override
    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Override of Qt's: select what a rectangle of the viewport means."""
        selection = QItemSelection()
        for first, last in self._rows_of(rect):
            selection.select(self.model().index(first, 0), self.model().index(last, 0))
        self.selectionModel().select(selection, command)

    @override
    def selectAll(self) -> None:
        """Override of Qt's, which asks the model about each row."""
        if self._cells.count:
            ends = self.model().index(0, 0), self.model().index(self._cells.count - 1, 0)
            how = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(QItemSelection(*ends), how.ClearAndSelect)
            if not self.currentIndex().isValid():
                # What is done with one photo alone is then done with the first.
                self.selectionModel().setCurrentIndex(ends[0], how.NoUpdate)

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        """Override of Qt's, which repaints the cells without the ring around them."""
        super().currentChanged(current, previous)
        for each in (current, previous):
            self.viewport().update(self.visualRegionForSelection(QItemSelection(each, each)))

    @override
    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Override of Qt's: what to repaint when these change; only what is in sight counts."""
        region, out, top = QRegion(), _OUTSTANDING, self.verticalOffset()
        seen = self._cells.rows_between(top - out, top + self.viewport().height() + out)
        for each in selection.toList():
            for row in range(max(each.top(), seen.start), min(each.bottom() + 1, seen.stop)):
                region += self.row_rect(row).adjusted(-out, -out, out, out)
        return region

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: draw the cells that need it, and the rubber band."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.viewport().palette().base())
        self._paint_titles(painter, event.region())
        self._paint_cells(painter, event.region())
        band = self._band()
        if band is not None:
            self._paint_band(painter, band)
        painter.end()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Override of Qt's: move what is drawn; only what came into sight is painted."""
        self.viewport().scroll(dx, dy)
        # The end of a band stays with the mouse. Where a point is a pixel and a half, what is moved
        # may lie a pixel off.
        if self._band() is not None or self.devicePixelRatioF() % 1:
            self.viewport().update()
        if self.viewport().underMouse():
            self._hover(self._row_under_mouse())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: other columns."""
        QAbstractItemView.resizeEvent(self, event)
        self.lay_out()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: remember where a rubber band would begin."""
        self._pressed_at = event.position().toPoint() + QPoint(0, self.verticalOffset())
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: light up what is under the mouse."""
        self._mouse_at = event.position().toPoint()
        QAbstractItemView.mouseMoveEvent(self, event)
        self._hover(self.row_under(self._mouse_at))
        if self._band() is not None:
            self.viewport().update()
            # Qt would bring each line that the band reaches into view, a jump at a time.
            self.setAutoScroll(False)
            if not self._at_edge.isActive():
                self._at_edge.start()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: the rubber band is gone."""
        super().mouseReleaseEvent(event)
        self._pressed_at = None
        self.setAutoScroll(True)
        self.viewport().update()

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        """Override of Qt's: the mouse has left."""
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)


def _is_same(one: object, other: object) -> bool:
    """Whether two are one and the same thing, or the same number."""
    return one is other or (isinstance(one, int) and one == other)


def _alternate(one: range, other: range) -> list[int]:
    """Return two ranges merged turn by turn: nearest below, nearest above, next below ..."""
    merged = [row for pair in zip(one, other, strict=False) for row in pair]
    return [*merged, *(one[len(other) :] or other[len(one) :])]
