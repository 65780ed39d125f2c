"""What the word under the cursor could also mean: offered while one types, never put in silently.

A word may be the start of a filter's name, the name of a tag, album, camera, lens or folder, a
state, a type or a date; behind the colon of a filter all its values are offered. Which of them
there are is told by `Names`. Half a query is the rule here, so that nothing is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from heapq import nsmallest
from itertools import islice
from typing import TYPE_CHECKING, Final

from indexer.query.dates import MONTHS, SEASONS, WORDS
from indexer.query.errors import QueryError
from indexer.query.filters import TYPES
from indexer.query.names import Kind, Name, as_typed
from indexer.query.quoting import QUOTES, SIGNS, quoted_value
from indexer.query.tokens import KEY, end_of_word, unquoted, value_at
from indexer.query.tree import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from indexer.query.names import Names

MOST: Final = 12
"""More than that nobody reads while typing."""

FILTERS: Final = {
    "taken": "when: 2023, 2023-05, 2021-06..2022-01, last-summer",
    "tag": "what it is tagged with",
    "album": "the album it lies in",
    "folder": "the folder it lies in, or one above",
    "root": "the library folder it lies in",
    "camera": "a part of the camera's name",
    "lens": "a part of the lens's name",
    "rating": "stars: rating>=3",
    "is": "favourite, landscape, portrait, raw, …",
    "place": "the city, the country or another name of where it was taken",
    "near": "latitude,longitude,kilometres",
    "type": "jpeg, heic, raw, …",
    "name": "the name of the file: IMG_*",
    "like": "looks like a photo: its id or a path",
}
"""What each filter is for, in the words that stand beside it."""

_LONGEST_NAME: Final = 5
"""Words of a name that are looked for before the cursor."""

_RATING: Final = re.compile(r"(rating)\s*(?=[<>=≥≤])", re.IGNORECASE)
_SHORTEST: Final = 2
"""Letters of free words; a single one would open the list at every article."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that could stand in place of what was typed.

    Attributes:
        start: Where that starts, in characters from 0.
        end: Where it ends, itself left out.
        text: What to put there.
        title: What to show: the name alone, or what a filter is for.
        kind: What it is.
        count: How many photos it finds; None where that is not known.
    """

    start: int
    end: int
    text: str
    title: str
    kind: Kind
    count: int | None = None


def completions(text: str, cursor: int, names: Names) -> list[Completion]:
    """Return what the word that the cursor touches could be, the likeliest first; 12 at most.

    Args:
        text: The query so far, finished or not.
        cursor: Where the cursor stands, in characters from 0.
        names: The names in the library.
    """
    place = _place(text, cursor)
    if place is None:
        return []
    offered = _values(place, names) if place.key else _meanings(place, names)
    # More than are shown: one may be what stands there already, and a tag fit by several words.
    best = nsmallest(3 * MOST, offered, key=lambda offer: offer.order)
    return list(islice(_made(best, text), MOST))


def _made(best: Sequence[_Offer], text: str) -> Iterator[Completion]:
    """Make what is offered, each once, and nothing that stands there already."""
    made: set[tuple[int, str]] = set()
    for new in (offer.completion() for offer in best):
        if (new.start, new.text) not in made and new.text != text[new.start : new.end]:
            made.add((new.start, new.text))
            yield new


# -- where the cursor is ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the query.

    Attributes:
        start: Where it starts, behind signs and brackets.
        end: Where it ends.
        key: The name of the filter of which it holds a value, or "".
        typed: What was typed of it up to the cursor, folded and without quotes; of a filter its
            value.
        plain: Whether it has neither a colon nor quotes.
    """

    start: int
    end: int
    key: str
    typed: str
    plain: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """The word under the cursor, and the plain words right before it."""

    word: _Word
    before: tuple[_Word, ...]

    @property
    def key(self) -> str:
        return self.word.key


