"""A search: one text in the language of queries, in the window as on the command line.

Pictures are terms of it (`like:12`). They can be taken out of the text and put into it again, so
that a person sees pictures and never has to read their terms. What a query means is `query`'s
business, what it finds that of `search`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from indexer.query import Album, Blend, Is, Like, Query, QueryError, State, Tag, Weighted, parse
from indexer.query.tree import both

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is looked for, or that nothing found shall resemble.

    Attributes:
        reference: The id of a photo of the library, or the path of a picture.
        weight: How much it counts; below 0 for what is not wanted.
    """

    reference: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for.

    Attributes:
        text: A query as it was typed, or as a tree prints it; it need not be one that is right.
    """

    text: str

    @classmethod
    def like(cls, reference: int | str, *, weight: float = 1.0) -> Search:
        """Look for what resembles a photo, by its id, or a picture, by its path."""
        return cls("").with_picture(reference, weight=weight)

    @classmethod
    def in_album(cls, name: str) -> Search:
        """Look for the photos of an album."""
        return cls(str(Query(filter=Album(name))))

    @classmethod
    def favourites(cls) -> Search:
        """Look for the favourites."""
        return cls(str(Query(filter=Is(State.FAVOURITE))))

    @classmethod
    def tagged(cls, name: str) -> Search:
        """Look for the photos that have a tag."""
        return cls(str(Query(filter=Tag(name))))

    @classmethod
    def of(cls, words: str, pictures: Sequence[Picture]) -> Search:
        """Look for words (and filters) together with pictures.

        Words that cannot be read are left alone: who asks them is told what is wrong with them.
        """
        words = words.strip()
        query = _read(words) if pictures else None
        return cls(words) if query is None else cls(str(_with(query, pictures)))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures that count in each alternative; () where there are none.

        A picture of one alternative alone can only be told in words.
        """
        query = _read(self.text)
        sets = {_pictures(blend) for blend in query.alternatives} if query else set()
        return sets.pop() if len(sets) == 1 else ()

    @property
    def words(self) -> str:
        """The text without the pictures; as it was typed where there are none."""
        query = _read(self.text)
        return str(_without_pictures(query)) if query and self.pictures else self.text

    @property
    def album(self) -> str | None:
        """The album whose photos are all that is looked for; None where it is something else."""
        query = _read(self.text)
        alone = query.filter if query and not query.visual else None
        return alone.name if isinstance(alone, Album) else None

    @property
    def tag(self) -> str | None:
        """The tag that is all that is looked for; None where it is something else."""
        query = _read(self.text)
        alone = query.filter if query and not query.visual else None
        return alone.name if isinstance(alone, Tag) else None

    def and_tagged(self, name: str) -> Search:
        """Return the search among the photos that have a tag as well."""
        query = _read(self.text)
        if query is None:
            return Search.tagged(name)
        return Search(str(replace(query, filter=both(query.filter, Tag(name)))))

    def weight_of(self, reference: int | str) -> float | None:
        """Return how much a picture counts; None where it is no part of the search."""
        weights = {each.reference: each.weight for each in self.pictures}
        return weights.get(str(reference))

    def with_picture(self, reference: int | str, *, weight: float = 1.0) -> Search:
        """Return the search with a picture more, or with the same picture weighed otherwise."""
        new, before = Picture(str(reference), weight), self.pictures
        if self.weight_of(reference) is None:
            return Search.of(self.words, (*before, new))
        weighed = [new if each.reference == new.reference else each for each in before]
        return Search.of(self.words, weighed)


def _read(text: str) -> Query | None:
    return _read_on(date.today(), text)


@lru_cache(maxsize=64)
def _read_on(today: date, text: str) -> Query | None:
    """The bar, the heading and the trail ask for the same text 30 times when it is asked for."""
    try:
        return parse(text, today=today)
    except QueryError:
        return None


def _pictures(blend: Blend) -> tuple[Picture, ...]:
    return tuple(
        Picture(each.term.reference, each.weight)
        for each in blend.terms
        if isinstance(each.term, Like)
    )


def _with(query: Query, pictures: Sequence[Picture]) -> Query:
    terms = tuple(Weighted(Like(each.reference), each.weight) for each in pictures)
    blends = tuple(Blend((*blend.terms, *terms)) for blend in query.alternatives)
    return replace(query, alternatives=blends or (Blend(terms),))


def _without_pictures(query: Query) -> Query:
    left = (
        tuple(each for each in blend.terms if not isinstance(each.term, Like))
        for blend in query.alternatives
    )
    return replace(query, alternatives=tuple(Blend(terms) for terms in left if terms))
