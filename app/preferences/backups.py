"""The copies of the library that are kept by themselves: which there are, and the way back to one.

To go back, nobody else may have the library open, and the window has: it is told how.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import wording
from app.background import Background, Lane, Newest
from app.labels import label
from app.language import QT_TR_NOOP, tr
from app.preferences.row import column_of, plain_row
from indexer.copies import Backup, list_backups
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.questions import Questions

_WAY_BACK: Final = QT_TR_NOOP(
    "To go back to one, close this window and type “shoebox restore” and its name in a terminal. "
    "What is there until then is kept as well."
)
_NONE_YET: Final = QT_TR_NOOP("There is none yet: the first is made when photos have been read.")


class BackupsCard(QWidget):
    """The copies, the newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.copies = label(wrap=True)
        self.way_back = label(tr(_WAY_BACK), tone="quiet", wrap=True)
        row = plain_row()
        row.setProperty("first", True)
        parts = column_of(row)
        parts.addWidget(self.copies)
        parts.addWidget(self.way_back)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(row)
        self.show_backups(())

    def show_backups(self, backups: Sequence[Backup]) -> None:
        """Show these."""
        self.copies.setText("\n".join(map(_line, backups)) or tr(_NONE_YET))
        self.way_back.setVisible(bool(backups))


class BackupsLook(QObject):
    """Looks which copies there are.

    Signals:
        failed(Exception): Something went wrong in Shoebox.
    """

    failed = Signal(object)

    def __init__(self, card: BackupsCard, questions: Questions, background: Background) -> None:
        super().__init__(card)
        self._card, self._questions = card, questions
        self._looks = Newest(background, Lane.FREE)

    def look(self) -> None:
        """Look now."""
        self._looks.ask(
            partial(list_backups, self._questions.folder),
            done=self._card.show_backups,
            failed=self._on_unseen,
        )

    def _on_unseen(self, error: Exception) -> None:
        # That the library is out of reach is told by the page.
        if not isinstance(error, LibraryError):
            self.failed.emit(error)


def _line(backup: Backup) -> str:
    """Return how a copy is called, and how large it is: "2026-11-24  ·  12.4 MB"."""
    size = wording.size(backup.size)
    return f"{backup.name}  ·  {size}"
