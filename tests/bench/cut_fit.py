"""Make the numbers of `indexer/cut/weights.py`: `python -m tests.bench.cut_fit DATA_FOLDER`.

Only what `cut_data.CHOOSING` holds is looked at. Each of its questions is asked of many libraries
made by chance, from a dozen photos to all, with few or many right ones, so that no size and no
number of answers is learnt by heart; what has many answers also of libraries that are full of them.
A photo of a question that has n worth judging weighs 1/sqrt(n): between each photo and each
question counting alike.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.cut import Background, Cut, Kind, Surroundings
from indexer.cut.cut import WORTH_JUDGING
from indexer.cut.evidence import CLUES
from tests.bench.algebra import THINGS
from tests.bench.cut_blends import blended, direction_of, words_of
from tests.bench.cut_data import (
    CHOOSING,
    Photos,
    Question,
    absent,
    asked_of_all,
    questions,
)
from tests.bench.cut_encoding import Encoders, photos_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Row = tuple[NDArray[np.float32], NDArray[np.bool_]]

_LIBRARIES: Final = 8
"""So many are made for each query."""

_FEWEST_PHOTOS: Final = 12
_FEW_PHOTOS: Final = 30
"""In fewer, two things at once are hardly found together."""

_MOST_RIGHT: Final = 0.35
_MANY: Final = 12
"""Answers from which a query can be what a library is full of."""

_FULL_FROM: Final = 0.05
_WITHOUT: Final = 0.2
"""The part of the libraries that holds no answer, where a query has few."""

_FEW: Final = 5
_PENALTY: Final = 1.0
_STEPS: Final = 20
_SPEAKS_FOR: Final = np.isin(CLUES, ("z", "surplus", "gap", "share"))


def main(data: Path) -> None:
    """Print the weights, as they stand in the code."""
    with Encoders.open() as encoders:
        photos = photos_in(data, CHOOSING, encoders)
        asked = [question.words for question in asked_of_all(photos, CHOOSING)]
        texts = encoders.texts_of([*asked, *THINGS])
        background = encoders.background()
    for name, weights in weights_of(photos, texts, background):
        bias, *clues = (round(float(weight), 3) for weight in weights)
        print(f"{name}: Final = Weights({bias}, {tuple(clues)})  # {', '.join(CLUES)}")


def weights_of(
    photos: Photos, texts: dict[str, NDArray[np.float32]], background: Background
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """The bias and the weight of each clue, for each kind of query."""
    chance = np.random.default_rng(4)
    asked = [*questions(photos, CHOOSING), *absent(photos), *_varied(photos, chance)]
    alone = [evidence_of(each, photos, texts, None) for each in asked]
    asked += _common(photos, np.random.default_rng(5))
    yield "WORDS", _fitted([evidence_of(each, photos, texts, background) for each in asked])
    yield "WORDS_ALONE", _fitted(alone)
    blends = [*_blends(photos, np.random.default_rng(3))]
    yield "BLEND", _fitted([evidence_of_blend(each, photos, texts, background) for each in blends])
    likes = [*_likes(photos, chance)]
    yield "LIKE", _fitted([evidence_like(each, place, photos) for each, place in likes])


def evidence_of(
    question: Question,
    photos: Photos,
    texts: dict[str, NDArray[np.float32]],
    background: Background | None,
) -> Row:
    """What speaks for the photos of a question that are worth judging, and which are right."""
    surroundings = Surroundings.of(
        photos.vectors[question.library], len(question.library), background
    )
    words = len(question.words.split())
    cut = Cut.of(texts[question.words], surroundings, Kind.WORDS, words=words)
    return _evidence(cut, texts[question.words], question, photos)


def evidence_of_blend(
    question: Question,
    photos: Photos,
    texts: dict[str, NDArray[np.float32]],
    background: Background,
) -> Row:
    """The same for a question of two things at once."""
    vectors = photos.vectors[question.library]
    surroundings = Surroundings.of(vectors, len(vectors), background)
    direction = direction_of(question, texts)
    cut = Cut.of(direction, surroundings, Kind.BLEND, words=words_of(question))
    return _evidence(cut, direction, question, photos)


def evidence_like(question: Question, place: int, photos: Photos) -> Row:
    """The same for a question by a picture."""
    vector = photos.vectors[place]
    surroundings = Surroundings.of(photos.vectors[question.library], len(question.library))
    return _evidence(Cut.of(vector, surroundings, Kind.LIKE, words=1), vector, question, photos)


def _evidence(cut: Cut, query: NDArray[np.float32], question: Question, photos: Photos) -> Row:
    vectors = photos.vectors[question.library]
    scores = vectors @ query
    evidence = cut.evidence(scores, lambda places: vectors[places])
    worth = (cut.z(scores) > WORTH_JUDGING) & question.counts
    return evidence[worth], question.right[worth]


def _varied(photos: Photos, chance: np.random.Generator) -> Iterator[Question]:
    """Each query asked of many libraries."""
    for question in asked_of_all(photos, CHOOSING):
        for _ in range(_LIBRARIES):
            yield _of_some(question, _FEWEST_PHOTOS, chance)


def _of_some(question: Question, fewest: int, chance: np.random.Generator) -> Question:
    """The question asked of a library made by chance, of so many photos at the least."""
    right, wrong = np.flatnonzero(question.right), np.flatnonzero(~question.right)
    size = int(np.exp(chance.uniform(np.log(fewest), np.log(len(question.right)))))
    some = min(_how_many(len(right), chance), int(_MOST_RIGHT * size))
    others = min(size - some, len(wrong))
    picked = [chance.choice(right, some, False), chance.choice(wrong, others, False)]
    return question.among(np.sort(np.concatenate(picked)))


def _common(photos: Photos, chance: np.random.Generator) -> Iterator[Question]:
    """Each query with many answers asked of libraries of which every third to twentieth is one."""
    for question in asked_of_all(photos, CHOOSING):
        right, wrong = np.flatnonzero(question.right), np.flatnonzero(~question.right)
        for _ in range(_LIBRARIES if len(right) >= _MANY else 0):
            some = int(chance.integers(_MANY, len(right) + 1))
            others = int(some / chance.uniform(_FULL_FROM, _MOST_RIGHT)) - some
            picked = [
                chance.choice(right, some, False),
                chance.choice(wrong, min(others, len(wrong)), False),
            ]
            yield question.among(np.sort(np.concatenate(picked)))


def _blends(photos: Photos, chance: np.random.Generator) -> Iterator[Question]:
    """Each question of two things, asked of all photos and of libraries made by chance."""
    for question in blended(photos):
        yield question
        for _ in range(_LIBRARIES):
            yield _of_some(question, _FEW_PHOTOS, chance)


def _how_many(right: int, chance: np.random.Generator) -> int:
    """A number of right photos, small ones as often as large ones."""
    if right <= _FEW:
        return 0 if chance.random() < _WITHOUT else int(chance.integers(1, right + 1))
    return int(np.exp(chance.uniform(0, np.log(right + 0.99))))


def _likes(photos: Photos, chance: np.random.Generator) -> Iterator[tuple[Question, int]]:
    """Each picture of a class asks for the others of it, in a library without itself."""
    labels = np.array(photos.labels)
    pictures = np.flatnonzero(labels != "")
    for place in pictures:
        others = pictures[pictures != place]
        size = int(np.exp(chance.uniform(np.log(_FEWEST_PHOTOS), np.log(len(others)))))
        same, wrong = (others[(labels[others] == labels[place]) == so] for so in (True, False))
        some = int(chance.integers(0, len(same) + 1))
        rest = min(size - some, len(wrong))
        picked = [chance.choice(same, some, False), chance.choice(wrong, rest, False)]
        library = np.sort(np.concatenate(picked))
        right = labels[library] == labels[place]
        yield Question("like", "", library, right, np.ones(size, bool)), int(place)


def _fitted(rows: list[Row]) -> NDArray[np.float64]:
    """A logistic regression in which no clue that speaks for a photo speaks against it.

    One that would, because others say the same already, is left out: on photos that stand out
    farther than any of these it would turn the answer round.
    """
    rows = [row for row in rows if len(row[1])]
    clues = np.concatenate([row[0] for row in rows]).astype(np.float64)
    right = np.concatenate([row[1] for row in rows]).astype(np.float64)
    counts = np.concatenate([np.full(len(row[1]), len(row[1]) ** -0.5) for row in rows])
    counts /= counts.mean()
    kept = np.ones(clues.shape[1], bool)
    while True:
        weights = _regressed(np.where(kept, clues, 0), right, counts)
        against = _SPEAKS_FOR & (weights[1:] < 0)
        if not against.any():
            return weights
        kept &= ~against


def _regressed(
    clues: NDArray[np.float64], right: NDArray[np.float64], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Newton's method, with a small penalty on the scaled weights."""
    middle, spread = clues.mean(axis=0), clues.std(axis=0) + 1e-9
    table = np.column_stack([np.ones(len(clues)), (clues - middle) / spread])
    found = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-table @ found))
        slope = table.T @ (counts * (right - likely)) - _PENALTY * found
        bend = (table * (counts * likely * (1 - likely))[:, None]).T @ table
        found += np.linalg.solve(bend + _PENALTY * np.eye(len(found)), slope)
    weights = found[1:] / spread
    # A clue that never changes says nothing.
    weights[spread <= 1e-8] = 0
    return np.concatenate([[found[0] - weights @ middle], weights])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
