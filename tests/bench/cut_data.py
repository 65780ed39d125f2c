"""Photos with known contents -> questions with known answers, for `tests.bench.cut`.

Everything is cut in two by chance: photos, words and classes of the half `CHOOSING` choose the
rule's numbers, those of `PROVING` prove them; no photo and no query is in both.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.bench.cut_words import ALSO_CALLED, GROUPS, SEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

CHOOSING: Final = 0
PROVING: Final = 1

_SURE: Final = 2
"""So many of a photo's five captions must tell of a thing."""

_COMMON: Final = 0.3
"""What more photos than this show is asked by nobody."""

_FEWEST_RIGHT: Final = 2
_CLASS_LIBRARIES: Final = (
    ("class among classes", "classes", None),
    ("class among all", "all", None),
    ("class among 40", "all", 40),
    ("class among 150", "all", 150),
)
"""Kinds of questions about a class: the others are pictures of classes or all, so many of them."""

_CAPTIONS: Final = 60
_FEW: Final = 100


@dataclass(frozen=True, slots=True)
class Photos:
    """Pictures of one half, and what is known of them.

    Attributes:
        vectors: float32 [n, dim].
        told: For each, how many of its captions use each word; empty for a picture of a class.
        labels: For each its class; "" for a photo with captions.
        captions: For each its captions; empty for a picture of a class.
    """

    vectors: NDArray[np.float32]
    told: tuple[Counter[str], ...]
    labels: tuple[str, ...]
    captions: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def seen(self) -> NDArray[np.int64]:
        """Places of the photos with captions."""
        return np.flatnonzero([not label for label in self.labels])

    @property
    def pictures(self) -> NDArray[np.int64]:
        """Places of the pictures of classes."""
        return np.flatnonzero([bool(label) for label in self.labels])

    @property
    def classes(self) -> list[str]:
        """All classes, in order."""
        return sorted({label for label in self.labels if label})


@dataclass(frozen=True, slots=True)
class Question:
    """One query on one library.

    Attributes:
        kind: Which family of questions this is of.
        words: The query.
        library: Places of the library's photos in `Photos`, int64 [n].
        right: Which of those are right, bool [n]; none for a question without an answer.
        counts: Which are either right or wrong, bool [n]; of the others nobody knows.
    """

    kind: str
    words: str
    library: NDArray[np.int64]
    right: NDArray[np.bool_]
    counts: NDArray[np.bool_]

    def among(self, places: NDArray[np.int64]) -> Question:
        """The same query asked of a part of the library."""
        right, counts = self.right[places], self.counts[places]
        return Question(self.kind, self.words, self.library[places], right, counts)


def half_of(name: str) -> int:
    """The half that a photo, a word or a class falls into, by a hash of its name."""
    return zlib.crc32(name.encode()) & 1


def rows_of(data: Path, half: int) -> list[dict[str, Any]]:
    """The rows of the dev photos and of the everyday classes' pictures that are in a half."""
    dev = (row for row in _rows(data / "flickr8k.jsonl") if row["split"] == "dev")
    everyday = _rows(data / "imagenet_det200x5.jsonl")
    return [
        *(row for row in dev if half_of(row["file"]) == half),
        *(row for row in everyday if half_of(row["label"]) == half),
    ]


def photos_of(rows: Iterable[dict[str, Any]], vectors: NDArray[np.float32]) -> Photos:
    """What is known of pictures whose vectors are given in the same order."""
    captions = tuple(tuple(row.get("captions", ())) for row in rows)
    return Photos(
        vectors,
        tuple(Counter(word for text in texts for word in _words(text)) for texts in captions),
        tuple(row.get("label", "") for row in rows),
        captions,
    )


