"""The field in which a tag is named that photos shall have: completed from all names there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from app.language import tr
from app.tags.offers import Offers
from indexer.query.names import folded
from indexer.tags.lines import LONGEST_NAME, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from app.theme import Theme

#: Names that are offered at once.
_MOST = 8


class TagField(QLineEdit):
    """Takes the names of tags; commas stand between several.

    Signals:
        named(list of str): Return was pressed behind these.
        left(): Escape was pressed where there was nothing else for it to end.
    """

    named = Signal(object)
    left = Signal()

    def __init__(self, wearing: Theme, words: str = "", *, keeps: bool = False) -> None:
        """Make a field that is read out as `words`; one that keeps tells nothing at Return."""
        words = words or tr("Add a tag")
        super().__init__(placeholderText=words)
        self._keeps = keeps
        self._names: tuple[str, ...] = ()
        self.offers = Offers(self, wearing)
        self.offers.taken.connect(self._take)
        self.setProperty("kind", "field")
        self.setAccessibleName(words)
        self.setMaxLength(10 * LONGEST_NAME)
        self.textEdited.connect(self._offer)

    @property
    def names(self) -> list[str]:
        """The names that stand in the field, each once."""
        names = (tidy(each)[:LONGEST_NAME].strip() for each in self.text().split(","))
        return list(dict.fromkeys(filter(None, names)))

    def know(self, names: Sequence[str]) -> None:
        """Complete from these names, the most likely first."""
        self._names = tuple(names)

    def _offer(self, text: str) -> None:
        self.offers.show_names(fitting_names(text.rpartition(",")[2], self._names, most=_MOST))

    def _take(self, name: str) -> None:
        before = self.text().rpartition(",")[0]
        self.setText(f"{before}, {name}" if before else name)
        self._commit()

    def _commit(self) -> None:
        self.offers.close_card()
        named = self.names
        if not self._keeps:
            self.clear()
            if named:
                self.named.emit(named)

    def _on_return(self) -> None:
        chosen = self.offers.chosen()
        if chosen is not None:
            self._take(chosen)
        else:
            self._commit()

    def _on_escape(self) -> None:
        if self.offers.isVisible():
            self.offers.close_card()
        elif self.text() and not self._keeps:
            self.clear()
        else:
            self.left.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: Return names, arrows choose; Escape ends one thing after the other."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_return()
        elif event.key() == Qt.Key.Key_Escape:
            self._on_escape()
        elif event.key() in steps and self.offers.isVisible():
            self.offers.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Override of Qt's: who has gone on needs no offers."""
        super().focusOutEvent(event)
        self.offers.close_card()


def fitting_names(text: str, names: Sequence[str], *, most: int) -> list[str]:
    """Return the names that somebody may mean who has typed so much.

    Those that begin so come first, then those of which a further word does; of two the one that
    stands first in `names`.
    """
    wanted = folded(tidy(text))
    if not wanted:
        return []
    begins, further = [], []
    for name in names:
        known = folded(name)
        if known.startswith(wanted):
            begins.append(name)
        elif f" {wanted}" in known:
            further.append(name)
    return [*begins, *further][:most]
