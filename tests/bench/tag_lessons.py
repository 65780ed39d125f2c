"""Simulated owners who say of a few photos whether a tag is right, for `tests.bench.tag_feedback`.

An owner looks at the first photos of the review order, which are those that are nearest to the
likelihood from which a tag is given at normal, and confirms some right ones and refuses some wrong
ones of these, by chance; where there are not enough of them on that page, the next in that order.
What was learned is judged on all other photos: nothing that was asked about is in any figure that
does not say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer import places
from indexer.tags.choosing import LIKELIHOODS, odds_of, per_cosine
from indexer.tags.heads import Examples, Head, fitted
from indexer.tags.lines import Level, read
from indexer.tags.reference import SAMPLE
from indexer.tags.vocabulary import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from indexer.cut import Background
    from indexer.tags import Vocabulary
    from tests.bench.tags import Half

    Odds = NDArray[np.float32]

_PAGE: Final = 40
_LEFT: Final = 5
"""So many right photos and wrong ones have to be left to judge by."""

_FEWEST: Final = 10
"""Tags that are right for fewer photos are not asked about."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one owner has said of one tag.

    Attributes:
        kind: Which photos it is about: "captions" or "labels".
        tag: The tag's place.
        said: Places of the photos that were asked about, int64 [n].
        right: Which of those have the tag, bool [n].
        left: Places of all others of which that is known, int64 [m].
        truth: Which of those have it, bool [m].
    """

    kind: str
    tag: int
    said: NDArray[np.int64]
    right: NDArray[np.bool_]
    left: NDArray[np.int64]
    truth: NDArray[np.bool_]


class School:
    """The library that is one half of the pictures, with its tags as their words alone give them.

    Attributes:
        half: The pictures.
        words: The tags.
        texts: Their vectors, float32 [tags, dim].
    """

    def __init__(
        self, half: Half, words: Vocabulary, texts: NDArray[np.float32], background: Background
    ) -> None:
        self.half, self.words, self.texts = half, words, texts
        self._scale = background.logit_scale
        self._usual = background.usual_logit(half.vectors)
        self._parts: dict[int, Odds] = {}

    @cached_property
    def own(self) -> Odds:
        """The odds of each tag by its own words, float32 [n, tags]."""
        order = np.argsort(-self.half.cosines, axis=1)
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.arange(1, order.shape[1] + 1)[None], axis=1)
        return odds_of(self._scale * self.half.cosines - self._usual[:, None], ranks)

    def parts(self, tag: int) -> Odds:
        """The best odds of all tags from which one follows, float32 [n]."""
        if tag not in self._parts:
            below = [each for each in self._below(tag) if each != tag]
            none = np.full(len(self.own), -np.inf, np.float32)
            self._parts[tag] = self.own[:, below].max(axis=1) if below else none
        return self._parts[tag]

    def before(self, tag: int) -> Odds:
        """The odds of a tag as the library gives it, float32 [n]."""
        return np.maximum(self.own[:, tag], self.parts(tag))

    def moved(self, lesson: Lesson) -> Odds:
        """The same after a lesson: its words and those of its parts move together."""
        head = self.head(lesson, self.before(lesson.tag)[lesson.said])
        near = self.half.cosines[:, self._below(lesson.tag)].max(axis=1)
        return self._among_others(
            lesson.tag, near + self.half.vectors @ head.shift + np.float32(head.bias)
        )

    def part_after(self, part: int, lesson: Lesson) -> Odds:
        """The odds by which a part of the tag is given after a lesson: no more than the whole."""
        return np.minimum(self.before(part), self.moved(lesson))

    def odds(self, tag: int, text: Odds, bias: float = 0.0) -> Odds:
        """The odds of a tag that is somewhere else, among all others, float32 [n]."""
        return self._among_others(tag, self.half.vectors @ text + np.float32(bias))

    def _among_others(self, tag: int, cosines: Odds) -> Odds:
        at_first = self.half.cosines[:, tag]
        higher = np.count_nonzero(self.half.cosines > cosines[:, None], axis=1)
        ranks = higher - (at_first > cosines) + 1
        return odds_of(self._scale * cosines - self._usual, ranks)

    def head(self, lesson: Lesson, odds: Odds) -> Head:
        """What the answers ask for beside some odds, float32 [n] for what was said."""
        examples = Examples(self.half.vectors[lesson.said], lesson.right, odds)
        return fitted(examples, self.half.vectors[:SAMPLE], per_cosine(self._scale))

    def lessons(self, confirmed: int, refused: int, seeds: int) -> Iterator[Lesson]:
        """What owners say of each tag that has photos enough, each seed another owner."""
        for kind, rows, truth in self.half.kinds:
            for tag in truth.tags.tolist():
                counts = truth.counts[:, tag]
                known, right = rows[counts], truth.right[counts, tag]
                enough = right.sum() >= max(_FEWEST, confirmed + _LEFT)
                if enough and (~right).sum() >= refused + _LEFT:
                    shown = self._shown(tag, known)
                    for seed in range(seeds):
                        chance = np.random.default_rng((seed, tag))
                        said = np.concatenate(
                            [
                                _some(shown, right[shown], confirmed, chance),
                                _some(shown, ~right[shown], refused, chance),
                            ]
                        )
                        left = np.setdiff1d(np.arange(len(known)), said)
                        yield Lesson(kind, tag, known[said], right[said], known[left], right[left])

    def parts_of(self, lesson: Lesson) -> Iterator[Lesson]:
        """What is known of the tags from which that of a lesson follows, by the same photos."""
        for kind, rows, truth in self.half.kinds:
            for part in np.intersect1d(self._below(lesson.tag), truth.tags).tolist():
                known = truth.counts[:, part] & ~np.isin(rows, lesson.said)
                right = truth.right[known, part]
                if kind == lesson.kind and part != lesson.tag and right.sum() >= _LEFT:
                    none = np.empty(0, np.int64)
                    yield Lesson(kind, part, none, none > 0, rows[known], right)

    def family(self, tag: int) -> str:
        """The heading of the vocabulary under which a tag stands."""
        return self._headings[key_of(self.words.concepts[tag].name)]

    def _shown(self, tag: int, known: NDArray[np.int64]) -> NDArray[np.int64]:
        """Places among the known ones, in the order in which they are shown."""
        least = LIKELIHOODS[Level.NORMAL]
        doubt = np.abs(self.before(tag)[known] - np.log(least / (1 - least)))
        return np.argsort(doubt, kind="stable")

    def _below(self, tag: int) -> list[int]:
        return self.words.places_below[key_of(self.words.concepts[tag].name)]

    @cached_property
    def _headings(self) -> dict[str, str]:
        found: dict[str, str] = {}
        heading = ""
        for line in places.shipped_vocabulary().read_text("utf-8").splitlines():
            if line.startswith("["):
                heading = line.strip("[] ")
            elif line.strip() and not line.startswith("#"):
                found[key_of(read(line).name)] = heading
        return found


def _some(
    shown: NDArray[np.int64], fit: NDArray[np.bool_], count: int, chance: np.random.Generator
) -> NDArray[np.int64]:
    """Some of those that fit on the first page, or the first that fit."""
    page = shown[:_PAGE][fit[:_PAGE]]
    if len(page) >= count:
        return chance.choice(page, count, replace=False)
    return shown[fit][:count]
