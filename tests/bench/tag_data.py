"""Photos with known contents -> which tags are right for each, for `tests.bench.tags`.

A tag is right for a photo if at least two of its five captions name it or a part of it: by its
name, its synonyms or, where `cut_words.SEEN` has them, the words that people use for it. What one
caption names counts neither way. For a picture with a label, the tag of that label and all that
follows from it are right. Only tags count that are right for a few photos of the half.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from indexer.tags.vocabulary import Concept, key_of
from tests.bench.cut_words import SEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from indexer.tags import Vocabulary

_SURE: Final = 2
_FEWEST_TOLD: Final = 3
_FEWEST_LABELLED: Final = 2
_LONGEST: Final = 3
"""Words of the longest name that is looked for in a caption."""

_LABELS: Final = {
    "baseball": "baseball ball",
    "basketball": "basketball ball",
    "volleyball": "volleyball ball",
    "bow": "bow weapon",
}
"""Labels of things whose name is first of all that of a game, or of another thing."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of some photos.

    Attributes:
        right: bool [n, tags].
        counts: Which are either right or wrong, bool [n, tags].
    """

    right: NDArray[np.bool_]
    counts: NDArray[np.bool_]

    @property
    def tags(self) -> NDArray[np.int64]:
        """The tags that count, ascending."""
        return np.flatnonzero(self.counts.any(axis=0))


class Teller:
    """Tells which tags are right, by words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._size = len(vocabulary)
        places = {key_of(each.name): place for place, each in enumerate(vocabulary)}
        self._above = [
            [places[key_of(name)] for name in vocabulary.ancestors(each.name)]
            for each in vocabulary
        ]
        self._vocabulary, self._places = vocabulary, places

    @cached_property
    def _by_words(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for place, each in enumerate(self._vocabulary):
            for form in _forms(each):
                found.setdefault(form, set()).add(place)
        return found

    @cached_property
    def _by_label(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for place, each in enumerate(self._vocabulary):
            for name in each.synonyms:
                found.setdefault(key_of(name), place)
        labels = {label: self._places[name] for label, name in _LABELS.items()}
        return found | self._places | labels

    def of_captions(self, rows: Sequence[dict[str, Any]]) -> Truth:
        """What is right for photos with captions."""
        told = np.zeros((len(rows), self._size), np.int64)
        for number, row in enumerate(rows):
            for caption in row["captions"]:
                told[number, list(self._told(caption))] += 1
        right = told >= _SURE
        often = right.sum(axis=0) >= _FEWEST_TOLD
        return Truth(right, (right | (told == 0)) & often)

    def of_labels(self, rows: Sequence[dict[str, Any]]) -> Truth:
        """What is right for pictures with a label; nothing counts where that is no tag."""
        right = np.zeros((len(rows), self._size), np.bool_)
        known = np.zeros(len(rows), np.bool_)
        for number, row in enumerate(rows):
            place = self._by_label.get(key_of(row["label"]))
            if place is not None:
                known[number] = True
                right[number, [place, *self._above[place]]] = True
        often = right.sum(axis=0) >= _FEWEST_LABELLED
        return Truth(right, known[:, None] & often)

    def _told(self, caption: str) -> set[int]:
        words = re.findall(r"[a-z'-]+", caption.lower())
        found: set[int] = set()
        for length in range(1, _LONGEST + 1):
            for at in range(len(words) - length + 1):
                found |= self._by_words.get(" ".join(words[at : at + length]), set())
        return found.union(*(self._above[place] for place in found))


def _forms(concept: Concept) -> set[str]:
    """The ways in which a caption may name a tag."""
    names = [name.lower() for name in (concept.name, *concept.synonyms)]
    forms = {form for name in names for form in (name, f"{name}s", f"{name}es", *_odd(name))}
    return forms.union(*(SEEN.get(name, ()) for name in names))


def _odd(name: str) -> Iterable[str]:
    if name.endswith("y"):
        yield f"{name[:-1]}ies"
    if name.endswith("f"):
        yield f"{name[:-1]}ves"


def half_rows(rows: Sequence[dict[str, Any]]) -> tuple[list[int], list[int]]:
    """Places of the photos with captions, and of those with labels."""
    by_kind = Counter("captions" in row for row in rows)
    assert by_kind[True]
    return (
        [place for place, row in enumerate(rows) if "captions" in row],
        [place for place, row in enumerate(rows) if "captions" not in row],
    )
