"""A few photos in small, with what they are there for; a click takes one away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app import wording
from app.grid.pixmaps import Pixmaps, Shape
from app.labels import label
from app.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.background import Background
    from app.questions import Questions

_SIDE: Final = 48
_MOST: Final = 5


class Thumbs(QWidget):
    """Shows photos; hidden where there are none.

    Signals:
        removed(photo_id): Somebody takes this one away.
    """

    removed = Signal(object)

    def __init__(self, questions: Questions, background: Background) -> None:
        super().__init__()
        self._ids: tuple[int, ...] = ()
        self._pixmaps = Pixmaps(background, questions.tiles, self)
        self._pixmaps.ready.connect(lambda _photo: self._draw())
        self.title, self._more = label(tone="small"), label(tone="small")
        self.buttons = [QToolButton() for _ in range(_MOST)]
        row = QHBoxLayout()
        row.setSpacing(4)
        for place, button in enumerate(self.buttons):
            button.setProperty("kind", "tight")
            button.setAccessibleName(tr("Photo {number}: take it away", number=place + 1))
            button.setIconSize(QSize(_SIDE, _SIDE))
            button.clicked.connect(partial(self._remove, place))
            row.addWidget(button)
        row.addWidget(self._more)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addLayout(row)

    def show_photos(self, title: str, ids: Sequence[int]) -> None:
        """Show these photos below a title."""
        self._ids = tuple(ids)
        self.title.setText(title)
        ratio = self.devicePixelRatioF()
        shape = Shape(round(_SIDE * ratio), 6 * ratio, ratio)
        self._pixmaps.want(self._ids[:_MOST], shape, seen=_MOST)
        self._more.setText(f"+ {wording.number(len(ids) - _MOST)}" if len(ids) > _MOST else "")
        self._draw()
        self.setVisible(bool(ids))

    def _draw(self) -> None:
        for place, button in enumerate(self.buttons):
            shown = place < len(self._ids)
            button.setVisible(shown)
            if shown:
                photo_id = self._ids[place]
                pixmap = self._pixmaps.pixmap(photo_id)
                button.setIcon(QIcon(pixmap) if pixmap is not None else QIcon())
                name = self._pixmaps.name(photo_id) or tr("Photo {number}", number=place + 1)
                button.setAccessibleName(tr("{photo}: take it away", photo=name))
                button.setToolTip(tr("{photo}\nClick: take it away", photo=name))

    def _remove(self, place: int, _checked: bool = False) -> None:
        if place < len(self._ids):
            self.removed.emit(self._ids[place])
