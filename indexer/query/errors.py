"""What is wrong with a query, told with its place, and the name that was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable


_NEAR: Final = 0.75
"""The least likeness, by `difflib`: "Bets" is "best", and "Second" is not "sand" (0.6)."""


class QueryError(LibraryError):
    """A query cannot be understood; `str(error)` says why and where in one line.

    Attributes:
        column: The place, in characters from 1.
        reason: The sentence without its place, for who marks the place itself.
    """

    def __init__(self, column: int, reason: str) -> None:
        super().__init__(f"Column {column}: {reason}")
        self.column = column
        self.reason = reason


def perhaps(written: str, known: Iterable[str], *, around: str = "{}") -> str:
    """Return " Did you mean …?" for the known name nearest to what was written, or "".

    Args:
        written: What is not known.
        known: What is.
        around: How a name is shown, as "{}:".
    """
    nearest = near(written, known)
    return "" if nearest is None else f" Did you mean “{around.format(nearest)}”?"


def near(written: str, known: Iterable[str]) -> str | None:
    """The known name nearest to what was written, capitals aside; None where none is near."""
    from difflib import get_close_matches  # Most queries never need it.

    names = {each.casefold(): each for each in known}
    wanted = written.casefold()
    found = get_close_matches(wanted, names, n=1, cutoff=_NEAR)
    # Two signs that changed places are much of a short word.
    found = found or [each for each in names if sorted(each) == sorted(wanted)]
    return names[found[0]] if found else None


def shown(written: str, *, most: int = 40) -> str:
    """Return what was written as it may stand in a sentence: in quotes, on one line, not long."""
    line = "".join(char if char.isprintable() else "�" for char in written)
    return f"“{line if len(line) <= most else line[: most - 1] + '…'}”"
