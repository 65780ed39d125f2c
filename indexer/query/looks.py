"""The stream of words and pictures on one level of brackets: sums of terms, joined by OR.

Words grow a term until an operator ends it; a picture, a word behind a glued minus and a bracket
that holds more than words are terms of their own, which the growing term flows around. Brackets
with OR make a choice; the choices are multiplied out at the end of the level.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, product
from math import prod
from typing import TYPE_CHECKING, Final

from indexer.query.errors import QueryError, shown
from indexer.query.terms import GREATEST_WEIGHT, LEAST_WEIGHT, Blend, Weighted, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.query.tokens import Token

MOST_ALTERNATIVES: Final = 16
"""Each of them is a search of its own."""


def demand_weight(weight: float, column: int) -> float:
    """Return the weight.

    Raises:
        QueryError: It is 0, or so large or small that it must be a slip.
    """
    if LEAST_WEIGHT <= abs(weight) <= GREATEST_WEIGHT:
        return weight
    raise QueryError(
        column, f"the weight {weight:g} is out of range: {LEAST_WEIGHT:g} to {GREATEST_WEIGHT:g}."
    )


@dataclass(slots=True)
class Term:
    """A term in the making.

    Attributes:
        column: Where it starts.
        weight: Its sign and weight.
        pieces: Of words: each a choice of one or more texts, as brackets with OR give it.
        blends: Of a picture or a bracket: the choice of blends that it stands for.
        weighted: Whether its weight was told.
    """

    column: int
    weight: float
    pieces: list[tuple[str, ...]] = field(default_factory=list)
    blends: tuple[Blend, ...] = ()
    weighted: bool = False

    @property
    def choices(self) -> int:
        """How many options it has."""
        return len(self.blends) or prod(map(len, self.pieces))

    def options(self) -> Iterator[tuple[Weighted, ...]]:
        """Yield what it adds to a blend, for each choice."""
        for words in product(*self.pieces) if self.pieces else ():
            yield (Weighted(Words(" ".join(words)), self.weight),)
        for blend in self.blends:
            yield tuple(self._scaled(part) for part in blend.terms)

    def _scaled(self, part: Weighted) -> Weighted:
        weight = part.weight * self.weight
        if 1 not in {abs(part.weight), abs(self.weight)}:
            weight = round(weight, 9)  # So that 0.1 x 0.3 is 0.03.
        return Weighted(part.term, demand_weight(weight, self.column))


class Looks:
    """The stream of words and pictures: sums of terms, joined by OR."""

    def __init__(self) -> None:
        self._sums: list[list[Term]] = []
        self._growing: Term | None = None
        self._latest: Term | None = None

    def new_sum(self) -> None:
        """Go on with what stands behind an OR."""
        self._sums.append([])
        self.end_term()

    def end_term(self) -> None:
        """Let the next word start a term."""
        self._growing = None

    def grow(self, piece: tuple[str, ...], column: int, sign: float) -> None:
        """Add a word to the growing term, or a bracket of words that is read within them."""
        if self._growing is None:
            self._growing = self.add(Term(column, sign))
        self._growing.pieces.append(piece)
        self._latest = self._growing

    def part_bracket(self, column: int) -> None:
        """Make the bracket that was added last a term of its own, for a weight that is its own."""
        term = self._latest
        if term is not None and len(term.pieces) > 1:
            self.add(Term(column, term.weight, [term.pieces.pop()]))

    def add(self, term: Term) -> Term:
        """Add a term of its own."""
        if not self._sums:
            self._sums.append([])
        self._sums[-1].append(term)
        self._latest = term
        return term

    def weigh(self, token: Token) -> None:
        """Give the term that was added last its weight."""
        assert self._latest is not None
        if self._latest.weighted:
            raise QueryError(token.column, f"{shown(token.text)} is a second weight.")
        self._latest.weight *= demand_weight(token.number, token.column)
        self._latest.weighted = True
        if self._latest is self._growing:
            self.end_term()

    def alternatives(self) -> tuple[Blend, ...]:
        """Multiply the choices out."""
        self._demand_few()
        return tuple(
            Blend(tuple(chain.from_iterable(parts)))
            for terms in self._sums
            for parts in product(*(tuple(term.options()) for term in terms))
        )

    def _demand_few(self) -> None:
        total = 0
        for terms in self._sums:
            total += prod(term.choices for term in terms)
            if total > MOST_ALTERNATIVES:
                raise QueryError(
                    terms[-1].column,
                    f"OR makes more than {MOST_ALTERNATIVES} alternatives of these words.",
                )
