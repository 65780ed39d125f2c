"""Sidecars follow what a person changes, where the library wants them always up to date.

What goes wrong in a folder is told; where another process is at it, that one writes them.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app import wording
from app.background import Background, Lane, Newest
from app.language import tr
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.editing import Editing
    from app.progress import Progress
    from app.questions import Questions
    from app.receipt import Receipt

#: Milliseconds of rest after the last edit until sidecars are written: one for several edits.
_REST: Final = 2000
#: Seconds that they may take before anybody is told how far they are: a few are written sooner.
_LASTING: Final = 1.0
#: Sidecars between two times that somebody hears how many have been written.
_TOLD_EVERY: Final = 10


@dataclass(frozen=True, slots=True)
class Written:
    """What has come of writing sidecars.

    Attributes:
        faults: What went wrong, a sentence for each folder.
        left: How many still wait because it was stopped.
    """

    faults: tuple[str, ...] = ()
    left: int = 0


class Sidecars(QObject):
    """Writes them after edits, beside the main thread.

    Signals:
        progressed(int, int): So many of all have been gone through; told where it takes a while.
        left(int): So many are not written, as somebody has stopped it: the next edit writes them.
        rested(): None is being written any more.
        failed(LibraryError): Some could not be written.
    """

    progressed = Signal(int, int)
    left = Signal(int)
    rested = Signal()
    failed = Signal(object)

    def __init__(self, questions: Questions, background: Background, editing: Editing) -> None:
        super().__init__(editing)
        self._questions = questions
        self._newest = Newest(background, Lane.FREE)
        self._background = background
        self._running = False
        self._enough = Event()
        self._ending = Event()
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._write)
        editing.changed.connect(self._rest.start)

    def follow(self, progress: Progress, receipt: Receipt) -> None:
        """Show there how far it has come, stop when it is stopped there, and say what is left."""
        self.progressed.connect(progress.show_progress)
        self.rested.connect(progress.hide)
        self.left.connect(lambda count: receipt.say(_left(count)))
        progress.stopped.connect(self.stop)

    def stop(self) -> None:
        """Break off after the sidecar at hand; the others are written after the next edit."""
        self._enough.set()

    def close(self) -> None:
        """Write no more than the one at hand: the others wait for the next time."""
        self._rest.stop()
        self._ending.set()

    def _write(self) -> None:
        if not self._running:  # Else what was stopped would go on with the edit that waits.
            self._running, self._enough = True, Event()
        task = partial(write_if_wanted, self._questions, self._is_enough, self._tell_later)
        self._newest.ask(task, done=self._on_written, failed=self._on_failed)

    def _is_enough(self) -> bool:
        return self._enough.is_set() or self._ending.is_set()

    def _tell_later(self, done: int, total: int) -> None:
        """Called where they are written: let it be shown how far it is."""
        self._background.pass_on(partial(self._tell, done, total))

    def _tell(self, done: int, total: int) -> None:
        if self._running:
            self.progressed.emit(done, total)

    def _on_written(self, came: Written) -> None:
        self._end()
        if came.left:
            self.left.emit(came.left)
        for sentence in came.faults:
            self.failed.emit(LibraryError(sentence))

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self._running = False
        self.rested.emit()


def write_if_wanted(
    questions: Questions,
    stopped: Callable[[], bool] = lambda: False,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> Written:
    """Write the sidecars that wait; what has come of it.

    Args:
        questions: Of the library.
        stopped: Is asked after each sidecar; what was written is kept.
        tell: Is told how many of all have been gone through, where it takes longer than a moment.
    """
    from indexer.sidecars import Mode, Writing, mode_of, write_pending

    library = questions.library()
    if stopped() or mode_of(library.catalog) is not Mode.ALWAYS:
        return Written()
    writing, begun = Writing(), time.monotonic()
    try:
        with closing(write_pending(library)) as steps:
            for writing in steps:
                if time.monotonic() - begun > _LASTING and writing.done % _TOLD_EVERY == 0:
                    tell(writing.done, writing.total)
                if stopped():
                    break
    except LibraryError:
        return Written()  # Somebody else writes them, or will: with the child's next look.
    faults = [wording.unwritten(each.folder, each.photos, each.reason) for each in writing.failures]
    return Written(tuple(faults), writing.total - writing.done)


def _left(count: int) -> str:
    return tr(
        "{n} sidecars are not written yet: they will be with your next change.",
        "{n} sidecar is not written yet: it will be with your next change.",
        count,
    )
