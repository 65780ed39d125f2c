"""The tags of the selected photos, in the details: what they are, what they may be, one more.

What somebody says is shown at once. It is written down by whoever listens, who tells when that is
done, or that it could not be; until then what is looked up does not count.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.background import Background, Lane, Newest
from app.labels import label
from app.language import tr
from app.tags.field import TagField
from app.tags.row import AIR, TagRow
from app.tags.standing import By, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.tags.asking import TagQuestions
    from app.tags.standing import TagLine
    from app.theme import Theme
    from indexer.tags import Suggestion

#: Milliseconds of rest after which suggestions are looked for: not for each photo passed by.
_REST = 180


class TagsPanel(QWidget):
    """Shows the tags of photos, and says what somebody wants of them.

    Signals:
        confirmed(ids, name): These photos have this tag: it is right, or new.
        refused(ids, name): It is wrong for them.
        removed(ids, name): They shall not have it any more.
        opened(name): Show the photos that have it.
        reviewed(name): Look through those that may have it.
        menu_wanted(name, QPoint): The menu of a tag, at this place of the screen.
        left(): The keyboard goes back to the photos.
        failed(Exception): The tags cannot be looked up.
    """

    confirmed = Signal(object, str)
    refused = Signal(object, str)
    removed = Signal(object, str)
    opened = Signal(str)
    reviewed = Signal(str)
    menu_wanted = Signal(str, QPoint)
    left = Signal()
    failed = Signal(object)

    def __init__(
        self,
        asking: TagQuestions,
        background: Background,
        wearing: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._asking = asking
        self._theme = wearing
        self._tags, self._hints = (Newest(background, Lane.FREE) for _ in range(2))
        self._standing = Standing()
        self._unwritten = 0
        self._in_order: tuple[QWidget, ...] = ()
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._ask_for_hints)
        self.title, self.more = label(tone="section"), label(tone="small", wrap=True)
        self.perhaps = label(tr("Perhaps"), tone="section")
        self.field = TagField(wearing)
        self.rows = Rows(wearing)
        self.offers = Rows(wearing)
        self._place_parts()
        for rows in (self.rows, self.offers):
            self._wire(rows)
        self.field.named.connect(self._on_named)
        self.field.left.connect(self.left)
        self.show_photos(())

    def _place_parts(self) -> None:
        self.setAccessibleName(tr("Tags"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        for words in (self.title, self.more, self.perhaps):
            words.setContentsMargins(AIR, 0, 0, 0)
        column.addWidget(self.title)
        # Above the rows: of many photos there are more than the panel is high.
        finding = QHBoxLayout()
        finding.setContentsMargins(AIR, 4, 0, 4)
        finding.addWidget(self.field)
        column.addLayout(finding)
        for part in (self.rows, self.more):
            column.addWidget(part)
        column.addSpacing(8)
        for part in (self.perhaps, self.offers):
            column.addWidget(part)

    def _wire(self, rows: Rows) -> None:
        rows.confirmed.connect(self._on_confirmed)
        rows.refused.connect(self._on_refused)
        rows.opened.connect(self.opened)
        rows.reviewed.connect(self.reviewed)
        rows.menu_wanted.connect(self.menu_wanted)

    @property
    def ids(self) -> tuple[int, ...]:
        """The photos whose tags are shown."""
        return self._standing.ids

    def show_photos(self, ids: Sequence[int]) -> None:
        """Show the tags of these photos as soon as they are known; nothing for none."""
        self._rest.stop()
        self._hints.drop()
        if not ids:
            self._tags.drop()
            self._unwritten = 0
            self._show(Standing())
            return
        self._tags.ask(
            partial(self._asking.standing, tuple(ids)), done=self._take, failed=self.failed.emit
        )

    def look_again(self) -> None:
        """Look up the tags of the same photos once more."""
        self.show_photos(self._standing.ids)

    def know(self, names: Sequence[str]) -> None:
        """Complete from these names."""
        self.field.know(names)

    def settle(self, *_outcome: object) -> None:
        """What was said last is written down by now, or could not be: look what is there."""
        self._unwritten = max(self._unwritten - 1, 0)
        if not self._unwritten:
            self.look_again()

    def begin(self) -> None:
        """Put the keyboard into the field for a further tag."""
        self.field.setFocus()

    def _take(self, standing: Standing) -> None:
        if self._unwritten and standing.ids == self._standing.ids:
            return  # It may have been looked up too early: `settle` looks again.
        if standing.ids == self._standing.ids:
            hints = self._standing.suggestions
            standing = Standing(standing.ids, standing.tags, hints)
        else:
            self._unwritten = 0
        self._show(standing)
        self._rest.start()

    def _ask_for_hints(self) -> None:
        ids = self._standing.ids
        if ids:
            self._hints.ask(
                partial(self._asking.suggestions, ids),
                done=partial(self._take_hints, ids),
                # What is wrong with model or vocabulary is told where they are chosen.
                failed=lambda _error: self._take_hints(ids, ()),
            )

    def _take_hints(self, ids: tuple[int, ...], found: tuple[Suggestion, ...]) -> None:
        if ids == self._standing.ids:
            self._show(Standing(ids, self._standing.tags, found))

    def _show(self, standing: Standing) -> None:
        self._standing = standing
        count = len(standing.ids)
        self.setVisible(count > 0)
        several = tr("Tags of {n} photos", "Tags of {n} photo", count)
        self.title.setText(several if count > 1 else tr("Tags"))
        self.rows.show_lines(standing.lines())
        further = standing.further
        self.more.setText(tr("and {n} further tags", "and {n} further tag", further))
        self.more.setVisible(standing.further > 0)
        offers = standing.offers()
        self.offers.show_lines(offers)
        self._put_in_order()
        self.perhaps.setVisible(bool(offers))
        adds = tr("Add a tag to {n} photos", "Add a tag to this photo", count)
        self.field.setPlaceholderText(adds if count > 1 else tr("Add a tag"))

    def _put_in_order(self) -> None:
        """Let the keyboard go through all parts from above to below, also those made just now."""
        parts = (self.field, *self.rows.made, *self.offers.made)
        if parts != self._in_order:
            self._in_order = parts
            for part, following in pairwise(parts):
                self.setTabOrder(part, following)

    # What somebody says.

    def _on_confirmed(self, line: TagLine) -> None:
        self._say_given(line.name)

    def _on_refused(self, line: TagLine) -> None:
        told = self.removed if line.by in (By.OWNER, By.FILE) else self.refused
        self._unwritten += 1
        self._show(self._standing.without(line.name))
        told.emit(self._standing.ids, line.name)

    def _on_named(self, names: list[str]) -> None:
        for name in names:
            self._say_given(name)

    def _say_given(self, name: str) -> None:
        self._unwritten += 1
        self._show(self._standing.given(name))
        self.confirmed.emit(self._standing.ids, name)


class Rows(QWidget):
    """Some lines, one below the other; what is not shown any more is kept for what comes.

    Attributes:
        made: All rows that there are, in use or not.

    Signals:
        confirmed(TagLine), refused(TagLine): Somebody says that it is right, or wrong.
        opened(name), reviewed(name), menu_wanted(name, QPoint): As of `TagRow`.
    """

    confirmed = Signal(object)
    refused = Signal(object)
    opened = Signal(str)
    reviewed = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self._theme = wearing
        self.made: list[TagRow] = []
        self._count = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    @property
    def shown(self) -> list[TagRow]:
        """The rows that are in use."""
        return self.made[: self._count]

    def show_lines(self, lines: Sequence[TagLine]) -> None:
        """Show these; the keyboard stays where it was, or goes to the next."""
        at = next((place for place, row in enumerate(self.shown) if row.hasFocus()), None)
        while len(self.made) < len(lines):
            self.made.append(self._row())
        self._count = len(lines)
        for row, line in zip(self.made, lines, strict=False):
            row.show_line(line)
            row.show()
        if at is not None and lines:
            self.made[min(at, len(lines) - 1)].setFocus()
        for row in self.made[len(lines) :]:
            row.hide()
        self.setVisible(bool(lines))

    def _row(self) -> TagRow:
        row = TagRow(self._theme)
        self._column.addWidget(row)
        row.confirmed.connect(lambda: self.confirmed.emit(row.line))
        row.refused.connect(lambda: self.refused.emit(row.line))
        row.opened.connect(lambda: self.opened.emit(row.line.name))
        row.reviewed.connect(lambda: self.reviewed.emit(row.line.name))
        row.menu_wanted.connect(lambda at: self.menu_wanted.emit(row.line.name, at))
        row.passed.connect(lambda step: self._pass_on(row, step))
        return row

    def _pass_on(self, row: TagRow, step: int) -> None:
        place = self.made.index(row) + step
        if 0 <= place < self._count:
            self.made[place].setFocus()
        else:
            self.focusNextPrevChild(step > 0)
