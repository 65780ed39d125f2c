"""Sidecars follow what a person changes, where the library wants them always up to date.

What goes wrong in a folder is told; where another process is at it, that one writes them.
"""

from __future__ import annotations

from collections import deque
from contextlib import closing
from functools import partial
from itertools import takewhile
from threading import Event
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app import wording
from app.background import Background, Lane, Newest
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.editing import Editing
    from app.questions import Questions

#: Milliseconds of rest after the last edit until sidecars are written: one for several edits.
_REST: Final = 2000


class Sidecars(QObject):
    """Writes them after edits, beside the main thread.

    Signals:
        failed(LibraryError): Some could not be written.
    """

    failed = Signal(object)

    def __init__(self, questions: Questions, background: Background, editing: Editing) -> None:
        super().__init__(editing)
        self._questions = questions
        self._newest = Newest(background, Lane.FREE)
        self._ending = Event()
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._write)
        editing.changed.connect(self._rest.start)

    def close(self) -> None:
        """Write no more than the one at hand: the others wait for the next time."""
        self._rest.stop()
        self._ending.set()

    def _write(self) -> None:
        self._newest.ask(
            partial(write_if_wanted, self._questions, self._ending.is_set),
            done=self._tell,
            failed=self.failed.emit,
        )

    def _tell(self, sentences: list[str]) -> None:
        for sentence in sentences:
            self.failed.emit(LibraryError(sentence))


def write_if_wanted(questions: Questions, stopped: Callable[[], bool] = lambda: False) -> list[str]:
    """Write the sidecars that wait; what went wrong, a sentence for each folder.

    Args:
        questions: Of the library.
        stopped: Is asked after each sidecar; what was written is kept.
    """
    from indexer.sidecars import Mode, mode_of, write_pending

    library = questions.library()
    if stopped() or mode_of(library.catalog) is not Mode.ALWAYS:
        return []
    try:
        with closing(write_pending(library)) as steps:
            last = deque(takewhile(lambda _writing: not stopped(), steps), maxlen=1)
    except LibraryError:
        return []  # Somebody else writes them, or will: with the child's next look.
    return [
        wording.unwritten(failure.folder, failure.photos, failure.reason)
        for writing in last
        for failure in writing.failures
    ]
