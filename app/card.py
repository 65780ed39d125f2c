"""A card: a small page that lies over the window where it was opened, until somebody is done.

It is part of the window and no window of its own: so it keeps its place on every system, and what
is behind it stays in sight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.theme import Theme

_RADIUS = 12.0
#: Around the card, for its shadow.
SHADOW = 20
#: Points by which a shadow lies below what throws it; its darkness at its rim, and the most that
#: each step inwards adds to it, of 255.
_FALL, _RIM, _STEP = 3, 1, 3
#: How dark the window is behind a card that veils it, of 255.
_SHADE = 80
#: Between the card and what opened it, and at least between it and the window's edge.
_APART, _EDGE = 6, 8


class Card(QWidget):
    """Holds what is laid into `column`; Escape and a press beside it close it.

    Signals:
        closed(): It is out of sight again.
    """

    closed = Signal()

    def __init__(self, name: str, wearing: Theme) -> None:
        """Make a card that is read out as `name`; it is hidden until it is opened."""
        super().__init__()
        self._theme = wearing
        self._anchor: QWidget | None = None
        self._back: QWidget | None = None
        self._to_the_right = False
        self._amid = False
        self._veil = _Veil()
        self.setAccessibleName(name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SHADOW, SHADOW, SHADOW, SHADOW)
        self.column.setSpacing(0)
        self.hide()
        wearing.changed.connect(self.update)

    def open_below(self, anchor: QWidget, *, right: bool = False) -> None:
        """Lie below a widget, in line with its left edge, or with its right one."""
        self._to_the_right = right
        has_keyboard = QApplication.focusWidget() or anchor
        if not self.isAncestorOf(has_keyboard):
            # A button that was clicked never had it, and is not to look as if it had.
            self._back = has_keyboard
        self._open(anchor, amid=False)

    def open_amid(
        self, anchor: QWidget, *, back: QWidget | None = None, veiled: bool = False
    ) -> None:
        """Lie in the middle of a widget, to which all that is done belongs.

        Once it is closed the keyboard goes to `back`, or else to that widget; `veiled`, the window
        behind it is darker until then.
        """
        self._back = back
        self._veil.setParent(anchor.window())
        self._veil.setVisible(veiled)
        self._open(anchor, amid=True)

    def _open(self, anchor: QWidget, *, amid: bool) -> None:
        self._anchor, self._amid = anchor, amid
        if self.parentWidget() is not anchor.window():
            self.setParent(anchor.window())
        self.place()
        self.show()
        if amid:
            self._veil.raise_()
        self.raise_()
        _application().installEventFilter(self)

    def place(self) -> None:
        """Find the place anew: for another size of the card, or of the window."""
        if self._anchor is None:
            return
        window = self._anchor.window()
        self._veil.setGeometry(window.rect())
        self.setMaximumWidth(window.width() - 2 * _EDGE + 2 * SHADOW)
        self.column.invalidate()
        self.column.activate()
        self.adjustSize()
        if self.column.hasHeightForWidth():
            # Qt guesses how many lines words take before it knows how wide they may be.
            self.resize(self.width(), self.column.totalHeightForWidth(self.width()))
        wanted = self._corner(self._anchor)
        most = window.width() - self.width() - _EDGE + SHADOW
        lowest = window.height() - self.height() - _EDGE + SHADOW
        left, top = min(wanted.x(), most), min(wanted.y(), lowest)
        self.move(max(left, _EDGE - SHADOW), max(top, _EDGE - SHADOW))

    def _corner(self, anchor: QWidget) -> QPoint:
        """Where in the window its left upper corner lies, were there room for any place."""
        if self._amid:
            return anchor.mapTo(anchor.window(), anchor.rect().center()) - self.rect().center()
        corner = anchor.mapTo(anchor.window(), QPoint(0, anchor.height()))
        right = anchor.width() - self.width() + SHADOW
        return corner + QPoint(right if self._to_the_right else -SHADOW, _APART - SHADOW)

    def close_card(self) -> None:
        """Be out of sight; the keyboard goes back to where it was."""
        had_keyboard = self.isAncestorOf(QApplication.focusWidget() or QWidget())
        self.hide()
        back = self._anchor
        if self._back is not None and isValid(self._back) and self._back.isVisible():
            back = self._back
        if had_keyboard and back is not None:
            back.setFocus()

    def _is_beside(self, event: QMouseEvent) -> bool:
        at = event.globalPosition().toPoint()
        inside = self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        opens = None if self._amid else self._anchor
        on_anchor = opens is not None and opens.rect().contains(opens.mapFromGlobal(at))
        return not (on_anchor or inside.contains(self.mapFromGlobal(at)))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: a press beside it closes the card, another window moves it."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            if self._is_beside(event):
                self.close_card()
        elif event.type() == QEvent.Type.Resize and watched is self.window():
            self.place()
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: Escape closes the card, and nothing behind it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace):
            super().keyPressEvent(event)

    @override
    def focusNextPrevChild(self, next_one: bool) -> bool:
        """Override of Qt's: Tab goes round on the card, never to what lies behind it."""
        parts = [each for each in _chain(self) if _takes_tab(each)]
        here = QApplication.focusWidget()
        if here not in parts:
            return super().focusNextPrevChild(next_one)
        step = 1 if next_one else -1
        reason = Qt.FocusReason.TabFocusReason if next_one else Qt.FocusReason.BacktabFocusReason
        parts[(parts.index(here) + step) % len(parts)].setFocus(reason)
        return True

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Override of Qt's: watch nothing any more."""
        _application().removeEventFilter(self)
        if isValid(self._veil):
            self._veil.hide()
        super().hideEvent(event)
        self.closed.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: a soft shadow, and the card on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_shadow(painter, card, SHADOW - _FALL, _RADIUS)
        painter.setPen(QPen(QColor(self._theme.colours.field_line), 1))
        painter.setBrush(QColor(self._theme.colours.raised))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.end()


class _Veil(QWidget):
    """What lies between a card and all behind it; the mouse goes through."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: a shade."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, _SHADE))
        painter.end()


def paint_shadow(painter: QPainter, card: QRectF, most: int, radius: float) -> None:
    """Draw the shadow of a card, `most` points wide, which grows darker the nearer it comes."""
    painter.setPen(Qt.PenStyle.NoPen)
    for reach in range(most, 0, -1):
        painter.setBrush(QColor(0, 0, 0, _RIM + round(_STEP * (1 - reach / most))))
        around = card.adjusted(-reach, _FALL - reach, reach, _FALL + reach)
        painter.drawRoundedRect(around, radius + reach, radius + reach)


def _chain(card: QWidget) -> Iterator[QWidget]:
    """Yield what is on a card, in the order in which Tab goes through a window."""
    part = card.nextInFocusChain()
    while part is not None and part is not card:
        if card.isAncestorOf(part):
            yield part
        part = part.nextInFocusChain()


def _takes_tab(part: QWidget) -> bool:
    wanted = part.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(wanted) and part.isVisible() and part.isEnabled() and part.focusProxy() is None


def _application() -> QCoreApplication:
    running = QApplication.instance()
    assert running is not None
    return running
