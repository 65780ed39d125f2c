"""One tag of the selected photos: its name, who says so, a bar of how sure, a tick and a cross.

It is drawn by hand: dozens of them come and go with each step through the photos.
"""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from app import theme
from app.actions import deed_of
from app.labels import shortened
from app.language import tr
from app.tags.keys import OF_ROW
from app.tags.standing import By, TagLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from app.theme import Theme

HEIGHT = 30
_BUTTON, _BAR, AIR = 26, 40, 8
_ICON = 16


class Part(Enum):
    """What lies where in a row."""

    NAME = "name"
    TICK = "tick"
    CROSS = "cross"


class TagRow(QWidget):
    """Shows a `TagLine`.

    Signals:
        confirmed(), refused(): The tag is right, or wrong.
        opened(): Somebody wants to see the photos that have it.
        reviewed(): Somebody wants to look through those that may have it.
        passed(int): The keyboard goes on: one down (+1) or up (-1).
        menu_wanted(QPoint): Its menu, at this place of the screen.
    """

    confirmed = Signal()
    refused = Signal()
    opened = Signal()
    reviewed = Signal()
    passed = Signal(int)
    menu_wanted = Signal(QPoint)

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing
        self.line = TagLine("", By.NOBODY, 0, 0)
        self._under: Part | None = None
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        wearing.changed.connect(self.update)

    def show_line(self, line: TagLine) -> None:
        """Show another tag, or the same otherwise."""
        self.line = line
        self.setAccessibleName(line.spoken)
        self.setAccessibleDescription(tr("Y: it is right. N: it is wrong. Return: its photos."))
        self.update()

    def place_of(self, part: Part) -> QRect:
        """Return where a part lies."""
        if part is Part.NAME:
            return self.rect().adjusted(0, 0, -2 * _BUTTON, 0)
        left = self.width() - (_BUTTON if part is Part.CROSS else 2 * _BUTTON)
        return QRect(left, (HEIGHT - _BUTTON) // 2, _BUTTON, _BUTTON)

    def _part_at(self, point: QPoint) -> Part | None:
        return next((each for each in Part if self.place_of(each).contains(point)), None)

    def _tip(self, part: Part | None) -> str:
        line = self.line
        if part is Part.NAME:
            keys = tr("Click: its photos  ·  R: look through it, photo by photo")
            return f"{line.spoken}\n{keys}"
        if part is Part.CROSS:
            offered = line.by is By.NOBODY
            return tr("It is wrong: suggest it no more  (N)") if offered else tr("Take it off  (N)")
        if part is None or line.settled:
            return tr("You have given it") if part is Part.TICK else ""
        if line.of > 1 and line.photos < line.of:
            return tr("Give it to all {n} photos  (Y)", "Give it to the photo  (Y)", line.of)
        return tr("Add it  (Y)") if line.by is By.NOBODY else tr("It is right  (Y)")

    # Drawn by hand.

    @override
    def sizeHint(self) -> QSize:
        """Override of Qt's: as wide as there is room."""
        return QSize(200, HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: ground, name, who says so, tick and cross."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_words(painter)
        offered = self.line.by is By.NOBODY
        self._paint_button(painter, Part.TICK, "plus" if offered else "done")
        self._paint_button(painter, Part.CROSS, "close")
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        colours = self._theme.colours
        painter.setPen(QColor(colours.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
        hovered = self._under is Part.NAME
        painter.setBrush(theme.colour(colours.hover) if hovered else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_words(self, painter: QPainter) -> None:
        colours, line = self._theme.colours, self.line
        where = self.place_of(Part.NAME).adjusted(AIR, 0, -AIR, 0)
        room = where.width() - self._paint_beside(painter, where) - AIR
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Normal if line.by is By.NOBODY else QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(QColor(colours.quiet if line.by is By.NOBODY else colours.text))
        shown = shortened(line.name, painter.fontMetrics(), room)
        # A name that is read from the right still begins where all names begin.
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(where, left | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_beside(self, painter: QPainter, where: QRect) -> int:
        """Draw what stands at the end of the words; how wide it is."""
        line = self.line
        if line.likelihood is not None and line.told == line.by.value:
            self._paint_bar(painter, where, line.likelihood)
            return _BAR
        painter.setPen(QColor(self._theme.colours.quiet))
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(where, middle, line.told)
        return painter.fontMetrics().horizontalAdvance(line.told)

    def _paint_bar(self, painter: QPainter, where: QRect, likelihood: float) -> None:
        colours = self._theme.colours
        groove = QRectF(where.right() - _BAR, HEIGHT / 2 - 2, _BAR, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(colours.pressed))
        painter.drawRoundedRect(groove, 2, 2)
        groove.setWidth(max(_BAR * min(likelihood, 1.0), 4))
        found = self.line.by is not By.NOBODY
        painter.setBrush(QColor(colours.accent if found else colours.quiet))
        painter.drawRoundedRect(groove, 2, 2)

    def _paint_button(self, painter: QPainter, part: Part, icon: str) -> None:
        colours, place = self._theme.colours, self.place_of(part)
        settled = part is Part.TICK and self.line.settled
        hovered = self._under is part and not settled
        if hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(colours.pressed))
            painter.drawRoundedRect(QRectF(place), 6, 6)
        colour = colours.accent if settled else colours.text if hovered else colours.quiet
        drawn = theme.drawing(icon, colour, _ICON, ratio=self.devicePixelRatioF())
        painter.drawPixmap(place.center() - QPoint(_ICON // 2 - 1, _ICON // 2 - 1), drawn)

    # Mouse and keyboard.

    def _hover(self, part: Part | None) -> None:
        if part is not self._under:
            self._under = part
            self.setCursor(
                Qt.CursorShape.ArrowCursor if part is None else Qt.CursorShape.PointingHandCursor
            )
            self.update()

    def _confirm(self) -> None:
        if not self.line.settled:
            self.confirmed.emit()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: light up what is under the mouse."""
        self._hover(self._part_at(event.position().toPoint()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        """Override of Qt's: nothing is."""
        self._hover(None)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: do what was pressed."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        acts: dict[Part | None, Callable[[], None]] = {
            Part.NAME: self.opened.emit, Part.TICK: self._confirm, Part.CROSS: self.refused.emit,
        }  # fmt: skip
        acts.get(self._part_at(event.position().toPoint()), _do_nothing)()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Override of Qt's: ask for its menu."""
        self.menu_wanted.emit(event.globalPos())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: right or wrong, its photos, or on to the next."""
        acts: dict[str, Callable[[], None]] = {
            "right": self._confirm, "wrong": self.refused.emit, "review": self.reviewed.emit,
            "open": self.opened.emit, "up": partial(self.passed.emit, -1),
            "down": partial(self.passed.emit, 1),
        }  # fmt: skip
        does = None if event.modifiers() & _WITH else deed_of(event.key(), OF_ROW)
        act = acts.get(does) if does else None
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

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

    @override
    def event(self, event: QEvent) -> bool:
        """Override of Qt's: each part says what it does."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(self._part_at(event.pos())), self)
            return True
        return super().event(event)


_WITH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def _do_nothing() -> None:
    """For a press beside all parts."""
