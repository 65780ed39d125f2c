"""What was done and can be taken back: each edit is said in a line, with a button to undo it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app import wording
from app.editing import Editing
from app.language import tr, translated
from app.receipt import Receipt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.background import Background
    from app.questions import Questions
    from app.theme import Theme
    from indexer.catalog.edits import Edit


class Ledger(QObject):
    """Has edits made, says what became of them, and takes them back.

    Attributes:
        editing: Makes the edits.
        receipt: Says what was done.

    Signals:
        ended(): No edit is under way any more.
    """

    ended = Signal()

    def __init__(
        self, questions: Questions, background: Background, over: QWidget, wearing: Theme
    ) -> None:
        """Keep one for a library; what was done is said over the foot of a window."""
        super().__init__(over)
        self.editing = Editing(questions, background, self)
        self.receipt = Receipt(over, wearing)
        self.editing.made.connect(lambda edit: self._say(wording.done(edit.title), edit))
        self.editing.undone.connect(self._on_undone)
        self.editing.redone.connect(
            lambda edit: self._say(tr("Done again: {edit}", edit=translated(edit.title)), edit)
        )
        self.editing.remarked.connect(self.receipt.say)
        self.editing.rested.connect(self.ended)

    @property
    def running(self) -> bool:
        """Whether an edit is being made."""
        return self.editing.busy

    def undo(self) -> None:
        """Take the last edit back, whatever it was."""
        self.editing.undo()

    def redo(self) -> None:
        """Make again what was undone last."""
        self.editing.redo()

    def _say(self, line: str, edit: Edit) -> None:
        # The button takes back what the line speaks of, and nothing that was done since.
        self.receipt.say(line, offer=tr("Undo"), act=partial(self.editing.undo_this, edit))

    def _on_undone(self, edit: Edit) -> None:
        line = tr("Undone: {edit}", edit=translated(edit.title))
        self.receipt.say(line, offer=tr("Redo"), act=self.redo)
