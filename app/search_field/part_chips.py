"""The line of chips below the heading: one for each term and filter of the search that is shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from app import wording
from app.labels import label, shortened
from app.language import tr
from app.search_field.chip import Chip
from app.search_field.parts import Part, parts
from app.searches import Search

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.theme import Theme

#: Points of the longest name.
_NAME_WIDTH = 260


class PartChips(QWidget):
    """Shows the parts side by side, where there are several; of one the search field tells enough.

    Signals:
        wanted(Search): Somebody has taken a part away, or turned its sign.
    """

    wanted = Signal(object)

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self._theme = wearing
        self._parts: tuple[Part, ...] = ()
        self.chips: list[PartChip] = []
        self._more = label(tone="small")
        self.setAccessibleName(tr("Parts of the search"))
        self._row = QHBoxLayout(self)
        # It takes the room that there is: many parts make no window wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._row.setContentsMargins(24, 4, 24, 8)
        self._row.setSpacing(6)
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        self.show_parts(None)

    def show_parts(self, question: object) -> None:
        """Show the parts of a search; nothing where something else is asked."""
        found = parts(question) if isinstance(question, Search) else ()
        pictures = len(question.pictures) if isinstance(question, Search) else 0
        self.setVisible(len(found) + pictures > 1 and bool(found))
        if found == self._parts:
            return
        self._parts = found
        had = next((place for place, chip in enumerate(self.chips) if chip.hasFocus()), None)
        self._make_chips()
        if had is not None and self.chips:
            self.chips[min(had, len(self.chips) - 1)].setFocus()

    def _make_chips(self) -> None:
        for old in self.chips:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.chips = [PartChip(each, self._theme) for each in self._parts]
        for place, chip in enumerate(self.chips):
            self._row.insertWidget(place, chip)
        # Not before each has its place: to show one fits them all in.
        for place, chip in enumerate(self.chips):
            chip.show()  # At once: it may be given the keyboard.
            chip.removed.connect(partial(self.wanted.emit, chip.part.rest))
            chip.turned.connect(partial(self._turn, chip.part))
            chip.passed.connect(partial(self._pass_on, place))
        self._fit()

    def _turn(self, part: Part) -> None:
        if part.turned is not None:
            self.wanted.emit(part.turned)

    def _pass_on(self, place: int, step: int) -> None:
        seen = [chip for chip in self.chips if not chip.isHidden()]
        seen[min(max(place + step, 0), len(seen) - 1)].setFocus()

    def _fit(self) -> None:
        """Show as many as there is room for, and how many more there are."""
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - 40
        shown = 0
        for chip in self.chips:
            room -= chip.sizeHint().width() + self._row.spacing()
            chip.setVisible(room >= 0 or not shown)
            shown += room >= 0 or not shown
        further = len(self.chips) - shown
        self._more.setText(f"+ {wording.number(further)}")
        self._more.setVisible(further > 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: more room, or less."""
        super().resizeEvent(event)
        self._fit()


class PartChip(Chip):
    """A term or a filter: its sign where it is not wanted, its text, and a cross."""

    def __init__(self, part: Part, wearing: Theme) -> None:
        super().__init__(wearing, against=part.against, away=tr("Take this away from the search"))
        self.part = part
        self._thumb.hide()
        self._sign.setVisible(part.against)
        row = self.layout()
        assert row is not None
        row.setContentsMargins(10, 0, 2, 0)
        self._name.setText(shortened(part.text, self.fontMetrics(), _NAME_WIDTH))
        told = tr("not {part}", part=part.text) if part.against else part.text
        self.setAccessibleName(told)
        keys = tr("Delete: away")
        if part.turned is not None:
            keys = tr("Click: the opposite instead  ·  Delete: away")
        self.setToolTip(f"{told}\n{keys}")
