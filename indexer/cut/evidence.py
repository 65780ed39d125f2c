"""What speaks for a photo: numbers that mean the same with every model and library.

No cosine is among them, for each model's lie elsewhere: a photo is measured by the other photos of
its library and by the other words that it might be called.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

CLUES: Final = (
    "z", "surplus", "gap", "size", "words", "told", "familiar", "share",
    "common", "common_gap", "common_share",
)  # fmt: skip
"""The columns of a table of evidence.

z        deviations above the middle of the library
surplus  log of how many photos stand as high, to how many would if cosines were normal by chance
gap      z, less that of the photo that stands highest
size     log of how many photos were asked, between `_SMALL` and `_LARGE`
words    log of how many words the query has: who describes a picture means few, "dog" means many
told     words times surplus: of a long description, first place says more
familiar how near the query is to everyday words, see `Background.familiarity`
share    log of the query's part in the photo's softmax over everyday words, times their number:
         0 for words that fit as any other, log n for those that fit it alone
common   how much of the library stands out from everyday words for this query, see `commonness`:
         of dogs among a thousand photos of dogs, none stands far above the others
common_gap, common_share
         common times gap, and times share: where much is right, the first place says less, and what
         a photo may be called says more
"""

_STANDS_OUT: Final = 3.0
"""A photo of which a query takes e**3 times as much as a usual word stands out. Of 2, 2.5, 3, 3.5
and 4, on the half of `tests.bench.cut` that chooses, this finds most where more than a tenth of all
photos are right (0.64 of hindsight's F1; 0.47 without these clues)."""

_BY_CHANCE: Final = 8
"""So many stand out where nothing is common: a dozen photos of one thing are not yet many."""

_FEW: Final = 0.03
"""From this part of the library on, being many counts. Half as much changes the share of F1 on that
half by 0.001."""

_MOST_BESIDE_SHARE: Final = 1.25
"""Beyond this, a thirteenth of the library, a share would count against a photo, as the weights
are."""

_SMALL: Final = 12
_LARGE: Final = 1000
"""Of libraries beyond this no measurement knows; they are taken to have answers in proportion."""

_LONGEST: Final = 12
"""Words from which on a query is no more special."""

_BEST: Final = 256
"""So many photos, best first, are held against all words each."""

_OTHERS: Final = 128
"""So many of all the others, at equal steps; what lies in between is read off between them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a query before any photo is looked at.

    Attributes:
        words: How many words it has; 1 for a picture.
        familiarity: How near it is to everyday words; 0 where those are not known.
        photos: How many photos of the library were asked.
        common: How much of the library stands out; 0 where everyday words are not known.
    """

    words: int
    familiarity: float
    photos: int
    common: float = 0.0


def table(z: NDArray[np.float32], shares: NDArray[np.float32], asked: Asked) -> NDArray[np.float32]:
    """Put together what speaks for photos.

    Args:
        z: How many deviations each stands above the library's middle, float32 [n]; all photos above
            some z must be there, for their number counts.
        shares: The share of each, float32 [n]; zeros where there are no words to compare with.
        asked: The query.

    Returns:
        float32 [n, len(CLUES)].
    """
    high = np.clip(z, -10.0, 15.0)
    place = np.empty(len(z))
    place[np.argsort(-z, kind="stable")] = np.arange(1, len(z) + 1)
    by_chance = asked.photos * _above(high)
    rows = np.empty((len(z), len(CLUES)), np.float32)
    rows[:, 0] = high
    rows[:, 1] = np.log((place + 0.5) / (by_chance + 0.5))
    rows[:, 2] = np.clip(high - high.max(initial=-10.0), -12.0, 0.0)
    rows[:, 3] = np.log(min(max(asked.photos, _SMALL), _LARGE))
    rows[:, 4] = np.log(min(max(asked.words, 1), _LONGEST))
    rows[:, 5] = rows[:, 4] * rows[:, 1]
    rows[:, 6] = np.clip(asked.familiarity, -4.0, 4.0)
    rows[:, 7] = shares
    rows[:, 8] = asked.common
    rows[:, 9] = asked.common * rows[:, 2]
    rows[:, 10] = min(asked.common, _MOST_BESIDE_SHARE) * rows[:, 7]
    return rows


def commonness(shares: NDArray[np.float32]) -> float:
    """How much of a library stands out for a query: 0 for little, 2.5 for a third of it.

    Args:
        shares: Of a sample of the library, float32 [n]; see `CLUES`.
    """
    many = max(0, int(np.count_nonzero(shares >= _STANDS_OUT)) - _BY_CHANCE)
    return math.log1p(many / (_FEW * max(len(shares), 1)))


def shares(
    scores: NDArray[np.float32],
    usual_of: Callable[[NDArray[np.intp]], NDArray[np.float32]],
    logit_scale: float,
) -> NDArray[np.float32]:
    """How much of each photo the query takes among everyday words; see `CLUES`.

    Args:
        scores: The photos' cosines, float32 [n].
        usual_of: Gives what a word weighs for some of them, float32 [m], by their places; see
            `Background.usual_logit`.
        logit_scale: What the model's cosines are multiplied with.

    Returns:
        float32 [n]; exact for the best, read off between their likes for the others.
    """
    if not len(scores):
        return np.zeros(0, np.float32)
    order = np.argsort(-scores, kind="stable")
    steps = np.arange(min(_BEST, len(order)))
    if len(order) > _BEST:
        further = np.linspace(_BEST, len(order) - 1, min(_OTHERS, len(order) - _BEST))
        steps = np.concatenate([steps, further.astype(np.intp)])
    known = usual_of(order[steps])
    usual = np.empty(len(order), np.float32)
    usual[order] = np.interp(np.arange(len(order)), steps, known)
    taken: NDArray[np.float32] = (logit_scale * scores - usual).astype(np.float32)
    return taken


def _above(z: NDArray[np.float32]) -> NDArray[np.float64]:
    """The part of a normal distribution above z (Abramowitz & Stegun, 26.2.17; error < 1e-7)."""
    size = np.abs(z).astype(np.float64)
    t = 1 / (1 + 0.2316419 * size)
    series = t * (
        0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))
    )
    tail = series * np.exp(-size * size / 2) / np.sqrt(2 * np.pi)
    part: NDArray[np.float64] = np.where(z >= 0, tail, 1 - tail)
    return part
