"""The parts of a search: each term and filter, and the search without it or with its sign turned.

Records only. Pictures are no parts here: they stand in the search field themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.searches import Search
from indexer.query import All, Blend, Like, Not, Query, QueryError, Weighted, parse
from indexer.query.tree import both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.query import Filter


@dataclass(frozen=True, slots=True)
class Part:
    """A term or a filter of a search.

    Attributes:
        text: The part, as it is typed, without its sign.
        against: Whether it says what is not wanted.
        rest: The search without it; its text is empty where nothing else was asked.
        turned: The search with its sign turned; None where that would be none.
    """

    text: str
    against: bool
    rest: Search
    turned: Search | None


def parts(search: Search) -> tuple[Part, ...]:
    """Return the parts of a search; () where it cannot be read."""
    try:
        query = parse(search.text)
    except QueryError:
        return ()
    return (*_of_looks(query), *_of_filters(query))


def _of_looks(query: Query) -> Iterator[Part]:
    if len(query.alternatives) > 1:
        # What stands in brackets counts as one: to take a piece out of it is to type.
        text = str(replace(query, filter=None))
        yield Part(text, False, _search(replace(query, alternatives=())), None)
        return
    terms = query.alternatives[0].terms if query.alternatives else ()
    for place, part in enumerate(terms):
        if isinstance(part.term, Like):
            continue
        others = (*terms[:place], *terms[place + 1 :])
        turned = Weighted(part.term, -part.weight)
        yield Part(
            str(part),
            part.weight < 0,
            _search(replace(query, alternatives=(Blend(others),) if others else ())),
            _asked(
                replace(query, alternatives=(Blend((*terms[:place], turned, *terms[place + 1 :])),))
            ),
        )


def _of_filters(query: Query) -> Iterator[Part]:
    filters = _joined(query.filter)
    for place, part in enumerate(filters):
        before, after = filters[:place], filters[place + 1 :]
        against = isinstance(part, Not)
        turned = part.filter if isinstance(part, Not) else Not(part)
        yield Part(
            str(part.filter if isinstance(part, Not) else part),
            against,
            _search(replace(query, filter=both(*before, *after))),
            _asked(replace(query, filter=both(*before, turned, *after))),
        )


def _joined(filters: Filter | None) -> tuple[Filter, ...]:
    if filters is None:
        return ()
    return filters.filters if isinstance(filters, All) else (filters,)


def _search(query: Query) -> Search:
    return Search(str(query))


def _asked(query: Query) -> Search | None:
    """Return a query as a search, if it can be asked."""
    try:
        parse(str(query))
    except QueryError:
        return None
    return _search(query)