def _place(text: str, cursor: int) -> _Place | None:
    before: list[_Word] = []
    for start, end in _bounds(text):
        if before and text[before[-1].end : start].strip():  # A sign or a bracket lies between.
            before = []
        if cursor <= end:
            place = _Place(_word(text, start, end, cursor), tuple(before))
            return place if start < cursor else None
        word = _word(text, start, end, end)
        before = [*before[2 - _LONGEST_NAME :], word] if word.plain else []
    return None


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each word starts and ends, without its signs and the brackets around it."""
    at = 0
    while at < len(text):
        if text[at].isspace() or text[at] in "()" or text[at] in SIGNS:
            at += 1
            continue
        end = _end(text, at)
        yield at, end
        at = max(end, at + 1)


def _end(text: str, at: int) -> int:
    """Cut as the parser does; quotes that are not closed yet reach to the end of the text."""
    try:
        if text[at] in QUOTES:
            return unquoted(text, at)[1]
        key = KEY.match(text, at)
        return value_at(text, key.end())[1] if key else end_of_word(text, at)
    except QueryError:
        return len(text)


def _word(text: str, start: int, end: int, cursor: int) -> _Word:
    written = text[start : min(cursor, end)]
    found = KEY.match(written) or _RATING.match(written)
    key = found[1].lower() if found else ""
    value = written[found.end() :] if found else written
    plain = not found and text[start] not in QUOTES
    return _Word(start, end, key, as_typed(value), plain)


# -- what it could be ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Offer:
    """What could be offered, and what it is sorted by, smaller first.

    Attributes:
        order: How well the name fits, how few words it takes in, its kind, how few photos have it.
        completion: Makes what is offered, which only the best are worth.
    """

    order: tuple[int, int, int, int]
    completion: Callable[[], Completion]


class _Typed:
    """What was typed of a name: the word under the cursor, perhaps with some before it."""

    def __init__(self, words: Sequence[_Word]) -> None:
        self.start, self._end = words[0].start, words[-1].end
        self._count = len(words)
        self.text = " ".join(word.typed for word in words)
        self._inside = re.compile(rf"(?<![^\W_]){re.escape(self.text)}")

    def offer(self, name: Name, *, behind: str = "") -> _Offer | None:
        """Return the name as a value of its filter, where it fits what was typed.

        Args:
            name: What is to be offered.
            behind: What stays before it in the value.
        """
        rank = self._rank(name.folded)
        if rank is None:
            return None
        order = (rank, -self._count, _ORDER[name.kind], -(name.count or 0))
        return _Offer(order, partial(self._completion, name, behind))

    def _rank(self, name: str) -> int | None:
        """Return 0 for the whole name, 1 for its start, 2 for that of a word in it, or None."""
        if self.text not in name:
            return None
        if name.startswith(self.text):
            return 0 if name == self.text else 1
        return 2 if self._inside.search(name) else None

    def _completion(self, name: Name, behind: str) -> Completion:
        value = f"{behind}{name.name}"
        is_rating = name.kind is Kind.RATING
        text = f"rating{value}" if is_rating else f"{name.kind}:{quoted_value(value)}"
        return Completion(self.start, self._end, text, name.name, name.kind, name.count)


def _values(place: _Place, names: Names) -> Iterator[_Offer]:
    """Offer the values of the filter that the word names; in a range of days those of its end."""
    kind = _KINDS_OF_KEYS.get(place.key)
    word, behind = place.word, ""
    if kind is Kind.DATE:
        first, dots, last = word.typed.rpartition("..")
        word, behind = replace(word, typed=last), first + dots
    typed = _Typed([word])
    fitting = (name for name in (*names, *_WORDS_OF_FILTERS) if name.kind is kind)
    yield from filter(None, (typed.offer(name, behind=behind) for name in fitting))


def _meanings(place: _Place, names: Names) -> Iterator[_Offer]:
    """Offer what a free word, or it and those before it, could mean."""
    words = (*place.before, place.word)
    starts = [_Typed(words[first:]) for first in range(len(words))]
    starts = [typed for typed in starts if len(typed.text.strip()) >= _SHORTEST]
    if not place.word.typed.strip() or not starts:
        return
    if place.word.plain and len(place.word.typed) >= _SHORTEST:
        yield from _names_of_filters(place.word)
    for name in (*names, *_WORDS_OF_FILTERS, *_years(place.word.typed)):
        # The name of a root is one of a folder as well.
        if place.word.typed not in name.folded or name.kind is Kind.ROOT:
            continue
        # The farthest start takes in the most of what was typed.
        for typed in starts:
            if offer := typed.offer(name):
                yield offer
                break


def _names_of_filters(word: _Word) -> Iterator[_Offer]:
    for key, title in FILTERS.items():
        if key.startswith(word.typed):
            new = partial(Completion, word.start, word.end, f"{key}:", title, Kind.FILTER)
            yield _Offer((1, -1, _ORDER[Kind.FILTER], 0), new)


def _years(typed: str) -> tuple[Name, ...]:
    year = re.fullmatch(r"(?:1[89]|20)[0-9]{2}", typed)
    return (Name(Kind.DATE, typed, None, typed),) if year else ()


_ORDER: Final = {kind: place for place, kind in enumerate(Kind)}
_KINDS_OF_KEYS: Final = {kind.value: kind for kind in Kind if kind is not Kind.FILTER}
_WORDS_OF_FILTERS: Final = tuple(
    Name(kind, word, None, word)
    for kind, words in {
        Kind.STATE: tuple(State),
        Kind.TYPE: TYPES,
        Kind.DATE: (*WORDS, *SEASONS, *MONTHS),
        Kind.RATING: (">=1", ">=2", ">=3", ">=4", ">=5"),
    }.items()
    for word in words
)
"""What the language itself knows."""
