"""Cuts a query into tokens, each with its place; what they mean together is `parser`'s business.

Words are cut at spaces. Quotes keep a phrase whole, brackets count at the start of a word, signs
at its start or alone, a weight (`*0.5`) at its end or alone, a colon after letters makes a filter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from indexer.query.errors import QueryError, shown
from indexer.query.quoting import CONNECTORS, NUMBER, QUOTES, SIGNS, WEIGHTED

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    PHRASE = auto()
    FILTER = auto()
    SIGN = auto()
    WEIGHT = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query.

    Attributes:
        kind: What it is.
        text: A word or phrase without its quotes, the value of a filter, a connector as typed.
        column: Where it starts, from 1.
        key: Of a filter, in small letters: what stands before the colon.
        value_column: Of a filter: where its value starts.
        number: Of a sign 1 or -1, of NOT -1, of a weight its value.
        glued: Of a sign: whether a word follows without a space.
    """

    kind: Kind
    text: str
    column: int
    key: str = ""
    value_column: int = 0
    number: float = 1.0
    glued: bool = False


KEY: Final = re.compile(r"([^\s:()\"“”„‟]*):")
_RATING: Final = re.compile(
    r"rating\s*(?P<comparison>[<>]=?|==?|≥|≤)\s*(?P<stars>\S*?)(?=[\s()]|$)", re.I
)
_WEIGHT: Final = re.compile(rf"\*\s*(?P<number>[-+]?(?:{NUMBER}))(?=[\s()]|$)")
_BEFORE_BRACKET: Final = re.compile(rf"(?:{'|'.join(sorted(CONNECTORS))})(?=\()", re.IGNORECASE)
_CAPITALS: Final = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_SMALL: Final = {"and": Kind.AND, "or": Kind.OR, "not": Kind.NOT}


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a query.

    Raises:
        QueryError: Quotes are not closed or hold nothing, or a weight is no number.
    """
    return _with_small_connectors(list(_cut(text)))


def _cut(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found, at = _next(text, at)
        yield from found


def _next(text: str, at: int) -> tuple[list[Token], int]:
    """Return the tokens that start here and where they end: a word can bring its weight along."""
    char = text[at]
    if char in "()":
        return [Token(Kind.OPEN if char == "(" else Kind.CLOSE, char, at + 1)], at + 1
    if char in QUOTES:
        phrase, end = unquoted(text, at)
        if not phrase.strip():
            raise QueryError(at + 1, "the quotes hold nothing.")
        return [Token(Kind.PHRASE, phrase, at + 1)], end
    if char in SIGNS:
        glued = at + 1 < len(text) and not text[at + 1].isspace()
        sign = Token(Kind.SIGN, char, at + 1, number=SIGNS[char], glued=glued)
        return [sign], at + 1
    if char == "*":
        return _weight(text, at)
    return _rating(text, at) or _filter(text, at) or _word(text, at)


def _weight(text: str, at: int) -> tuple[list[Token], int]:
    found = _WEIGHT.match(text, at)
    if found is None:
        written = text[at : end_of_word(text, at)]
        raise QueryError(
            at + 1,
            f"{shown(written)} is no weight: write a number after the star, as in *0.5, or put "
            "it in quotes if you mean the words.",
        )
    return [_weight_token(found["number"], at + 1)], found.end()


def _weight_token(number: str, column: int) -> Token:
    return Token(Kind.WEIGHT, f"*{number}", column, number=float(number.replace(",", ".")))


def _rating(text: str, at: int) -> tuple[list[Token], int] | None:
    found = _RATING.match(text, at)
    if found is None:
        return None
    value = found["comparison"] + found["stars"]
    place = found.start("comparison") + 1
    return [Token(Kind.FILTER, value, at + 1, "rating", place)], found.end()


def _filter(text: str, at: int) -> tuple[list[Token], int] | None:
    found = KEY.match(text, at)
    # Nobody names a filter “12” (a time of day), nor does an address on the web start one.
    if found is None or not is_name(found[1]) or text.startswith("//", found.end()):
        return None
    value, end = value_at(text, found.end())
    token = Token(Kind.FILTER, value, at + 1, found[1].lower(), found.end() + 1)
    if token.key == "like":
        return _apart_from_weight(token, text[found.end() : end]), end
    return [token], end


def is_name(key: str) -> bool:
    """Whether what stands before a colon can name a filter."""
    return any(char.isalpha() for char in key)


def _apart_from_weight(token: Token, written: str) -> list[Token]:
    """Split `like:5*0.5`; a star within quotes belongs to the name of a file."""
    found = WEIGHTED.fullmatch(written)
    if found is None or not found["words"] or not WEIGHTED.fullmatch(token.text):
        return [token]
    value = token.text[: -len(written) + found.end("words")]
    column = token.value_column + found.end("words")
    like = Token(Kind.FILTER, value, token.column, token.key, token.value_column)
    return [like, _weight_token(found["weight"], column)]


def value_at(text: str, at: int) -> tuple[str, int]:
    """Return a filter's value without its quotes, and where it ends.

    Raises:
        QueryError: Quotes within it are not closed.
    """
    pieces: list[str] = []
    depth = 0
    while at < len(text) and not text[at].isspace():
        if text[at] in QUOTES:
            piece, at = unquoted(text, at)
            pieces.append(piece)
            continue
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth < 0:  # It closes a bracket that was opened before the filter.
            break
        pieces.append(text[at])
        at += 1
    return "".join(pieces), at


def unquoted(text: str, at: int) -> tuple[str, int]:
    """Return what the quotes that open at `at` hold, and where the text goes on behind them.

    Raises:
        QueryError: They are not closed.
    """
    pieces: list[str] = []
    end = at + 1
    while end < len(text):
        if text[end] not in QUOTES:
            pieces.append(text[end])
        elif text.startswith(text[end], end + 1):
            pieces.append(text[end])
            end += 1
        else:
            return "".join(pieces), end + 1
        end += 1
    raise QueryError(at + 1, "the quotes that open here are never closed.")


def _word(text: str, at: int) -> tuple[list[Token], int]:
    before_bracket = _BEFORE_BRACKET.match(text, at)
    end = before_bracket.end() if before_bracket else end_of_word(text, at)
    word = text[at:end]
    if word in _CAPITALS:
        return [_connector(_CAPITALS[word], word, at + 1)], end
    weighted = WEIGHTED.fullmatch(word)
    if weighted and is_name(weighted["words"]):
        start = Token(Kind.WORD, weighted["words"], at + 1)
        weight = _weight_token(weighted["weight"], at + 1 + weighted.end("words"))
        return [start, weight], end
    return [Token(Kind.WORD, word, at + 1)], end


def _connector(kind: Kind, word: str, column: int) -> Token:
    return Token(kind, word, column, number=-1.0 if kind is Kind.NOT else 1.0)


def end_of_word(text: str, at: int) -> int:
    """Return where a word ends; brackets within it belong to it while in pairs: `IMG(1)`."""
    depth = 0
    while at < len(text) and not text[at].isspace():
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth < 0:
            break
        at += 1
    return at


# -- “and”, “or”, “not” in small letters ---------------------------------------------------


def _with_small_connectors(tokens: list[Token]) -> list[Token]:
    """Make them connectors where a filter or a bracket stands beside them, else leave them words.

    From the last to the first: “and” also stands beside a filter where a “not” lies between.
    """
    for place in reversed(range(len(tokens))):
        token = tokens[place]
        kind = _SMALL.get(token.text) if token.kind is Kind.WORD else None
        if kind and _beside(tokens, place, left=kind is not Kind.NOT):
            tokens[place] = _connector(kind, token.text, token.column)
    return tokens


def _beside(tokens: list[Token], place: int, *, left: bool) -> bool:
    if left and place and tokens[place - 1].kind in {Kind.FILTER, Kind.CLOSE}:
        return True
    following = [token.kind for token in tokens[place + 1 : place + 3]]
    if following[:1] in ([Kind.SIGN], [Kind.NOT]):
        following = following[1:]
    return following[:1] in ([Kind.FILTER], [Kind.OPEN])
