"""From what a shell makes of a typed query back to the query.

The shell takes quotes away and cuts at spaces, and a minus at the start of a word looks like an
option. What a query means is `query`'s business.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MINUS: Final = "\N{MINUS SIGN}"
"""Means the same in a query, and is the start of no option."""

_WITHOUT: Final = re.compile(r"-([^\W\d_][^\s=]+.*)", re.DOTALL)
"""A minus right before a word or a filter of two letters or more."""

_MEANT: Final = re.compile(
    r"k\d+|help|json|quiet|model|device|library|from|min-band|strictness|sort|why|syntax|save"
)
"""What may follow a single dash after all: an option, or one that lacks its second dash."""

_OF_EXPORTS: Final = re.compile(r"link|names|metadata|dry-run")
"""The same where photos are exported; in a search these are words."""

_FILTER: Final = re.compile(
    r"(?P<key>[-+\N{MINUS SIGN}]?[a-z]+:)(?P<value>[^\"“”]*\s[^\"“”]*)", re.I
)
"""A filter whose value has spaces: the shell took the quotes away that kept it whole."""

_PLAIN: Final = r"[^\s:()*\"“”]"
_SIGNED: Final = re.compile(
    rf"(?P<sign>[-+{MINUS}])(?!.*\s(?:AND|OR|NOT)\s)"
    rf"(?P<words>[^\W_]{_PLAIN}*(?:\s+(?![-+{MINUS}]){_PLAIN}+)+)"
)
"""A sign right before several words and nothing else that means something: the same holds."""


def without_options(arguments: Sequence[str], *, exporting: bool = False) -> Iterator[str]:
    """The arguments of a search, in which `-people` and `-tag:x` are no options any more.

    Args:
        arguments: As the shell gave them.
        exporting: Whether what is found is to be exported, which has options of its own.
    """
    options = (_MEANT, _OF_EXPORTS) if exporting else (_MEANT,)
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            yield argument
            yield from rest
            return
        minus = _WITHOUT.fullmatch(argument)
        if minus and not any(each.fullmatch(minus[1]) for each in options):
            yield MINUS + minus[1]
        else:
            yield argument


def query_of(words: Sequence[str]) -> str:
    """The query that was typed as one argument, or as several.

    One argument is the query as it stands. Of several, a filter whose value has spaces was kept
    whole by quotes of the shell, and gets quotes of the language; so do words behind a sign.
    """
    if len(words) == 1:
        return words[0]
    return " ".join(map(_kept_whole, words))


def _kept_whole(word: str) -> str:
    from indexer.query.quoting import quoted  # here: no other command reads a query

    if value := _FILTER.fullmatch(word):
        return f"{value['key']}{quoted(value['value'])}"
    if signed := _SIGNED.fullmatch(word):
        return f"{signed['sign']}{quoted(signed['words'])}"
    return word
