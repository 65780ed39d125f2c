"""What stands on one level of brackets, put together piece by piece as `parser` reads it.

Words and filters are two streams, which operators never join: `looks` holds the one, the other
is here. Brackets give both to the level around them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from typing import TYPE_CHECKING

from indexer.query.errors import QueryError, shown
from indexer.query.looks import Looks, Term
from indexer.query.terms import Blend, Like, Weighted, Words
from indexer.query.tokens import Kind, Token
from indexer.query.tree import Filter, both, either, negated

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Known:
    """The stream of filters: clauses side by side, each of alternatives, each of factors."""

    def __init__(self) -> None:
        self._clauses: list[list[list[Filter]]] = []

    def add(self, part: Filter, connector: Kind | None) -> None:
        """Add a filter; `connector` joins it to the filter before it."""
        if connector is Kind.OR:
            self._clauses[-1].append([part])
        elif connector is Kind.AND:
            self._clauses[-1][-1].append(part)
        else:
            self._clauses.append([[part]])

    def filter(self) -> Filter | None:
        """Return all of it as one filter."""
        return both(*(either(*map(_all_of, clause)) for clause in self._clauses))


def _all_of(factors: Sequence[Filter]) -> Filter:
    joined = both(*factors)
    assert joined is not None
    return joined


class _Side(Flag):
    """Which of the two streams a piece belongs to."""

    LOOKS = auto()
    KNOWN = auto()


@dataclass(frozen=True, slots=True)
class Group:
    """What a level holds.

    Attributes:
        alternatives: What is to be seen.
        filter: What is to be known.
    """

    alternatives: tuple[Blend, ...]
    filter: Filter | None

    @property
    def empty(self) -> bool:
        """Whether it holds nothing."""
        return not self.alternatives and self.filter is None

    @property
    def choice_of_words(self) -> tuple[str, ...]:
        """The texts, where it holds nothing but words or a choice of them; else ()."""
        parts = [blend.terms[0] for blend in self.alternatives if len(blend.terms) == 1]
        texts = [
            part.term.text for part in parts if isinstance(part.term, Words) and part.weight == 1
        ]
        plain = self.filter is None and len(texts) == len(self.alternatives)
        return tuple(texts) if plain else ()


class Level:
    """Builds one level; each method takes the next token, or what was made of it."""

    def __init__(self) -> None:
        self._looks = Looks()
        self._known = _Known()
        self._connector: Token | None = None
        self._sign: Token | None = None
        self._before: _Side | None = None
        self._behind_bracket = False

    def finished(self) -> Group:
        """Return the level when its end is reached.

        Raises:
            QueryError: An operator stands at the end, or OR makes too many alternatives.
        """
        self._demand_no_sign()
        if self._connector is not None:
            token = self._connector
            raise QueryError(token.column, f"{shown(token.text)} joins nothing on its right.")
        return Group(self._looks.alternatives(), self._known.filter())

    # -- operators ------------------------------------------------------------------------

    def connect(self, token: Token) -> None:
        """Take AND or OR."""
        self._demand_no_sign()
        if self._before is None or self._connector is not None:
            raise QueryError(token.column, f"{shown(token.text)} joins nothing on its left.")
        self._connector = token

    def take_sign(self, token: Token) -> None:
        """Take `+`, `-` or NOT."""
        if self._sign is not None:
            raise QueryError(
                token.column,
                f"{shown(token.text)} follows upon {shown(self._sign.text)}: one is enough.",
            )
        self._sign = token

    def weigh(self, token: Token) -> None:
        """Take the weight of the term before it."""
        self._demand_no_sign()
        if self._connector or not self._before or _Side.LOOKS not in self._before:
            raise QueryError(
                token.column,
                f"the weight {shown(token.text)} stands behind no words and no picture.",
            )
        if self._behind_bracket:
            self._looks.part_bracket(token.column)
        self._looks.weigh(token)

    def _demand_no_sign(self) -> None:
        if self._sign is not None:
            raise QueryError(
                self._sign.column,
                f"{shown(self._sign.text)} stands alone. Write what it belongs to behind it, or "
                "put it in quotes if you mean the sign.",
            )

    # -- pieces ---------------------------------------------------------------------------

    def add_words(self, token: Token) -> None:
        """Take a word or a phrase."""
        sign, _ = self._arrive(_Side.LOOKS)
        piece = (" ".join(token.text.split()),)
        if sign is not None and sign.glued and sign.number < 0:
            self._looks.add(Term(token.column, -1.0, [piece]))
        else:
            self._looks.grow(piece, token.column, _factor(sign))

    def add_picture(self, picture: Like, token: Token) -> None:
        """Take a picture."""
        sign, _ = self._arrive(_Side.LOOKS)
        blend = Blend((Weighted(picture),))
        self._looks.add(Term(token.column, _factor(sign), blends=(blend,)))

    def add_filter(self, part: Filter) -> None:
        """Take a filter."""
        sign, connector = self._arrive(_Side.KNOWN)
        self._known.add(negated(part) if _factor(sign) < 0 else part, connector)

    def add_group(self, group: Group, token: Token) -> None:
        """Take what stood in brackets that open at `token`."""
        side = _Side.LOOKS if group.alternatives else _Side.KNOWN
        if group.alternatives and group.filter is not None:
            side |= _Side.KNOWN
        sign, connector = self._arrive(side)
        self._behind_bracket = True
        if _factor(sign) < 0:
            _demand_negatable(group, sign or token)
        if group.filter is not None:
            self._known.add(negated(group.filter) if _factor(sign) < 0 else group.filter, connector)
        if group.alternatives:
            self._add_looks(group, token, sign)

    def _add_looks(self, group: Group, token: Token, sign: Token | None) -> None:
        """A bracket of plain words is read within the words around it: `a (red OR blue) car`."""
        words = group.choice_of_words
        if words and (sign is None or not sign.glued):
            self._looks.grow(words, token.column, _factor(sign))
        else:
            self._looks.add(Term(token.column, _factor(sign), blends=group.alternatives))

    def _arrive(self, side: _Side) -> tuple[Token | None, Kind | None]:
        """Return the sign before a piece, and what connects it to a piece of the same side."""
        connector, sign, before = self._connector, self._sign, self._before
        self._connector, self._sign, self._before = None, None, side
        self._behind_bracket = False
        if connector is not None and connector.kind is Kind.OR:
            _demand_same(before, side, connector)
            if side is _Side.LOOKS:
                self._looks.new_sum()
        ends_term = sign is not None and not (sign.glued and sign.number < 0)
        if _Side.LOOKS in side and (connector or ends_term):
            self._looks.end_term()
        joined = before is not None and bool(before & side)
        return sign, connector.kind if connector and joined else None


def _factor(sign: Token | None) -> float:
    return 1.0 if sign is None else sign.number


def _demand_same(before: _Side | None, side: _Side, connector: Token) -> None:
    if before is not side or side not in (_Side.LOOKS, _Side.KNOWN):
        raise QueryError(
            connector.column,
            f"{shown(connector.text)} joins words with words or filters with filters, not one "
            "with the other. Leave it out where both shall hold.",
        )


def _demand_negatable(group: Group, token: Token) -> None:
    if group.alternatives and group.filter is not None:
        raise QueryError(
            token.column, "brackets that hold words and filters cannot be taken away as one."
        )
    if len(group.alternatives) > 1:
        raise QueryError(
            token.column, "words joined by OR cannot be taken away: write - before each."
        )
