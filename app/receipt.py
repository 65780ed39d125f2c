"""What was just done, in one line over the foot of the photos, and the way to take it back.

It lies over the window and moves nothing: who edits one photo after the other finds everything
where it was. After a while it is gone by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from app.card import SHADOW, paint_shadow
from app.labels import IconButton, OneLine
from app.language import tr
from app.staying import Stay, announce

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.theme import Theme

#: Milliseconds that it stays.
_STAYS = 8000
_WIDEST, _ABOVE = 560, 52


class Receipt(QWidget):
    """The line, with one button; hidden while there is nothing to say."""

    def __init__(self, over: QWidget, wearing: Theme) -> None:
        """Make one that lies over a window, above its foot."""
        super().__init__(over)
        self._over = over
        self._theme = wearing
        self._act: Callable[[], object] | None = None
        self._stay = Stay(self)
        self._stay.over.connect(self.hide)
        self.line = OneLine()
        self.button = QPushButton(tr("Undo"))
        self.button.setProperty("kind", "link")
        close = IconButton("close", tr("Close this message"), wearing, tight=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(SHADOW + 18, SHADOW + 2, SHADOW + 8, SHADOW + 2)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        row.addWidget(close)
        self.button.clicked.connect(self._on_button)
        close.clicked.connect(self.hide)
        over.installEventFilter(self)
        wearing.changed.connect(self.update)
        self.hide()

    def say(self, line: str, *, offer: str = "", act: Callable[[], object] | None = None) -> None:
        """Say one line; `offer` is the caption of a button that calls `act`."""
        self._act = act
        self.line.setText(line)
        self.line.setAccessibleName(line)
        self.button.setText(offer)
        self.button.setVisible(act is not None)
        self.setAccessibleName(line)
        self._place()
        self.show()
        self.raise_()
        self._stay.begin(_STAYS)
        announce(self)

    def _place(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.activate()
        widest = min(_WIDEST, self._over.width() - 32)
        self.resize(min(self.sizeHint().width(), widest), self.sizeHint().height())
        left = (self._over.width() - self.width()) // 2
        self.move(left, self._over.height() - self.height() - _ABOVE + SHADOW)

    def _on_button(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: follow the size of what it lies over."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: a soft shadow, and the line on a card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_shadow(painter, card, SHADOW - 3, 10)
        painter.setPen(QPen(QColor(self._theme.colours.field_line), 1))
        painter.setBrush(QColor(self._theme.colours.raised))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        painter.end()
