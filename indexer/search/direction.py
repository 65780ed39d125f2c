"""From the terms of a query to a direction: one unit vector that photos are held against.

A blend is the weighted sum of its terms' unit vectors. How words become a vector is `encode`'s
business, which picture is meant by `like:` that of `references`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.cut import Kind, prompts
from indexer.query import Like, QueryError, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from indexer.query import Blend, Weighted
    from indexer.search.references import References
    from indexer.towers import Towers

MINUS_WORDS: Final = 0.5
"""How much of its weight a term counts that shall not be on the photo. Words share a good part of
their vectors, so a whole minus takes away what the plus asked for. Measured with the starter by
`tests.bench.algebra` on 1,000 photos and 57 pairs of everyday words, mean average precision of "A,
but not B": without the minus 0.524, at a quarter 0.552, at a half 0.562, whole 0.537. It was
chosen on these very pairs."""

MINUS_PICTURE: Final = 0.25
"""The same for pictures, of which it is told less surely what of them is not wanted: Rocchio's rule
gives them this much (Manning, Raghavan, Schütze: Introduction to Information Retrieval, 9.1.1)."""

WORDS_BESIDE_PICTURE: Final = 2.0
"""How much more words count where a picture is among the terms: photos differ more from a picture
than from words, so that it would decide alone. Measured as above, "like this, but with B": without
the words 0.067, once 0.166, twice 0.205, three times 0.205. It was chosen on these very photos."""

_CANCELLED: Final = 1e-3
"""Of a sum shorter than this nothing but the rounding of its terms is left."""


@dataclass(frozen=True, slots=True)
class DirectedTerm:
    """One term's share of a direction.

    Attributes:
        written: The term, as it is printed.
        factor: What its unit vector is multiplied with in the direction's unit vector.
        weight: The weight that was asked for.
        vector: float32 [dim], of length 1.
    """

    written: str
    factor: float
    weight: float
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """What one blend of a query looks for.

    Attributes:
        vector: float32 [dim], of length 1.
        terms: What it is made of.
        kind: What the cut must know of these terms.
        words: How many words they have, without what is taken away.
        shown: Ids of the photos that `like:` names; they are not to be found themselves.
        strange: Whether it is of words that the model was never taught, and of nothing else.
    """

    vector: NDArray[np.float32]
    terms: tuple[DirectedTerm, ...]
    kind: Kind
    words: int
    shown: tuple[int, ...]
    strange: bool = False

    @property
    def without_minus(self) -> Direction | None:
        """The same without what is taken away; None where nothing is, or nothing else is asked."""
        wanted = tuple(term for term in self.terms if term.weight > 0)
        if not wanted or len(wanted) == len(self.terms):
            return None
        whole = np.sum([term.factor * term.vector for term in wanted], axis=0)
        if np.linalg.norm(whole) < _CANCELLED:
            return None
        return replace(self, vector=_unit(whole), terms=wanted)


def directions(blends: Sequence[Blend], towers: Towers, references: References) -> list[Direction]:
    """One direction for each blend; all their words are encoded in one go.

    Raises:
        QueryError: A picture is not there, or the terms of a blend cancel each other out.
    """
    terms = [part.term for blend in blends for part in blend.terms]
    texts = list(dict.fromkeys(term.text for term in terms if isinstance(term, Words)))
    words = dict(zip(texts, _encoded(texts, towers), strict=True))
    return [
        replace(_direction(blend, words, references), strange=_is_strange(blend, towers))
        for blend in blends
    ]


def _is_strange(blend: Blend, towers: Towers) -> bool:
    texts = [part.term.text for part in blend.terms if isinstance(part.term, Words)]
    return len(texts) == len(blend.terms) and all(map(towers.knows_none_of, texts))


def _encoded(texts: Sequence[str], towers: Towers) -> Iterable[NDArray[np.float32]]:
    """The unit vector of each text: the mean over the sentences it is put into."""
    sentences = [prompts(text) for text in texts]
    rows = iter(towers.texts([each for group in sentences for each in group]))
    return [_unit(np.sum([next(rows) for _ in group], axis=0)) for group in sentences]


def _direction(
    blend: Blend, words: Mapping[str, NDArray[np.float32]], references: References
) -> Direction:
    pictured = any(isinstance(part.term, Like) for part in blend.terms)
    vectors, shown = [], []
    for part in blend.terms:
        if isinstance(part.term, Words):
            vectors.append(words[part.term.text])
            continue
        picture = references.picture(part.term)
        vectors.append(picture.vector)
        shown += [] if picture.photo_id is None else [picture.photo_id]
    factors = [_factor(part, pictured=pictured) for part in blend.terms]
    whole = np.array(factors, np.float32) @ np.stack(vectors)
    length = float(np.linalg.norm(whole))
    if length < _CANCELLED:
        raise QueryError(_column(blend), f"the terms of “{blend}” cancel each other out.")
    terms = tuple(
        DirectedTerm(str(part.term), factor / length, part.weight, vector)
        for part, factor, vector in zip(blend.terms, factors, vectors, strict=True)
    )
    return Direction(_unit(whole), terms, _kind(blend), _words(blend), tuple(dict.fromkeys(shown)))


def _column(blend: Blend) -> int:
    """Where a blend begins in what was typed; words do not know it, and stand for the start."""
    first = blend.terms[0].term
    return first.column if isinstance(first, Like) else 1


def _factor(part: Weighted, *, pictured: bool) -> float:
    """How much a term counts in the sum."""
    if isinstance(part.term, Like):
        return part.weight * (MINUS_PICTURE if part.weight < 0 else 1)
    beside = WORDS_BESIDE_PICTURE if pictured else 1
    return part.weight * beside * (MINUS_WORDS if part.weight < 0 else 1)


def _kind(blend: Blend) -> Kind:
    """A picture that is taken away from words changes little of their scale; no other does."""
    if all(isinstance(part.term, Like) for part in blend.terms):
        return Kind.LIKE
    wanted = [part.term for part in blend.terms if part.weight > 0]
    if any(isinstance(term, Like) for term in wanted or [part.term for part in blend.terms]):
        return Kind.MIXTURE
    return Kind.WORDS if len(blend.terms) == 1 else Kind.BLEND


def _words(blend: Blend) -> int:
    wanted = (part.term for part in blend.terms if part.weight > 0)
    return max(1, sum(len(term.text.split()) for term in wanted if isinstance(term, Words)))


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return (vector / np.linalg.norm(vector)).astype(np.float32)
