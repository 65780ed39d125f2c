"""The settings of tags: whether there are any, how sure they have to be, and a file of one's own.

It shows and tells what was pressed; what then happens is told in `choosing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app import wording
from app.labels import OneLine, label
from app.language import QT_TR_NOOP, tr
from app.preferences.row import Fault, column_of, plain_row
from app.segments import Segments
from app.tags.asking import Chosen
from indexer.tags import Level

if TYPE_CHECKING:
    from app.theme import Theme

_LEVELS: Final = tuple(Level)
_NAMES: Final = {
    Level.STRICT: QT_TR_NOOP("Strict"),
    Level.NORMAL: QT_TR_NOOP("Normal"),
    Level.LOOSE: QT_TR_NOOP("Loose"),
}
_SENTENCES: Final = {
    Level.STRICT: QT_TR_NOOP("The fewest tags, and the surest."),
    Level.NORMAL: QT_TR_NOOP("Most photos have a right tag; some tags are wrong."),
    Level.LOOSE: QT_TR_NOOP("Many tags, about half of them wrong: good to look through."),
}


class TagsCard(QWidget):
    """All that can be set about tags.

    Signals:
        switched(bool): Find tags from now on, or no more.
        levelled(Level): So sure they have to be.
        file_wanted(), file_opened(), file_left(): Choose a file of one's own; edit it; do without.
        adding_wanted(): Make a tag of one's own.
    """

    switched = Signal(bool)
    levelled = Signal(object)
    file_wanted = Signal()
    file_opened = Signal()
    file_left = Signal()
    adding_wanted = Signal()

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self.tick = QCheckBox(tr("Tag my photos"))
        self.sure = Segments(tr("How sure"), [tr(_NAMES[each]) for each in _LEVELS])
        self.meaning = label(tone="quiet", wrap=True)
        self.count = label(tone="quiet", wrap=True)
        self.path = OneLine()
        self.choose_button, self.edit_button = (
            QPushButton(tr("Choose a file…")),
            QPushButton(tr("Edit it")),
        )
        self.leave_button = QPushButton(tr("Do without it"))
        self.add_button = QPushButton(tr("Make a tag…"))
        self.fault = Fault(wearing)
        self._levels, self._words = plain_row(), plain_row()
        self._place_parts()
        self.tick.clicked.connect(self.switched)
        self.sure.chosen.connect(lambda place: self.levelled.emit(_LEVELS[place]))
        self.choose_button.clicked.connect(self.file_wanted)
        self.edit_button.clicked.connect(self.file_opened)
        self.leave_button.clicked.connect(self.file_left)
        self.add_button.clicked.connect(self.adding_wanted)
        self.show_chosen(Chosen())

    def _place_parts(self) -> None:
        first = plain_row()
        first.setProperty("first", True)
        column_of(first).addWidget(self.tick)
        levels = column_of(self._levels)
        levels.addWidget(self.sure)
        levels.addWidget(self.meaning)
        words = column_of(self._words)
        head = QHBoxLayout()
        head.addWidget(label(tr("Tags of your own"), tone="strong"), 1)
        head.addWidget(self.add_button)
        words.addLayout(head)
        words.addWidget(self.count)
        words.addWidget(self.path)
        words.addWidget(self.fault)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.choose_button, self.edit_button, self.leave_button):
            button.setProperty("kind", "inline")
            buttons.addWidget(button)
            buttons.addSpacing(8)
        buttons.addStretch(1)
        words.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in (first, self._levels, self._words):
            column.addWidget(row)

    def show_chosen(self, chosen: Chosen) -> None:
        """Show what is chosen."""
        self.tick.setChecked(chosen.asked)
        for row in (self._levels, self._words):
            row.setVisible(chosen.asked)
        self.sure.show_choice(_LEVELS.index(chosen.level))
        self.meaning.setText(tr(_SENTENCES[chosen.level]))
        self.count.setText(
            tr(
                "{n} tags can be found in photos.",
                "{n} tag can be found in photos.",
                chosen.tags,
            )
        )
        self.path.setText(wording.readable(str(chosen.own)) if chosen.own else "")
        for part in (self.path, self.edit_button, self.leave_button):
            part.setVisible(chosen.own is not None)
        self.choose_button.setText(tr("Choose another…") if chosen.own else tr("Choose a file…"))
        self.fault.show_line(chosen.fault)
