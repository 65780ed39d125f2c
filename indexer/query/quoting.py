"""Which characters mean something in a query, and how its parts are printed so that they do not.

Inside quotes only the quote itself is special: written twice it stands for one. So the paths of
Windows keep their backslashes.
"""

from __future__ import annotations

import re
from typing import Final

QUOTES: Final = frozenset('"“”„‟')
"""All the same: phones and word processors turn one into the other while one types."""

SIGNS: Final = {"+": 1, "-": -1, "\N{MINUS SIGN}": -1}
CONNECTORS: Final = frozenset({"and", "or", "not"})
NUMBER: Final = r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+"
WEIGHTED: Final = re.compile(rf"(?P<words>.*)\*(?P<weight>[-+]?(?:{NUMBER}))", re.DOTALL)

_COMPARES: Final = re.compile(r"[a-z]+[<>=≥≤]", re.IGNORECASE)
"""What might be the name of a filter before a sign that only `rating` has."""

_SPECIAL: Final = re.compile(r"[\s:()\"“”„‟]")


def quoted(text: str) -> str:
    """Return the text in quotes."""
    doubled = (char * 2 if char in QUOTES else char for char in text)
    return f'"{"".join(doubled)}"'


def quoted_words(text: str) -> str:
    """Return free words as they are, or in quotes where a part of them would mean something."""
    words = text.split(" ")
    meant = any(map(_means_something, words))
    # Between other words “and” is a word; at either end it might touch a filter.
    at_the_ends = {words[0].lower(), words[-1].lower()} & CONNECTORS
    return quoted(text) if meant or at_the_ends else text


def quoted_value(text: str) -> str:
    """Return the value of a filter as it is, or in quotes where it would not stay whole."""
    return quoted(text) if _needs_quotes(text) else text


def _means_something(word: str) -> bool:
    return (
        not word
        or _SPECIAL.search(word) is not None
        or word[0] in SIGNS
        or word[0] == "*"
        or word in {"AND", "OR", "NOT"}
        or WEIGHTED.fullmatch(word) is not None
        or word.lower().startswith("rating")
        or _COMPARES.match(word) is not None
    )


def _needs_quotes(value: str) -> bool:
    return (
        not value
        or re.search(r"[\s()\"“”„‟]", value) is not None
        or WEIGHTED.fullmatch(value) is not None
    )


def number(value: float) -> str:
    """Print a number so that reading it gives the same again."""
    return repr(float(value)).removesuffix(".0")


def demand(true: bool, what: str) -> None:
    """Refuse to make a part of a query that could not be printed and read again.

    Raises:
        ValueError: It is not true.
    """
    if not true:
        raise ValueError(f"A query cannot hold {what}.")
