"""Lets a list end softly where it goes on below: no line of it is cut in two at its lower edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea

    from app.theme import Theme

#: Points from where it begins to the lower edge: a line and its air; and those on either side that
#: it leaves to the rim of the card, which bends there.
_HIGH: Final = 40
_RIM: Final = 2


class Fading(QWidget):
    """Lies over the lower edge of what scrolls, in the colour of a card; gone at the very end."""

    def __init__(self, area: QAbstractScrollArea, wearing: Theme) -> None:
        super().__init__(area)
        self._theme, self._area = wearing, area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        area.viewport().installEventFilter(self)
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self._follow)
        bar.rangeChanged.connect(self._follow)
        wearing.changed.connect(self.update)
        self._follow()

    def _follow(self) -> None:
        bar, seen = self._area.verticalScrollBar(), self._area.viewport().geometry()
        self.setGeometry(
            seen.left() + _RIM, seen.bottom() + 1 - _HIGH, seen.width() - 2 * _RIM, _HIGH
        )
        self.setVisible(bar.value() < bar.maximum())
        self.raise_()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: what scrolls has another size."""
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: from nothing to the colour of the card."""
        painter, ground = QPainter(self), QColor(self._theme.colours.raised)
        clear = QColor(ground)
        clear.setAlpha(0)
        fall = QLinearGradient(0, 0, 0, self.height())
        fall.setColorAt(0, clear)
        fall.setColorAt(0.9, ground)
        painter.fillRect(self.rect(), fall)
        painter.end()
