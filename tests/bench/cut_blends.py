"""Questions of two things at once, for `tests.bench.cut`: “A + B”, and “A - B”.

The things are those of `tests.bench.algebra`, the photos are cut in two as in `cut_data`: those of
one half choose the weights of blends, those of the other prove them. The words are the same.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.search.direction import MINUS_WORDS
from tests.bench.algebra import SURE, THINGS, named
from tests.bench.cut_data import Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from tests.bench.cut_data import Photos

_FEWEST: Final = 3
_MOST: Final = 0.3
"""Of a question that more photos answer, nobody needs a cut."""


def blended(photos: Photos) -> Iterator[Question]:
    """“A + B” and “A - B” of all things of which enough photos show both, or one alone."""
    library = photos.seen
    told = np.array(
        [[named(name, photos.captions[at]) for name in THINGS.values()] for at in library]
    )
    has, lacks = told >= SURE, told == 0
    things = list(THINGS)
    for one, other in permutations(range(len(things)), 2):
        both, either_lacks = has[:, one] & has[:, other], lacks[:, one] | lacks[:, other]
        if one < other:
            yield from _asked(f"{things[one]} + {things[other]}", library, both, either_lacks)
        if both.sum() >= _FEWEST:
            alone = has[:, one] & lacks[:, other]
            wrong = lacks[:, one] | has[:, other]
            yield from _asked(f"{things[one]} - {things[other]}", library, alone, wrong)


def _asked(
    words: str,
    library: NDArray[np.int64],
    right: NDArray[np.bool_],
    wrong: NDArray[np.bool_],
) -> Iterator[Question]:
    if _FEWEST <= right.sum() <= _MOST * len(library):
        kind = "A + B" if " + " in words else "A - B"
        yield Question(kind, words, library, right, right | wrong)


def direction_of(
    question: Question, texts: Mapping[str, NDArray[np.float32]]
) -> NDArray[np.float32]:
    """The direction of a question's blend, float32 [dim], as a search makes it."""
    one, sign, other = question.words.split()
    whole = texts[one] + (1.0 if sign == "+" else -MINUS_WORDS) * texts[other]
    unit: NDArray[np.float32] = (whole / np.linalg.norm(whole)).astype(np.float32)
    return unit


def words_of(question: Question) -> int:
    """How many wanted words a question has."""
    return 2 if " + " in question.words else 1
