"""Which question the window is showing the answer to, and the way back and forward again.

Each visit remembers its answer and where in it somebody was, so that a step back is there at once.
Of questions asked while typing only the newest answer counts. No widget is known here.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.asked import Answer, Everything, Question
from app.background import Background, Lane, Newest
from app.cut.cutting import USUAL, Cutting
from app.history import History, Step, Visit
from app.searches import Search
from indexer.query import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.grid.view import Place
    from app.questions import Questions


class Browsing(QObject):
    """Asks questions, one after the other, and steps back and forward.

    Attributes:
        where: Says where in the answer somebody is now.

    Signals:
        asked(Question): This is what is looked for now; its answer is on its way.
        answered(Answer, Place or None): The answer, and where in it to begin.
        refreshed(Answer): The same question once more, after the library has changed.
        failed(Question, Exception): This question has no answer. One that cannot be understood
            was never asked: `question` is the one before again.
        turned(page): Somebody went back or forward to a page that is in the place of the photos.
        stepped(): There may be a way back, or forward, where there was none, or none any more.
    """

    asked = Signal(object)
    answered = Signal(object, object)
    refreshed = Signal(object)
    failed = Signal(object, object)
    turned = Signal(object)
    stepped = Signal()

    def __init__(
        self, questions: Questions, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._newest = Newest(background, Lane.SERIAL)
        self._cutting = USUAL
        self.where: Callable[[], Place] | None = None
        self._history = History(Visit((Step(Everything()),)))
        # As it was when last answered: where we are if the next question cannot be asked.
        self._answered = self._history

    @property
    def cutting(self) -> Cutting:
        """How the answer to what is looked for now is cut."""
        weak = self._here.weak
        return self._cutting if weak is None else replace(self._cutting, weak=weak)

    @property
    def question(self) -> Question:
        """What is looked for now."""
        return self._here.question

    @property
    def steps(self) -> tuple[Step, ...]:
        """The way that was come, the first question first; what is looked for now is the last."""
        return self._history.now.way

    @property
    def page(self) -> object | None:
        """What is in view in place of the photos; None where these are."""
        return self._history.now.page

    @property
    def can_go_back(self) -> bool:
        """Whether something was in view before this."""
        return bool(self._history.past)

    @property
    def can_go_forward(self) -> bool:
        """Whether somebody came back from something."""
        return bool(self._history.future)

    @property
    def is_answered(self) -> bool:
        """Whether the answer to what is looked for now has come."""
        return self._here.answer is not None

    @property
    def _here(self) -> Step:
        return self._history.now.here

    def begin(self, way: Sequence[Question], place: Place | None = None) -> None:
        """Begin where somebody was when the window was closed.

        Args:
            way: The questions that led there, the first one first; the last is asked.
            place: Where in its answer somebody was.
        """
        *before, last = (Step(question) for question in way)
        self._keep(History(Visit((*before, replace(last, place=place)))))
        self._ask()

    def go(self, question: Question) -> None:
        """Begin a new way with a question; where it is shown already, it is asked once more."""
        visit = Visit((Step(question),))
        is_here = self._history.now.questions == (question,) and self.page is None
        self._keep(self._history.with_now(visit) if is_here else self._left().go(visit))
        self._ask()

    def ask(self, question: Question, *, refines: bool = False, stays: bool = False) -> None:
        """Ask a further question.

        Args:
            question: What is looked for from now on.
            refines: Whether it is the search before, told better: then it takes its place.
            stays: Whether there is a step back to what it refines all the same.
        """
        if question == self.question:
            self._uncover()
            return
        left = self._left()
        visit = left.now.told_better(question) if refines else left.now.further(question)
        overtakes = refines and not stays and self.page is None
        self._keep(left.with_now(visit) if overtakes else left.go(visit))
        self._ask()

    def turn_to(self, page: object) -> None:
        """Remember that a page is in view in place of the photos."""
        if page != self.page:
            self._keep(self._left().go(replace(self._history.now, page=page)))
            self._answered = self._history if self.is_answered else self._answered

    def back(self) -> bool:
        """Go back to what was in view before; False where there is nothing."""
        return self._arrive(self._left().back())

    def forward(self) -> bool:
        """Go again to what somebody came back from; False where there is nothing."""
        return self._arrive(self._left().forward())

    def back_to(self, place: int) -> bool:
        """Go back to a step of the way, 0 for the first; False where it is no step back."""
        if not 0 <= place < len(self.steps) - 1:
            return False
        left, visit = self._left(), Visit(self.steps[: place + 1])
        been = left.back(left.steps_back_to(visit.questions))
        return self._arrive(been if been is not None else left.go(visit))

    def leave_search(self) -> None:
        """Go back to what the search was begun from."""
        if not self.back_to(len(self.steps) - 2):
            self.go(Everything())

    def cut(self, cutting: Cutting) -> None:
        """Cut searches so from now on, beginning with the one that is shown."""
        self._cutting = cutting
        self._change_step(replace(self._here, weak=None))
        if isinstance(self.question, Search):
            self.refresh()

    def show_weak(self, wanted: bool) -> None:
        """Show the weak guesses of this search too, or hide them."""
        self._change_step(replace(self._here, weak=wanted))
        self.refresh()

    def refresh(self) -> None:
        """Ask the same once more, because the library has changed, or the cut."""
        question = self.question
        self._newest.ask(
            partial(self._questions.answer, question, self.cutting),
            done=self._refresh_with,
            failed=partial(self._fail, question),
        )

    def _left(self) -> History:
        """Return the history with where somebody is now, which is about to be left."""
        if self.where is None or not self.is_answered:
            return self._history
        now = self._history.now
        return self._history.with_now(now.with_here(replace(now.here, place=self.where())))

    def _keep(self, history: History) -> None:
        self._history = history
        self.stepped.emit()

    def _change_step(self, step: Step) -> None:
        self._history = self._history.with_now(self._history.now.with_here(step))

    def _uncover(self) -> None:
        """Let the photos be in view again where a page is in their place."""
        if self.page is not None:
            self._arrive(self._left().go(Visit(self.steps)))

    def _arrive(self, history: History | None) -> bool:
        """Show what was shown before; False where there is no such thing."""
        if history is None:
            return False
        self._newest.drop()
        self._keep(history)
        step, page = self._here, self.page
        if step.answer is None:
            self._ask()
        else:
            self._answered = history
            self.asked.emit(step.question)
            self.answered.emit(step.answer, step.place)
            self.refresh()
        if page is not None:
            self.turned.emit(page)
        return True

    def _ask(self) -> None:
        question = self.question
        self.asked.emit(question)
        self._newest.ask(
            partial(self._questions.answer, question, self.cutting),
            done=self._answer_with,
            failed=partial(self._fail, question),
        )

    def _answer_with(self, answer: Answer) -> None:
        place = self._here.place
        self._remember(answer)
        self.answered.emit(answer, place)

    def _refresh_with(self, answer: Answer) -> None:
        if self._here.answer is None:
            self._answer_with(answer)
        else:
            self._remember(answer)
            self.refreshed.emit(answer)

    def _remember(self, answer: Answer) -> None:
        self._change_step(replace(self._here, answer=answer))
        self._answered = self._history

    def _fail(self, question: Question, error: Exception) -> None:
        if isinstance(error, QueryError) and not self.is_answered:
            self._keep(self._answered)
            if not self.is_answered:  # Nothing was ever asked before.
                self._ask()
        self.failed.emit(question, error)
