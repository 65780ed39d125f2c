"""What a person changes: each edit made beside the main thread, one after the other, and undone.

The catalog notes what an edit changes and calls it by a title; here it is known which comes next.
Whoever has something edited hands in what is to be called of the catalog.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from app.language import QT_TR_NOOP, tr
from indexer.tags import undoing

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance

    from app.background import Background
    from app.questions import Questions
    from indexer.catalog import Catalog
    from indexer.catalog.edits import Edit
    from indexer.tags.undoing import PutBack

    Change = Callable[[Catalog], object]
    Done = Callable[[Edit | None], object]

Outcome = TypeVar("Outcome")

_LOG = logging.getLogger("shoebox")

_NOTHING_UNDONE = QT_TR_NOOP("There is nothing to undo.")
_NOT_THE_LAST = QT_TR_NOOP("Something else was done since: undo that first.")
_NOTHING_REDONE = QT_TR_NOOP("There is nothing to do again.")


@dataclass(slots=True)
class Ticket:
    """For an edit that was asked for; `edit` is it, once it was made and changed something."""

    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An edit that is yet to be made, and who is told of it."""

    task: Callable[[], Any]
    done: Callable[[Any], object]
    failed: Callable[[Exception], object]


class Editing(QObject):
    """Makes edits in the order in which they were asked for, never two at once.

    Signals:
        made(Edit): An edit was made, that changed something.
        undone(Edit), redone(Edit): One was taken back, or made again.
        put_back(list of int): The photos of one that was undone or made again, however quietly.
        worded(): There are other tags by one that was undone or made again.
        changed(): Any of these, or what follows from them.
        remarked(str): Something about it that the user should know.
        failed(Exception): An edit could not be made, of which nobody else wanted to hear.
        rested(): None is left to be made.
    """

    made = Signal(object)
    undone = Signal(object)
    redone = Signal(object)
    put_back = Signal(object)
    worded = Signal()
    changed = Signal()
    remarked = Signal(str)
    failed = Signal(object)
    rested = Signal()

    def __init__(
        self, questions: Questions, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._background = background
        self._waiting: deque[_Waiting] = deque()
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether an edit is being made."""
        return self._busy

    def make(
        self,
        change: Change,
        *,
        done: Done | None = None,
        failed: Callable[[Exception], object] | None = None,
        quietly: bool = False,
    ) -> Ticket:
        """Make an edit once those before it are made.

        Args:
            change: What to call of the catalog, on a background thread.
            done: Is told the edit, or None where nothing is another now.
            failed: Is told why it could not be made; else `failed` tells.
            quietly: Whether nobody else shall speak of it: `made` is not told.

        Returns:
            What it can be taken back by, also before it is made.
        """
        ticket = Ticket()
        tell = partial(self._on_made, ticket, done or _nobody, quietly=quietly)
        self._put(_Waiting(partial(_edit, self._questions, change), tell, failed or self._fail))
        return ticket

    def take_back(self, ticket: Ticket) -> None:
        """Take an edit back once it is made, unless something was done since; nobody is told."""
        task = partial(_take_back, self._questions, ticket)
        self._put(_Waiting(task, partial(self._tell, _nobody), self._fail))

    def follow(
        self, work: Callable[[], Outcome], *, done: Callable[[Outcome], object] | None = None
    ) -> None:
        """Do on a background thread what follows from the edits before; nobody takes it back.

        Args:
            work: What is to be done.
            done: Is told what came of it.
        """
        self._put(_Waiting(work, partial(self._on_followed, done), self._fail))

    def undo(self, *, since: int = 0, otherwise: Callable[[], object] | None = None) -> None:
        """Take the last edit back, whatever it was.

        Args:
            since: The id of an edit: it and those before it stay.
            otherwise: Is called where there is none since; else it is said that there is none.
        """
        tell = partial(self._on_put_back, self.undone, otherwise or _NOTHING_UNDONE)
        task = partial(_put_back, self._questions, None, undo=True, since=since)
        self._put(_Waiting(task, partial(self._tell, tell), self._fail))

    def undo_this(self, edit: Edit) -> None:
        """Take an edit back if it is still the last one."""
        tell = partial(self._on_put_back, self.undone, _NOT_THE_LAST)
        self._put_back(edit.id, tell, undo=True)

    def redo(self) -> None:
        """Make again what was undone last."""
        self._put_back(None, partial(self._on_put_back, self.redone, _NOTHING_REDONE), undo=False)

    def _put_back(self, edit_id: int | None, tell: Done, *, undo: bool) -> None:
        task = partial(_put_back, self._questions, edit_id, undo=undo)
        self._put(_Waiting(task, partial(self._tell, tell), self._fail))

    def _put(self, waiting: _Waiting) -> None:
        self._waiting.append(waiting)
        if not self._busy:
            self._next()

    def _next(self) -> None:
        self._busy = bool(self._waiting)
        if not self._waiting:
            self.rested.emit()
            return
        due = self._waiting.popleft()
        self._background.run(
            due.task,
            done=partial(self._go_on, due.done),
            failed=partial(self._go_on, due.failed),
        )

    def _go_on(self, tell: Callable[[Outcome], object], outcome: Outcome) -> None:
        try:
            tell(outcome)
        finally:
            self._next()

    def _tell(self, tell: Done, back: PutBack | None) -> None:
        tell(back.edit if back else None)
        if back is not None:
            self.put_back.emit(back.photos)
            if back.words:
                self.worded.emit()
            self.changed.emit()

    def _on_made(self, ticket: Ticket, done: Done, edit: Edit | None, *, quietly: bool) -> None:
        ticket.edit = edit
        done(edit)
        if edit is not None:
            if not quietly:
                self.made.emit(edit)
            self.changed.emit()

    def _on_followed(self, done: Callable[[Any], object] | None, outcome: object) -> None:
        if done is not None:
            done(outcome)
        self.changed.emit()

    def _on_put_back(
        self, signal: SignalInstance, nothing: str | Callable[[], object], edit: Edit | None
    ) -> None:
        if edit is not None:
            signal.emit(edit)
        elif isinstance(nothing, str):
            self.remarked.emit(tr(nothing))
        else:
            nothing()

    def _fail(self, error: Exception) -> None:
        # Also where nobody listens: what a person said is not kept.
        _LOG.info("An edit could not be made", exc_info=error)
        self.failed.emit(error)


def _edit(questions: Questions, change: Change) -> Edit | None:
    """Make an edit; None where nothing is another now."""
    with questions.library().small_edit() as catalog:
        change(catalog)
        made = catalog.own_edit
    questions.forget_names()
    return made


def _put_back(
    questions: Questions, edit_id: int | None, *, undo: bool, since: int = 0
) -> PutBack | None:
    """Undo the last edit, or make again what was undone last; None where it is not this one."""
    with questions.library().small_edit() as catalog:
        due = catalog.last_edit() if undo else catalog.undone_edit()
        if due is None or due.id <= since or edit_id not in (None, due.id):
            return None
        done = undoing.undo(catalog) if undo else undoing.redo(catalog)
    questions.forget_names()
    return done


def _take_back(questions: Questions, ticket: Ticket) -> PutBack | None:
    return _put_back(questions, ticket.edit.id, undo=True) if ticket.edit else None


def _nobody(_edit: Edit | None) -> None:
    """For edits of whose outcome nobody waits."""
