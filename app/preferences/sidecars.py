"""The settings of sidecars: whether they are written, with which tags, how many wait, and do it.

It shows and tells what was pressed; what then happens is told in `sidecar_choosing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.labels import label
from app.language import QT_TR_NOOP, tr
from app.preferences.row import Fault, column_of, plain_row
from app.segments import Segments
from indexer.sidecars import Mode, Tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.theme import Theme

_MODES: Final = {
    Mode.NEVER: (
        QT_TR_NOOP("Never"),
        QT_TR_NOOP("Nothing is written. What other programs write there is read, always."),
    ),
    Mode.ON_DEMAND: (
        QT_TR_NOOP("On demand"),
        QT_TR_NOOP("They are written when you say so, here below."),
    ),
    Mode.ALWAYS: (
        QT_TR_NOOP("Always"),
        QT_TR_NOOP("They are written by themselves, a moment after something changed."),
    ),
}
_TAGS: Final = {
    Tags.ALL: (
        QT_TR_NOOP("All tags"),
        QT_TR_NOOP("With the tags that a model has found; they are marked as such."),
    ),
    Tags.CONFIRMED: (
        QT_TR_NOOP("Only confirmed"),
        QT_TR_NOOP("Without the tags that only a model has found."),
    ),
}
#: Folders that are told of one by one: more of them have the same reason, as a rule.
_MOST_TOLD: Final = 4


@dataclass(frozen=True, slots=True)
class Holding:
    """What holds for the sidecars of a library.

    Attributes:
        mode: When they are written.
        tags: Which tags are written.
        waiting: Photos whose sidecar does not say yet what it shall; None while nobody knows.
    """

    mode: Mode = Mode.NEVER
    tags: Tags = Tags.ALL
    waiting: int | None = None


class SidecarsCard(QWidget):
    """All that can be set about sidecars.

    Signals:
        timed(Mode): Write them then.
        tagged(Tags): Write these tags.
        wanted(): Write them now.
        stopped(): Write no more of them.
    """

    timed = Signal(object)
    tagged = Signal(object)
    wanted = Signal()
    stopped = Signal()

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self.times = Segments(
            tr("When sidecars are written"), [tr(each) for each, _ in _MODES.values()]
        )
        self.tags = Segments(tr("Which tags are written"), [tr(each) for each, _ in _TAGS.values()])
        self.time_meaning, self.tag_meaning = (label(tone="quiet", wrap=True) for _ in range(2))
        self.count, self.result = label(wrap=True), label(tone="quiet", wrap=True)
        self.button, self.faults = QPushButton(), Faults(wearing)
        self._writing = False
        self._holding = Holding()
        self._place_parts()
        self.times.chosen.connect(lambda place: self.timed.emit(tuple(_MODES)[place]))
        self.tags.chosen.connect(lambda place: self.tagged.emit(tuple(_TAGS)[place]))
        self.button.clicked.connect(lambda: (self.stopped if self._writing else self.wanted).emit())
        self.show_result("")
        self.show_holding(self._holding)

    def _place_parts(self) -> None:
        times, tags, doing = plain_row(), plain_row(), plain_row()
        times.setProperty("first", True)
        for row, choice, meaning in (
            (times, self.times, self.time_meaning),
            (tags, self.tags, self.tag_meaning),
        ):
            column = column_of(row)
            column.addWidget(choice)
            column.addWidget(meaning)
        head = QHBoxLayout()
        head.addWidget(self.count, 1)
        head.addWidget(self.button)
        column = column_of(doing)
        column.addLayout(head)
        column.addWidget(self.result)
        column.addWidget(self.faults)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for row in (times, tags, doing):
            whole.addWidget(row)

    def show_holding(self, holding: Holding) -> None:
        """Show what holds."""
        self._holding = holding
        self.times.show_choice(tuple(_MODES).index(holding.mode))
        self.time_meaning.setText(tr(_MODES[holding.mode][1]))
        self.tags.show_choice(tuple(_TAGS).index(holding.tags))
        self.tag_meaning.setText(tr(_TAGS[holding.tags][1]))
        self.count.setText(_count(holding))
        self._show_button()

    def show_writing(self, writing: bool) -> None:
        """Show whether they are being written."""
        self._writing = writing
        self._show_button()

    def show_result(self, line: str, faults: Sequence[str] = ()) -> None:
        """Say what came of it, and what went wrong, a line for each folder; "" for nothing."""
        self.result.setText(line)
        self.result.setVisible(bool(line))
        self.faults.show_lines(faults)

    def _show_button(self) -> None:
        self.button.setText(tr("Stop") if self._writing else tr("Write now"))
        self.button.setAccessibleName(
            tr("Stop writing") if self._writing else tr("Write sidecars now")
        )
        self.button.setEnabled(self._writing or self._holding.mode is not Mode.NEVER)


class Faults(QWidget):
    """What went wrong in several places, one below the other; hidden while nothing has."""

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self.lines = [Fault(wearing) for _ in range(_MOST_TOLD)]
        self.more = label(tone="quiet", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (*self.lines, self.more):
            column.addWidget(part)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Say these; of very many the first."""
        told = [*lines[:_MOST_TOLD], *[""] * (_MOST_TOLD - len(lines))]
        for part, line in zip(self.lines, told, strict=True):
            part.show_line(line)
        left = len(lines) - _MOST_TOLD
        self.more.setText(
            tr("So it went in {n} other folders.", "So it went in {n} other folder.", left)
        )
        self.more.setVisible(left > 0)
        self.setVisible(bool(lines))


def _count(holding: Holding) -> str:
    if holding.waiting is None:
        return ""
    if not holding.waiting:
        return tr("No sidecar has to be written.")
    many = holding.waiting
    if holding.mode is Mode.NEVER:
        return tr("{n} sidecars would be written.", "{n} sidecar would be written.", many)
    return tr("{n} sidecars wait to be written.", "{n} sidecar waits to be written.", many)