def questions(photos: Photos, half: int, *, scarce: bool = False) -> Iterator[Question]:
    """All questions with answers about the photos of a half.

    Args:
        photos: The photos.
        half: Which half they are.
        scarce: Whether chance leaves 2 to 5 pictures of each class in every library; else all five
            stay where a library holds all the others too.
    """
    chance = np.random.default_rng(half)
    seen, pictures = photos.seen, photos.pictures
    for words in (words for words in SEEN if half_of(words) == half):
        yield from _of_captions(photos, "told in captions", words, seen)
        few = np.sort(chance.choice(seen, _FEW, replace=False))
        yield from _of_captions(photos, f"told in captions, of {_FEW}", words, few)
    for name in (name for name in GROUPS if half_of(name) == half):
        yield from _of_group(photos, "group of classes", name, pictures)
        few = np.sort(chance.choice(pictures, _FEW, replace=False))
        yield from _of_group(photos, f"group of classes, of {_FEW}", name, few)
    for number, label in enumerate(photos.classes):
        for kind, of, size in _CLASS_LIBRARIES[number % 2 :: 2]:
            library = _library(photos, label, (of, size, scarce), chance)
            yield _of_class(photos, kind, label, library)
    for place in chance.choice(seen, min(_CAPTIONS, len(seen)), replace=False):
        yield _of_caption(photos, int(place))


def asked_of_all(photos: Photos, half: int) -> Iterator[Question]:
    """Each query of a half once, asked of all photos that it can be asked of."""
    for words in (words for words in SEEN if half_of(words) == half):
        yield from _of_captions(photos, "told in captions", words, photos.seen)
    for name in (name for name in GROUPS if half_of(name) == half):
        yield from _of_group(photos, "group of classes", name, photos.pictures)
    for label in photos.classes:
        yield _of_class(photos, "class among all", label, np.arange(len(photos)))
    yield from (asked for asked in questions(photos, half) if asked.kind == "caption")


def absent(photos: Photos) -> Iterator[Question]:
    """A question without an answer for each class: its own pictures are taken out."""
    for label in photos.classes:
        asked = _of_class(photos, "class taken out", label, np.arange(len(photos)))
        library = asked.library[~asked.right & asked.counts]
        nothing = np.zeros(len(library), bool)
        yield Question(asked.kind, asked.words, library, nothing, ~nothing)


def _library(
    photos: Photos, label: str, wanted: tuple[str, int | None, bool], chance: np.random.Generator
) -> NDArray[np.int64]:
    """Some pictures of a class among others: of which kind, how many, and whether some go."""
    of, size, scarce = wanted
    answers = np.flatnonzero(np.array(photos.labels) == label)
    others = np.setdiff1d(photos.pictures if of == "classes" else np.arange(len(photos)), answers)
    if scarce or size is not None:
        # As many answers as chance wants: there must not always be five.
        some = chance.integers(_FEWEST_RIGHT, len(answers) + 1)
        answers = chance.choice(answers, some, replace=False)
    if size is not None:
        others = chance.choice(others, size, replace=False)
    return np.sort(np.concatenate([answers, others]))


def _of_caption(photos: Photos, place: int) -> Question:
    """One person's description of a photo, of which that one is the only right answer."""
    library = photos.seen
    text = photos.captions[place][0].rstrip(" .")
    return Question("caption", text, library, library == place, np.ones(len(library), bool))


def _of_captions(
    photos: Photos, kind: str, words: str, library: NDArray[np.int64]
) -> Iterator[Question]:
    told = _told(photos, SEEN[words], library)
    right = told >= _SURE
    if _FEWEST_RIGHT <= right.sum() <= _COMMON * len(library):
        yield Question(kind, words, library, right, right | (told == 0))


def _of_group(
    photos: Photos, kind: str, name: str, library: NDArray[np.int64]
) -> Iterator[Question]:
    inside, unsure = GROUPS[name]
    labels = [photos.labels[place] for place in library]
    right = np.array([label in inside for label in labels])
    counts = np.array([label not in unsure for label in labels])
    if len({label for label in labels if label in inside}) >= _FEWEST_RIGHT:
        yield Question(kind, name, library, right, counts)


def _of_class(photos: Photos, kind: str, label: str, library: NDArray[np.int64]) -> Question:
    labelled = np.array([photos.labels[place] == label for place in library])
    told = _told(photos, names_of(label), library)
    right = labelled | (told >= _SURE)
    return Question(kind, label, library, right, right | (told == 0))


def names_of(label: str) -> frozenset[str]:
    """The words by which a caption may tell of a class."""
    own = label.lower().split()
    return frozenset([*own[-1:], f"{own[-1]}s", *ALSO_CALLED.get(label, "").split()])


def _told(photos: Photos, forms: frozenset[str], library: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many captions of each photo use one of the words, int64 [n]."""
    return np.array(
        [
            sum(not forms.isdisjoint(_words(text)) for text in photos.captions[place])
            for place in library
        ]
    )


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
