"""Which question the window is showing the answer to, and the way back.

Each step remembers its answer and where in it somebody was, so that a step back is there at once.
Of questions asked while typing only the newest answer counts. No widget is known here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.background import Background, Lane, Newest
from app.questions import Answer, Everything, Question, Questions

if TYPE_CHECKING:
    from app.grid.view import Place


@dataclass(frozen=True, slots=True)
class Step:
    """One question on the way, with its answer once it has come, and the place in it."""

    question: Question
    answer: Answer | None = None
    place: Place | None = None


class Browsing(QObject):
    """Asks questions, one after the other, and steps back.

    Signals:
        asked(Question): This is what is looked for now; its answer is on its way.
        answered(Answer, Place or None): The answer, and where in it to begin.
        refreshed(Answer): The same question once more, after the library has changed.
        failed(Question, Exception): This question has no answer.
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
        self._steps = [Step(Everything())]

    @property
    def question(self) -> Question:
        """What is looked for now."""
        return self._steps[-1].question

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
        if not self.can_go_back:
            return False
        self._newest.drop()
        self._steps.pop()
        step = self._steps[-1]
        self.asked.emit(step.question)
        if step.answer is None:
            self._ask()
        else:
            self.answered.emit(step.answer, step.place)
            self.refresh()
        return True

    def refresh(self) -> None:
        """Ask the same once more, because the library has changed."""
        question = self.question
        self._newest.ask(
            partial(self._questions.answer, question),
            done=self._refresh_with,
            failed=partial(self.failed.emit, question),
        )

    def _ask(self) -> None:
        question = self.question
        self.asked.emit(question)
        self._newest.ask(
            partial(self._questions.answer, question),
            done=self._answer_with,
            failed=partial(self.failed.emit, question),
        )

    def _answer_with(self, answer: Answer) -> None:
        self._steps[-1] = replace(self._steps[-1], answer=answer)
        self.answered.emit(answer, None)

    def _refresh_with(self, answer: Answer) -> None:
        first = self._steps[-1].answer is None
        self._steps[-1] = replace(self._steps[-1], answer=answer)
        if first:
            self.answered.emit(answer, None)
        else:
            self.refreshed.emit(answer)
