"""Menus and tool tips with round corners, those that Qt makes by itself as well.

A style sheet rounds what is drawn in a window and not the window, and a menu is a window of its
own: behind its corners would stand squares. Qt hands all that is shown to its style first, the menu
of a field and the tool tip of a button too: here they get a window through which one sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QBitmap, QGuiApplication, QPainter
from PySide6.QtWidgets import QMenu, QProxyStyle, QWidget
from typing_extensions import override

from app.menus import Drawer

if TYPE_CHECKING:
    from PySide6.QtGui import QPalette
    from PySide6.QtWidgets import QApplication

#: Points by which the corners of a menu and of a tool tip are rounded, as in the style sheet.
MENU_RADIUS, TIP_RADIUS = 10, 6
#: The system whose screen may have nobody who lays windows over each other: there what one would
#: see through is black.
_MAY_NOT_COMPOSE: Final = "xcb"
#: Without a frame: Windows lets nobody see through any other window. Without its shadow: it is that
#: of a square.
_BARE: Final = Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint


class RoundPopups(QProxyStyle):
    """Qt's Fusion, whose menus and tool tips have round corners."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self._cuts = QGuiApplication.platformName() == _MAY_NOT_COMPOSE
        self._cutter, self._drawer = Cutter(self), Drawer(self)

    @override
    def polish(self, shown: QWidget | QApplication | QPalette) -> None:  # type: ignore[override] # One for three of Qt's.
        """Override of Qt's: once for each widget, before it is shown for the first time."""
        super().polish(shown)
        if isinstance(shown, QMenu) or (isinstance(shown, QWidget) and _is_tip(shown)):
            shown.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
            shown.overrideWindowFlags(shown.windowFlags() | _BARE)
            if self._cuts:
                shown.installEventFilter(self._cutter)
            if isinstance(shown, QMenu):
                shown.installEventFilter(self._drawer)


class Cutter(QObject):
    """Cuts the corners off the windows over which it watches.

    Not one pixel that is drawn: where windows are laid over each other nothing is seen of it.
    """

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: a window of another size has other corners."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            radius = MENU_RADIUS if isinstance(watched, QMenu) else TIP_RADIUS
            watched.setMask(_rounded(watched, radius - 1))
        return False


def _is_tip(shown: QWidget) -> bool:
    return shown.windowType() == Qt.WindowType.ToolTip and shown.inherits("QTipLabel")


def _rounded(window: QWidget, radius: int) -> QBitmap:
    mask = QBitmap(window.size())
    mask.clear()
    painter = QPainter(mask)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.color1)
    painter.drawRoundedRect(QRectF(window.rect()), radius, radius)
    painter.end()
    return mask
