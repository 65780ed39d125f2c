"""The tags as photos are held against them by now: by their words, or moved by examples.

A tag from which others follow upwards, as an animal does from a dog, is told by the words of all of
them. Where examples have moved it, they count for these photos too: it is held near a photo by the
nearest of its words and those of its parts, moved as its head has it. Its parts stay where they
are, and none of them is given where the whole is not; those of which somebody has said something
themselves speak for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indexer.tags.reference import Standings
from indexer.tags.vocabulary import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from indexer.tags.heads import Head
    from indexer.tags.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Moved:
    """A tag that examples have moved.

    Attributes:
        head: Where to.
        words: The vectors of its own words and of those of its parts, float32 [n, dim]; its own
            first.
    """

    head: Head
    words: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Held:
    """The tags as photos are held against them.

    Attributes:
        ids: Of what is scored in each tag's place, int32 [n].
        texts: Their vectors, float32 [n, dim].
        biases: What is added to the products with them, float32 [n].
        standings: What is usual for them.
        moved: Ids of those that examples have moved, ascending.
        wholes: Place of each of these -> the vectors of its words and of its parts.
    """

    ids: NDArray[np.int32]
    texts: NDArray[np.float32]
    biases: NDArray[np.float32]
    standings: Standings
    moved: tuple[int, ...]
    wholes: Mapping[int, NDArray[np.float32]]

    @classmethod
    def of(
        cls,
        ids: NDArray[np.int32],
        texts: NDArray[np.float32],
        usual: Standings,
        heads: Mapping[int, Moved],
        moved: tuple[int, ...] = (),
    ) -> Held:
        """Tags of which some are moved.

        Args:
            ids: As above.
            texts: What the model makes of the words, float32 [n, dim].
            usual: What is usual for these; for moved ones the head knows better.
            heads: Place of each tag that is moved -> where to.
            moved: As above.
        """
        texts, biases = texts.copy(), np.zeros(len(texts), np.float32)
        middles, spreads = usual.middles.copy(), usual.spreads.copy()
        for place, each in heads.items():
            texts[place] += each.head.shift
            biases[place] = each.head.bias
            middles[place], spreads[place] = each.head.middle, each.head.spread
        wholes = {place: each.words for place, each in heads.items()}
        return cls(ids, texts, biases, Standings(middles, spreads), moved, wholes)


def speaking_for(words: Vocabulary, place: int, moved: Collection[int]) -> list[int]:
    """Places of the tags by which it is told whether a photo has a tag, ascending.

    Args:
        words: All tags.
        place: That of the tag.
        moved: Places of those that examples have moved.
    """
    below = words.places_below[key_of(words.concepts[place].name)]
    if place not in moved:
        return below
    parts = (each for each in below if each in moved and each != place)
    own = (words.places_below[key_of(words.concepts[part].name)] for part in parts)
    return sorted({place}.union(*own))
