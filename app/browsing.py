"""Which question the window is showing the answer to, and the way back.

Each step remembers its answer and where in it somebody was, so that a step back is there at once.
Of questions asked while typing only the newest answer counts. No widget is known here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.asked import Answer, Everything, Question
from app.background import Background, Lane, Newest
from app.cut.cutting import USUAL, Cutting
from app.searches import Search
from indexer.query import QueryError

if TYPE_CHECKING:
    from app.grid.view import Place
    from app.questions import Questions


@dataclass(frozen=True, slots=True)
class Step:
    """One question on the way, with its answer once it has come, and the place in it.

    `weak` says whether somebody wanted to see weak guesses here; None where nobody said.
    """

    question: Question
    answer: Answer | None = None
    place: Place | None = None
    weak: bool | None = None


class Browsing(QObject):
    """Asks questions, one after the other, and steps back.

    Signals:
        asked(Question): This is what is looked for now; its answer is on its way.
        answered(Answer, Place or None): The answer, and where in it to begin.
        refreshed(Answer): The same question once more, after the library has changed.
        failed(Question, Exception): This question has no answer. One that cannot be understood
            was never asked: `question` is the one before again.
    """

    asked = Signal(object)
    answered = Signal(object, object)
    refreshed = Signal(object)
    failed = Signal(object, object)

    def __init__(
        self, questions: Questions, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._newest = Newest(background, Lane.SERIAL)
        self._cutting = USUAL
        self._steps = [Step(Everything())]
        # The steps up to the last one that was answered: where we are if the next cannot be asked.
        self._answered = self._steps

    @property
    def cutting(self) -> Cutting:
        """How the answer to what is looked for now is cut."""
        weak = self._steps[-1].weak
        return self._cutting if weak is None else replace(self._cutting, weak=weak)

    @property
    def question(self) -> Question:
        """What is looked for now."""
        return self._steps[-1].question

    @property
    def steps(self) -> tuple[Step, ...]:
        """The way that was come, the first question first; what is looked for now is the last."""
        return tuple(self._steps)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a step before this one."""
        return len(self._steps) > 1

    @property
    def is_answered(self) -> bool:
        """Whether the answer to what is looked for now has come."""
        return self._steps[-1].answer is not None

    def go(self, question: Question) -> None:
        """Begin anew with a question: the way back ends here."""
        self._steps = [Step(question)]
        self._ask()

    def ask(self, question: Question, *, leaving: Place, refines: bool = False) -> None:
        """Ask a further question.

        Args:
            question: What is looked for from now on.
            leaving: Where in the answer to the question before somebody was.
            refines: Whether it is the search before, told better: the way back passes it by.
        """
        if question == self.question:
            return
        if refines:
            self._steps.pop()
        else:
            self._steps[-1] = replace(self._steps[-1], place=leaving)
        self._steps.append(Step(question))
        self._ask()

    def back(self) -> bool:
        """Go back one step; False where there is none."""
        return self.back_to(len(self._steps) - 2)

    def back_to(self, place: int) -> bool:
        """Go back to a step of the way, 0 for the first; False where it is no step back."""
        if not 0 <= place < len(self._steps) - 1:
            return False
        self._newest.drop()
        del self._steps[place + 1 :]
        step = self._steps[-1]
        if step.answer is not None:
            self._answered = list(self._steps)
        self.asked.emit(step.question)
        if step.answer is None:
            self._ask()
        else:
            self.answered.emit(step.answer, step.place)
            self.refresh()
        return True

    def cut(self, cutting: Cutting) -> None:
        """Cut searches so from now on, beginning with the one that is shown."""
        self._cutting = cutting
        self._steps[-1] = replace(self._steps[-1], weak=None)
        if isinstance(self.question, Search):
            self.refresh()

    def show_weak(self, wanted: bool) -> None:
        """Show the weak guesses of this search too, or hide them."""
        self._steps[-1] = replace(self._steps[-1], weak=wanted)
        self.refresh()

    def refresh(self) -> None:
        """Ask the same once more, because the library has changed, or the cut."""
        question = self.question
        self._newest.ask(
            partial(self._questions.answer, question, self.cutting),
            done=self._refresh_with,
            failed=partial(self._fail, question),
        )

    def _ask(self) -> None:
        question = self.question
        self.asked.emit(question)
        self._newest.ask(
            partial(self._questions.answer, question, self.cutting),
            done=self._answer_with,
            failed=partial(self._fail, question),
        )

    def _answer_with(self, answer: Answer) -> None:
        self._remember(answer)
        self.answered.emit(answer, None)

    def _refresh_with(self, answer: Answer) -> None:
        first = self._steps[-1].answer is None
        self._remember(answer)
        if first:
            self.answered.emit(answer, None)
        else:
            self.refreshed.emit(answer)

    def _remember(self, answer: Answer) -> None:
        self._steps[-1] = replace(self._steps[-1], answer=answer)
        self._answered = list(self._steps)

    def _fail(self, question: Question, error: Exception) -> None:
        if isinstance(error, QueryError) and not self.is_answered:
            self._steps = list(self._answered)
        self.failed.emit(question, error)
