"""Where somebody has been in the window, as a browser keeps it: the visits behind, and those ahead.

A visit has a way: the questions that led to it one out of the other. Records only; nothing here is
ever changed, so that a whole history can be put back when a question turns out to be none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.asked import Answer, Question
    from app.grid.view import Place

#: Visits that are kept in each direction.
MOST_VISITS: Final = 50
#: Visits behind, and as many ahead, that are there at once; further ones are asked for anew: each
#: answer holds 8 bytes a photo.
MOST_ANSWERS: Final = 6
#: Steps of a way, more than have room on a 4K screen; the ones after its first are forgotten. Each
#: is two widgets of the trail, and every visit has its own way: without an end, 100 searches took
#: 7.5 MB more, and each was slower than the one before (measured).
MOST_STEPS: Final = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One question on the way, with its answer once it has come, and the place in it.

    `weak` says whether somebody wanted to see weak guesses here; None where nobody said.
    """

    question: Question
    answer: Answer | None = None
    place: Place | None = None
    weak: bool | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What was in view.

    Attributes:
        way: The steps that led here, the first question first.
        page: What was in view in place of the photos, as the list of problems; None for photos.
    """

    way: tuple[Step, ...]
    page: object | None = None

    @property
    def here(self) -> Step:
        """The step whose answer is shown."""
        return self.way[-1]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the way."""
        return tuple(step.question for step in self.way)

    def further(self, question: Question) -> Visit:
        """Return the visit of a question more on this way, which keeps where it began."""
        first, *later = self.way
        kept = (first, *later[-(MOST_STEPS - 2) :])
        return Visit((*_few_answers(kept, MOST_ANSWERS), Step(question)))

    def told_better(self, question: Question) -> Visit:
        """Return the visit with a question in place of the last one of its way.

        Where the one before asked just that, the way ends there: no step stands twice.
        """
        before = self.way[:-1]
        again = bool(before) and before[-1].question == question
        return Visit((*(before[:-1] if again else before), Step(question)))

    def with_here(self, step: Step) -> Visit:
        """Return the visit with another last step."""
        return replace(self, way=(*self.way[:-1], step))

    def lightened(self) -> Visit:
        """Return the visit without its answers."""
        return replace(self, way=_few_answers(self.way, 0))


@dataclass(frozen=True, slots=True)
class History:
    """The visits.

    Attributes:
        now: What is in view.
        past: What was before, the last one last.
        future: What somebody came back from, the next one first.
    """

    now: Visit
    past: tuple[Visit, ...] = ()
    future: tuple[Visit, ...] = ()

    def with_now(self, visit: Visit) -> History:
        """Return the history with something else in view in place of what is now."""
        return replace(self, now=visit)

    def go(self, visit: Visit) -> History:
        """Return the history after a visit more; what was ahead is forgotten."""
        return _tidied((*self.past, self.now), visit, ())

    def back(self, steps: int = 1) -> History | None:
        """Return the history so many visits earlier; None where there are not as many."""
        if not 0 < steps <= len(self.past):
            return None
        rest, visit, passed = _parted(self.past, steps)
        return _tidied(rest, visit, (*passed, self.now, *self.future))

    def forward(self) -> History | None:
        """Return the history one visit later; None where nothing is ahead."""
        if not self.future:
            return None
        return _tidied((*self.past, self.now), self.future[0], self.future[1:])

    def steps_back_to(self, questions: tuple[Question, ...]) -> int:
        """Return how many visits ago photos were reached by exactly this way; 0 for never."""
        for ago, visit in enumerate(reversed(self.past), start=1):
            if visit.page is None and visit.questions == questions:
                return ago
        return 0


def _few_answers(way: tuple[Step, ...], most: int) -> tuple[Step, ...]:
    """Return a way that has no answers but those of its last steps."""
    old = len(way) - most
    return tuple(
        replace(step, answer=None) if place < old and step.answer is not None else step
        for place, step in enumerate(way)
    )


def _parted(
    past: tuple[Visit, ...], steps: int
) -> tuple[tuple[Visit, ...], Visit, tuple[Visit, ...]]:
    at = len(past) - steps
    return past[:at], past[at], past[at + 1 :]


def _tidied(past: tuple[Visit, ...], now: Visit, future: tuple[Visit, ...]) -> History:
    """Return a history that holds no more than it should."""
    past, future = past[-MOST_VISITS:], future[:MOST_VISITS]
    old = tuple(visit.lightened() for visit in past[:-MOST_ANSWERS])
    far = tuple(visit.lightened() for visit in future[MOST_ANSWERS:])
    return History(now, (*old, *past[-MOST_ANSWERS:]), (*future[:MOST_ANSWERS], *far))
