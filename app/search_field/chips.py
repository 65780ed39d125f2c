"""The pictures that are looked for, as they stand in the search field: thumbnail, sign, name."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import theme, wording
from app.labels import label
from app.language import tr
from app.search_field.chip import Chip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.search_field.likenesses import Likeness, Likenesses
    from app.searches import Picture
    from app.theme import Theme

#: Chips that are shown; of further ones it is told how many there are.
_MOST = 4
#: Chips that have room for their names, and the points of one.
_MOST_NAMED, _NAME_WIDTH = 2, 130


class Chips(QWidget):
    """Shows pictures side by side.

    Signals:
        changed(): Somebody has taken one away, or turned its sign.
        left(): The keyboard goes on to the words.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, likenesses: Likenesses, wearing: Theme) -> None:
        super().__init__()
        self._likenesses = likenesses
        self._theme = wearing
        self.pictures: tuple[Picture, ...] = ()
        self.chips: list[PictureChip] = []
        self._more = label(tone="small")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self._more)
        likenesses.known.connect(self._on_known)
        self.show_pictures(())

    def show_pictures(self, pictures: Sequence[Picture]) -> None:
        """Show these pictures; nothing is told."""
        self.setVisible(bool(pictures))
        if tuple(pictures) == self.pictures:
            return
        self.pictures = tuple(pictures)
        for old in self.chips:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        named = len(pictures) <= _MOST_NAMED
        self.chips = [PictureChip(each, self._theme, named=named) for each in pictures[:_MOST]]
        for place, chip in enumerate(self.chips):
            self._row.insertWidget(place, chip)
            chip.show()  # At once: it may be given the keyboard.
            chip.removed.connect(partial(self._remove, place))
            chip.turned.connect(partial(self._turn, place))
            chip.passed.connect(partial(self._pass_on, place))
        further = len(pictures) - len(self.chips)
        self._more.setText(f"+ {wording.number(further)}")
        self._more.setVisible(further > 0)
        self._show_likenesses()

    def focus_last(self) -> None:
        """Put the keyboard on the last chip."""
        if self.chips:
            self.chips[-1].setFocus()

    def _show_likenesses(self) -> None:
        for chip in self.chips:
            found = self._likenesses.of(chip.picture.reference, self.devicePixelRatioF())
            if found is not None:
                chip.show_likeness(found)

    def _on_known(self, reference: str) -> None:
        if any(each.reference == reference for each in self.pictures):
            self._show_likenesses()

    def _remove(self, place: int) -> None:
        self.show_pictures((*self.pictures[:place], *self.pictures[place + 1 :]))
        self._keep_keyboard(place)
        self.changed.emit()

    def _turn(self, place: int) -> None:
        turned = replace(self.pictures[place], weight=-self.pictures[place].weight)
        self.show_pictures((*self.pictures[:place], turned, *self.pictures[place + 1 :]))
        self._keep_keyboard(place)
        self.changed.emit()

    def _keep_keyboard(self, place: int) -> None:
        if self.chips:
            self.chips[min(place, len(self.chips) - 1)].setFocus()
        else:
            self.left.emit()

    def _pass_on(self, place: int, step: int) -> None:
        if place + step >= len(self.chips):
            self.left.emit()
        else:
            self.chips[max(place + step, 0)].setFocus()


class PictureChip(Chip):
    """One picture: its thumbnail, its sign, its name, and a cross."""

    def __init__(self, picture: Picture, wearing: Theme, *, named: bool) -> None:
        super().__init__(wearing, against=picture.weight < 0, away=tr("Take this picture away"))
        self.picture = picture
        self._name.setVisible(named)
        self._say(wording.picture(picture.reference))
        self._wear()

    def show_likeness(self, likeness: Likeness) -> None:
        """Show what the picture is called and looks like."""
        self._say(likeness.name)
        if not likeness.pixmap.isNull():
            self._thumb.setPixmap(likeness.pixmap)

    def _say(self, name: str) -> None:
        elide = Qt.TextElideMode.ElideMiddle
        self._name.setText(self.fontMetrics().elidedText(name, elide, _NAME_WIDTH))
        if self.picture.weight < 0:
            told = tr("Unlike {picture}", picture=name)
            keys = tr("Click: like it instead  ·  Delete: away")
        else:
            told = tr("Like {picture}", picture=name)
            keys = tr("Click: unlike it instead  ·  Delete: away")
        self.setAccessibleName(told)
        self.setToolTip(f"{told}\n{keys}")

    def _wear(self) -> None:
        text, ratio = self._theme.colours.text, self.devicePixelRatioF()
        self._thumb.setPixmap(theme.drawing("similar", text, 16, ratio=ratio))
