"""What a person changes: each edit made beside the main thread, one after the other, and undone.

The catalog notes what an edit changes and calls it by a title; here it is known which comes next.
Whoever has something edited hands in what is to be called of the catalog.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.language import QT_TR_NOOP, tr, translated
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

#: Milliseconds that edits may take before it is said what is being done: of a few photos, each is
#: made sooner than anybody could read it.
_LASTING: Final = 1000

_KEEPING = QT_TR_NOOP("Keeping what you changed…")
_UNDOING = QT_TR_NOOP("Undoing what was done last…")
_REDOING = QT_TR_NOOP("Doing again what was undone…")
_NOTHING_UNDONE = QT_TR_NOOP("There is nothing to undo.")
_NOT_THE_LAST = QT_TR_NOOP("Something else was done since: undo that first.")
_NOTHING_REDONE = QT_TR_NOOP("There is nothing to do again.")


@dataclass(slots=True)
class Ticket:
    """For an edit that was asked for; `edit` is it, once it was made and changed something."""

    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An edit that is yet to be made, who is told of it, and what is said of it meanwhile."""

    task: Callable[[], Any]
    done: Callable[[Any], object]
    failed: Callable[[Exception], object]
    doing: str


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be undone, or done again.

    Attributes:
        undo: Whether it is to be undone.
        edit_id: The only edit that may be; None for whichever is the last.
        since: The id of an edit: it and those before it stay.
    """

    undo: bool
    edit_id: int | None = None
    since: int = 0


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
        lasting(str): What is being done that takes longer than a moment; "" once it is done.
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
    lasting = Signal(str)
    rested = Signal()

    def __init__(
        self, questions: Questions, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._background = background
        self._waiting: deque[_Waiting] = deque()
        self._busy = False
        self._doing = ""
        self._moment = QTimer(self, singleShot=True, interval=_LASTING)
        self._moment.timeout.connect(lambda: self.lasting.emit(self._doing))

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
        doing: str = "",
    ) -> Ticket:
        """Make an edit once those before it are made.

        Args:
            change: What to call of the catalog, on a background thread.
            done: Is told the edit, or None where nothing is another now.
            failed: Is told why it could not be made; else `failed` tells.
            quietly: Whether nobody else shall speak of it: `made` is not told.
            doing: What is said of it where it takes long: "Giving stars to 9,000 photos…"; "" for
                what could be said of any edit.

        Returns:
            What it can be taken back by, also before it is made.
        """
        ticket = Ticket()
        tell = partial(self._on_made, ticket, done or _nobody, quietly=quietly)
        task = partial(_edit, self._questions, change)
        self._put(_Waiting(task, tell, failed or self._fail, doing or tr(_KEEPING)))
        return ticket

    def take_back(self, ticket: Ticket) -> None:
        """Take an edit back once it is made, unless something was done since; nobody is told."""
        task = partial(_take_back, self._questions, ticket)
        self._put(_Waiting(task, partial(self._tell, _nobody), self._fail, tr(_UNDOING)))

    def follow(
        self,
        work: Callable[[], Outcome],
        *,
        done: Callable[[Outcome], object] | None = None,
        doing: str = "",
    ) -> None:
        """Do on a background thread what follows from the edits before; nobody takes it back.

        Args:
            work: What is to be done.
            done: Is told what came of it.
            doing: As in `make`.
        """
        tell = partial(self._on_followed, done)
        self._put(_Waiting(work, tell, self._fail, doing or tr(_KEEPING)))

    def undo(self, *, since: int = 0, otherwise: Callable[[], object] | None = None) -> None:
        """Take the last edit back, whatever it was.

        Args:
            since: The id of an edit: it and those before it stay.
            otherwise: Is called where there is none since; else it is said that there is none.
        """
        tell = partial(self._on_put_back, self.undone, otherwise or _NOTHING_UNDONE)
        self._put_back(_Due(undo=True, since=since), tell)

    def undo_this(self, edit: Edit) -> None:
        """Take an edit back if it is still the last one."""
        tell = partial(self._on_put_back, self.undone, _NOT_THE_LAST)
        self._put_back(_Due(undo=True, edit_id=edit.id), tell)

    def redo(self) -> None:
        """Make again what was undone last."""
        tell = partial(self._on_put_back, self.redone, _NOTHING_REDONE)
        self._put_back(_Due(undo=False), tell)

    def _put_back(self, due: _Due, tell: Done) -> None:
        task = partial(_put_back, self._questions, due, self._name_later)
        doing = tr(_UNDOING if due.undo else _REDOING)
        self._put(_Waiting(task, partial(self._tell, tell), self._fail, doing))

    def _name_later(self, line: str) -> None:
        """Called where an edit is put back: by now it is known which."""
        self._background.pass_on(partial(self._say, line))

    def _put(self, waiting: _Waiting) -> None:
        self._waiting.append(waiting)
        if not self._busy:
            self._moment.start()
            self._next()

    def _say(self, doing: str) -> None:
        self._doing = doing
        if not self._moment.isActive():
            self.lasting.emit(doing)

    def _next(self) -> None:
        self._busy = bool(self._waiting)
        if not self._waiting:
            self._moment.stop()
            self._say("")
            self.rested.emit()
            return
        due = self._waiting.popleft()
        self._say(due.doing)
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


def _put_back(questions: Questions, due: _Due, tell: Callable[[str], None]) -> PutBack | None:
    """Undo the last edit, or make again what was undone last; None where it is not what is due."""
    with questions.library().small_edit() as catalog:
        edit = catalog.last_edit() if due.undo else catalog.undone_edit()
        if edit is None or edit.id <= due.since or due.edit_id not in (None, edit.id):
            return None
        tell(_put_back_now(edit, undo=due.undo))
        done = undoing.undo(catalog) if due.undo else undoing.redo(catalog)
    questions.forget_names()
    return done


def _put_back_now(edit: Edit, *, undo: bool) -> str:
    """Return what is said while an edit is put back."""
    title = translated(edit.title)
    return tr("Undoing: {edit}", edit=title) if undo else tr("Doing again: {edit}", edit=title)


def _take_back(questions: Questions, ticket: Ticket) -> PutBack | None:
    if ticket.edit is None:
        return None
    return _put_back(questions, _Due(undo=True, edit_id=ticket.edit.id), lambda _line: None)


def _nobody(_edit: Edit | None) -> None:
    """For edits of whose outcome nobody waits."""
