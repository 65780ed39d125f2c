"""Reads a query: text -> tree, or one sentence that says what is wrong, and where.

Filters are taken out of the words; what is left is read as words. Side by side all must hold; OR
joins its two neighbours, AND binds closer than OR, brackets closest of all. `levels` builds what
stands on one level of brackets, `filters` reads a single filter.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from indexer.query.errors import QueryError, shown
from indexer.query.filters import date_in_pieces, demand_no_comparison, filter_of, picture_of
from indexer.query.levels import Group, Level
from indexer.query.tokens import Kind, Token, tokens_of
from indexer.query.tree import All, Either, Filter, Not, Query

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 2000
"""Characters; far beyond what anybody types, and read in a few milliseconds."""

MOST_TERMS: Final = 64
"""Each of them is encoded by the model."""

_DEEPEST_BRACKETS: Final = 40
_DEEPEST: Final = 20
"""Of joined filters; printed in brackets they stay above `_DEEPEST_BRACKETS`."""


def parse(text: str, *, today: date | None = None) -> Query:
    """Return what a query means; an empty or blank one means all photos.

    Args:
        text: As it was typed.
        today: The day from which "yesterday" counts; by default that of this machine's clock.

    Raises:
        QueryError: It cannot be understood. Also where its canonical form would be longer than
            2,000 characters, so that every query can be printed and read again.
    """
    _demand_short(len(text))
    tokens = iter(tokens_of(text))
    query = _Reader(tokens, today or date.today()).query()
    _demand_modest(query)
    _demand_short(len(str(query)), written_out=True, column=max(1, len(text)))
    return query


def _demand_short(length: int, *, written_out: bool = False, column: int = LONGEST + 1) -> None:
    if length > LONGEST:
        how = " when it is written out in full" if written_out else ""
        told = f"the query is too long: {length:,} characters{how}, {LONGEST:,} are the most."
        raise QueryError(column, told)


def _demand_modest(query: Query) -> None:
    if sum(len(blend.terms) for blend in query.alternatives) > MOST_TERMS:
        raise QueryError(1, f"the query has more than {MOST_TERMS} terms.")
    if query.filter is not None and _depth(query.filter) > _DEEPEST:
        raise QueryError(1, "the filters are nested too deeply.")


def _depth(part: Filter) -> int:
    if isinstance(part, Not):
        return 1 + _depth(part.filter)
    return 1 + max(map(_depth, part.filters)) if isinstance(part, All | Either) else 0


class _Reader:
    """Goes through the tokens once, down into brackets and up again."""

    def __init__(self, tokens: Iterator[Token], today: date) -> None:
        self._tokens = tokens
        self._today = today
        self._depth = 0

    def query(self) -> Query:
        whole = self._level(opened=None)
        return Query(whole.alternatives, whole.filter)

    def _level(self, opened: Token | None) -> Group:
        """Read up to the bracket that closes what `opened`, or to the end of the query."""
        level = Level()
        for token in self._tokens:
            if token.kind is not Kind.CLOSE:
                self._add(level, token)
            elif opened is not None:
                return level.finished()
            else:
                raise QueryError(token.column, "this bracket closes none that was opened.")
        if opened is not None:
            raise QueryError(opened.column, "the bracket that opens here is never closed.")
        return level.finished()

    def _add(self, level: Level, token: Token) -> None:
        match token.kind:
            case Kind.AND | Kind.OR:
                level.connect(token)
            case Kind.SIGN | Kind.NOT:
                level.take_sign(token)
            case Kind.WEIGHT:
                level.weigh(token)
            case Kind.OPEN:
                level.add_group(self._group(token), token)
            case Kind.FILTER if token.key == "like":
                level.add_picture(picture_of(token), token)
            case Kind.FILTER:
                level.add_filter(self._filter(token))
            case _:
                if token.kind is Kind.WORD:
                    demand_no_comparison(token)
                level.add_words(token)

    def _filter(self, token: Token) -> Filter:
        try:
            return filter_of(token, self._today)
        except QueryError as error:
            # Nothing more is read: what follows may tell what was meant.
            meant = date_in_pieces(token, self._tokens, self._today)
            if meant is None:
                raise
            raise QueryError(
                token.column,
                f"a date has no spaces: write {shown(meant)}.",
            ) from error

    def _group(self, opened: Token) -> Group:
        self._depth += 1
        if self._depth > _DEEPEST_BRACKETS:
            raise QueryError(
                opened.column, f"more than {_DEEPEST_BRACKETS} brackets within each other."
            )
        group = self._level(opened)
        self._depth -= 1
        if group.empty:
            raise QueryError(opened.column, "the brackets hold nothing.")
        return group
