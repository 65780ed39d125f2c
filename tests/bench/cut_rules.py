"""Ways to cut a ranking in two, for `tests.bench.cut`: Shoebox's, the plain ones, and hindsight's.

A rule says of each photo of a question whether it belongs to the answer. The plain rules have one
number each, which is the one that is best on the half that chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.cut import Cut, Kind, Surroundings, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from indexer.cut import Background
    from tests.bench.cut_data import Photos, Question

    Rule = Callable[["Scored", float], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Scored:
    """A question, its cosines, and what the cut says of them.

    Attributes:
        question: What was asked.
        scores: The cosine of each photo of its library, float32 [n].
        verdict: Of all photos of the library.
    """

    question: Question
    scores: NDArray[np.float32]
    verdict: Verdict

    @classmethod
    def of(
        cls,
        question: Question,
        query: NDArray[np.float32],
        photos: Photos,
        background: Background | None,
    ) -> Scored:
        """Ask a question as `search` does."""
        vectors = photos.vectors[question.library]
        surroundings = Surroundings.of(vectors, len(vectors), background)
        cut = Cut.of(query, surroundings, Kind.WORDS, words=len(question.words.split()))
        return cls.by(cut, question, query, vectors)

    @classmethod
    def by(
        cls,
        cut: Cut,
        question: Question,
        query: NDArray[np.float32],
        vectors: NDArray[np.float32],
    ) -> Scored:
        """Let a cut judge the photos of a question's library, float32 [n, dim]."""
        scores = vectors @ query
        return cls(question, scores, cut.judge(scores, lambda places: vectors[places]))

    def f1(self, answer: NDArray[np.bool_]) -> float:
        """Of an answer, over the photos of which it is known whether they are right."""
        right, counts = self.question.right, self.question.counts
        both = (answer & right & counts).sum()
        return float(2 * both / max(1, (answer & counts).sum() + (right & counts).sum()))

    @property
    def best_f1(self) -> float:
        """F1 of the cosine at which this very question is cut best: what hindsight would choose."""
        counts = self.question.counts
        order = np.argsort(-self.scores[counts], kind="stable")
        hits = np.cumsum(self.question.right[counts][order])
        return float((2 * hits / (np.arange(1, len(hits) + 1) + hits[-1])).max())


def _fixed_cosine(scored: Scored, least: float) -> NDArray[np.bool_]:
    return scored.scores >= least


def _top_k(scored: Scored, k: float) -> NDArray[np.bool_]:
    return _first(scored.scores, int(k))


def _largest_gap(scored: Scored, within: float) -> NDArray[np.bool_]:
    """All photos above the largest step between neighbours among the first so many."""
    best = np.sort(scored.scores)[::-1][: int(within) + 1]
    return _first(scored.scores, int(np.argmax(best[:-1] - best[1:])) + 1)


def _z_score(scored: Scored, least: float) -> NDArray[np.bool_]:
    line = float(scored.scores.mean() + least * scored.scores.std())
    answer: NDArray[np.bool_] = scored.scores >= line
    return answer


def _first(scores: NDArray[np.float32], k: int) -> NDArray[np.bool_]:
    first = np.zeros(len(scores), bool)
    first[np.argsort(-scores, kind="stable")[:k]] = True
    return first


PLAIN: Final[dict[str, tuple[Rule, tuple[float, ...]]]] = {
    "fixed cosine": (_fixed_cosine, tuple(np.linspace(0.1, 0.6, 51))),
    "top k": (_top_k, (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50)),
    "largest gap": (_largest_gap, (2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100)),
    "z-score": (_z_score, tuple(np.linspace(1.0, 6.0, 51))),
}
"""Name -> rule, and the numbers that are tried for it."""


def chosen(rule: Rule, tried: Sequence[float], questions: Sequence[Scored]) -> float:
    """The number with the highest F1, on the mean of questions."""
    return max(tried, key=lambda number: _mean_f1(rule, number, questions))


def _mean_f1(rule: Rule, number: float, questions: Sequence[Scored]) -> float:
    return float(np.mean([each.f1(rule(each, number)) for each in questions]))
